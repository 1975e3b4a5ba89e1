//! What each fuzz target holds any bytes to. The suite holds the kept seeds to the same.

mod dates;
mod digest;
mod edits;
mod links;
mod note;
mod settings;

pub(crate) use dates::dates;
pub(crate) use digest::digest;
pub(crate) use edits::edits;
pub(crate) use links::links;
pub(crate) use note::note;
pub(crate) use settings::settings;

use journal::model::{Date, Settings};
use journal::parse::{Context, Everyone, laws};

/// What parts the texts of one input.
pub(crate) const PARTING: char = '¶';

/// Any block of front matter that the reader of plain lines takes means what YAML says it means.
pub(crate) fn front_matter(bytes: &[u8]) {
    holds(laws::front_matter(&String::from_utf8_lossy(bytes)));
}

/// Any body that the reader of plain blocks takes means what the Markdown parser says it means, byte for byte and place for place.
pub(crate) fn body(bytes: &[u8]) {
    holds(laws::body(&String::from_utf8_lossy(bytes)));
}

/// Any entry line that is read at once tells what the grammar of entries says it tells.
pub(crate) fn lines(bytes: &[u8]) {
    holds(laws::lines(&String::from_utf8_lossy(bytes), Date::new(2026, 10, 2)));
}

/// Panics with what breaks a law.
fn holds<T>(law: Result<T, String>) {
    if let Err(broken) = law {
        panic!("{broken}");
    }
}

/// How notes are read where nothing is set.
fn context() -> Context {
    Context::new(Settings::default(), None, Everyone::ByRule)
}
