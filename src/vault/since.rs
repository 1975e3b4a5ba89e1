//! A vault in which a few notes were edited since the cache was written: these as they were and as they are, and any other.

use super::cache::{Cache, Record};
use super::cache_file;
use super::find::Vault;
use super::notes::{Notes, Page, UNCHANGED, page_key};
use super::readers;
use super::shelf::Shelf;
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::model::Note;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::fs::File;
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;

/// More edited notes than these are no few.
pub(super) const FEW: usize = 16;

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

/// What the answer to a question is made of and filled with, as bytes in one piece.
#[derive(Clone, Debug)]
pub struct KeptMakings {
    bytes: Vec<u8>,
    /// Where the second begins.
    middle: usize,
}

impl KeptMakings {
    /// Of what it is made of, and of what it was filled with; empty where that is not kept.
    pub fn new(makings: Vec<u8>, filled: &[u8]) -> KeptMakings {
        let middle = makings.len();
        let mut bytes = makings;
        bytes.extend_from_slice(filled);
        KeptMakings { bytes, middle }
    }

    /// What it is made of.
    pub fn makings(&self) -> &[u8] {
        self.bytes.get(..self.middle).unwrap_or_default()
    }

    /// What it was filled with.
    pub fn filled(&self) -> &[u8] {
        self.bytes.get(self.middle..).unwrap_or_default()
    }

    /// How large both are (bytes).
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The same from what was kept: both, and where the second begins.
    fn of_kept(mut kept: Vec<u8>) -> Option<KeptMakings> {
        let middle = usize::try_from(u64::from_le_bytes(*kept.last_chunk()?)).ok()?;
        kept.truncate(kept.len() - 8);
        Some(KeptMakings { bytes: kept, middle })
    }

    fn to_keep(&self) -> Vec<u8> {
        [self.bytes.as_slice(), &(self.middle as u64).to_le_bytes()].concat()
    }
}

/// Words that were kept, to be had page by page.
pub struct PagedWords {
    /// Says what they are.
    pub head: Vec<u64>,
    /// How many there are.
    pub count: usize,
    /// How many are on a page, but for the last: a power of two.
    pub page: usize,
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
    /// As it was.
    pub before: Reading,
    /// As it is.
    pub after: Reading,
}

/// A vault in which few notes are other than in the cache.
#[derive(Debug)]
pub struct Since<'n> {
    vault: &'n Vault,
    cache: &'n Cache,
    /// When the look at the vault began.
    began: i64,
    edited: Vec<u32>,
    /// The state of the edited notes as they were read.
    state: OnceLock<Option<u64>>,
}

/// Makes the answer to a question of what it was made of and a few edited notes.
pub type Following<'f> = &'f dyn Fn(&Since<'_>) -> Option<Page>;

/// An answer, and which notes were edited when it was made.
#[derive(Debug)]
pub(super) struct Early {
    edited: Vec<u32>,
    state: Option<u64>,
    page: Page,
}

/// Makes the answer to a question as soon as a note is seen to be edited, beside the look at all others. Those that the last run saw to be
/// edited are looked at first. It was made for nothing when others are edited too.
pub(super) struct Meanwhile<'m> {
    vault: &'m Vault,
    cache: &'m Cache,
    question: &'m str,
    follow: Following<'m>,
    edited: RefCell<BTreeSet<u32>>,
    made: OnceCell<Option<Early>>,
}

