//! Whom one worked with: the stints of a career with the people who overlapped (format 8, `me.career`).
//!
//! Notes say it in several ways, some surer than others: `worked_together`, the company with the `moved` entries of the log, the
//! company alone, and the mere fact that one was in touch at the time.

use crate::index::{ContactId, Index, Mark, bare, by_all};
use crate::model::{Career, Contact, Date, DateRange, order};
use serde::Serialize;
use std::collections::BTreeMap;

/// How notes say that somebody was there during a stint, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// `worked_together` names the organization, and its days overlap.
    Worked,
    /// Their company, with the days that `moved` entries and the day of the answer give it, overlaps.
    Company,
    /// It is or was their company, and nothing says since when.
    Perhaps,
    /// One was in touch during the stint, and nothing ties them to the organization.
    Log,
}

/// Somebody who overlapped with a stint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: ContactId,
    /// How the notes say so.
    pub sign: Sign,
    /// The days both were there, as far as they are known.
    pub shared: DateRange,
    /// Contact interactions during the stint, up to the day of the answer.
    pub interactions: usize,
}

/// Always.
const EVER: DateRange = DateRange { since: None, until: None };

/// The people who overlapped with each of these stints, in the order of the stints; those of a stint in the order of their paths.
/// Organizations and the owner's own future are left out.
pub fn colleagues(index: &Index, stints: &[Career], today: Date) -> Vec<Vec<Colleague>> {
    let places: Vec<Place<'_>> = stints.iter().map(|stint| Place::new(index, stint)).collect();
    let people: Vec<ContactId> = index.contacts().filter(|&id| !index.contact(id).organization).collect();
    let of_one = |&id: &ContactId| of_one(index, id, &places, today);
    let found: Vec<(usize, Colleague)> = by_all(&people, of_one);
    let mut all = vec![Vec::new(); stints.len()];
    found.into_iter().for_each(|(stint, colleague)| all[stint].push(colleague));
    all
}

/// Everybody of these stints once, in the order of their paths: the place of the stint that shows it surest, the latest of equals,
/// and what it shows. Those with whom one was only in touch are left out.
pub fn everyone(all: &[Vec<Colleague>]) -> Vec<(usize, &Colleague)> {
    let mut found: BTreeMap<ContactId, (usize, &Colleague)> = BTreeMap::new();
    for (stint, people) in all.iter().enumerate() {
        for colleague in people.iter().filter(|colleague| colleague.sign < Sign::Log) {
            let known = found.entry(colleague.id).or_insert((stint, colleague));
            if (colleague.sign, std::cmp::Reverse(colleague.shared.since)) < (known.1.sign, std::cmp::Reverse(known.1.shared.since)) {
                *known = (stint, colleague);
            }
        }
    }
    found.into_values().collect()
}

/// The stints that people's `worked_together` tells of, where the settings have no career: one for each organization, from the
/// first day to the last, in the order of these days.
pub fn told_stints(index: &Index) -> Vec<Career> {
    let mut found: BTreeMap<String, Career> = BTreeMap::new();
    for stint in index.contacts().flat_map(|id| index.contact(id).seldom.worked_together.iter()) {
        let range = stint.range.unwrap_or(EVER);
        let new = || Career { organization: stint.organization.to_string(), role: None, range };
        let known = found.entry(bare(&stint.organization)).or_insert_with(new);
        known.range = DateRange {
            since: [known.range.since, range.since].into_iter().flatten().min(),
            until: known.range.until.zip(range.until).map(|(a, b)| a.max(b)),
        };
    }
    let mut stints: Vec<Career> = found.into_values().collect();
    order::sort_by_key(&mut stints, |stint| stint.range.since);
    stints
}

/// The days of both; `None` when there is none.
pub fn overlap(a: DateRange, b: DateRange) -> Option<DateRange> {
    let since = a.since.max(b.since);
    let until = [a.until, b.until].into_iter().flatten().min();
    since.zip(until).is_none_or(|(since, until)| since <= until).then_some(DateRange { since, until })
}

/// A stint, with every name of its organization.
struct Place<'a> {
    names: Vec<String>,
    range: &'a DateRange,
}

