//! The words of a contact in one piece of memory: each by itself would take as much room again, and time to ask for it.

use bitcode::{Decode, Encode};

/// What a contact has words for, in the order in which they lie: what is asked of everybody first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactWord {
    /// The circle.
    Circle,
    /// The display name.
    Name,
    /// The cadence as written.
    Cadence,
    /// Tags, each with its end.
    Tags,
    /// Other names, each with its end.
    Aliases,
    /// Where they work.
    Company,
    /// What they do there.
    Role,
    /// What they look for.
    Seeking,
    /// Other keys with their values.
    Fields,
    /// Keys that the text tells of, each with its end.
    ReadFromText,
}

/// How many there are.
const WORDS: usize = ContactWord::ReadFromText as usize + 1;

/// The words of a contact. What was not given is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct ContactWords {
    ends: Ends,
    all: Box<str>,
}

/// Where each word ends.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
enum Ends {
    Small([u16; WORDS]),
    Large(Box<[u32; WORDS]>),
}

impl Default for Ends {
    fn default() -> Ends {
        Ends::Small([0; WORDS])
    }
}

impl Ends {
    fn of(ends: [u32; WORDS]) -> Ends {
        if ends[WORDS - 1] > u16::MAX.into() { Ends::Large(Box::new(ends)) } else { Ends::Small(ends.map(|end| end as u16)) }
    }

    fn at(&self, place: usize) -> usize {
        match self {
            Ends::Small(ends) => ends[place].into(),
            Ends::Large(ends) => ends[place] as usize,
        }
    }
}

impl ContactWords {
    /// These words of a contact.
    pub fn get(&self, word: ContactWord) -> &str {
        let place = word as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends.at(before));
        self.all.get(start..self.ends.at(place)).unwrap_or_default()
    }

    /// The same with these in the place of those that were given.
    pub fn with(self, word: ContactWord, text: &str) -> ContactWords {
        let mut room = String::new();
        let mut words = ContactWordsBuilder::new(&mut room);
        for place in ALL {
            words.put(place, |out| out.push_str(if place == word { text } else { self.get(place) }));
        }
        words.finish()
    }
}

/// All of them, in order.
const ALL: [ContactWord; WORDS] = {
    use ContactWord::{Aliases, Cadence, Circle, Company, Fields, Name, ReadFromText, Role, Seeking, Tags};
    [Circle, Name, Cadence, Tags, Aliases, Company, Role, Seeking, Fields, ReadFromText]
};

/// The words of a contact being gathered.
#[derive(Debug)]
pub struct ContactWordsBuilder<'r> {
    room: &'r mut String,
    start: usize,
    ends: [u32; WORDS],
}

impl<'r> ContactWordsBuilder<'r> {
    /// None yet. They are gathered at the end of `room`, which is as it was once they are finished.
    pub fn new(room: &'r mut String) -> ContactWordsBuilder<'r> {
        ContactWordsBuilder { start: room.len(), room, ends: [0; WORDS] }
    }

    /// What `write` writes, in the order of the words; some can be left out.
    pub fn put(&mut self, word: ContactWord, write: impl FnOnce(&mut String)) {
        write(self.room);
        // A front matter is far from 4 GiB.
        self.ends[word as usize..].fill((self.room.len() - self.start) as u32);
    }

    /// The words.
    pub fn finish(self) -> ContactWords {
        let words = ContactWords { ends: Ends::of(self.ends), all: self.room[self.start..].into() };
        self.room.truncate(self.start);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were_given() {
        let mut room = "before".to_owned();
        let mut words = ContactWordsBuilder::new(&mut room);
        words.put(ContactWord::Name, |out| out.push_str("Ada"));
        words.put(ContactWord::Company, |_| ());
        words.put(ContactWord::Role, |out| out.push('\u{e9}'));
        let words = words.finish();
        assert_eq!(room, "before");
        let check = |words: &ContactWords, want: [&str; WORDS]| assert_eq!(ALL.map(|word| words.get(word)), want);
        check(&words, ["", "Ada", "", "", "", "", "\u{e9}", "", "", ""]);
        check(&words.clone().with(ContactWord::Name, "Bo"), ["", "Bo", "", "", "", "", "\u{e9}", "", "", ""]);
        check(&words.clone().with(ContactWord::Circle, "inner"), ["inner", "Ada", "", "", "", "", "\u{e9}", "", "", ""]);
        check(&words.clone().with(ContactWord::ReadFromText, "x"), ["", "Ada", "", "", "", "", "\u{e9}", "", "", "x"]);
        let long = "x".repeat(70_000);
        let words = words.with(ContactWord::Role, &long);
        check(&words.clone().with(ContactWord::Seeking, "y"), ["", "Ada", "", "", "", "", &long, "y", "", ""]);
        check(&words.with(ContactWord::Role, "z"), ["", "Ada", "", "", "", "", "z", "", "", ""]);
        assert!(ALL.iter().enumerate().all(|(place, word)| *word as usize == place));
    }
}
