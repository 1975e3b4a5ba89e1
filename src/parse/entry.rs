//! Entries, their fields and tasks (format 5).

use super::body::{Kindred, next_entry};
use super::draft::Draft;
use super::due::{due_field, due_mark, marked_date, undated, written_due};
use super::field::{self, FieldSpan};
use super::flat::Flat;
use super::line::{Keyed, Lead};
use super::near::odd_day;
use super::{contact, date, draft, lead, spelt, unknown};
use crate::diagnostic::Code;
use crate::model::{Channel, Date, Done, Entry, Exchange, LinkRole, Origin, PartialDate, Run, Task, Text, Verb, Who};
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
pub(super) const KEYS: [&str; 10] = ["gave", "got", "asked", "needs", "promised", "thanked", "closed", "by", "with", "due"];

/// How many of them are verbs.
const VERBS: usize = 7;

/// Reads single blocks of a body.
pub(super) struct Reader<'a> {
    pub(super) kindred: Kindred<'a>,
    /// Whether we are under a heading `Notes` of a file of the `friends` program: what stands there is news.
    pub(super) news: bool,
}

/// One block: its text, its checkbox, its inline fields, and the due day they name.
struct Said<'f> {
    flat: &'f Flat,
    mark: Option<char>,
    fields: Vec<FieldSpan>,
    due: Option<Date>,
}

impl<'f> Said<'f> {
    fn new(flat: &'f Flat, mark: Option<char>) -> Said<'f> {
        let fields = field::inline_fields(flat);
        Said { due: due_field(flat, &fields).or_else(|| due_mark(flat, &fields)), flat, mark, fields }
    }

    /// Whether the checkbox is open.
    fn open(&self) -> bool {
        self.mark.is_some_and(|mark| !matches!(mark, 'x' | 'X' | '-'))
    }

    /// Whether the checkbox is ticked.
    fn ticked(&self) -> bool {
        matches!(self.mark, Some('x' | 'X'))
    }

    /// Reports the day something is due, where one is written and cannot be read. In a note that is no contact's it says nothing of what
    /// links nobody and may be meant for another program. No mending is offered: it would make a task where none was.
    fn unread_due(&self, kindred: &Kindred<'_>, draft: &mut Draft<'_>) {
        let text = &self.flat.text;
        let field = self.fields.iter().find(|field| text[field.key.clone()].eq_ignore_ascii_case("due"));
        let in_field = field.map(|field| field::trimmed(text, field.value.clone()));
        let Some(stretch) = in_field.clone().or_else(|| written_due(text)) else { return };
        let whole = &text[stretch.clone()];
        let odd = odd_day(whole);
        let first = || whole.split_whitespace().next().unwrap_or_default();
        let written = odd.as_ref().map_or_else(|| if in_field.is_some() { whole } else { first() }, |(head, _)| head);
        if written.is_empty() || unknown::no_date(written) {
            return;
        }
        let source = self.flat.source_range(stretch.start..stretch.start + written.len());
        let ours = || kindred.owned || self.flat.links_in(0..text.len()).next().is_some();
        match date::partial(written) {
            Ok(PartialDate::Day(_)) => {}
            Err(unread @ date::Unread::Impossible(_)) => contact::complain(written, source, unread, spelt::date, draft),
            _ if ours() => {
                let hint = odd.map_or_else(|| contact::SUCH_AS.to_owned(), |(_, days)| format!("write it as {days}"));
                draft.report(Code::BadDate, source, format!("`{written}` is no day"), hint);
            }
            _ => {}
        }
    }

    /// Keeps the text of `range` without its fields.
    fn tell(&self, range: Range<usize>, draft: &mut Draft<'_>) -> Text {
        let first = self.fields.partition_point(|field| field.whole.start < range.start);
        draft.keep_with(|out| self.flat.fold_into(out, range, &self.fields[first..]))
    }

    /// The links of `range` as a run; they are told to name people.
    fn links(&self, range: Range<usize>, draft: &mut Draft<'_>) -> Run {
        let mut run = Run::default();
        for (link, _) in self.flat.links_in(range) {
            draft.names_people(link);
            run = Run { start: if run.is_empty() { link } else { run.start }, len: run.len + 1 };
        }
        run
    }
}

impl Reader<'_> {
    /// An entry that starts with a date. `None`: it does not; `Some(None)`: it does, and counts for nothing.
    pub(super) fn dated(&self, flat: &Flat, from: usize, mark: Option<char>, draft: &mut Draft<'_>) -> Option<Option<u32>> {
        let (day, rest) = match lead::start(flat, from, draft) {
            lead::Start::Undated => return None,
            lead::Start::Impossible(range) => {
                let source = flat.source_range(range.clone());
                let message = format!("the calendar has no day `{}`", &flat.text[range]);
                draft.report(Code::ImpossibleDate, source, message, "correct the date; the entry counts for nothing until then");
                return Some(None);
            }
            lead::Start::Day(day, rest) => (day, rest),
        };
        let said = Said::new(flat, mark);
        let mut lead = lead::read(flat, rest, &said.fields, &self.kindred.context.words, self.kindred.owned);
        let bold = self.bold_names(&said, rest, &mut lead, draft);
        let origin = if self.kindred.owned { Origin::Own } else { Origin::Elsewhere };
        if mark == Some('-') || origin == Origin::Elsewhere && !((lead.named || lead.with || bold) && !lead.people.is_empty()) {
            return Some(None);
        }
        // `2026-10-02 gave: advice` says what was given, and not how one met.
        let keyed = (self.kindred.owned && !lead.named).then(|| field::keyed_item(flat, flat.skip_space(rest), &KEYS[..VERBS])).flatten();
        if keyed.is_some() {
            (lead.channel, lead.text) = (Channel::OTHER, flat.text.len());
        }
        let number = self.entry(&said, day, origin, lead, draft);
        if let Some((key, value)) = keyed {
            let attach = Attach { entry: Some(number), people: Vec::new() };
            self.one(KEYS[key], &said, value, &attach, Tick::OfEntry, draft);
        }
        Some(Some(number))
    }

