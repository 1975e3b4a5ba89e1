//! Cadences as people write them (format 6).

use crate::model::{Cadence, Unit};

const NAMED: &[(&str, Cadence)] = &[
    ("none", Cadence::Never),
    ("never", Cadence::Never),
    ("daily", Cadence::Every(1, Unit::Day)),
    ("weekly", Cadence::Every(1, Unit::Week)),
    ("biweekly", Cadence::Every(2, Unit::Week)),
    ("fortnightly", Cadence::Every(2, Unit::Week)),
    ("monthly", Cadence::Every(1, Unit::Month)),
    ("bimonthly", Cadence::Every(2, Unit::Month)),
    ("quarterly", Cadence::Every(3, Unit::Month)),
    ("halfyearly", Cadence::Every(6, Unit::Month)),
    ("semiannually", Cadence::Every(6, Unit::Month)),
    ("biannually", Cadence::Every(6, Unit::Month)),
    ("yearly", Cadence::Every(1, Unit::Year)),
    ("annually", Cadence::Every(1, Unit::Year)),
];

/// Reads a cadence; `None` when it is none or shorter than a day. `m` is months.
pub(crate) fn cadence(text: &str) -> Option<Cadence> {
    if let Some(cadence) = short(text) {
        return Some(cadence);
    }
    let text = text.trim().to_lowercase();
    let word: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if let Some((_, cadence)) = NAMED.iter().find(|(name, _)| *name == word) {
        return Some(*cadence);
    }
    let rest = text.strip_prefix("every").unwrap_or(&text).trim();
    if let Some(period) = rest.strip_prefix('p').filter(|p| p.starts_with(|c: char| c.is_ascii_digit())) {
        return counted(period);
    }
    if rest.len() < text.len() && unit(rest).is_some() {
        return unit(rest).map(|unit| Cadence::Every(1, unit));
    }
    counted(rest).or_else(|| spoken(&text))
}

/// What people say: `every other week`, `every two months`, `once a month`, `twice a year`.
fn spoken(text: &str) -> Option<Cadence> {
    const NUMBERS: [&str; 12] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "once").take(5).collect();
    let (number, word) = match words[..] {
        ["twice", "a" | "per" | "every", "year"] => (6, "months"),
        ["twice", "a" | "per" | "every", "month"] => (2, "weeks"),
        ["a" | "per" | "each" | "every", word] => (1, word),
        ["every", "other" | "second", word] => (2, word),
        ["every", number, word] | [number, word] => {
            let place = NUMBERS.iter().position(|name| *name == number);
            (place.and_then(|place| u32::try_from(place + 1).ok()).or_else(|| number.parse().ok().filter(|n| *n > 0))?, word)
        }
        _ => return None,
    };
    unit(word).map(|unit| Cadence::Every(number, unit))
}

/// The short form that is written most: `6w`, `3mo`.
fn short(text: &str) -> Option<Cadence> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok().filter(|n| *n > 0)?;
    unit(&text[digits..]).map(|unit| Cadence::Every(number, unit))
}

/// A number and a unit; no unit is days.
fn counted(text: &str) -> Option<Cadence> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = text[..digits].parse().ok().filter(|n| *n > 0)?;
    match text[digits..].trim() {
        "" => Some(Cadence::Every(number, Unit::Day)),
        word => unit(word).map(|unit| Cadence::Every(number, unit)),
    }
}

/// The unit of this name; `m` is months.
pub(super) fn unit(word: &str) -> Option<Unit> {
    match word {
        "d" | "day" | "days" => Some(Unit::Day),
        "w" | "wk" | "wks" | "week" | "weeks" => Some(Unit::Week),
        "m" | "mo" | "mos" | "mon" | "mth" | "month" | "months" => Some(Unit::Month),
        "y" | "yr" | "yrs" | "year" | "years" => Some(Unit::Year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, shown: &str) {
        assert_eq!(cadence(text).map(|c| c.to_string()).unwrap_or_default(), shown, "{text}");
    }

    #[test]
    fn cadences_read_as_people_write_them() {
        check("10d", "10d");
        check("6w", "6w");
        check("3m", "3mo");
        check("30", "30d");
        check("every 6 weeks", "6w");
        check("every month", "1mo");
        check("Half-Yearly", "6mo");
        check("P3M", "3mo");
        check("none", "none");
        check("biweekly", "2w");
        check("every other week", "2w");
        check("Every two weeks", "2w");
        check("every second month", "2mo");
        check("once a month", "1mo");
        check("once every 3 months", "3mo");
        check("six weeks", "6w");
        check("each quarter", "");
        check("twice a month", "2w");
        check("twice a year", "6mo");
        check("every 0 weeks", "");
        check("every few weeks", "");
        check("0d", "");
        check("soon", "");
        check("", "");
        check("99999999999d", "");
    }
}
