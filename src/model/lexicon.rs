//! What words mean: those that the program knows, laid out while it is built, and those that the settings of a vault add. Nearly all of
//! the former are short, and kept as numbers: to look one up is to compare these, and no texts.

use std::collections::HashMap;

/// What a word means, as a number; of what, each table says.
pub(crate) type Meaning = u16;

/// What a word means that means nothing yet.
pub(crate) const NOTHING: Meaning = 0x7fff;

/// Longest word that the program knows (bytes); a longer one does not build.
const LONGEST: usize = 24;

/// Most words of one table; with more it does not build.
const MOST: usize = 400;

/// Words that the program knows. Nothing of them has to be made when it runs.
#[derive(Debug)]
pub(crate) struct Known {
    /// The place of a short word plus one; 0 where none is.
    slots: &'static [u16],
    short: &'static [Short],
    long: &'static [Spelt],
}

/// A word of at most sixteen bytes: its first and its last ones, which overlap, how many there are, and what it means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Short {
    first: u64,
    last: u64,
    len: u8,
    means: Meaning,
}

/// The first and the last bytes of a word; `None` when they are not all of it.
const fn ends(word: &[u8]) -> Option<(u64, u64)> {
    match word {
        [] => Some((0, 0)),
        [a] => Some((*a as u64, 0)),
        [a, b] => Some((*a as u64 | (*b as u64) << 8, 0)),
        [a, b, c] => Some((*a as u64 | (*b as u64) << 8, *c as u64)),
        _ if word.len() < 8 => match (word.first_chunk(), word.last_chunk()) {
            (Some(first), Some(last)) => Some((u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)),
            _ => None,
        },
        _ if word.len() <= 16 => match (word.first_chunk(), word.last_chunk()) {
            (Some(first), Some(last)) => Some((u64::from_le_bytes(*first), u64::from_le_bytes(*last))),
            _ => None,
        },
        _ => None,
    }
}

/// Where one looks for a short word first, whatever the number of slots.
const fn slot(first: u64, last: u64, len: usize) -> usize {
    ((first ^ last.rotate_left(29) ^ len as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize
}

impl Known {
    /// Words that were laid out.
    pub(crate) const fn new(slots: &'static [u16], short: &'static [Short], long: &'static [Spelt]) -> Known {
        Known { slots, short, long }
    }

    fn get(&self, word: &[u8]) -> Option<Meaning> {
        let Some((first, last)) = ends(word) else {
            return self.long.iter().find(|long| long.bytes.get(..long.len) == Some(word)).map(|long| long.means);
        };
        let mut at = slot(first, last, word.len());
        loop {
            // Half of the slots are empty.
            let place = *self.slots.get(at & (self.slots.len() - 1))?;
            let short = self.short.get(usize::from(place).checked_sub(1)?)?;
            if short.first == first && short.last == last && usize::from(short.len) == word.len() {
                return Some(short.means);
            }
            at += 1;
        }
    }
}

/// A word, letter by letter, and what it means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelt {
    bytes: [u8; LONGEST],
    len: usize,
    means: Meaning,
}

impl Spelt {
    /// No word yet.
    pub(crate) const fn new() -> Spelt {
        Spelt { bytes: [0; LONGEST], len: 0, means: NOTHING }
    }

    /// The same with another letter.
    pub(crate) const fn letter(mut self, letter: u8) -> Spelt {
        self.bytes[self.len] = letter;
        self.len += 1;
        self
    }

    /// The same with more letters.
    pub(crate) const fn and(mut self, mut letters: &[u8]) -> Spelt {
        while let [first, rest @ ..] = letters {
            self = self.letter(*first);
            letters = rest;
        }
        self
    }

    const fn is(&self, other: &Spelt) -> bool {
        let mut at = 0;
        while at < LONGEST && self.bytes[at] == other.bytes[at] {
            at += 1;
        }
        at == LONGEST && self.len == other.len
    }

    const fn short(&self) -> Option<Short> {
        let Spelt { bytes, len, means } = self;
        match ends(bytes.split_at(*len).0) {
            Some((first, last)) => Some(Short { first, last, len: *len as u8, means: *means }),
            None => None,
        }
    }
}

/// Words that are laid out while the program is built.
#[derive(Debug)]
pub(crate) struct Layout {
    words: [Spelt; MOST],
    count: usize,
}

impl Layout {
    pub(crate) const fn new() -> Layout {
        Layout { words: [Spelt::new(); MOST], count: 0 }
    }

    /// What a word means, for changing it; [`NOTHING`] when it is new.
    pub(crate) const fn meaning(&mut self, word: Spelt) -> &mut Meaning {
        let mut at = 0;
        while at < self.count && !self.words[at].is(&word) {
            at += 1;
        }
        if at == self.count {
            self.words[at] = word;
            self.count += 1;
        }
        &mut self.words[at].means
    }

    /// Gives a word a meaning, unless it has one.
    pub(crate) const fn add(&mut self, word: Spelt, means: Meaning) {
        let meaning = self.meaning(word);
        if *meaning == NOTHING {
            *meaning = means;
        }
    }

    /// How many words are short.
    pub(crate) const fn short_count(&self) -> usize {
        let (mut at, mut count) = (0, 0);
        while at < self.count {
            count += self.words[at].short().is_some() as usize;
            at += 1;
        }
        count
    }

    /// How many words are long.
    pub(crate) const fn long_count(&self) -> usize {
        self.count - self.short_count()
    }

    /// The short and the long words.
    pub(crate) const fn words<const SHORT: usize, const LONG: usize>(&self) -> ([Short; SHORT], [Spelt; LONG]) {
        let mut short = [Short { first: 0, last: 0, len: 0, means: NOTHING }; SHORT];
        let mut long = [Spelt::new(); LONG];
        let (mut at, mut shorts) = (0, 0);
        while at < self.count {
            match self.words[at].short() {
                Some(word) => {
                    short[shorts] = word;
                    shorts += 1;
                }
                None => long[at - shorts] = self.words[at],
            }
            at += 1;
        }
        (short, long)
    }
}

/// Where each of the short words is looked for; there are more than twice as many slots, a power of two.
pub(crate) const fn slots<const SLOTS: usize>(short: &[Short]) -> [u16; SLOTS] {
    assert!(SLOTS.is_power_of_two() && SLOTS > 2 * short.len());
    let mut slots = [0; SLOTS];
    let mut place = 0;
    while place < short.len() {
        let Short { first, last, len, .. } = short[place];
        let mut at = slot(first, last, len as usize) & (SLOTS - 1);
        while slots[at] != 0 {
            at = (at + 1) & (SLOTS - 1);
        }
        place += 1;
        slots[at] = place as u16;
    }
    slots
}

/// The [`Known`] words of a constant [`Layout`].
macro_rules! known {
    ($layout:expr) => {{
        use $crate::model::lexicon::{Known, Layout, Short, Spelt, slots};
        const LAYOUT: Layout = $layout;
        static WORDS: ([Short; LAYOUT.short_count()], [Spelt; LAYOUT.long_count()]) = LAYOUT.words();
        static SLOTS: [u16; (2 * LAYOUT.short_count() + 1).next_power_of_two()] = slots(&WORDS.0);
        Known::new(&SLOTS, &WORDS.0, &WORDS.1)
    }};
}
pub(crate) use known;

/// Words and what each means.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon {
    known: &'static Known,
    own: HashMap<Box<[u8]>, Meaning, foldhash::fast::RandomState>,
}

