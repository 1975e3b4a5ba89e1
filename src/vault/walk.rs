//! Which files of a vault are notes (format 1), folder by folder. The one place that knows the directory walker.

use super::find::Vault;
use super::read;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::file_name;
use rayon::prelude::*;
use rustix::fs::{Dir, FileType as Kind, Mode, OFlags, open};
use std::ffi::OsStr;
use std::fs::FileType;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A note for which its folder does not vouch: a link leads there, or its name is no UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Odd {
    /// Relative to the vault, with `/`; what is no UTF-8 in it is [`shown`].
    pub(super) path: String,
    /// Where it is.
    pub(super) file: PathBuf,
}

/// What one folder holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Paths of its notes relative to the vault, with `/`, one behind the other: a large vault has very many.
    pub(super) paths: String,
    /// Where each of them ends.
    pub(super) ends: Vec<u32>,
    /// Notes for which it does not vouch.
    pub(super) odd: Vec<Odd>,
    /// Folders in it that are looked into, relative to the vault.
    pub(super) folders: Vec<PathBuf>,
    pub(super) findings: Vec<Diagnostic>,
    /// Whether it depends on more than the folder itself: a link, an odd name, something that could not be read.
    pub(super) uncertain: bool,
}

impl Listing {
    /// Takes in the note of this name in a folder whose paths begin so, if it is `wanted` by its path; `None` for a copy of a
    /// sync tool's, and where no more paths fit.
    fn take(&mut self, start: &str, name: &str, wanted: impl Fn(&str) -> bool) -> Option<()> {
        let from = self.paths.len();
        self.paths.push_str(start);
        self.paths.push_str(name);
        let path = &self.paths[from..];
        if is_sync_conflict(path) {
            return None;
        }
        match wanted(path) {
            true => self.ends.push(u32::try_from(self.paths.len()).ok()?),
            false => self.paths.truncate(from),
        }
        Some(())
    }
}

impl Vault {
    /// The text of one note that was found before, for showing an excerpt.
    pub fn text(&self, path: &str) -> Option<String> {
        if let Some(past) = &self.past {
            return past.text(path);
        }
        let file = self.root.join(path).canonicalize().ok().filter(|file| file.starts_with(&self.root) && file.is_file())?;
        read::whole(&file)
    }

    /// The same, of the notes that were read, whatever becomes of the vault: read again from where they were.
    pub fn again(&self) -> impl Fn(&str) -> Option<String> + Send + Sync + use<> {
        let root = self.root.clone();
        move |path| read::whole(&root.join(path))
    }

