//! Days of a calendar as iCalendar (RFC 5545): all-day events that block no time.

use super::escape::in_line;
use super::wrap::cut;
use crate::model::Date;
use crate::report::{CalendarPage, Event};

/// Longest line (bytes) without its end; longer ones go on in the next, after a blank.
const LONGEST: usize = 75;

/// Longest summary (columns). A calendar is looked at by others too: enough to know what is meant, and no more.
const SUMMARY: usize = 60;

/// The calendar. Its stamp is the day it is of, so the same days are the same bytes.
pub fn calendar(page: &CalendarPage) -> String {
    let mut out = String::new();
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//journal//relationship journal//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"];
    head.iter().for_each(|text| line(&mut out, text));
    line(&mut out, "X-WR-CALNAME:Journal");
    page.events.iter().for_each(|one| event(&mut out, one, page.today));
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, event: &Event, today: Date) {
    let (start, end) = (event.day, event.day.plus_days(1));
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", event.uid));
    line(out, &format!("DTSTAMP:{}T000000Z", basic(today)));
    line(out, &format!("DTSTART;VALUE=DATE:{}", basic(start)));
    end.iter().for_each(|end| line(out, &format!("DTEND;VALUE=DATE:{}", basic(*end))));
    line(out, &format!("SUMMARY:{}", escaped(&cut(&in_line(&event.summary), SUMMARY, "…"))));
    line(out, "CLASS:PRIVATE");
    line(out, "TRANSP:TRANSPARENT");
    line(out, "END:VEVENT");
}

/// A day without its hyphens.
fn basic(day: Date) -> String {
    day.to_string().replace('-', "")
}

/// Text as a value: its separators keep their own meaning. Line ends are gone already.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Adds a line, folded where it is too long, never inside a character.
fn line(out: &mut String, text: &str) {
    let mut filled = 0;
    for c in text.chars() {
        if filled + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            filled = 1;
        }
        out.push(c);
        filled += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day() -> Date {
        Date::new(2026, 11, 20).unwrap()
    }

    fn one(summary: &str) -> String {
        let events = vec![Event { day: day(), summary: summary.to_owned(), uid: "due-1@journal".to_owned() }];
        calendar(&CalendarPage { today: day(), events })
    }

    /// The summary as a reader of the standard takes it.
    fn read_back(calendar: &str) -> String {
        let unfolded = calendar.replace("\r\n ", "");
        let value = unfolded.split("\r\n").find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
        let (mut out, mut escaped) = (String::new(), false);
        for c in value.chars() {
            if c == '\\' && !escaped {
                escaped = true;
            } else {
                out.push(c);
                escaped = false;
            }
        }
        out
    }

    #[test]
    fn separators_and_line_ends_add_nothing() {
        let calendar = one("Zoë; a, b\\n\r\nEND:VEVENT\r\nBEGIN:VALARM");
        assert_eq!(calendar.matches("END:VEVENT\r\n").count(), 1, "{calendar}");
        assert!(calendar.contains("SUMMARY:Zoë\\; a\\, b\\\\n  END:VEVENT  BEGIN:VALARM\r\n"), "{calendar}");
    }

    proptest! {
        #[test]
        fn any_summary_is_read_back_from_short_lines(summary in "\\PC{0,58}") {
            let calendar = one(&summary);
            prop_assert!(calendar.split("\r\n").all(|line| line.len() <= LONGEST && !line.contains(['\r', '\n'])));
            let shown = in_line(&summary).into_owned();
            prop_assert_eq!(read_back(&calendar), cut(&shown, SUMMARY, "…"));
        }
    }
}