impl Lexicon {
    /// The words that the program knows.
    pub(crate) fn new(known: &'static Known) -> Lexicon {
        Lexicon { known, own: HashMap::default() }
    }

    /// What a word means, spelt exactly so.
    pub(crate) fn get(&self, word: impl AsRef<[u8]>) -> Option<Meaning> {
        let word = word.as_ref();
        self.own(word).or_else(|| self.known.get(word))
    }

    /// The same, if it was given that meaning with [`Lexicon::set`].
    pub(crate) fn own(&self, word: impl AsRef<[u8]>) -> Option<Meaning> {
        if self.own.is_empty() { None } else { self.own.get(word.as_ref()).copied() }
    }

    /// Gives a word a meaning instead of the one it had.
    pub(crate) fn set(&mut self, word: impl AsRef<[u8]>, meaning: Meaning) {
        self.own.insert(word.as_ref().into(), meaning);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Words of all lengths, each with its place.
    const fn layout() -> Layout {
        let (mut layout, mut word, mut len) = (Layout::new(), Spelt::new(), 0);
        while len < LONGEST {
            layout.add(word, len as Meaning);
            layout.add(word, 99);
            word = word.letter(b'a' + len as u8);
            len += 1;
        }
        layout
    }

    static KNOWN: Known = known!(layout());

    #[test]
    fn known_words_of_all_lengths_mean_what_they_were_given() {
        let all = b"abcdefghijklmnopqrstuvwxyz";
        for len in 0..LONGEST {
            assert_eq!(KNOWN.get(&all[..len]), Some(len as Meaning));
            for at in 0..len {
                let mut other = all[..len].to_vec();
                other[at] = b'-';
                assert_eq!(KNOWN.get(&other), None, "{at} of {len}");
            }
        }
        assert_eq!(KNOWN.get(&all[..LONGEST]), None);
        assert_eq!((KNOWN.get(all), KNOWN.get(&[b'a'; 200])), (None, None));
    }

    proptest! {
        #[test]
        fn own_words_go_before_those_that_are_known(words in prop::collection::vec((prop::collection::vec(b'a'..=b'c', 0..4), 0..NOTHING), 0..20)) {
            let mut lexicon = Lexicon::new(&KNOWN);
            let mut own = HashMap::new();
            for (word, meaning) in &words {
                lexicon.set(word, *meaning);
                own.insert(word, *meaning);
            }
            for word in words.iter().map(|(word, _)| word.clone()).chain([b"".to_vec(), b"ab".to_vec(), b"ba".to_vec(), b"abcdefgh".to_vec()]) {
                prop_assert_eq!(lexicon.own(&word), own.get(&word).copied());
                prop_assert_eq!(lexicon.get(&word), own.get(&word).copied().or_else(|| KNOWN.get(&word)));
            }
        }
    }
}
