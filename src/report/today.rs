//! The short page of a day.

use super::period_of;
use super::rows::{ComingRow, OpenRow, coming_row, open_row};
use super::suggestion::{Suggestion, suggestion};
use crate::index::Index;
use crate::model::{Date, order};
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
    /// How many of those due are left out.
    more: usize,
    more_coming: usize,
    more_open: usize,
}

/// How much of a day a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portion {
    /// What fits into nine lines.
    Glance,
    /// At most so many of those due, and everything else.
    Due(usize),
}

/// Most lines of a glance: a row of the day and an open loop take one, somebody due takes two, and what is left out one.
const LINES: usize = 9;

/// Rows of the day, and of what is open, that come before those due.
const FIRST: usize = 2;

impl Portion {
    /// How many of those due, of the rows of the day and of the open loops are shown.
    fn of(self, due: usize, coming: usize, open: usize) -> (usize, usize, usize) {
        match self {
            Portion::Due(most) => (due.min(most), coming, open),
            Portion::Glance if coming + open + 2 * due <= LINES => (due, coming, open),
            Portion::Glance => {
                let (first_coming, first_open) = (coming.min(FIRST), open.min(FIRST));
                let due = due.min((LINES - 1 - first_coming - first_open) / 2);
                let open = open.min(LINES - 1 - first_coming - 2 * due);
                (due, coming.min(LINES - 1 - open - 2 * due), open)
            }
        }
    }
}

impl TodayPage<'_> {
    /// Whether the day asks for nothing.
    pub fn is_quiet(&self) -> bool {
        self.due.is_empty() && self.more == 0 && self.coming.is_empty() && self.open.is_empty()
    }
}

/// What `today` asks for: those due, people between jobs first, what falls on the day, and what was promised or asked up to it.
pub fn today_page<'a>(index: &'a Index, today: Date, portion: Portion) -> TodayPage<'a> {
    let standings = standings(index, today);
    let mut due = stale(index, &standings, today);
    order::sort_by_key(&mut due, |standing| !standing.in_transition);
    let period = period_of(index.settings().digest.balance, today);
    let mut of_day = coming(index, today, today, Scope::Everyone);
    of_day.retain(|row| row.kind != ComingKind::Task);
    let mut open = loops(index, today, Scope::Everyone);
    open.retain(|open| open.due.is_some_and(|due| due <= today));
    let (shown_due, shown_coming, shown_open) = portion.of(due.len(), of_day.len(), open.len());
    TodayPage {
        schema: "journal.today/1",
        today,
        more: due.len() - shown_due,
        more_coming: of_day.len() - shown_coming,
        more_open: open.len() - shown_open,
        due: due.iter().take(shown_due).map(|standing| suggestion(index, standing, period, today)).collect(),
        coming: of_day.iter().take(shown_coming).map(|row| coming_row(index, row)).collect(),
        open: open.iter().take(shown_open).map(|open| open_row(index, open)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_is_nine_lines_and_shows_of_everything() {
        for due in 0..12 {
            for coming in 0..12 {
                for open in 0..12 {
                    let (d, c, o) = Portion::Glance.of(due, coming, open);
                    let all = (d, c, o) == (due, coming, open);
                    assert!(2 * d + c + o + usize::from(!all) <= LINES, "{due} {coming} {open}");
                    assert!(d >= due.min(2) && c >= coming.min(2) && o >= open.min(2), "{due} {coming} {open}");
                    assert!(all || 2 * d + c + o + 2 >= LINES, "{due} {coming} {open}");
                }
            }
        }
    }
}
