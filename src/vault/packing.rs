//! Packing what was read into the cache: the blocks that changed behind the others, or all of it anew.

use super::cache::{Block, Cache, Pages, Record, Table};
use super::cache_file::{self, Fresh, Part};
use super::census::Census;
use bitcode::Buffer;
use rayon::prelude::*;
use std::io;
use std::ops::Range;

/// Notes in a block.
const BLOCK: usize = 16;

/// Blocks that are written at once.
const TOGETHER: usize = 8;

/// How much of the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// What changed, behind the rest.
    Change,
    /// All of it.
    Whole,
}

/// A block of the cache to be: one of the old ones, or these records.
pub(super) enum Piece {
    Old(usize),
    New(Range<usize>),
}

impl Cache {
    /// Keeps what was read: `census` with one record for each of its notes; `same` says which of them the old blocks hold, under
    /// which number.
    pub(super) fn keep(&mut self, manner: u8, census: Census, same: &[Option<u32>], records: &[Record]) -> io::Result<()> {
        let pieces = self.pieces(same);
        let extent = if self.is_wasteful(&pieces) { Extent::Whole } else { Extent::Change };
        self.write(manner, census, &pieces, extent, records)
    }

    /// Writes the cache. After an error it has no file any more, and knows the notes that were seen all the same.
    pub(super) fn write(&mut self, manner: u8, census: Census, pieces: &[Piece], extent: Extent, records: &[Record]) -> io::Result<()> {
        let written = match extent {
            Extent::Change => self.write_change(manner, census, pieces, records),
            Extent::Whole => self.write_whole(manner, census, pieces, records),
        };
        written.inspect_err(|_| self.file = None)
    }

    fn write_change(&mut self, manner: u8, census: Census, pieces: &[Piece], records: &[Record]) -> io::Result<()> {
        let pack = |buffer: &mut Buffer, piece: &Piece| match piece {
            Piece::New(range) => encoded(records, range, buffer).to_vec(),
            Piece::Old(_) => Vec::new(),
        };
        let packed: Vec<Vec<u8>> = pieces.par_iter().map_init(Buffer::new, pack).collect();
        let mut out = Vec::new();
        let block = |(piece, bytes): (&Piece, Vec<u8>)| match piece {
            Piece::New(range) => {
                let part = Part::of(&bytes, self.length + out.len() as u64);
                out.extend_from_slice(&bytes);
                Block { notes: range.len() as u32, part }
            }
            Piece::Old(at) => self.table.blocks[*at].clone(),
        };
        let blocks = pieces.iter().zip(packed).map(block).collect();
        let table = self.tabled(manner, census, blocks);
        self.table_part = Part::of(&table, self.length + out.len() as u64);
        out.extend_from_slice(&table);
        self.append(&mut out, self.table_part, &Pages::default())
    }

    /// Each thread packs and writes some blocks: nothing waits until all are packed, and little of it is in memory at once.
    fn write_whole(&mut self, manner: u8, census: Census, pieces: &[Piece], records: &[Record]) -> io::Result<()> {
        let put = |fresh: &Fresh, buffer: &mut Buffer, pieces: &[Piece]| {
            let (bytes, mut blocks) = self.packed(pieces, records, buffer);
            let start = fresh.put(&bytes)?;
            blocks.iter_mut().for_each(|block| block.part.start += start);
            Ok(blocks)
        };
        let all = |fresh: Fresh| {
            let blocks = pieces.par_chunks(TOGETHER).map_init(Buffer::new, |buffer, pieces| put(&fresh, buffer, pieces));
            blocks.collect::<io::Result<Vec<_>>>().map(|blocks| (fresh, blocks.concat()))
        };
        let (fresh, blocks) = match Fresh::new(&self.path).and_then(all) {
            Ok((fresh, blocks)) => (Ok(fresh), blocks),
            Err(error) => (Err(error), Vec::new()),
        };
        let table = self.tabled(manner, census, blocks);
        let fresh = fresh?;
        self.table_part = Part::of(&table, fresh.put(&table)?);
        fresh.put(&trailing(fresh.length(), self.table_part, &self.pages))?;
        self.length = fresh.length();
        self.file = None;
        self.file = Some(fresh.replace(&self.path)?);
        Ok(())
    }

