//! One file from its old bytes to its new ones, whole or not at all, without losing an edit that somebody else makes meanwhile.
//!
//! The new bytes go to a hidden file in the same folder, readable by its owner only, and onto the disk; then the two files trade
//! places. What came out is compared with what was read: another program's save in that moment is put back.

use super::write::shortened;
use rustix::fs::{CWD, RenameFlags, XattrFlags};
use rustix::io::Errno;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Why a file was not replaced.
#[derive(Debug)]
pub(super) enum Fault {
    /// The system refused.
    Io(io::Error),
    /// The file is not what was read; nothing was written.
    Changed,
    /// Somebody saved the file while it was being replaced: nothing of theirs is lost, the version in doubt stands under this path.
    Both(PathBuf),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}

/// What hidden files of an unfinished write are called.
const MARK: &str = ".journal-";

/// Replaces the bytes `before` of `file` by `after`.
pub(super) fn replace(file: &Path, before: &[u8], after: &[u8]) -> Result<(), Fault> {
    let mut source = File::open(file)?;
    let facts = source.metadata()?;
    if bytes_of(&mut source)? != before {
        return Err(Fault::Changed);
    }
    let temporary = Temporary::new(file, after)?;
    temporary.take_after(&source, &facts)?;
    if !unchanged(file, &facts, before)? {
        return Err(Fault::Changed);
    }
    match rustix::fs::renameat_with(CWD, &temporary.path, CWD, file, RenameFlags::EXCHANGE) {
        Ok(()) => settle(file, before, after, temporary)?,
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            fs::rename(&temporary.path, file)?;
            temporary.keep();
        }
        Err(error) => return Err(io::Error::from(error).into()),
    }
    sync_folder(file)?;
    Ok(())
}

/// Makes a file that is not there yet, with the permissions that the user's mask leaves.
pub(super) fn create(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mask = Temporary::open(file, 0o666)?;
    let temporary = Temporary::new(file, bytes)?;
    temporary.file.set_permissions(fs::Permissions::from_mode(mask.file.metadata()?.mode() & 0o777))?;
    drop(mask);
    temporary.file.sync_all()?;
    match fs::hard_link(&temporary.path, file) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Fault::Changed),
        Err(_) => match rustix::fs::renameat_with(CWD, &temporary.path, CWD, file, RenameFlags::NOREPLACE) {
            Ok(()) => temporary.keep(),
            Err(Errno::EXIST) => return Err(Fault::Changed),
            Err(error) => return Err(io::Error::from(error).into()),
        },
    }
    sync_folder(file)?;
    Ok(())
}

/// Deletes a file that still has these bytes.
pub(super) fn remove(file: &Path, before: &[u8]) -> Result<(), Fault> {
    if bytes_of(&mut File::open(file)?)? != before {
        return Err(Fault::Changed);
    }
    fs::remove_file(file)?;
    sync_folder(file)?;
    Ok(())
}

/// After the files traded places: what came out must be what was read.
fn settle(file: &Path, before: &[u8], after: &[u8], temporary: Temporary) -> Result<(), Fault> {
    let out = bytes_of(&mut File::open(&temporary.path)?)?;
    if out == before {
        return Ok(());
    }
    // Whoever read the file since the trade has not seen this save, and may write over it: it is kept beside the note as well.
    let beside = beside(file);
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).and_then(|mut copy| {
        copy.write_all(&out)?;
        copy.sync_all()
    })?;
    rustix::fs::renameat_with(CWD, &temporary.path, CWD, file, RenameFlags::EXCHANGE).map_err(io::Error::from)?;
    if bytes_of(&mut File::open(&temporary.path)?)? == after {
        sync_folder(file)?;
        return Err(Fault::Both(beside));
    }
    let beside = self::beside(file);
    fs::rename(&temporary.path, &beside)?;
    temporary.keep();
    sync_folder(file)?;
    Err(Fault::Both(beside))
}

/// A name next to `file` under which both versions are kept; it is reported and never taken for another note.
pub(super) fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = shortened(&stem);
    let free = |number: u32| file.with_file_name(format!("{stem}.sync-conflict-journal-{number}.md"));
    (1..).map(free).find(|path| !path.exists()).unwrap_or_else(|| free(0))
}

fn bytes_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map(|_| bytes)
}

fn unchanged(file: &Path, facts: &Metadata, before: &[u8]) -> io::Result<bool> {
    let mut now = File::open(file)?;
    let seen = now.metadata()?;
    let same = (seen.dev(), seen.ino(), seen.len()) == (facts.dev(), facts.ino(), facts.len());
    Ok(same && bytes_of(&mut now)? == before)
}

fn sync_folder(file: &Path) -> io::Result<()> {
    File::open(file.parent().unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all())
}

/// A hidden file that goes away when it is dropped.
struct Temporary {
    path: PathBuf,
    file: File,
    kept: std::cell::Cell<bool>,
}

impl Temporary {
    /// Writes `bytes` beside `target`, for the owner's eyes only.
    fn new(target: &Path, bytes: &[u8]) -> io::Result<Temporary> {
        let mut temporary = Temporary::open(target, 0o600)?;
        temporary.file.write_all(bytes)?;
        temporary.file.sync_all()?;
        Ok(temporary)
    }

    fn open(target: &Path, mode: u32) -> io::Result<Temporary> {
        let pid = std::process::id();
        let path = (0..).map(|n: u32| target.with_file_name(format!("{MARK}{pid}-{n}.tmp"))).find(|path| !path.exists());
        let path = path.ok_or_else(|| io::Error::other("no free name for a temporary file"))?;
        let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&path)?;
        Ok(Temporary { path, file, kept: false.into() })
    }

    /// Takes over mode, extended attributes and, where that is allowed, the owner.
    fn take_after(&self, source: &File, facts: &Metadata) -> io::Result<()> {
        let own = self.file.metadata()?;
        if (own.uid(), own.gid()) != (facts.uid(), facts.gid()) {
            let _ = std::os::unix::fs::fchown(&self.file, Some(facts.uid()), Some(facts.gid()));
        }
        copy_attributes(source, &self.file);
        self.file.set_permissions(facts.permissions())?;
        self.file.sync_all()
    }

    fn keep(&self) {
        self.kept.set(true);
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept.get() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Copies what extended attributes the system lets us.
fn copy_attributes(from: &File, to: &File) {
    let mut names = vec![0_u8; 64 * 1024];
    let Ok(length) = rustix::fs::flistxattr(from, &mut names) else { return };
    for name in names[..length].split(|b| *b == 0).filter(|name| !name.is_empty()) {
        let mut value = vec![0_u8; 64 * 1024];
        if let Ok(length) = rustix::fs::fgetxattr(from, name, &mut value) {
            let _ = rustix::fs::fsetxattr(to, name, &value[..length], XattrFlags::empty());
        }
    }
}

/// Hidden files that dead processes left in a folder; whoever asks holds the lock, so no living one has any.
pub(super) fn left_over(folder: &Path) -> Vec<PathBuf> {
    let ours = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(MARK) && name.ends_with(".tmp")
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(ours).collect()
}
