//! Dates that people write otherwise than ISO, where there is one reading only: `2 Oct 2026`, `October 2nd, 2026`, `2026/10/2`,
//! `25/12/2026`, but not `10/1/2026`. They say how a day should be written, and are read where the text of a note tells a value.

use super::date::{Iso, iso_prefix, partial};
use crate::model::Date;

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// A word of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    /// A number with how many digits it has.
    Number(i16, usize),
    /// A month by its name, from 1.
    Month(i8),
}

/// A day, month or year as `YYYY-MM-DD` or `YYYY-MM`; `None` where there are several readings or none.
pub(crate) fn date(text: &str) -> Option<String> {
    match words(text)?[..] {
        [one] => compact(text, one),
        [a, b] => month_of_year(a, b).or_else(|| month_of_year(b, a)),
        [a, b, c] => full(a, b, c),
        _ => None,
    }
}

/// The day that a note is named by, as a link gives it: `daily/2026-10-02`, `2026-10-02.md`, Logseq's `Oct 2nd, 2026`.
pub(crate) fn linked_day(target: &str) -> Option<Date> {
    let name = target.rsplit('/').next().unwrap_or(target);
    let name = name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).unwrap_or(name).trim();
    let iso = |name: &str| if let (10, Iso::Day(day)) = (name.len(), iso_prefix(name)) { Some(day) } else { None };
    // Numbers alone can be anything.
    iso(name).or_else(|| iso(&date(name).filter(|_| name.contains(|c: char| c.is_ascii_alphabetic()))?))
}

/// Whether a text begins with the name of a month.
pub(super) fn begins_with_month(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    end >= 3 && matches!(word(&text[..end].to_lowercase()), Some(Word::Month(_)))
}

/// A range, its ends as [`date`] spells them: `..1 Sep 2026` is `..2026-09-01`.
pub(super) fn range(text: &str) -> Option<String> {
    let Some((from, to)) = text.split_once("..") else { return date(text) };
    let end = |end: &str| if end.is_empty() || partial(end).is_ok() { Some(end.to_owned()) } else { date(end) };
    let spelt = format!("{}..{}", end(from.trim())?, end(to.trim())?);
    super::date::range(&spelt).is_ok().then_some(spelt)
}

/// A birthday as `YYYY-MM-DD` or `--MM-DD`.
pub(super) fn birthday(text: &str) -> Option<String> {
    match words(text)?[..] {
        [one] => compact(text, one),
        [a, b] => {
            let (month, day) = day_of_month(a, b)?;
            Date::new(2000, month, day).map(|_| format!("--{month:02}-{day:02}"))
        }
        [a, b, c] => full(a, b, c),
        _ => None,
    }
}

/// Both readings of a text such as `10/1/2026`, the month first and the day first.
pub(super) fn readings(text: &str) -> Option<(String, String)> {
    let spelt = |year: Option<i16>, month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let date = Date::new(year.unwrap_or(2000), month, day)?;
        Some(year.map_or_else(|| format!("--{month:02}-{day:02}"), |_| date.to_string()))
    };
    match words(text)?[..] {
        [Word::Number(a, 1..=2), Word::Number(b, 1..=2)] if a != b => Some((spelt(None, a, b)?, spelt(None, b, a)?)),
        [Word::Number(a, 1..=2), Word::Number(b, 1..=2), of] if a != b => {
            let year = Some(year(of)?);
            Some((spelt(year, a, b)?, spelt(year, b, a)?))
        }
        _ => None,
    }
}

/// The numbers and months of a text that holds nothing else but a day of the week. A range is no single date.
fn words(text: &str) -> Option<Vec<Word>> {
    (!text.contains("..")).then_some(())?;
    let text = text.to_lowercase();
    let parts =
        text.split([' ', ',', '/', '.', '-']).filter(|part| !part.is_empty() && !is_weekday(part) && *part != "of" && *part != "the");
    parts.map(word).collect()
}

fn word(part: &str) -> Option<Word> {
    let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if digits.is_empty() {
        let named = |name: &&str| name.starts_with(part) && part.len() >= 3 || *name == "september" && part == "sept";
        return MONTHS.iter().position(named).and_then(|at| i8::try_from(at + 1).ok()).map(Word::Month);
    }
    let number: i16 = digits.parse().ok().filter(|_| digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit())).or_else(|| {
        // Eight digits are looked at as a whole.
        (part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit())).then_some(0)
    })?;
    let ordinal = matches!(&part[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    ordinal.then_some(Word::Number(number, digits.len()))
}

/// Whether a word in small letters is a day of the week, by its first three letters at least.
pub(super) fn is_weekday(part: &str) -> bool {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|day| day.starts_with(part) && part.len() >= 3)
}

