//! What was read before, kept outside the vault so that the next run need not read it again.
//!
//! One file a vault: blocks of notes packed together, a table that says which notes they hold and what stamps these had, finished
//! pages, and a trailer that points to the newest table. A change appends the blocks that changed, a table and a trailer; now and
//! then the whole is written anew beside it and takes its place. Every part carries a checksum. Whatever is in doubt is no cache:
//! the notes are read again, and the answer is the same.

use super::cache_file::{self, Part};
use super::census::Census;
use super::find::Vault;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::model::Note;
use bitcode::{Buffer, Decode, Encode};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_64;

/// As many blocks a thread takes at least: of fewer none is worth another thread's memory.
const FEW_BLOCKS: usize = 8;

/// What was read of one file.
#[derive(Debug, Default, Encode, Decode)]
pub(super) struct Record {
    /// `None` when it could not be read.
    pub(super) note: Option<Note>,
    pub(super) findings: Vec<Diagnostic>,
}

/// Some notes, one after the other in the order of the census.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) struct Block {
    pub(super) notes: u32,
    pub(super) part: Part,
}

#[derive(Debug, Default, Encode, Decode)]
pub(super) struct Table {
    /// What the notes were read by: program, settings.
    pub(super) key: u64,
    /// The reader's own word for how it read them.
    pub(super) manner: u8,
    pub(super) census: Census,
    pub(super) blocks: Vec<Block>,
}

/// Finished pages, by their questions.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(super) struct Pages {
    /// What the notes were read by: program, settings.
    pub(super) of: u64,
    pub(super) list: Vec<(u64, Part)>,
    pub(super) lasting: Vec<(u64, Part)>,
    /// Notes that were edited when the last page was made, by their places in the census.
    pub(super) edited: Vec<u32>,
}

/// The cache of one vault, as it was found.
#[derive(Debug, Default)]
pub(super) struct Cache {
    pub(super) path: PathBuf,
    pub(super) file: Option<File>,
    pub(super) length: u64,
    pub(super) table_part: Part,
    pub(super) table: Table,
    pub(super) pages: Pages,
}

impl Cache {
    /// The cache of the vault at `root` for notes read by `key`; without notes when there is none that can be trusted. `None` when
    /// there is no place for one.
    pub(super) fn open(root: &Path, key: u64) -> Option<Cache> {
        let path = cache_file::place(root)?;
        let mut cache = Cache::read(&path).filter(|cache| cache.table.key == key).unwrap_or_default();
        cache.path = path;
        cache.table.key = key;
        Some(cache)
    }

    fn read(path: &Path) -> Option<Cache> {
        let file = cache_file::open(path).ok()?;
        let (length, table_part, pages) = cache_file::trailer(&file)?;
        let table: Table = bitcode::decode(&cache_file::part(&file, table_part)?).ok()?;
        let pages = bitcode::decode(&cache_file::part(&file, pages)?).ok()?;
        let notes: usize = table.blocks.iter().map(|block| block.notes as usize).sum();
        (notes == table.census.len()).then_some(Cache { path: PathBuf::new(), file: Some(file), length, table_part, table, pages })
    }

    /// The notes that were edited when the last page was made; they may be as the cache has them again.
    pub(super) fn edited(&self) -> &[u32] {
        &self.pages.edited
    }

    /// Remembers which notes are edited, with the next page.
    pub(super) fn see_edited(&mut self, edited: Vec<u32>) {
        self.pages.edited = edited;
    }

    /// The notes that were seen.
    pub(super) fn census(&self) -> &Census {
        &self.table.census
    }

    /// How they were read.
    pub(super) fn manner(&self) -> u8 {
        self.table.manner
    }

    /// The same, if there are any notes.
    pub(super) fn manner_of_notes(&self) -> Option<u8> {
        (self.census().len() > 0).then_some(self.table.manner)
    }

    /// Forgets every note, as if there had been no cache.
    pub(super) fn forget(&mut self) {
        *self =
            Cache { path: std::mem::take(&mut self.path), table: Table { key: self.table.key, ..Table::default() }, ..Cache::default() };
    }

