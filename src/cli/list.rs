//! `journal list`

use super::Exit;
use super::session::Session;
use crate::error::Error;
use crate::model::order;
use crate::query::filters;
use crate::render::{Medium, Table, TableStyle, json, json_line, page, template};
use crate::report::{ContactRow, ListPage, Only, list_page};
use crate::vault::bounded;
use clap::{Args, ValueEnum};
use std::cmp::Ordering;

/// Contacts that meet every condition. Words look in names, companies, roles and tags; `key:value` in a key of the
/// front matter, known or your own.
///
/// Formats: table, json, jsonl, csv, md, or a template for each line such as '{{ name }} <{{ path }}>'.
/// Exits with 1 when nobody meets the conditions.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal list tag:mentor\n  journal list circle:inner --sort due\n  journal list --stale --format '{{ name }}: {{ due }}'"
)]
pub(super) struct Options {
    /// Conditions: words, tag:mentor, circle:inner, company:acme, status:dormant, any key:value
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// Only those who are due
    #[arg(long)]
    stale: bool,
    /// Order of the rows
    #[arg(long, value_name = "BY", default_value = "name")]
    sort: Sort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// By name
    Name,
    /// Longest silent first
    Last,
    /// Soonest due first
    Due,
    /// Most overdue first
    Ratio,
    /// By company
    Company,
    /// By circle
    Circle,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let own = session.global.format.as_deref().filter(|format| format.contains("{{") || format.contains("{%"));
    let format = if own.is_some() { "template" } else { session.format(&["table", "json", "jsonl", "csv", "md", "text"])? };
    let (vault, index) = session.index()?;
    let mut value = list_page(
        &index,
        session.today,
        &filters(&options.filters, index.settings()),
        if options.stale { Only::Stale } else { Only::Everyone },
    );
    order::sort_by(&mut value.contacts, |a, b| compare(options.sort, a, b));
    let look = session.look(Some(&vault));
    let text = match format {
        _ if session.has_template() => page("list", Medium::of(format), &value, &look)?,
        "json" => json(&value)?,
        "jsonl" => value.contacts.iter().map(json_line).collect::<Result<String, Error>>()?,
        "csv" => table(&value, &ALL).render(TableStyle::Csv, &look)?,
        "md" => table(&value, &FEW).render(TableStyle::Markdown, &look)?,
        "template" => {
            let line = |row: &ContactRow<'_>| template(own.unwrap_or_default(), row, &look).map(|line| line + "\n");
            bounded("the template of --format", || value.contacts.iter().map(line).collect::<Result<String, Error>>())?
        }
        _ if value.contacts.is_empty() => String::new(),
        _ => table(&value, &FEW).render(TableStyle::Text, &look)?,
    };
    session.answer(&text)?;
    let exit = session.trouble(index.findings().iter());
    Ok(if value.contacts.is_empty() { Exit::SeeTo } else { exit })
}

fn compare(sort: Sort, a: &ContactRow<'_>, b: &ContactRow<'_>) -> Ordering {
    match sort {
        Sort::Name => Ordering::Equal,
        Sort::Last => a.last.cmp(&b.last),
        Sort::Due => (a.due.is_none(), a.due).cmp(&(b.due.is_none(), b.due)),
        Sort::Ratio => b.ratio.unwrap_or(-1.0).total_cmp(&a.ratio.unwrap_or(-1.0)),
        Sort::Company => (a.company.is_none(), a.company).cmp(&(b.company.is_none(), b.company)),
        Sort::Circle => (a.circle.is_none(), a.circle).cmp(&(b.circle.is_none(), b.circle)),
    }
}

const FEW: [&str; 6] = ["name", "company", "circle", "last", "due", "level"];
const ALL: [&str; 18] = [
    "name",
    "path",
    "aliases",
    "type",
    "company",
    "role",
    "tags",
    "circle",
    "cadence",
    "status",
    "last",
    "last_channel",
    "due",
    "days_overdue",
    "level",
    "interactions",
    "net",
    "open",
];

fn table(page: &ListPage<'_>, columns: &[&'static str]) -> Table {
    Table {
        columns: columns.to_vec(),
        rows: page.contacts.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect(),
    }
}

fn cell(row: &ContactRow<'_>, column: &str) -> String {
    let day = |day: Option<crate::model::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    match column {
        "name" => row.name.to_owned(),
        "path" => row.path.to_owned(),
        "aliases" => row.aliases.join("; "),
        "type" => row.kind.to_owned(),
        "company" => row.company.unwrap_or_default().to_owned(),
        "role" => row.role.unwrap_or_default().to_owned(),
        "tags" => row.tags.join("; "),
        "circle" => row.circle.unwrap_or_default().to_owned(),
        "cadence" => row.cadence.to_owned(),
        "status" => row.status.to_owned(),
        "last" => day(row.last),
        "last_channel" => row.last_channel.unwrap_or_default().to_owned(),
        "due" => day(row.due),
        "days_overdue" => row.days_overdue.map(|days| days.to_string()).unwrap_or_default(),
        "level" => row.level.name().to_owned(),
        "interactions" => row.interactions.to_string(),
        "net" => row.net.to_string(),
        "open" => row.open.to_string(),
        _ => String::new(),
    }
}
