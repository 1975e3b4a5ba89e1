//! What the charts of a page are drawn from: giving and getting month by month, the year's meetings day by day, who will be due
//! week by week, and how fresh the circles are.
//!
//! What is gathered adds up contact by contact, as everything in a digest does. The geometry is worked out here, in whole units of
//! the drawing, so that a template only puts shapes where they belong.

use super::makings::Gathering;
use super::rows::Row;
use super::section::Section;
use crate::index::{ContactId, Index, folded};
use crate::model::{Date, Period, Settings, order};
use crate::query::{Level, Looking, Scope, Sum, Sums, standing, sums, weight};
use bitcode::{Decode, Encode};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Months of giving and getting.
const MONTHS: usize = 24;

/// Weeks of the year's meetings.
const YEAR: i64 = 53;

/// Weeks to come.
const AHEAD: usize = 8;

/// Names shown for a week to come.
const NAMED: usize = 6;

/// Height of the longest bar.
const TALL: f64 = 100.0;

/// What charts are drawn from.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(super) struct Charts<'a> {
    pub(super) months: Sums,
    /// Meetings on each day of the year, from a Monday on.
    days: Vec<u32>,
    /// By circle: how many contacts stand at each of [`LEVELS`].
    circles: BTreeMap<&'a str, Vec<usize>>,
    /// How many will be due in each of the coming weeks.
    weeks: Vec<usize>,
    /// Who they are.
    #[bitcode(skip)]
    pub(super) soon: Section<'a, SoonRow<'a>>,
}

/// The levels that a circle's chart shows, freshest first.
const LEVELS: [Level; 5] = [Level::Fresh, Level::Due, Level::Overdue, Level::Drifted, Level::Never];

/// Somebody who will be due.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct SoonRow<'a> {
    date: Date,
    name: &'a str,
    path: &'a str,
}

impl Row for SoonRow<'_> {
    type Order<'k>
        = (Date, Cow<'k, str>, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        (self.date, folded(self.name), self.path)
    }
}

/// What the charts of a digest are drawn from, as far as it touches those in scope.
pub(super) fn charts<'a>(
    index: &'a Index,
    Gathering { today, scope, most, .. }: Gathering<'_>,
    wanted: impl Fn(ContactId) -> bool + Sync,
) -> Charts<'a> {
    let months = months(today);
    let whole = Period { since: months.first().and_then(|month| month.since), until: today };
    let mut circles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let (mut weeks, mut soon) = (vec![0; AHEAD], Vec::new());
    for id in index.contacts().filter(|id| wanted(*id) && scope.has(*id)) {
        let standing = standing(index, id, today);
        let contact = index.contact(standing.id);
        if let (Some(circle), Some(level)) = (contact.circle(), LEVELS.iter().position(|level| *level == standing.level)) {
            circles.entry(spelled(index.settings(), circle)).or_insert_with(|| vec![0; LEVELS.len()])[level] += 1;
        }
        let date = standing.due.filter(|due| *due > today && standing.level == Level::Fresh && !standing.snoozed);
        let week = date.and_then(|date| usize::try_from(monday(today).days_until(date) / 7).ok()).filter(|week| *week < AHEAD);
        if let (Some(date), Some(week)) = (date, week) {
            weeks[week] += 1;
            soon.push(SoonRow { date, name: contact.name(), path: index.path(standing.id) });
        }
    }
    Charts {
        months: sums(index, today, Looking { period: whole, seasons: &months, kinds: &[], scope, only: None }, &wanted).0,
        days: days(index, today, scope, wanted),
        circles,
        weeks,
        soon: Section::of(&soon.iter().collect::<Vec<_>>(), most, |a, b| a.order().cmp(&b.order()), SoonRow::clone),
    }
}

