//! `journal balance`

use super::period::PeriodOptions;
use super::session::Session;
use super::{Exit, names};
use crate::error::Error;
use crate::index::Index;
use crate::model::{Date, Kind, Period};
use crate::render::{Medium, Shape, Table, TableStyle, json, page, shape, visible};
use crate::report::{BalancePage, BalanceRequest, Telling, balance_page};
use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
use serde::Serialize;

/// What you gave and got over a period: by person, by kind, by quarter. It is a mirror and nothing more: giving
/// more for a season is fine, and so is leaning on somebody.
///
/// With --kind it tells what was said of each: what you learned, and from whom. With a name it also tells who
/// reached out. Formats: text, json, csv, md. Both ends of a period are in; without one it is the last 90 days,
/// with --kind all time.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal balance\n  journal balance ada -p 2026\n  journal balance --by quarter\n  journal balance --by person --kind advice,feedback"
)]
pub(super) struct Options {
    /// Only this contact
    #[arg(value_name = "WHO", add = ArgValueCompleter::new(names::complete))]
    who: Option<String>,
    /// What the rows are [default: person and kind]
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
    /// Only these kinds, each in its words: advice, feedback, introduction …
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<String>,
    #[command(flatten)]
    period: PeriodOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum By {
    /// One row a person or organization
    #[value(alias = "contact")]
    Person,
    /// One row a kind
    Kind,
    /// One row a quarter, and a small plot of each person's
    Quarter,
}

/// People shown with their quarters.
const PEOPLE: usize = 15;

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
    let kinds = kinds(&index, &options.kind)?;
    let who = match &options.who {
        Some(name) => match session.who(&index, name)? {
            Some(id) => Some(id),
            None => return Ok(Exit::SeeTo),
        },
        None => None,
    };
    let telling = if kinds.is_empty() && !session.global.verbose { Telling::Sums } else { Telling::Words };
    let ever = (!kinds.is_empty()).then_some(Period { since: None, until: session.today });
    let people = match (options.by, format) {
        (Some(By::Quarter), "json") => usize::MAX,
        (Some(By::Quarter), _) if who.is_none() => PEOPLE,
        _ => 0,
    };
    let value = balance_page(&index, session.today, &BalanceRequest { period: period.or(ever), who, kinds, telling, people });
    let look = session.look(Some(&vault));
    let text = match format {
        _ if session.has_template() => page("balance", Medium::of(format), &Shown { page: &value, by: options.by }, &look)?,
        "json" => json(&value)?,
        "csv" => table(&value, options.by).render(TableStyle::Csv, &look)?,
        "md" => table(&value, options.by).render(TableStyle::Markdown, &look)?,
        _ => page("balance", Medium::Text, &Shown { page: &value, by: options.by }, &look)?,
    };
    session.answer(&text)?;
    Ok(session.trouble(index.findings().iter()))
}

/// The kinds that these words name: the kind itself, or a word for it.
fn kinds(index: &Index, words: &[String]) -> Result<Vec<Kind>, Error> {
    let kinds = &index.settings().kinds;
    let known = || kinds.all().map(|kind| kinds.name(kind)).collect::<Vec<_>>().join(", ");
    let one = |word: &String| {
        let word = word.trim();
        let synonym = || Some(kinds.of(word)).filter(|kind| *kind != kinds.other());
        let kind = kinds.named(word).or_else(synonym);
        kind.ok_or_else(|| Error::usage(format!("`{}` is no kind", visible(word)), format!("the kinds are {}", known())))
    };
    words.iter().map(one).collect()
}

/// What the page gives its template.
pub(super) fn context(index: &Index, today: Date) -> Shape {
    let year = Period { since: today.plus_months(-12), until: today };
    let kinds: Vec<Kind> = index.settings().kinds.all().collect();
    let asked = |who| BalanceRequest { period: Some(year), who, kinds: kinds.clone(), telling: Telling::Words, people: PEOPLE };
    let told = |who| shape(&Shown { page: &balance_page(index, today, &asked(who)), by: Some(By::Quarter) });
    told(index.contacts().next()).with(told(None))
}

fn table(page: &BalancePage<'_>, by: Option<By>) -> Table {
    match by {
        Some(By::Kind) => by_kind(page),
        Some(By::Quarter) => by_quarter(page),
        _ if !page.exchanges.is_empty() => by_exchange(page),
        _ => by_person(page),
    }
}

fn by_kind(page: &BalancePage<'_>) -> Table {
    let row = |row: &crate::query::KindBalance| vec![row.kind.clone(), row.gave.to_string(), row.got.to_string()];
    Table { columns: vec!["kind", "gave", "got"], rows: page.balance.kinds.iter().map(row).collect() }
}

fn by_quarter(page: &BalancePage<'_>) -> Table {
    let row = |row: &crate::query::SeasonBalance| {
        vec![row.label.clone(), row.since.to_string(), row.until.to_string(), row.gave.to_string(), row.got.to_string()]
    };
    Table { columns: vec!["quarter", "since", "until", "gave", "got"], rows: page.balance.seasons.iter().map(row).collect() }
}

fn by_person(page: &BalancePage<'_>) -> Table {
    let row = |row: &crate::query::ContactBalance| {
        let season = row.season.name().to_owned();
        vec![row.name.to_string(), row.gave.to_string(), row.got.to_string(), row.net.to_string(), season, row.path.to_string()]
    };
    Table { columns: vec!["name", "gave", "got", "net", "season", "path"], rows: page.balance.contacts.iter().map(row).collect() }
}

fn by_exchange(page: &BalancePage<'_>) -> Table {
    let row = |row: &crate::report::ExchangeTold<'_>| {
        let words = [row.name, row.direction.name(), row.kind, &row.date.to_string(), row.text, row.path];
        words.map(str::to_owned).to_vec()
    };
    Table { columns: vec!["name", "direction", "kind", "date", "text", "path"], rows: page.exchanges.iter().map(row).collect() }
}