    /// The records of the notes with these numbers, which ascend; `None` when they cannot be trusted.
    pub(super) fn records(&self, wanted: &[u32]) -> Option<Vec<Record>> {
        let mut first = 0;
        let mut parts = Vec::new();
        let mut rest = wanted;
        for block in &self.table.blocks {
            let (own, others) = rest.split_at(rest.partition_point(|&at| at < first + block.notes));
            if !own.is_empty() {
                parts.push((block, first, own));
            }
            (first, rest) = (first + block.notes, others);
        }
        rest.is_empty().then_some(())?;
        let file = self.file.as_ref();
        let largest = parts.iter().map(|(block, ..)| block.part.length).max().unwrap_or(0);
        // None is longer than the file, whatever somebody made up.
        let largest = usize::try_from(largest).ok().filter(|_| largest <= self.length)?;
        // Of a block to the next, the memory of reading and unpacking stays.
        let unpack = |(buffer, unpacking): &mut (Vec<u8>, Buffer), (block, first, own): &(&Block, u32, &[u32])| -> Option<Vec<Record>> {
            let part = block.part;
            buffer.resize(usize::try_from(part.length).ok()?, 0);
            file?.read_exact_at(buffer, part.start).ok()?;
            let mut records: Vec<Record> = part.fits(buffer).then(|| unpacking.decode(buffer).ok())??;
            if own.len() < records.len() {
                let mut kept = own.iter().map(|at| (at - first) as usize).peekable();
                let mut at = 0;
                records.retain(|_| {
                    at += 1;
                    kept.next_if_eq(&(at - 1)).is_some()
                });
            }
            (records.len() == own.len()).then_some(records)
        };
        let read: Option<Vec<Vec<Record>>> =
            parts.par_iter().with_min_len(FEW_BLOCKS).map_init(|| (Vec::with_capacity(largest), Buffer::new()), unpack).collect();
        Some(read?.into_iter().flatten().collect())
    }

    /// The notes that were seen, for good.
    pub(super) fn into_census(self) -> Census {
        self.table.census
    }
}

/// What the head of a text with sections is kept under, and what the text.
pub(super) fn section_keys(question: &str) -> [u64; 2] {
    ["head of", "text of"].map(|what| xxh3_64(format!("{what} {question}").as_bytes()))
}

impl Vault {
    /// Where what was read of this vault is kept; `None` when there is no place outside the vault.
    pub fn cache_path(&self) -> Option<PathBuf> {
        cache_file::place(self.root())
    }

    /// What is kept of this text of [`Notes::keep_sections`](super::Notes::keep_sections), without looking at any note: they are as the
    /// last run saw them. Empty where there is no such section; `None` when nothing is kept that can be trusted.
    pub fn kept_section(&self, question: &str, name: char) -> Option<String> {
        let file = cache_file::open(&cache_file::place(self.root())?).ok()?;
        let (_, _, pages) = cache_file::trailer(&file)?;
        let pages: Pages = bitcode::decode(&cache_file::part(&file, pages)?).ok().filter(|pages: &Pages| pages.of == self.key)?;
        let part = |key: u64| pages.list.iter().find(|(of, _)| *of == key).map(|(_, part)| *part);
        let [head, text] = section_keys(question).map(part);
        let sections: BTreeMap<char, Part> = bitcode::decode(&cache_file::part(&file, head?)?).ok()?;
        let Some(section) = sections.get(&name) else { return Some(String::new()) };
        String::from_utf8(cache_file::part(&file, section.within(text?)?)?).ok()
    }

