//! Who fits an opening that is told in words: by role, skills, offers, what they look for, place, tags, and what the log tells.

use super::closeness::closeness;
use super::standing::in_transition;
use super::words::{Fit, Trait, Wish, fits_but, words_in};
use crate::index::{ContactId, Index, by_all};
use crate::model::{Again, Contact, Date, Status, order};
use std::collections::BTreeMap;

/// Somebody who fits an opening.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub id: ContactId,
    /// How well, against the best: above 0, at most 1.
    pub fit: f64,
    /// Which word of the opening was found in what of the note.
    pub found: Vec<(usize, Trait)>,
    /// Words found nowhere but in the log, each with the newest entry that has it.
    pub log: Vec<(usize, Date, String)>,
    /// Words of the opening that they say they do not want.
    pub unwanted: Vec<usize>,
    /// Whether they are between jobs.
    pub between_jobs: bool,
}

/// Who fits an opening, and who would but is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// The best first; among those who fit about as well, first those between jobs, then those one would work with again.
    pub fit: Vec<Candidate>,
    /// Those one would not work with again, by path.
    pub left_out: Vec<ContactId>,
}

/// What of a note is looked at.
const TRAITS: [Trait; 7] = [Trait::Role, Trait::Company, Trait::Skill, Trait::Offer, Trait::Tag, Trait::Place, Trait::Seeking];

/// What a word is worth that only the log has, against one of the front matter.
const IN_LOG: f64 = 0.3;

/// Whoever fits less than this part of the best is not told of.
const LEAST: f64 = 0.25;

/// Fits are told apart in so many steps; within one the rest decides.
const STEPS: f64 = 8.0;

/// Of whom only the log tells, the log must have one word of so many of the opening: a single one is soon somewhere.
const HALF: usize = 2;

/// An opening of more words is a whole text: the log, which has every word somewhere, is not looked at.
const FEW: usize = 12;

/// Everybody who fits an opening on `today`.
pub fn candidates(index: &Index, opening: &Wish, today: Date) -> Candidates {
    let found = fits_but(index, std::slice::from_ref(opening), &TRAITS, &[Trait::Place]).pop().unwrap_or_default();
    let logs = if opening.words.len() <= FEW { logs(index, opening, today) } else { Vec::new() };
    let rarity: Vec<f64> = (0..opening.words.len()).map(|word| rarity(index, &logs, word)).collect();
    let mut all = joined(found, logs, &rarity);
    all.retain(|(one, _)| {
        let contact = index.contact(one.id);
        let told = !one.found.is_empty() || one.log.len() * HALF >= opening.words.len();
        told && !contact.organization && contact.status != Status::Deceased
    });
    let mut candidates = Candidates::default();
    all.iter_mut().for_each(|(one, weight)| settle(index.contact(one.id), one, weight, opening, today));
    let best = all.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
    for (mut one, weight) in all {
        one.fit = weight / best.max(f64::MIN_POSITIVE);
        match index.contact(one.id).would_work_again {
            _ if one.fit < LEAST => {}
            Some(Again::No) => candidates.left_out.push(one.id),
            _ => candidates.fit.push(one),
        }
    }
    let again = |one: &Candidate| match index.contact(one.id).would_work_again {
        Some(Again::Yes) => 0,
        None => 1,
        _ => 2,
    };
    let close = |one: &Candidate| closeness(index, one.id, today).map_or(0, |close| (close.strength * 1000.0) as i64);
    let step = |one: &Candidate| -(one.fit * STEPS).ceil() as i64;
    order::sort_by_cached_key(&mut candidates.fit, |one| {
        (step(one), !one.between_jobs, again(one), -(one.fit * 1e6) as i64, -close(one), index.path(one.id).to_owned())
    });
    candidates
}

/// What the log tells of one contact: words of the opening with their newest entries.
type Log = (ContactId, Vec<(usize, Date, String)>);

/// Where the log has words of the opening: in entries and what was given and got in them.
fn logs(index: &Index, opening: &Wish, today: Date) -> Vec<Log> {
    let of_one = |&id: &ContactId| {
        let mut found: Vec<(usize, Date, String)> = Vec::new();
        for meeting in index.interactions_of(id).rev().filter(|meeting| meeting.happened(today)) {
            let exchanged = meeting.exchanges().map(|given| given.text());
            for text in std::iter::once(meeting.text()).chain(exchanged) {
                for word in words_in(text, &opening.words) {
                    if !found.iter().any(|(known, ..)| *known == word) {
                        found.push((word, meeting.date(), text.to_owned()));
                    }
                }
            }
        }
        order::sort_by_key(&mut found, |(word, ..)| *word);
        (!found.is_empty()).then_some((id, found))
    };
    by_all(&index.contacts().collect::<Vec<_>>(), of_one)
}

