//! Dates and ranges as notes write them (format 3 and 5).

use crate::model::{Birthday, Date, DateRange, PartialDate};

/// What the first ten bytes of a text are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Iso {
    /// A day, and no digit follows.
    Day(Date),
    /// Looks like a day, but the calendar has none such.
    Impossible,
    /// Something else.
    None,
}

/// Reads `YYYY-MM-DD` at the start of `text`.
pub(super) fn iso_prefix(text: &str) -> Iso {
    let bytes = text.as_bytes();
    let (Some(start), Some(end)) = (bytes.first_chunk(), bytes.get(2..).and_then(<[u8]>::first_chunk)) else { return Iso::None };
    // `YYYY-MM-` and `YY-MM-DD`.
    let (start, end) = (u64::from_le_bytes(*start), u64::from_le_bytes(*end));
    let digits = start & 0xffff_ffff | (end >> 24 & 0xffff) << 32 | (end >> 48) << 48;
    let Some(pairs) = pairs(digits).filter(|_| bytes[4] == b'-' && bytes[7] == b'-') else { return Iso::None };
    if bytes.get(10).is_some_and(|b| b.is_ascii_alphanumeric() && *b != b'T') {
        return Iso::None;
    }
    match of_pairs(pairs) {
        Some(date) => Iso::Day(date),
        None => Iso::Impossible,
    }
}

/// The day of `YYYYMMDD` as [`pairs`] reads it.
fn of_pairs([century, year, month, day]: [i8; 4]) -> Option<Date> {
    Date::new(i16::from(century) * 100 + i16::from(year), month, day)
}

/// Eight digits, the first in the lowest byte, as four numbers of two; `None` when one of them is no digit. All are looked at at once.
fn pairs(digits: u64) -> Option<[i8; 4]> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let values = digits ^ (EACH * 0x30);
    // What is above nine gets, or has, its highest bit.
    let odd = (values.wrapping_add(EACH * (0x7f - 9)) | values) & (EACH * 0x80);
    let [tens, ones] = [values, values >> 8].map(|every_other| every_other & 0x00ff_00ff_00ff_00ff);
    let [a, _, b, _, c, _, d, _] = (tens * 10 + ones).to_le_bytes();
    (odd == 0).then(|| [a, b, c, d].map(u8::cast_signed))
}

/// Whether a text starts with `YYYY-MM-DD`.
pub fn starts_with_day(text: &str) -> bool {
    matches!(iso_prefix(text), Iso::Day(_))
}

/// A date value could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum Unread {
    /// The calendar has no such day; the nearest one it has.
    Impossible(Option<Date>),
    /// No date.
    NoDate,
    /// A range that ends before it begins.
    Backwards,
}

/// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, also with a time behind it or in `[[ ]]`.
pub(crate) fn partial(text: &str) -> Result<PartialDate, Unread> {
    if let (10, Iso::Day(day)) = (text.len(), iso_prefix(text)) {
        return Ok(PartialDate::Day(day));
    }
    let text = text.trim().trim_start_matches("[[").trim_end_matches("]]").trim();
    let text = text.rsplit('/').next().filter(|part| part.len() >= 10).unwrap_or(text);
    match iso_prefix(text) {
        Iso::Day(day) if text.len() == 10 || matches!(text.as_bytes()[10], b'T' | b' ' | b'|') => return Ok(PartialDate::Day(day)),
        Iso::Impossible => return Err(Unread::Impossible(nearest_day(text))),
        _ => {}
    }
    let mut parts = text.split('-');
    let year = parts.next().filter(|y| y.len() == 4).and_then(number).ok_or(Unread::NoDate)?;
    match (parts.next(), parts.next()) {
        (None, _) => PartialDate::Year(year).first().map(|_| PartialDate::Year(year)).ok_or(Unread::NoDate),
        (Some(month), None) if month.len() == 2 => match number(month).and_then(|m| i8::try_from(m).ok()) {
            Some(month @ 1..=12) => Ok(PartialDate::Month(year, month)),
            Some(_) => Err(Unread::Impossible(None)),
            None => Err(Unread::NoDate),
        },
        _ => Err(Unread::NoDate),
    }
}

/// The last day of the month that an impossible date names.
fn nearest_day(text: &str) -> Option<Date> {
    let year = number(text.get(..4)?)?;
    let month = i8::try_from(number(text.get(5..7)?)?).ok()?;
    Date::new(year, month, 1).map(Date::last_of_month)
}