impl<'m> Meanwhile<'m> {
    pub(super) fn new(vault: &'m Vault, cache: &'m Cache, question: &'m str, follow: Following<'m>) -> Meanwhile<'m> {
        let edited = RefCell::new(cache.edited().iter().copied().collect());
        Meanwhile { vault, cache, question, follow, edited, made: OnceCell::new() }
    }

    /// Takes in that more notes were edited.
    pub(super) fn take_in(&self, more: &[u32], began: i64) {
        let mut edited = self.edited.borrow_mut();
        edited.extend(more);
        let all: Vec<u32> = edited.iter().copied().collect();
        let mut stamps = stamps(self.vault, self.cache, &all);
        // Some may be as the cache has them again.
        stamps.retain(|(at, stamp)| self.cache.census().stamp(*at as usize) != *stamp);
        let is_kept = |state: u64| self.cache.has(Shelf::Pages, page_key(self.question, state));
        if !stamps.is_empty() && !state_of(&stamps, began).is_some_and(is_kept) {
            self.made.get_or_init(|| {
                let since = Since::new(self.vault, self.cache, began, stamps.into_iter().map(|(at, _)| at).collect());
                since.made(self.follow)
            });
        }
    }

    /// What was made.
    pub(super) fn finish(self) -> Option<Early> {
        self.made.into_inner().flatten()
    }
}

/// These notes of the cache with the stamps they have now.
fn stamps(vault: &Vault, cache: &Cache, places: &[u32]) -> Vec<(u32, Stamp)> {
    let stamp = |at: u32| Stamp::of_path(&vault.root().join(cache.census().path(at as usize))).unwrap_or_default();
    places.iter().map(|at| (*at, stamp(*at))).collect()
}

/// What tells a state with these edited notes from others; `None` when a stamp cannot vouch for its note.
fn state_of(stamps: &[(u32, Stamp)], began: i64) -> Option<u64> {
    let vouches = |stamp: Stamp| stamp.settled(began) == stamp && stamp != Stamp::default();
    let told = (!stamps.is_empty() && stamps.iter().all(|(_, stamp)| vouches(*stamp))).then(|| xxh3_64(&bitcode::encode(stamps)));
    told.filter(|state| *state != UNCHANGED)
}

impl<'n> Since<'n> {
    /// A vault in which the notes of these places in the cache were edited, of all that were looked at since `began`.
    pub(super) fn new(vault: &'n Vault, cache: &'n Cache, began: i64, edited: Vec<u32>) -> Since<'n> {
        Since { vault, cache, began, edited, state: OnceLock::new() }
    }

    fn made(self, follow: Following<'_>) -> Option<Early> {
        let page = follow(&self)?;
        Some(Early { state: self.state.into_inner().flatten(), edited: self.edited, page })
    }

    /// How the notes of the cache were read: the `manner` of [`Notes::read`].
    pub fn manner(&self) -> Option<u8> {
        self.cache.manner_of_notes()
    }

    /// The edited notes. `None` when that cannot be told.
    pub fn edits(&self, mut each: impl FnMut(&str, &str, Option<Diagnostic>) -> Reading) -> Option<Vec<Reread>> {
        let before = self.cache.records(&self.edited)?;
        let (mut edits, mut stamps, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        for (&at, before) in self.edited.iter().zip(before) {
            let path = self.path(at);
            let (file, mut stamp) = (self.vault.root().join(path), Stamp::default());
            let after = readers::one(File::open(&file), path, &mut buffer, Some(&mut stamp), |text, odd| each(path, text, odd));
            stamps.push((at, stamp));
            edits.push(Reread { place: at, before: reading(before)?, after: reading(after)? });
        }
        let _ = self.state.set(state_of(&stamps, self.began));
        Some(edits)
    }

    /// The path of the note at this place among the notes of the cache; empty where none is.
    pub fn path(&self, place: u32) -> &str {
        self.cache.census().path(place as usize)
    }

    /// The notes at these places, which ascend, as they were when the cache was written.
    pub fn before(&self, places: &[u32]) -> Option<Vec<Note>> {
        self.cache.records(places)?.into_iter().map(|record| record.note).collect()
    }

    /// What was kept of joining all notes.
    pub fn base(&self) -> Option<PagedWords> {
        let cache = self.cache;
        let kept = cache.kept_words(Shelf::Lasting, SUMS)?;
        let (sizes, rest) = kept.split_first_chunk::<3>()?;
        let [count, page, head] = sizes.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
        let (head, sums) = rest.split_at_checked(head)?;
        let (sums, file, start) = (sums.to_vec(), cache.file()?, cache.start_of(Shelf::Lasting, BASE)?);
        let fetch = move |at: usize| {
            let from = at.checked_mul(page)?;
            cache_file::page(&file, start, from, page.min(count.checked_sub(from)?), *sums.get(at)?)
        };
        Some(PagedWords { head: head.to_vec(), count, page, fetch: Box::new(fetch) })
    }

    /// What was kept of the answer to a question when the notes were packed.
    pub fn makings(&self, question: &str) -> Option<KeptMakings> {
        KeptMakings::of_kept(self.cache.kept(Shelf::Lasting, xxh3_64(question.as_bytes()))?)
    }
}

