//! An index that follows its vault: what changed since the last look, and the index with it.

use super::base::Base;
use super::load::{Loaded, Texts, by_rule, everyone_for, load, reader, reading};
use super::touched::{Edited, Known, Seeing, Touched, touched};
use super::view::Index;
use crate::diagnostic::{Codes, Diagnostic};
use crate::model::Note;
use crate::parse::{Context, Everyone, Scratch};
use crate::vault::{Caching, Difference, Keeping, Look, Vault, Watched, take_part};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// A note that is different: as it was and as it is.
#[derive(Debug)]
pub struct Change {
    /// Relative to the vault.
    pub path: Box<str>,
    /// `None` when it is new.
    pub before: Option<Note>,
    /// `None` when it is gone or cannot be read any more.
    pub after: Option<Note>,
    /// What is wrong with it now.
    pub findings: Vec<Diagnostic>,
    /// How much was wrong with it before.
    pub findings_before: usize,
}

/// What a look showed.
#[derive(Debug)]
pub enum Seen {
    /// These notes are different, none when nothing is; others look half saved: look again after this long.
    Changes(Vec<Change>, Option<Duration>),
    /// Something looks half saved; look again after this long.
    Later(Duration),
    /// The vault's folder is not there; the index is as it was.
    Gone,
}

/// A note that is different since the notes were last joined.
#[derive(Debug)]
struct Pending {
    before: Option<Note>,
    after: Option<Note>,
    /// What was wrong with it.
    found_before: Vec<Diagnostic>,
}

/// More notes than these are not followed, but joined with all others.
const FEW: usize = 16;

/// An index that follows its vault.
#[derive(Debug)]
pub struct Live {
    vault: Vault,
    context: Context,
    everyone: Everyone,
    watched: Watched,
    /// As it was when the notes were last joined.
    index: Index,
    base: Option<Base>,
    /// Notes that are different since: as they were, and as they are.
    pending: BTreeMap<Box<str>, Pending>,
    /// What was wrong with single notes.
    found: BTreeMap<Box<str>, Vec<Diagnostic>>,
}

impl Live {
    /// Reads a vault and follows it from now on.
    pub fn new(vault: Vault, caching: Caching) -> Live {
        // Before anything is shared with other threads, and be it nothing.
        take_part();
        let (context, index) = (reader(&vault, Everyone::ByRule), Index::new(Vec::new(), Vec::new(), vault.settings().clone()));
        let (watched, found) = (Watched::default(), BTreeMap::new());
        let (base, pending) = (None, BTreeMap::new());
        let mut live = Live { vault, context, everyone: Everyone::ByRule, watched, index, base, pending, found };
        live.load(caching);
        live
    }

    fn load(&mut self, caching: Caching) {
        let Loaded { index, notes, everyone } = load(&self.vault, self.vault.notes(caching), Keeping::Always, Texts::All);
        self.watched = notes.into_watched();
        self.found.clear();
        let mut elsewhere = self.elsewhere();
        elsewhere.extend(self.vault.settings_fault().cloned());
        for finding in index.parse_findings().iter().filter(|finding| !elsewhere.contains(finding)) {
            self.found.entry(finding.path.clone()).or_default().push(finding.clone());
        }
        (self.context, self.everyone) = (reader(&self.vault, everyone), everyone);
        self.joined(index);
    }

    /// What is wrong with files that are not read.
    fn elsewhere(&self) -> Vec<Diagnostic> {
        let mut found = self.watched.findings().cloned().collect();
        self.vault.settings().levels.judge(&mut found, Codes::default());
        found
    }

    fn joined(&mut self, index: Index) {
        self.pending.clear();
        self.base = Base::new(&index);
        self.index = index;
    }

    /// The vault.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Its notes joined, as they were when that was done last: see [`Live::settle`].
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Joins all notes as they were last seen.
    pub fn settle(&mut self) {
        if !self.pending.is_empty() {
            self.rebuild();
        }
    }

    /// How many notes are different since all were joined.
    pub fn unsettled(&self) -> usize {
        self.pending.len()
    }

