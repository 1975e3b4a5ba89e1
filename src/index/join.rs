//! Links to notes, and entries to the contacts who took part (format 4 and 5).

use super::names::{Names, NoteNames, Target, Targets};
use crate::model::{Channel, Date, Done, Note, Origin, Purpose, Who};
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
    /// Contacts of all rows.
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
    /// Whether it has exchanges.
    pub(super) deals: bool,
    /// Stretch of [`Joined::people`].
    pub(super) people: (u32, u32),
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
    joined.people.reserve_exact(total(|part| part.people.len()));
    for part in parts {
        let offset = joined.people.len() as u32;
        joined.targets.words.extend(part.targets);
        joined.rows.extend(part.rows.into_iter().map(|row| Row { people: (row.people.0 + offset, row.people.1 + offset), ..row }));
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
                let target = self.targets.get(from + link as usize).map(|word| Target::of_word(*word));
                let contact = contact(target, contact_of);
                if let Some(contact) = contact.filter(|contact| !self.people[start..].contains(contact)) {
                    self.people.push(contact);
                }
            }
            let people = (start as u32, self.people.len() as u32);
            if people.1 > people.0 {
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
                    deals: !entry.exchanges.is_empty(),
                    people,
                });
            }
        }
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
