//! What joining a vault's notes came to, kept so that a few changed notes can be joined again without all the others: where links
//! lead, who is told of on which day by which note, and the names that links can use. Plain numbers in one stretch of memory, so
//! that nothing need be unpacked.

use super::dated::Dated;
use super::lists::{Lists, Other};
use super::names::{By, Names, Target, Targets, beginning};
use super::view::Index;
use crate::model::{Date, Entry, Note, Origin, Run, Task, name_hash};
use crate::vault::{Fetch, PagedWords, Words};
use rayon::prelude::*;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// What joining came to. Notes are numbered in the order of their paths. It is looked into page by page: only what is asked for
/// need be there.
pub struct Base {
    /// Where each part is, in bytes.
    parts: Vec<Range<usize>>,
    /// Words of a page, but for the last, as a power of two.
    page_power: u32,
    pages: Vec<OnceLock<Vec<u64>>>,
    fetch: Fetch,
    /// Whether a page could not be had.
    broken: AtomicBool,
}

/// Words of a page of a base that was not kept.
const PAGE: usize = 512;

/// Parts of a base, in their order.
#[derive(Clone, Copy)]
enum Part {
    StemHashes,
    StemNumbers,
    StemStarts,
    NameHashes,
    NameNumbers,
    NameStarts,
    AliasHashes,
    AliasNumbers,
    AliasStarts,
    TargetStarts,
    Targets,
    CastStarts,
    Casts,
    Contacts,
    Apart,
    ShownEnds,
    Shown,
}

/// How many parts there are.
const PARTS: usize = Part::Shown as usize + 1;

/// The day under which tasks are listed, which have none.
const NO_DAY: Date = Date::FIRST;

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Base").field("parts", &self.parts).finish_non_exhaustive()
    }
}

/// Puts a part behind the others, and its end into the head.
fn push<T: bytemuck::NoUninit>(words: &mut Words, part: &[T]) {
    let bytes: &[u8] = bytemuck::cast_slice(part);
    let start = words.all.len() * 8;
    words.all.resize(words.all.len() + bytes.len().div_ceil(8), 0);
    let own: &mut [u8] = bytemuck::cast_slice_mut(&mut words.all);
    own[start..start + bytes.len()].copy_from_slice(bytes);
    words.head.push((start + bytes.len()) as u64);
}

impl Base {
    /// The base of an index of a whole vault.
    pub fn new(index: &Index) -> Option<Base> {
        let Words { head, all } = Base::words(index, &[]);
        let count = all.len();
        let fetch = move |page: usize| all.chunks(PAGE).nth(page).map(<[u64]>::to_vec);
        Base::of_pages(PagedWords { head, count, page: PAGE, fetch: Box::new(fetch) })
    }

    /// The same as words, to be kept; the head says where each part ends. `apart` are the places, which ascend, that a list of files has
    /// beside those of the notes.
    pub fn words(index: &Index, apart: &[u32]) -> Words {
        let (notes, targets, names) = (index.notes(), index.targets(), index.names());
        let cast = cast_lists(notes, targets);
        let bits = |notes: &[Note]| notes.iter().rev().fold(0_u32, |bits, note| bits << 1 | u32::from(note.contact().is_some()));
        let contacts: Vec<u32> = notes.chunks(32).map(bits).collect();
        let (shown_ends, shown) = strings(notes.iter().map(|note| note.contact().map_or("", |contact| contact.name())));
        let mut all = Words::default();
        for table in [&names.stems, &names.names, &names.aliases] {
            let (hashes, numbers): (Vec<u64>, Vec<u32>) = table.rows.iter().copied().unzip();
            push(&mut all, &hashes);
            push(&mut all, &numbers);
            push(&mut all, &table.starts);
        }
        push(&mut all, &targets.starts);
        push(&mut all, &targets.words);
        push(&mut all, &cast.starts);
        push(&mut all, &cast.told);
        push(&mut all, &contacts);
        push(&mut all, apart);
        push(&mut all, &shown_ends);
        push(&mut all, shown.as_bytes());
        all
    }

    /// The base of words that were kept; `None` when these cannot be one.
    pub fn of_pages(PagedWords { head, count, page, fetch }: PagedWords) -> Option<Base> {
        let (mut start, mut parts) = (0, Vec::with_capacity(PARTS));
        for end in head {
            let end = usize::try_from(end).ok()?;
            parts.push((end >= start && end <= count * 8).then_some(start..end)?);
            start = end.next_multiple_of(8);
        }
        let page_power = page.is_power_of_two().then(|| page.trailing_zeros())?;
        let pages = (0..count.div_ceil(page)).map(|_| OnceLock::new()).collect();
        (parts.len() == PARTS).then(|| Base { parts, page_power, pages, fetch, broken: AtomicBool::new(false) })
    }

    /// Whether everything that was asked for could be had; what was answered counts for nothing otherwise.
    pub fn is_sound(&self) -> bool {
        !self.broken.load(Ordering::Relaxed)
    }