    /// Adds those whom a dated line names in bold, outside fields; whether there are any.
    fn bold_names(&self, said: &Said<'_>, from: usize, lead: &mut lead::Lead, draft: &mut Draft<'_>) -> bool {
        let (flat, before) = (said.flat, lead.people.len());
        let free = |bold: &&Range<usize>| bold.start >= from && flat.mark_at(bold.start).is_none();
        for bold in flat.bold.iter().filter(free).filter(|bold| field::field_around(&said.fields, bold.start).is_none()) {
            let name = flat.text[bold.clone()].trim();
            if name.starts_with(char::is_alphabetic) && !name.ends_with(':') && !name.contains('\n') {
                let source = flat.source_range(bold.clone());
                lead.people.extend(draft.link(name, LinkRole::Bold, source));
            }
        }
        if self.news && lead.channel == Channel::OTHER {
            lead.channel = self.kindred.context.words.exact_or_own("note");
        }
        lead.people.len() > before
    }

    /// An entry of a dated note: its lead starts with a channel and links somebody. An open box with a day of its own is a task.
    pub(super) fn dated_note(&self, flat: &Flat, from: usize, mark: Option<char>, draft: &mut Draft<'_>) -> Option<Option<u32>> {
        let day = self.kindred.day.filter(|_| !self.kindred.owned)?;
        if flat.marks.is_empty() {
            return None;
        }
        let said = Said::new(flat, mark);
        let lead = lead::read(flat, lead::skip_time(flat, from), &said.fields, &self.kindred.context.words, false);
        if !lead.named || lead.people.is_empty() || said.open() && said.due.is_some() {
            return None;
        }
        if mark == Some('-') {
            return Some(None);
        }
        Some(Some(self.entry(&said, day, Origin::DatedNote, lead, draft)))
    }

    fn entry(&self, said: &Said<'_>, date: Date, origin: Origin, lead: lead::Lead, draft: &mut Draft<'_>) -> u32 {
        let number = next_entry(draft);
        let text = said.tell(lead.text..said.flat.text.len(), draft);
        let done = if said.mark.is_none() || said.ticked() { Done::Yes } else { Done::Plan };
        let text = self.kindred.context.told(date, done, || lead.channel.purpose(), text, draft);
        let line = draft.line(said.flat.source_of(said.flat.skip_space(0)));
        let (channel, nothing) = (draft.channel(&lead.channel), Run::default());
        draft.entries.push(Entry { date, channel, done, origin, by: None, line, text, people: nothing, exchanges: nothing });
        for link in lead.people {
            draft.names_people(link);
            draft.attendance.push((number, link));
        }
        self.fields(said, &Attach { entry: Some(number), people: Vec::new() }, Tick::OfEntry, draft);
        number
    }

