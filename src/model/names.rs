//! The names of a note as links compare them, and their hashes, by which names are looked up.

use super::fold::folded;
use super::{Contact, Note};
use bitcode::{Decode, Encode};
use std::hash::BuildHasher;

/// Hashes of the names of a note, taken while it is read: to take them later would mean to fetch every note once more. 0 where it is
/// not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct NameKeys {
    stem: u64,
    name: u64,
    /// Whether there are other names.
    aliased: bool,
}

impl NameKeys {
    /// Those of the note at `path` and of its contact.
    pub fn new(path: &str, contact: Option<&Contact>) -> NameKeys {
        let stem = name_hash(&folded(last_part(without_ending(path))));
        let name = contact.map_or(0, |contact| name_hash(&folded(&contact.name)));
        NameKeys { stem, name, aliased: contact.is_some_and(|contact| contact.aliases.iter().next().is_some()) }
    }
}

impl Note {
    /// The [`name_hash`] of its stem.
    pub fn stem_key(&self) -> u64 {
        if self.keys.stem == 0 { NameKeys::new(&self.path, None).stem } else { self.keys.stem }
    }

    /// The same of its contact's name.
    pub fn contact_key(&self) -> Option<u64> {
        let contact = self.contact()?;
        Some(if self.keys.name == 0 { name_hash(&folded(&contact.name)) } else { self.keys.name })
    }

    /// The other names of its contact.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        let known = self.keys.name != 0 && !self.keys.aliased;
        self.contact().filter(|_| !known).into_iter().flat_map(|contact| contact.aliases.iter())
    }
}

/// The hash of a folded name.
pub fn name_hash(name: &str) -> u64 {
    foldhash::quality::FixedState::default().hash_one(name)
}

/// What stands behind the last `/`.
pub fn last_part(path: &str) -> &str {
    memchr::memrchr(b'/', path.as_bytes()).map_or(path, |at| &path[at + 1..])
}

/// A path without `.md` or `.markdown`.
pub fn without_ending(path: &str) -> &str {
    let cut = |end: &str| path.len().checked_sub(end.len()).filter(|&at| path.is_char_boundary(at) && path[at..].eq_ignore_ascii_case(end));
    [".md", ".markdown"].iter().find_map(|end| cut(end)).map_or(path, |at| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    #[test]
    fn keys_are_those_of_the_folded_names_whether_they_were_taken_before_or_not() {
        let contact = Contact { name: "Ada King".into(), ..Contact::default() };
        let keys = NameKeys::new("people/Zoe\u{308}.MD", Some(&contact));
        let note = Note { path: "people/Zoe\u{308}.MD".into(), role: Role::Contact(Box::new(contact)), ..Note::default() };
        for note in [Note { keys, ..note.clone() }, note] {
            assert_eq!((note.stem_key(), note.contact_key()), (name_hash("zo\u{eb}"), Some(name_hash("ada king"))));
        }
        assert_eq!(Note { path: "x.md".into(), ..Note::default() }.contact_key(), None);
    }
}