    /// What some folders, relative to the vault, hold. Threads are woken only where there is work for two.
    pub(super) fn lists<'p>(&self, folders: impl ExactSizeIterator<Item = &'p PathBuf>) -> Vec<Listing> {
        match folders.len() {
            0 | 1 => folders.map(|folder| self.list(folder)).collect(),
            _ => folders.collect::<Vec<_>>().into_par_iter().map(|folder| self.list(folder)).collect(),
        }
    }

    /// What one of them holds.
    fn list(&self, folder: &Path) -> Listing {
        let shown = self.relative(&self.root.join(folder));
        let start = if shown.is_empty() { shown.clone() } else { format!("{shown}/") };
        let inside = Inside { folder, start, plain: folder.to_str().is_some() };
        self.plain_list(&inside).unwrap_or_else(|| self.any_list(&inside))
    }

    /// What a folder holds in which there are only files and folders with plain names; `None` where there is anything else. The walker
    /// makes a path of each name, which takes longer than reading the folder.
    fn plain_list(&self, inside: &Inside<'_>) -> Option<Listing> {
        let folder = inside.folder.to_str()?;
        let opened = open(self.root.join(folder), OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok()?;
        let mut listing = Listing::default();
        for entry in Dir::new(opened).ok()? {
            let entry = entry.ok()?;
            let name = entry.file_name().to_bytes();
            let note = is_note_name(name);
            match entry.file_type() {
                _ if name.starts_with(b".") => continue,
                Kind::RegularFile if note => {
                    listing.take(&inside.start, entry.file_name().to_str().ok()?, |path| !self.ignored(path))?;
                }
                Kind::Directory => {
                    let path = inside.path_of(entry.file_name().to_str().ok()?);
                    if !self.ignored(&path) && !self.is_template_folder(&path) {
                        listing.folders.push(path.into());
                    }
                }
                Kind::RegularFile => {}
                _ => return None,
            }
        }
        Some(listing)
    }

    /// What any folder holds.
    fn any_list(&self, inside: &Inside<'_>) -> Listing {
        let (mut listing, folder) = (Listing::default(), inside.folder);
        let walker = WalkDir::new(self.root.join(folder)).min_depth(1).max_depth(1).follow_links(false).into_iter();
        for entry in walker {
            match entry {
                Ok(entry) => {
                    // Taking a path apart is slow; almost every path is plain text.
                    let name = entry.path().to_str().map_or_else(|| entry.file_name(), |path| OsStr::new(file_name(path)));
                    if !name.as_encoded_bytes().starts_with(b".") {
                        self.visit(name, entry.file_type(), inside, &mut listing);
                    }
                }
                Err(error) => {
                    let path = error.path().map_or_else(String::new, |path| self.relative(path));
                    let message = format!("cannot read: {}", error.io_error().map_or_else(|| error.to_string(), ToString::to_string));
                    listing.findings.push(Diagnostic::new(Code::Unreadable, Span::START, message).hint("check its permissions").at(&path));
                    listing.uncertain = true;
                }
            }
        }
        listing
    }

    fn visit(&self, name: &OsStr, kind: FileType, inside: &Inside<'_>, listing: &mut Listing) {
        let named_like_note = is_note_name(name.as_encoded_bytes());
        if !named_like_note && !kind.is_dir() && !kind.is_symlink() {
            return;
        }
        let path = inside.path_of(&shown(name));
        if self.ignored(&path) || kind.is_dir() && self.is_template_folder(&path) {
            return;
        }
        let odd = !inside.plain || name.to_str().is_none();
        if kind.is_dir() {
            listing.uncertain |= odd;
            return listing.folders.push(inside.folder.join(name));
        }
        if kind.is_symlink() {
            listing.uncertain = true;
            return self.follow(&self.root.join(inside.folder).join(name), named_like_note, listing);
        }
        if !kind.is_file() {
            let found = Diagnostic::new(Code::NotAFile, Span::START, "this is no regular file and is not read");
            listing.findings.push(found.hint("move it out of the vault").at(&path));
        } else if is_sync_conflict(&path) {
            listing.findings.push(sync_conflict().at(&path));
        } else {
            listing.uncertain |= odd;
            let whole = if odd { None } else { listing.take("", &path, |_| true) };
            if whole.is_none() {
                listing.odd.push(Odd { path, file: self.root.join(inside.folder).join(name) });
            }
        }
    }

    /// A link inside the vault leads to a file that counts under its real path; one out of it is reported.
    fn follow(&self, link: &Path, named_like_note: bool, listing: &mut Listing) {
        let path = self.relative(link);
        let target = match link.canonicalize() {
            Ok(target) => target,
            Err(error) if named_like_note => {
                let found = Diagnostic::new(Code::Unreadable, Span::START, format!("the link leads nowhere: {error}"));
                return listing.findings.push(found.hint("mend or delete the link").at(&path));
            }
            Err(_) => return,
        };
        let inside = target.starts_with(&self.root);
        if !inside && (named_like_note || target.is_dir()) {
            let found = Diagnostic::new(Code::OutsideVault, Span::START, "the link leads out of the vault and is not followed");
            listing.findings.push(found.hint("move what it points to into the vault").at(&path));
        } else if inside && named_like_note && target.is_file() {
            listing.odd.push(Odd { path: self.relative(&target), file: target });
        }
    }

    /// Whether the settings leave out what is at `path`.
    fn ignored(&self, path: &str) -> bool {
        self.ignore.has(path)
    }

    /// Whether templates for notes stand in the folder at `path`.
    fn is_template_folder(&self, path: &str) -> bool {
        self.template_folder.as_deref().is_some_and(|folder| folder.eq_ignore_ascii_case(path))
    }

    fn relative(&self, path: &Path) -> String {
        shown(path.strip_prefix(&self.root).unwrap_or(path).as_os_str())
    }
}

