//! Dates as people type them on the command line (format 9). Pure: the day is a parameter.

use super::cadence::unit;
use super::date;
use crate::model::{Cadence, Date, PartialDate, Period};

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Which way a date without a year, or a bare span, is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaning {
    /// The most recent one: `--on`, periods.
    Past,
    /// The next one: snooze, next, due.
    Future,
}

/// A date could not be understood: what is wrong, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub hint: String,
}

type Days = (Date, Date);

/// One day: `yesterday`, `2026-11-20`, `last friday`, `3 weeks ago`, `feb 3`, `2w`.
///
/// # Errors
/// When it is no date, names more than a day, or could mean two days.
pub fn day(text: &str, today: Date, leaning: Leaning) -> Result<Date, Misread> {
    let word = text.trim().to_lowercase();
    if let Some(point) = shift(&word, today, leaning) {
        return Ok(point);
    }
    match days(&word, today, leaning)? {
        (first, last) if first == last => Ok(first),
        (first, last) => {
            Err(Misread { message: format!("`{text}` names the days {first} to {last}"), hint: format!("name one day, such as {first}") })
        }
    }
}

/// A period, both ends included: `2026`, `2026Q3`, `last month`, `90d`, `A..B`, `A..`.
///
/// # Errors
/// When an end is no date or the end lies before the start.
pub fn period(text: &str, today: Date) -> Result<Period, Misread> {
    let word = text.trim().to_lowercase();
    if let Some((from, to)) = word.split_once("..") {
        let since = (!from.trim().is_empty()).then(|| since(from, today)).transpose()?;
        let until = if to.trim().is_empty() { today } else { until(to, today)? };
        return ordered(text, since, until);
    }
    if word == "all" || word == "ever" {
        return Ok(Period { since: None, until: today });
    }
    let (first, last) = days(&word, today, Leaning::Past)?;
    Ok(Period { since: Some(first), until: last })
}

/// The first day of what is named.
///
/// # Errors
/// Like [`day`].
pub fn since(text: &str, today: Date) -> Result<Date, Misread> {
    days(&text.trim().to_lowercase(), today, Leaning::Past).map(|days| days.0)
}

/// The last day of what is named; of `30d`, which ends today, the first one, as for [`since`].
///
/// # Errors
/// Like [`day`].
pub fn until(text: &str, today: Date) -> Result<Date, Misread> {
    let word = text.trim().to_lowercase();
    match span(&word, today, Leaning::Past) {
        Some((first, _)) => Ok(first),
        None => days(&word, today, Leaning::Past).map(|days| days.1),
    }
}

fn ordered(text: &str, since: Option<Date>, until: Date) -> Result<Period, Misread> {
    match since.is_some_and(|since| since > until) {
        true => Err(Misread {
            message: format!("`{text}` ends before it starts"),
            hint: "write the earlier day first: 2026-01..2026-03".to_owned(),
        }),
        false => Ok(Period { since, until }),
    }
}

fn days(word: &str, today: Date, leaning: Leaning) -> Result<Days, Misread> {
    if let Some((a, b)) = slashed(word) {
        return Err(two_readings(word, a, b, today));
    }
    let one = |day: Option<Date>| day.map(|day| (day, day));
    let found = match word {
        "today" | "now" => one(Some(today)),
        "yesterday" => one(today.plus_days(-1)),
        "tomorrow" => one(today.plus_days(1)),
        _ => iso(word)
            .or_else(|| relative(word, today))
            .or_else(|| one(weekday(word, today, leaning)))
            .or_else(|| one(ago(word, today)))
            .or_else(|| span(word, today, leaning))
            .or_else(|| named_month(word, today, leaning)),
    };
    found.ok_or_else(|| unread(word))
}

fn unread(word: &str) -> Misread {
    match date::partial(word) {
        Err(date::Unread::Impossible(near)) => Misread {
            message: format!("the calendar has no day `{word}`"),
            hint: near.map_or_else(|| "write a day such as 2026-03-01".to_owned(), |day| format!("the last day of that month is {day}")),
        },
        _ => Misread {
            message: format!("`{word}` is no date"),
            hint: "write 2026-03-01, 2026-03, 2026Q1, yesterday, last friday, 3 weeks ago, feb 3, 30d, 3mo or A..B".to_owned(),
        },
    }
}

