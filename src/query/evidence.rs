//! What speaks for two people knowing each other: introductions, `knows`, entries in which both took part, mentions, and stints at
//! the same place. The strength of a tie grows with each piece: independent reasons, each of which may be wrong.

use super::closeness::freshness;
use crate::index::{ContactId, Index, Lead, Told, folded};
use crate::model::{Date, Done, LinkRole, Origin, Purpose, Status, Stint, Verb, order};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// Why two people are thought to know each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// I introduced them, or one introduced me to the other.
    Introduced,
    /// The note of the first says that they know the second.
    Knows,
    /// The note of the second says that they know the first.
    IsKnown,
    /// Both took part in something.
    Met,
    /// Both were at the same place at the same time.
    Worked,
    /// One is mentioned where the other is told of.
    Mentioned,
}

/// A piece of evidence for a tie between two persons, by their numbers, of whom the first is smaller.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) struct Evidence {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) reason: Reason,
    /// When that was, where it is known.
    pub(super) day: Option<Date>,
    /// How likely the tie is for this reason alone: above 0, below 1.
    pub(super) weight: f64,
}

/// More people than these at one occasion do not get to know each other by it.
const OCCASION: usize = 12;

/// Stints at one place up to which everybody's days are compared with everybody's; at larger ones the year decides.
pub(super) const COMPARED: usize = 64;

/// Notes looked through at a time by one thread.
const CHUNK: usize = 512;

/// The number of a contact as a person: number 0 is me.
pub(super) fn person(id: ContactId) -> u32 {
    id.place() as u32 + 1
}

/// Marks the number of a name in the part that found it.
const LOCAL: u32 = 1 << 31;

/// What some notes hold.
#[derive(Default)]
struct Part<'a> {
    evidence: Vec<Evidence>,
    names: Vec<&'a str>,
}

