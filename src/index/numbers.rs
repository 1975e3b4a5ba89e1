//! Numbers for the entries and exchanges of all notes, which follow one another in the order of the notes: from its number follows
//! where a thing stands, so that nothing of it need be kept a second time.

use std::ops::Range;

/// For each note the numbers of its things.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The first number of each note, and where the last ones end.
    starts: Vec<u32>,
    /// Some of these, few enough to be at hand: a note is looked up among them first.
    stages: Vec<u32>,
}

/// Of so many notes one is a stage.
const STAGE: usize = 64;

impl Numbers {
    /// The numbers of notes that have so many things each.
    pub(super) fn new(counts: impl ExactSizeIterator<Item = u32>) -> Numbers {
        let (mut starts, mut end) = (Vec::with_capacity(counts.len() + 1), 0_u32);
        for count in counts {
            starts.push(end);
            end = end.saturating_add(count);
        }
        starts.push(end);
        Numbers { stages: starts.iter().step_by(STAGE).copied().collect(), starts }
    }

    /// How many things there are.
    pub(super) fn len(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The numbers of a note's things.
    pub(super) fn of(&self, note: u32) -> Range<u32> {
        let at = |note: usize| self.starts.get(note).copied().unwrap_or_else(|| self.len());
        at(note as usize)..at(note as usize + 1)
    }

    /// The note of a thing, and its place among those of that note. The note `near` is tried first.
    pub(super) fn place(&self, number: u32, near: u32) -> (u32, u32) {
        let own = self.of(near);
        if own.contains(&number) {
            return (near, number - own.start);
        }
        let stage = self.stages.partition_point(|start| *start <= number).saturating_sub(1) * STAGE;
        let some = &self.starts[stage.min(self.starts.len())..(stage + STAGE).min(self.starts.len())];
        let note = (stage + some.partition_point(|start| *start <= number)).saturating_sub(1) as u32;
        (note, number.saturating_sub(self.of(note).start))
    }

    /// The first numbers of all notes, and where the last ones end.
    pub(super) fn into_starts(self) -> Vec<u32> {
        self.starts
    }
}

/// A set of numbers below a bound.
#[derive(Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// Takes a number in; `bound` is above every number.
    pub(super) fn add(&mut self, number: u32, bound: u32) {
        if self.0.is_empty() {
            self.0 = vec![0; bound as usize / 64 + 1];
        }
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Whether a number is in it.
    pub(super) fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_where_a_thing_stands_whichever_note_is_tried_first() {
        let numbers = Numbers::new([2, 0, 0, 3, 0, 1, 0].into_iter());
        let places = [(0, 0), (0, 1), (3, 0), (3, 1), (3, 2), (5, 0)];
        assert_eq!(numbers.len(), 6);
        for (number, place) in (0..).zip(places) {
            assert!((0..9).all(|near| numbers.place(number, near) == place), "{number}");
        }
        assert_eq!((numbers.of(3), numbers.of(4), numbers.of(9)), (2..5, 5..5, 6..6));
        assert_eq!(Numbers::default().place(3, 1), (0, 3));
        let many = Numbers::new((0..1000).map(|note| note % 3));
        let places: Vec<(u32, u32)> = (0..1000).flat_map(|note| (0..note % 3).map(move |at| (note, at))).collect();
        assert!((0..).zip(&places).all(|(number, place)| many.place(number, 7) == *place));
    }

    #[test]
    fn a_set_of_numbers_has_those_that_were_added() {
        let mut bits = Bits::default();
        assert!(!bits.has(0) && !bits.has(700));
        [0, 63, 64, 199].into_iter().for_each(|number| bits.add(number, 200));
        assert_eq!((0..400).filter(|number| bits.has(*number)).collect::<Vec<_>>(), [0, 63, 64, 199]);
    }
}
