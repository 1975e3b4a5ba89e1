//! A vault as it was in a revision of its git repository: its notes by the same rules, without the disk and without a cache.
//! Links are never followed there; what a link inside the vault leads to is read as itself.

use super::cache::Record;
use super::find::{SETTINGS, Vault};
use super::git::{Git, Object};
use super::readers::Source;
use super::since::Reading;
use super::{read, walk};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::error::Error;
use crate::model::{Date, Note, order};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;

/// A revision of a vault.
#[derive(Debug)]
pub struct Past {
    git: Git,
    /// The day of the commit, where it was made.
    pub day: Date,
    /// The object of each regular file, by its path relative to the vault.
    files: BTreeMap<String, String>,
}

/// Notes that git is asked for at once; few enough for their names to fit into a pipe.
const BATCH: usize = 256;

/// Size of the notes in memory at once (bytes), from which no more are added.
const BATCH_SIZE: usize = 32 * 1024 * 1024;

/// Largest commit looked into for its day (bytes).
const LARGEST_COMMIT: u64 = 1024 * 1024;

impl Past {
    /// What the vault held in `revision`.
    ///
    /// # Errors
    /// When there is no git, no repository, no such revision, or nothing of the vault in it.
    pub fn of(vault: &Vault, revision: &str) -> Result<Past, Error> {
        let git = Git::at(vault.root())?;
        let commit = git.commit(revision)?;
        let regular = |(mode, object, path): (String, String, Vec<u8>)| {
            mode.starts_with("100").then(|| (String::from_utf8_lossy(&path).into_owned(), object))
        };
        let files = order::map(git.files(&commit)?.into_iter().filter_map(regular));
        if files.is_empty() {
            return Err(Error::usage(
                format!("in `{revision}` there was nothing in the folder of the vault"),
                "name a later revision, or the folder where the notes were with `--vault`",
            ));
        }
        let day = match git.objects()?.get(&commit, LARGEST_COMMIT) {
            Ok(Object::Whole(bytes)) => day(&String::from_utf8_lossy(&bytes)),
            _ => None,
        };
        let day = day.ok_or_else(|| Error::usage(format!("the commit of `{revision}` has no day"), "name the day with `--today`"))?;
        Ok(Past { git, day, files })
    }

    /// A small file, as it was; `None` when it was not there.
    pub(super) fn small_file(&self, path: &str) -> Result<Option<String>, String> {
        let Some(object) = self.files.get(path) else { return Ok(None) };
        match self.git.objects().map_err(|error| error.to_string())?.get(object, read::LARGEST_SMALL) {
            Ok(Object::Whole(bytes)) => String::from_utf8(bytes).map(Some).map_err(|_| "the file is no UTF-8 text".to_owned()),
            Ok(Object::TooLarge) => Err("the file is over 1 MiB and is not read".to_owned()),
            Ok(Object::Missing) => Err("git does not have this file".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Whether the vault had settings of its own.
    pub(super) fn has_settings(&self) -> bool {
        self.files.contains_key(SETTINGS)
    }

    /// The text of one note.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        match self.git.objects().ok()?.get(self.files.get(path)?, read::LARGEST) {
            Ok(Object::Whole(bytes)) => Some(read::text(&bytes).0.into_owned()),
            _ => None,
        }
    }

    /// Every note in the order of the paths, and what was wrong with files; like [`super::Notes::read`].
    pub(super) fn read<S: Default>(
        &self,
        vault: &Vault,
        each: impl Fn(&mut S, Vec<Source<'_>>) -> Vec<Reading> + Sync,
    ) -> (Vec<Note>, Vec<Diagnostic>) {
        let (mut notes, mut findings, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        for (path, object) in self.files.iter().filter(|(path, _)| walk::is_note_name(path.as_bytes()) && vault.reads(path)) {
            if walk::is_sync_conflict(path) {
                findings.push(walk::sync_conflict().at(path));
            } else {
                wanted.push((path.as_str(), object.as_str()));
            }
        }
        let mut objects = self.git.objects().ok();
        for mut asked in wanted.chunks(BATCH) {
            if let Some(objects) = &mut objects {
                // What could not be asked for is not given either.
                let _ = objects.ask(asked.iter().map(|(_, object)| *object));
            }
            while !asked.is_empty() {
                let batch = batch(&mut asked, || match &mut objects {
                    Some(objects) => objects.next(read::LARGEST),
                    None => Err(io::Error::other("git does not start")),
                });
                let read = |scratch: &mut S, (path, object)| record(path, object, |source| each(scratch, vec![source]).pop());
                for mut record in batch.into_par_iter().map_init(S::default, read).collect::<Vec<Record>>() {
                    findings.append(&mut record.findings);
                    notes.extend(record.note);
                }
            }
        }
        (notes, findings)
    }
}

/// The first of these notes by their paths, each with what git has of it, as many as may be in memory at once.
fn batch<'p>(asked: &mut &[(&'p str, &str)], mut next: impl FnMut() -> io::Result<Object>) -> Vec<(&'p str, io::Result<Object>)> {
    let (mut batch, mut size) = (Vec::new(), 0);
    while let Some(((path, _), rest)) = asked.split_first().filter(|_| size < BATCH_SIZE) {
        *asked = rest;
        let object = next();
        if let Ok(Object::Whole(bytes)) = &object {
            size += bytes.len();
        }
        batch.push((*path, object));
    }
    batch
}

/// What is read of a note, or why it is not.
fn record(path: &str, object: io::Result<Object>, each: impl FnOnce(Source<'_>) -> Option<Reading>) -> Record {
    let why = match object {
        Ok(Object::Whole(bytes)) => {
            let (note, findings) = each(Source::new(path, &bytes)).unzip();
            return Record { note, findings: findings.unwrap_or_default() };
        }
        Ok(Object::TooLarge) => return Record { note: None, findings: vec![read::too_large().at(path)] },
        Ok(Object::Missing) => "git does not have it, and nothing is fetched".to_owned(),
        Err(error) => error.to_string(),
    };
    let found = Diagnostic::new(Code::Unreadable, Span::START, format!("cannot read the file: {why}"));
    Record { note: None, findings: vec![found.hint("`git fsck` looks for what is missing").at(path)] }
}

/// The day on which a commit was made, by the clock of whoever made it.
fn day(commit: &str) -> Option<Date> {
    let line = commit.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("committer "))?;
    let mut words = line.rsplit(' ');
    let (zone, seconds) = (words.next()?, words.next()?.parse::<i64>().ok()?);
    let zone: i64 = zone.parse().ok().filter(|zone: &i64| zone.abs() < 10_000)?;
    let local = seconds.checked_add((zone / 100 * 60 + zone % 100) * 60)?;
    Date::new(1970, 1, 1)?.plus_days(local.div_euclid(86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_of_the_day_where_it_was_made() {
        let check = |when: &str, want: Option<&str>| {
            let commit = format!("tree 0\nauthor A <a@b> 1 +0000\ncommitter A B <a@b> {when}\n\ncommitter x 9 +0000\n");
            assert_eq!(day(&commit).map(|day| day.to_string()).as_deref(), want, "{when}");
        };
        check("1795132800 +0000", Some("2026-11-20"));
        check("1795132799 +0000", Some("2026-11-19"));
        check("1795132799 +0130", Some("2026-11-20"));
        check("1795132800 -0030", Some("2026-11-19"));
        check("-1 +0000", Some("1969-12-31"));
        check("9223372036854775807 +0000", None);
        check("soon +0000", None);
        assert_eq!(day("tree 0\n\ncommitter A <a@b> 1795132800 +0000\n"), None);
    }
}
