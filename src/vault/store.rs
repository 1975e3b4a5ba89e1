//! What the program remembers of its own changes, outside the vault: the change under way, so that a killed one is finished or
//! rolled back, and the last ones, so that they can be undone.

use crate::error::Error;
use crate::model::fingerprint;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// How many changes can be taken back.
const KEPT: usize = 200;

/// One file of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The note, relative to the vault, with `/`.
    pub path: String,
    /// Its text before; `None` when it was not there.
    pub before: Option<String>,
    /// Its text after; `None` when it is deleted.
    pub after: Option<String>,
}

impl Edit {
    /// The edit that takes this one back.
    pub(super) fn reversed(&self) -> Edit {
        Edit { path: self.path.clone(), before: self.after.clone(), after: self.before.clone() }
    }
}

/// A change: the edits of one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it did, in words.
    pub what: String,
    /// The day it was made, `YYYY-MM-DD`.
    pub day: String,
    /// Its edits.
    pub edits: Vec<Edit>,
    /// The change that it took back.
    #[serde(default)]
    pub(super) undoes: Option<u64>,
    /// Whether hard links may be parted from their other names.
    #[serde(default)]
    pub(super) parts_links: bool,
}

/// The folder of one vault's changes.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
}

/// The days of digests.
const DIGESTS: &str = "digests";

/// The change under way.
const PENDING: &str = "pending.json";

impl Store {
    /// Opens the store of the vault at `root`, making it when it is missing; nobody else may look into it.
    pub(super) fn open(root: &Path) -> Result<Store, Error> {
        let folder = Store::folder(root)?;
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder.join("changes"));
        made.map_err(|source| Error::Store { path: folder.clone(), source })?;
        Ok(Store { folder })
    }

    /// Where the store of a vault is, or would be.
    fn folder(root: &Path) -> Result<PathBuf, Error> {
        let base = std::env::var_os("XDG_STATE_HOME").filter(|v| !v.is_empty()).map(PathBuf::from);
        let base = base.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state")));
        let base = base.ok_or_else(|| {
            Error::usage("no place for the record of changes: neither XDG_STATE_HOME nor HOME is set", "set XDG_STATE_HOME to a folder")
        })?;
        Ok(base.join("journal").join(name_of(root)))
    }

    /// The days whose digests are remembered, one a line; empty when none is.
    pub(super) fn digests(root: &Path) -> Result<String, Error> {
        let path = Store::folder(root)?.join(DIGESTS);
        match fs::read_to_string(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::Store { path, source: error }),
            read => Ok(read.unwrap_or_default()),
        }
    }

    /// Remembers these days instead.
    pub(super) fn keep_digests(&self, days: &str) -> Result<(), Error> {
        let (path, temporary) = (self.folder.join(DIGESTS), self.folder.join(format!("{DIGESTS}.{}.tmp", std::process::id())));
        let written = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&temporary);
        let written = written.and_then(|mut file| file.write_all(days.as_bytes()).and_then(|()| file.sync_all()));
        written.and_then(|()| fs::rename(&temporary, &path)).map_err(|source| {
            let _ = fs::remove_file(&temporary);
            Error::Store { path, source }
        })
    }

    /// A file to lock where the vault's folder itself cannot be locked.
    pub(super) fn lock_file(&self) -> io::Result<File> {
        OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(self.folder.join("lock"))
    }

    /// The change that a killed process left.
    pub(super) fn pending(&self) -> Result<Option<Change>, Error> {
        self.read(PENDING)
    }

    /// Notes that a change is under way.
    pub(super) fn begin(&self, change: &Change) -> Result<(), Error> {
        self.put(PENDING, change)
    }

    /// A list of texts that is kept under a name; empty when there is none, or it cannot be read.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.read(name).ok().flatten().unwrap_or_default()
    }

    /// Keeps a list of texts under a name.
    pub(super) fn keep_list(&self, name: &str, list: &[String]) -> Result<(), Error> {
        self.put(name, &list)
    }

    /// Writes a file, whole or not at all; what was under the name is gone when it cannot be written.
    fn put(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let fault = |source| Error::Store { path: self.folder.clone(), source };
        let text = serde_json::to_string(value).map_err(|error| fault(io::Error::other(error)))?;
        let temporary = self.folder.join(name).with_extension("tmp");
        let written = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&temporary).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&temporary, self.folder.join(name))?;
            sync(&self.folder)
        });
        written.map_err(|source| {
            let _ = fs::remove_file(&temporary);
            let _ = fs::remove_file(self.folder.join(name));
            fault(source)
        })
    }

    /// Notes that the change under way is done, and forgets the oldest.
    pub(super) fn finish(&self, change: &Change) -> Result<(), Error> {
        let fault = |source| Error::Store { path: self.folder.clone(), source };
        let pending = self.folder.join(PENDING);
        let changes = self.folder.join("changes");
        let numbers = self.numbers();
        if let Some(undone) = change.undoes {
            remove(&changes.join(file_name(undone))).map_err(fault)?;
            sync(&changes).and_then(|()| remove(&pending)).map_err(fault)?;
        } else {
            let next = numbers.last().map_or(1, |last| last + 1);
            fs::rename(&pending, changes.join(file_name(next))).and_then(|()| sync(&changes)).map_err(fault)?;
            for old in numbers.iter().take((numbers.len() + 1).saturating_sub(KEPT)) {
                let _ = remove(&changes.join(file_name(*old)));
            }
        }
        sync(&self.folder).map_err(fault)
    }

    /// Notes that the change under way came to nothing.
    pub(super) fn forget(&self) -> Result<(), Error> {
        let done = remove(&self.folder.join(PENDING)).and_then(|()| sync(&self.folder));
        done.map_err(|source| Error::Store { path: self.folder.clone(), source })
    }

    /// The changes that can be taken back, oldest first, with their numbers.
    pub(super) fn changes(&self) -> Result<Vec<(u64, Change)>, Error> {
        let read = |number: u64| Ok(self.read(&format!("changes/{}", file_name(number)))?.map(|change| (number, change)));
        self.numbers().into_iter().filter_map(|number| read(number).transpose()).collect()
    }

    fn numbers(&self) -> Vec<u64> {
        let entries = fs::read_dir(self.folder.join("changes")).into_iter().flatten().flatten();
        let number = |name: String| name.strip_suffix(".json")?.parse().ok();
        let mut numbers: Vec<u64> = entries.filter_map(|entry| number(entry.file_name().to_string_lossy().into_owned())).collect();
        numbers.sort_unstable();
        numbers
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let path = self.folder.join(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Store { path, source }),
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| Error::Store { path, source: io::Error::other(error) })
    }
}

fn file_name(number: u64) -> String {
    format!("{number:08}.json")
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all())
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A name for a vault's path that never changes.
pub(super) fn name_of(root: &Path) -> String {
    fingerprint(root.as_os_str().as_encoded_bytes())
}
