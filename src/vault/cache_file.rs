//! The file of a cache: parts with checksums, a trailer that points to the newest, put behind one another or replaced whole.

use super::find::Marked;
use bitcode::{Decode, Encode};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_64;

/// First bytes of the file and of its trailer; another layout has another mark.
pub(super) const MARK: &[u8; 8] = b"journal3";

/// Bytes of the trailer: the mark, place of table and pages, its own checksum.
const TRAILER: usize = 64;

/// Largest part believed in (bytes).
const LARGEST: u64 = 1 << 32;

/// Age at which a file that a killed process left is removed.
const STALE: Duration = Duration::from_secs(3600);

/// A stretch of the file, with its checksum.
#[derive(Clone, Copy, Debug, Default, Encode, Decode)]
pub(super) struct Part {
    pub(super) start: u64,
    pub(super) length: u64,
    sum: u64,
}

impl Part {
    /// The part of these bytes, which begins at `start`.
    pub(super) fn of(bytes: &[u8], start: u64) -> Part {
        Part { start, length: bytes.len() as u64, sum: xxh3_64(bytes) }
    }

    /// The part that begins so far behind the beginning of another, inside which it must lie.
    pub(super) fn within(self, other: Part) -> Option<Part> {
        let inside = self.start.checked_add(self.length)? <= other.length;
        inside.then(|| Some(Part { start: other.start.checked_add(self.start)?, ..self }))?
    }

    /// Whether these are its bytes.
    pub(super) fn fits(self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.length && xxh3_64(bytes) == self.sum
    }
}

fn bytes(file: &File, start: u64, length: u64) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).ok().filter(|_| length < LARGEST)?];
    file.read_exact_at(&mut bytes, start).ok()?;
    Some(bytes)
}

/// The bytes of a part; `None` when they are not what was written.
pub(super) fn part(file: &File, part: Part) -> Option<Vec<u8>> {
    let inside = part.start.checked_add(part.length)? <= file.metadata().ok()?.len();
    let bytes = inside.then(|| bytes(file, part.start, part.length))??;
    part.fits(&bytes).then_some(bytes)
}

/// The same as words of eight bytes.
pub(super) fn words(file: &File, part: Part) -> Option<Vec<u64>> {
    let inside = part.start.checked_add(part.length)? <= file.metadata().ok()?.len() && part.length.is_multiple_of(8);
    let mut words = vec![0_u64; usize::try_from(part.length / 8).ok().filter(|_| inside && part.length < LARGEST)?];
    let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut words);
    file.read_exact_at(bytes, part.start).ok()?;
    part.fits(bytes).then_some(words)
}

/// `count` words from the word `from` of what begins at `start`; `None` when their checksum is another.
pub(super) fn page(file: &File, start: u64, from: usize, count: usize, sum: u64) -> Option<Vec<u64>> {
    let mut words = vec![0_u64; count];
    let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut words);
    file.read_exact_at(bytes, start.checked_add(from as u64 * 8)?).ok()?;
    (xxh3_64(bytes) == sum).then_some(words)
}

/// The length of the file, and where its trailer says that table and pages are.
pub(super) fn trailer(file: &File) -> Option<(u64, Part, Part)> {
    let length = file.metadata().ok()?.len();
    let trailer = bytes(file, length.checked_sub(TRAILER as u64)?, TRAILER as u64)?;
    let word = |at: usize| trailer.get(at * 8..at * 8 + 8).and_then(|word| Some(u64::from_le_bytes(word.try_into().ok()?)));
    if trailer.get(..8)? != MARK || xxh3_64(trailer.get(..TRAILER - 8)?) != word(7)? {
        return None;
    }
    let part = |at: usize| Some(Part { start: word(at)?, length: word(at + 1)?, sum: word(at + 2)? });
    Some((length, part(1)?, part(4)?))
}

/// A trailer that says so.
pub(super) fn trailer_of(table: Part, pages: Part) -> Vec<u8> {
    let mut trailer = MARK.to_vec();
    for word in [table.start, table.length, table.sum, pages.start, pages.length, pages.sum] {
        trailer.extend_from_slice(&word.to_le_bytes());
    }
    trailer.extend_from_slice(&xxh3_64(&trailer).to_le_bytes());
    trailer
}

