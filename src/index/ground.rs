//! Notes and what their links tell: where a thing is by its number, and whom it counts for.

use super::dated::Dated;
use super::join::Joined;
use crate::model::{Entry, Exchange, Note};

/// The notes and what their links tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    pub(super) notes: &'a [Note],
    pub(super) joined: &'a Joined,
}

impl<'a> Ground<'a> {
    /// An entry by its number, with its note and its place in it; the note `near` is tried first.
    pub(super) fn entry(self, number: u32, near: u32) -> (&'a Note, (u32, u32), Entry) {
        let at = self.joined.entries.place(number, near);
        let note = &self.notes[at.0 as usize];
        (note, at, note.entries().at(at.1 as usize))
    }

    /// An exchange by its number, with its note and its place in it.
    pub(super) fn exchange(self, number: u32, near: u32) -> (&'a Note, (u32, u32), Exchange) {
        let at = self.joined.exchanges.place(number, near);
        let note = &self.notes[at.0 as usize];
        (note, at, note.exchanges().at(at.1 as usize))
    }

    /// The place of the entry in which an exchange of a note stands: exchanges follow one another as their entries do.
    pub(super) fn entry_of(self, (note, exchange): (u32, u32)) -> u32 {
        let entries = self.notes[note as usize].entries();
        let (mut low, mut high) = (0, entries.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if entries.at(middle).exchanges.start <= exchange { low = middle + 1 } else { high = middle }
        }
        low.saturating_sub(1) as u32
    }

    /// Who took part in an entry.
    pub(super) fn people(self, number: u32) -> Vec<u32> {
        let (note, at, entry) = self.entry(number, 0);
        let mut people = Vec::new();
        self.joined.cast(at.0, note, &entry, &mut people);
        people
    }

    /// Whom an exchange counts for by itself.
    pub(super) fn for_whom(self, (number, exchange): (u32, u32)) -> Vec<u32> {
        let note = &self.notes[number as usize];
        let own = note.exchanges().at(exchange as usize);
        let mut people = Vec::new();
        match own.people.is_empty() {
            true => {
                let entry = note.entries().at(self.entry_of((number, exchange)) as usize);
                self.joined.cast(number, note, &entry, &mut people);
            }
            false => self.joined.named(number, note, &own, &mut people),
        }
        people
    }

    /// An exchange as one number.
    pub(super) fn dated_exchange(self, number: u32) -> Dated {
        let (note, at, exchange) = self.exchange(number, 0);
        Dated::of_exchange(&note.entries().at(self.entry_of(at) as usize), &exchange, number)
    }
}
