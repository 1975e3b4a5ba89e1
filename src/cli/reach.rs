//! `journal reach`

use super::session::Session;
use super::{Exit, names, output};
use crate::error::Error;
use crate::index::Index;
use crate::model::Date;
use crate::query::{Aim, Ties, target};
use crate::render::{Medium, Shape, json, page, shape, visible};
use crate::report::{Group, ReachPage, reach_page};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use serde::Serialize;

/// Who could open a door: who is at a company, who was, who knows somebody there, and the best ways from you to
/// it through people, each with how fresh it is and whom to write to first.
///
/// A target is a company, a person (in the vault, or only named in a link), a tag or a place. `company:x`,
/// `person:x`, `tag:x` and `place:x` say which. A way goes over introductions, `knows`, stints at the same place,
/// entries in which several people took part, and mentions. Nobody is asked to pass you on: the first one is asked
/// whether they would be willing to ask. Formats: text, md, json.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal reach Initech\n  journal reach 'Grace Hopper' --limit 3\n  journal reach tag:mentor\n  journal reach place:Seattle --format md"
)]
pub(super) struct Options {
    /// What to reach: a company, a person, a tag, a place
    #[arg(value_name = "TARGET", add = ArgValueCompleter::new(names::complete), required = true)]
    target: Vec<String>,
    /// How many ways at most
    #[arg(short = 'n', long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=100))]
    limit: u8,
}

/// Rows of each sort that a page for reading shows.
const ROWS: usize = 12;

#[derive(Serialize)]
struct Shown<'p, 'a> {
    #[serde(flatten)]
    page: &'p ReachPage<'a>,
    groups: Vec<Group<'p, 'a>>,
    /// Whether anybody has to be asked to ask somebody else.
    asks: bool,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "md", "json"])?;
    let (vault, index) = session.index()?;
    let wanted = options.target.join(" ");
    let start = std::time::Instant::now();
    let ties = Ties::new(&index, session.today);
    let told = start.elapsed();
    let target = match target(&index, &ties, &wanted) {
        Aim::One(target) => target,
        Aim::People(name) => {
            session.who(&index, &name)?;
            return Ok(Exit::SeeTo);
        }
        Aim::Companies(names) => return Err(several(&wanted, &names)),
        Aim::Nothing(near) => {
            nothing(&wanted, &near);
            return Ok(Exit::SeeTo);
        }
    };
    let value = reach_page(&index, &ties, &target, session.today, usize::from(options.limit));
    if session.global.verbose {
        output::complain(&format!("ties of {} ms, ways of {} ms", told.as_millis(), (start.elapsed() - told).as_millis()));
    }
    let look = session.look(Some(&vault));
    let shown = || Shown { page: &value, groups: value.groups(ROWS), asks: value.asks() };
    let text = match format {
        "json" => json(&value)?,
        _ => page("reach", Medium::of(format), &shown(), &look)?,
    };
    session.answer(&text)?;
    let exit = session.trouble(index.findings().iter());
    Ok(if value.there.is_empty() && value.paths.is_empty() { Exit::SeeTo } else { exit })
}

/// What the page gives its template.
pub(super) fn context(index: &Index, today: Date) -> Shape {
    let ties = Ties::new(index, today);
    let Aim::One(target) = target(index, &ties, "company:Quayside") else { return Shape::Unknown };
    let value = reach_page(index, &ties, &target, today, 5);
    shape(&Shown { page: &value, groups: value.groups(ROWS), asks: value.asks() })
}

fn several(wanted: &str, names: &[String]) -> Error {
    let shown: Vec<String> = names.iter().take(10).map(|name| format!("  {}", visible(name))).collect();
    let more = if names.len() > 10 { format!("\n  and {} more", names.len() - 10) } else { String::new() };
    Error::usage(format!("`{}` could be:\n{}{more}", visible(wanted), shown.join("\n")), "use more of the name")
}

/// Tells stderr that nothing here is called so.
fn nothing(wanted: &str, near: &[String]) {
    let hint = match near {
        [] => "a company, a person, a tag or a place of your notes; `[[Name]]` in a log entry makes somebody known".to_owned(),
        near => format!("did you mean {}?", near.iter().map(|name| format!("`{}`", visible(name))).collect::<Vec<_>>().join(" or ")),
    };
    output::complain(&format!("error: nothing in your notes is called `{}` yet\nhint: {hint}", visible(wanted)));
}
