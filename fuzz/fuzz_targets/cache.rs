//! Whatever the cache file of a vault holds, answers are those without a cache.
#![no_main]

#[path = "../laws/cache_files.rs"]
#[allow(dead_code, reason = "each target asks for some of it")]
mod cache_files;
mod place;

use cache_files::broken;
use journal::vault::Caching;
use libfuzzer_sys::fuzz_target;
use place::{answer, PLACE, QUESTION};

fuzz_target!(|bytes: &[u8]| {
    let place = &*PLACE;
    std::fs::write(&place.file, broken(bytes, &place.whole)).unwrap();
    let page = place.vault.notes(Caching::On).page(QUESTION);
    assert!(page.is_none_or(|page| page == place.page), "another page");
    assert_eq!(answer(&place.vault, Caching::On), place.answer);
    assert_eq!(answer(&place.vault, Caching::On), place.answer, "once more");
});
