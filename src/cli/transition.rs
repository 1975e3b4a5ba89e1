//! `journal transition`

use super::Exit;
use super::session::{Session, first_errors};
use crate::error::Error;
use crate::render::{Medium, json, page};
use crate::report::transition_page;
use crate::vault::Page;
use clap::Args;

/// People shown unless `--limit` says otherwise.
const SHOWN: usize = 10;

/// Your own time between jobs: whom to turn to first and how, with whom to reconnect before you ask for anything, what you asked
/// for and what came back. When it is over: who helped, and was not told or thanked yet.
///
/// It is written in the settings, under `me.transition`: `since`, `until` once it is over, `seeking` in your own words, and
/// `needs`. The plan holds everyone with whom you worked, everyone in a circle, and everyone with a cadence of their own;
/// first those with whom you would work again, then by how strong the tie is, then by how long it has been silent. Formats:
/// text, md, json.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal transition\n  journal transition --limit 3\n  journal transition -o plan.md\n\nExits with 1 when the settings tell of no such time."
)]
pub(super) struct Options {
    /// People and asks to show; 0 for all [default: 10; all in JSON]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "md", "json"])?;
    let limit = match options.limit {
        Some(0) => None,
        None if format == "json" => None,
        limit => limit.or(Some(SHOWN)),
    };
    session.page(options, |vault, index| {
        let value = transition_page(index, session.today, limit);
        let look = session.look(Some(vault));
        let text = match format {
            "json" => json(&value)?,
            _ => page("transition", Medium::of(format), &value, &look)?,
        };
        let (errors, error_count) = first_errors(index.findings().iter());
        Ok(Page { text, errors, error_count, to_see: value.is_empty() })
    })
}
