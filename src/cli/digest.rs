//! `journal digest`

use super::Exit;
use super::period::PeriodOptions;
use super::session::{Session, first_errors};
use crate::error::Error;
use crate::index::Index;
use crate::model::Period;
use crate::query::{filters, findings, standings};
use crate::render::{Medium, json, page};
use crate::report::{DigestRequest, digest};
use crate::vault::{Page, Vault};
use clap::Args;

/// The report: whom to reconnect with and why, who is between jobs, what comes up, what is open, giving and
/// getting, patterns worth a thought, and with whom you were lately in touch.
///
/// A period is that of `lately in touch` and of the balance; without one these look back 30 and 90 days.
/// Formats: text, md, html, json. The same vault and the same --today give the same bytes. Both ends of every
/// period are in.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal digest\n  journal digest --period 'last quarter' -o digest.html\n  journal digest --circle inner --limit 5"
)]
pub(super) struct Options {
    #[command(flatten)]
    digest: DigestOptions,
    /// Exit with 1 when anybody is due
    #[arg(long)]
    fail_if_stale: bool,
}

/// What a digest shows.
#[derive(Debug, Args)]
pub(super) struct DigestOptions {
    #[command(flatten)]
    period: PeriodOptions,
    /// Rows a section at most; 0 for all [default: `digest.limit` of the settings, 10; all in JSON]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Only contacts with this tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only contacts of this circle
    #[arg(long, value_name = "CIRCLE")]
    circle: Vec<String>,
}

/// Formats of a digest.
pub(super) const FORMATS: [&str; 4] = ["text", "md", "html", "json"];

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&FORMATS)?;
    let period = options.digest.period(session)?;
    session.page(options, |vault, index| {
        let (page, anyone_due) = page_of(&options.digest, session, format, period, vault, index)?;
        Ok(Page { to_see: options.fail_if_stale && anyone_due, ..page })
    })
}

/// The digest in this format, and whether anybody is due.
pub(super) fn page_of(
    options: &DigestOptions,
    session: &Session,
    format: &str,
    period: Option<Period>,
    vault: &Vault,
    index: &Index,
) -> Result<(Page, bool), Error> {
    let tags = options.tag.iter().map(|tag| format!("tag:{tag}"));
    let conditions: Vec<String> = tags.chain(options.circle.iter().map(|circle| format!("circle:{circle}"))).collect();
    let limit = match options.limit {
        Some(0) => None,
        None if format == "json" => None,
        limit => limit.or(Some(index.settings().digest.limit)),
    };
    let standings = standings(index, session.today);
    let findings = findings(index, &standings, session.today);
    let request = DigestRequest { period, limit, filters: filters(&conditions) };
    let value = digest(index, session.today, &standings, &findings, &request);
    let look = session.look(Some(vault));
    let text = match format {
        "json" => json(&value)?,
        "md" => page("digest", Medium::Markdown, &value, &look)?,
        "html" => page("digest", Medium::Html, &value, &look)?,
        _ => page("digest", Medium::Text, &value, &look)?,
    };
    let (errors, error_count) = first_errors(findings.iter());
    Ok((Page { text, errors, error_count, to_see: false }, value.anyone_due()))
}

impl DigestOptions {
    /// The period asked for, by the session's day.
    pub(super) fn period(&self, session: &Session) -> Result<Option<Period>, Error> {
        self.period.span(session)
    }
}