impl Notes<'_> {
    /// The places of the notes that were edited since the cache was written; `None` when they are many, or other notes are there.
    pub(super) fn edited(&self) -> Option<Vec<u32>> {
        let edited: Vec<u32> = self.survey.edited().take(FEW + 1).collect();
        (self.survey.same_notes && self.cache.is_some() && edited.len() <= FEW).then_some(edited)
    }

    /// What is different since the cache was written, where that is little.
    fn since(&self) -> Option<Since<'_>> {
        Some(Since::new(self.vault, self.cache.as_ref()?, self.survey.began(), self.edited()?))
    }

    /// What tells the notes as they are from other states of them; `None` when that cannot be told.
    pub(super) fn state_now(&self) -> Option<u64> {
        if self.survey.unchanged {
            return Some(UNCHANGED);
        }
        state_of(&stamps(self.vault, self.cache.as_ref()?, &self.edited()?), self.survey.began())
    }

    /// Of the state as it was told first, what is left now that notes with these stamps were read.
    pub(super) fn state_read(&self, stamps: &[(u32, Stamp)]) -> Option<u64> {
        let began = self.survey.began();
        self.state.filter(|state| *state == UNCHANGED || state_of(stamps, began) == Some(*state))
    }

    /// The answer that follows from what it was made of before and a few edited notes. That of [`Vault::notes_following`] is taken if no
    /// other note was edited.
    pub fn follow(&mut self, follow: Following<'_>) -> Option<Page> {
        let early = self.early.take();
        let since = self.since()?;
        let Early { state, page, .. } = match early.filter(|early| early.edited == since.edited) {
            Some(early) => early,
            None => since.made(follow)?,
        };
        self.state = self.state.filter(|own| *own == UNCHANGED || state == Some(*own));
        Some(page)
    }

    /// Whether anything can be kept.
    pub fn keeps(&self) -> bool {
        self.cache.is_some() && self.state == Some(UNCHANGED)
    }

    /// The places in the cache, which ascend, of all but the notes at these paths, which ascend; `None` where one of these is not in it.
    pub fn apart<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Option<Vec<u32>> {
        let (census, mut paths) = (self.cache.as_ref()?.census(), paths.peekable());
        let apart = (0..census.len()).filter(|at| paths.next_if_eq(&census.path(*at)).is_none()).map(|at| at as u32).collect();
        paths.next().is_none().then_some(apart)
    }

    /// Whether more is kept than the notes.
    pub fn keeps_base(&self) -> bool {
        self.cache.as_ref().is_some_and(|cache| cache.has(Shelf::Lasting, SUMS))
    }

    /// Keeps what joining all notes came to, if given, and what an answer is made of, until the notes are packed anew. A cache that cannot
    /// be written is no error.
    pub fn keep_makings(&mut self, base: Option<Words>, question: &str, makings: &KeptMakings) {
        let Some(cache) = self.cache.as_mut().filter(|_| self.state == Some(UNCHANGED)) else { return };
        if let Some(Words { head, all: words }) = base {
            let page = page_of(words.len());
            let mut kept = [words.len(), page, head.len()].map(|size| size as u64).to_vec();
            kept.extend(head);
            kept.extend(words.chunks(page).map(|page| xxh3_64(bytemuck::cast_slice(page))));
            let done = cache.put(Shelf::Lasting, BASE, bytemuck::cast_slice(&words).to_vec());
            if done.and_then(|()| cache.put(Shelf::Lasting, SUMS, bytemuck::cast_slice(&kept).to_vec())).is_err() {
                return;
            }
        }
        let _ = cache.put(Shelf::Lasting, xxh3_64(question.as_bytes()), makings.to_keep());
    }
}