    /// Deletes what was kept; none is no error.
    ///
    /// # Errors
    /// When it is there and cannot be deleted.
    pub fn clear_cache(&self) -> Result<(), Error> {
        let Some(path) = self.cache_path() else { return Ok(()) };
        cache_file::sweep(&path, Duration::ZERO);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::Write { path, source }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shelf::Shelf;
    use super::*;

    fn census(paths: &[&str]) -> Census {
        Census::of(paths)
    }

    fn records(paths: &[&str]) -> Vec<Record> {
        let note = |path: &&str| Note::new(path, &format!("text of {path}"));
        paths.iter().map(|path| Record { note: Some(note(path)), findings: Vec::new() }).collect()
    }

    fn texts(cache: &Cache, all: &[u32]) -> Option<Vec<String>> {
        let records = cache.records(all)?;
        Some(records.into_iter().map(|record| record.note.map_or_else(String::new, |note| note.text().into())).collect())
    }

    #[test]
    fn a_broken_cache_is_no_cache_whatever_byte_broke_and_wherever_it_was_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let all = [0, 1, 2];
        let names = ["a.md", "b.md", "c.md"];
        let mut cache = Cache { path: path.clone(), table: Table { key: 7, ..Table::default() }, ..Cache::default() };
        cache.keep(1, census(&names), &[None; 3], &records(&names)).unwrap();
        cache.put(Shelf::Lasting, 5, b"page".to_vec()).unwrap();
        cache.keep(1, census(&names), &[Some(0), None, Some(2)], &records(&names)).unwrap();
        cache.put(Shelf::Pages, 6, b"another".to_vec()).unwrap();
        cache.put(Shelf::Lasting, 7, b"12345678".to_vec()).unwrap();
        let whole = fs::read(&path).unwrap();
        let want = texts(&cache, &all).unwrap();
        let check = |bytes: &[u8], what: &str| {
            fs::write(&path, bytes).unwrap();
            let Some(found) = Cache::read(&path) else { return };
            assert_eq!(found.table.key, 7, "{what}");
            assert!((0..3).all(|at| found.census().path(at) == names[at]), "{what}");
            assert!(texts(&found, &all).is_none_or(|texts| texts == want), "{what}");
            assert!(found.kept(Shelf::Pages, 6).is_none_or(|page| page == b"another"), "{what}");
            assert!(found.kept_words(Shelf::Lasting, 7).is_none_or(|words| words == [u64::from_le_bytes(*b"12345678")]), "{what}");
        };
        check(&whole, "whole");
        let found = Cache::read(&path).unwrap();
        assert_eq!(found.kept(Shelf::Pages, 6).as_deref(), Some(&b"another"[..]));
        assert!(found.has(Shelf::Lasting, 7) && !found.has(Shelf::Lasting, 5), "what was kept before the notes were packed anew is gone");
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            check(&bytes, &format!("bit of byte {at}"));
            bytes[at] = if whole[at] == 0 { 255 } else { 0 };
            check(&bytes, &format!("byte {at}"));
            check(&whole[..at], &format!("cut at {at}"));
        }
    }

    #[test]
    fn a_block_that_is_longer_than_the_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["a.md"];
        let mut cache = Cache { path: folder.path().join("cache"), ..Cache::default() };
        cache.keep(1, census(&names), &[None], &records(&names)).unwrap();
        for length in [cache.length + 1, u64::MAX / 2, u64::MAX] {
            cache.table.blocks[0].part.length = length;
            assert!(cache.records(&[0]).is_none(), "{length}");
        }
    }

    #[test]
    fn what_is_put_twice_is_what_was_put_last() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["a.md"];
        let mut cache = Cache { path: folder.path().join("cache"), ..Cache::default() };
        cache.keep(1, census(&names), &[None], &records(&names)).unwrap();
        for bytes in [b"old", b"new"] {
            cache.put(Shelf::Pages, 6, bytes.to_vec()).unwrap();
            cache.put(Shelf::Pages, 7, bytes.to_vec()).unwrap();
        }
        let found = Cache::read(&cache.path).unwrap();
        assert_eq!([6, 7].map(|key| found.kept(Shelf::Pages, key)), [Some(b"new".to_vec()), Some(b"new".to_vec())]);
    }

    #[test]
    fn blocks_whose_notes_are_the_same_are_kept_and_all_others_packed_anew() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<String> = (0..1000).map(|n| format!("{n:04}.md")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut cache = Cache { path: folder.path().join("cache"), ..Cache::default() };
        cache.keep(1, census(&names), &vec![None; 1000], &records(&names)).unwrap();
        let before = cache.length;
        let left: Vec<&str> = names.iter().copied().filter(|name| *name != "0500.md").collect();
        let same: Vec<Option<u32>> = (0..1000).filter(|n| *n != 500).map(|n| (n != 700).then_some(n)).collect();
        cache.keep(1, census(&left), &same, &records(&left)).unwrap();
        assert_eq!(cache.table.blocks.iter().map(|block| block.notes as usize).sum::<usize>(), 999);
        assert!(cache.length - before < before / 2, "two blocks of eight and a table are put behind");
        let all: Vec<u32> = (0..999).collect();
        let want: Vec<String> = left.iter().map(|name| format!("text of {name}")).collect();
        assert_eq!(texts(&cache, &all).unwrap(), want);
        assert_eq!(texts(&Cache::read(&cache.path).unwrap(), &[3, 998]).unwrap(), [want[3].clone(), want[998].clone()]);
    }
}
