//! The one door through which notes are written: one writer at a time, every change recorded before it begins.

use super::find::Vault;
use super::store::{Change, Edit, Store};
use super::swap::{self, Fault};
use crate::error::Error;
use crate::model::{Date, order};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The right to write into a vault. It is held by one process at a time; the system takes it back when the process ends.
#[derive(Debug)]
pub struct Writer<'v> {
    vault: &'v Vault,
    store: Store,
    _lock: File,
}

impl Vault {
    /// Waits for the right to write, then finishes or rolls back what a killed process left.
    ///
    /// # Errors
    /// When the record of changes cannot be used, or what was left cannot be settled.
    pub fn writer(&self) -> Result<Writer<'_>, Error> {
        self.present()?;
        let fault = |source| Error::Write { path: self.root.clone(), source };
        let store = Store::open(&self.root)?;
        let folder = File::open(&self.root).map_err(fault)?;
        let lock = match folder.lock() {
            Ok(()) => folder,
            Err(_) => store.lock_file().and_then(|file| file.lock().map(|()| file)).map_err(fault)?,
        };
        let writer = Writer { vault: self, store, _lock: lock };
        writer.recover()?;
        Ok(writer)
    }
}

impl Vault {
    /// The text of a note that is to be changed.
    ///
    /// # Errors
    /// When it cannot be read, or is no text.
    pub fn writable_text(&self, path: &str) -> Result<String, Error> {
        let file = self.file(path)?;
        let bytes = fs::read(&file).map_err(|source| Error::Vault { path: file.clone(), source })?;
        let odd = memchr::memchr(0, &bytes).is_some();
        String::from_utf8(bytes).ok().filter(|_| !odd).ok_or_else(|| {
            Error::usage(
                format!("`{path}` holds bytes that are no UTF-8 text, or a NUL byte, and is not touched"),
                "`journal check` says where; save it as UTF-8 in your editor first",
            )
        })
    }

    /// Whether a note may be replaced by another text.
    ///
    /// # Errors
    /// When it has several names (hard links) and these are not to be parted, or is not there.
    pub fn may_replace(&self, path: &str, parts_links: bool) -> Result<(), Error> {
        let file = self.file(path)?;
        let facts = file.metadata().map_err(|source| Error::Vault { path: file, source })?;
        match facts.nlink() > 1 && !parts_links {
            true => Err(Error::usage(
                format!("`{path}` is one of {} names of one file (hard links); a change would part them", facts.nlink()),
                "`--part-hard-links` goes on and leaves the other names as they are",
            )),
            false => Ok(()),
        }
    }

    /// The file of a note itself, links followed, never outside the vault.
    fn file(&self, path: &str) -> Result<PathBuf, Error> {
        let joined = self.root.join(path);
        let file = joined.canonicalize().map_err(|source| Error::Vault { path: joined, source })?;
        match file.starts_with(&self.root) {
            true => Ok(file),
            false => Err(Error::usage(format!("`{path}` leads out of the vault and is not touched"), "move the note into the vault")),
        }
    }
}

