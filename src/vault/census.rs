//! Which notes there are, and which of them are as they were: every file that was seen with the stamp it had, and every folder
//! with the stamp that vouches for the list of its files. Nothing is listed or read again while its stamp is the same.

use super::find::Vault;
use super::seen::{Listed, Paths, Seen, between, number};
use super::since::FEW;
use super::stamp::{Stamp, now};
use super::walk::Listing;
use crate::diagnostic::Diagnostic;
use crate::model::{order, start_of};
use bitcode::{Decode, Encode};
use rayon::prelude::*;
use rustix::fs::{AtFlags, statat};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every note and folder that was seen, in the order of their paths.
#[derive(Debug, Default, Encode, Decode)]
pub(super) struct Census {
    folders: Vec<Folder>,
    /// Paths of the notes, one behind the other.
    paths: String,
    /// Where each path ends.
    ends: Vec<u32>,
    stamps: Vec<Stamp>,
}

/// A folder that was looked into.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
struct Folder {
    path: Box<str>,
    inode: u64,
    /// That of nothing when it cannot vouch for what it holds.
    stamp: Stamp,
    findings: Vec<Diagnostic>,
}

impl Census {
    /// The number of notes.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The path of a note.
    pub(super) fn path(&self, at: usize) -> &str {
        between(&self.paths, &self.ends, at)
    }

    /// The stamp of a note.
    pub(super) fn stamp(&self, at: usize) -> Stamp {
        self.stamps.get(at).copied().unwrap_or_default()
    }

    /// Notes that a note was read again.
    pub(super) fn restamp(&mut self, at: usize, stamp: Stamp) {
        if let Some(own) = self.stamps.get_mut(at) {
            *own = stamp;
        }
    }

    /// Every folder that was looked into, relative to the vault, with its inode; the first is the vault itself.
    pub(super) fn folders(&self) -> Vec<(String, u64)> {
        self.folders.iter().map(|folder| (folder.path.to_string(), folder.inode)).collect()
    }

    /// What was wrong with files and folders that are not read.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.folders.iter().flat_map(|folder| &folder.findings)
    }

    /// A census of notes without stamps.
    #[cfg(test)]
    pub(super) fn of(paths: &[&str]) -> Census {
        let mut census = Census::default();
        for path in paths {
            census.paths.push_str(path);
            census.ends.push(census.paths.len() as u32);
            census.stamps.push(Stamp::NONE);
        }
        census
    }

    /// The place of the note at `path`.
    pub(super) fn position(&self, path: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.path(middle).cmp(path) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

/// What the vault holds now.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Every note, in the order of the paths.
    pub(super) notes: Vec<Seen>,
    listed: Listed,
    folders: Vec<Folder>,
    began: i64,
    /// Whether every note and finding is as it was.
    pub(super) unchanged: bool,
    /// Whether every folder is: its stamp may change and its notes not.
    pub(super) exact: bool,
    /// Whether the same notes are there, whatever became of their texts, and the same findings about other files.
    pub(super) same_notes: bool,
}

impl Survey {
    /// What was wrong with files and folders that are not read.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.folders.iter().flat_map(|folder| &folder.findings)
    }

    /// The paths of its notes; `old` is the census it was compared with.
    pub(super) fn paths<'p>(&'p self, old: &'p Census) -> Paths<'p> {
        Paths { old, listed: &self.listed }
    }

    /// Notes whose stamp is another, by their places in the census; none of those that are new.
    pub(super) fn edited(&self) -> impl Iterator<Item = u32> {
        self.notes.iter().filter_map(|seen| match seen {
            Seen::Edited(at) => Some(*at),
            _ => None,
        })
    }

    /// The census of the same notes with the folders as they are now.
    pub(super) fn refolded(&self, old: &Census) -> Census {
        Census { folders: self.folders.clone(), paths: old.paths.clone(), ends: old.ends.clone(), stamps: old.stamps.clone() }
    }

    /// When it began, in nanoseconds since 1970.
    pub(super) fn began(&self) -> i64 {
        self.began
    }

    /// The census that this survey makes of all notes that a folder vouches for; `stamps` are those the notes had when they were read.
    pub(super) fn census(&self, old: &Census, stamps: &[Stamp]) -> Census {
        let mut census = Census { folders: self.folders.clone(), ..Census::default() };
        for (seen, stamp) in self.notes.iter().zip(stamps).filter(|(seen, _)| seen.is_plain()) {
            let known = seen.same().and_then(|at| old.stamps.get(at as usize)).copied();
            census.paths.push_str(self.paths(old).of(seen));
            census.ends.push(u32::try_from(census.paths.len()).unwrap_or(u32::MAX));
            census.stamps.push(known.unwrap_or_else(|| stamp.settled(self.began)));
        }
        census
    }
}

