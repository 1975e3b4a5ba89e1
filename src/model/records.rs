//! The records of a note in one piece of memory. A large vault has millions of them, nearly all with small numbers: where those of
//! a note are small they take half the room or less. A note of long texts or very many lines keeps its records as they are.

use super::{Entry, Exchange, Link, Record, Run, Task};
use bitcode::{Decode, Encode};
use std::fmt;
use std::ops::Range;

/// Entries, exchanges, links, numbers of links, and tasks.
#[derive(Clone, PartialEq, Encode, Decode)]
pub struct Records(Kept);

#[derive(Clone, PartialEq, Encode, Decode)]
enum Kept {
    /// How many there are of each, which is asked most and costs no look at their words, and these, sort after sort.
    Small([u16; SORTS], Box<[u16]>),
    /// The same, entries and exchanges narrow.
    Narrow([u16; SORTS], Box<[u16]>),
    Large(Box<Large>),
}

/// Records as they are.
#[derive(Clone, Default, PartialEq, Encode, Decode)]
struct Large {
    entries: Vec<Entry>,
    exchanges: Vec<Exchange>,
    links: Vec<Link>,
    people: Vec<u32>,
    tasks: Vec<Task>,
}

/// How many sorts there are.
const SORTS: usize = 5;

/// Room in which the records of one note after another are packed.
pub type Packing = Vec<u16>;

fn pack<T: Record>(records: impl Iterator<Item = T>, narrow: bool, out: &mut Packing) -> Option<()> {
    for record in records {
        if is_narrow::<T>(narrow) {
            out.extend_from_slice(&record.narrow()?);
        } else {
            out.extend_from_slice(record.words()?.as_ref());
        }
    }
    Some(())
}

/// Whether records of this sort are narrow in a note that may be.
fn is_narrow<T: Record>(narrow: bool) -> bool {
    narrow && T::NARROW < T::SIZE
}

/// Words of one.
fn size<T: Record>(narrow: bool) -> usize {
    if narrow { T::NARROW } else { T::SIZE }
}

impl Default for Records {
    fn default() -> Records {
        Records(Kept::Small([0; SORTS], Box::default()))
    }
}

impl Records {
    /// These, packed in the room of `packing`.
    pub fn new(
        entries: &[Entry],
        exchanges: impl ExactSizeIterator<Item = Exchange> + Clone,
        links: &[Link],
        people: &[u32],
        tasks: &[Task],
        packing: &mut Packing,
    ) -> Records {
        let counts = [entries.len(), exchanges.len(), links.len(), people.len(), tasks.len()];
        if counts == [0; SORTS] {
            return Records::default();
        }
        let mut small = |narrow: bool| {
            packing.clear();
            let mut few = [0; SORTS];
            for (few, count) in few.iter_mut().zip(counts) {
                *few = u16::try_from(count).ok()?;
            }
            pack(entries.iter().copied(), narrow, packing)?;
            pack(exchanges.clone(), narrow, packing)?;
            pack(links.iter().copied(), narrow, packing)?;
            pack(people.iter().copied(), narrow, packing)?;
            pack(tasks.iter().copied(), narrow, packing)?;
            Some((few, Box::from(packing.as_slice())))
        };
        if let Some((counts, words)) = small(true) {
            return Records(Kept::Narrow(counts, words));
        }
        if let Some((counts, words)) = small(false) {
            return Records(Kept::Small(counts, words));
        }
        let (entries, exchanges, links) = (entries.to_vec(), exchanges.collect(), links.to_vec());
        Records(Kept::Large(Box::new(Large { entries, exchanges, links, people: people.to_vec(), tasks: tasks.to_vec() })))
    }