/// `2026-11-20`, `20261120`, `2026-11`, `2026`, `2026Q1`.
fn iso(word: &str) -> Option<Days> {
    if let Ok(partial) = date::partial(word) {
        return partial.first().zip(partial.last()).filter(|_| !matches!(partial, PartialDate::Day(_)) || word.len() == 10);
    }
    if word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()) {
        return iso(&format!("{}-{}-{}", &word[..4], &word[4..6], &word[6..]));
    }
    let (year, quarter) = word.split_once('q')?;
    let quarter: i8 = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
    let first = Date::new(year.trim_end_matches('-').parse().ok()?, quarter * 3 - 2, 1)?;
    Some((first, first.plus_months(2)?.last_of_month()))
}

/// `last week`, `this quarter`, `next month`, `last friday`.
fn relative(word: &str, today: Date) -> Option<Days> {
    let (which, unit) = word.split_once(' ')?;
    let step = match which {
        "last" | "previous" => -1,
        "this" => 0,
        "next" => 1,
        _ => return None,
    };
    match unit.trim() {
        "week" => {
            let monday = today.plus_days(1 - i64::from(today.weekday()) + 7 * step)?;
            Some((monday, monday.plus_days(6)?))
        }
        "month" => {
            let first = today.first_of_month().plus_months(step)?;
            Some((first, first.last_of_month()))
        }
        "quarter" => {
            let first = Period::quarter_of(today)?.since?.plus_months(3 * step)?;
            Some((first, first.plus_months(2)?.last_of_month()))
        }
        "year" => {
            let year = today.year() + i16::try_from(step).ok()?;
            Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?))
        }
        day => {
            let number = i64::try_from(position(&WEEKDAYS, day)?).ok()? + 1;
            let away = number - i64::from(today.weekday());
            let days = match step {
                -1 if away >= 0 => away - 7,
                1 if away <= 0 => away + 7,
                _ => away,
            };
            today.plus_days(days).map(|day| (day, day))
        }
    }
}

/// `friday`: the most recent one up to today, or the next one.
fn weekday(word: &str, today: Date, leaning: Leaning) -> Option<Date> {
    let away = i64::try_from(position(&WEEKDAYS, word)?).ok()? + 1 - i64::from(today.weekday());
    today.plus_days(match leaning {
        Leaning::Past if away > 0 => away - 7,
        Leaning::Future if away < 0 => away + 7,
        _ => away,
    })
}

/// `3 weeks ago`, `in 3 weeks`.
fn ago(word: &str, today: Date) -> Option<Date> {
    if let Some(span) = word.strip_suffix(" ago") {
        return moved(today, counted(span)?, -1);
    }
    moved(today, counted(word.strip_prefix("in ")?)?, 1)
}

/// A bare span as a point: `2w` from today.
fn shift(word: &str, today: Date, leaning: Leaning) -> Option<Date> {
    moved(today, counted(word)?, if leaning == Leaning::Past { -1 } else { 1 })
}

/// A bare span as a stretch that ends, or starts, today: `30d` is thirty days, both ends included.
fn span(word: &str, today: Date, leaning: Leaning) -> Option<Days> {
    let span = counted(word)?;
    match leaning {
        Leaning::Past => Some((moved(today, span, -1)?.plus_days(1)?, today)),
        Leaning::Future => Some((today, moved(today, span, 1)?.plus_days(-1)?)),
    }
}

fn counted(word: &str) -> Option<Cadence> {
    let word = word.trim();
    let (number, name) = match word.strip_prefix("a ") {
        Some(name) => (1, name),
        None => {
            let (number, name) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
            (number.parse().ok().filter(|n| *n > 0)?, name)
        }
    };
    unit(name.trim()).map(|unit| Cadence::Every(number, unit))
}

fn moved(today: Date, span: Cadence, direction: i64) -> Option<Date> {
    match span {
        Cadence::Never => None,
        Cadence::Every(n, crate::model::Unit::Day) => today.plus_days(direction * i64::from(n)),
        Cadence::Every(n, crate::model::Unit::Week) => today.plus_days(direction * 7 * i64::from(n)),
        Cadence::Every(n, crate::model::Unit::Month) => today.plus_months(direction * i64::from(n)),
        Cadence::Every(n, crate::model::Unit::Year) => today.plus_months(direction * 12 * i64::from(n)),
    }
}

