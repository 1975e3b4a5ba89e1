//! Any body that the reader of plain blocks takes means what the Markdown parser says it means, byte for byte and place for place.
#![no_main]

use journal::parse::laws;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(differs) = laws::body(&String::from_utf8_lossy(bytes)) {
        panic!("{differs}");
    }
});
