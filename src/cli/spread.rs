//! `journal spread`

use super::Exit;
use super::output;
use super::session::Session;
use super::set::planned;
use super::writing::{WriteOptions, context, write};
use crate::error::Error;
use crate::query::{filters, first_days, matches, standings};
use clap::Args;

/// Give a new crowd its first days, so that it does not all fall due at once.
///
/// Everybody with whom no contact is written down, and who would be due on the same day by the same cadence, gets a
/// day of their own, evenly over that cadence: twelve people at three months are about one a week. The day is written
/// as `snooze`, which says `not before` and claims no contact. The first of them, in the order of `journal stale`, stays
/// due. Left alone are people with a `next` or a `snooze`, people between jobs, and those who are never due.
/// It is one change: `journal undo` takes all of it back.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal spread --dry-run\n  journal spread\n  journal spread circle:wider\n  journal spread tag:imported"
)]
pub(super) struct Options {
    /// Only contacts that meet these: words, tag:imported, circle:wider, any key:value
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    #[command(flatten)]
    write: WriteOptions,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let context = context(&vault);
    let (standings, filters) = (standings(&index, session.today), filters(&options.filters, index.settings()));
    let days = first_days(&index, &standings, |standing| matches(&index, standing, &filters), session.today);
    if days.is_empty() {
        session.answer("nothing to spread: nobody new falls due together with others\n")?;
        return Ok(Exit::Done);
    }
    let mut left = 0;
    let what = format!("spread: first days for {}", if days.len() == 1 { "1 person".to_owned() } else { format!("{} people", days.len()) });
    let done = write(session, &vault, &what, options.write, |text_of| {
        let mut edits = Vec::new();
        for first in &days {
            let path = index.path(first.id);
            match text_of(path).and_then(|text| planned(path, text, "snooze", &first.day.to_string(), &context)) {
                Ok(edit) => edits.push(edit),
                Err(error) => {
                    left += 1;
                    output::complain(&format!("left as it is: {error}"));
                }
            }
        }
        Ok(edits)
    })?;
    Ok(if left > 0 { Exit::SeeTo } else { done })
}
