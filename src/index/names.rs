//! Which note a link leads to (format 4): as Obsidian resolves it, then by a contact's name, then by a unique alias.

use super::fold::folded;
use crate::model::Note;
use std::collections::HashMap;

type Map<V> = HashMap<String, V, foldhash::fast::RandomState>;

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
    /// Folded path without ending.
    paths: Map<Vec<u32>>,
    /// Folded file stem, shortest path first.
    stems: Map<Vec<u32>>,
    /// Folded names of contacts.
    names: Map<Vec<u32>>,
    /// Folded aliases of contacts.
    aliases: Map<Vec<u32>>,
}

impl Names {
    pub(super) fn new(notes: &[Note]) -> Names {
        let mut names = Names::default();
        for (number, note) in (0_u32..).zip(notes) {
            let path = folded(without_ending(&note.path));
            names.stems.entry(path.rsplit('/').next().unwrap_or(&path).to_owned()).or_default().push(number);
            names.paths.entry(path.into_owned()).or_default().push(number);
            let Some(contact) = note.contact() else { continue };
            names.names.entry(folded(&contact.name).into_owned()).or_default().push(number);
            for alias in &contact.aliases {
                let same = names.aliases.entry(folded(alias).into_owned()).or_default();
                if same.last() != Some(&number) {
                    same.push(number);
                }
            }
        }
        for same in names.stems.values_mut().filter(|same| same.len() > 1) {
            same.sort_by_key(|&number| (notes[number as usize].path.len(), number));
        }
        names
    }

    /// Where the link `target` in `from` leads.
    pub(super) fn resolve(&self, target: &str, from: &str, notes: &[Note]) -> Target {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        if target.starts_with("./") || target.starts_with("../") {
            let path = joined(folder, target);
            return path.and_then(|path| self.path(&path, notes)).map_or(Target::Missing, Target::Note);
        }
        let bare = without_ending(target.trim_start_matches('/'));
        let key = folded(bare);
        if let Some(note) = self.path(bare, notes) {
            return Target::Note(note);
        }
        self.file(bare, &key, folder, notes).unwrap_or_else(|| self.named(target))
    }

    /// Every contact of this name, else of this alias.
    pub(super) fn bearers(&self, target: &str) -> &[u32] {
        let key = folded(target);
        self.names.get(key.as_ref()).or_else(|| self.aliases.get(key.as_ref())).map_or(&[], Vec::as_slice)
    }

    /// Every file of this stem, shortest path first.
    pub(super) fn files(&self, stem: &str) -> &[u32] {
        self.stems.get(folded(stem).as_ref()).map_or(&[], Vec::as_slice)
    }

    fn named(&self, target: &str) -> Target {
        match self.bearers(target) {
            [] => Target::Missing,
            [one] => Target::Note(*one),
            _ => Target::Ambiguous,
        }
    }

    fn path(&self, path: &str, notes: &[Note]) -> Option<u32> {
        let path = without_ending(path);
        let same = self.paths.get(folded(path).as_ref())?;
        same.iter().find(|&&number| without_ending(&notes[number as usize].path) == path).or_else(|| same.first()).copied()
    }

    /// A file of the note's own folder, else the candidate with the shortest path.
    fn file(&self, bare: &str, key: &str, folder: &str, notes: &[Note]) -> Option<Target> {
        let stem = key.rsplit('/').next().unwrap_or(key);
        let candidates = self.stems.get(stem)?;
        if let [only] = candidates.as_slice()
            && !key.contains('/')
        {
            return Some(Target::Note(*only));
        }
        if !folder.is_empty()
            && let Some(note) = self.path(&format!("{folder}/{bare}"), notes)
        {
            return Some(Target::Note(note));
        }
        let ends = |number: &&u32| {
            let path = folded(without_ending(&notes[**number as usize].path));
            path == key || path.strip_suffix(key).is_some_and(|start| start.ends_with('/'))
        };
        candidates.iter().find(|number| !key.contains('/') || ends(number)).map(|&number| Target::Note(number))
    }
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