/// What a word of the log is worth: the more, the fewer logs have it.
fn rarity(index: &Index, logs: &[Log], word: usize) -> f64 {
    let spread = logs.iter().filter(|(_, found)| found.iter().any(|(own, ..)| *own == word)).count();
    IN_LOG * ((index.contacts().len() + 1) as f64 / spread.max(1) as f64).ln()
}

/// Those whom their notes or their logs let fit, each with a weight, in the order of their paths.
fn joined(found: Vec<Fit>, logs: Vec<Log>, rarity: &[f64]) -> Vec<(Candidate, f64)> {
    let nobody = |id| (Candidate { id, fit: 0.0, found: Vec::new(), log: Vec::new(), unwanted: Vec::new(), between_jobs: false }, 0.0);
    let mut all: BTreeMap<ContactId, (Candidate, f64)> = BTreeMap::new();
    for fit in found {
        let (one, weight) = all.entry(fit.id).or_insert_with(|| nobody(fit.id));
        (one.found, *weight) = (fit.found, fit.weight);
    }
    for (id, mut log) in logs {
        let (one, weight) = all.entry(id).or_insert_with(|| nobody(id));
        log.retain(|(word, ..)| !one.found.iter().any(|(own, _)| own == word));
        *weight += log.iter().map(|(word, ..)| rarity[*word]).sum::<f64>();
        one.log = log;
    }
    all.into_values().collect()
}

/// Adds what does not depend on the others. Whoever says that they do not want a word of the opening fits half as well.
fn settle(contact: &Contact, one: &mut Candidate, weight: &mut f64, opening: &Wish, today: Date) {
    one.between_jobs = in_transition(contact, today);
    let theirs = contact.seeking().map(Wish::of).unwrap_or_default();
    one.unwanted = (0..opening.words.len()).filter(|word| theirs.without.contains(&opening.words[*word])).collect();
    if !one.unwanted.is_empty() {
        *weight /= 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;
    use crate::parse::{Context, Everyone, Scratch, note};

    fn check(opening: &str, notes: &[&str], want: &[usize]) {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let read = |(at, text): (usize, &&str)| note(&format!("people/{at}.md"), text, &context, &mut Scratch::default()).0;
        let index = Index::new(notes.iter().enumerate().map(read).collect(), Vec::new(), Settings::default());
        let found = candidates(&index, &Wish::of(opening), Date::new(2026, 11, 20).unwrap());
        assert_eq!(found.fit.iter().map(|one| one.id.place()).collect::<Vec<_>>(), want, "{opening}");
    }

    #[test]
    fn those_between_jobs_come_first_among_equals_and_then_those_one_would_work_with_again() {
        let nurse = "---\nrole: nurse\n---\n";
        let notes = [nurse, "---\nrole: nurse\nwould_work_again: yes\n---\n", "---\nrole: nurse\ntransition: 2026-09..\n---\n"];
        check("nurses", &notes, &[2, 1, 0]);
        check("nurses", &[nurse, "---\nrole: nurse\nwould_work_again: no\n---\n", "---\nrole: nurse\nstatus: deceased\n---\n"], &[0]);
    }

    #[test]
    fn what_they_look_for_counts_and_what_they_do_not_want_counts_against() {
        let wants = "---\nrole: manager\nseeking: site reliability\n---\n";
        check("site reliability", &["---\nrole: nurse\n---\n", wants], &[1]);
        let energy = "---\nseeking: site reliability, not energy\n---\n";
        check("site reliability, energy", &[energy, wants], &[1, 0]);
    }

    #[test]
    fn a_place_alone_makes_nobody_fit_and_the_log_counts_less_than_the_note() {
        let oslo = "---\nrole: nurse\nlocation: Oslo\n---\n";
        check("welder, Oslo", &[oslo, "---\nrole: welder\n---\n"], &[1]);
        check("nurse, Oslo", &[oslo, "---\nrole: nurse\n---\n"], &[0, 1]);
        let told = "---\nrole: cook\n---\n\n- 2026-11-01 call: runs a welding course [gave:: advice on welding]\n";
        check("welding, plumbing, carpentry", &[told], &[]);
        check("welding", &[told, "---\nrole: cook\n---\n"], &[0]);
        check("welding", &[told, "---\nskills: welding\n---\n"], &[1, 0]);
    }
}