/// A folder being listed.
struct Inside<'a> {
    /// Relative to the vault.
    folder: &'a Path,
    /// The same as paths of notes start with it.
    start: String,
    /// Whether its name is UTF-8.
    plain: bool,
}

impl Inside<'_> {
    /// The path of what has this name.
    fn path_of(&self, name: &str) -> String {
        let mut path = String::with_capacity(self.start.len() + name.len());
        path.push_str(&self.start);
        path.push_str(name);
        path
    }
}

/// A name as it is shown: a byte that is no UTF-8 as U+FFFD and its value, so that no two names look alike.
pub(super) fn shown(name: &OsStr) -> String {
    let mut shown = String::with_capacity(name.len());
    for part in name.as_bytes().utf8_chunks() {
        shown.push_str(part.valid());
        part.invalid().iter().for_each(|byte| shown.push_str(&format!("\u{fffd}{byte:02X}")));
    }
    shown
}

/// Whether a file of this name is a note.
pub(super) fn is_note_name(name: &[u8]) -> bool {
    [&b".md"[..], b".markdown"].iter().any(|end| name.len() > end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end))
}

/// The finding about a copy of a sync tool's.
pub(super) fn sync_conflict() -> Diagnostic {
    let found = Diagnostic::new(Code::SyncConflict, Span::START, "a sync tool made this copy in a conflict; it is not read");
    found.hint("take over what is missing in the note, then delete the copy")
}

/// Whether a file is a copy that a sync tool made in a conflict.
pub(super) fn is_sync_conflict(path: &str) -> bool {
    let bytes = path.as_bytes();
    // Almost every name is passed over by its letters `f`; the search for a word would have to be made ready each time.
    let may_be = memchr::memchr_iter(b'f', bytes).any(|at| at >= 3 && bytes[at - 3..].starts_with(b"conflict"));
    let name = || path.rsplit('/').next().unwrap_or(path);
    let copy = |name: &str| {
        name.contains(".sync-conflict-")
            || [" conflicted copy", "(conflicted copy", "(case conflict"].iter().any(|sign| name.contains(sign))
    };
    may_be && copy(name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_look_alike() {
        let check = |name: &[u8], want: &str| assert_eq!(shown(OsStr::from_bytes(name)), want);
        check(b"ada.md", "ada.md");
        check("Zo\u{eb}.md".as_bytes(), "Zo\u{eb}.md");
        check(b"b\xff.md", "b\u{fffd}FF.md");
        check(b"b\xfe\xc3.md", "b\u{fffd}FE\u{fffd}C3.md");
        check("b\u{fffd}.md".as_bytes(), "b\u{fffd}.md");
    }

    #[test]
    fn copies_of_sync_tools_are_known_by_their_names() {
        let check = |path: &str, want: bool| assert_eq!(is_sync_conflict(path), want, "{path}");
        check("people/ada.sync-conflict-20260101-101010-K3XQ7ZA.md", true);
        check("people/ada (Zo\u{eb}'s conflicted copy 2026-01-01).md", true);
        check("people/ada (conflicted copy 2026-01-01 101010).md", true);
        check("people/ada (case conflict).md", true);
        check("people/conflicted copywriter.md", false);
        check("conflicted copy (x)/ada.md", false);
        check("people/conflict.md", false);
    }
}