    /// What those touch that are different since all notes were joined; `None` when all have to be joined again.
    pub fn touched(&self, seeing: Seeing) -> Option<Touched> {
        let base = self.base.as_ref().filter(|_| self.pending.len() <= FEW)?;
        let edited = self.pending.iter().map(|(path, pending)| {
            let found = self.found.get(path).cloned().unwrap_or_default();
            let before = (pending.before.clone()?, pending.found_before.clone());
            Some(Edited { number: self.index.number_at(path)?, before, after: (pending.after.clone()?, found) })
        });
        let edited: Vec<Edited> = edited.collect::<Option<_>>()?;
        let note = |number: u32| self.index.notes().get(number as usize);
        let path = |number| note(number).map_or("", Note::path);
        let known = Known { path: &path, notes: &|numbers| numbers.iter().map(|number| note(*number).cloned()).collect() };
        touched(base, edited, seeing, self.vault.settings().clone(), known)
    }

    /// The folders to watch, relative to the vault, each with a number that another folder of the same name does not have.
    pub fn folders(&self) -> Vec<(String, u64)> {
        self.watched.folders()
    }

    /// Looks at these files, or at everything.
    pub fn look<'a>(&mut self, files: Option<impl Iterator<Item = &'a Path>>) -> Seen {
        let elsewhere = self.elsewhere();
        let context = &self.context;
        let read = |path: &str, text: &str, odd| reading(path, text, odd, context, &mut Scratch::default());
        let look = match files {
            Some(files) => self.watched.look_at(&self.vault, files, read),
            None => self.watched.look(&self.vault, read),
        };
        match look {
            Look::Differs(differences, later) => Seen::Changes(self.take(differences, &elsewhere), later),
            Look::Doubtful(wait) => Seen::Later(wait),
            Look::Gone => Seen::Gone,
        }
    }

    /// Goes on with other settings: everything is read anew. Nothing is taken over of a vault whose folder goes away meanwhile.
    pub fn reopen(&mut self, vault: Vault) {
        let live = Live::new(vault, Caching::On);
        if live.vault.is_there() {
            *self = live;
        }
    }

    /// Takes over what is different. `elsewhere` is what was wrong with files that are not read.
    fn take(&mut self, differences: Vec<Difference>, elsewhere: &[Diagnostic]) -> Vec<Change> {
        let mut changes = Vec::new();
        let now = self.elsewhere();
        let bare = |path: &str| Change { path: path.into(), before: None, after: None, findings: Vec::new(), findings_before: 0 };
        let new = now.iter().filter(|found| !elsewhere.contains(found));
        changes.extend(new.map(|found| Change { findings: vec![found.clone()], ..bare(&found.path) }));
        let mended = elsewhere.iter().filter(|found| !now.contains(found));
        changes.extend(mended.map(|found| Change { findings_before: 1, ..bare(&found.path) }));
        for Difference { path, note, mut findings } in differences {
            self.vault.settings().levels.judge(&mut findings, Codes::default());
            let path: Box<str> = path.into();
            let pending = self.pending.get(&path);
            let before = pending.map_or_else(|| self.index.note_at(&path), |pending| pending.after.as_ref());
            let after = note.filter(|note| !note.is_digest());
            let old = self.found.remove(&path).unwrap_or_default();
            let same = before == after.as_ref() && old == findings;
            if !findings.is_empty() {
                self.found.insert(path.clone(), findings.clone());
            }
            if !same {
                let (before, findings_before) = (before.cloned(), old.len());
                let first = || Pending { before: before.clone(), after: None, found_before: old };
                self.pending.entry(path.clone()).or_insert_with(first).after.clone_from(&after);
                changes.push(Change { before, path, after, findings, findings_before });
            }
        }
        let elsewhere_differs = changes.iter().any(|change| change.before.is_none() && change.after.is_none());
        if elsewhere_differs {
            self.rebuild();
        }
        changes
    }

    fn rebuild(&mut self) {
        let index = std::mem::replace(&mut self.index, Index::new(Vec::new(), Vec::new(), self.vault.settings().clone()));
        let mut notes = index.into_notes();
        for (path, pending) in std::mem::take(&mut self.pending) {
            let place = notes.binary_search_by(|note| note.path().cmp(&path));
            match (place, pending.after) {
                (Ok(at), Some(after)) => notes[at] = after,
                (Ok(at), None) => drop(notes.remove(at)),
                (Err(at), Some(after)) => notes.insert(at, after),
                (Err(_), None) => {}
            }
        }
        if everyone_for(&self.vault, by_rule(&notes)) != self.everyone {
            // Another rule says now which notes are contacts: all are read anew.
            return self.load(Caching::On);
        }
        let findings = self.found.values().flatten().chain(self.watched.findings()).chain(self.vault.settings_fault()).cloned();
        let index = Index::new(notes, findings.collect(), self.vault.settings().clone());
        self.joined(index);
    }
}
