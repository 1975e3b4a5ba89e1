//! A vault under watch: what was seen of it, and what is different now. A note that looks half saved keeps its last good state
//! until it stays the same for a while.

use super::cache::{Cache, Record};
use super::census::{Census, Survey};
use super::find::Vault;
use super::notes::{Caching, Notes};
use super::readers::{self, Source};
use super::seen::Seen;
use super::stamp::{self, Stamp};
use crate::diagnostic::Diagnostic;
use crate::model::Note;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

/// A note that became smaller, or is gone, must stay so this long.
const PATIENCE: Duration = Duration::from_millis(200);

/// A note that became empty must stay so this long.
const PATIENCE_EMPTY: Duration = Duration::from_secs(1);

/// One that becomes smaller again and again is taken as it is after this long.
const PATIENCE_IN_ALL: Duration = Duration::from_secs(2);

/// A note that changed while it was read is looked at again after this long.
const MOMENT: Duration = Duration::from_millis(20);

/// After so many times in a row it is taken as it is: something writes to it all the time.
const TRIES: u32 = 50;

/// More notes than this that look half saved at once are no accident of saving: a folder was moved or a branch checked out.
const ACCIDENTS: usize = 8;

/// What one file is now.
#[derive(Debug)]
pub struct Difference {
    /// Relative to the vault.
    pub path: String,
    /// The note; `None` when it is gone or cannot be read.
    pub note: Option<Note>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
}

/// What a look at the vault showed.
#[derive(Debug)]
pub enum Look {
    /// These files are different; others look half saved: look again after this long.
    Differs(Vec<Difference>, Option<Duration>),
    /// Something looks half saved; look again after this long.
    Doubtful(Duration),
    /// The vault's folder is not there.
    Gone,
}

/// What was seen of a vault.
#[derive(Debug, Default)]
pub struct Watched {
    census: Census,
    /// Paths of the notes for which no folder vouches.
    odd: Vec<String>,
    /// Notes that look half saved.
    doubts: Doubts,
    /// How often in a row a note changed while it was read.
    tries: u32,
}

impl Notes<'_> {
    /// What was seen when the notes were read.
    pub fn into_watched(self) -> Watched {
        let none = Census::default();
        let odd = odd(&self.survey, &none);
        let seen = |survey: Survey| survey.census(&none, &vec![Stamp::default(); survey.notes.len()]);
        let census = self.cache.map_or_else(|| seen(self.survey), Cache::into_census);
        Watched { census, odd, ..Watched::default() }
    }
}

impl Watched {
    /// The folders of the vault, relative to it, each with its inode.
    pub fn folders(&self) -> Vec<(String, u64)> {
        self.census.folders()
    }

    /// What was wrong with files and folders that are not read.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.census.findings()
    }

    /// Looks at these files; at everything when one of them is new, gone or no plain file.
    pub fn look_at<'a>(
        &mut self,
        vault: &Vault,
        files: impl Iterator<Item = &'a Path>,
        read: impl Fn(&str, &str, Option<Diagnostic>) -> (Note, Vec<Diagnostic>) + Sync,
    ) -> Look {
        let mut places = Vec::new();
        for file in files {
            let inside = file.strip_prefix(vault.root()).ok().and_then(|inside| inside.to_str());
            let Some(inside) = inside else { return self.look(vault, read) };
            match self.census.position(inside) {
                Some(at) if std::fs::symlink_metadata(file).is_ok_and(|facts| facts.is_file()) => places.push(at),
                _ if !vault.reads(inside) => {}
                _ => return self.look(vault, read),
            }
        }
        let mut stamped = Vec::new();
        for at in places {
            let stamp = Stamp::of_path(&vault.root().join(self.census.path(at)));
            if stamp != Some(self.census.stamp(at)) {
                stamped.push((at, self.census.path(at).to_owned(), stamp));
            }
        }
        let changed = stamped.iter().map(|(at, path, stamp)| (path.as_str(), Some(self.census.stamp(*at)), *stamp));
        let doubtful = doubt(&mut self.doubts, changed);
        stamped.retain(|(_, path, _)| !doubtful.contains_key(path));
        self.doubts.retain(|path, _| doubtful.contains_key(path));
        let later = doubtful.into_values().min();
        let mut read_now = Vec::new();
        for (at, path, before) in stamped {
            let (began, mut stamp) = (stamp::now(), Stamp::default());
            let file = vault.root().join(&path);
            let record = readers::one(File::open(&file), &path, &mut Vec::new(), Some(&mut stamp), |text, odd| read(&path, text, odd));
            if self.tries < TRIES && moved(stamp, before, &file) {
                self.tries += 1;
                return Look::Doubtful(MOMENT);
            }
            read_now.push((at, stamp.settled(began), difference(path, record)));
        }
        self.tries = 0;
        let take = |(at, stamp, difference)| {
            self.census.restamp(at, stamp);
            difference
        };
        Look::Differs(read_now.into_iter().map(take).collect(), later)
    }

    /// Looks at everything.
    pub fn look(&mut self, vault: &Vault, read: impl Fn(&str, &str, Option<Diagnostic>) -> (Note, Vec<Diagnostic>) + Sync) -> Look {
        if !vault.is_there() {
            return Look::Gone;
        }
        let survey = vault.survey(&self.census);
        if !vault.is_there() {
            return Look::Gone;
        }
        let (root, old) = (vault.root(), &self.census);
        let paths = survey.paths(old);
        let gone = missing(old, &survey);
        let mut stamps: Vec<(String, Option<Stamp>, Option<Stamp>)> =
            gone.iter().map(|at| (old.path(*at).to_owned(), Some(old.stamp(*at)), None)).collect();
        let changed = survey.notes.iter().filter(|seen| seen.same().is_none() && seen.is_plain());
        stamps.extend(changed.map(|seen| {
            let path = paths.of(seen).to_owned();
            let before = old.position(&path).map(|at| old.stamp(at));
            (path, before, Stamp::of_path(&paths.file(seen, root)))
        }));
        let doubtful = doubt(&mut self.doubts, stamps.iter().map(|(path, before, after)| (path.as_str(), *before, *after)));
        if let Some(wait) = doubtful.into_values().max() {
            return Look::Doubtful(wait);
        }
        let changed: Vec<(usize, &Seen)> = survey.notes.iter().enumerate().filter(|(_, seen)| seen.same().is_none()).collect();
        let before: Vec<Option<Stamp>> = stamps.drain(gone.len()..).map(|(_, _, now)| now).collect();
        let each =
            |(): &mut (), sources: Vec<Source<'_>>| sources.into_iter().map(|source| read(source.path, &source.text, source.odd)).collect();
        let (records, stamps) = readers::read_all(vault, paths, &changed, survey.notes.len(), Caching::On, each);
        let plain = changed.iter().filter(|(_, seen)| seen.is_plain()).zip(before);
        let restless = plain.filter(|((at, seen), before)| moved(stamps[*at], *before, &paths.file(seen, root))).count();
        if self.tries < TRIES && (1..=ACCIDENTS).contains(&restless) {
            self.tries += 1;
            return Look::Doubtful(MOMENT);
        }
        self.tries = 0;
        if !vault.is_there() {
            return Look::Gone;
        }
        let mut differences: Vec<Difference> = gone.iter().map(|at| difference(old.path(*at).to_owned(), Record::default())).collect();
        differences.extend(changed.iter().zip(records).map(|((_, seen), record)| difference(paths.of(seen).to_owned(), record)));
        let there: HashSet<&str> = survey.notes.iter().filter(|_| !self.odd.is_empty()).map(|seen| paths.of(seen)).collect();
        let left = self.odd.iter().filter(|path| !there.contains(path.as_str()));
        differences.extend(left.map(|path| difference(path.clone(), Record::default())));
        (self.odd, self.census) = (odd(&survey, old), survey.census(old, &stamps));
        Look::Differs(differences, None)
    }
}

