//! Any text with links, among notes of any names. What holds is said in `laws`.
#![no_main]

#[allow(dead_code, unused_imports, reason = "each target has one law")]
#[path = "../laws/mod.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::links(bytes));