/// Meetings on each day of the year up to `today`, with somebody wanted.
fn days(index: &Index, today: Date, scope: Scope<'_>, wanted: impl Fn(ContactId) -> bool + Sync) -> Vec<u32> {
    let Some(first) = first_day(today) else { return Vec::new() };
    let mut days = vec![0; usize::try_from(first.days_until(today)).map_or(0, |days| days + 1)];
    let recent = index.interactions().filter(|meeting| meeting.date() >= first && meeting.counts(today));
    for meeting in recent.filter(|meeting| scope.touches(meeting.date(), || meeting.contacts()) && meeting.contacts().any(&wanted)) {
        if let Some(day) = usize::try_from(first.days_until(meeting.date())).ok().and_then(|day| days.get_mut(day)) {
            *day += 1;
        }
    }
    days
}

/// A circle's name as the settings spell it.
fn spelled<'a>(settings: &'a Settings, circle: &'a str) -> &'a str {
    settings.circles.iter().map(|known| &*known.name).find(|name| name.eq_ignore_ascii_case(circle)).unwrap_or(circle)
}

fn monday(day: Date) -> Date {
    day.plus_days(1 - i64::from(day.weekday())).unwrap_or(day)
}

/// The Monday on which the year of the meetings begins.
fn first_day(today: Date) -> Option<Date> {
    monday(today).plus_days(-7 * (YEAR - 1))
}

/// The last two years of months, oldest first.
pub(super) fn months(today: Date) -> Vec<Period> {
    let mut months: Vec<Period> = (0..MONTHS as i64)
        .filter_map(|back| today.first_of_month().plus_months(-back))
        .map(|first| Period { since: Some(first), until: first.last_of_month() })
        .collect();
    months.reverse();
    months
}

impl<'a> Charts<'a> {
    /// The same after what touches some contacts went from `gone` to `come`.
    pub(super) fn changed(self, gone: Charts<'a>, come: Charts<'a>, least: usize) -> Option<Charts<'a>> {
        let mut circles = self.circles;
        for (circle, levels) in come.circles {
            let own = circles.entry(circle).or_insert_with(|| vec![0; LEVELS.len()]);
            own.iter_mut().zip(levels).for_each(|(own, more)| *own += more);
        }
        for (circle, levels) in gone.circles {
            let own = circles.get_mut(circle)?;
            own.iter_mut().zip(levels).try_for_each(|(own, less)| own.checked_sub(less).map(|left| *own = left))?;
            if own.iter().all(|count| *count == 0) {
                circles.remove(circle);
            }
        }
        let days = self.days.iter().zip(&gone.days).zip(&come.days).map(|((own, gone), come)| (own + come).checked_sub(*gone));
        let weeks = self.weeks.iter().zip(&gone.weeks).zip(&come.weeks).map(|((own, gone), come)| (own + come).checked_sub(*gone));
        Some(Charts {
            months: self.months.changed(&gone.months, &come.months)?,
            days: days.collect::<Option<_>>()?,
            circles,
            weeks: weeks.collect::<Option<_>>()?,
            soon: self.soon.changed(gone.soon, come.soon, least)?,
        })
    }

    /// The charts, ready to be drawn.
    pub(super) fn drawn(&self, settings: &Settings, today: Date) -> ChartsPage<'_> {
        ChartsPage {
            months: month_bars(&self.months.seasons, today),
            year: YearChart::new(&self.days, today),
            circles: self.circles_drawn(settings),
            weeks: self.weeks_drawn(today),
        }
    }

    /// One bar a circle, those of the settings in their order, then the others by name.
    fn circles_drawn(&self, settings: &Settings) -> Vec<CircleBar<'_>> {
        let place = |name: &str| settings.circles.iter().position(|circle| circle.name == name).unwrap_or(usize::MAX);
        let mut circles: Vec<(&str, &Vec<usize>)> = self.circles.iter().map(|(name, levels)| (*name, levels)).collect();
        order::sort_by_key(&mut circles, |(name, _)| (place(name), *name));
        circles.into_iter().map(|(name, levels)| CircleBar::new(name, levels)).collect()
    }

    fn weeks_drawn(&self, today: Date) -> Vec<SoonWeek<'_>> {
        let most = self.weeks.iter().copied().max().unwrap_or(0).max(1);
        let week = |(at, &count): (usize, &usize)| {
            let since = monday(today).plus_days(7 * at as i64)?;
            let until = since.plus_days(6)?;
            let who = |row: &&SoonRow<'_>| row.date >= since && row.date <= until;
            let rows: Vec<&SoonRow<'_>> = self.soon.rows().iter().filter(who).take(NAMED).collect();
            Some(SoonWeek { since, until, count, share: (count * TALL as usize / most) as u32, more: count - rows.len(), rows })
        };
        self.weeks.iter().enumerate().filter_map(week).collect()
    }
}

