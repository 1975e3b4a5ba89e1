//! Notes that are there, in few bytes each, and how they are called: a large vault has very many.

use super::census::Census;
use super::walk::{Listing, Odd};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A note that is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// As it was: its place in the census.
    Same(u32),
    /// With another stamp than it had: its place in the census.
    Edited(u32),
    /// Not there before: its number among those that were listed.
    New(u32),
    /// No folder vouches for it; it is read each time. Its number among those that are odd.
    Odd(u32),
}

impl Seen {
    /// Its place in the census, when it is as it was.
    pub(super) fn same(&self) -> Option<u32> {
        match self {
            Seen::Same(at) => Some(*at),
            _ => None,
        }
    }

    /// Whether a folder vouches for it.
    pub(super) fn is_plain(&self) -> bool {
        !matches!(self, Seen::Odd(_))
    }
}

/// Notes of folders that were listed.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Their paths, one behind the other.
    paths: String,
    /// Where each of them ends.
    ends: Vec<u32>,
    odd: Vec<Odd>,
}

impl Listed {
    /// The notes of a folder, and their numbers.
    pub(super) fn take(&mut self, Listing { paths, ends, odd, .. }: Listing) -> (Range<usize>, Range<usize>) {
        let (base, counts) = (self.paths.len(), (self.ends.len(), self.odd.len()));
        if base == 0 {
            (self.paths, self.ends) = (paths, ends);
        } else {
            self.paths.push_str(&paths);
            self.ends.extend(ends.into_iter().map(|end| number(base + end as usize)));
        }
        self.odd.extend(odd);
        (counts.0..self.ends.len(), counts.1..self.odd.len())
    }

    /// The path of a note that is not odd.
    pub(super) fn path(&self, number: usize) -> &str {
        between(&self.paths, &self.ends, number)
    }
}

/// One of some texts, one behind the other, that end there.
pub(super) fn between<'t>(texts: &'t str, ends: &[u32], at: usize) -> &'t str {
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    ends.get(at).and_then(|end| texts.get(start as usize..*end as usize)).unwrap_or_default()
}

/// The paths of a census, and those of notes that were listed since.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paths<'p> {
    pub(super) old: &'p Census,
    pub(super) listed: &'p Listed,
}

impl<'p> Paths<'p> {
    /// The path of a note relative to the vault.
    pub(super) fn of(&self, seen: &Seen) -> &'p str {
        match *seen {
            Seen::Same(at) | Seen::Edited(at) => self.old.path(at as usize),
            Seen::New(number) => self.listed.path(number as usize),
            Seen::Odd(number) => self.odd(number).map_or("", |odd| &odd.path),
        }
    }

    /// Where it is.
    pub(super) fn file(&self, seen: &Seen, root: &Path) -> PathBuf {
        match *seen {
            Seen::Odd(number) => self.odd(number).map(|odd| odd.file.clone()).unwrap_or_default(),
            _ => root.join(self.of(seen)),
        }
    }

    fn odd(&self, number: u32) -> Option<&'p Odd> {
        self.listed.odd.get(number as usize)
    }
}

/// A place or number, in few bytes.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
