//! File to text: one read into a reused buffer, bounded, with a finding for whatever is no UTF-8.

use super::stamp::Stamp;
use crate::diagnostic::{Code, Diagnostic, Span};
use rustix::fs::{Mode, OFlags, openat};
use rustix::io::{Errno, ReadWriteFlags, preadv2, retry_on_intr};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, IoSliceMut, Read};
use std::ops::Range;
use std::path::Path;

/// Largest note read (bytes).
pub(super) const LARGEST: u64 = 32 * 1024 * 1024;

/// What every page of memory is a multiple of (bytes).
const PAGE: usize = 4096;

/// Room to read a note into before its size is known (bytes).
const ROOM: usize = 16 * 1024;

/// Largest settings file read (bytes).
pub(super) const LARGEST_SMALL: u64 = 1024 * 1024;

/// Opens files of a vault by their paths. The folder of the last one is kept open, so that the system need not look for it again.
pub(super) struct Opener {
    root: File,
    folder: Option<(String, File)>,
}

impl Opener {
    /// For the files of a vault.
    pub(super) fn new(root: &Path) -> io::Result<Opener> {
        Ok(Opener { root: File::open(root)?, folder: None })
    }

    /// Opens the file at a path relative to the vault.
    pub(super) fn open(&mut self, path: &str) -> io::Result<File> {
        let Some(cut) = memchr::memrchr(b'/', path.as_bytes()) else { return open_in(&self.root, path, OFlags::empty()) };
        let (folder, name) = (&path[..cut], &path[cut + 1..]);
        if self.folder.as_ref().is_none_or(|(open, _)| open != folder) {
            self.folder = open_in(&self.root, folder, OFlags::DIRECTORY).ok().map(|open| (folder.to_owned(), open));
        }
        match &self.folder {
            Some((_, folder)) => open_in(folder, name, OFlags::empty()),
            None => open_in(&self.root, path, OFlags::empty()),
        }
    }
}

fn open_in(folder: &File, path: &str, flags: OFlags) -> io::Result<File> {
    let opened = retry_on_intr(|| openat(folder, path, OFlags::RDONLY | OFlags::CLOEXEC | flags, Mode::empty()));
    Ok(opened?.into())
}

/// Tells the system that a file will be read soon.
pub(super) fn announce(file: &File) {
    // A system that cannot be told reads it when it is asked.
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::WillNeed);
}

/// Whether the beginning of a file lies in the memory of the system; `None` when the file system does not say.
pub(super) fn is_at_hand(file: &File) -> Option<bool> {
    match preadv2(file, &mut [IoSliceMut::new(&mut [0])], 0, ReadWriteFlags::NOWAIT) {
        Ok(_) => Some(true),
        Err(Errno::AGAIN) => Some(false),
        Err(_) => None,
    }
}

