//! Links to notes, and entries to the contacts who took part (format 4 and 5).

use super::names::{Names, Target};
use crate::model::{Date, Note, Origin};
use rayon::prelude::*;

/// Who took part in what, before doubles are joined.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// For each note, where each of its links leads.
    pub(super) targets: Vec<Box<[Target]>>,
    /// For each note, its number among the contacts.
    pub(super) contact_of: Vec<Option<u32>>,
    /// Notes of the contacts, by number.
    pub(super) contacts: Vec<u32>,
    /// Entries that count for somebody.
    pub(super) rows: Vec<Row>,
    /// Contacts of all rows.
    pub(super) people: Vec<u32>,
}

/// An entry that counts for at least one contact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) note: u32,
    pub(super) entry: u32,
    pub(super) date: Date,
    /// Stretch of [`Joined::people`].
    pub(super) people: (u32, u32),
}

impl Row {
    pub(super) fn people<'a>(&self, all: &'a [u32]) -> &'a [u32] {
        &all[self.people.0 as usize..self.people.1 as usize]
    }
}

/// Resolves every link, and says for every entry who took part.
pub(super) fn join(notes: &[Note], names: &Names) -> Joined {
    let mut joined = Joined::default();
    for (number, note) in (0_u32..).zip(notes) {
        let contact = note.contact().map(|_| joined.contacts.len() as u32);
        joined.contact_of.push(contact);
        joined.contacts.extend(contact.map(|_| number));
    }
    let resolve = |note: &Note| note.links.iter().map(|link| names.resolve(note.str(link.target), &note.path, notes)).collect();
    joined.targets = notes.par_iter().with_min_len(64).map(resolve).collect();
    for (number, note) in (0_u32..).zip(notes) {
        for (at, entry) in (0_u32..).zip(&note.entries) {
            let start = joined.people.len() as u32;
            if entry.origin == Origin::Own {
                joined.people.extend(joined.contact_of[number as usize]);
            }
            for &link in entry.people.of(&note.people) {
                let contact = joined.contact(number, link);
                if let Some(contact) = contact.filter(|contact| !joined.people[start as usize..].contains(contact)) {
                    joined.people.push(contact);
                }
            }
            let end = joined.people.len() as u32;
            if end > start {
                joined.rows.push(Row { note: number, entry: at, date: entry.date, people: (start, end) });
            }
        }
    }
    joined
}

impl Joined {
    /// The contact to whose note a link leads.
    pub(super) fn contact(&self, note: u32, link: u32) -> Option<u32> {
        match self.targets[note as usize].get(link as usize)? {
            Target::Note(to) => self.contact_of[*to as usize],
            _ => None,
        }
    }
}

/// For each of `count` contacts, the numbers of the things it is part of: offsets into one list.
#[derive(Debug, Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// `pairs` gives (contact, thing) as often as it is asked; things keep their order.
    pub(super) fn new<I: Iterator<Item = (u32, u32)>>(count: usize, pairs: impl Fn() -> I) -> Lists {
        let mut starts = vec![0_u32; count + 1];
        pairs().for_each(|(contact, _)| starts[contact as usize + 1] += 1);
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0_u32; starts[count] as usize];
        for (contact, item) in pairs() {
            items[next[contact as usize] as usize] = item;
            next[contact as usize] += 1;
        }
        Lists { starts, items }
    }

    /// The things of one contact.
    pub(super) fn of(&self, contact: u32) -> &[u32] {
        &self.items[self.starts[contact as usize] as usize..self.starts[contact as usize + 1] as usize]
    }
}

/// The numbers of things in the order of their days, those of one day in their own order.
pub(super) fn by_day(days: impl Iterator<Item = Date>) -> Vec<u32> {
    let mut order: Vec<u64> = days.zip(0_u64..).map(|(day, number)| day.rank() << 32 | number).collect();
    if !order.is_sorted() {
        order.par_sort_unstable();
    }
    order.into_iter().map(|day_and_number| day_and_number as u32).collect()
}
