//! Any block of front matter that the reader of plain lines takes means what YAML says it means.
#![no_main]

use journal::parse::laws;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(differs) = laws::front_matter(&String::from_utf8_lossy(bytes)) {
        panic!("{differs}");
    }
});
