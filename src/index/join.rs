//! Links to notes, and entries to the contacts who took part (format 4 and 5).

use super::names::{Names, NoteNames, Target, Targets};
use crate::model::{Channel, Date, Done, Entry, Exchange, Kind, Note, Origin, Purpose, Verb, Who};
use rayon::prelude::*;

/// Who took part in what, before doubles are joined.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Where each link leads.
    pub(super) targets: Targets,
    /// For each note, its number among the contacts.
    pub(super) contact_of: Vec<Option<u32>>,
    /// Notes of the contacts, by number.
    pub(super) contacts: Vec<u32>,
    /// Entries that count for somebody.
    pub(super) rows: Vec<Row>,
    /// Exchanges of all rows.
    pub(super) deals: Vec<Deal>,
    /// Contacts of all rows, and of exchanges that count for others.
    pub(super) people: Vec<u32>,
}

/// An entry that counts for at least one contact, with what joining doubles asks of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) note: u32,
    pub(super) entry: u32,
    pub(super) date: Date,
    pub(super) done: Done,
    pub(super) purpose: Purpose,
    pub(super) by: Option<Who>,
    /// Whether its channel is named; only `other` is not.
    pub(super) named: bool,
    /// Whether it stands in a contact's own note.
    pub(super) own: bool,
    /// Whether it has a text.
    pub(super) told: bool,
    /// Stretch of [`Joined::deals`].
    pub(super) deals: (u32, u32),
    /// Stretch of [`Joined::people`].
    pub(super) people: (u32, u32),
}

/// An exchange with the contacts it counts for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deal {
    pub(super) note: u32,
    pub(super) exchange: u32,
    pub(super) verb: Verb,
    pub(super) kind: Kind,
    pub(super) date: Date,
    pub(super) interaction: u32,
    pub(super) people: (u32, u32),
    /// Told before by another entry.
    pub(super) double: bool,
}

impl Row {
    pub(super) fn people<'a>(&self, all: &'a [u32]) -> &'a [u32] {
        &all[self.people.0 as usize..self.people.1 as usize]
    }
}

/// Notes joined at a time by one thread.
const CHUNK: usize = 256;

/// Resolves every link, and says for every entry who took part.
pub(super) fn join(notes: &[Note], names: &NoteNames) -> Joined {
    let path = |number: u32| &*notes[number as usize].path;
    joined(notes, |number, link| {
        let note = &notes[number as usize];
        names.resolve(note.str(note.links[link].target), &note.path, path)
    })
}

/// The same where `resolve` tells where a link leads, by number of the note and place among its links.
pub(super) fn joined(notes: &[Note], resolve: impl Fn(u32, usize) -> Target + Sync) -> Joined {
    let mut joined = Joined::default();
    for (number, note) in (0_u32..).zip(notes) {
        let contact = note.contact().map(|_| joined.contacts.len() as u32);
        joined.contact_of.push(contact);
        joined.contacts.extend(contact.map(|_| number));
    }
    let contact_of = &joined.contact_of;
    let chunk = |(at, chunk): (usize, &[Note])| {
        let mut part = Part::default();
        for (number, note) in ((at * CHUNK) as u32..).zip(chunk) {
            let start = part.targets.len();
            part.targets.extend((0..note.links.len()).map(|link| resolve(number, link).word()));
            part.rows(number, note, start, contact_of);
        }
        part
    };
    let parts: Vec<Part> = notes.par_chunks(CHUNK).enumerate().map(chunk).collect();
    let total = |of: fn(&Part) -> usize| parts.iter().map(of).sum::<usize>();
    joined.targets.words.reserve_exact(total(|part| part.targets.len()));
    joined.rows.reserve_exact(total(|part| part.rows.len()));
    joined.deals.reserve_exact(total(|part| part.deals.len()));
    joined.people.reserve_exact(total(|part| part.people.len()));
    for part in parts {
        let (people, deals) = (joined.people.len() as u32, joined.deals.len() as u32);
        let moved = |(from, to): (u32, u32), by: u32| (from + by, to + by);
        joined.targets.words.extend(part.targets);
        let row = |row: Row| Row { people: moved(row.people, people), deals: moved(row.deals, deals), ..row };
        joined.rows.extend(part.rows.into_iter().map(row));
        joined.deals.extend(part.deals.into_iter().map(|deal| Deal { people: moved(deal.people, people), ..deal }));
        joined.people.extend(part.people);
    }
    let mut at = 0;
    joined.targets.starts = std::iter::once(0)
        .chain(notes.iter().map(|note| {
            at += note.links.len() as u32;
            at
        }))
        .collect();
    joined
}

/// What some of the notes come to.
#[derive(Default)]
struct Part {
    targets: Vec<u32>,
    rows: Vec<Row>,
    deals: Vec<Deal>,
    people: Vec<u32>,
}

impl Part {
    /// The rows of a note whose targets begin at `from`.
    fn rows(&mut self, number: u32, note: &Note, from: usize, contact_of: &[Option<u32>]) {
        for (at, entry) in (0_u32..).zip(&note.entries) {
            let start = self.people.len();
            if entry.origin == Origin::Own {
                self.people.extend(contact_of[number as usize]);
            }
            for &link in entry.people.of(&note.people) {
                let contact = self.contact(from, link, contact_of);
                if let Some(contact) = contact.filter(|contact| !self.people[start..].contains(contact)) {
                    self.people.push(contact);
                }
            }
            let people = (start as u32, self.people.len() as u32);
            if people.1 > people.0 {
                let start = self.deals.len() as u32;
                self.deals(number, note, entry, (from, people), contact_of);
                self.rows.push(Row {
                    note: number,
                    entry: at,
                    date: entry.date,
                    done: entry.done,
                    purpose: entry.channel.purpose(),
                    by: entry.by,
                    named: entry.channel != Channel::OTHER,
                    own: entry.origin == Origin::Own,
                    told: entry.text.len > 0,
                    deals: (start, self.deals.len() as u32),
                    people,
                });
            }
        }
    }

    /// The exchanges of an entry of these people.
    fn deals(&mut self, number: u32, note: &Note, entry: &Entry, (from, people): (usize, (u32, u32)), contact_of: &[Option<u32>]) {
        let run = entry.exchanges;
        for (exchange, at) in run.of(&note.exchanges).iter().zip(run.start..) {
            let own = self.people.len() as u32;
            for &link in exchange.people.of(&note.people) {
                let contact = self.contact(from, link, contact_of);
                self.people.extend(contact);
            }
            let people = if exchange.people.is_empty() { people } else { (own, self.people.len() as u32) };
            let Exchange { verb, kind, .. } = *exchange;
            let date = entry.date;
            self.deals.push(Deal { note: number, exchange: at, verb, kind, date, interaction: 0, people, double: false });
        }
    }

    /// The contact to whose note a link leads, of a note whose targets begin at `from`.
    fn contact(&self, from: usize, link: u32, contact_of: &[Option<u32>]) -> Option<u32> {
        let target = self.targets.get(from + link as usize).map(|word| Target::of_word(*word));
        contact(target, contact_of)
    }
}

fn contact(target: Option<Target>, contact_of: &[Option<u32>]) -> Option<u32> {
    contact_of.get(target?.note()? as usize).copied().flatten()
}

impl Joined {
    /// The contact to whose note a link leads.
    pub(super) fn contact(&self, note: u32, link: u32) -> Option<u32> {
        contact(self.targets.link(note, link), &self.contact_of)
    }
}
