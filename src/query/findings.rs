//! Every finding about a vault on a day: those of the notes, and those that depend on the day.

use super::standing::Standing;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::index::Index;
use crate::model::{Channel, Date, Done, Purpose, Verb};

/// Words that tell of something past.
const PAST: [&str; 14] = ["had", "was", "were", "went", "met", "saw", "told", "said", "gave", "got", "spoke", "talked", "caught", "helped"];

/// Every finding on `today`, in the order of paths and places.
pub fn findings(index: &Index, standings: &[Standing<'_>], today: Date) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = index.findings().to_vec();
    for standing in standings {
        all.extend(of_contact(index, standing, today));
    }
    for note in index.notes().iter().filter(|note| note.entries.iter().any(|entry| entry.date > today)) {
        for entry in
            note.entries.iter().filter(|entry| entry.date > today && entry.done == Done::Yes && entry.channel.purpose() == Purpose::Contact)
        {
            let text = note.str(entry.text);
            let exchanged =
                entry.exchanges.of(&note.exchanges).iter().any(|exchange| matches!(exchange.verb, Verb::Gave | Verb::Got | Verb::Thanked));
            if exchanged || is_past(text) || entry.channel == met() {
                let span = Span { line: entry.line, column: 1, end_line: entry.line, end_column: 2 };
                let found = Diagnostic::new(
                    Code::FutureEntry,
                    span,
                    format!("the entry of {} tells of something past, but that day is yet to come", entry.date),
                );
                all.push(found.hint("correct the date, or put `[ ]` before it if it is a plan").at(&note.path));
            }
        }
    }
    all.sort_by(|a, b| a.order().cmp(&b.order()));
    all.dedup();
    all
}

fn met() -> Channel {
    Channel::known("met").unwrap_or(Channel::OTHER)
}

fn is_past(text: &str) -> bool {
    let mut words = text.split_whitespace().take(4).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    words.any(|word| PAST.contains(&word.as_str()) || word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed"))
}

fn of_contact(index: &Index, standing: &Standing<'_>, today: Date) -> Vec<Diagnostic> {
    let (contact, path) = (index.contact(standing.id), index.path(standing.id));
    let mut found = Vec::new();
    if let Some(last) = contact.last.filter(|&last| last > today) {
        let place = contact.last_place;
        let span = Span { line: place.line, column: place.column, end_line: place.line, end_column: place.column + place.width };
        let future = Diagnostic::new(Code::FutureLast, span, format!("the last contact {last} lies in the future and is ignored"));
        found.push(future.hint("correct the date; a day to follow up is `next`").at(path));
    }
    if standing.beyond {
        let far =
            Diagnostic::new(Code::DueOutOfRange, Span::START, format!("the cadence `{}` leads past the year 9999", standing.cadence_text));
        found.push(far.hint("write `none` for never").at(path));
    }
    found
}

/// How many findings are errors and how many warnings.
pub(crate) fn count(findings: &[Diagnostic]) -> (usize, usize) {
    let of = |severity| findings.iter().filter(|found| found.code.severity() == severity).count();
    (of(Severity::Error), of(Severity::Warning))
}
