//! `journal today`

use super::Exit;
use super::session::{Session, first_errors};
use crate::error::Error;
use crate::render::{Medium, json, page};
use crate::report::{Portion, today_page};
use crate::vault::Page;
use clap::Args;

/// The short page of the day: what falls on it, what you said you would do by now, and who is due.
///
/// It has nine lines at most; `journal stale` and `journal digest` tell the rest. With --quiet nothing is printed when
/// nothing is due. Formats: text, json.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal today\n  journal today --quiet   # for a shell's start-up file")]
pub(super) struct Options {
    /// Show so many of those due, 0 for all, and everything else of the day, however long that gets
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

/// Those due that other programs get, where nobody says how many.
const DUE: usize = 5;

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json"])?;
    session.page(options, |vault, index| {
        let portion = match (options.limit, format) {
            (Some(0), _) => Portion::Due(usize::MAX),
            (Some(most), _) => Portion::Due(most),
            (None, "json") => Portion::Due(DUE),
            _ => Portion::Glance,
        };
        let value = today_page(index, session.today, portion);
        let quiet = session.silent() && value.is_quiet();
        let text = match format {
            "json" => json(&value)?,
            _ if quiet => String::new(),
            _ => page("today", Medium::of(format), &value, &session.look(Some(vault)))?,
        };
        let (errors, error_count) = first_errors(index.findings().iter());
        Ok(Page { text, errors, error_count, to_see: false })
    })
}
