//! Civil days. The one place that knows the calendar library.

use bitcode::{Decode, Encode};
use jiff::ToSpan;
use jiff::civil;
use serde::{Serialize, Serializer};
use std::fmt;
use std::num::NonZeroU32;

/// A day of the calendar, from 0001-01-01 to 9999-12-31. Prints and serialises as `YYYY-MM-DD`. Year, month and day share one
/// number, so that comparing days is comparing numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Date(NonZeroU32);

/// Of a civil day.
const SECONDS: i64 = 86_400;

impl From<civil::Date> for Date {
    fn from(day: civil::Date) -> Date {
        let (month, day_of_month) = (u32::from(day.month().unsigned_abs()), u32::from(day.day().unsigned_abs()));
        Date::of_word(u32::from(day.year().unsigned_abs()) << 9 | month << 5 | day_of_month)
    }
}

/// The months as one says them in a few letters, from January on.
pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Date {
    /// The first day of the calendar, 0001-01-01.
    pub const FIRST: Date = Date(NonZeroU32::MIN.saturating_add(1 << 9 | 1 << 5));

    /// The day with these numbers, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        let leap = || year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1..=12 if day <= 28 => 28,
            2 => 28 + i8::from(leap()),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let (y, m, d) = (u32::from(year.unsigned_abs()), u32::from(month.unsigned_abs()), u32::from(day.unsigned_abs()));
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then(|| Date::of_word(y << 9 | m << 5 | d))
    }

    /// The civil day now, by the system clock, in the time zone of `local` (the bytes of a TZif file), else in that of the
    /// environment. Only `cli` may ask.
    pub fn now(local: Option<&[u8]>) -> Date {
        let zone = local.and_then(|local| jiff::tz::TimeZone::tzif("local", local).ok());
        jiff::Timestamp::now().to_zoned(zone.unwrap_or_else(jiff::tz::TimeZone::system)).date().into()
    }

    /// A number below 2³² that is larger for later days.
    pub fn rank(self) -> u64 {
        self.word().into()
    }

    /// As one number, for lists of numbers.
    pub(crate) fn word(self) -> u32 {
        self.0.get()
    }

    /// The day whose [`Date::word`] this is.
    pub(crate) fn of_word(word: u32) -> Date {
        NonZeroU32::new(word).map_or(Date::FIRST, Date)
    }

    /// Year, 1 to 9999.
    pub fn year(self) -> i16 {
        (self.word() >> 9).min(9999) as i16
    }

    /// Month, 1 to 12.
    pub fn month(self) -> i8 {
        (self.word() >> 5 & 0xf) as i8
    }

    /// Day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        (self.word() & 0x1f) as i8
    }

    /// Day of the week: 1 is Monday, 7 is Sunday.
    pub fn weekday(self) -> i8 {
        self.civil().weekday().to_monday_one_offset()
    }

    /// English name of the day of the week: `Monday`.
    pub fn weekday_name(self) -> &'static str {
        const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        NAMES.get(usize::from(self.weekday().unsigned_abs()).saturating_sub(1)).unwrap_or(&"")
    }

    /// Number of days from this day to `other`; negative when `other` is earlier.
    pub fn days_until(self, other: Date) -> i64 {
        self.civil().duration_until(other.civil()).as_secs() / SECONDS
    }

    /// Seconds from the beginning of 1970 to midnight of this day, in UTC.
    pub fn unix_midnight(self) -> i64 {
        civil::date(1970, 1, 1).duration_until(self.civil()).as_secs()
    }

    /// This day plus `days`, unless it leaves the calendar.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        self.checked(self.civil().checked_add(jiff::Span::new().try_days(days).ok()?))
    }

    /// This day plus `months` on the calendar (31 January + 1 month = 28 February), unless it leaves the calendar.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        self.checked(self.civil().checked_add(jiff::Span::new().try_months(months).ok()?))
    }

    /// The same day of another year; 29 February falls on the 28th in common years (format 11, Coming).
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month(), self.day()).or_else(|| Date::new(year, self.month(), self.day() - 1))
    }

    /// The first day of this day's month.
    pub fn first_of_month(self) -> Date {
        self.civil().first_of_month().into()
    }

    /// The last day of this day's month.
    pub fn last_of_month(self) -> Date {
        self.civil().last_of_month().into()
    }

    /// The English month, short: `Oct`.
    pub fn month_name(self) -> &'static str {
        MONTHS.get(usize::from(self.month().unsigned_abs()).saturating_sub(1)).unwrap_or(&"")
    }

    /// English day and short month, `12 Oct`; with the year where it is not `today`'s: `12 Oct 2024`.
    pub fn spoken(self, today: Date) -> String {
        match self.year() == today.year() {
            true => format!("{} {}", self.day(), self.month_name()),
            false => format!("{} {} {}", self.day(), self.month_name(), self.year()),
        }
    }

    /// English short month and year, `Oct 2024`.
    pub fn spoken_month(self) -> String {
        format!("{} {}", self.month_name(), self.year())
    }

    /// The first day where these numbers name none: a cache may hold anything.
    fn civil(self) -> civil::Date {
        civil::Date::new(self.year(), self.month(), self.day()).unwrap_or(civil::date(1, 1, 1))
    }

    fn checked(self, sum: Result<civil::Date, jiff::Error>) -> Option<Date> {
        sum.ok().filter(|d| (1..=9999).contains(&d.year())).map(Date::from)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A day, a month or a year: `2026-03-01`, `2026-03`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum PartialDate {
    /// A whole year.
    Year(i16),
    /// A month of a year.
    Month(i16, i8),
    /// One day.
    Day(Date),
}

impl PartialDate {
    /// The first day it covers (format 11: partial dates count from their first day).
    pub fn first(self) -> Option<Date> {
        match self {
            PartialDate::Year(y) => Date::new(y, 1, 1),
            PartialDate::Month(y, m) => Date::new(y, m, 1),
            PartialDate::Day(d) => Some(d),
        }
    }

    /// In words, behind a verb: `on 12 Oct`, `in Oct 2024`, `in 2024`.
    pub fn spoken(self, today: Date) -> String {
        match self {
            PartialDate::Day(day) => format!("on {}", day.spoken(today)),
            PartialDate::Month(..) => self.first().map_or_else(String::new, |day| format!("in {}", day.spoken_month())),
            PartialDate::Year(year) => format!("in {year}"),
        }
    }

    /// The last day it covers (format 11: an end counts from its last day).
    pub fn last(self) -> Option<Date> {
        match self {
            PartialDate::Year(y) => Date::new(y, 12, 31),
            PartialDate::Month(y, m) => Date::new(y, m, 1).map(Date::last_of_month),
            PartialDate::Day(d) => Some(d),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Year(year) => write!(f, "{year:04}"),
            PartialDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            PartialDate::Day(day) => write!(f, "{day}"),
        }
    }
}

/// A stretch of days, both ends included; an end that is `None` is open (format 3, RANGE).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
pub struct DateRange {
    /// First day; `None` when unknown.
    pub since: Option<Date>,
    /// Last day; `None` while it goes on.
    pub until: Option<Date>,
}

impl DateRange {
    /// Whether `day` lies inside.
    pub fn contains(&self, day: Date) -> bool {
        self.since.is_none_or(|s| s <= day) && self.until.is_none_or(|u| day <= u)
    }
}

impl fmt::Display for DateRange {
    /// As the format writes it, as short as it can be said: `2017-03..2021`, `2026-09-14..`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |day: Option<Date>, same: fn(PartialDate) -> Option<Date>| {
            let Some(day) = day else { return String::new() };
            let short = [PartialDate::Year(day.year()), PartialDate::Month(day.year(), day.month())];
            short.into_iter().find(|partial| same(*partial) == Some(day)).unwrap_or(PartialDate::Day(day)).to_string()
        };
        write!(f, "{}..{}", end(self.since, PartialDate::first), end(self.until, PartialDate::last))
    }
}

