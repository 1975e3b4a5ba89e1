//! Values to text, Markdown, HTML, JSON and CSV. Whatever a note holds is made harmless here, once for each medium.

mod diff;
mod escape;
mod excerpt;
mod explain;
mod filters;
mod ics;
mod json;
mod mail;
mod own;
mod page;
mod pieces;
mod sarif;
mod schedule;
mod shape;
mod table;
mod values;
mod wrap;

pub use diff::{new_lines, unified};
pub use escape::visible;
pub use excerpt::{full, github, short};
pub use explain::{explained, listed};
pub use ics::calendar;
pub use json::{json, json_line};
pub use mail::{Letter, letter};
pub use page::{
    Filler, Medium, block_names, built_in_templates, kept_page, page, page_again, prepare, prepare_again, template, template_text,
};
pub use sarif::sarif;
pub use schedule::{Rhythm, Times, cron_line, launchd_list, shell_word, systemd_service, systemd_timer};
pub use shape::{Shape, shape};
pub use table::{Table, TableStyle};

use crate::model::{Date, NoteLinks};
use crate::vault::OwnTemplates;
use std::sync::Arc;

/// How an answer should look.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to colour.
    pub colour: Colour,
    /// Which characters the terminal shows.
    pub charset: Charset,
    /// The day the answer is for.
    pub today: Date,
    /// Where links lead.
    pub links: Links,
    /// Templates that take the place of built-in ones.
    pub templates: Templates,
}

/// Where the links of a page lead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// Path from where the answer is written to the vault, with a `/` at its end; empty for the vault itself.
    pub to_vault: String,
    /// How a page for a browser opens a note; with the vault's whole path, which ends in `/`, where that is needed.
    pub opened: Option<(NoteLinks, String)>,
    /// Path from a page of a site to its top; `None` where people have no pages of their own.
    pub to_top: Option<String>,
}

/// Templates of one's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Templates {
    /// All that were read.
    pub own: Arc<OwnTemplates>,
    /// The name of the one asked for.
    pub asked: Option<String>,
}

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Colour and weight.
    On,
    /// Plain.
    Off,
}

/// Which characters the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Bars, arrows and dots.
    Utf8,
    /// ASCII only, but for what notes hold.
    Ascii,
}
