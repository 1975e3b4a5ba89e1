//! `journal timeline`

use super::period::PeriodOptions;
use super::session::Session;
use super::writing::context;
use super::{Exit, names};
use crate::error::Error;
use crate::render::{Medium, Table, TableStyle, json, page};
use crate::report::{TimelinePage, timeline_page};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

/// Interactions, newest first: with everyone, or with the people named.
///
/// Formats: text, json, csv, md. Exits with 1 when there is none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal timeline -p 'last month'\n  journal timeline ada --with bob --channel coffee")]
pub(super) struct Options {
    /// Only interactions with all of these
    #[arg(value_name = "WHO", add = ArgValueCompleter::new(names::complete))]
    who: Vec<String>,
    /// And with this one
    #[arg(long, value_name = "WHO", add = ArgValueCompleter::new(names::complete))]
    with: Vec<String>,
    /// Only by this channel
    #[arg(long, value_name = "CHANNEL")]
    channel: Vec<String>,
    #[command(flatten)]
    period: PeriodOptions,
    /// How many to show; 0 for all [default: 50 in text, all otherwise]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json", "csv", "md"])?;
    let period = options.period.span(session)?;
    let (vault, index) = session.index()?;
    let mut people = Vec::new();
    for name in options.who.iter().chain(&options.with) {
        match session.who(&index, name)? {
            Some(id) => people.push(id),
            None => return Ok(Exit::SeeTo),
        }
    }
    let limit = match options.limit {
        Some(0) => None,
        None if format == "text" => Some(50),
        limit => limit,
    };
    let context = context(&vault);
    let channels: Vec<String> = options.channel.iter().map(|word| context.channel_named(word)).collect();
    let value = timeline_page(&index, session.today, period, &people, &channels, limit);
    let look = session.look(Some(&vault));
    let text = match format {
        _ if session.has_template() => page("timeline", Medium::of(format), &value, &look)?,
        "json" => json(&value)?,
        "csv" => table(&value).render(TableStyle::Csv, &look)?,
        "md" => table(&value).render(TableStyle::Markdown, &look)?,
        _ => page("timeline", Medium::Text, &value, &look)?,
    };
    session.answer(&text)?;
    let exit = session.trouble(index.findings().iter());
    Ok(if value.interactions.is_empty() { Exit::SeeTo } else { exit })
}

fn table(page: &TimelinePage<'_>) -> Table {
    let row = |row: &crate::report::InteractionRow<'_>| {
        vec![row.date.to_string(), row.channel.to_owned(), row.names.join(", "), row.text.to_owned(), format!("{}:{}", row.path, row.line)]
    };
    Table { columns: vec!["date", "channel", "people", "text", "place"], rows: page.interactions.iter().map(row).collect() }
}