/// `20261120`.
fn compact(text: &str, word: Word) -> Option<String> {
    let text = text.trim();
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse().ok();
    match word {
        Word::Number(_, 8) => {
            Date::new(part(0..4)?, i8::try_from(part(4..6)?).ok()?, i8::try_from(part(6..8)?).ok()?).map(|day| day.to_string())
        }
        _ => None,
    }
}

fn year(word: Word) -> Option<i16> {
    match word {
        Word::Number(year, 4) if year >= 1000 => Some(year),
        _ => None,
    }
}

fn month_of_year(month: Word, of: Word) -> Option<String> {
    let month = match month {
        Word::Month(month) => month,
        Word::Number(month @ 1..=12, 1..=2) => i8::try_from(month).ok()?,
        Word::Number(..) => return None,
    };
    year(of).map(|year| format!("{year:04}-{month:02}"))
}

fn full(a: Word, b: Word, c: Word) -> Option<String> {
    let (year, month, day) = match (year(a), year(c)) {
        (Some(year), None) => match (b, c) {
            (Word::Number(month, _), Word::Number(day, _)) => (year, i8::try_from(month).ok()?, i8::try_from(day).ok()?),
            _ => day_of_month(b, c).map(|(month, day)| (year, month, day))?,
        },
        (None, Some(year)) => day_of_month(a, b).map(|(month, day)| (year, month, day))?,
        _ => return None,
    };
    Date::new(year, month, day).map(|day| day.to_string())
}

/// Month and day of two words in either order; `None` where both could be the month and are not the same.
fn day_of_month(a: Word, b: Word) -> Option<(i8, i8)> {
    let small = |number: i16| i8::try_from(number).ok();
    match (a, b) {
        (Word::Month(month), Word::Number(day, 1..=2)) | (Word::Number(day, 1..=2), Word::Month(month)) => Some((month, small(day)?)),
        (Word::Number(a, 1..=2), Word::Number(b, 1..=2)) if a > 12 && b <= 12 || a == b => Some((small(b)?, small(a)?)),
        (Word::Number(a, 1..=2), Word::Number(b, 1..=2)) if b > 12 && a <= 12 => Some((small(a)?, small(b)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_one_reading_are_spelt_as_iso() {
        let check = |text: &str, want: &str| assert_eq!(date(text).as_deref(), Some(want), "{text}");
        check("2 Oct 2026", "2026-10-02");
        check("October 2nd, 2026", "2026-10-02");
        check("Fri, 2 October 2026", "2026-10-02");
        check("2nd of Oct 2026", "2026-10-02");
        check("2026 Oct 2", "2026-10-02");
        check("2026/10/2", "2026-10-02");
        check("2026.10.02", "2026-10-02");
        check("2026-1-5", "2026-01-05");
        check("20261120", "2026-11-20");
        check("25/12/2026", "2026-12-25");
        check("12/25/2026", "2026-12-25");
        check("5.5.2026", "2026-05-05");
        check("March 2019", "2019-03");
        check("10/2026", "2026-10");
        check("2026/10", "2026-10");
    }

    #[test]
    fn a_range_keeps_its_open_end() {
        let check = |text: &str, want: Option<&str>| assert_eq!(range(text).as_deref(), want, "{text}");
        check("..1 Sep 2026", Some("..2026-09-01"));
        check("2026/09/01..", Some("2026-09-01.."));
        check("1 Sep 2026 .. 2026-10", Some("2026-09-01..2026-10"));
        check("1 Sep 2026", Some("2026-09-01"));
        check("3 Oct 2026..1 Sep 2026", None);
        check("soon..", None);
        assert_eq!((date("..1 Sep 2026"), birthday("1 Sep..")), (None, None));
    }

    #[test]
    fn dates_with_several_readings_or_none_are_left_alone() {
        for text in [
            "10/1/2026",
            "01.10.2026",
            "2/3/26",
            "31 Feb 2026",
            "2026/13/01",
            "Oct 2",
            "spring 2019",
            "2019",
            "ma 2019",
            "2 Oct 2026 14:30",
            "",
            "-",
            "é 2026",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn both_readings_of_a_date_are_named() {
        assert_eq!(readings("10/1/2026"), Some(("2026-10-01".to_owned(), "2026-01-10".to_owned())));
        assert_eq!(readings("3/4"), Some(("--03-04".to_owned(), "--04-03".to_owned())));
        assert_eq!((readings("13/4/2026"), readings("4/4"), readings("soon")), (None, None, None));
    }

    #[test]
    fn birthdays_may_lack_the_year() {
        let check = |text: &str, want: Option<&str>| assert_eq!(birthday(text).as_deref(), want, "{text}");
        check("March 12", Some("--03-12"));
        check("12 Mar", Some("--03-12"));
        check("25/3", Some("--03-25"));
        check("3/4", None);
        check("29 Feb", Some("--02-29"));
        check("31 Feb", None);
        check("12 March 1980", Some("1980-03-12"));
        check("March 1980", None);
    }
}