/// Puts `out` behind the `length` bytes of the file.
///
/// # Errors
/// When it cannot be written, and when another process has written or replaced it meanwhile.
pub(super) fn append(file: &File, path: &Path, length: u64, out: &[u8]) -> io::Result<()> {
    file.try_lock()?;
    let facts = |file: &File| file.metadata().map(|facts| (facts.ino(), facts.len()));
    let same = || Ok::<_, io::Error>(facts(file)? == (fs::symlink_metadata(path)?.ino(), length));
    let done = same().and_then(|same| if same { file.write_all_at(out, length) } else { Err(io::ErrorKind::WouldBlock.into()) });
    file.unlock()?;
    done
}

/// Opens a cache that is ours alone: nobody else can have written it.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let flags = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
    let facts = file.metadata()?;
    let own = facts.is_file() && facts.uid() == rustix::process::geteuid().as_raw() && facts.mode() & 0o077 == 0;
    own.then_some(file).ok_or_else(|| io::ErrorKind::PermissionDenied.into())
}

/// A cache that is written beside the old one. Several threads may put parts into it; it is gone unless it takes the old one's place.
pub(super) struct Fresh {
    file: File,
    temporary: PathBuf,
    end: AtomicU64,
}

impl Fresh {
    /// Begins one for the cache at `path`.
    pub(super) fn new(path: &Path) -> io::Result<Fresh> {
        let folder = path.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        sweep(path, STALE);
        let temporary = folder.join(format!("{name}.{}.tmp", std::process::id()));
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&temporary)?;
        let fresh = Fresh { file, temporary, end: AtomicU64::new(0) };
        fresh.put(MARK)?;
        Ok(fresh)
    }

    /// How long it is.
    pub(super) fn length(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }

    /// Puts these bytes into it; where they begin.
    pub(super) fn put(&self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.file.write_all_at(bytes, start).map(|()| start)
    }

    /// Lets it take the place of the cache at `path`.
    pub(super) fn replace(mut self, path: &Path) -> io::Result<File> {
        fs::rename(&self.temporary, path)?;
        self.temporary = PathBuf::new();
        self.file.try_clone()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // Where it took the other's place this is no path any more.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Removes what killed processes left of the cache at `path` that is older than this.
pub(super) fn sweep(path: &Path, old: Duration) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let other = entry.file_name().to_string_lossy().into_owned();
        let left = other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".tmp"));
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if left && (old.is_zero() || age().is_some_and(|age| age > old)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// What reading a note depends on besides its text: this very program, and these settings.
pub(super) fn key(settings: &str, marked: Marked, daily_format: Option<&str>, template_folder: Option<&str>) -> u64 {
    let program = std::env::current_exe().and_then(fs::metadata).map(|facts| (facts.len(), facts.mtime(), facts.mtime_nsec(), facts.ino()));
    let version = env!("CARGO_PKG_VERSION");
    xxh3_64(format!("{version} {program:?} {marked:?} {daily_format:?} {template_folder:?} {settings:?}").as_bytes())
}

/// Where the cache of the vault at `root` is: `$XDG_CACHE_HOME/journal/` and the hash of the vault's path. `None` without a home,
/// or when that is inside the vault.
pub(super) fn place(root: &Path) -> Option<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").filter(|v| !v.is_empty()).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| Some(PathBuf::from(std::env::var_os("HOME").filter(|v| !v.is_empty())?).join(".cache")))?;
    let place = real(&base.join("journal"))?;
    (!place.starts_with(root)).then(|| place.join(super::store::name_of(root)))
}

/// Where a path really leads, links followed, though its end need not be there yet.
fn real(path: &Path) -> Option<PathBuf> {
    let there = path.ancestors().find(|part| part.exists())?;
    let rest = path.strip_prefix(there).ok()?;
    let plain = rest.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let dangling = path.ancestors().take_while(|part| *part != there).any(Path::is_symlink);
    (plain && !dangling).then(|| Some(there.canonicalize().ok()?.join(rest)))?
}
