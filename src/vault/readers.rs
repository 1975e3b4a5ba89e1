//! Many notes read by several threads, some at a time: their texts first, then what these say.

use super::cache::Record;
use super::find::Vault;
use super::notes::Caching;
use super::read;
use super::seen::{Paths, Seen};
use super::since::Reading;
use super::stamp::Stamp;
use crate::diagnostic::Diagnostic;
use crate::model::fetch;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fs::File;
use std::hint::black_box;
use std::io;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Reader threads in all where notes come from a disk: each asks it for a batch at once, so that few are enough. A further one takes
/// memory, and so there is one for [`MANY`] notes at most.
const PATIENT_READERS: usize = 4;

/// Notes for which a further reader is worth its memory.
const MANY: usize = 4096;

/// Reader threads in all where notes are not at hand and the file system does not say so: it may be one that cannot be asked for several
/// notes at once, and that is quicker when it has several requests.
const SLOW_READERS: usize = 16;

/// More threads than this gain nothing and cost address space each.
const MOST_READERS: usize = 32;

/// Notes that are open at once, by all readers: a process may have some thousand files open, on some systems.
const MOST_OPEN: usize = 256;

/// Where the file system does not say whether notes are at hand, they are not when it takes longer than this to open and read one.
const AT_HAND: Duration = Duration::from_micros(50);

/// Notes that a reader takes at once.
const BATCH: usize = 32;

/// Notes whose texts are read before the first of them is understood.
const TOGETHER: usize = 16;

/// Text that is enough to be understood together (bytes).
const ENOUGH: usize = 32 * 1024;

/// Largest buffer kept for the next notes (bytes).
const KEPT_BUFFER: usize = 1024 * 1024;

/// Fewest notes for whose records two threads make room.
const PAGES: usize = 4096;

/// About what is kept of a batch (bytes).
const KEPT: usize = 120 * 1024;

/// The text of a note that was read.
#[derive(Debug)]
pub struct Source<'a> {
    /// Where the note stands: its path below the vault, with `/`.
    pub path: &'a str,
    /// Its text; bytes that are no UTF-8 are replaced by U+FFFD.
    pub text: Cow<'a, str>,
    /// What was wrong with its bytes.
    pub odd: Option<Diagnostic>,
}

impl<'a> Source<'a> {
    /// Of the note at a path, which holds these bytes.
    pub(super) fn new(path: &'a str, bytes: &'a [u8]) -> Source<'a> {
        let (text, odd) = read::text(bytes);
        Source { path, text, odd }
    }
}

/// Reads these notes, in parallel; when they are to be kept, with the stamps of all `count` notes, that of nothing for those not read.
pub(super) fn read_all<S: Default>(
    vault: &Vault,
    paths: Paths<'_>,
    changed: &[(usize, &Seen)],
    count: usize,
    caching: Caching,
    each: impl Fn(&mut S, Vec<Source<'_>>) -> Vec<Reading> + Sync,
) -> (Vec<Record>, Vec<Stamp>) {
    let mut records = Vec::new();
    // Room for them is made by all threads: the system hands it out page by page.
    changed.par_iter().with_min_len(PAGES).map(|_| Record::default()).collect_into_vec(&mut records);
    let mut fresh = vec![Stamp::default(); if caching == Caching::Off { 0 } else { changed.len() }];
    vault.progress.done.store(0, Ordering::Relaxed);
    vault.progress.total.store(changed.len(), Ordering::Relaxed);
    let stamps = fresh.chunks_mut(BATCH).chain(std::iter::repeat_with(Default::default));
    let queue = Mutex::new(changed.chunks(BATCH).zip(records.chunks_mut(BATCH)).zip(stamps));
    // Where notes are at hand, in the memory of the system, more than one a core would only be in each other's way.
    let readers = thread::available_parallelism().map_or(1, usize::from).min(MOST_READERS);
    let patient_readers = (readers + changed.len() / MANY).min(PATIENT_READERS);
    // `wait` is called when most notes of a batch were not at hand, with how many readers are wanted then.
    let work = |patient: bool, wait: &mut dyn FnMut(usize)| {
        let mut scratch = S::default();
        let mut reader = Reader::new(vault, &paths, readers, patient);
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(((batch, records), stamps)) = next else { return };
            make_room();
            fetch(batch.iter().map(|(_, seen)| u16::from(paths.of(seen).as_bytes().first().copied().unwrap_or(0))));
            (reader.late, reader.slow) = (0, 0);
            reader.read(batch, records, stamps, |sources| each(&mut scratch, sources));
            if reader.late * 2 > batch.len() {
                reader.patient = true;
                wait(if reader.slow * 2 > batch.len() { SLOW_READERS } else { patient_readers });
            }
            vault.progress.done.fetch_add(batch.len(), Ordering::Relaxed);
        }
    };
    let others = changed.len().div_ceil(BATCH).saturating_sub(1);
    thread::scope(|scope| {
        // One that cannot be started leaves its work to the others.
        let start = |count: Range<usize>| {
            count.take(others).for_each(|_| drop(thread::Builder::new().spawn_scoped(scope, || work(true, &mut |_| ()))));
        };
        let mut begun = readers;
        // Threads that share all work read, too: one of its own would leave behind memory that no other thread takes.
        rayon::in_place_scope(|shared| {
            (1..readers).take(others).for_each(|_| shared.spawn(|_| work(false, &mut |_| ())));
            work(false, &mut |wanted| {
                start(begun..wanted);
                begun = begun.max(wanted);
            });
        });
    });
    let mut stamps = vec![Stamp::default(); if caching == Caching::Off { 0 } else { count }];
    for ((at, _), stamp) in changed.iter().zip(fresh) {
        stamps[*at] = stamp;
    }
    (records, stamps)
}