/// Words of a page of so many: a quarter as many as there are pages, or more, so that neither to read some pages nor the checksums of all
/// takes long.
fn page_of(words: usize) -> usize {
    (words.isqrt() / 2).next_power_of_two().clamp(64, 512)
}

fn reading(record: Record) -> Option<Reading> {
    Some((record.note?, record.findings))
}

impl std::fmt::Debug for PagedWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PagedWords").field("head", &self.head).field("count", &self.count).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::census::Census;
    use std::fs;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn an_answer_is_made_while_notes_are_looked_at_and_made_again_only_when_others_were_edited_too() {
        let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |number: u32, text: &str| fs::write(home.path().join(format!("{number}.md")), text).unwrap();
        let wait = || std::thread::sleep(Duration::from_millis(70));
        (0..9).for_each(|number| write(number, "-"));
        wait();
        let vault = super::super::find(Some(home.path()), None, home.path(), &Default::default()).unwrap();
        let path = elsewhere.path().join("cache");
        let note = |path: &str, text: &str| Note::new(path, text);
        let packed = || {
            let (none, mut cache) = (Census::default(), Cache { path: path.clone(), ..Cache::default() });
            let survey = vault.survey(&none);
            let all: Vec<Stamp> = (0..9).map(|at| Stamp::of_path(&home.path().join(format!("{at}.md"))).unwrap()).collect();
            let record = |at| Record { note: Some(note(&format!("{at}.md"), "-")), findings: Vec::new() };
            cache.keep(0, survey.census(&none, &all), &[None; 9], &(0..9).map(record).collect::<Vec<_>>()).unwrap();
            cache
        };
        let asked = AtomicUsize::new(0);
        let follow = |since: &Since<'_>| {
            asked.fetch_add(1, Ordering::Relaxed);
            let edits = since.edits(|path, text, _| (note(path, text), Vec::new()))?;
            let text = edits.iter().map(|edit| format!("{} {};", edit.after.0.path(), edit.after.0.text())).collect();
            Some(Page { text, errors: Vec::new(), error_count: 0, to_see: false })
        };
        // Edits of a run, what it should say, and how often that may have to be made.
        let mut cache = Some(packed());
        let mut check = |edited: &[u32], want: &str, most: usize| {
            edited.iter().for_each(|number| write(*number, &format!("{number}{number}")));
            wait();
            asked.store(0, Ordering::Relaxed);
            let mut notes = vault.look_since(cache.take(), Some(("what", &follow)));
            let kept = notes.page("what");
            let page = kept.clone().or_else(|| notes.follow(&follow)).unwrap();
            assert_eq!((page.text.as_str(), kept.is_some()), (want, most == 0));
            let asked = asked.load(Ordering::Relaxed);
            assert!((most.min(1)..=most).contains(&asked), "{asked} times for {want}");
            notes.keep_page("what", page);
            cache = notes.cache.take();
        };
        check(&[7], "7.md 77;", 1);
        check(&[], "7.md 77;", 0);
        check(&[3], "3.md 33;7.md 77;", 1);
        check(&[8], "3.md 33;7.md 77;8.md 88;", 1);
        check(&[], "3.md 33;7.md 77;8.md 88;", 0);
        check(&[1, 2], "1.md 11;2.md 22;3.md 33;7.md 77;8.md 88;", 2);
        check(&[7], "1.md 11;2.md 22;3.md 33;7.md 77;8.md 88;", 1);
    }
}
