//! The name format of Obsidian's daily notes, as far as days need it: `YYYY-MM-DD`, `YYYY/MM/DD dddd`, `[Day] D MMM YYYY`.

use crate::model::Date;

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A format of note names.
#[derive(Debug)]
pub(super) struct DailyFormat {
    parts: Vec<Part>,
    /// Folders the format itself makes.
    depth: usize,
    /// Whether it has letters that mean something we do not know.
    unknown: bool,
}

#[derive(Debug, PartialEq)]
enum Part {
    Year,
    /// Its last two digits: 1969 to 2068.
    ShortYear,
    Month(Width),
    /// Cut to three letters or whole.
    MonthName(usize),
    Day(Width),
    /// With its ending: `2nd`.
    Ordinal,
    /// Of the year, from 1.
    DayOfYear(Width),
    /// Cut to two or three letters or whole.
    Weekday(usize),
    Literal(String),
}

#[derive(Debug, PartialEq)]
enum Width {
    Padded,
    Free,
}

impl DailyFormat {
    pub(super) fn new(format: &str) -> DailyFormat {
        let mut parts = Vec::new();
        let mut unknown = false;
        let mut rest = format;
        while let Some(c) = rest.chars().next() {
            let run = rest.len() - rest.trim_start_matches(c).len();
            let (part, length) = match (c, run) {
                ('[', _) => {
                    let end = rest.find(']').unwrap_or(rest.len());
                    (Part::Literal(rest[1..end].to_owned()), (end + 1).min(rest.len()))
                }
                ('Y', 4) => (Part::Year, 4),
                ('Y', 2) => (Part::ShortYear, 2),
                ('M', 1) => (Part::Month(Width::Free), 1),
                ('M', 2) => (Part::Month(Width::Padded), 2),
                ('M', 3 | 4) => (Part::MonthName(run), run),
                ('D', 1) if rest.starts_with("Do") => (Part::Ordinal, 2),
                ('D', 1) => (Part::Day(Width::Free), 1),
                ('D', 2) => (Part::Day(Width::Padded), 2),
                ('D', 3) => (Part::DayOfYear(Width::Free), 3),
                ('D', 4) => (Part::DayOfYear(Width::Padded), 4),
                ('d', 2..=4) => (Part::Weekday(run), run),
                _ => {
                    unknown |= c.is_ascii_alphabetic();
                    (Part::Literal(c.to_string()), c.len_utf8())
                }
            };
            parts.push(part);
            rest = &rest[length..];
        }
        DailyFormat { parts, depth: format.matches('/').count(), unknown }
    }

