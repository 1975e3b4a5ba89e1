//! Cache files that are broken in the ways that an input says.

use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes of the trailer: the mark; start, length and checksum of table and of pages; its own checksum.
const TRAILER: usize = 64;

/// The bytes themselves when the first is even, else the whole cache with some of its bytes exchanged and perhaps its end cut off.
pub(crate) fn broken(bytes: &[u8], whole: &[u8]) -> Vec<u8> {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    if first % 2 == 0 {
        return rest.to_vec();
    }
    let mut file = whole.to_vec();
    for change in rest.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % file.len();
        file[at] ^= change[2];
    }
    let left = if first & 2 == 0 { file.len() } else { file.len() * usize::from(first >> 2) / 64 };
    file.truncate(left);
    file
}

/// The whole cache with one part exchanged. The first byte says which one and how; the rest is the part, or what changes in it.
pub(crate) fn sealed(bytes: &[u8], whole: &[u8]) -> Vec<u8> {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let end = whole.len() - TRAILER;
    let word = |at: usize| u64::from_le_bytes(whole[end + at * 8..end + at * 8 + 8].try_into().unwrap()) as usize;
    let (table, pages) = (word(1)..word(1) + word(2), word(4)..word(4) + word(5));
    let make = |old: Range<usize>| if first & 4 == 0 { changed(&whole[old], rest) } else { rest.to_vec() };
    let mut file = whole[..end].to_vec();
    let (mut new_table, mut new_pages) = (whole[table.clone()].to_vec(), whole[pages.clone()].to_vec());
    match first & 3 {
        0 => new_table = make(table),
        1 => new_pages = make(pages),
        // What lies before the first table is the block of notes; its checksum stands in the table, as it is.
        _ => {
            let block = 8..table.start;
            let new = changed(&whole[block.clone()], rest);
            exchange(&mut new_table, &whole[block.clone()], &new);
            file[block].copy_from_slice(&new);
        }
    }
    let mut trailer = whole[end..end + 8].to_vec();
    for part in [new_table, new_pages] {
        for word in [file.len() as u64, part.len() as u64, xxh3_64(&part)] {
            trailer.extend_from_slice(&word.to_le_bytes());
        }
        file.extend_from_slice(&part);
    }
    let own = xxh3_64(&trailer);
    file.extend_from_slice(&trailer);
    file.extend_from_slice(&own.to_le_bytes());
    file
}

/// Exchanges the checksum of `old` for that of `new`.
fn exchange(table: &mut [u8], old: &[u8], new: &[u8]) {
    let sum = xxh3_64(old).to_le_bytes();
    let at = table.windows(8).position(|bytes| bytes == sum).unwrap();
    table[at..at + 8].copy_from_slice(&xxh3_64(new).to_le_bytes());
}

/// Some bytes exchanged: place and difference, three bytes each.
fn changed(part: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut part = part.to_vec();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % part.len().max(1);
        part.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= change[2]);
    }
    part
}
