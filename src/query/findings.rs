//! Every finding about a vault on a day: those of the notes, and those that depend on the day.

use super::scope::Scope;
use super::standing::{Standing, may_be_beyond, standing};
use crate::diagnostic::{Code, Codes, Diagnostic, Severity, Span};
use crate::index::{ContactId, Index, by_all};
use crate::model::{Channel, Date, Done, Entry, Note, Purpose, Verb, order};

/// Words that tell of something past.
const PAST: [&str; 14] = ["had", "was", "were", "went", "met", "saw", "told", "said", "gave", "got", "spoke", "talked", "caught", "helped"];

/// Every finding on `today`, in the order of paths and places.
pub fn findings(index: &Index, today: Date) -> Vec<Diagnostic> {
    let mut all = index.findings().to_vec();
    all.extend(index.by_contacts(|some| of_contacts(index, some.iter().copied(), today)).into_iter().flatten());
    all.extend(by_all(index.notes(), |note| of_note(note, today)));
    in_order(all, index)
}

/// The findings on `today` about some contacts and some notes, besides those that are `known` of them.
pub fn findings_about<'n>(
    index: &Index,
    today: Date,
    scope: Scope<'_>,
    notes: impl Iterator<Item = &'n Note>,
    known: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut all = known;
    all.extend(of_contacts(index, index.contacts().filter(|id| scope.has(*id)), today));
    all.extend(notes.flat_map(|note| of_note(note, today)));
    in_order(all, index)
}

fn in_order(mut all: Vec<Diagnostic>, index: &Index) -> Vec<Diagnostic> {
    index.settings().levels.judge(&mut all, Codes::default());
    order::sort_by(&mut all, |a, b| a.order().cmp(&b.order()));
    all.dedup_by(|a, b| a.order() == b.order());
    all
}

/// Entries of days to come that tell of something past.
fn of_note(note: &Note, today: Date) -> Vec<Diagnostic> {
    if note.latest.is_none_or(|latest| latest <= today) || note.skips().has(Code::FutureEntry) {
        return Vec::new();
    }
    let ahead = note
        .entries()
        .iter()
        .filter(|entry| entry.date > today && entry.done == Done::Yes && entry.channel.purpose() == Purpose::Contact)
        .filter(|entry| tells_of_past(note, entry));
    let found = ahead.map(|entry| {
        let span = Span { line: entry.line, column: 1, end_line: entry.line, end_column: 2 };
        let message = format!("the entry of {} tells of something past, but that day is yet to come", entry.date);
        let found = Diagnostic::new(Code::FutureEntry, span, message);
        found.hint("correct the date, or put `[ ]` before it if it is a plan").at(note.path())
    });
    found.collect()
}

fn tells_of_past(note: &Note, entry: &Entry) -> bool {
    let given = |verb: Verb| matches!(verb, Verb::Gave | Verb::Got | Verb::Thanked);
    let exchanged = note.exchanges().of(entry.exchanges).iter().any(|exchange| given(exchange.verb));
    exchanged || is_past(note.str(entry.text)) || *note.channel(entry) == met()
}

fn met() -> Channel {
    Channel::known("met").unwrap_or(Channel::OTHER)
}

fn is_past(text: &str) -> bool {
    let mut words = text.split_whitespace().take(4).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    words.any(|word| PAST.contains(&word.as_str()) || word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed"))
}

fn of_contacts(index: &Index, some: impl Iterator<Item = ContactId>, today: Date) -> Vec<Diagnostic> {
    // Nearly nobody has any; how they stand need not be worked out to know that.
    let odd = |id: &ContactId| {
        let contact = index.contact(*id);
        contact.last.is_some_and(|last| last > today) || may_be_beyond(index, contact, today)
    };
    some.filter(odd).flat_map(|id| of_contact(index, &standing(index, id, today), today)).collect()
}

fn of_contact(index: &Index, standing: &Standing<'_>, today: Date) -> Vec<Diagnostic> {
    if !standing.ahead && !standing.beyond {
        return Vec::new();
    }
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
    let skips = index.note(standing.id).skips();
    found.retain(|found| !skips.has(found.code));
    found
}

/// How many findings are errors and how many warnings.
pub fn count(findings: &[Diagnostic]) -> (usize, usize) {
    let of = |severity| findings.iter().filter(|found| found.severity == severity).count();
    (of(Severity::Error), of(Severity::Warning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;
    use crate::parse::{Context, Everyone, Scratch, note};

    #[test]
    fn those_with_nothing_to_say_are_told_without_their_interactions() {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let cadences = ["none", "1 month", "7000 years", "7973 years", "7974 years", "9999 years", "3000000 days", "x"];
        let mets = ["2026-11", "3000", "9998-12-31", "0001-01-01", ""];
        let logs = ["last: 2026-12-01", "last: 2020-01-01", "transition: true", "status: paused\nlast: 9999-01-01", "birthday: 05-05"];
        let mut notes = Vec::new();
        for cadence in cadences {
            for met in mets {
                for log in logs {
                    for entry in ["", "- 1990-01-01 call", "- 2026-11-02 call", "- 9000-11-02 call"] {
                        let text = format!("---\ntype: person\ncadence: {cadence}\nmet: {met}\n{log}\n---\n\n{entry}\n");
                        notes.push(note(&format!("people/{:04}.md", notes.len()), &text, &context, &mut Scratch::default()).0);
                    }
                }
            }
        }
        let index = Index::new(notes, Vec::new(), Settings::default());
        for today in [Date::new(2026, 11, 2), Date::new(9990, 1, 1), Some(Date::FIRST)].map(Option::unwrap) {
            let all: Vec<Diagnostic> = index.contacts().flat_map(|id| of_contact(&index, &standing(&index, id, today), today)).collect();
            assert!(all.iter().any(|found| found.code == Code::DueOutOfRange) && all.iter().any(|found| found.code == Code::FutureLast));
            assert_eq!(of_contacts(&index, index.contacts(), today), all);
        }
    }
}