    /// The path, without its ending, of the note for a day; `None` when the format has letters we do not know.
    pub(super) fn path(&self, day: Date) -> Option<String> {
        let name = |names: &[&str], number: i8, letters: usize| {
            let name = names.get(usize::from(number.unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default();
            let cut = if letters < 4 { &name[..letters] } else { name };
            cut[..1].to_uppercase() + &cut[1..]
        };
        let part = |part: &Part| match part {
            Part::Year => format!("{:04}", day.year()),
            Part::ShortYear => format!("{:02}", day.year() % 100),
            Part::Month(Width::Padded) => format!("{:02}", day.month()),
            Part::Month(Width::Free) => day.month().to_string(),
            Part::MonthName(letters) => name(&MONTHS, day.month(), *letters),
            Part::Day(Width::Padded) => format!("{:02}", day.day()),
            Part::Day(Width::Free) => day.day().to_string(),
            Part::Ordinal => format!("{}{}", day.day(), ending(day.day())),
            Part::DayOfYear(Width::Padded) => format!("{:03}", day_of_year(day)),
            Part::DayOfYear(Width::Free) => day_of_year(day).to_string(),
            Part::Weekday(letters) => name(&DAYS, day.weekday(), *letters),
            Part::Literal(text) => text.clone(),
        };
        (!self.unknown).then(|| self.parts.iter().map(part).collect())
    }

    /// The day of the note at this path without its ending, if the format names one.
    pub(super) fn day(&self, path: &str) -> Option<Date> {
        let start = path.rmatch_indices('/').nth(self.depth).map_or(0, |(at, _)| at + 1);
        let mut rest = path.get(start..)?;
        let (mut year, mut month, mut day, mut number) = (None, None, None, None);
        for part in &self.parts {
            match part {
                Part::Year => year = Some(take_number(&mut rest, 4, 4)?),
                Part::ShortYear => year = take_number(&mut rest, 2, 2).map(|year| if year > 68 { 1900 + year } else { 2000 + year }),
                Part::Month(width) => month = Some(take_number(&mut rest, if *width == Width::Padded { 2 } else { 1 }, 2)?),
                Part::Day(width) => day = Some(take_number(&mut rest, if *width == Width::Padded { 2 } else { 1 }, 2)?),
                Part::MonthName(_) => month = i16::try_from(take_name(&mut rest, &MONTHS)? + 1).ok(),
                Part::Ordinal => {
                    let own = take_number(&mut rest, 1, 2)?;
                    rest = rest.strip_prefix(ending(i8::try_from(own).ok()?))?;
                    day = Some(own);
                }
                Part::DayOfYear(width) => number = Some(take_number(&mut rest, if *width == Width::Padded { 3 } else { 1 }, 3)?),
                Part::Weekday(_) => drop(take_name(&mut rest, &DAYS)?),
                Part::Literal(text) => rest = rest.strip_prefix(text.as_str())?,
            }
        }
        let whole = rest.is_empty();
        if let Some(number) = number.filter(|number| whole && *number > 0) {
            return Date::new(year?, 1, 1)?.plus_days(i64::from(number) - 1).filter(|day| Some(day.year()) == year);
        }
        whole.then(|| Date::new(year?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?)).flatten()
    }
}

/// What stands behind the number of a day.
fn ending(day: i8) -> &'static str {
    match day {
        11..=13 => "th",
        _ if day % 10 == 1 => "st",
        _ if day % 10 == 2 => "nd",
        _ if day % 10 == 3 => "rd",
        _ => "th",
    }
}

fn day_of_year(day: Date) -> i64 {
    Date::new(day.year(), 1, 1).map_or(1, |first| first.days_until(day) + 1)
}

fn take_number(rest: &mut &str, least: usize, most: usize) -> Option<i16> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = (digits >= least).then(|| rest.split_at(digits))?;
    *rest = after;
    number.parse().ok()
}

/// Takes a name or its first two or three letters; says which.
fn take_name(rest: &mut &str, names: &[&str]) -> Option<usize> {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = rest.split_at(letters);
    let word = word.to_lowercase();
    let found = names.iter().position(|name| *name == word || (2..=3).contains(&letters) && name.starts_with(&word))?;
    *rest = after;
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_obsidian_name_days() {
        let check = |format: &str, path: &str, day: Option<(i16, i8, i8)>| {
            assert_eq!(DailyFormat::new(format).day(path), day.and_then(|(y, m, d)| Date::new(y, m, d)), "{format} {path}");
        };
        check("YYYY-MM-DD", "daily/2026-11-20", Some((2026, 11, 20)));
        check("YYYY/MM/DD dddd", "log/2026/11/20 Friday", Some((2026, 11, 20)));
        check("[Day] D MMM YYYY", "Day 3 Feb 2026", Some((2026, 2, 3)));
        check("DD.MM.YYYY", "20.11.2026", Some((2026, 11, 20)));
        check("DD.MM.YYYY", "20.13.2026", None);
        check("YYYY-[W]WW", "2026-W47", None);
        check("MMMM Do, YYYY", "October 2nd, 2026", Some((2026, 10, 2)));
        check("dddd, MMMM Do YYYY", "daily/Friday, October 2nd 2026", Some((2026, 10, 2)));
        check("Do MMM YY", "13th Nov 26", Some((2026, 11, 13)));
        check("Do MMM YY", "13rd Nov 26", None);
        check("YYMMDD", "991231", Some((1999, 12, 31)));
        check("dd DD-MM-YY", "Fr 02-10-26", Some((2026, 10, 2)));
        check("YYYY-DDDD", "2026-060", Some((2026, 3, 1)));
        check("YYYY-DDDD", "2026-366", None);
        check("YYYY-DDD", "2024-366", Some((2024, 12, 31)));
        check("YYYY-DDD", "2026-0", None);
    }

    #[test]
    fn the_name_for_a_day_is_read_as_that_day() {
        for format in ["YYYY-MM-DD", "MMMM Do, YYYY", "dd D MMM YY", "YYYY/DDDD", "YYYY-DDD", "dddd DD.MM.YYYY"] {
            let format = DailyFormat::new(format);
            for day in (0..800).filter_map(|days| Date::new(2023, 12, 1)?.plus_days(days)) {
                assert_eq!(format.path(day).and_then(|path| format.day(&path)), Some(day));
            }
        }
    }
}
