//! A relationship journal in plain text: a folder of Markdown notes, one for each person, and answers about it.
//!
//! The modules in the order data flows: [`vault`] (disk to text), [`parse`] (text to notes and findings), [`index`] (notes
//! joined by contact), [`query`] (index and a day to answers), [`report`] (answers to one value a page), [`render`] (value to
//! text, Markdown, HTML, JSON), [`cli`] (arguments, clock, terminal, exit codes). [`edit`] goes the other way (a note's text to its new text). [`model`] holds the nouns.

pub mod cli;
pub mod render;
pub mod report;

#[doc(inline)]
pub use journal_core::{code, diagnostic, edit, error, index, model, parse, query, vault};
