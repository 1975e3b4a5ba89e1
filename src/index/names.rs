//! Which note a link leads to (format 4): as Obsidian resolves it, then by a contact's name, then by a unique alias.

use super::share::{both, in_parts};
use crate::model::{Note, folded, last_part, name_hash, without_ending};

/// By what a link can name a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The stem of its file.
    Stem,
    /// The name of its contact.
    Name,
    /// An alias of its contact.
    Alias,
}

/// Numbers under folded names, found by the hash of the name; those of one name stand in the order they were added.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Hashes, those that begin alike one after the other, each with the number under it.
    pub(super) rows: Vec<(u64, u32)>,
    /// Where the hashes of each beginning start, and where the last ones end.
    pub(super) starts: Vec<u32>,
}

impl Table {
    /// The table of these hashes with their numbers.
    fn new(added: &[Key]) -> Table {
        let beginnings = added.len().next_power_of_two();
        let mut starts = vec![0_u32; beginnings + 1];
        added.iter().for_each(|(hash, _)| starts[beginning(*hash, beginnings + 1) + 1] += 1);
        for at in 0..beginnings {
            starts[at + 1] += starts[at];
        }
        let (mut rows, mut next) = (vec![(0, 0); added.len()], starts.clone());
        for row in added {
            let next = &mut next[beginning(row.0, beginnings + 1)];
            rows[*next as usize] = *row;
            *next += 1;
        }
        Table { rows, starts }
    }

    /// The numbers under names of this hash.
    fn bearing(&self, hash: u64) -> impl Iterator<Item = u32> + Clone {
        let bucket = beginning(hash, self.starts.len());
        let at = |bucket: usize| self.starts.get(bucket).map_or(0, |at| *at as usize);
        let rows = self.rows.get(at(bucket)..at(bucket + 1)).unwrap_or_default();
        rows.iter().filter(move |row| row.0 == hash).map(|row| row.1)
    }
}

/// The first bits of a hash, as many as tell `starts - 1` apart, a power of two.
pub(super) fn beginning(hash: u64, starts: usize) -> usize {
    match starts.saturating_sub(1) {
        0 | 1 => 0,
        beginnings => (hash >> (64 - beginnings.trailing_zeros())) as usize,
    }
}

/// Where every link of every note leads.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Where the links of each note begin, and where the last ones end.
    pub(super) starts: Vec<u32>,
    /// [`Target::word`] of each link.
    pub(super) words: Vec<u32>,
}

impl Targets {
    /// Of a note's links.
    pub(super) fn of(&self, note: u32) -> impl ExactSizeIterator<Item = Target> + '_ {
        let at = |note: u32| self.starts.get(note as usize).map_or(0, |at| *at as usize);
        self.words.get(at(note)..at(note + 1)).unwrap_or_default().iter().map(|word| Target::of_word(*word))
    }

    /// Of one link.
    pub(super) fn link(&self, note: u32, link: u32) -> Option<Target> {
        let (from, end) = (*self.starts.get(note as usize)?, *self.starts.get(note as usize + 1)?);
        let at = from.checked_add(link).filter(|at| *at < end)?;
        self.words.get(at as usize).map(|word| Target::of_word(*word))
    }
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// To the note of this number.
    Note(u32),
    /// To several contacts of this name.
    Ambiguous,
    /// Nowhere.
    Missing,
}

impl Target {
    /// As one number.
    pub(super) fn word(self) -> u32 {
        match self {
            Target::Note(number) => number,
            Target::Ambiguous => u32::MAX - 1,
            Target::Missing => u32::MAX,
        }
    }

    /// The one with this number.
    pub(super) fn of_word(word: u32) -> Target {
        match word {
            u32::MAX => Target::Missing,
            number if number == u32::MAX - 1 => Target::Ambiguous,
            number => Target::Note(number),
        }
    }

    /// The note it leads to.
    pub(super) fn note(self) -> Option<u32> {
        if let Target::Note(number) = self { Some(number) } else { None }
    }
}