    /// An entry whose line was read at once; its number.
    pub(super) fn plain_entry(&self, date: Date, origin: Origin, lead: &Lead<'_, '_>, line: u32, draft: &mut Draft<'_>) -> u32 {
        let number = next_entry(draft);
        let first = lead.keep_links(draft);
        let context = self.kindred.context;
        let text = if context.leaves_all(date) {
            lead.leave_text()
        } else {
            let text = lead.keep_text(draft);
            context.told(date, Done::Yes, || lead.channel.purpose(), text, draft)
        };
        let (channel, nothing) = (draft.channel(lead.channel), Run::default());
        draft.entries.push(Entry { date, channel, done: Done::Yes, origin, by: None, line, text, people: nothing, exchanges: nothing });
        draft.attendance.extend((first..).take(lead.people).map(|link| (number, link)));
        number
    }

    /// An exchange whose line was read at once.
    pub(super) fn plain_exchange(&self, entry: u32, keyed: &Keyed<'_>, line: u32, draft: &mut Draft<'_>) -> Option<()> {
        (draft.entries.get(entry as usize)?.done == Done::Yes).then_some(())?;
        let (links, text) = keyed.keep(draft);
        let people = Run { start: draft::number(draft.people.len()), len: 0 };
        let kind = self.kindred.context.settings.kinds.of(draft.kept(text));
        let text = self.kindred.context.exchanged(entry, keyed.verb, kind, text, draft);
        let exchange = Exchange { verb: keyed.verb, kind, text, line, due: None, ticked: false, people, links };
        draft.exchanges.push((entry, exchange));
        Some(())
    }

    /// A child item `- key: value`, with the people it starts with. Whether it was one.
    pub(super) fn keyed(&self, flat: &Flat, from: usize, mark: Option<char>, attach: &Attach, draft: &mut Draft<'_>) -> bool {
        if attach.entry.is_none() {
            return false;
        }
        let (people, rest) = lead::leading_links(flat, from);
        let Some((key, value)) = field::keyed_item(flat, if people.is_empty() { from } else { rest }, &KEYS) else { return false };
        let attach = if people.is_empty() { attach.clone() } else { Attach { entry: attach.entry, people } };
        let said = Said::new(flat, mark);
        self.one(KEYS[key], &said, value, &attach, Tick::OfField, draft);
        self.fields(&said, &attach, Tick::OfField, draft);
        true
    }

    /// Any other item: its fields, and the task it may be. Returns what its children belong to.
    pub(super) fn inside(&self, flat: &Flat, from: usize, mark: Option<char>, attach: Attach, draft: &mut Draft<'_>) -> Attach {
        let (people, rest) = lead::leading_links(flat, from);
        if attach.entry.is_some() {
            Self::near_item(flat, if people.is_empty() { from } else { rest }, draft);
        }
        let attach = if people.is_empty() { attach } else { Attach { entry: attach.entry, people } };
        let said = Said::new(flat, mark);
        let exchanged = self.fields(&said, &attach, Tick::OfField, draft);
        if said.open() && !exchanged {
            self.task(&said, from, &attach, draft);
        }
        attach
    }

    /// A paragraph: its inline fields, and lines that are `key:: value`.
    pub(super) fn lines(&self, flat: &Flat, attach: &Attach, draft: &mut Draft<'_>) {
        if attach.entry.is_none() {
            return;
        }
        let said = Said::new(flat, None);
        self.fields(&said, attach, Tick::OfField, draft);
        let mut start = 0;
        for line in flat.text.split('\n') {
            let end = start + line.len();
            if let Some((key, value)) = line.split_once("::").map(|(key, value)| (key.trim(), end - value.len()))
                && KEYS[..9].iter().any(|known| known.eq_ignore_ascii_case(key))
            {
                self.one(key, &said, field::trimmed(&flat.text, value..end), attach, Tick::OfField, draft);
            }
            start = end + 1;
        }
    }

