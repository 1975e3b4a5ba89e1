//! Some notes of an index, one after the other: what a thread looks at while others look at the rest.

use super::dated::Dated;
use super::given::Given;
use super::meeting::Meeting;
use super::view::Index;
use crate::model::{Date, Done, Note};
use rayon::prelude::*;
use std::ops::Range;

/// Some notes of an index, one after the other.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    index: &'a Index,
    notes: Range<u32>,
}

/// Notes of a part.
const PART: usize = 1024;

impl Index {
    /// Every note.
    pub fn whole(&self) -> Part<'_> {
        Part { index: self, notes: 0..self.notes().len() as u32 }
    }

    /// What `of` makes of each part of it, in the order of the notes.
    pub fn in_parts<'a, T: Send>(&'a self, of: impl Fn(Part<'a>) -> T + Sync) -> Vec<T> {
        let firsts: Vec<u32> = (0..self.notes().len() as u32).step_by(PART).collect();
        let end = |first: u32| (first + PART as u32).min(self.notes().len() as u32);
        firsts.into_par_iter().with_max_len(1).map(|first| of(Part { index: self, notes: first..end(first) })).collect()
    }

    /// Every interaction, in the order of the notes that tell them.
    pub fn interactions(&self) -> impl Iterator<Item = Meeting<'_>> {
        self.whole().interactions()
    }

    /// Every exchange, each once.
    pub fn exchanges(&self) -> impl Iterator<Item = Given<'_>> {
        self.whole().exchanges()
    }
}

impl<'a> Part<'a> {
    fn notes(self) -> impl Iterator<Item = (&'a Index, u32, &'a Note)> {
        let index = self.index;
        self.notes.map(move |near| (index, near, &index.notes()[near as usize]))
    }

    /// The interactions of these notes, in their order.
    pub fn interactions(self) -> impl Iterator<Item = Meeting<'a>> {
        self.notes().flat_map(|(index, near, note)| {
            let joined = index.ground().joined;
            let led =
                joined.entries.of(near).zip(note.entries()).filter_map(move |(number, entry)| match index.doubles().of_entry(number) {
                    Some(several) => Some(several.item).filter(|item| item.number() == number),
                    None => joined.has_cast(near, note, &entry).then(|| Dated::of_entry(&entry, number)),
                });
            led.map(move |item| Meeting { index, item, near })
        })
    }

    /// The exchanges of these notes, in their order, each once.
    pub fn exchanges(self) -> impl Iterator<Item = Given<'a>> {
        self.notes().flat_map(|(index, near, note)| {
            let joined = index.ground().joined;
            let some = (0..).zip(note.entries()).filter(|(_, entry)| !entry.exchanges.is_empty());
            let counting = some.filter(move |(_, entry)| joined.has_cast(near, note, entry));
            counting.flat_map(move |(place, entry)| {
                let once = joined.numbered(near, note, &entry).filter(|(number, _)| !index.doubles().said_before.has(*number));
                once.map(move |(number, own)| {
                    let item = Dated::of_exchange(&entry, &own, number);
                    Given { index, item, near, entry: Some(place) }
                })
            })
        })
    }

    /// How many exchanges of these notes took place up to a day: as many as [`Part::exchanges`] gives; whom they count for is not looked up.
    pub fn count_exchanges(self, until: Date) -> usize {
        let in_note = |(index, near, note): (&Index, u32, &Note)| {
            let (joined, before) = (index.ground().joined, &index.doubles().said_before);
            let some = note.entries().iter().filter(|entry| !entry.exchanges.is_empty());
            let counting = some.filter(|entry| entry.done == Done::Yes && entry.date <= until && joined.has_cast(near, note, entry));
            let once = counting.map(|entry| joined.numbered(near, note, &entry).filter(|(number, _)| !before.has(*number)).count());
            once.sum::<usize>()
        };
        self.notes().map(in_note).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;
    use crate::parse::{Context, Everyone, Scratch, note};

    #[test]
    fn exchanges_are_as_many_when_only_their_number_is_asked() {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let read = |path: &str, text: &str| note(path, text, &context, &mut Scratch::default()).0;
        let notes = vec![
            read("2026-05-01.md", "- call with [[ana]] [gave:: advice] [got:: tip]\n- call with [[nobody]] [got:: help]\n"),
            read(
                "people/ana.md",
                "---\nname: Ana\n---\n\n- 2026-05-01 call [gave:: advice]\n- 2026-06-01 walk [got:: help] [gave:: tip]\n- [ ] 2026-05-03 call [gave:: gift]\n",
            ),
        ];
        let index = Index::new(notes, Vec::new(), Settings::default());
        let check = |month, want| {
            let until = Date::new(2026, month, 15).unwrap();
            assert_eq!(index.exchanges().filter(|given| given.happened(until)).count(), want);
            assert_eq!(index.whole().count_exchanges(until), want);
        };
        check(4, 0);
        check(5, 2);
        check(6, 4);
    }
}