    /// The bytes of some pieces, and their blocks, of which the first begins where the bytes do.
    fn packed(&self, pieces: &[Piece], records: &[Record], buffer: &mut Buffer) -> (Vec<u8>, Vec<Block>) {
        let (mut out, mut blocks) = (Vec::new(), Vec::with_capacity(pieces.len()));
        for piece in pieces {
            let mut put = |notes: u32, bytes: &[u8]| {
                blocks.push(Block { notes, part: Part::of(bytes, out.len() as u64) });
                out.extend_from_slice(bytes);
            };
            match piece {
                Piece::New(range) => put(range.len() as u32, encoded(records, range, buffer)),
                Piece::Old(at) => put(self.table.blocks[*at].notes, &self.block(*at).unwrap_or_default()),
            }
        }
        (out, blocks)
    }

    /// Takes the table over; its bytes. Pages were of other notes.
    fn tabled(&mut self, manner: u8, census: Census, blocks: Vec<Block>) -> Vec<u8> {
        self.table = Table { key: self.table.key, manner, census, blocks };
        self.pages = Pages::default();
        bitcode::encode(&self.table)
    }

    /// Cuts the notes into blocks, taking old ones where all their notes are the same.
    fn pieces(&self, same: &[Option<u32>]) -> Vec<Piece> {
        let mut starts = std::collections::HashMap::new();
        let mut first = 0;
        for (number, block) in self.table.blocks.iter().enumerate() {
            starts.insert(first, (number, block.notes));
            first += block.notes;
        }
        let old = |at: usize| {
            let (number, notes) = *starts.get(&same[at]?)?;
            let own = same.get(at..at + notes as usize)?;
            let all = (same[at]?..).zip(own).all(|(number, same)| *same == Some(number));
            (all && notes > 0).then_some((number, notes as usize))
        };
        let (mut pieces, mut at, mut fresh) = (Vec::new(), 0, 0);
        while at < same.len() {
            let found = old(at);
            if (found.is_some() || at - fresh == BLOCK) && at > fresh {
                pieces.push(Piece::New(fresh..at));
                fresh = at;
            }
            match found {
                Some((number, notes)) => {
                    pieces.push(Piece::Old(number));
                    at += notes;
                    fresh = at;
                }
                None => at += 1,
            }
        }
        if fresh < same.len() {
            pieces.push(Piece::New(fresh..same.len()));
        }
        pieces
    }

    /// Whether the file would hold more that is dead than alive.
    fn is_wasteful(&self, pieces: &[Piece]) -> bool {
        let kept = pieces.iter().filter_map(|piece| match piece {
            Piece::Old(at) => self.table.blocks.get(*at).map(|block| block.part.length),
            Piece::New(_) => None,
        });
        self.file.is_none() || kept.sum::<u64>() + self.table_part.length < self.length / 2
    }

    fn block(&self, at: usize) -> Option<Vec<u8>> {
        cache_file::part(self.file.as_ref()?, self.table.blocks.get(at)?.part)
    }

    /// Puts `out` behind what is there, unless another process did so meanwhile.
    pub(super) fn append(&mut self, out: &mut Vec<u8>, table: Part, pages: &Pages) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let end = trailing(self.length + out.len() as u64, table, pages);
        out.extend_from_slice(&end);
        cache_file::append(file, &self.path, self.length, out)?;
        self.length += out.len() as u64;
        Ok(())
    }
}

/// The list of pages and the trailer, for the end of a file that is `length` bytes long.
fn trailing(length: u64, table: Part, pages: &Pages) -> Vec<u8> {
    let mut out = bitcode::encode(pages);
    let pages = Part::of(&out, length);
    out.extend_from_slice(&cache_file::trailer_of(table, pages));
    out
}

/// Some of the records, as a block has them.
fn encoded<'b>(records: &[Record], range: &Range<usize>, buffer: &'b mut Buffer) -> &'b [u8] {
    buffer.encode(records.get(range.clone()).unwrap_or_default())
}
