//! The names of a note as links compare them, and their hashes, by which names are looked up.

use super::fold::folded;
use super::lower::Lower;
use super::{Contact, Note};
use bitcode::{Decode, Encode};
use std::hash::{BuildHasher, Hasher};

/// Hashes of the names of a note, taken while it is read: to take them later would mean to fetch every note once more. 0 where it is
/// not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct NameKeys {
    stem: u64,
    name: u64,
    /// That of the only other name, or [`SEVERAL`].
    alias: u64,
}

/// In the place of the hash of another name: there are several, or it has this very hash.
const SEVERAL: u64 = 1;

impl NameKeys {
    /// Those of the note at `path` and of its contact.
    pub fn new(path: &str, contact: Option<&Contact>) -> NameKeys {
        let stem = key(last_part(without_ending(path)));
        let name = contact.map_or(0, |contact| key(contact.name()));
        let mut aliases = contact.into_iter().flat_map(|contact| contact.aliases().iter());
        let alias = aliases.next().map_or(0, key);
        NameKeys { stem, name, alias: if aliases.next().is_some() { SEVERAL } else { alias } }
    }
}

impl Note {
    /// The [`name_hash`] of its stem.
    pub fn stem_key(&self) -> u64 {
        if self.keys.stem == 0 { NameKeys::new(self.path(), None).stem } else { self.keys.stem }
    }

    /// The same of its contact's name.
    pub fn contact_key(&self) -> Option<u64> {
        let contact = self.contact()?;
        Some(if self.keys.name == 0 { key(contact.name()) } else { self.keys.name })
    }

    /// The same of the other names of its contact.
    pub fn alias_keys(&self) -> impl Iterator<Item = u64> {
        // The contact itself is fetched only where it is not known that one is enough.
        let known = self.keys.name != 0 && self.keys.alias != SEVERAL;
        let contact = if known { None } else { self.contact() };
        let alias = Some(self.keys.alias).filter(|alias| known && *alias != 0);
        alias.into_iter().chain(contact.into_iter().flat_map(|contact| contact.aliases().iter().map(key)))
    }
}

/// The [`name_hash`] of a name as it is written.
fn key(name: &str) -> u64 {
    if is_small(name, |_| true) {
        return name_hash(name);
    }
    if !name.is_ascii() {
        return name_hash(&folded(name));
    }
    let mut lower = Lower::default();
    lower.push(name);
    lower.bytes().map_or_else(|| name_hash(&folded(name)), hash)
}

/// Whether all of a name are ASCII, no capitals, and what `fits`. Most names that links give are those of files, and such.
fn is_small(name: &str, fits: impl Fn(u8) -> bool) -> bool {
    name.bytes().fold(true, |small, byte| small & byte.is_ascii() & !byte.is_ascii_uppercase() & fits(byte))
}

/// The [`name_hash`] of the stem that a link with this target names; 0 where it names a path.
pub fn link_key(target: &str) -> u64 {
    if is_small(target, |byte| byte != b'/') {
        return name_hash(without_ending(target));
    }
    if memchr::memchr(b'/', target.as_bytes()).is_some() { 0 } else { key(without_ending(target)) }
}

/// The hash of a folded name.
pub fn name_hash(name: &str) -> u64 {
    hash(name.as_bytes())
}

fn hash(name: &[u8]) -> u64 {
    let mut hasher = foldhash::quality::FixedState::default().build_hasher();
    hasher.write(name);
    hasher.finish()
}

/// What stands behind the last `/`.
pub fn last_part(path: &str) -> &str {
    memchr::memrchr(b'/', path.as_bytes()).map_or(path, |at| &path[at + 1..])
}

/// A path without `.md` or `.markdown`.
pub fn without_ending(path: &str) -> &str {
    let cut = |end: &str| path.len().checked_sub(end.len()).filter(|&at| path.is_char_boundary(at) && path[at..].eq_ignore_ascii_case(end));
    if !matches!(path.as_bytes().last(), Some(b'd' | b'D' | b'n' | b'N')) {
        return path;
    }
    [".md", ".markdown"].iter().find_map(|end| cut(end)).map_or(path, |at| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_folded_names_whether_they_were_taken_before_or_not() {
        let check = |aliases: &[&str]| {
            let contact = Contact::named("Ada King", aliases.iter().copied());
            let keys = NameKeys::new("people/Zoe\u{308}.MD", Some(&contact));
            let note = Note { contact: Some(Box::new(contact)), ..Note::new("people/Zoe\u{308}.MD", "") };
            for note in [Note { keys, ..note.clone() }, note] {
                assert_eq!((note.stem_key(), note.contact_key()), (name_hash("zo\u{eb}"), Some(name_hash("ada king"))));
                let hashes: Vec<u64> = aliases.iter().map(|alias| name_hash(&folded(alias))).collect();
                assert_eq!(note.alias_keys().collect::<Vec<_>>(), hashes);
            }
        };
        check(&[]);
        check(&["Countess"]);
        check(&["Countess", "AK"]);
        let plain = Note::new("x.md", "");
        assert_eq!((plain.contact_key(), plain.alias_keys().next()), (None, None));
    }
}
