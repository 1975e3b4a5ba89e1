//! Which note a link leads to (format 4): as Obsidian resolves it, then by a contact's name, then by a unique alias.

use super::fold::folded;
use crate::model::Note;
use std::collections::HashMap;
use std::num::NonZeroU32;

/// Numbers under folded names: the first and the last of each name in the map, chained in the order they were added.
#[derive(Debug, Default)]
struct Table {
    ends: HashMap<Box<str>, (u32, u32), foldhash::fast::RandomState>,
    chain: Vec<(u32, Option<NonZeroU32>)>,
}

impl Table {
    fn roomy(size: usize) -> Table {
        Table { ends: HashMap::with_capacity_and_hasher(size, Default::default()), chain: Vec::with_capacity(size) }
    }

    fn add(&mut self, name: &str, number: u32) {
        let place = self.chain.len() as u32;
        self.chain.push((number, None));
        match self.ends.get_mut(name) {
            Some((_, last)) => self.chain[std::mem::replace(last, place) as usize].1 = NonZeroU32::new(place),
            None => drop(self.ends.insert(name.into(), (place, place))),
        }
    }

    /// The numbers under a folded name.
    fn of<'a>(&'a self, name: &str) -> impl Iterator<Item = u32> + Clone + use<'a> {
        let mut next = self.ends.get(name).map(|(first, _)| *first);
        std::iter::from_fn(move || {
            let (number, after) = self.chain[next? as usize];
            next = after.map(NonZeroU32::get);
            Some(number)
        })
    }
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the note of this number.
    Note(u32),
    /// To several contacts of this name.
    Ambiguous,
    /// Nowhere.
    Missing,
}

/// Every name a link can use.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// File stems, in the order of the paths.
    stems: Table,
    /// Names of contacts.
    names: Table,
    /// Aliases of contacts.
    aliases: Table,
}

impl Names {
    pub(super) fn new(notes: &[Note]) -> Names {
        let numbered = || (0_u32..).zip(notes);
        let stems = || {
            let mut stems = Table::roomy(notes.len());
            numbered().for_each(|(number, note)| stems.add(&folded(last_part(without_ending(&note.path))), number));
            stems
        };
        let people = || {
            let contacts = || numbered().filter_map(|(number, note)| Some((number, note.contact()?)));
            let (mut names, mut aliases) = (Table::roomy(contacts().count()), Table::default());
            for (number, contact) in contacts() {
                names.add(&folded(&contact.name), number);
                contact.aliases.iter().for_each(|alias| aliases.add(&folded(alias), number));
            }
            (names, aliases)
        };
        let (stems, (names, aliases)) = rayon::join(stems, people);
        Names { stems, names, aliases }
    }

    /// Where the link `target` in `from` leads.
    pub(super) fn resolve(&self, target: &str, from: &str, notes: &[Note]) -> Target {
        let folder = &from[..memchr::memrchr(b'/', from.as_bytes()).unwrap_or(0)];
        if target.starts_with("./") || target.starts_with("../") {
            let path = joined(folder, target);
            return path.and_then(|path| self.path(without_ending(&path), notes)).map_or(Target::Missing, Target::Note);
        }
        let bare = without_ending(target.trim_start_matches('/'));
        let key = folded(bare);
        let mut candidates = self.stems.of(last_part(&key));
        match (candidates.next(), candidates.next()) {
            (None, _) => self.named(target),
            (Some(only), None) if !key.contains('/') => Target::Note(only),
            _ => self.file(bare, &key, folder, notes).unwrap_or_else(|| self.named(target)),
        }
    }

    /// Every contact of this name, else of this alias.
    pub(super) fn bearers(&self, target: &str) -> Vec<u32> {
        let key = folded(target);
        let mut bearers: Vec<u32> = self.names.of(&key).collect();
        if bearers.is_empty() {
            bearers.extend(self.aliases.of(&key));
            bearers.dedup();
        }
        bearers
    }

    /// Every file of this stem.
    pub(super) fn files<'a>(&'a self, stem: &str) -> impl Iterator<Item = u32> + use<'a> {
        self.stems.of(&folded(stem))
    }

    fn named(&self, target: &str) -> Target {
        match self.bearers(target)[..] {
            [] => Target::Missing,
            [one] => Target::Note(one),
            _ => Target::Ambiguous,
        }
    }

    /// The file of this path, whatever the letter case.
    fn path(&self, path: &str, notes: &[Note]) -> Option<u32> {
        let key = folded(path);
        let own = |number: u32| without_ending(&notes[number as usize].path);
        let same = self.stems.of(last_part(&key)).filter(|&number| folded(own(number)) == key);
        same.clone().find(|&number| own(number) == path).or_else(|| same.clone().next())
    }

    /// The file of this path, one of the note's own folder, else the candidate with the shortest path.
    fn file(&self, bare: &str, key: &str, folder: &str, notes: &[Note]) -> Option<Target> {
        let own = || (!folder.is_empty()).then(|| self.path(&format!("{folder}/{bare}"), notes)).flatten();
        if let Some(note) = self.path(bare, notes).or_else(own) {
            return Some(Target::Note(note));
        }
        let path = |number: u32| &*notes[number as usize].path;
        let ends = |number: u32| {
            let path = folded(without_ending(path(number)));
            path == key || path.strip_suffix(key).is_some_and(|start| start.ends_with('/'))
        };
        let candidates = self.stems.of(last_part(key)).filter(|&number| !key.contains('/') || ends(number));
        candidates.min_by_key(|&number| (path(number).len(), number)).map(Target::Note)
    }
}

/// What stands behind the last `/`.
fn last_part(path: &str) -> &str {
    memchr::memrchr(b'/', path.as_bytes()).map_or(path, |at| &path[at + 1..])
}

/// A path without `.md` or `.markdown`.
pub(super) fn without_ending(path: &str) -> &str {
    let cut = |end: &str| path.len().checked_sub(end.len()).filter(|&at| path.is_char_boundary(at) && path[at..].eq_ignore_ascii_case(end));
    [".md", ".markdown"].iter().find_map(|end| cut(end)).map_or(path, |at| &path[..at])
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
    use crate::model::{Contact, Role};

    fn vault(paths: &[(&str, &str, &[&str])]) -> Vec<Note> {
        let note = |(path, name, aliases): &(&str, &str, &[&str])| {
            let contact = Contact { name: (*name).into(), aliases: aliases.iter().map(|a| (*a).into()).collect(), ..Contact::default() };
            Note {
                path: (*path).into(),
                role: if name.is_empty() { Role::Plain } else { Role::Contact(Box::new(contact)) },
                ..Note::default()
            }
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
        let names = Names::new(&notes);
        let check = |target: &str, from: &str, want: Target| assert_eq!(names.resolve(target, from, &notes), want, "{target} from {from}");
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
