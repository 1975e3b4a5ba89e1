//! Everyone due, most overdue first.

use super::period_of;
use super::suggestion::{Suggestion, suggestion};
use crate::index::Index;
use crate::model::Date;
use crate::query::{Filter, matches, stale, standings};
use serde::Serialize;

/// The page of `journal stale`.
#[derive(Debug, Serialize)]
pub struct StalePage<'a> {
    schema: &'static str,
    today: Date,
    /// Everyone due.
    pub contacts: Vec<Suggestion<'a>>,
    /// How many more are due than are shown.
    pub more: usize,
}

/// Everyone due on `today` whom the filters let through, at most `limit` of them.
pub fn stale_page<'a>(index: &'a Index, today: Date, filters: &[Filter], limit: Option<usize>) -> StalePage<'a> {
    let standings = standings(index, today);
    let due: Vec<_> = stale(index, &standings, today).into_iter().filter(|standing| matches(index, standing, filters)).collect();
    let shown = limit.unwrap_or(due.len()).min(due.len());
    let period = period_of(index.settings().digest.balance, today);
    StalePage {
        schema: "journal.stale/1",
        today,
        contacts: due[..shown].iter().map(|standing| suggestion(index, standing, period, today)).collect(),
        more: due.len() - shown,
    }
}