    /// The words of the sort of this place, which stand behind those of the others.
    fn small<'a, T: Record>(counts: &[u16; SORTS], words: &'a [u16], narrow: bool, place: usize) -> List<'a, T> {
        let sizes = [size::<Entry>(narrow), size::<Exchange>(narrow), Link::SIZE, u32::SIZE];
        let from: usize = counts.iter().zip(sizes).take(place).map(|(count, size)| usize::from(*count) * size).sum();
        // What is not there, where somebody made up a cache, is no record.
        List::Small(words.get(from..from + usize::from(counts[place]) * size::<T>(narrow)).unwrap_or_default(), narrow)
    }

    fn list<'a, T: Record>(&'a self, place: usize, large: fn(&'a Large) -> &'a [T]) -> List<'a, T> {
        match &self.0 {
            Kept::Small(counts, words) => Records::small(counts, words, false, place),
            Kept::Narrow(counts, words) => Records::small(counts, words, true, place),
            Kept::Large(all) => List::Large(large(all)),
        }
    }

    /// Entries, in the order they stand.
    pub fn entries(&self) -> List<'_, Entry> {
        self.list(0, |all| &all.entries)
    }

    /// Exchanges of all entries.
    pub fn exchanges(&self) -> List<'_, Exchange> {
        self.list(1, |all| &all.exchanges)
    }

    /// Links, in the order they stand.
    pub fn links(&self) -> List<'_, Link> {
        self.list(2, |all| &all.links)
    }

    /// Numbers of links: who took part in which entry or exchange.
    pub fn people(&self) -> List<'_, u32> {
        self.list(3, |all| &all.people)
    }

    /// Tasks with a due day.
    pub fn tasks(&self) -> List<'_, Task> {
        self.list(4, |all| &all.tasks)
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Records");
        out.field("entries", &self.entries()).field("exchanges", &self.exchanges());
        out.field("links", &self.links()).field("people", &self.people()).field("tasks", &self.tasks()).finish()
    }
}

/// Records of one sort.
#[derive(Clone, Copy)]
pub enum List<'a, T> {
    /// As words, narrow or not.
    Small(&'a [u16], bool),
    /// As they are.
    Large(&'a [T]),
}

impl<'a, T: Record> List<'a, T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            List::Small(words, true) => words.len() / T::NARROW,
            List::Small(words, false) => words.len() / T::SIZE,
            List::Large(records) => records.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A look at the first one, for [`fetch`](super::fetch).
    pub fn glance(&self) -> u16 {
        if let List::Small(words, _) = self { words.first().copied().unwrap_or(0) } else { 0 }
    }

    /// The record of this number.
    pub fn get(&self, at: usize) -> Option<T> {
        (at < self.len()).then(|| self.at(at))
    }

    /// The record of this number, which is known to be there; one of nothing but zeros where it is not.
    // Once in the program, and not in each of dozens of places.
    #[inline(never)]
    pub fn at(&self, at: usize) -> T {
        let words = match *self {
            List::Small(words, narrow) if is_narrow::<T>(narrow) => {
                return T::of_narrow(
                    words.get(at * T::NARROW..(at + 1) * T::NARROW).and_then(|words| words.try_into().ok()).unwrap_or_default(),
                );
            }
            List::Small(words, _) => words.get(at * T::SIZE..(at + 1) * T::SIZE).and_then(|words| T::Words::try_from(words).ok()),
            List::Large(records) => match records.get(at) {
                Some(record) => return *record,
                None => None,
            },
        };
        T::of_words(words.unwrap_or_default())
    }

    /// All of them, in order.
    pub fn iter(&self) -> Each<'a, T> {
        Each { list: *self, left: 0..self.len() }
    }

    /// Those that a run names.
    pub fn of(&self, run: Run) -> List<'a, T> {
        match self {
            List::Small(words, narrow) => {
                let (start, len, size) = (run.start as usize, run.len as usize, size::<T>(*narrow));
                List::Small(words.get(start * size..(start + len) * size).unwrap_or_default(), *narrow)
            }
            List::Large(records) => List::Large(run.of(records)),
        }
    }
}

impl<'a, T: Record> IntoIterator for List<'a, T> {
    type Item = T;
    type IntoIter = Each<'a, T>;

    fn into_iter(self) -> Each<'a, T> {
        self.iter()
    }
}

impl<T: Record + fmt::Debug> fmt::Debug for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

/// The records of a list, one after the other.
#[derive(Clone)]
pub struct Each<'a, T> {
    list: List<'a, T>,
    left: Range<usize>,
}

impl<T: Record> Iterator for Each<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.left.next().map(|at| self.list.at(at))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl<T: Record> ExactSizeIterator for Each<'_, T> {}

impl<T: Record> DoubleEndedIterator for Each<'_, T> {
    fn next_back(&mut self) -> Option<T> {
        self.left.next_back().map(|at| self.list.at(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_that_are_no_records_are_none_or_others(
            counts in prop::array::uniform5(prop_oneof![0..4_u16, any::<u16>()]),
            words in prop::collection::vec(any::<u16>(), 0..80),
        ) {
            for records in [Records(Kept::Small(counts, words.clone().into())), Records(Kept::Narrow(counts, words.into()))] {
                let _ = (format!("{records:?}"), records.entries().get(7), records.people().of(Run { start: u32::MAX, len: u32::MAX }).len());
            }
        }
    }
}
