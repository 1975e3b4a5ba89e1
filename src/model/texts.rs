//! A few short texts in one string, so that a list of words costs one piece of memory.

use bitcode::{Decode, Encode};
use serde::{Serialize, Serializer};

/// A list of texts. A NUL in one of them becomes U+FFFD, as it does everywhere in a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Texts(Box<str>);

/// Ends a text.
pub(super) const END: char = '\0';

/// Appends a text and its end.
pub(super) fn push(out: &mut String, text: &str) {
    match text.as_bytes().contains(&(END as u8)) {
        true => out.push_str(&text.replace(END, "\u{fffd}")),
        false => out.push_str(text),
    }
    out.push(END);
}

impl Texts {
    /// The texts, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.split_terminator(END)
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Texts {
        let mut builder = TextsBuilder::default();
        texts.into_iter().for_each(|text| builder.push(text));
        builder.finish()
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Texts on their way to become a list.
#[derive(Debug, Default)]
pub struct TextsBuilder(String);

impl TextsBuilder {
    /// Empty, with room for texts of these lengths in bytes.
    pub fn for_lengths(lengths: impl Iterator<Item = usize>) -> TextsBuilder {
        TextsBuilder(String::with_capacity(lengths.map(|length| length + END.len_utf8()).sum()))
    }

    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        push(&mut self.0, text);
    }

    /// The list.
    pub fn finish(self) -> Texts {
        Texts(self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_given() {
        let check = |given: &[&str]| assert_eq!(given.iter().copied().collect::<Texts>().iter().collect::<Vec<_>>(), given);
        check(&[]);
        check(&[""]);
        check(&["", "a", ""]);
        check(&["a b", "\u{e9}"]);
        assert_eq!(["a\0b"].into_iter().collect::<Texts>().iter().collect::<Vec<_>>(), ["a\u{fffd}b"]);
    }
}
