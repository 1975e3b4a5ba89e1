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
    if rest.len() < text.len() && !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return unit(rest).map(|unit| Cadence::Every(1, unit));
    }
    counted(rest)
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
        check("0d", "");
        check("soon", "");
        check("", "");
        check("99999999999d", "");
    }
}