/// Whether a file changed while it was read, or went away before: `stamp` is the one it had when it was opened, that of nothing
/// when it could not be.
fn moved(stamp: Stamp, before: Option<Stamp>, file: &Path) -> bool {
    let now = Stamp::of_path(file);
    if stamp == Stamp::default() { now.is_none() && before.is_some() } else { before != Some(stamp) || now != before }
}

fn difference(path: String, record: Record) -> Difference {
    Difference { path, note: record.note, findings: record.findings }
}

/// The paths of the notes for which no folder vouches.
fn odd(survey: &Survey, old: &Census) -> Vec<String> {
    let paths = survey.paths(old);
    survey.notes.iter().filter(|seen| !seen.is_plain()).map(|seen| paths.of(seen).to_owned()).collect()
}

/// Notes of the census that the survey does not find any more.
fn missing(old: &Census, survey: &Survey) -> Vec<usize> {
    let paths = survey.paths(old);
    let mut now = survey.notes.iter().map(|seen| paths.of(seen)).peekable();
    let gone = |at: &usize| {
        while now.next_if(|path| *path < old.path(*at)).is_some() {}
        now.peek().is_none_or(|path| *path != old.path(*at))
    };
    (0..old.len()).filter(gone).collect()
}

/// Notes that look half saved.
type Doubts = BTreeMap<String, Doubt>;

/// How a note looks half saved.
#[derive(Debug)]
struct Doubt {
    /// Since when, in whatever state.
    first: Instant,
    /// Since when in this state.
    since: Instant,
    stamp: Option<Stamp>,
}

/// How long to wait for each note that looks half saved: gone, empty or smaller, and not yet so for long. `changed` are path, stamp
/// before, stamp now.
fn doubt<'a>(doubts: &mut Doubts, changed: impl Iterator<Item = (&'a str, Option<Stamp>, Option<Stamp>)>) -> BTreeMap<String, Duration> {
    let half: Vec<_> =
        changed.filter(|(_, before, now)| before.is_some_and(|before| now.is_none_or(|now| now.size() < before.size()))).collect();
    if half.len() > ACCIDENTS {
        doubts.clear();
        return BTreeMap::new();
    }
    let mut old = std::mem::take(doubts);
    let (mut waits, now) = (BTreeMap::new(), Instant::now());
    for (path, _, stamp) in half {
        let mut doubt = old.remove(path).unwrap_or(Doubt { first: now, since: now, stamp });
        if doubt.stamp != stamp {
            (doubt.since, doubt.stamp) = (now, stamp);
        }
        let patience = if stamp.is_some_and(|stamp| stamp.size() == 0) { PATIENCE_EMPTY } else { PATIENCE };
        let left = patience.saturating_sub(now - doubt.since).min(PATIENCE_IN_ALL.saturating_sub(now - doubt.first));
        waits.extend((!left.is_zero()).then(|| (path.to_owned(), left)));
        doubts.insert(path.to_owned(), doubt);
    }
    if waits.is_empty() {
        doubts.clear();
    }
    waits
}
