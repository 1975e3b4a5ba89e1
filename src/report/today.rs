//! The short page of a day.

use super::period_of;
use super::rows::{ComingRow, OpenRow, coming_row, open_row};
use super::suggestion::{Suggestion, suggestion};
use crate::index::Index;
use crate::model::Date;
use crate::query::{ComingKind, Scope, coming, loops, stale, standings};
use serde::Serialize;

/// The page of `journal today`.
#[derive(Debug, Serialize)]
pub struct TodayPage<'a> {
    schema: &'static str,
    today: Date,
    due: Vec<Suggestion<'a>>,
    coming: Vec<ComingRow<'a>>,
    open: Vec<OpenRow<'a>>,
    more: usize,
}

impl TodayPage<'_> {
    /// Whether the day asks for nothing.
    pub fn is_quiet(&self) -> bool {
        self.due.is_empty() && self.more == 0 && self.coming.is_empty() && self.open.is_empty()
    }
}

/// What `today` asks for: at most `most` of those due, people between jobs first, what falls on the day, and what was promised or asked up to it.
pub fn today_page<'a>(index: &'a Index, today: Date, most: usize) -> TodayPage<'a> {
    let standings = standings(index, today);
    let mut due = stale(index, &standings, today);
    due.sort_by_key(|standing| !standing.in_transition);
    let period = period_of(index.settings().digest.balance, today);
    let of_day = coming(index, today, today, Scope::Everyone).into_iter().filter(|row| row.kind != ComingKind::Task);
    TodayPage {
        schema: "journal.today/1",
        today,
        more: due.len().saturating_sub(most),
        due: due.iter().take(most).map(|standing| suggestion(index, standing, period, today)).collect(),
        coming: of_day.map(|row| coming_row(index, &row)).collect(),
        open: loops(index, today, Scope::Everyone)
            .iter()
            .filter(|open| open.due.is_some_and(|due| due <= today))
            .map(|open| open_row(index, open))
            .collect(),
    }
}
