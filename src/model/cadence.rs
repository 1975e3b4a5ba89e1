//! How often one wants to be in touch (format 6).

use super::date::{Date, plus_years};
use bitcode::{Decode, Encode};
use std::fmt;

/// A step on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks of seven days.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// How often one wants to be in touch with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Cadence {
    /// `none`: never stale.
    Never,
    /// Every so many units, at least one.
    Every(u32, Unit),
}

impl Cadence {
    /// The day one cadence after `date`; `None` for `none` and past the year 9999.
    pub fn after(self, date: Date) -> Option<Date> {
        match self {
            Cadence::Never => None,
            Cadence::Every(n, Unit::Day) => date.plus_days(i64::from(n)),
            Cadence::Every(n, Unit::Week) => date.plus_days(i64::from(n) * 7),
            Cadence::Every(n, Unit::Month) => date.plus_months(i64::from(n)),
            Cadence::Every(n, Unit::Year) => plus_years(date, i64::from(n)),
        }
    }

    /// In words: `every 6 weeks`, `every month`, `none`.
    pub fn spoken(self) -> String {
        let (n, unit) = match self {
            Cadence::Never => return "none".to_owned(),
            Cadence::Every(n, Unit::Day) => (n, "day"),
            Cadence::Every(n, Unit::Week) => (n, "week"),
            Cadence::Every(n, Unit::Month) => (n, "month"),
            Cadence::Every(n, Unit::Year) => (n, "year"),
        };
        match n {
            1 => format!("every {unit}"),
            n => format!("every {n} {unit}s"),
        }
    }
}

impl fmt::Display for Cadence {
    /// The short form the format writes: `6w`, `3mo`, `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cadence::Never => f.write_str("none"),
            Cadence::Every(n, unit) => {
                let letter = match unit {
                    Unit::Day => "d",
                    Unit::Week => "w",
                    Unit::Month => "mo",
                    Unit::Year => "y",
                };
                write!(f, "{n}{letter}")
            }
        }
    }
}

/// A stretch of days in words: `5 weeks`, `7 months`, `over a year`, `3 years`.
pub fn lasting(days: i64) -> String {
    match days {
        1 => "a day".to_owned(),
        ..=13 => format!("{days} days"),
        14..=62 => format!("{} weeks", days / 7),
        63..=364 => format!("{} months", days * 12 / 365),
        365..=729 => "over a year".to_owned(),
        _ => format!("{} years", days / 365),
    }
}
