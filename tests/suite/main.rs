//! All integration tests, as one program.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test that cannot go on has failed"
)]

mod again;
mod almost;
mod caching;
mod career;
mod civil;
mod contract;
mod editors;
mod entries;
mod escaping;
mod following;
mod foreign;
mod gallery;
mod gestures;
mod hostile;
mod lasting;
mod laws;
mod mailing;
mod manual;
mod mending;
mod pages;
mod past;
mod placing;
mod promises;
mod quiet;
mod remembering;
mod seeds;
mod templates;
mod terminal;
mod tidy;
mod transcripts;
mod transition;
mod walking;
mod watching;
mod writing;
