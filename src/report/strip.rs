//! One person's meetings and exchanges over the years, as charts of a page.

use super::charts::{MonthBar, month_bars, months};
use crate::index::{ContactId, Index};
use crate::model::{Date, Period, Verb};
use crate::query::{Sum, season_of};
use serde::Serialize;

/// Months drawn at most: thirty years.
const MOST: usize = 360;

/// Height of the tallest bar.
const TALL: usize = 56;

/// A person's charts.
#[derive(Debug, Serialize)]
pub struct PersonCharts {
    /// Giving and getting by month; empty when there was none in the last two years.
    months: Vec<MonthBar>,
    /// Meetings by month; `null` when there was none.
    strip: Option<Strip>,
}

/// Meetings by month, oldest first.
#[derive(Debug, Serialize)]
struct Strip {
    /// Day of the first meeting.
    since: Date,
    /// How many there were.
    total: usize,
    /// The longest time between two of them, when there are two.
    silent: Option<Silence>,
    /// Width of a month.
    step: usize,
    bars: Vec<StripBar>,
}

#[derive(Debug, Serialize)]
struct Silence {
    days: i64,
    until: Date,
}

#[derive(Debug, Serialize)]
struct StripBar {
    label: &'static str,
    year: i16,
    /// Whether the year is written under it.
    mark: bool,
    count: usize,
    tall: usize,
}

/// The charts of one contact.
pub(super) fn person_charts(index: &Index, id: ContactId, today: Date) -> PersonCharts {
    PersonCharts { months: exchanged(index, id, today), strip: strip(index, id, today) }
}

fn exchanged(index: &Index, id: ContactId, today: Date) -> Vec<MonthBar> {
    let months = months(today);
    let mut sums = vec![Sum::default(); months.len()];
    let told = index.exchanges_of(id).filter(|given| matches!(given.verb(), Verb::Gave | Verb::Got) && given.happened(today));
    for given in told {
        if let Some(sum) = season_of(&months, given.date()).and_then(|at| sums.get_mut(at)) {
            sum.add(given.verb(), given.weight());
        }
    }
    if sums.iter().any(|sum| sum.count > 0) { month_bars(&sums, today) } else { Vec::new() }
}

fn strip(index: &Index, id: ContactId, today: Date) -> Option<Strip> {
    let days: Vec<Date> = index.interactions_of(id).filter(|meeting| meeting.counts(today)).map(|meeting| meeting.date()).collect();
    let since = *days.first()?;
    let gaps = days.windows(2).map(|pair| Silence { days: pair[0].days_until(pair[1]), until: pair[1] });
    let mut months: Vec<Period> = Vec::new();
    let mut first = Some(today.first_of_month());
    while let Some(month) = first.filter(|month| months.len() < MOST && month.last_of_month() >= since) {
        months.push(Period { since: Some(month), until: month.last_of_month() });
        first = month.plus_months(-1);
    }
    months.reverse();
    let mut counts = vec![0_usize; months.len()];
    days.iter().filter_map(|day| season_of(&months, *day)).for_each(|at| counts[at] += 1);
    let most = counts.iter().copied().max().unwrap_or(0).max(2);
    let step = if months.len() <= 60 {
        12
    } else if months.len() <= 120 {
        8
    } else {
        5
    };
    let bar = |(at, (month, &count)): (usize, (&Period, &usize))| {
        let first = month.since?;
        let mark = first.month() == 1 || at == 0 && first.month() < 9;
        Some(StripBar { label: first.month_name(), year: first.year(), mark, count, tall: count * TALL / most })
    };
    Some(Strip {
        since,
        total: days.len(),
        silent: gaps.max_by_key(|gap| gap.days).filter(|gap| gap.days > 1),
        step,
        bars: months.iter().zip(&counts).enumerate().filter_map(bar).collect(),
    })
}