/// The charts of a page.
#[derive(Debug, Serialize)]
pub(super) struct ChartsPage<'a> {
    /// Giving and getting by month, oldest first.
    months: Vec<MonthBar>,
    /// The year's meetings by day.
    year: YearChart,
    /// How fresh each circle is.
    circles: Vec<CircleBar<'a>>,
    /// Who will be due in the coming weeks.
    weeks: Vec<SoonWeek<'a>>,
}

/// Two bars for each of [`months`], from the first in which anything was exchanged, of a year at least.
pub(super) fn month_bars(sums: &[Sum], today: Date) -> Vec<MonthBar> {
    let most = sums.iter().map(|sum| sum.gave.max(sum.got)).fold(1.0, f64::max);
    let first = sums.iter().position(|sum| sum.count > 0).unwrap_or(sums.len()).min(sums.len().saturating_sub(12));
    let tall = |weight: f64| (weight / most * TALL).round().max(if weight > 0.0 { 2.0 } else { 0.0 }) as u32;
    let bar = |(at, (month, sum)): (usize, (Period, &Sum))| {
        let since = month.since?;
        let mark = since.month() == 1 || at == 0 && since.month() < 11;
        let (gave, got) = (sum.gave, sum.got);
        Some(MonthBar { since, label: since.month_name(), year: since.year(), mark, gave, got, up: tall(gave), down: tall(got) })
    };
    months(today).into_iter().zip(sums).skip(first).enumerate().filter_map(bar).collect()
}

/// What was given and got in a month. Heights are 0 to 100.
#[derive(Debug, Serialize)]
pub(super) struct MonthBar {
    since: Date,
    label: &'static str,
    year: i16,
    /// Whether the year is written under it.
    mark: bool,
    #[serde(serialize_with = "weight")]
    gave: f64,
    #[serde(serialize_with = "weight")]
    got: f64,
    up: u32,
    down: u32,
}

