//! Text to notes. Reading never fails: it gives what it understood, and findings about the rest.

mod advice;
mod amiss;
mod blocks;
mod body;
pub(crate) mod cadence;
mod conflict;
mod contact;
mod daily;
pub mod date;
mod draft;
mod due;
mod entry;
mod facts;
mod field;
mod flat;
mod front_matter;
mod gathered;
pub mod keys;
mod lanes;
#[doc(hidden)]
pub mod laws;
mod lead;
mod leave;
mod levels;
mod line;
mod link;
mod mailbox;
mod markdown;
mod mending;
mod near;
mod note;
mod overview;
mod places;
mod plain;
pub mod settings;
mod skip;
mod spelt;
mod told;
mod unclosed;
mod unknown;
#[doc(hidden)]
pub mod value_laws;
pub mod when;
mod words;
mod written;
mod yaml;

pub use contact::stint_texts;
pub use draft::Scratch;
pub(crate) use front_matter::LARGEST as LARGEST_FRONT_MATTER;
pub use keys::Key;
pub use leave::Leaving;
pub use mailbox::mailbox;
pub use note::{Context, Everyone, note, notes, told_in_text};
pub use places::{HeadingPlace, ItemPlace, KeyPlace, Places, ValuePlace, key_named, places};
pub(crate) use spelt::linked_day;
pub use unknown::says_nothing;
