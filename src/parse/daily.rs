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
    Month(Width),
    /// Cut to three letters or whole.
    MonthName(usize),
    Day(Width),
    /// Cut to three letters or whole.
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
                ('M', 1) => (Part::Month(Width::Free), 1),
                ('M', 2) => (Part::Month(Width::Padded), 2),
                ('M', 3 | 4) => (Part::MonthName(run), run),
                ('D', 1) => (Part::Day(Width::Free), 1),
                ('D', 2) => (Part::Day(Width::Padded), 2),
                ('d', 3 | 4) => (Part::Weekday(run), run),
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
            let cut = if letters == 3 { &name[..3] } else { name };
            cut[..1].to_uppercase() + &cut[1..]
        };
        let part = |part: &Part| match part {
            Part::Year => format!("{:04}", day.year()),
            Part::Month(Width::Padded) => format!("{:02}", day.month()),
            Part::Month(Width::Free) => day.month().to_string(),
            Part::MonthName(letters) => name(&MONTHS, day.month(), *letters),
            Part::Day(Width::Padded) => format!("{:02}", day.day()),
            Part::Day(Width::Free) => day.day().to_string(),
            Part::Weekday(letters) => name(&DAYS, day.weekday(), *letters),
            Part::Literal(text) => text.clone(),
        };
        (!self.unknown).then(|| self.parts.iter().map(part).collect())
    }

    /// The day of the note at this path without its ending, if the format names one.
    pub(super) fn day(&self, path: &str) -> Option<Date> {
        let start = path.rmatch_indices('/').nth(self.depth).map_or(0, |(at, _)| at + 1);
        let mut rest = path.get(start..)?;
        let (mut year, mut month, mut day) = (None, None, None);
        for part in &self.parts {
            match part {
                Part::Year => year = Some(take_number(&mut rest, 4, 4)?),
                Part::Month(width) => month = Some(take_number(&mut rest, if *width == Width::Padded { 2 } else { 1 }, 2)?),
                Part::Day(width) => day = Some(take_number(&mut rest, if *width == Width::Padded { 2 } else { 1 }, 2)?),
                Part::MonthName(_) => month = i16::try_from(take_name(&mut rest, &MONTHS)? + 1).ok(),
                Part::Weekday(_) => drop(take_name(&mut rest, &DAYS)?),
                Part::Literal(text) => rest = rest.strip_prefix(text.as_str())?,
            }
        }
        let whole = rest.is_empty();
        whole.then(|| Date::new(year?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?)).flatten()
    }
}

fn take_number(rest: &mut &str, least: usize, most: usize) -> Option<i16> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = (digits >= least).then(|| rest.split_at(digits))?;
    *rest = after;
    number.parse().ok()
}

/// Takes a name or its first three letters; says which.
fn take_name(rest: &mut &str, names: &[&str]) -> Option<usize> {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = rest.split_at(letters);
    let word = word.to_lowercase();
    let found = names.iter().position(|name| *name == word || name.get(..3) == Some(word.as_str()))?;
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
    }
}
