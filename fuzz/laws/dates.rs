//! Any text can stand where a date is asked for: what is read of it is on the calendar, in order, and reads as itself.

use super::holds;
use journal::model::Date;
use journal::parse::value_laws;
use journal::parse::when::{Leaning, day, period, since, until};

/// The days on which a date is typed, by the first byte: an ordinary one, the ends of the calendar, a leap day, odd clocks.
const TODAYS: [(i16, i8, i8); 8] =
    [(2026, 11, 20), (2024, 2, 29), (1, 1, 1), (9999, 12, 31), (1970, 1, 1), (2038, 1, 19), (2025, 12, 31), (2026, 3, 31)];

/// Reads any text as a date of a note and as one typed.
pub(crate) fn dates(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let text = String::from_utf8_lossy(rest);
    holds(value_laws::dates(&text));
    let (y, m, d) = TODAYS[usize::from(first & 7)];
    let today = Date::new(y, m, d).unwrap();
    for leaning in [Leaning::Past, Leaning::Future] {
        if let Ok(found) = day(&text, today, leaning) {
            assert_eq!(day(&found.to_string(), today, leaning), Ok(found), "{text:?} on {today}");
        }
    }
    if let Ok(found) = period(&text, today) {
        assert!(found.since.is_none_or(|since| since <= found.until), "{text:?} on {today}: {found:?}");
    }
    if let (Ok(since), Ok(until)) = (since(&text, today), until(&text, today)) {
        assert!(since <= until, "{text:?} on {today}: {since} to {until}");
    }
}