impl Place<'_> {
    fn new<'a>(index: &Index, stint: &'a Career) -> Place<'a> {
        let organizations = index.bearers(&stint.organization).into_iter().map(|id| index.contact(id)).filter(|it| it.organization);
        let others = organizations.flat_map(|it| it.aliases().iter().chain([it.name()]).map(bare));
        let mut names: Vec<String> = [bare(stint.organization.trim())].into_iter().chain(others).collect();
        order::sort(&mut names);
        names.dedup();
        Place { names, range: &stint.range }
    }

    fn is(&self, organization: &str) -> bool {
        self.names.iter().any(|name| name == organization.trim())
    }

    /// Whether a text of folded words speaks of it.
    fn is_in(&self, text: &str) -> bool {
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let whole = |(at, name): (usize, &str)| apart(text[..at].chars().next_back()) && apart(text[at + name.len()..].chars().next());
        self.names.iter().any(|name| !name.is_empty() && text.match_indices(name.as_str()).any(whole))
    }
}

fn of_one(index: &Index, id: ContactId, places: &[Place<'_>], today: Date) -> Vec<(usize, Colleague)> {
    let contact = index.contact(id);
    let mut interactions = vec![0; places.len()];
    for meeting in index.interactions_of(id).filter(|meeting| meeting.counts(today)) {
        let during = interactions.iter_mut().zip(places).filter(|(_, place)| place.range.contains(meeting.date()));
        during.for_each(|(count, _)| *count += 1);
    }
    let company = contact.company().map(bare);
    let moves = moves(index, id, today);
    let sign = |place: &Place<'_>| {
        worked(contact, place)
            .map(|shared| (Sign::Worked, shared))
            .or_else(|| employed(place, company.as_deref(), &moves, today))
            .filter(|_| place.range.since.is_none_or(|since| since <= today))
    };
    let found = places.iter().zip(interactions).enumerate().filter_map(|(at, (place, interactions))| {
        let log = (interactions > 0).then_some((Sign::Log, *place.range));
        let (sign, shared) = sign(place).or(log)?;
        Some((at, Colleague { id, sign, shared, interactions }))
    });
    found.collect()
}

/// The days of `worked_together` at a place that overlap, from the first to the last.
fn worked(contact: &Contact, place: &Place<'_>) -> Option<DateRange> {
    let there = contact.seldom.worked_together.iter().filter(|stint| place.is(&bare(&stint.organization)));
    let shared = there.filter_map(|stint| overlap(stint.range.unwrap_or(EVER), *place.range));
    shared.reduce(|a, b| DateRange { since: a.since.min(b.since), until: a.until.zip(b.until).map(|(a, b)| a.max(b)) })
}

/// A change of companies that the log tells: its day, where to, and where from, in folded words.
struct Move {
    day: Date,
    to: String,
    from: String,
}

/// The `moved` entries of somebody, oldest first.
fn moves(index: &Index, id: ContactId, today: Date) -> Vec<Move> {
    if !index.may(id, Mark::News) {
        return Vec::new();
    }
    let told = index.interactions_of(id).filter(|meeting| meeting.channel().name() == "moved" && meeting.happened(today));
    let read = |meeting: crate::index::Meeting<'_>| {
        let text = bare(meeting.text());
        let (to, from) = ["(was ", "(from ", " from "].iter().find_map(|word| text.split_once(word)).unwrap_or((&text, ""));
        let (to, from) = to.strip_prefix("from ").or_else(|| to.strip_prefix("left ")).map_or((to, from), |from| ("", from));
        Move { day: meeting.date(), to: to.to_owned(), from: from.to_owned() }
    };
    told.map(read).collect()
}

/// How company and moves put somebody at a place during the stint.
fn employed(place: &Place<'_>, company: Option<&str>, moves: &[Move], today: Date) -> Option<(Sign, DateRange)> {
    let mut spells: Vec<DateRange> = Vec::new();
    for (at, change) in moves.iter().enumerate() {
        if place.is_in(&change.from) && !moves[..at].last().is_some_and(|before| place.is_in(&before.to)) {
            spells.push(DateRange { since: None, until: Some(change.day) });
        }
        if place.is_in(&change.to) {
            spells.push(DateRange { since: Some(change.day), until: moves.get(at + 1).map(|next| next.day) });
        }
    }
    if company.is_some_and(|company| place.is(company)) && !moves.last().is_some_and(|last| place.is_in(&last.to)) {
        spells.push(DateRange { since: None, until: None });
    }
    let known = |spell: &DateRange| DateRange { since: spell.since.or(spell.until).or(Some(today)), until: spell.until.or(Some(today)) };
    let sure = spells.iter().filter(|spell| overlap(known(spell), *place.range).is_some());
    let shared = |spell: &DateRange| overlap(*spell, *place.range);
    let sure = sure.filter_map(shared).next().map(|shared| (Sign::Company, shared));
    sure.or_else(|| spells.iter().find_map(shared).map(|_| (Sign::Perhaps, EVER)))
}
