//! Every note of a vault, each file read once at most: what the cache vouches for comes from there.

use super::cache::{Cache, Record, section_keys};
use super::cache_file::Part;
use super::census::{Census, Survey};
use super::find::Vault;
use super::readers::{Source, read_all};
use super::seen::Seen;
use super::shelf::Shelf;
use super::since::{Early, Following, Meanwhile, Reading};
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::model::Note;
use bitcode::{Decode, Encode};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use xxhash_rust::xxh3::xxh3_64;

/// What to do with what was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// Take what is as it was from the cache, and keep what is read.
    On,
    /// Read every note, and keep what is read.
    Rebuild,
    /// Read every note, and keep nothing.
    Off,
}

/// A finished answer, and what is said beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Page {
    /// The answer itself.
    pub text: String,
    /// The first errors of the vault, in order.
    pub errors: Vec<Diagnostic>,
    /// How many errors there are.
    pub error_count: usize,
    /// Whether there is something to see to.
    pub to_see: bool,
}

impl Page {
    /// The answer as it is, behind it what is said beside it, and where that begins: a long one is not copied to be kept, nor to be read.
    fn into_kept(mut self) -> Vec<u8> {
        let mut kept = std::mem::take(&mut self.text).into_bytes();
        let (length, beside) = (kept.len() as u64, bitcode::encode(&self));
        kept.extend([beside.as_slice(), &length.to_le_bytes()].concat());
        kept
    }

    /// The same from what was kept; `None` when it is none.
    fn of_kept(mut kept: Vec<u8>) -> Option<Page> {
        let (rest, length) = kept.split_last_chunk()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let beside: Page = bitcode::decode(rest.get(length..)?).ok()?;
        kept.truncate(length);
        Some(Page { text: String::from_utf8(kept).ok()?, ..beside })
    }
}

/// Largest answer worth keeping (bytes).
const LARGEST_PAGE: usize = 1024 * 1024;

/// What a page is kept under.
pub(super) fn page_key(question: &str, state: u64) -> u64 {
    if state == UNCHANGED { xxh3_64(question.as_bytes()) } else { xxh3_64(format!("{state:x} {question}").as_bytes()) }
}

/// How far the reading of notes is.
#[derive(Debug, Default)]
pub struct Progress {
    pub(super) done: AtomicUsize,
    pub(super) total: AtomicUsize,
}

impl Progress {
    /// Notes read, and notes to read; 0 while they are still looked for.
    pub fn state(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// Reads the notes of a vault.
#[derive(Debug)]
pub struct Notes<'v> {
    pub(super) vault: &'v Vault,
    pub(super) cache: Option<Cache>,
    pub(super) survey: Survey,
    /// What tells this state of the notes from others since the cache was written; `None` when that cannot be told.
    pub(super) state: Option<u64>,
    /// An answer that was made meanwhile.
    pub(super) early: Option<Early>,
}

/// When what was read is packed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Whenever anything is different.
    Always,
    /// Not for a few edited notes, when more is kept than the notes.
    Sparing,
}

