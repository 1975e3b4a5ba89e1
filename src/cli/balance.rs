//! `journal balance`

use super::period::PeriodOptions;
use super::session::Session;
use super::{Exit, names};
use crate::error::Error;
use crate::render::{Medium, Table, TableStyle, json, page};
use crate::report::{BalancePage, balance_page};
use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use serde::Serialize;

/// What you gave and got over a period: by contact, by kind, by quarter. A mirror, not a score: giving more for
/// a season is fine.
///
/// Formats: text, json, csv, md. Both ends of a period are in; without one it is the last 90 days.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal balance\n  journal balance ada -p 2026\n  journal balance --by quarter")]
pub(super) struct Options {
    /// Only this contact
    #[arg(value_name = "WHO", add = ArgValueCompleter::new(names::complete))]
    who: Option<String>,
    /// What the rows are [default: contact and kind]
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
    #[command(flatten)]
    period: PeriodOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum By {
    /// One row a contact
    Contact,
    /// One row a kind
    Kind,
    /// One row a quarter
    Quarter,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    page: &'a BalancePage<'a>,
    by: Option<By>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json", "csv", "md"])?;
    let period = options.period.span(session)?;
    let (vault, index) = session.index()?;
    let who = match &options.who {
        Some(name) => match session.who(&index, name)? {
            Some(id) => Some(id),
            None => return Ok(Exit::SeeTo),
        },
        None => None,
    };
    let value = balance_page(&index, session.today, period, who);
    let look = session.look(Some(&vault));
    let text = match format {
        "json" => json(&value)?,
        "csv" => table(&value, options.by).render(TableStyle::Csv, &look)?,
        "md" => table(&value, options.by).render(TableStyle::Markdown, &look)?,
        _ => page("balance", Medium::Text, &Shown { page: &value, by: options.by }, &look)?,
    };
    session.answer(&text)?;
    Ok(session.trouble(index.findings().iter()))
}

fn table(page: &BalancePage<'_>, by: Option<By>) -> Table {
    let balance = &page.balance;
    match by {
        Some(By::Kind) => Table {
            columns: vec!["kind", "gave", "got"],
            rows: balance.kinds.iter().map(|row| vec![row.kind.clone(), row.gave.to_string(), row.got.to_string()]).collect(),
        },
        Some(By::Quarter) => {
            let row = |row: &crate::query::SeasonBalance| {
                vec![row.label.clone(), row.since.to_string(), row.until.to_string(), row.gave.to_string(), row.got.to_string()]
            };
            Table { columns: vec!["quarter", "since", "until", "gave", "got"], rows: balance.seasons.iter().map(row).collect() }
        }
        _ => {
            let row = |row: &crate::query::ContactBalance| {
                vec![
                    row.name.to_string(),
                    row.gave.to_string(),
                    row.got.to_string(),
                    row.net.to_string(),
                    row.season.name().to_owned(),
                    row.path.to_string(),
                ]
            };
            Table { columns: vec!["name", "gave", "got", "net", "season", "path"], rows: balance.contacts.iter().map(row).collect() }
        }
    }
}
