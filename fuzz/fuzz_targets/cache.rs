//! Whatever the cache file of a vault holds, answers are those without a cache.
#![no_main]

mod place;

use journal::vault::Caching;
use libfuzzer_sys::fuzz_target;
use place::{answer, PLACE, QUESTION};

/// The bytes themselves when the first is even, else the whole cache with some of its bytes exchanged and perhaps its end cut off.
fn broken(bytes: &[u8], whole: &[u8]) -> Vec<u8> {
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

fuzz_target!(|bytes: &[u8]| {
    let place = &*PLACE;
    std::fs::write(&place.file, broken(bytes, &place.whole)).unwrap();
    let page = place.vault.notes(Caching::On).page(QUESTION);
    assert!(page.is_none_or(|page| page == place.page), "another page");
    assert_eq!(answer(&place.vault, Caching::On), place.answer);
    assert_eq!(answer(&place.vault, Caching::On), place.answer, "once more");
});