fn number(text: &str) -> Option<i16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Reads a birthday: `YYYY-MM-DD`, `--MM-DD` or `MM-DD`, and vCard's `YYYYMMDD` and `--MMDD`.
pub(super) fn birthday(text: &str) -> Result<Birthday, Unread> {
    if let Ok(PartialDate::Day(day)) = partial(text) {
        return Ok(Birthday { year: Some(day.year()), month: day.month(), day: day.day() });
    }
    let short = text.trim().trim_start_matches("--");
    let digits = |count: usize| short.len() == count && short.bytes().all(|b| b.is_ascii_digit());
    if digits(8) {
        return birthday(&format!("{}-{}-{}", &short[..4], &short[4..6], &short[6..]));
    }
    let compact = (digits(4) && short.len() < text.trim().len()).then(|| short.split_at(2));
    let parted = || short.split_once('-').filter(|(m, d)| m.len() == 2 && d.len() == 2);
    let (month, day) = compact.or_else(parted).ok_or_else(|| unread(text))?;
    let parts = number(month).zip(number(day)).ok_or(Unread::NoDate)?;
    let (month, day) = (i8::try_from(parts.0).unwrap_or(0), i8::try_from(parts.1).unwrap_or(0));
    Date::new(2000, month, day).map(|_| Birthday { year: None, month, day }).ok_or(Unread::Impossible(None))
}

fn unread(text: &str) -> Unread {
    partial(text).err().unwrap_or(Unread::NoDate)
}

/// Reads a RANGE: `A..B`, `A..`, `2017-2021`, and two dates with a word or a dash of its own between; a single date covers what it names.
pub fn range(text: &str) -> Result<DateRange, Unread> {
    let text = text.trim();
    if let Some((from, to)) = ends(text) {
        return ordered(first(from)?, last(to)?);
    }
    let one = partial(text)?;
    // What stands behind a day may be the other end.
    let behind = text.get("2026-09-01".len()..).filter(|behind| behind.starts_with(' ') && behind.contains(|c: char| c.is_ascii_digit()));
    match behind.is_some_and(|behind| behind.as_bytes().get(3) != Some(&b':')) {
        true => Err(Unread::NoDate),
        false => Ok(DateRange { since: one.first(), until: one.last() }),
    }
}

/// Whether a text gives both ends of a range, or leaves one open with `..`.
pub(super) fn is_range(text: &str) -> bool {
    ends(text.trim()).is_some()
}

/// The two ends of a range.
fn ends(text: &str) -> Option<(&str, &str)> {
    let years = || text.split_once(['-', '–', '—']).filter(|(from, to)| from.trim().len() == 4 && to.trim().len() == 4);
    let parted = |by: &&str| text.split_once(*by).filter(|(from, to)| is_partial(from) && (is_partial(to) || is_now(to)));
    text.split_once("..").or_else(years).or_else(|| BETWEEN.iter().find_map(parted))
}

/// What stands between the two dates of a range, besides `..`.
const BETWEEN: [&str; 7] = [" - ", " – ", " — ", "–", " to ", " until ", "/"];

/// Whether a text is a date and nothing else.
fn is_partial(text: &str) -> bool {
    text.trim().len() <= "2026-09-01".len() && text.starts_with(|c: char| c.is_ascii_digit() || c == ' ') && partial(text).is_ok()
}

fn is_now(text: &str) -> bool {
    matches!(text.trim(), "now" | "present" | "today")
}

/// The part of a text that is no RANGE which could not be read: one end, else all of it.
pub(super) fn misread(text: &str) -> std::ops::Range<usize> {
    let part = |end: &str| {
        let start = end.trim_start().as_ptr() as usize - text.as_ptr() as usize;
        start..start + end.trim().len()
    };
    match text.split_once("..") {
        Some((from, _)) if first(from).is_err() => part(from),
        Some((_, to)) if last(to).is_err() => part(to),
        _ => 0..text.len(),
    }
}

fn ordered(since: Option<Date>, until: Option<Date>) -> Result<DateRange, Unread> {
    match since.zip(until).is_some_and(|(since, until)| since > until) {
        true => Err(Unread::Backwards),
        false => Ok(DateRange { since, until }),
    }
}

fn first(text: &str) -> Result<Option<Date>, Unread> {
    match text.trim() {
        "" => Ok(None),
        text => partial(text).map(PartialDate::first),
    }
}

fn last(text: &str) -> Result<Option<Date>, Unread> {
    match text.trim() {
        "" => Ok(None),
        text if is_now(text) => Ok(None),
        text => partial(text).map(PartialDate::last),
    }
}

