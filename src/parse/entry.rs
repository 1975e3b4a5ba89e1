//! Entries, their fields and tasks (format 5).

use super::body::{Kindred, next_entry};
use super::draft::Draft;
use super::field::{self, FieldSpan};
use super::flat::Flat;
use super::{date, draft, lead};
use crate::diagnostic::Code;
use crate::model::{Date, Done, Entry, Exchange, Origin, Run, Task, Verb, Who};
use std::ops::Range;

/// What fields at some place belong to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attach {
    /// The entry; `None` where fields count for nobody.
    pub(super) entry: Option<u32>,
    /// Links of the people they count for; empty: everybody of the entry.
    pub(super) people: Vec<u32>,
}

/// Keys of fields and of `key: value` items, verbs first.
const KEYS: [&str; 10] = ["gave", "got", "asked", "needs", "promised", "thanked", "closed", "by", "with", "due"];

/// Reads single blocks of a body.
pub(super) struct Reader<'a> {
    pub(super) kindred: Kindred<'a>,
}

impl Reader<'_> {
    /// An entry that starts with a date. `None`: it does not; `Some(None)`: it does, and counts for nothing.
    pub(super) fn dated(&self, flat: &Flat, from: usize, mark: Option<char>, draft: &mut Draft<'_>) -> Option<Option<u32>> {
        let (day, rest) = match lead::start(flat, from) {
            lead::Start::Undated => return None,
            lead::Start::Impossible(range) => {
                let source = flat.source_of(range.start)..flat.source_of(range.end.saturating_sub(1)) + 1;
                let message = format!("the calendar has no day `{}`", &flat.text[range]);
                draft.report(Code::ImpossibleDate, source, message, "correct the date; the entry counts for nothing until then");
                return Some(None);
            }
            lead::Start::Day(day, rest) => (day, rest),
        };
        let fields = field::inline_fields(flat);
        let lead = lead::read(flat, rest, &fields, &self.kindred.context.words, self.kindred.owned);
        let origin = if self.kindred.owned { Origin::Own } else { Origin::Elsewhere };
        if mark == Some('-') || origin == Origin::Elsewhere && !((lead.named || lead.with) && !lead.people.is_empty()) {
            return Some(None);
        }
        Some(Some(self.entry(flat, day, origin, mark, lead, &fields, draft)))
    }

    /// An entry of a dated note: its lead starts with a channel and links somebody.
    pub(super) fn dated_note(&self, flat: &Flat, from: usize, mark: Option<char>, draft: &mut Draft<'_>) -> Option<Option<u32>> {
        let day = self.kindred.day.filter(|_| !self.kindred.owned)?;
        let fields = field::inline_fields(flat);
        let lead = lead::read(flat, lead::skip_time(flat, from), &fields, &self.kindred.context.words, false);
        if !lead.named || lead.people.is_empty() {
            return None;
        }
        if mark == Some('-') {
            return Some(None);
        }
        Some(Some(self.entry(flat, day, Origin::DatedNote, mark, lead, &fields, draft)))
    }

    #[allow(clippy::too_many_arguments, reason = "what the grammar read, on its way into one record")]
    fn entry(
        &self,
        flat: &Flat,
        date: Date,
        origin: Origin,
        mark: Option<char>,
        lead: lead::Lead,
        fields: &[FieldSpan],
        draft: &mut Draft<'_>,
    ) -> u32 {
        let number = next_entry(draft);
        let cut: Vec<_> = fields.iter().map(|field| field.whole.clone()).collect();
        let text = draft.keep(&flat.folded(lead.text..flat.text.len(), &cut));
        let line = draft.line(flat.source_of(flat.skip_space(0)));
        let done = if matches!(mark, None | Some('x' | 'X')) { Done::Yes } else { Done::Plan };
        let nothing = Run::default();
        draft.entries.push(Entry { date, channel: lead.channel, done, origin, by: None, line, text, people: nothing, exchanges: nothing });
        for link in lead.people {
            draft.names_people(link);
            draft.attendance.push((number, link));
        }
        let attach = Attach { entry: Some(number), people: Vec::new() };
        self.fields(flat, fields, None, &attach, draft);
        number
    }

    /// A child item `- key: value`, with the people it starts with. Whether it was one.
    pub(super) fn keyed(&self, flat: &Flat, from: usize, mark: Option<char>, attach: &Attach, draft: &mut Draft<'_>) -> bool {
        let (people, rest) = lead::leading_links(flat, from);
        let Some((key, value)) = field::keyed_item(flat, if people.is_empty() { from } else { rest }, &KEYS) else { return false };
        let attach = if people.is_empty() { attach.clone() } else { Attach { entry: attach.entry, people } };
        if attach.entry.is_none() {
            return false;
        }
        let fields = field::inline_fields(flat);
        self.one(KEYS[key], flat, value.clone(), &fields, mark, &attach, draft);
        let due_is_its_own = |field: &&FieldSpan| !flat.text[field.key.clone()].eq_ignore_ascii_case("due");
        let others: Vec<FieldSpan> = fields.iter().filter(due_is_its_own).cloned().collect();
        self.fields(flat, &others, mark, &attach, draft);
        true
    }

    /// Any other item: its fields, and the task it may be. Returns what its children belong to.
    pub(super) fn inside(&self, flat: &Flat, from: usize, mark: Option<char>, attach: Attach, draft: &mut Draft<'_>) -> Attach {
        let (people, _) = lead::leading_links(flat, from);
        let attach = if people.is_empty() { attach } else { Attach { entry: attach.entry, people } };
        let fields = field::inline_fields(flat);
        let exchanged = self.fields(flat, &fields, mark, &attach, draft);
        if mark.is_some_and(|mark| !matches!(mark, 'x' | 'X' | '-')) && !exchanged {
            self.task(flat, from, &fields, &attach, draft);
        }
        attach
    }

    /// A paragraph: its inline fields, and lines that are `key:: value`.
    pub(super) fn lines(&self, flat: &Flat, attach: &Attach, draft: &mut Draft<'_>) {
        let fields = field::inline_fields(flat);
        self.fields(flat, &fields, None, attach, draft);
        let mut start = 0;
        for line in flat.text.split('\n') {
            let end = start + line.len();
            if let Some((key, value)) = line.split_once("::").map(|(key, value)| (key.trim(), end - value.len()))
                && KEYS[..9].iter().any(|known| known.eq_ignore_ascii_case(key))
            {
                let key = key.to_lowercase();
                self.one(&key, flat, field::trimmed(&flat.text, value..end), &fields, None, attach, draft);
            }
            start = end + 1;
        }
    }

    /// Inline fields of a block; whether one of them was an exchange.
    fn fields(&self, flat: &Flat, fields: &[FieldSpan], mark: Option<char>, attach: &Attach, draft: &mut Draft<'_>) -> bool {
        let mut exchanged = false;
        for field in fields {
            let key = flat.text[field.key.clone()].to_lowercase();
            exchanged |= self.one(&key, flat, field.value.clone(), fields, mark, attach, draft);
        }
        exchanged
    }

    /// One field. Whether it was an exchange that belongs to an entry.
    #[allow(clippy::too_many_arguments, reason = "a field, where it stands and whom it is for")]
    fn one(
        &self,
        key: &str,
        flat: &Flat,
        value: Range<usize>,
        fields: &[FieldSpan],
        mark: Option<char>,
        attach: &Attach,
        draft: &mut Draft<'_>,
    ) -> bool {
        let Some(entry) = attach.entry else { return false };
        match key {
            "by" => {
                let text = flat.text[value].trim().to_lowercase();
                draft.entries[entry as usize].by =
                    [("me", Who::Me), ("them", Who::Them)].into_iter().find(|(word, _)| *word == text).map(|(_, who)| who);
                false
            }
            "with" => {
                for (link, _) in flat.links_in(value) {
                    draft.names_people(link);
                    draft.attendance.push((entry, link));
                }
                false
            }
            _ => match Verb::ALL.iter().find(|(_, name)| *name == key) {
                Some((verb, _)) => self.exchange(*verb, flat, value, fields, mark, attach, draft),
                None => false,
            },
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a field, where it stands and whom it is for")]
    fn exchange(
        &self,
        verb: Verb,
        flat: &Flat,
        value: Range<usize>,
        fields: &[FieldSpan],
        mark: Option<char>,
        attach: &Attach,
        draft: &mut Draft<'_>,
    ) -> bool {
        let Some(entry) = attach.entry else { return false };
        let opens = matches!(verb, Verb::Asked | Verb::Needs | Verb::Promised);
        let unticked = mark.is_some_and(|mark| !matches!(mark, 'x' | 'X'));
        if draft.entries[entry as usize].done == Done::Plan || mark == Some('-') || unticked && !opens {
            return true;
        }
        let inner: Vec<Range<usize>> =
            fields.iter().map(|f| f.whole.clone()).filter(|w| w.start >= value.start && w.end <= value.end && *w != value).collect();
        let (text, due) = without_dates(&flat.folded(value.clone(), &inner));
        let due = due.or_else(|| due_field(flat, fields));
        let first_link = flat.links_in(value.clone()).next().map_or(0, |(link, _)| link);
        let links = Run { start: first_link, len: draft::number(flat.links_in(value.clone()).count()) };
        flat.links_in(value.clone()).for_each(|(link, _)| draft.names_people(link));
        let people = Run { start: draft::number(draft.people.len()), len: draft::number(attach.people.len()) };
        draft.people.extend(&attach.people);
        attach.people.iter().for_each(|&link| draft.names_people(link));
        let line = draft.line(flat.source_of(value.start.min(flat.text.len().saturating_sub(1))));
        let kind = self.kindred.context.settings.kinds.of(&text);
        let text = draft.keep(&text);
        let exchange = Exchange {
            verb,
            kind,
            text,
            line,
            due: due.filter(|_| opens),
            ticked: opens && matches!(mark, Some('x' | 'X')),
            people,
            links,
        };
        draft.exchanges.push((entry, exchange));
        true
    }

    fn task(&self, flat: &Flat, from: usize, fields: &[FieldSpan], attach: &Attach, draft: &mut Draft<'_>) {
        let cut: Vec<_> = fields.iter().map(|field| field.whole.clone()).collect();
        let written = flat.folded(from..flat.text.len(), &cut);
        let (text, due) = without_dates(&written);
        if let Some(impossible) = impossible_due(&written) {
            let at = flat.source_of(flat.text.find(&impossible).unwrap_or(0));
            draft.report(Code::ImpossibleDate, at..at + 10, format!("the calendar has no day `{impossible}`"), "correct the date");
        }
        let Some(due) = due.or_else(|| due_field(flat, fields)) else { return };
        let links: Vec<u32> = flat.links_in(from..flat.text.len()).map(|(link, _)| link).collect();
        let since =
            marked_date(&written, '➕').or_else(|| attach.entry.and_then(|at| draft.entries.get(at as usize)).map(|entry| entry.date));
        let line = draft.line(flat.source_of(flat.skip_space(0)));
        let text = draft.keep(&text);
        let links = Run { start: links.first().copied().unwrap_or(0), len: draft::number(links.len()) };
        draft.tasks.push(Task { text, due, since, line, links, entry: attach.entry });
    }
}

/// Marks that stand before a date in tasks: due, created, scheduled, start, done.
const DATE_MARKS: [char; 6] = ['📅', '➕', '⏳', '🛫', '✅', '🗓'];

/// A task's text without its dates, and the day behind `📅`.
fn without_dates(text: &str) -> (String, Option<Date>) {
    if text.is_ascii() || !text.contains(DATE_MARKS) {
        return (text.to_owned(), None);
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if !word.starts_with(DATE_MARKS) {
            kept.push(word);
        } else if words.peek().is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
            && word.chars().filter(|c| *c != '\u{fe0f}').count() == 1
        {
            words.next();
        }
    }
    (kept.join(" "), marked_date(text, '📅').or_else(|| marked_date(text, '🗓')))
}

fn marked_date(text: &str, mark: char) -> Option<Date> {
    match date::iso_prefix(behind(text, mark)?) {
        date::Iso::Day(day) => Some(day),
        _ => None,
    }
}

fn impossible_due(text: &str) -> Option<String> {
    let rest = behind(text, '📅')?;
    (date::iso_prefix(rest) == date::Iso::Impossible).then(|| rest[..10].to_owned())
}

fn behind(text: &str, mark: char) -> Option<&str> {
    let at = text.find(mark)?;
    Some(text[at + mark.len_utf8()..].trim_start_matches(['\u{fe0f}', ' ']))
}

fn due_field(flat: &Flat, fields: &[FieldSpan]) -> Option<Date> {
    let field = fields.iter().find(|field| flat.text[field.key.clone()].eq_ignore_ascii_case("due"))?;
    match date::iso_prefix(&flat.text[field.value.clone()]) {
        date::Iso::Day(day) => Some(day),
        _ => None,
    }
}
