//! Everyone due, most overdue first.

use super::contact::{ContactRow, contact_row, why};
use super::period_of;
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
    pub contacts: Vec<Due<'a>>,
    /// How many more are due than are shown.
    pub more: usize,
}

/// Somebody who is due.
#[derive(Debug, Serialize)]
pub struct Due<'a> {
    /// The contact.
    #[serde(flatten)]
    pub contact: ContactRow<'a>,
    /// Why they are shown.
    pub why: String,
}

/// Everyone due on `today` whom the filters let through, at most `limit` of them.
pub fn stale_page<'a>(index: &'a Index, today: Date, filters: &[Filter], limit: Option<usize>) -> StalePage<'a> {
    let standings = standings(index, today);
    let due: Vec<_> = stale(index, &standings, today).into_iter().filter(|standing| matches(index, standing, filters)).collect();
    let shown = limit.unwrap_or(due.len()).min(due.len());
    let period = period_of(index.settings().digest.balance, today);
    let row = |standing| Due { contact: contact_row(index, standing, period, today), why: why(index, standing, today) };
    StalePage {
        schema: "journal.stale/1",
        today,
        contacts: due[..shown].iter().map(|standing| row(standing)).collect(),
        more: due.len() - shown,
    }
}