/// The date a file name starts with: `YYYY-MM-DD`, `YYYY_MM_DD` or `YYYYMMDD`.
pub(super) fn of_file_name(stem: &str) -> Option<Date> {
    if !stem.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let (10, Iso::Day(day)) = (stem.len(), iso_prefix(stem)) {
        return Some(day);
    }
    let dashed = stem.chars().take(10).collect::<String>().replace('_', "-");
    if let Iso::Day(day) = iso_prefix(&dashed)
        && !stem.chars().nth(10).is_some_and(|c| c.is_ascii_digit())
    {
        return Some(day);
    }
    let compact = pairs(u64::from_le_bytes(*stem.as_bytes().first_chunk()?))?;
    let ends = !stem.as_bytes().get(8).is_some_and(u8::is_ascii_digit);
    ends.then(|| of_pairs(compact)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i16, m: i8, d: i8) -> Date {
        Date::new(y, m, d).unwrap()
    }

    #[test]
    fn ranges_read_as_people_write_them() {
        let check = |text: &str, since, until| assert_eq!(range(text), Ok(DateRange { since, until }), "{text}");
        check("2017-03..2021", Some(day(2017, 3, 1)), Some(day(2021, 12, 31)));
        check("2026-09-01..", Some(day(2026, 9, 1)), None);
        check("2017-2021", Some(day(2017, 1, 1)), Some(day(2021, 12, 31)));
        check("2017-03", Some(day(2017, 3, 1)), Some(day(2017, 3, 31)));
        for text in ["2026-01-01 to 2026-06", "2026-01-01 - 2026-06", "2026-01-01–2026-06-30", "2026 – 2026-06", "2026-01/2026-06"] {
            check(text, Some(day(2026, 1, 1)), Some(day(2026, 6, 30)));
        }
        check("2018 - now", Some(day(2018, 1, 1)), None);
        check("2026-09-01 09:00", Some(day(2026, 9, 1)), Some(day(2026, 9, 1)));
        check("2026-09-01 (laid off)", Some(day(2026, 9, 1)), Some(day(2026, 9, 1)));
        check("daily/2026-09-01", Some(day(2026, 9, 1)), Some(day(2026, 9, 1)));
        assert_eq!(range("2025-01-01 (found a job 2025-06-30)").unwrap_err(), Unread::NoDate);
        assert_eq!(range("2026-06 to 2026-01").unwrap_err(), Unread::Backwards);
        assert_eq!(range("2026-02-30..").unwrap_err(), Unread::Impossible(Some(day(2026, 2, 28))));
        assert_eq!(range("soon").unwrap_err(), Unread::NoDate);
    }

    #[test]
    fn the_end_of_a_range_that_is_no_date_is_known() {
        let check = |text: &str, want: &str| assert_eq!(&text[misread(text)], want, "{text}");
        check("2017-13..2021", "2017-13");
        check("2017 .. soon ", "soon");
        check("2021..2017", "2021..2017");
        check("soon", "soon");
    }

    #[test]
    fn birthdays_need_no_year() {
        assert_eq!(birthday("--02-29"), Ok(Birthday { year: None, month: 2, day: 29 }));
        assert_eq!(birthday("05-12"), Ok(Birthday { year: None, month: 5, day: 12 }));
        assert_eq!(birthday("1980-05-12").unwrap().year, Some(1980));
        assert_eq!(birthday("19800512").unwrap().year, Some(1980));
        assert_eq!(birthday("--0512"), Ok(Birthday { year: None, month: 5, day: 12 }));
        assert!(birthday("13-40").is_err() && birthday("1980").is_err() && birthday("19801340").is_err());
    }

    proptest! {
        #[test]
        fn digits_looked_at_at_once_are_what_each_of_them_is(digits in prop::array::uniform8(prop_oneof![200 => b'0'..=b'9', 1 => any::<u8>()])) {
            let of = |pair: &[u8]| std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|b| b.is_ascii_digit()))?.parse().ok();
            let each: Option<Vec<i8>> = digits.chunks(2).map(of).collect();
            prop_assert_eq!(pairs(u64::from_le_bytes(digits)).map(Vec::from), each);
        }
    }

    #[test]
    fn file_names_carry_dates() {
        assert_eq!(of_file_name("2026-11-20 standup"), Some(day(2026, 11, 20)));
        assert_eq!(of_file_name("2026_11_20"), Some(day(2026, 11, 20)));
        assert_eq!(of_file_name("20261120"), Some(day(2026, 11, 20)));
        assert_eq!(of_file_name("202611201230 zettel"), None);
        assert_eq!(of_file_name("2026-W47"), None);
        assert_eq!(of_file_name("2026-11"), None);
    }
}