/// Reads a file into `buffer`, which only grows, behind its first `start` bytes. Where it ends there; `None` when it is over the limit.
fn fill(mut file: File, buffer: &mut Vec<u8>, start: usize, stamp: Option<&mut Stamp>) -> io::Result<Option<usize>> {
    let mut size = None;
    if let Some(stamp) = stamp {
        *stamp = Stamp::of(&file.metadata()?);
        size = usize::try_from(stamp.size()).ok().filter(|size| *size > 0);
    }
    let room = size.map_or(ROOM, |size| (size + 1).min(ROOM));
    if buffer.len() < start + room {
        buffer.resize(start + room, 0);
    }
    let mut filled = 0;
    loop {
        match file.read(&mut buffer[start + filled..]) {
            Ok(0) => return Ok(Some(start + filled)),
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if filled as u64 > LARGEST {
            return Ok(None);
        }
        // The system reads page by page: where it ends within one, the file ends, and need not be asked for more.
        let ended = start + filled < buffer.len() && !filled.is_multiple_of(PAGE);
        if size.map_or(ended, |size| size == filled) {
            return Ok(Some(start + filled));
        }
        if start + filled == buffer.len() {
            let wanted = file.metadata()?.len();
            if wanted > LARGEST {
                return Ok(None);
            }
            buffer.resize(start + (filled * 2).max(usize::try_from(wanted).unwrap_or(0) + 1), 0);
        }
    }
}

/// Reads an opened note into `buffer` behind its first `start` bytes; where it stands there. `stamp` becomes the one that the file had
/// before it was read.
pub(super) fn into_buffer(
    file: io::Result<File>,
    buffer: &mut Vec<u8>,
    start: usize,
    stamp: Option<&mut Stamp>,
) -> Result<Range<usize>, Diagnostic> {
    match file.and_then(|file| fill(file, buffer, start, stamp)) {
        Ok(Some(end)) => Ok(start..end),
        Ok(None) => Err(too_large()),
        Err(error) => {
            Err(Diagnostic::new(Code::Unreadable, Span::START, format!("cannot read the file: {error}")).hint("check its permissions"))
        }
    }
}

/// The text of some bytes, and what was wrong with them.
pub(super) fn text(bytes: &[u8]) -> (Cow<'_, str>, Option<Diagnostic>) {
    let plain = memchr::memchr(0, bytes).is_none();
    match std::str::from_utf8(bytes) {
        Ok(text) if plain => (Cow::Borrowed(text), None),
        _ => {
            let (text, found) = decoded(bytes);
            (Cow::Owned(text), Some(found))
        }
    }
}

/// The text of a file; `None` when it cannot be read or is over the limit.
pub(super) fn whole(file: &Path) -> Option<String> {
    let mut buffer = Vec::new();
    let place = into_buffer(File::open(file), &mut buffer, 0, None).ok()?;
    Some(text(&buffer[place]).0.into_owned())
}

/// The finding about a file over the limit.
pub(super) fn too_large() -> Diagnostic {
    let found = Diagnostic::new(Code::TooLarge, Span::START, format!("the file is over {} MiB and is not read", LARGEST / 1024 / 1024));
    found.hint("move old years of the log into a note of their own")
}

/// Text of bytes that are not plain UTF-8, what cannot be decoded replaced by U+FFFD, and the finding about it.
fn decoded(bytes: &[u8]) -> (String, Diagnostic) {
    let wide = |from_pair: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| from_pair([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let (text, name) = match bytes {
        [0xff, 0xfe, ..] => (wide(u16::from_le_bytes), "UTF-16"),
        [0xfe, 0xff, ..] => (wide(u16::from_be_bytes), "UTF-16"),
        _ => return replaced(bytes),
    };
    let found = Diagnostic::new(Code::Encoding, Span::START, format!("the file is {name} text; it is read, but other programs may not"));
    (text.replace('\0', "\u{fffd}"), found.hint("save it as UTF-8"))
}

fn replaced(bytes: &[u8]) -> (String, Diagnostic) {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let at = memchr::memchr(0, bytes).map_or(valid, |nul| nul.min(valid));
    let text = String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}");
    let what = if bytes.get(at) == Some(&0) {
        "a NUL byte".to_owned()
    } else {
        format!("the byte 0x{:02x}, which is no UTF-8", bytes.get(at).copied().unwrap_or(0))
    };
    let span = Span::of(&text, at..at + 3);
    let found = Diagnostic::new(Code::Encoding, span, format!("the file holds {what}"));
    (text, found.hint("save it as UTF-8; the rest of the note is read"))
}

/// A small regular file inside the vault; `None` when there is none.
pub(super) fn small_file(root: &Path, name: &str) -> Result<Option<String>, String> {
    let path = root.join(name);
    let Ok(real) = path.canonicalize() else { return Ok(None) };
    if !real.starts_with(root) {
        return Err("the file is a link out of the vault and is not read".to_owned());
    }
    regular(&real).map(Some)
}

/// The text of a small regular file.
pub(super) fn regular(path: &Path) -> Result<String, String> {
    let facts = path.metadata().map_err(|error| error.to_string())?;
    if !facts.is_file() {
        return Err("this is no regular file and is not read".to_owned());
    }
    if facts.len() > LARGEST_SMALL {
        return Err("the file is over 1 MiB and is not read".to_owned());
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "the file is no UTF-8 text".to_owned())
}
