//! Text to text: a note with one more entry or one other value, every other byte as it was. Nothing here reads or writes files.

mod adopt;
mod entry;
mod item;
mod key;
mod line;
mod link;
mod mend;
mod name;

pub use adopt::{Adopted, adopt};
pub use entry::{NewEntry, adds, insert};
pub use item::add_item;
pub use key::{Refusal, set};
pub use line::{clean, linked};
pub use link::{Lines, LinkText};
pub use mend::{Mended, mend, replaced};
pub use name::{Fault, file_name};