/// Every name a link can use, with the notes that bear it.
#[derive(Debug, Default)]
pub(super) struct NoteNames {
    pub(super) stems: Table,
    pub(super) names: Table,
    pub(super) aliases: Table,
}

/// The hash of a name with the number of its note.
type Key = (u64, u32);

/// The names of some notes.
#[derive(Default)]
struct Keys {
    stems: Vec<Key>,
    names: Vec<Key>,
    aliases: Vec<Key>,
}

impl Keys {
    /// Those of notes of which the first has this number.
    fn of(first: u32, notes: &[Note]) -> Keys {
        let mut keys = Keys::default();
        for (number, note) in (first..).zip(notes) {
            keys.stems.push((note.stem_key(), number));
            keys.names.extend(note.contact_key().map(|key| (key, number)));
            keys.aliases.extend(note.alias_keys().map(|key| (key, number)));
        }
        keys
    }
}

/// Notes whose names one thread gathers.
const CHUNK: usize = 1024;

impl NoteNames {
    pub(super) fn new(notes: &[Note]) -> NoteNames {
        let keys = in_parts(notes, CHUNK, |first, notes| Keys::of(first as u32, notes));
        let table = |of: fn(&Keys) -> &Vec<Key>| Table::new(&keys.iter().flat_map(of).copied().collect::<Vec<_>>());
        let people = || (table(|keys| &keys.names), table(|keys| &keys.aliases));
        let (stems, (names, aliases)) = both(notes.len(), || table(|keys| &keys.stems), people);
        NoteNames { stems, names, aliases }
    }

    /// The one file whose stem has this hash.
    pub(super) fn only_file(&self, key: u64) -> Option<u32> {
        let mut bearing = self.stems.bearing(key).filter(|_| key != 0);
        bearing.next().filter(|_| bearing.next().is_none())
    }
}

impl Names for NoteNames {
    fn bearing(&self, by: By, name: &str) -> impl Iterator<Item = u32> + Clone {
        let table = match by {
            By::Stem => &self.stems,
            By::Name => &self.names,
            By::Alias => &self.aliases,
        };
        table.bearing(name_hash(name))
    }
}

/// The names that links can use.
pub(super) trait Names {
    /// The notes that bear a folded name, in their order.
    fn bearing(&self, by: By, name: &str) -> impl Iterator<Item = u32> + Clone;

    /// Where the link `target` in `from` leads, in a vault whose notes have these paths.
    fn resolve<P: AsRef<str>>(&self, target: &str, from: &str, path: impl Fn(u32) -> P + Copy) -> Target {
        self.by_file(target, from, path).unwrap_or_else(|| self.named(target))
    }

    /// The same as far as names and paths of files tell; `None` where the names of contacts have to be asked.
    fn by_file<P: AsRef<str>>(&self, target: &str, from: &str, path: impl Fn(u32) -> P + Copy) -> Option<Target> {
        let folder = &from[..memchr::memrchr(b'/', from.as_bytes()).unwrap_or(0)];
        if target.starts_with("./") || target.starts_with("../") {
            let joined = joined(folder, target);
            return Some(joined.and_then(|joined| self.at_path(without_ending(&joined), path)).map_or(Target::Missing, Target::Note));
        }
        let bare = without_ending(target.trim_start_matches('/'));
        let key = folded(bare);
        let mut candidates = self.bearing(By::Stem, last_part(&key));
        match (candidates.next(), candidates.next()) {
            (None, _) => None,
            (Some(only), None) if !key.contains('/') => Some(Target::Note(only)),
            _ => self.file(bare, &key, folder, path),
        }
    }

    /// Every contact of this name, else of this alias.
    fn bearers(&self, target: &str) -> Vec<u32> {
        let key = folded(target);
        let mut bearers: Vec<u32> = self.bearing(By::Name, &key).collect();
        if bearers.is_empty() {
            bearers.extend(self.bearing(By::Alias, &key));
            bearers.dedup();
        }
        bearers
    }

    /// Whether this is an alias, and neither the name of a contact nor of a file.
    fn is_alias(&self, target: &str) -> bool {
        let key = folded(target);
        let none = |by: By, name: &str| self.bearing(by, name).next().is_none();
        !none(By::Alias, &key) && none(By::Name, &key) && none(By::Stem, last_part(&folded(without_ending(target))))
    }

