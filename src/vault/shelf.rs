//! What the cache keeps beside the notes: finished pages, and what these were made of.

use super::cache::{Cache, Pages, Table};
use super::cache_file::{self, Part};
use super::census::Census;
use super::packing::{Extent, Piece};
use std::fs::File;
use std::io;

/// Finished pages kept for one state of the vault.
const PAGES: usize = 8;

/// Things kept beside the pages that are no finished pages.
const LASTING: usize = 7;

/// Bytes of forgotten pages and notes that may lie in the file besides as much as is in use.
const ROOM: u64 = 16 * 1024 * 1024;

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    /// With the finished pages, the oldest of which are forgotten.
    Pages,
    /// For as long as the notes are not packed anew, few of them; the first two are never forgotten.
    Lasting,
}

impl Cache {
    /// Something kept since the notes were packed.
    pub(super) fn kept(&self, shelf: Shelf, key: u64) -> Option<Vec<u8>> {
        cache_file::part(self.file.as_ref()?, self.part_of(shelf, key)?)
    }

    /// The same as words.
    pub(super) fn kept_words(&self, shelf: Shelf, key: u64) -> Option<Vec<u64>> {
        cache_file::words(self.file.as_ref()?, self.part_of(shelf, key)?)
    }

    /// The file, for reading from it later.
    pub(super) fn file(&self) -> Option<File> {
        self.file.as_ref()?.try_clone().ok()
    }

    /// Where something kept begins in the file.
    pub(super) fn start_of(&self, shelf: Shelf, key: u64) -> Option<u64> {
        self.part_of(shelf, key).map(|part| part.start)
    }

    /// Whether there is such a thing.
    pub(super) fn has(&self, shelf: Shelf, key: u64) -> bool {
        self.part_of(shelf, key).is_some()
    }

    fn part_of(&self, shelf: Shelf, key: u64) -> Option<Part> {
        let list = if shelf == Shelf::Pages { &self.pages.list } else { &self.pages.lasting };
        list.iter().find(|(of, _)| *of == key).map(|(_, part)| *part)
    }

    /// Keeps these bytes until the notes are packed anew.
    pub(super) fn put(&mut self, shelf: Shelf, key: u64, mut bytes: Vec<u8>) -> io::Result<()> {
        if self.length.saturating_sub(self.alive()) > ROOM + self.alive() {
            self.compact()?;
        }
        let part = Part::of(&bytes, self.length);
        let mut pages = Pages { of: self.table.key, ..self.pages.clone() };
        match shelf {
            Shelf::Pages => {
                pages.list.retain(|(of, _)| *of != key);
                let old = pages.list.len().saturating_sub(PAGES - 1);
                pages.list.drain(..old);
                pages.list.push((key, part));
            }
            Shelf::Lasting => {
                if pages.lasting.len() >= LASTING {
                    pages.lasting.remove(2);
                }
                pages.lasting.push((key, part));
            }
        }
        self.append(&mut bytes, self.table_part, &pages)?;
        self.pages = pages;
        Ok(())
    }

    /// Bytes of the file that are in use.
    fn alive(&self) -> u64 {
        let pages = self.pages.list.iter().chain(&self.pages.lasting).map(|(_, part)| part.length);
        self.table.blocks.iter().map(|block| block.part.length).chain(pages).sum::<u64>() + self.table_part.length
    }

    /// Writes the file anew without what is forgotten.
    fn compact(&mut self) -> io::Result<()> {
        let lasting: Vec<(u64, Option<Vec<u8>>)> =
            self.pages.lasting.iter().map(|(key, _)| (*key, self.kept(Shelf::Lasting, *key))).collect();
        let census = std::mem::take(&mut self.table.census);
        let pieces: Vec<Piece> = (0..self.table.blocks.len()).map(Piece::Old).collect();
        self.write(self.table.manner, census, &pieces, Extent::Whole, &[])?;
        for (key, bytes) in lasting {
            self.put(Shelf::Lasting, key, bytes.unwrap_or_default())?;
        }
        Ok(())
    }

    /// Keeps another census of the same notes, and everything else as it is.
    pub(super) fn keep_census(&mut self, census: Census) -> io::Result<()> {
        let table = Table { key: self.table.key, manner: self.table.manner, census, blocks: self.table.blocks.clone() };
        let mut out = bitcode::encode(&table);
        let part = Part::of(&out, self.length);
        let pages = Pages { of: self.table.key, ..self.pages.clone() };
        self.append(&mut out, part, &pages)?;
        (self.table, self.table_part, self.pages) = (table, part, pages);
        Ok(())
    }
}
