//! What words mean. Nearly all are short, and kept as numbers: to look one up is to compare these, and no texts.

use std::collections::HashMap;

/// Words and what each means.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon<V> {
    short: HashMap<Short, V, foldhash::fast::RandomState>,
    long: HashMap<Box<[u8]>, V, foldhash::fast::RandomState>,
}

/// A word of at most sixteen bytes: its first and its last ones, which overlap, and how many there are. Unlike [`super::start_of`], which
/// tells of order, it is read without copying the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Short {
    first: u64,
    last: u64,
    len: usize,
}

impl Short {
    fn new(word: &[u8]) -> Option<Short> {
        let byte = |at: usize| u64::from(word.get(at).copied().unwrap_or(0));
        let (first, last) = match word.len() {
            0..4 => (byte(0) | byte(1) << 8, byte(2)),
            4..8 => (u32::from_le_bytes(*word.first_chunk()?).into(), u32::from_le_bytes(*word.last_chunk()?).into()),
            8..=16 => (u64::from_le_bytes(*word.first_chunk()?), u64::from_le_bytes(*word.last_chunk()?)),
            _ => return None,
        };
        Some(Short { first, last, len: word.len() })
    }
}

impl<V> Lexicon<V> {
    /// One with room for so many words, which would else be made little by little.
    pub(crate) fn with_room(words: usize) -> Lexicon<V> {
        Lexicon { short: HashMap::with_capacity_and_hasher(words, foldhash::fast::RandomState::default()), long: HashMap::default() }
    }

    /// What a word means, spelt exactly so.
    pub(crate) fn get(&self, word: impl AsRef<[u8]>) -> Option<&V> {
        let word = word.as_ref();
        match Short::new(word) {
            Some(short) => self.short.get(&short),
            None => self.long.get(word),
        }
    }

    /// The same; a word that means nothing yet means what `make` says from then on.
    pub(crate) fn or_insert_with(&mut self, word: impl AsRef<[u8]>, make: impl FnOnce() -> V) -> &mut V {
        let word = word.as_ref();
        match Short::new(word) {
            Some(short) => self.short.entry(short).or_insert_with(make),
            None => self.long.entry(word.into()).or_insert_with(make),
        }
    }

    /// Gives a word a meaning instead of the one it had.
    pub(crate) fn insert(&mut self, word: impl AsRef<[u8]>, meaning: V) {
        let word = word.as_ref();
        match Short::new(word) {
            Some(short) => _ = self.short.insert(short, meaning),
            None => _ = self.long.insert(word.into(), meaning),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_of_all_lengths_mean_what_they_were_given(words in prop::collection::vec((0..2_usize, prop::collection::vec(0..2_u8, 0..20)), 1..60)) {
            let (mut lexicon, mut known) = (Lexicon::with_room(0), HashMap::new());
            for (number, (way, word)) in words.iter().enumerate() {
                if *way == 0 {
                    lexicon.insert(word, number);
                    known.insert(word.clone(), number);
                } else {
                    prop_assert_eq!(lexicon.or_insert_with(word, || number), known.entry(word.clone()).or_insert(number));
                }
                for (_, word) in &words {
                    prop_assert_eq!(lexicon.get(word), known.get(word));
                }
            }
        }
    }
}