/// `oct`, `oct 2025`, `feb 3`, `3 feb 2025`.
fn named_month(word: &str, today: Date, leaning: Leaning) -> Option<Days> {
    let (mut month, mut year, mut day) = (None, None, None);
    for part in word.split([' ', ',']).filter(|part| !part.is_empty()) {
        if let Some(at) = position(&MONTHS, part).filter(|_| month.is_none()) {
            month = i8::try_from(at + 1).ok();
        } else if part.len() == 4 && year.is_none() {
            year = Some(part.parse::<i16>().ok()?);
        } else if day.is_none() {
            day = Some(part.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i8>().ok()?);
        } else {
            return None;
        }
    }
    let month = month?;
    let in_year = |year: i16| match day {
        Some(day) => Date::new(year, month, day).map(|day| (day, day)),
        None => Date::new(year, month, 1).map(|first| (first, first.last_of_month())),
    };
    if let Some(year) = year {
        return in_year(year);
    }
    let near = |year: &i16| match (in_year(*year), leaning) {
        (Some((first, _)), Leaning::Past) => first <= today,
        (Some((_, last)), Leaning::Future) => last >= today,
        _ => false,
    };
    let mut years = (0..=8).map(|n| if leaning == Leaning::Past { today.year() - n } else { today.year() + n });
    years.find(near).and_then(in_year)
}

/// The place of a name given whole or by at least three letters.
fn position(names: &[&str], word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.');
    (word.len() >= 3).then(|| names.iter().position(|name| name.starts_with(word))).flatten()
}

fn slashed(word: &str) -> Option<(i8, i8)> {
    let mut parts = word.split('/');
    let pair = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(pair)
}

fn two_readings(word: &str, a: i8, b: i8, today: Date) -> Misread {
    let readings: Vec<String> =
        [(a, b), (b, a)].into_iter().filter_map(|(month, day)| Date::new(today.year(), month, day)).map(|d| d.to_string()).collect();
    let hint = match readings.as_slice() {
        [one, two] if one != two => format!("write {one} or {two}"),
        [one, ..] => format!("write {one}"),
        [] => "write a day such as 2026-03-01".to_owned(),
    };
    Misread { message: format!("`{word}` could be month/day or day/month"), hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20 is a Friday.
    fn today() -> Date {
        Date::new(2026, 11, 20).unwrap()
    }

    fn check_day(text: &str, want: &str) {
        let found = day(text, today(), Leaning::Past).map_or_else(|e| e.message, |d| d.to_string());
        assert_eq!(found, want, "{text}");
    }

    fn check_period(text: &str, want: &str) {
        let found = period(text, today())
            .map_or_else(|e| e.message, |p| format!("{}..{}", p.since.map(|d| d.to_string()).unwrap_or_default(), p.until));
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn days_read_as_people_type_them() {
        check_day("Yesterday", "2026-11-19");
        check_day("20261120", "2026-11-20");
        check_day("last friday", "2026-11-13");
        check_day("friday", "2026-11-20");
        check_day("last mon", "2026-11-16");
        check_day("3 weeks ago", "2026-10-30");
        check_day("feb 3", "2026-02-03");
        check_day("3 dec", "2025-12-03");
        check_day("2w", "2026-11-06");
        check_day("3m", "2026-08-20");
        check_day("2026-02-30", "the calendar has no day `2026-02-30`");
        check_day("soon", "`soon` is no date");
        check_day("2026-10", "`2026-10` names the days 2026-10-01 to 2026-10-31");
        assert_eq!(day("10/1", today(), Leaning::Past).unwrap_err().hint, "write 2026-10-01 or 2026-01-10");
        assert_eq!(day("feb 3", today(), Leaning::Future).unwrap().to_string(), "2027-02-03");
        assert_eq!(day("2w", today(), Leaning::Future).unwrap().to_string(), "2026-12-04");
    }

    #[test]
    fn periods_have_both_ends_in() {
        check_period("90d", "2026-08-23..2026-11-20");
        check_period("2026Q1", "2026-01-01..2026-03-31");
        check_period("2026-02", "2026-02-01..2026-02-28");
        check_period("2025", "2025-01-01..2025-12-31");
        check_period("last month", "2026-10-01..2026-10-31");
        check_period("last week", "2026-11-09..2026-11-15");
        check_period("last quarter", "2026-07-01..2026-09-30");
        check_period("this year", "2026-01-01..2026-12-31");
        check_period("oct", "2026-10-01..2026-10-31");
        check_period("dec", "2025-12-01..2025-12-31");
        check_period("2026-01..2026-03", "2026-01-01..2026-03-31");
        check_period("2026-06..", "2026-06-01..2026-11-20");
        check_period("..2025", "..2025-12-31");
        check_period("2026..2025", "`2026..2025` ends before it starts");
        check_period("3mo", "2026-08-21..2026-11-20");
        check_period("90d..30d", "2026-08-23..2026-10-22");
    }
}