/// Lets the allocator of this thread ask the system for the room of a batch in one go; it would else ask for every page.
fn make_room() {
    drop(black_box(Vec::<u8>::with_capacity(KEPT)));
}

/// What one thread reads with.
struct Reader<'r> {
    vault: &'r Vault,
    paths: &'r Paths<'r>,
    opener: io::Result<read::Opener>,
    /// Texts, one behind the other.
    buffer: Vec<u8>,
    /// How many notes of the batch were not at hand.
    late: usize,
    /// How many of them only the clock told of.
    slow: usize,
    /// Whether notes come from a disk.
    patient: bool,
    /// How many notes it may have open.
    share: usize,
}

/// Where the text of a note stands in the buffer, or why it does not.
type Place<'r> = (&'r str, Result<Range<usize>, Diagnostic>);

impl<'r> Reader<'r> {
    /// One of so many; of more, where it is patient from the beginning.
    fn new(vault: &'r Vault, paths: &'r Paths<'r>, readers: usize, patient: bool) -> Reader<'r> {
        let share = MOST_OPEN / if patient { readers.max(SLOW_READERS) } else { readers };
        Reader { vault, paths, opener: read::Opener::new(vault.root()), buffer: Vec::new(), late: 0, slow: 0, patient, share }
    }

    /// Reads some notes into their records, and their stamps where these are wanted. `each` makes notes of texts, in their order.
    fn read(
        &mut self,
        mut notes: &'r [(usize, &'r Seen)],
        mut records: &mut [Record],
        mut stamps: &mut [Stamp],
        mut each: impl FnMut(Vec<Source<'_>>) -> Vec<Reading>,
    ) {
        let (ahead, at_hand) = self.ahead(notes);
        let mut ahead = ahead.into_iter();
        while !notes.is_empty() {
            let places = self.texts(notes, &mut ahead, at_hand, stamps);
            let (own, other_records) = records.split_at_mut(places.len());
            (notes, records) = (&notes[places.len()..], other_records);
            stamps = stamps.get_mut(places.len()..).unwrap_or_default();
            let text = |(path, place): &Place<'r>| Some(Source::new(path, &self.buffer[place.as_ref().ok()?.clone()]));
            let sources = places.iter().filter_map(text).collect();
            let mut readings = each(sources).into_iter();
            for ((path, place), record) in places.into_iter().zip(own) {
                match place {
                    Ok(_) => (record.note, record.findings) = readings.next().map(|(note, found)| (Some(note), found)).unwrap_or_default(),
                    Err(found) => record.findings.push(found.at(path)),
                }
            }
            if self.buffer.len() > KEPT_BUFFER {
                self.buffer = Vec::new();
            }
        }
    }

