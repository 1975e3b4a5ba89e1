//! `journal stale`

use super::Exit;
use super::session::{Session, first_errors};
use crate::error::Error;
use crate::query::filters;
use crate::render::{Medium, Table, TableStyle, json, page};
use crate::report::{StalePage, stale_page};
use crate::vault::Page;
use clap::Args;

/// Everyone who is due, most overdue first, each with the reason and a next gesture.
///
/// Somebody is due when the last contact plus the cadence is today or past. With
/// --quiet nothing is printed when nobody is. Formats: text, json, csv, md.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal stale\n  journal stale circle:inner\n  journal stale --format csv -o due.csv")]
pub(super) struct Options {
    /// Conditions: words, tag:mentor, circle:inner, any key:value
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// How many to show; 0 for all
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json", "csv", "md"])?;
    session.page(options, |vault, index| {
        let value =
            stale_page(index, session.today, &filters(&options.filters, index.settings()), options.limit.filter(|limit| *limit > 0));
        let look = session.look(Some(vault));
        let text = match format {
            _ if session.has_template() => page("stale", Medium::of(format), &value, &look)?,
            "json" => json(&value)?,
            "csv" => table(&value).render(TableStyle::Csv, &look)?,
            _ if session.silent() && value.contacts.is_empty() && value.more == 0 => String::new(),
            "md" => table(&value).render(TableStyle::Markdown, &look)?,
            _ => page("stale", Medium::Text, &value, &look)?,
        };
        let (errors, error_count) = first_errors(index.findings().iter());
        Ok(Page { text, errors, error_count, to_see: false })
    })
}

fn table(page: &StalePage<'_>) -> Table {
    let row = |due: &crate::report::Suggestion<'_>| {
        let day = |day: Option<crate::model::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            due.contact.name.to_owned(),
            due.contact.level.name().to_owned(),
            day(due.contact.due),
            day(due.contact.last),
            due.why.clone(),
            due.contact.path.to_owned(),
            due.suggestion.clone(),
        ]
    };
    Table { columns: vec!["name", "level", "due", "last", "why", "path", "suggestion"], rows: page.contacts.iter().map(row).collect() }
}