    /// Every file of this stem.
    fn files(&self, stem: &str) -> Vec<u32> {
        self.bearing(By::Stem, &folded(stem)).collect()
    }

    /// The contact of this name, else of this alias.
    fn named(&self, target: &str) -> Target {
        match self.bearers(target)[..] {
            [] => Target::Missing,
            [one] => Target::Note(one),
            _ => Target::Ambiguous,
        }
    }

    /// The file of this path, whatever the letter case.
    fn at_path<P: AsRef<str>>(&self, wanted: &str, path: impl Fn(u32) -> P + Copy) -> Option<u32> {
        let key = folded(wanted);
        let same = self.bearing(By::Stem, last_part(&key)).filter(|&number| folded(without_ending(path(number).as_ref())) == key);
        same.clone().find(|&number| without_ending(path(number).as_ref()) == wanted).or_else(|| same.clone().next())
    }

    /// The file of this path, one of the note's own folder, else the candidate with the shortest path.
    fn file<P: AsRef<str>>(&self, bare: &str, key: &str, folder: &str, path: impl Fn(u32) -> P + Copy) -> Option<Target> {
        let own = || (!folder.is_empty()).then(|| self.at_path(&format!("{folder}/{bare}"), path)).flatten();
        if let Some(note) = self.at_path(bare, path).or_else(own) {
            return Some(Target::Note(note));
        }
        let ends = |number: u32| {
            let path = path(number);
            let path = folded(without_ending(path.as_ref()));
            path == key || path.strip_suffix(key).is_some_and(|start| start.ends_with('/'))
        };
        let candidates = self.bearing(By::Stem, last_part(key)).filter(|&number| !key.contains('/') || ends(number));
        candidates.min_by_key(|&number| (path(number).as_ref().len(), number)).map(Target::Note)
    }
}

/// Whether a link that is written with this target reads as it: brackets, signs that end it and white space around it would not.
pub(super) fn fits_a_link(target: &str) -> bool {
    target.trim() == target && !target.contains(|c: char| c.is_control() || "#^|[]\\".contains(c))
}

/// A relative path from a folder; `None` when it leaves the vault.
fn joined(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Contact;

    fn vault(paths: &[(&str, &str, &[&str])]) -> Vec<Note> {
        let note = |(path, name, aliases): &(&str, &str, &[&str])| {
            let contact = Contact::named(name, aliases.iter().copied());
            Note { contact: (!name.is_empty()).then(|| Box::new(contact)), ..Note::new(path, "") }
        };
        paths.iter().map(note).collect()
    }

    #[test]
    fn links_resolve_as_obsidian_does_then_by_name_then_by_alias() {
        let notes = vault(&[
            ("a/b/ada.md", "", &[]),
            ("people/ada.md", "Ada King", &["The Countess"]),
            ("people/bob.md", "Bob", &["Bobby", "Rob"]),
            ("people/rob.md", "Robert", &["Bobby"]),
            ("zoë.md", "", &[]),
        ]);
        let names = NoteNames::new(&notes);
        let path = |number: u32| notes[number as usize].path();
        let check = |target: &str, from: &str, want: Target| assert_eq!(names.resolve(target, from, path), want, "{target} from {from}");
        check("ada", "x.md", Target::Note(0));
        check("ada", "people/bob.md", Target::Note(1));
        check("people/Ada", "x.md", Target::Note(1));
        check("b/ada", "x.md", Target::Note(0));
        check("../people/bob.md", "a/x.md", Target::Note(2));
        check("../../people/bob.md", "a/x.md", Target::Missing);
        check("./bob", "people/x.md", Target::Note(2));
        check("ada king", "x.md", Target::Note(1));
        check("the countess", "x.md", Target::Note(1));
        check("Rob", "x.md", Target::Note(3));
        check("Bobby", "x.md", Target::Ambiguous);
        check("Zoe\u{308}", "x.md", Target::Note(4));
        check("nobody", "x.md", Target::Missing);
    }
}
