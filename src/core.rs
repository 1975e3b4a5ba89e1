//! What runs for each note: from the disk to answers.
//!
//! A package of its own, so that it is made fast while pages and commands, which run once, are made small. The program names
//! its modules as its own.

pub mod code;
pub mod diagnostic;
pub mod edit;
pub mod error;
pub mod index;
pub mod model;
pub mod parse;
pub mod query;
pub mod vault;
