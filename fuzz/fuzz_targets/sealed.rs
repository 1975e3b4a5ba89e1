//! A cache whose checksums are right and whose contents are not: no reader panics or asks for endless memory. The answer may be
//! wrong, for only a checksum can tell.
#![no_main]

#[path = "../laws/cache_files.rs"]
#[allow(dead_code, reason = "each target asks for some of it")]
mod cache_files;
mod place;

use cache_files::sealed;
use journal::vault::Caching;
use libfuzzer_sys::fuzz_target;
use place::{answer, PLACE, QUESTION};

fuzz_target!(|bytes: &[u8]| {
    let place = &*PLACE;
    std::fs::write(&place.file, sealed(bytes, &place.whole)).unwrap();
    let _ = place.vault.notes(Caching::On).page(QUESTION);
    let _ = place.vault.kept_section(QUESTION, 'a');
    answer(&place.vault, Caching::On);
    answer(&place.vault, Caching::On);
});
