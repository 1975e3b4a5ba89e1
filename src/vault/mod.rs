//! Disk to text: finding a vault, walking it, reading its files. Nothing here writes into a vault, and no content of a vault
//! can make it read outside.

mod find;
mod read;
mod walk;
mod write;

pub use find::{Marked, Vault, find, user_settings};
pub use write::{init, write_output};
