//! A vault in which a few notes were edited since the cache was written: these as they were and as they are, and any other.

use super::cache::Record;
use super::cache_file;
use super::census::Census;
use super::notes::{Notes, UNCHANGED};
use super::readers;
use super::shelf::Shelf;
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::model::Note;
use bitcode::{Decode, Encode};
use std::fs::File;
use xxhash_rust::xxh3::xxh3_64;

/// More edited notes than these are no few.
const FEW: usize = 16;

/// Under what the base is kept, and the checksums of its pages.
const BASE: u64 = 1;
const SUMS: u64 = 2;

/// Words to be kept, with a head that says what they are.
#[derive(Debug, Default)]
pub struct Words {
    /// Says what they are.
    pub head: Vec<u64>,
    /// The words.
    pub all: Vec<u64>,
}

/// What the answer to a question is made of and filled with, as bytes.
#[derive(Clone, Debug, Encode, Decode)]
pub struct KeptMakings {
    /// What it is made of.
    pub makings: Vec<u8>,
    /// What it was filled with; empty where that was not kept.
    pub filled: Vec<u8>,
}

/// Words that were kept, to be had page by page.
pub struct PagedWords {
    /// Says what they are.
    pub head: Vec<u64>,
    /// How many there are.
    pub count: usize,
    /// A page of them, by its number from 0; `None` when it is not what was kept.
    pub fetch: Fetch,
}

/// Gives a page of words.
pub type Fetch = Box<dyn Fn(usize) -> Option<Vec<u64>> + Send + Sync>;

/// What was read of a note.
pub type Reading = (Note, Vec<Diagnostic>);

/// A note edited since the cache was written.
#[derive(Debug)]
pub struct Reread {
    /// Its place among the notes of the cache.
    pub place: u32,
    /// Its path.
    pub path: String,
    /// As it was.
    pub before: Reading,
    /// As it is.
    pub after: Reading,
}

impl Notes<'_> {
    /// The places of the notes that were edited since the cache was written; `None` when they are many, or other notes are there.
    pub(super) fn edited(&self) -> Option<Vec<u32>> {
        let edited: Vec<u32> = self.survey.edited().take(FEW + 1).collect();
        (self.survey.same_notes && self.cache.is_some() && edited.len() <= FEW).then_some(edited)
    }

    /// The edited notes with the stamps they have now.
    pub(super) fn stamps(&self) -> Vec<(u32, Stamp)> {
        let (edited, old) = (self.edited().unwrap_or_default(), self.census());
        let stamp = |at: u32| Stamp::of_path(&self.vault.root().join(old.path(at as usize))).unwrap_or_default();
        edited.into_iter().map(|at| (at, stamp(at))).collect()
    }

    /// What tells a state with these edited notes from others; `None` when a stamp cannot vouch for its note.
    pub(super) fn state_of(&self, stamps: Vec<(u32, Stamp)>) -> Option<u64> {
        let vouches = |stamp: Stamp| stamp.settled(self.survey.began()) == stamp && stamp != Stamp::default();
        let told = (!stamps.is_empty() && self.edited().is_some() && stamps.iter().all(|(_, stamp)| vouches(*stamp)))
            .then(|| xxh3_64(&bitcode::encode(&stamps)));
        told.filter(|state| *state != UNCHANGED)
    }

    fn census(&self) -> &Census {
        static NONE: std::sync::LazyLock<Census> = std::sync::LazyLock::new(Census::default);
        self.cache.as_ref().map_or(&NONE, super::cache::Cache::census)
    }

    /// The notes edited since the cache was written. `None` when that cannot be told.
    pub fn edits(&mut self, mut each: impl FnMut(&str, &str, Option<Diagnostic>) -> Reading) -> Option<Vec<Reread>> {
        let edited = self.edited()?;
        let before = self.cache.as_ref()?.records(&edited)?;
        let (mut edits, mut stamps, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        for (at, before) in edited.into_iter().zip(before) {
            let path = self.census().path(at as usize).to_owned();
            let (file, mut stamp) = (self.vault.root().join(&path), Stamp::default());
            let after = readers::one(File::open(&file), &path, &mut buffer, Some(&mut stamp), |text, odd| each(&path, text, odd));
            stamps.push((at, stamp));
            edits.push(Reread { place: at, path, before: reading(before)?, after: reading(after)? });
        }
        self.state = self.state.filter(|state| self.state_of(stamps) == Some(*state));
        Some(edits)
    }

    /// A note that was not edited; `None` when it was meanwhile.
    pub fn unedited(&self, path: &str, each: impl FnOnce(&str, Option<Diagnostic>) -> Reading) -> Option<Note> {
        let (mut stamp, census) = (Stamp::default(), self.census());
        let known = census.stamp(census.position(path)?);
        let record = readers::one(File::open(self.vault.root().join(path)), path, &mut Vec::new(), Some(&mut stamp), each);
        (stamp == known).then_some(record.note?)
    }

    /// Whether anything can be kept.
    pub fn keeps(&self) -> bool {
        self.cache.is_some() && self.state == Some(UNCHANGED)
    }

    /// Whether more is kept than the notes.
    pub fn keeps_base(&self) -> bool {
        self.cache.as_ref().is_some_and(|cache| cache.has(Shelf::Lasting, SUMS))
    }

    /// What was kept of joining all notes.
    pub fn base(&self) -> Option<PagedWords> {
        let cache = self.cache.as_ref()?;
        let kept = cache.kept_words(Shelf::Lasting, SUMS)?;
        let (sizes, rest) = kept.split_first_chunk::<3>()?;
        let [count, page, head] = sizes.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
        let (head, sums) = rest.split_at_checked(head)?;
        let (sums, file, start) = (sums.to_vec(), cache.file()?, cache.start_of(Shelf::Lasting, BASE)?);
        let fetch = move |at: usize| {
            let from = at.checked_mul(page)?;
            cache_file::page(&file, start, from, page.min(count.checked_sub(from)?), *sums.get(at)?)
        };
        Some(PagedWords { head: head.to_vec(), count, fetch: Box::new(fetch) })
    }

    /// What was kept of the answer to a question when the notes were packed.
    pub fn makings(&self, question: &str) -> Option<KeptMakings> {
        bitcode::decode(&self.cache.as_ref()?.kept(Shelf::Lasting, xxh3_64(question.as_bytes()))?).ok()
    }

    /// Keeps what joining all notes came to, if given (in pages of so many words), and what an answer is made of,
    /// until the notes are packed anew. A cache that cannot be written is no error.
    pub fn keep_makings(&mut self, base: Option<Words>, page: usize, question: &str, makings: &KeptMakings) {
        let Some(cache) = self.cache.as_mut().filter(|_| self.state == Some(UNCHANGED)) else { return };
        if let Some(Words { head, all: words }) = base {
            let mut kept = [words.len(), page, head.len()].map(|size| size as u64).to_vec();
            kept.extend(head);
            kept.extend(words.chunks(page).map(|page| xxh3_64(bytemuck::cast_slice(page))));
            let done = cache.put(Shelf::Lasting, BASE, bytemuck::cast_slice(&words));
            if done.and_then(|()| cache.put(Shelf::Lasting, SUMS, bytemuck::cast_slice(&kept))).is_err() {
                return;
            }
        }
        let _ = cache.put(Shelf::Lasting, xxh3_64(question.as_bytes()), &bitcode::encode(makings));
    }
}

fn reading(record: Record) -> Option<Reading> {
    Some((record.note?, record.findings))
}

impl std::fmt::Debug for PagedWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PagedWords").field("head", &self.head).field("count", &self.count).finish_non_exhaustive()
    }
}