    fn word_at(&self, at: usize) -> Option<u64> {
        let page = at >> self.page_power;
        let fetch = || {
            let words = (self.fetch)(page);
            self.broken.fetch_or(words.is_none(), Ordering::Relaxed);
            words.unwrap_or_default()
        };
        self.pages.get(page)?.get_or_init(fetch).get(at - (page << self.page_power)).copied()
    }

    fn range(&self, part: Part) -> Range<usize> {
        self.parts.get(part as usize).cloned().unwrap_or_default()
    }

    /// How many numbers a part has.
    fn count(&self, part: Part) -> usize {
        self.range(part).len() / 4
    }

    /// One number of a part.
    fn number_at(&self, part: Part, at: usize) -> Option<u32> {
        let range = self.range(part);
        let byte = Some(range.start + at * 4).filter(|byte| *byte < range.end)?;
        let halves: [u32; 2] = bytemuck::cast(self.word_at(byte / 8)?);
        Some(halves[byte / 4 % 2])
    }

    /// One long number of a part.
    fn long_at(&self, part: Part, at: usize) -> Option<u64> {
        let range = self.range(part);
        let byte = Some(range.start + at * 8).filter(|byte| *byte < range.end)?;
        self.word_at(byte / 8)
    }

    /// Where the numbers of a note are in a part with one stretch a note.
    fn stretch(&self, starts: Part, number: u32) -> Range<usize> {
        let at = |number: usize| self.number_at(starts, number).map_or(0, |at| at as usize);
        at(number as usize)..at(number as usize + 1)
    }

    /// The text of a note in a part with one a note.
    fn text(&self, ends: Part, texts: Part, number: u32) -> String {
        let end = |number: u32| self.number_at(ends, number as usize).map_or(0, |end| end as usize);
        let (start, range) = (number.checked_sub(1).map_or(0, end), self.range(texts));
        let byte = |at: usize| Some(bytemuck::bytes_of(&self.word_at(at / 8)?)[at % 8]);
        let bytes = (range.start + start..(range.start + end(number)).min(range.end)).map_while(byte).collect();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// How many notes there are.
    pub fn len(&self) -> usize {
        self.count(Part::ShownEnds)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of a note in the list of files.
    pub(super) fn place(&self, number: u32) -> u32 {
        // A place apart comes before that of the note where no more notes come before it.
        number + self.apart(|at, apart| apart <= number.saturating_add(at))
    }

    /// The number of the note at this place of the list of files.
    pub(super) fn number(&self, place: u32) -> Option<u32> {
        let number = place.checked_sub(self.apart(|_, apart| apart < place))?;
        (self.place(number) == place && (number as usize) < self.len()).then_some(number)
    }

    /// How many places are apart before the first for which, with its place among them, this does not hold.
    fn apart(&self, is_before: impl Fn(u32, u32) -> bool) -> u32 {
        let before = |at: usize| self.number_at(Part::Apart, at).is_some_and(|apart| is_before(at as u32, apart));
        first_not(self.count(Part::Apart), before) as u32
    }

    /// Whether a note is a contact's.
    pub(super) fn is_contact(&self, number: u32) -> bool {
        self.number_at(Part::Contacts, number as usize / 32).is_some_and(|bits| bits >> (number % 32) & 1 == 1)
    }

    /// The display name of a contact.
    pub(super) fn shown(&self, number: u32) -> String {
        self.text(Part::ShownEnds, Part::Shown, number)
    }

    /// Where the links of a note lead.
    pub(super) fn targets(&self, number: u32) -> impl Iterator<Item = Target> + '_ {
        self.stretch(Part::TargetStarts, number).map_while(|at| self.number_at(Part::Targets, at)).map(Target::of_word)
    }

    /// The notes that tell of a contact: on this day, or ever.
    pub(super) fn telling(&self, contact: u32, day: Option<Date>) -> Vec<u32> {
        let (Range { mut start, end }, told) = (self.stretch(Part::CastStarts, contact), |at| self.long_at(Part::Casts, at));
        let day = day.map(word);
        if let Some(day) = day {
            // They stand in the order of their days.
            start += first_not(end.saturating_sub(start), |at| told(start + at).is_some_and(|told| word_of(told) < day));
        }
        let told = (start..end).map_while(told);
        told.take_while(|told| day.is_none_or(|day| word_of(*told) == day)).map(|told| told as u32).collect()
    }
}

impl Names for Base {
    fn bearing(&self, by: By, name: &str) -> impl Iterator<Item = u32> + Clone {
        let (hashes, numbers, starts) = match by {
            By::Stem => (Part::StemHashes, Part::StemNumbers, Part::StemStarts),
            By::Name => (Part::NameHashes, Part::NameNumbers, Part::NameStarts),
            By::Alias => (Part::AliasHashes, Part::AliasNumbers, Part::AliasStarts),
        };
        let hash = name_hash(name);
        let bucket = beginning(hash, self.count(starts)) as u32;
        let places = self.stretch(starts, bucket);
        places.filter(move |&at| self.long_at(hashes, at) == Some(hash)).filter_map(move |at| self.number_at(numbers, at))
    }
}

fn strings<'a>(all: impl Iterator<Item = &'a str>) -> (Vec<u32>, String) {
    let mut text = String::new();
    let mut ends = Vec::new();
    for one in all {
        text.push_str(one);
        ends.push(text.len() as u32);
    }
    (ends, text)
}

