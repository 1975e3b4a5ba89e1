//! A few short texts in one string, so that a list of words costs one piece of memory.

use bitcode::{Decode, Encode};
use serde::{Serialize, Serializer};

/// A list of texts. A NUL in one of them becomes U+FFFD, as it does everywhere in a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Texts(Box<str>);

/// Ends a text.
pub(super) const END: char = '\0';

/// Appends a text and its end.
pub fn push_text(out: &mut String, text: &str) {
    // Short texts: a search for the byte takes longer to begin than to look at each.
    match text.bytes().fold(false, |found, b| found | (b == END as u8)) {
        true => out.push_str(&text.replace(END, "\u{fffd}")),
        false => out.push_str(text),
    }
    out.push(END);
}

impl Texts {
    /// The texts, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        TextList(&self.0).iter()
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Texts {
        let mut all = String::new();
        texts.into_iter().for_each(|text| push_text(&mut all, text));
        Texts(all.into())
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TextList(&self.0).serialize(serializer)
    }
}

/// A list of texts that lie elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextList<'a>(pub(super) &'a str);

impl<'a> TextList<'a> {
    /// The texts, in order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> + Clone {
        self.0.split_terminator(END)
    }
}

impl Serialize for TextList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
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