/// The days an answer looks at, both ends included (format 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// First day; `None` looks back to the beginning.
    pub since: Option<Date>,
    /// Last day.
    pub until: Date,
}

impl Period {
    /// The last `days` days up to and with `today`.
    pub fn last_days(today: Date, days: i64) -> Period {
        Period { since: today.plus_days(1 - days.max(1)), until: today }
    }

    /// Whether `day` lies inside.
    pub fn contains(&self, day: Date) -> bool {
        self.since.is_none_or(|s| s <= day) && day <= self.until
    }

    /// The quarter of the year that holds `day`.
    pub fn quarter_of(day: Date) -> Option<Period> {
        let first = Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1)?;
        Some(Period { since: Some(first), until: first.plus_months(2)?.last_of_month() })
    }

    /// Label of the quarter that starts at `since`, as people type it: `2026Q4`.
    pub fn quarter_label(&self) -> String {
        self.since.map_or_else(String::new, |d| format!("{}Q{}", d.year(), (d.month() - 1) / 3 + 1))
    }
}

/// Adds whole years; used by cadences.
pub(super) fn plus_years(date: Date, years: i64) -> Option<Date> {
    let years = i16::try_from(years).ok()?;
    date.checked(date.civil().checked_add(years.years()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i16, m: i8, d: i8) -> Date {
        Date::new(y, m, d).unwrap()
    }

    #[test]
    fn numbers_that_name_no_day_harm_nobody() {
        for word in [0, 1, 2026 << 9, 2026 << 9 | 2 << 5 | 30, 2026 << 9 | 15 << 5 | 1, u32::MAX >> 9, u32::MAX] {
            let day = Date::of_word(word);
            assert_eq!(day.days_until(Date::FIRST), 0);
            assert_eq!((day.plus_days(1), day.plus_months(1)), (Date::new(1, 1, 2), Date::new(1, 2, 1)));
            assert!((1..=7).contains(&day.weekday()) && !day.to_string().is_empty());
        }
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        assert_eq!(date(2026, 1, 31).plus_months(1), Some(date(2026, 2, 28)));
        assert_eq!(date(2024, 2, 29).in_year(2026), Some(date(2026, 2, 28)));
        assert_eq!(date(9999, 12, 31).plus_days(1), None);
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (year, month) in (-1..=2400).chain([9999, 10_000]).flat_map(|year| (0..=13).map(move |month| (year, month))) {
            for day in 0..=32 {
                let known = (1..=9999).contains(&year).then(|| civil::Date::new(year, month, day).ok()).flatten().map(Date::from);
                assert_eq!(Date::new(year, month, day), known, "{year} {month} {day}");
            }
        }
    }

    #[test]
    fn ninety_days_hold_both_ends() {
        let period = Period::last_days(date(2026, 11, 20), 90);
        assert_eq!(period.since, Some(date(2026, 8, 23)));
        assert_eq!(period.since.unwrap().days_until(period.until), 89);
    }

    #[test]
    fn quarters_are_labelled_as_people_type_them() {
        let quarter = Period::quarter_of(date(2026, 11, 20)).unwrap();
        assert_eq!((quarter.quarter_label().as_str(), quarter.until), ("2026Q4", date(2026, 12, 31)));
    }
}
