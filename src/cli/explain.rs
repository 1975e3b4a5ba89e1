//! `journal explain`

use super::check::near_code;
use super::session::Session;
use super::{Exit, output};
use crate::diagnostic::Code;
use crate::error::Error;
use crate::render::{explained, json, listed, visible};
use crate::report::explain_page;
use clap::Args;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use std::ffi::OsStr;

/// What a code of `journal check` means, with an example and the way out; without CODE all codes.
///
/// The code is what stands in brackets behind a finding: `[unquoted-link]`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal explain\n  journal explain unquoted-link\n  journal explain --format json")]
pub(super) struct Options {
    /// Which codes
    #[arg(value_name = "CODE", add = ArgValueCompleter::new(complete))]
    codes: Vec<String>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json"])?;
    let mut codes = Vec::new();
    for name in &options.codes {
        let Some(code) = Code::named(name.trim_matches(['[', ']'])) else {
            output::complain(&format!("error: there is no code `{}`\nhint: {}", visible(name), near_code(name)));
            return Ok(Exit::SeeTo);
        };
        codes.push(code);
    }
    let look = session.look(None);
    let text = match (format, codes.is_empty()) {
        ("json", true) => json(&explain_page(Code::ALL))?,
        ("json", false) => json(&explain_page(&codes))?,
        (_, true) => listed(Code::ALL, &look),
        (_, false) => codes.iter().map(|code| explained(*code, &look)).collect::<Vec<_>>().join("\n"),
    };
    session.answer(&text)?;
    Ok(Exit::Done)
}

fn complete(start: &OsStr) -> Vec<CompletionCandidate> {
    let start = start.to_string_lossy();
    let fits = Code::ALL.iter().filter(|code| code.name().starts_with(&*start));
    fits.map(|code| CompletionCandidate::new(code.name()).help(Some(code.about().into()))).collect()
}
