//! The few files that answering commands may write: the one that `-o` names, and a new vault.

use crate::error::Error;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Files written: two whose long names begin alike may be written at once.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// When an answer has to be on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durable {
    /// Before the command ends.
    Now,
    /// When the system gets to it: the answer is written again soon.
    Later,
}

/// Writes an answer to the file that `-o` names, whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn write_output(path: &Path, bytes: &[u8], durable: Durable) -> Result<(), Error> {
    let fault = |source| Error::Write { path: path.to_owned(), source };
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return fs::write(&target, bytes).map_err(fault);
    }
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let temporary = target.with_file_name(format!(".{}.{}.{number}.tmp", shortened(&name), std::process::id()));
    let written = OpenOptions::new().write(true).create_new(true).open(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        if let Ok(old) = fs::metadata(&target) {
            file.set_permissions(old.permissions())?;
        }
        if durable == Durable::Now {
            file.sync_all()?;
        }
        fs::rename(&temporary, &target)
    });
    written.map_err(|error| {
        drop(fs::remove_file(&temporary));
        fault(error)
    })
}

/// Longest beginning of a name that still leaves room for more: no file's name has more than 255 bytes.
const ROOM: usize = 200;

/// The beginning of a name, so that something can be added to it.
pub(super) fn shortened(name: &str) -> &str {
    let end = (0..=ROOM.min(name.len())).rev().find(|&at| name.is_char_boundary(at)).unwrap_or(0);
    &name[..end]
}

/// Makes a vault of `folder` with these files; never writes over one. Returns the files made and those already there.
///
/// # Errors
/// When a folder or file cannot be made.
pub fn init(folder: &Path, files: &[(&str, String)]) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Error> {
    let (mut made, mut kept) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let path = folder.join(name);
        let fault = |source| Error::Write { path: path.clone(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(fault)?;
        }
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(fault)?;
                made.push(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => kept.push(path),
            Err(error) => return Err(fault(error)),
        }
    }
    Ok((made, kept))
}