impl Vault {
    /// Compares the vault with what was seen of it before.
    pub(super) fn survey(&self, old: &Census) -> Survey {
        self.survey_telling(old, &|_, _| ())
    }

    /// The same. Where another thread is there, `tell` is given the places of a few notes that were edited as soon as they are seen, and
    /// when the look began, beside the look at all others; at first of none.
    pub(super) fn survey_telling(&self, old: &Census, tell: &dyn Fn(&[u32], i64)) -> Survey {
        let began = now();
        let (folders, kept, found) = self.folders(old, began);
        let mut notes = Vec::with_capacity(old.len().max(found.iter().map(|listing| listing.ends.len()).sum()));
        let mut listed = Listed::default();
        let (mut last, mut keep) = (None, false);
        for at in 0..old.len() {
            let folder = parent(old.path(at));
            if last != Some(folder) {
                (last, keep) = (Some(folder), kept.contains(folder));
            }
            if keep {
                notes.push(Seen::Same(number(at)));
            }
        }
        if !found.is_empty() {
            for listing in found {
                let (plain, odd) = listed.take(listing);
                notes.extend(plain.map(|at| match old.position(listed.path(at)) {
                    Some(known) => Seen::Same(number(known)),
                    None => Seen::New(number(at)),
                }));
                notes.extend(odd.map(|at| Seen::Odd(number(at))));
            }
            let paths = Paths { old, listed: &listed };
            notes = in_order(notes, paths);
            if !notes.iter().all(Seen::is_plain) {
                // Only a link leads to a note that is there already.
                notes.dedup_by(|b, a| paths.of(a) == paths.of(b));
            }
        }
        let paths = Paths { old, listed: &listed };
        self.compare(&mut notes, paths, &|edited| tell(edited, began));
        let findings = |folders: &[Folder]| folders.iter().map(|folder| folder.findings.len()).sum::<usize>();
        let quiet = findings(&folders) == 0 && findings(&old.folders) == 0;
        let unchanged = (quiet || folders == old.folders) && notes.len() == old.len() && notes.iter().all(|seen| seen.same().is_some());
        let exact = folders == old.folders;
        let findings = |folders: &[Folder]| folders.iter().flat_map(|folder| folder.findings.clone()).collect::<Vec<_>>();
        let known = |seen: &Seen| matches!(seen, Seen::Same(_) | Seen::Edited(_));
        let same_notes = notes.len() == old.len() && notes.iter().all(known) && (quiet || findings(&folders) == findings(&old.folders));
        Survey { notes, listed, folders, began, unchanged, exact, same_notes }
    }

    /// Sees which of these notes, of those that were there before, are as they were, and tells of a few others. All threads look; it is
    /// this one that tells, for what is needed then is in its memory.
    fn compare(&self, notes: &mut [Seen], paths: Paths<'_>, tell: &dyn Fn(&[u32])) {
        let root = File::open(&self.root).ok();
        let threads = rayon::current_num_threads();
        let (rest, edited) = (Mutex::new(notes.chunks_mut(AT_ONCE)), Mutex::new(Vec::new()));
        let look = |seen: &mut Seen| {
            let Seen::Same(at) = *seen else { return };
            let known = paths.old.stamps.get(at as usize).filter(|known| known.inode() != 0);
            let stat = |known| Some((known, statat(root.as_ref()?, paths.of(seen), AtFlags::SYMLINK_NOFOLLOW).ok()?));
            if !known.and_then(stat).is_some_and(|(known, stat)| Stamp::new(&stat) == *known) {
                *seen = Seen::Edited(at);
                of(&edited).push(at);
            }
        };
        let look_on = || {
            let some = of(&rest).next();
            some.map(|some| some.iter_mut().for_each(look)).is_some()
        };
        rayon::in_place_scope(|scope| {
            (1..threads).for_each(|_| scope.spawn(|_| while look_on() {}));
            let tell = |seen: &[u32]| {
                if threads > 1 {
                    tell(seen)
                }
            };
            let mut told = 0;
            tell(&[]);
            while look_on() {
                let seen = of(&edited).get(told..).unwrap_or_default().to_vec();
                told += seen.len();
                // Where many were edited, others are seen before this begins.
                if !seen.is_empty() && told <= FEW {
                    tell(&seen);
                }
            }
        });
    }