/// All evidence, and the names without a note that it speaks of. Persons are me, the contacts, then these names.
pub(super) fn gather(index: &Index, today: Date) -> (Vec<Evidence>, Vec<Box<str>>) {
    let chunk = |start: usize| {
        let mut part = Part::default();
        let end = (start + CHUNK).min(index.note_count());
        (start..end).filter_map(|number| index.told(number as u32)).for_each(|told| part.note(&told, index, today));
        part
    };
    let starts: Vec<usize> = (0..index.note_count()).step_by(CHUNK).collect();
    let (parts, met): (Vec<Part<'_>>, Vec<Evidence>) =
        rayon::join(|| starts.into_par_iter().map(chunk).collect(), || occasions(index, today));
    let (mut evidence, mut names) = (met, Vec::new());
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let first = index.contacts().len() as u32 + 1;
    for part in parts {
        let number = |name: &&str| {
            *numbers.entry(name_key(name)).or_insert_with(|| {
                names.push(Box::from(*name));
                first + names.len() as u32 - 1
            })
        };
        let known: Vec<u32> = part.names.iter().map(number).collect();
        let whole = |person: u32| if person & LOCAL == 0 { person } else { known[(person & !LOCAL) as usize] };
        let own = part.evidence.into_iter().map(|one| Evidence { a: whole(one.a), b: whole(one.b), ..one });
        evidence.extend(own.filter(|one| one.a != one.b).map(in_order));
    }
    evidence.extend(stints(index, today));
    (evidence, names)
}

/// A name for comparing: bare words, one blank between them.
pub(super) fn name_key(name: &str) -> String {
    crate::index::bare(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same with the smaller number first.
fn in_order(one: Evidence) -> Evidence {
    let turned = match one.reason {
        Reason::Knows => Reason::IsKnown,
        Reason::IsKnown => Reason::Knows,
        other => other,
    };
    if one.a < one.b { one } else { Evidence { a: one.b, b: one.a, reason: turned, ..one } }
}

impl<'a> Part<'a> {
    /// The number of whom a link leads to.
    fn whom(&mut self, lead: Lead<'a>) -> Option<u32> {
        match lead {
            Lead::Contact(id) => Some(person(id)),
            Lead::Named(name) => {
                self.names.push(name);
                Some(LOCAL | (self.names.len() as u32 - 1))
            }
            Lead::Elsewhere => None,
        }
    }

    fn add(&mut self, a: u32, b: u32, reason: Reason, day: Option<Date>, weight: f64) {
        if a != b {
            self.evidence.push(Evidence { a, b, reason, day, weight });
        }
    }

    fn note(&mut self, told: &Told<'a>, index: &'a Index, today: Date) {
        if told.note.links().is_empty() {
            return;
        }
        // Whoever is named anywhere can be looked for.
        self.names.extend(told.links().filter_map(|(_, lead)| if let Lead::Named(name) = lead { Some(name) } else { None }));
        if let Some(owner) = told.owner {
            self.front_matter(told, owner, index, today);
            let mentioned = told.links().filter(|(link, _)| link.role == LinkRole::Prose);
            self.mention(&[person(owner)], mentioned.map(|(_, lead)| lead).collect());
        }
        self.entries(told, index, today);
    }

    fn front_matter(&mut self, told: &Told<'a>, owner: ContactId, index: &Index, today: Date) {
        let contact = index.contact(owner);
        let met = contact.met.and_then(|met| met.first()).filter(|met| *met <= today);
        for lead in told.run(contact.seldom.introduced_by) {
            let whom = self.whom(lead);
            whom.into_iter().for_each(|whom| self.add(person(owner), whom, Reason::Introduced, met, introduced(met, today)));
        }
        for lead in told.run(contact.seldom.knows) {
            let whom = self.whom(lead);
            whom.into_iter().for_each(|whom| self.add(person(owner), whom, Reason::Knows, None, 0.5));
        }
    }

    /// Introductions, people without a note who took part, and in notes that are nobody's own who was mentioned.
    fn entries(&mut self, told: &Told<'a>, index: &Index, today: Date) {
        let kinds = &index.settings().kinds;
        for entry in told.note.entries().iter().filter(|entry| entry.date <= today && entry.done == Done::Yes) {
            for exchange in told.note.exchanges().of(entry.exchanges).iter() {
                let passed = matches!(exchange.verb, Verb::Gave | Verb::Got) && kinds.name(exchange.kind) == "introduction";
                if passed && !exchange.links.is_empty() {
                    let with: Vec<u32> = told.for_whom(&entry, &exchange).into_iter().filter_map(|lead| self.whom(lead)).collect();
                    let to: Vec<u32> = told.run(exchange.links).filter_map(|lead| self.whom(lead)).collect();
                    let weight = introduced(Some(entry.date), today);
                    let pairs = with.iter().flat_map(|a| to.iter().map(move |b| (*a, *b)));
                    pairs.for_each(|(a, b)| self.add(a, b, Reason::Introduced, Some(entry.date), weight));
                }
            }
            let elsewhere = told.owner.is_none();
            let unknown = told.note.people().of(entry.people).iter().any(|link| !matches!(told.lead(link), Some(Lead::Contact(_))));
            if elsewhere || unknown {
                let cast: Vec<u32> = told.cast(&entry).into_iter().filter_map(|lead| self.whom(lead)).collect();
                let took_place = entry.channel.purpose() == Purpose::Contact && cast.len() <= OCCASION;
                if unknown && took_place {
                    self.strangers(&cast, entry.date, today);
                }
                if elsewhere {
                    let whole = entry.origin == Origin::Meeting;
                    let here = told.links().filter(|(link, _)| (whole || link.place.line == entry.line) && link.role == LinkRole::Prose);
                    self.mention(&cast, here.map(|(_, lead)| lead).collect());
                }
            }
        }
    }

    /// People without a note who took part in something: tied to me and to the others.
    fn strangers(&mut self, cast: &[u32], day: Date, today: Date) {
        let weight = met(day, today, cast.len());
        for stranger in cast.iter().filter(|one| *one & LOCAL != 0) {
            self.add(0, *stranger, Reason::Met, Some(day), weight);
            let others = cast.iter().filter(|other| *other & LOCAL == 0 || *other < stranger);
            others.for_each(|other| self.add(*other, *stranger, Reason::Met, Some(day), weight));
        }
    }

    /// Those whom a note mentions where it tells of `cast`, each once.
    fn mention(&mut self, cast: &[u32], leads: Vec<Lead<'a>>) {
        let mut seen = BTreeSet::new();
        for lead in leads {
            let key = match lead {
                Lead::Contact(id) => (Some(id), String::new()),
                Lead::Named(name) => (None, folded(name).into_owned()),
                Lead::Elsewhere => continue,
            };
            if seen.insert(key)
                && let Some(whom) = self.whom(lead)
            {
                cast.iter().for_each(|one| self.add(*one, whom, Reason::Mentioned, None, 0.1));
            }
        }
    }
}

fn introduced(day: Option<Date>, today: Date) -> f64 {
    day.map_or(0.5, |day| 0.35 + 0.25 * freshness(day, today, 730.0))
}

/// That two of `people` met on a day.
fn met(day: Date, today: Date, people: usize) -> f64 {
    0.3 * (0.3 + 0.7 * freshness(day, today, 730.0)) / people.saturating_sub(1).max(1) as f64
}

/// Pairs of contacts who took part in the same thing.
fn occasions(index: &Index, today: Date) -> Vec<Evidence> {
    let mut found = Vec::new();
    for meeting in index.interactions().filter(|meeting| meeting.contacts().len() > 1 && meeting.counts(today)) {
        let people: Vec<u32> = meeting.contacts().map(person).collect();
        if people.len() <= OCCASION {
            let (day, weight) = (meeting.date(), met(meeting.date(), today, people.len()));
            let pairs = people.iter().enumerate().flat_map(|(at, a)| people[at + 1..].iter().map(move |b| (*a, *b)));
            found.extend(pairs.map(|(a, b)| in_order(Evidence { a, b, reason: Reason::Met, day: Some(day), weight })));
        }
    }
    found
}

/// Everybody's stints by place, under its folded name, in the order of the names.
pub(super) fn places(index: &Index) -> Vec<(String, Vec<(u32, &Stint)>)> {
    let mut places: HashMap<String, Vec<(u32, &Stint)>> = HashMap::new();
    for id in index.contacts() {
        let contact = index.contact(id);
        for stint in contact.seldom.worked_together.iter().filter(|_| contact.status != Status::Deceased) {
            places.entry(folded(stint.organization.trim()).into_owned()).or_default().push((person(id), stint));
        }
    }
    let mut places: Vec<_> = places.into_iter().collect();
    order::sort_by(&mut places, |a, b| a.0.cmp(&b.0));
    places
}

/// Pairs whose stints at a place of few overlap.
fn stints(index: &Index, today: Date) -> Vec<Evidence> {
    let mut found = Vec::new();
    for (_, stints) in places(index).into_iter().filter(|(_, stints)| stints.len() <= COMPARED) {
        for (at, (a, first)) in stints.iter().enumerate() {
            let others = stints[at + 1..].iter().filter(|(b, _)| b != a);
            let both = others.filter_map(|(b, second)| Some((*b, overlap(first, second, today)?)));
            found.extend(both.map(|(b, (day, weight))| in_order(Evidence { a: *a, b, reason: Reason::Worked, day, weight })));
        }
    }
    found
}

/// The last day that two stints at one place share, and what that is worth; `None` when they share none. Without days they may.
pub(super) fn overlap(a: &Stint, b: &Stint, today: Date) -> Option<(Option<Date>, f64)> {
    let (Some(a), Some(b)) = (a.range, b.range) else { return Some((None, 0.1)) };
    let since = a.since.max(b.since).unwrap_or(Date::FIRST);
    let until = a.until.unwrap_or(today).min(b.until.unwrap_or(today)).min(today);
    let months = since.days_until(until) as f64 / 30.4;
    (since <= until).then(|| (Some(until), 0.35 * (0.3 + 0.7 * freshness(until, today, 1825.0)) * ((months + 3.0) / 12.0).min(1.0)))
}