impl Writer<'_> {
    /// Makes all the edits, or none; once it returns they are on the disk and can be undone. `day` is for the record.
    ///
    /// # Errors
    /// When a note is not what it was, or the system refuses; the notes are then as they were before, or the error says otherwise.
    pub fn write(&self, what: &str, day: Date, edits: Vec<Edit>, parts_links: bool) -> Result<(), Error> {
        self.carry_out(&Change { what: what.to_owned(), day: day.to_string(), edits, undoes: None, parts_links })
    }

    /// The changes that can be taken back, the newest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn changes(&self) -> Result<Vec<Change>, Error> {
        Ok(self.store.changes()?.into_iter().rev().map(|(_, change)| change).collect())
    }

    /// Edits that take back a change, with that change; 1 is the last one. `None` when there are not so many.
    ///
    /// # Errors
    /// When the record cannot be read, or one of its notes was edited since.
    pub fn change(&self, back: usize) -> Result<Option<(Change, Undo)>, Error> {
        let Some((number, change)) = self.store.changes()?.into_iter().rev().nth(back.saturating_sub(1)) else { return Ok(None) };
        let edits: Vec<Edit> = change.edits.iter().rev().map(Edit::reversed).collect();
        for edit in &edits {
            if !is(&self.now(&edit.path)?, &edit.before) {
                return Err(Error::usage(
                    format!("`{}` was edited since; the change is not taken back", edit.path),
                    "take it back by hand or with git; `journal undo --list` shows what else there is",
                ));
            }
        }
        let undo = Change { what: format!("undo: {}", change.what), edits, undoes: Some(number), ..change.clone() };
        Ok(Some((change, Undo(undo))))
    }

    /// Takes a change back.
    ///
    /// # Errors
    /// Like [`Writer::write`].
    pub fn undo(&self, undo: &Undo) -> Result<(), Error> {
        self.carry_out(&undo.0)
    }

    fn carry_out(&self, change: &Change) -> Result<(), Error> {
        for edit in change.edits.iter().filter(|edit| edit.before.is_some()) {
            self.vault.may_replace(&edit.path, change.parts_links)?;
        }
        self.store.begin(change)?;
        for (done, edit) in change.edits.iter().enumerate() {
            if let Err(error) = self.apply(edit) {
                let back: Result<Vec<()>, Error> = change.edits[..done].iter().rev().map(|edit| self.apply(&edit.reversed())).collect();
                if back.is_ok() && self.now(&edit.path).is_ok_and(|now| !is(&now, &edit.after)) {
                    self.store.forget()?;
                }
                return Err(error);
            }
        }
        self.store.finish(change)
    }

    fn apply(&self, edit: &Edit) -> Result<(), Error> {
        let outcome = match (&edit.before, &edit.after) {
            (Some(before), Some(after)) => swap::replace(&self.vault.file(&edit.path)?, before.as_bytes(), after.as_bytes()),
            (None, Some(after)) => {
                let file = self.vault.root.join(&edit.path);
                self.make_folder(&file)?;
                swap::create(&file, after.as_bytes())
            }
            (Some(before), None) => swap::remove(&self.vault.file(&edit.path)?, before.as_bytes()),
            (None, None) => Ok(()),
        };
        outcome.map_err(|fault| match fault {
            Fault::Io(source) => Error::Write { path: self.vault.root.join(&edit.path), source },
            Fault::Changed => Error::usage(
                format!("`{}` was changed by another program in the meantime; nothing was written to it", edit.path),
                "run the command again",
            ),
            Fault::Both(beside) => Error::usage(
                format!(
                    "`{}` was saved by another program at the same moment; its version stands, and a copy is in `{}`",
                    edit.path,
                    beside.display()
                ),
                "compare the two, take over what is missing, then delete the copy",
            ),
        })
    }

    /// Settles what a killed process left: its change is finished where all of it is possible, else rolled back; its hidden files go.
    fn recover(&self) -> Result<(), Error> {
        let Some(change) = self.store.pending()? else { return Ok(()) };
        self.clean_up(&change);
        let state = |edit: &Edit| -> Result<State, Error> {
            let now = self.now(&edit.path)?;
            let is = |text: &Option<String>| now.as_deref() == text.as_deref().map(str::as_bytes);
            Ok(if is(&edit.after) {
                State::New
            } else if is(&edit.before) {
                State::Old
            } else {
                State::Other
            })
        };
        let states = change.edits.iter().map(state).collect::<Result<Vec<_>, _>>()?;
        if states.iter().all(|state| *state == State::Old) {
            return self.store.forget();
        }
        let forward = !states.contains(&State::Other);
        for (edit, state) in change.edits.iter().zip(&states) {
            match (forward, state) {
                (true, State::Old) => self.apply(edit)?,
                (false, State::New) => self.apply(&edit.reversed())?,
                _ => {}
            }
        }
        if forward { self.store.finish(&change) } else { self.store.forget() }
    }

    fn clean_up(&self, change: &Change) {
        let mut folders: Vec<PathBuf> =
            change.edits.iter().filter_map(|edit| self.vault.root.join(&edit.path).parent().map(Path::to_owned)).collect();
        folders.extend(change.edits.iter().filter_map(|edit| self.vault.file(&edit.path).ok()?.parent().map(Path::to_owned)));
        order::sort(&mut folders);
        folders.dedup();
        for left in folders.iter().flat_map(|folder| swap::left_over(folder)) {
            let bytes = fs::read(&left).unwrap_or_default();
            let ours = change.edits.iter().any(|edit| {
                let is_start = |text: &Option<String>| text.as_ref().is_some_and(|text| text.as_bytes().starts_with(&bytes));
                is_start(&edit.after) || edit.before.as_ref().is_some_and(|text| text.as_bytes() == bytes)
            });
            // Anything else is what another program saved while the files traded places: it is kept beside the note.
            let _ = match (ours, change.edits.first()) {
                (false, Some(edit)) => {
                    fs::rename(&left, swap::beside(&left.with_file_name(edit.path.rsplit('/').next().unwrap_or("note.md"))))
                }
                _ => fs::remove_file(&left),
            };
        }
    }

    /// The bytes of a note now; `None` when it is not there.
    fn now(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(self.vault.root.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Vault { path: self.vault.root.join(path), source }),
        }
    }

    /// Makes the folder of a new note, inside the vault.
    fn make_folder(&self, file: &Path) -> Result<(), Error> {
        let folder = file.parent().unwrap_or(&self.vault.root);
        let fault = |source| Error::Write { path: folder.to_owned(), source };
        let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(&self.vault.root);
        if !there.canonicalize().map_err(fault)?.starts_with(&self.vault.root) {
            return Err(Error::usage(format!("`{}` leads out of the vault", folder.display()), "name a folder inside it"));
        }
        fs::create_dir_all(folder).map_err(fault)
    }
}

/// Whether these are the bytes of a text, or neither is there.
fn is(bytes: &Option<Vec<u8>>, text: &Option<String>) -> bool {
    bytes.as_deref() == text.as_deref().map(str::as_bytes)
}

/// How far an edit got.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Old,
    New,
    Other,
}

/// The edits that take a change back.
#[derive(Debug)]
pub struct Undo(Change);

impl Undo {
    /// Its edits.
    pub fn edits(&self) -> &[Edit] {
        &self.0.edits
    }
}
