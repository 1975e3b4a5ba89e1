//! Which files of a vault are notes (format 1). The one place that knows the directory walker.

use super::find::Vault;
use super::read;
use crate::diagnostic::{Code, Diagnostic, Span};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Reader threads: more than cores, so that a cold disk has several requests at once.
const READERS: usize = 8;

/// More threads than this gain nothing and cost address space each.
const MOST_READERS: usize = 16;

/// A file that is a note.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    /// Relative to the vault, with `/`.
    path: String,
    file: PathBuf,
}

impl Vault {
    /// Reads every note once, in parallel, and gives each (path, text, what was wrong with its bytes) to `each`, with a scratch of
    /// the reading thread. Results come in the order of the paths, then what the walk itself found.
    pub fn read_notes<T: Send, S: Default>(
        &self,
        each: impl Fn(&mut S, &str, &str, Option<Diagnostic>) -> T + Sync,
    ) -> (Vec<T>, Vec<Diagnostic>) {
        let (files, mut findings) = self.walk();
        let read = |(buffer, scratch): &mut (Vec<u8>, S), found: &Found| {
            read::with_text(&found.file, buffer, |text, odd| each(scratch, &found.path, text, odd)).map_err(|e| e.at(&found.path))
        };
        let all = || files.par_iter().with_min_len(16).map_init(Default::default, read).collect::<Vec<_>>();
        let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(READERS, MOST_READERS).min(files.len() / 16 + 1);
        let results = match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.install(all),
            Err(_) => all(),
        };
        let mut notes = Vec::with_capacity(results.len());
        for result in results {
            match result {
                Ok(note) => notes.push(note),
                Err(found) => findings.push(found),
            }
        }
        (notes, findings)
    }

    /// The text of one note that was found before, for showing an excerpt.
    pub fn text(&self, path: &str) -> Option<String> {
        let file = self.root.join(path).canonicalize().ok().filter(|file| file.starts_with(&self.root) && file.is_file())?;
        read::with_text(&file, &mut Vec::new(), |text, _| text.to_owned()).ok()
    }

    fn walk(&self) -> (Vec<Found>, Vec<Diagnostic>) {
        let mut files = Vec::new();
        let mut findings = Vec::new();
        let walker = WalkDir::new(&self.root).follow_links(false).into_iter();
        for entry in walker.filter_entry(|entry| entry.depth() == 0 || !self.hidden(entry)) {
            match entry {
                Ok(entry) => self.visit(&entry, &mut files, &mut findings),
                Err(error) => {
                    let path = error.path().map_or_else(String::new, |path| self.relative(path));
                    let message = format!("cannot read: {}", error.io_error().map_or_else(|| error.to_string(), ToString::to_string));
                    findings.push(Diagnostic::new(Code::Unreadable, Span::START, message).hint("check its permissions").at(&path));
                }
            }
        }
        files.sort_unstable();
        files.dedup();
        (files, findings)
    }

    fn visit(&self, entry: &DirEntry, files: &mut Vec<Found>, findings: &mut Vec<Diagnostic>) {
        let kind = entry.file_type();
        if kind.is_dir() {
            return;
        }
        let named_like_note = is_note_name(entry.file_name());
        if kind.is_symlink() {
            return self.follow(entry.path(), named_like_note, files, findings);
        }
        if !named_like_note {
            return;
        }
        let path = self.relative(entry.path());
        if !kind.is_file() {
            findings.push(
                Diagnostic::new(Code::NotAFile, Span::START, "this is no regular file and is not read")
                    .hint("move it out of the vault")
                    .at(&path),
            );
        } else if is_sync_conflict(&path) {
            let found = Diagnostic::new(Code::SyncConflict, Span::START, "a sync tool made this copy in a conflict; it is not read");
            findings.push(found.hint("take over what is missing in the note, then delete the copy").at(&path));
        } else {
            files.push(Found { path, file: entry.path().to_owned() });
        }
    }

    /// A link inside the vault leads to a file that counts under its real path; one out of it is reported.
    fn follow(&self, link: &Path, named_like_note: bool, files: &mut Vec<Found>, findings: &mut Vec<Diagnostic>) {
        let path = self.relative(link);
        let target = match link.canonicalize() {
            Ok(target) => target,
            Err(error) if named_like_note => {
                let found = Diagnostic::new(Code::Unreadable, Span::START, format!("the link leads nowhere: {error}"));
                return findings.push(found.hint("mend or delete the link").at(&path));
            }
            Err(_) => return,
        };
        let inside = target.starts_with(&self.root);
        if !inside && (named_like_note || target.is_dir()) {
            let found = Diagnostic::new(Code::OutsideVault, Span::START, "the link leads out of the vault and is not followed");
            findings.push(found.hint("move what it points to into the vault").at(&path));
        } else if inside && named_like_note && target.is_file() {
            files.push(Found { path: self.relative(&target), file: target });
        }
    }

    fn hidden(&self, entry: &DirEntry) -> bool {
        if entry.file_name().as_encoded_bytes().first() == Some(&b'.') {
            return true;
        }
        if self.ignore.is_empty() && self.template_folder.is_none() {
            return false;
        }
        let path = self.relative(entry.path());
        self.ignore.is_match(&path)
            || entry.file_type().is_dir() && self.template_folder.as_deref().is_some_and(|folder| folder.eq_ignore_ascii_case(&path))
    }

    fn relative(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy();
        if std::path::MAIN_SEPARATOR == '/' { inside.into_owned() } else { inside.replace(std::path::MAIN_SEPARATOR, "/") }
    }
}

fn is_note_name(name: &std::ffi::OsStr) -> bool {
    let name = name.as_encoded_bytes();
    [&b".md"[..], b".markdown"].iter().any(|end| name.len() > end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end))
}

fn is_sync_conflict(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.contains(".sync-conflict-") || name.contains(" conflicted copy")
}