    /// The inline fields of a block; whether one of them was an exchange.
    fn fields(&self, said: &Said<'_>, attach: &Attach, tick: Tick, draft: &mut Draft<'_>) -> bool {
        let mut exchanged = false;
        for field in &said.fields {
            exchanged |= self.one(&said.flat.text[field.key.clone()], said, field.value.clone(), attach, tick, draft);
        }
        if attach.entry.is_some() {
            Self::near_fields(said.flat, &said.fields, draft);
        }
        exchanged
    }

    /// One field. Whether it was an exchange that belongs to an entry.
    fn one(&self, key: &str, said: &Said<'_>, value: Range<usize>, attach: &Attach, tick: Tick, draft: &mut Draft<'_>) -> bool {
        let Some(entry) = attach.entry else { return false };
        if key.eq_ignore_ascii_case("by") {
            let word_range = field::trimmed(&said.flat.text, value);
            let word = &said.flat.text[word_range.clone()];
            let known = [("me", Who::Me), ("them", Who::Them)].into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
            draft.entries[entry as usize].by = known.map(|(_, who)| who);
            if known.is_none() && !word.is_empty() {
                let message = format!("`{word}` is neither `me` nor `them`");
                draft.report(Code::BadValue, said.flat.source_range(word_range), message, "write `[by:: me]` or `[by:: them]`");
            }
        } else if key.eq_ignore_ascii_case("with") {
            let links = said.links(value, draft);
            draft.attendance.extend((links.start..links.start + links.len).map(|link| (entry, link)));
        } else if let Some((verb, _)) = Verb::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(key)) {
            self.exchange(*verb, said, value, attach, tick, draft);
            return true;
        }
        false
    }

    fn exchange(&self, verb: Verb, said: &Said<'_>, value: Range<usize>, attach: &Attach, tick: Tick, draft: &mut Draft<'_>) {
        let Some(entry) = attach.entry else { return };
        let opens = matches!(verb, Verb::Asked | Verb::Needs | Verb::Promised);
        let unticked = said.mark.is_some() && !said.ticked();
        if draft.entries[entry as usize].done == Done::Plan || said.mark == Some('-') || unticked && !opens {
            return;
        }
        let (text, due) = undated(said.tell(value.clone(), draft), draft);
        let kind = self.kindred.context.settings.kinds.of(draft.kept(text));
        let text = self.kindred.context.exchanged(entry, verb, kind, text, draft);
        let line = draft.line(said.flat.source_of(value.start.min(said.flat.text.len().saturating_sub(1))));
        let links = said.links(value, draft);
        let people = Run { start: draft::number(draft.people.len()), len: draft::number(attach.people.len()) };
        draft.people.extend(&attach.people);
        attach.people.iter().for_each(|&link| draft.names_people(link));
        if opens && due.or(said.due).is_none() {
            said.unread_due(&self.kindred, draft);
        }
        let ticked = opens && tick == Tick::OfField && said.ticked();
        draft.exchanges.push((entry, Exchange { verb, kind, text, line, due: due.or(said.due).filter(|_| opens), ticked, people, links }));
    }

    fn task(&self, said: &Said<'_>, from: usize, attach: &Attach, draft: &mut Draft<'_>) {
        let whole = from..said.flat.text.len();
        let kept = said.tell(whole.clone(), draft);
        let written = draft.kept(kept).to_owned();
        let (text, due) = undated(kept, draft);
        let Some(due) = due.or(said.due) else { return said.unread_due(&self.kindred, draft) };
        let since =
            marked_date(&written, '➕').or_else(|| attach.entry.and_then(|at| draft.entries.get(at as usize)).map(|entry| entry.date));
        let line = draft.line(said.flat.source_of(said.flat.skip_space(0)));
        let links = said.links(whole, draft);
        draft.tasks.push(Task { text, due, since, line, links, entry: attach.entry });
    }
}

/// To what a block's checkbox belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tick {
    /// To the entry: it took place.
    OfEntry,
    /// To the field: a promise kept, an ask answered.
    OfField,
}