/// The first of the numbers below `count` for which this does not hold, where it holds for all before one for which it does.
fn first_not(count: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        (low, high) = if holds(middle) { (middle + 1, high) } else { (low, middle) };
    }
    low
}

/// The word of the day on which something is told.
fn word_of(told: u64) -> u32 {
    (told >> 32) as u32
}

fn word(day: Date) -> u32 {
    u32::try_from(day.rank()).unwrap_or(u32::MAX)
}

/// The contacts, by the numbers of their notes, of whom an entry of a note tells: those who took part and those whom its
/// exchanges name. Nobody when nobody took part.
fn entry_cast(number: u32, note: &Note, entry: &Entry, contact: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
    let mut cast = Vec::new();
    each_told(number, note, entry, contact, |told| cast.push(told));
    cast
}

/// The same one by one.
pub(super) fn each_told(number: u32, note: &Note, entry: &Entry, contact: impl Fn(u32) -> Option<u32>, mut each: impl FnMut(u32)) {
    let people = |run: Run| note.people().of(run).iter().filter_map(&contact);
    let own = (entry.origin == Origin::Own).then_some(number);
    let took_part = own.into_iter().chain(people(entry.people)).map(&mut each).count();
    if took_part > 0 {
        note.exchanges().of(entry.exchanges).iter().flat_map(|exchange| people(exchange.people)).for_each(each);
    }
}

/// The contacts that a task may concern.
pub(super) fn task_cast(number: u32, note: &Note, task: &Task, contact: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
    let owner = note.contact().map(|_| number);
    let linked = (task.links.start..task.links.start + task.links.len).filter_map(&contact);
    let entry = task.entry.and_then(|entry| note.entries().get(entry as usize));
    let around = entry.map(|entry| entry_cast(number, note, &entry, &contact)).unwrap_or_default();
    owner.into_iter().chain(linked).chain(around).collect()
}

/// For each note's contact, the days on which notes tell of it, and these notes.
struct CastLists {
    starts: Vec<u32>,
    /// The day above the note.
    told: Vec<u64>,
}

fn cast_lists(notes: &[Note], targets: &Targets) -> CastLists {
    let of_note = |(number, note): (usize, &Note)| {
        let number = number as u32;
        let contact = |link: u32| targets.link(number, link)?.note().filter(|to| notes[*to as usize].contact().is_some());
        let mut told = Vec::new();
        for entry in note.entries() {
            let dated = Dated::new(entry.date, number, 0);
            each_told(number, note, &entry, contact, |contact| told.push(Other::new(contact, dated)));
        }
        for task in note.tasks() {
            let dated = Dated::new(NO_DAY, number, 0);
            told.extend(task_cast(number, note, &task, contact).into_iter().map(|contact| Other::new(contact, dated)));
        }
        told
    };
    let told: Vec<Other> = notes.par_iter().with_min_len(64).enumerate().flat_map_iter(of_note).collect();
    let lists = Lists::of_things(notes.len(), told);
    let (mut starts, mut told) = (Vec::with_capacity(notes.len() + 1), Vec::new());
    for contact in 0..notes.len() as u32 {
        starts.push(told.len() as u32);
        let each = lists.of(contact).chunk_by(|a, b| a == b).map(|same| same[0]);
        told.extend(each.map(|one| u64::from(word(one.day())) << 32 | u64::from(one.number())));
    }
    starts.push(told.len() as u32);
    CastLists { starts, told }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;

    #[test]
    fn notes_have_the_places_that_are_not_apart() {
        let notes = (0..5).map(|number| Note::new(&format!("{number}.md"), "")).collect();
        let index = Index::new(notes, Vec::new(), Settings::default());
        for apart in [&[][..], &[0], &[0, 3, 4], &[1, 2, 7], &[5, 6], &[2, 4, 6, 8, 9]] {
            let Words { head, all } = Base::words(&index, apart);
            let (count, fetch) = (all.len(), Box::new(move |_| Some(all.clone())));
            let base = Base::of_pages(PagedWords { head, count, page: count.next_power_of_two(), fetch }).unwrap();
            let places: Vec<u32> = (0..).filter(|place| !apart.contains(place)).take(5).collect();
            assert_eq!((0..5).map(|number| base.place(number)).collect::<Vec<_>>(), places);
            for place in 0..12 {
                let want = places.iter().position(|own| *own == place).map(|number| number as u32);
                assert_eq!(base.number(place), want, "{place} beside {apart:?}");
            }
            assert!(base.is_sound());
        }
    }
}