    fn open(&mut self, seen: &Seen) -> io::Result<File> {
        match &mut self.opener {
            Ok(opener) if seen.is_plain() => opener.open(self.paths.of(seen)),
            _ => File::open(self.paths.file(seen, self.vault.root())),
        }
    }

    /// Opens the first of these notes; where that is not at hand, as many as it may, and tells the system that they will be read: it asks
    /// the disk for all of them at once. Whether they are at hand, where that is known. What cannot be opened yet is left for later.
    fn ahead(&mut self, notes: &[(usize, &Seen)]) -> (Vec<io::Result<File>>, Option<bool>) {
        let mut files: Vec<_> = notes.iter().take(1).map(|(_, seen)| self.open(seen)).collect();
        let at_hand = if self.patient { Some(false) } else { files.iter().flatten().next().map_or(Some(true), read::is_at_hand) };
        if at_hand == Some(false) {
            let others = notes.iter().take(self.share).skip(1);
            files.extend(others.map_while(|(_, seen)| self.open(seen).ok()).map(Ok));
            files.iter().flatten().for_each(read::announce);
        }
        (files, at_hand)
    }

    /// Reads the texts of the first of these notes, as many as are understood together; some were opened `ahead`.
    fn texts(
        &mut self,
        notes: &'r [(usize, &'r Seen)],
        ahead: &mut impl Iterator<Item = io::Result<File>>,
        at_hand: Option<bool>,
        stamps: &mut [Stamp],
    ) -> Vec<Place<'r>> {
        let (mut places, mut end, began) = (Vec::with_capacity(TOGETHER.min(notes.len())), 0, Instant::now());
        let mut stamps = stamps.iter_mut();
        for (_, seen) in notes.iter().take(TOGETHER) {
            let path = self.paths.of(seen);
            let file = ahead.next().unwrap_or_else(|| self.open(seen));
            let place = read::into_buffer(file, &mut self.buffer, end, stamps.next());
            end = place.as_ref().map_or(end, |place| place.end);
            places.push((path, place));
            if end > ENOUGH {
                break;
            }
        }
        if !at_hand.unwrap_or_else(|| began.elapsed() < AT_HAND * places.len() as u32) {
            self.late += places.len();
            self.slow += if at_hand.is_none() { places.len() } else { 0 };
        }
        places
    }
}

/// Reads one note; `stamp` becomes the one it had before it was read.
pub(super) fn one(
    file: io::Result<File>,
    path: &str,
    buffer: &mut Vec<u8>,
    stamp: Option<&mut Stamp>,
    each: impl FnOnce(&str, Option<Diagnostic>) -> Reading,
) -> Record {
    match read::into_buffer(file, buffer, 0, stamp) {
        Ok(place) => {
            let source = Source::new(path, &buffer[place]);
            let (note, findings) = each(&source.text, source.odd);
            Record { note: Some(note), findings }
        }
        Err(found) => Record { note: None, findings: vec![found.at(path)] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Note;
    use crate::vault::census::Census;
    use std::fs;

    #[test]
    fn what_a_disk_is_asked_for_ahead_is_read_all_the_same() {
        let home = tempfile::tempdir().unwrap();
        for number in 0..40 {
            fs::write(home.path().join(format!("{number:02}.md")), format!("note {number}\n").repeat(number * 100)).unwrap();
        }
        let vault = super::super::find(Some(home.path()), None, home.path(), &Default::default()).unwrap();
        let none = Census::default();
        let survey = vault.survey(&none);
        let (paths, seen) = (survey.paths(&none), survey.notes.iter().enumerate().collect::<Vec<_>>());
        fs::remove_file(home.path().join("07.md")).unwrap();
        let read = |patient: bool| {
            let mut reader = Reader::new(&vault, &paths, 1, patient);
            let mut records: Vec<Record> = seen.iter().map(|_| Record::default()).collect();
            let note = |source: Source<'_>| Note::new(source.path, &source.text);
            reader.read(&seen, &mut records, &mut [], |sources| sources.into_iter().map(|source| (note(source), Vec::new())).collect());
            records.into_iter().map(|record| (record.note, record.findings)).collect::<Vec<_>>()
        };
        let all = read(true);
        assert_eq!(all, read(false));
        assert_eq!(all.iter().filter(|(note, found)| note.is_some() && found.is_empty()).count(), 39);
    }
}