impl Vault {
    /// Looks which notes there are, and which of them are as they were.
    pub fn notes(&self, caching: Caching) -> Notes<'_> {
        self.look(caching, None)
    }

    /// The same for a question whose answer follows from what it was made of before and a few edited notes: as soon as one is seen to be
    /// edited, the answer is made, beside the look at all others, for [`Notes::follow`].
    pub fn notes_following(&self, caching: Caching, question: &str, follow: Following<'_>) -> Notes<'_> {
        self.look(caching, Some((question, follow)))
    }

    fn look(&self, caching: Caching, following: Option<(&str, Following<'_>)>) -> Notes<'_> {
        take_part();
        if self.past.is_some() {
            return Notes { vault: self, cache: None, survey: Survey::default(), state: None, early: None };
        }
        let mut cache = (caching != Caching::Off).then(|| Cache::open(self.root(), self.key)).flatten();
        if caching == Caching::Rebuild {
            cache.iter_mut().for_each(Cache::forget);
        }
        self.look_since(cache, following)
    }

    /// What is different since this cache was written.
    pub(super) fn look_since(&self, cache: Option<Cache>, following: Option<(&str, Following<'_>)>) -> Notes<'_> {
        let (none, known) = (Census::default(), cache.as_ref());
        let meanwhile = known.zip(following).map(|(cache, (question, follow))| Meanwhile::new(self, cache, question, follow));
        let survey = self.survey_telling(known.map_or(&none, Cache::census), &|edited, began| {
            meanwhile.iter().for_each(|meanwhile| meanwhile.take_in(edited, began));
        });
        let early = meanwhile.and_then(Meanwhile::finish);
        let mut notes = Notes { vault: self, cache, survey, state: None, early };
        notes.state = notes.state_now();
        notes
    }
}

/// Makes the calling thread one of those that share work, where nobody did so before: it would else only wait for them, and to wake
/// one more takes longer than many a piece of work.
pub(crate) fn take_part() {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    // A pool of nobody but the calling thread would leave the work of all others undone.
    if cores > 1 && std::env::var_os("RAYON_NUM_THREADS").is_none() {
        // One that is there already is no error.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(cores).use_current_thread().build_global();
    }
}

/// The state in which every note is as the cache has it.
pub(super) const UNCHANGED: u64 = 0;

impl Notes<'_> {
    /// How the notes of the cache were read, if there are any: the `manner` of [`Notes::read`].
    pub fn manner(&self) -> Option<u8> {
        self.cache.as_ref()?.manner_of_notes()
    }

    /// The answer to a question that was asked before, when no note has changed since. The question says everything the answer
    /// depends on besides notes and settings.
    pub fn page(&self, question: &str) -> Option<Page> {
        let page = self.cache.as_ref()?.kept(Shelf::Pages, page_key(question, self.state?))?;
        Page::of_kept(page)
    }

    /// Keeps the answer to a question for as long as no note changes. A cache that cannot be written is no error.
    pub fn keep_page(&mut self, question: &str, page: Page) {
        let edited = self.edited().unwrap_or_default();
        if let (Some(cache), Some(state)) = (self.cache.as_mut().filter(|_| page.text.len() <= LARGEST_PAGE), self.state) {
            cache.see_edited(edited);
            let _ = cache.put(Shelf::Pages, page_key(question, state), page.into_kept());
        }
    }

    /// Keeps the sections of a text for [`Vault::kept_section`] until a note is seen to change: each can be had without the others.
    pub fn keep_sections(&mut self, question: &str, sections: &BTreeMap<char, String>) {
        let Some(cache) = &mut self.cache else { return };
        let (mut text, mut head) = (String::new(), BTreeMap::new());
        for (name, section) in sections {
            head.insert(*name, Part::of(section.as_bytes(), text.len() as u64));
            text.push_str(section);
        }
        let [head_key, text_key] = section_keys(question);
        let kept = cache.put(Shelf::Pages, text_key, text.into_bytes());
        let _ = kept.and_then(|()| cache.put(Shelf::Pages, head_key, bitcode::encode(&head)));
    }

    /// Takes over the stamps of folders that are different and whose notes are not.
    pub fn tidy(&mut self) {
        if let Some(cache) = self.cache.as_mut().filter(|_| self.survey.same_notes && !self.survey.exact) {
            let _ = cache.keep_census(self.survey.refolded(cache.census()));
        }
    }

    /// Every note in the order of the paths, and what was wrong with files. `each` makes a note of each text, in their order, with a
    /// scratch of the reading thread; it must give the same for the same text and `manner`.
    pub fn read<S: Default>(
        &mut self,
        manner: u8,
        keeping: Keeping,
        each: impl Fn(&mut S, Vec<Source<'_>>) -> Vec<Reading> + Sync,
    ) -> (Vec<Note>, Vec<Diagnostic>) {
        if let Some(past) = &self.vault.past {
            let (mut notes, findings) = past.read(self.vault, each);
            notes.retain(|note| !note.is_digest());
            return (notes, findings);
        }
        let fits = self.cache.as_ref().is_none_or(|cache| cache.census().len() == 0 || cache.manner() == manner);
        let mut known = fits.then(|| self.known()).flatten();
        if known.is_none() {
            self.cache.iter_mut().for_each(Cache::forget);
            self.survey = self.vault.survey(&Census::default());
            self.state = None;
            known = Some(Vec::new());
        }
        let none = Census::default();
        let old = self.cache.as_ref().map_or(&none, Cache::census);
        let changed: Vec<(usize, &Seen)> = self.survey.notes.iter().enumerate().filter(|(_, seen)| seen.same().is_none()).collect();
        let caching = if self.cache.is_some() { Caching::On } else { Caching::Off };
        let (fresh, stamps) = read_all(self.vault, self.survey.paths(old), &changed, self.survey.notes.len(), caching, each);
        let mut records = self.in_order(known.unwrap_or_default(), fresh);
        let mut findings: Vec<Diagnostic> = self.survey.findings().cloned().collect();
        self.see_to_the_cache(manner, keeping, &mut records, &stamps);
        // The notes take the room of the records, and give back what is left of it.
        let note = |mut record: Record| {
            findings.append(&mut record.findings);
            record.note.filter(|note| !note.is_digest())
        };
        let mut notes: Vec<Note> = records.into_iter().filter_map(note).collect();
        notes.shrink_to_fit();
        (notes, findings)
    }

    /// How many notes are read of which nothing will be kept; 0 where the path of one does not say which file it is.
    pub fn read_once(&self) -> usize {
        let notes = &self.survey.notes;
        if self.cache.is_none() && notes.iter().all(Seen::is_plain) { notes.len() } else { 0 }
    }

    /// Gives back what is known of the files themselves, the paths of all notes among it, where nothing will be kept.
    pub fn forget_files(&mut self) {
        if self.cache.is_none() {
            self.survey = Survey::default();
        }
    }

    /// What was known and what was read, in the order of the paths; where there is but one of them, it is in order.
    fn in_order(&self, known: Vec<Record>, fresh: Vec<Record>) -> Vec<Record> {
        if known.is_empty() || fresh.is_empty() {
            return if known.is_empty() { fresh } else { known };
        }
        let (mut known, mut fresh) = (known.into_iter(), fresh.into_iter());
        let take = |seen: &Seen| if seen.same().is_some() { known.next() } else { fresh.next() }.unwrap_or_default();
        self.survey.notes.iter().map(take).collect()
    }

    /// What the cache holds of the notes that are as they were; `None` when it cannot be trusted.
    fn known(&self) -> Option<Vec<Record>> {
        let same: Vec<u32> = self.survey.notes.iter().filter_map(|seen| seen.same()).collect();
        if same.is_empty() { Some(Vec::new()) } else { self.cache.as_ref()?.records(&same) }
    }

    fn see_to_the_cache(&mut self, manner: u8, keeping: Keeping, records: &mut Vec<Record>, stamps: &[Stamp]) {
        if self.survey.unchanged && self.survey.exact || self.cache.is_none() {
            return;
        }
        if keeping == Keeping::Sparing && self.edited().is_some() && self.keeps_base() {
            let read: Vec<_> = self.survey.edited().filter_map(|at| Some((at, *stamps.get(at as usize)?))).collect();
            self.state = self.state_read(&read);
            return self.tidy();
        }
        self.keep(manner, records, stamps);
        self.state = Some(UNCHANGED);
    }

    /// Writes the cache. One that cannot be written is no error.
    fn keep(&mut self, manner: u8, records: &mut Vec<Record>, stamps: &[Stamp]) {
        let Some(cache) = &mut self.cache else { return };
        let census = self.survey.census(cache.census(), stamps);
        let plain = |seen: &&Seen| seen.is_plain();
        let same: Vec<Option<u32>> = self.survey.notes.iter().filter(plain).map(|seen| seen.same()).collect();
        let mut odd = Vec::new();
        if same.len() < records.len() {
            // Notes that no folder vouches for are not kept: they step aside while the others are packed.
            let mut places = self.survey.notes.iter().map(Seen::is_plain);
            let (kept, aside) = std::mem::take(records).into_iter().partition(|_| places.next().unwrap_or(true));
            (*records, odd) = (kept, aside);
        }
        let _ = cache.keep(manner, census, &same, records);
        if !odd.is_empty() {
            let (mut kept, mut aside) = (std::mem::take(records).into_iter(), odd.into_iter());
            let take = |seen: &Seen| if seen.is_plain() { kept.next() } else { aside.next() };
            *records = self.survey.notes.iter().filter_map(take).collect();
        }
    }
}