/// The meetings of a year, one column a week.
#[derive(Debug, Serialize)]
struct YearChart {
    since: Option<Date>,
    meetings: u32,
    days: usize,
    busiest: Option<(&'static str, i16, u32)>,
    columns: Vec<WeekColumn>,
}

/// A week, from Monday on.
#[derive(Debug, Serialize)]
struct WeekColumn {
    /// Name of the month that begins in it.
    label: Option<&'static str>,
    days: Vec<DayCell>,
}

/// A day. Its shade is 0 (no meeting) to 4.
#[derive(Debug, Serialize)]
struct DayCell {
    date: Date,
    count: u32,
    shade: u32,
}

impl YearChart {
    fn new(counts: &[u32], today: Date) -> YearChart {
        let since = first_day(today);
        let most = counts.iter().copied().max().unwrap_or(0).max(4);
        let mut by_month: BTreeMap<(i16, i8), (&'static str, u32)> = BTreeMap::new();
        let (mut columns, mut month) = (Vec::new(), 0);
        for (week, days) in counts.chunks(7).enumerate() {
            let mut column = WeekColumn { label: None, days: Vec::new() };
            for (day, &count) in days.iter().enumerate() {
                let Some(date) = since.and_then(|since| since.plus_days((week * 7 + day) as i64)) else { continue };
                if date.month() != month && (date.day() <= 7 || week == 0) {
                    month = date.month();
                    column.label = Some(date.month_name());
                }
                by_month.entry((date.year(), date.month())).or_insert((date.month_name(), 0)).1 += count;
                column.days.push(DayCell { date, count, shade: (count * 4).div_ceil(most) });
            }
            columns.push(column);
        }
        // The first week's month has no room for its name when the next one begins at once.
        if columns.get(1..3).is_some_and(|next| next.iter().any(|column| column.label.is_some())) {
            columns[0].label = None;
        }
        let busiest = by_month.into_iter().max_by_key(|(month, (_, count))| (*count, std::cmp::Reverse(*month)));
        YearChart {
            since,
            meetings: counts.iter().sum(),
            days: counts.iter().filter(|count| **count > 0).count(),
            busiest: busiest.filter(|(_, (_, count))| *count > 0).map(|((year, _), (name, count))| (name, year, count)),
            columns,
        }
    }
}

/// How fresh a circle is.
#[derive(Debug, Serialize)]
struct CircleBar<'a> {
    name: &'a str,
    total: usize,
    parts: Vec<CirclePart>,
}

/// The contacts of a circle at one level: where its stretch of a bar of 1000 begins and how long it is.
#[derive(Debug, Serialize)]
struct CirclePart {
    level: Level,
    count: usize,
    x: usize,
    width: usize,
}

impl<'a> CircleBar<'a> {
    fn new(name: &'a str, levels: &[usize]) -> CircleBar<'a> {
        let total: usize = levels.iter().sum();
        let mut before = 0;
        let part = |(level, &count): (&Level, &usize)| {
            let x = before * 1000 / total.max(1);
            before += count;
            (count > 0).then(|| CirclePart { level: *level, count, x, width: before * 1000 / total.max(1) - x })
        };
        CircleBar { name, total, parts: LEVELS.iter().zip(levels).filter_map(part).collect() }
    }
}

/// A week to come.
#[derive(Debug, Serialize)]
struct SoonWeek<'a> {
    since: Date,
    until: Date,
    count: usize,
    /// 0 to 100, of the fullest week.
    share: u32,
    rows: Vec<&'a SoonRow<'a>>,
    /// How many are not named.
    more: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        let mut parts = text.split('-').map(|part| part.parse::<i16>().unwrap());
        let mut next = || parts.next().unwrap();
        Date::new(next(), next() as i8, next() as i8).unwrap()
    }

    #[test]
    fn a_year_of_meetings_has_a_column_for_each_week() {
        let today = day("2026-11-20");
        let first = first_day(today).unwrap();
        assert_eq!((first.weekday(), first.days_until(today)), (1, 52 * 7 + 4));
        let mut counts = vec![0; 52 * 7 + 5];
        counts[0] = 1;
        counts[10] = 8;
        let chart = YearChart::new(&counts, today);
        assert_eq!((chart.columns.len(), chart.columns[0].days.len(), chart.columns[52].days.len()), (53, 7, 5));
        assert_eq!((chart.columns[0].days[0].shade, chart.columns[1].days[3].shade, chart.columns[2].days[0].shade), (1, 4, 0));
        assert_eq!((chart.meetings, chart.days, chart.busiest), (9, 2, Some(("Nov", 2025, 9))));
        assert_eq!(chart.columns[52].days[4].date, today);
    }

    #[test]
    fn the_parts_of_a_circle_fill_its_bar() {
        let bar = CircleBar::new("inner", &[1, 1, 0, 0, 1]);
        assert_eq!(bar.parts.iter().map(|part| (part.x, part.width)).collect::<Vec<_>>(), [(0, 333), (333, 333), (666, 334)]);
    }

    #[test]
    fn months_end_with_this_one() {
        let months = months(day("2026-03-31"));
        assert_eq!((months.len(), months[23].since, months[0].since), (24, Some(day("2026-03-01")), Some(day("2024-04-01"))));
    }
}