    /// Every folder now, the names of those that are as they were, and the notes of all others.
    fn folders<'c>(&self, old: &'c Census, began: i64) -> (Vec<Folder>, HashSet<&'c str>, Vec<Listing>) {
        let known: BTreeMap<&str, &'c Folder> = order::map(old.folders.iter().map(|folder| (&*folder.path, folder)));
        let mut inside: HashMap<&str, Vec<&str>> = HashMap::new();
        for path in known.keys().filter(|path| !path.is_empty()) {
            inside.entry(parent(path)).or_default().push(path);
        }
        let (mut folders, mut kept, mut found) = (Vec::new(), HashSet::new(), Vec::new());
        let mut left = vec![PathBuf::new()];
        while !left.is_empty() {
            let stamp = |path: &PathBuf| std::fs::symlink_metadata(self.root.join(path)).map_or(Stamp::NONE, |facts| Stamp::of(&facts));
            let stamped = std::mem::take(&mut left).into_iter().map(|path| (stamp(&path), path));
            let vouched = |(stamp, path): &(Stamp, PathBuf)| {
                path.to_str().and_then(|name| known.get(name)).copied().filter(|folder| folder.stamp.inode() != 0 && folder.stamp == *stamp)
            };
            let (same, other): (Vec<_>, Vec<_>) = stamped.partition(|folder| vouched(folder).is_some());
            for folder in same.iter().filter_map(vouched) {
                kept.insert(&*folder.path);
                folders.push(Folder::clone(folder));
                left.extend(inside.get(&*folder.path).into_iter().flatten().map(PathBuf::from));
            }
            for ((stamp, path), mut listing) in other.iter().zip(self.lists(other.iter().map(|(_, path)| path))) {
                let (inode, stamp) = (stamp.inode(), if listing.uncertain { Stamp::NONE } else { stamp.settled(began) });
                let findings = std::mem::take(&mut listing.findings);
                folders.push(Folder { path: super::walk::shown(path.as_os_str()).into(), inode, stamp, findings });
                left.append(&mut listing.folders);
                found.extend(Some(listing).filter(|listing| !(listing.ends.is_empty() && listing.odd.is_empty())));
            }
        }
        folders.sort_by(|a, b| a.path.cmp(&b.path));
        (folders, kept, found)
    }
}

/// Notes that one thread looks at before it asks for more.
const AT_ONCE: usize = 16;

/// What threads share. It is whole whatever became of one of them.
fn of<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes in the order of their paths; of one path, those that a folder vouches for first.
fn in_order(notes: Vec<Seen>, paths: Paths<'_>) -> Vec<Seen> {
    // As much of each path as tells nearly all of them apart, so that few paths are looked at again.
    let key = |path: &str| (start_of(path), start_of(path.as_bytes().get(16..).unwrap_or_default()));
    let mut order: Vec<((u128, u128), usize)> = notes.iter().enumerate().map(|(at, seen)| (key(paths.of(seen)), at)).collect();
    order.par_sort_unstable_by(|a, b| {
        let whole = || {
            let (one, other) = (&notes[a.1], &notes[b.1]);
            paths.of(one).cmp(paths.of(other)).then_with(|| other.is_plain().cmp(&one.is_plain())).then(a.1.cmp(&b.1))
        };
        a.0.cmp(&b.0).then_with(whole)
    });
    order.into_iter().map(|(_, at)| notes[at]).collect()
}

/// The folder of a path; empty for the vault itself.
fn parent(path: &str) -> &str {
    memchr::memrchr(b'/', path.as_bytes()).map_or("", |at| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_in_the_order_of_their_paths() {
        let mut paths = ["b/x.md", "a.md", "a/a.md", "a/a-long-name-of-a-note 2.md", "a/a-long-name-of-a-note 1.md", "é.md", "a", "A.md"];
        let (none, mut listed) = (Census::default(), Listed::default());
        let ends = paths.iter().scan(0, |end, path| {
            *end += path.len() as u32;
            Some(*end)
        });
        let (notes, _) = listed.take(Listing { paths: paths.concat(), ends: ends.collect(), ..Listing::default() });
        let named = Paths { old: &none, listed: &listed };
        let ordered = in_order(notes.map(|at| Seen::New(at as u32)).collect(), named);
        paths.sort_unstable();
        assert_eq!(ordered.iter().map(|seen| named.of(seen)).collect::<Vec<_>>(), paths);
    }

    #[test]
    fn notes_are_found_by_their_paths() {
        let census = Census::of(&["a.md", "b/c.md", "z.md"]);
        let found: Vec<Option<usize>> = ["a.md", "b/c.md", "z.md", "b", ""].iter().map(|path| census.position(path)).collect();
        assert_eq!(found, [Some(0), Some(1), Some(2), None, None]);
    }
}
