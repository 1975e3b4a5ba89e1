//! Notes and what their links tell: where a thing is by its number, and whom it counts for.

use super::dated::Dated;
use super::join::Joined;
use super::left::Left;
use super::view::ContactId;
use crate::model::{Channel, Entry, Exchange, Note, Text};

/// The notes and what their links tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    pub(super) notes: &'a [Note],
    pub(super) joined: &'a Joined,
    /// Texts that were left in their files, if any were.
    pub(super) left: Option<&'a Left>,
}

impl<'a> Ground<'a> {
    /// An entry by its number, with its note and its place in it; the note `near` is tried first.
    pub(super) fn entry(self, number: u32, near: u32) -> (&'a Note, (u32, u32), Entry) {
        let at = self.joined.entries.place(number, near);
        let note = &self.notes[at.0 as usize];
        (note, at, note.entries().at(at.1 as usize))
    }

    /// How one met in the entry with this number.
    pub(super) fn channel(self, number: u32, near: u32) -> &'a Channel {
        let (note, _, entry) = self.entry(number, near);
        note.channel(&entry)
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

    /// The text of a record of a note, which may have been left in its file: then `again` finds it in the whole note.
    fn text(self, number: u32, text: Text, again: impl Fn(&Note) -> Text) -> &'a str {
        let own = &self.notes[number as usize];
        match self.left {
            Some(left) if text.is_left() => left.note(number, own).map_or("", |whole| whole.str(again(whole))),
            _ => own.str(text),
        }
    }

    /// What the entry at this place tells.
    pub(super) fn entry_text(self, (note, place): (u32, u32)) -> &'a str {
        let text = |note: &Note| note.entries().at(place as usize).text;
        self.text(note, text(&self.notes[note as usize]), text)
    }

    /// The value of the exchange at this place.
    pub(super) fn exchange_text(self, (note, place): (u32, u32)) -> &'a str {
        let text = |note: &Note| note.exchanges().at(place as usize).text;
        self.text(note, text(&self.notes[note as usize]), text)
    }

    /// Who took part in an entry.
    pub(super) fn cast(self, number: u32, near: u32) -> People {
        let (note, at, entry) = self.entry(number, near);
        self.people(at.0, note, &entry)
    }

    fn people(self, number: u32, note: &Note, entry: &Entry) -> People {
        if entry.people.is_empty() {
            return People { first: self.joined.owner(number, entry), others: Vec::new().into_iter() };
        }
        let mut people = Vec::new();
        self.joined.cast(number, note, entry, &mut people);
        People::new(people)
    }

    /// Whom an exchange, by its note and its place in it, counts for by itself. `entry` is the place of its entry, where that is known.
    pub(super) fn whom(self, at: (u32, u32), entry: Option<u32>) -> People {
        let note = &self.notes[at.0 as usize];
        let own = note.exchanges().at(at.1 as usize);
        if own.people.is_empty() {
            let entry = entry.unwrap_or_else(|| self.entry_of(at));
            return self.people(at.0, note, &note.entries().at(entry as usize));
        }
        let mut people = Vec::new();
        self.joined.named(at.0, note, &own, &mut people);
        People::new(people)
    }

    /// An exchange as one number.
    pub(super) fn dated_exchange(self, number: u32) -> Dated {
        let (note, at, exchange) = self.exchange(number, 0);
        Dated::of_exchange(&note.entries().at(self.entry_of(at) as usize), &exchange, number)
    }
}

/// Some contacts, each once.
#[derive(Clone, Debug)]
pub struct People {
    first: Option<u32>,
    others: std::vec::IntoIter<u32>,
}

impl People {
    /// These.
    pub(super) fn new(all: Vec<u32>) -> People {
        People { first: None, others: all.into_iter() }
    }
}

impl Iterator for People {
    type Item = ContactId;

    fn next(&mut self) -> Option<ContactId> {
        self.first.take().or_else(|| self.others.next()).map(ContactId)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.first.is_some()) + self.others.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for People {}
