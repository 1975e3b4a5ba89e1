//! `journal show`

use super::session::Session;
use super::{Exit, names};
use crate::error::Error;
use crate::render::{Medium, json, page};
use crate::report::{Drawing, show_page};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

/// One person: how you stand and why, what the note says, what is open, the timeline, giving and getting, ties.
///
/// A name may be an alias, a part of the name, without accents, or slightly misspelt. Formats: text, html (one
/// self-contained page with charts), json.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal show ada\n  journal show people/ada-lovelace.md --format json\n  journal show ada -o ada.html"
)]
pub(super) struct Options {
    /// Whom: a name, an alias, a part of one, or the path of the note
    #[arg(value_name = "WHO", add = ArgValueCompleter::new(names::complete), required = true)]
    who: Vec<String>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "html", "json"])?;
    let (vault, index) = session.index()?;
    let Some(id) = session.who(&index, &options.who.join(" "))? else { return Ok(Exit::SeeTo) };
    let drawing = if format == "html" { Drawing::Charts } else { Drawing::Nothing };
    let value = show_page(&index, id, session.today, drawing);
    let text = match format {
        "json" => json(&value)?,
        "html" => page("show", Medium::Html, &value, &session.browser(&vault))?,
        _ => page("show", Medium::of(format), &value, &session.look(Some(&vault)))?,
    };
    session.answer(&text)?;
    Ok(session.trouble(index.findings().iter().filter(|found| *found.path == *index.path(id))))
}
