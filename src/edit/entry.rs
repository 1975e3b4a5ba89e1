//! A new entry in the log of a note, where the note's own order wants it (format 10).

use crate::model::{Date, Entry, Note};
use crate::parse::{Context, HeadingPlace, ItemPlace, Places, Scratch, note};
use std::ops::Range;

/// An entry to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its day.
    pub date: Date,
    /// What stands before the day: nothing, or a box.
    pub tick: &'static str,
    /// What stands after the day, on one line.
    pub told: String,
    /// Fields, as key and value, each a child item.
    pub fields: Vec<(&'static str, String)>,
    /// Whether the day is written; a dated note has it in its name.
    pub dated: bool,
    /// Whether a note without a log gets one; a dated note needs none.
    pub in_log: bool,
    /// How the entry must read: its channel, where one is meant.
    pub channel: Option<String>,
    /// How the entry must read: how many people its lead links.
    pub people: usize,
}

impl NewEntry {
    /// The line of the entry; a heading has no box.
    fn first_line(&self, tick: &str, dress: (&str, &str)) -> String {
        let day = if self.dated { format!("{}{}{}", dress.0, self.date, dress.1) } else { String::new() };
        [tick, day.as_str(), self.told.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn written(&self, style: &Style) -> String {
        let mut lines = vec![format!("{}{}", style.marker, self.first_line(self.tick, style.dress))];
        lines.extend(self.fields.iter().map(|(key, value)| format!("{}{key}: {value}", style.child)));
        lines.join(style.line_end)
    }

    fn as_section(&self, level: u8, line_end: &str) -> String {
        let mut lines = vec![format!("{} {}", "#".repeat(level.into()), self.first_line("", ("", "")))];
        if !self.fields.is_empty() {
            lines.push(String::new());
            lines.extend(self.fields.iter().map(|(key, value)| format!("- {key}: {value}")));
        }
        lines.join(line_end)
    }
}

/// Whether `after` reads as `before` with exactly this entry more: its day, its exchanges, and nothing else changed.
pub fn adds(entry: &NewEntry, path: &str, before: &str, after: &str, context: &Context) -> bool {
    let read = |text: &str| note(path, text, context, &mut Scratch::default()).0;
    let (old, new) = (read(before), read(after));
    let at = told_by(&old).zip(told_by(&new)).take_while(|(old, new)| old == new).count();
    let exchanges = entry.fields.iter().filter(|(key, _)| *key != "by").count();
    new.entries().len() == old.entries().len() + 1
        && new.entries().get(at).map(|added| told(&new, &added)).is_some_and(|(date, channel, _, deals, people)| {
            let as_meant = entry.channel.as_deref().is_none_or(|meant| meant == channel);
            date == entry.date && as_meant && deals as usize >= exchanges && people as usize >= entry.people
        })
        && told_by(&new).skip(at + 1).eq(told_by(&old).skip(at))
}

fn told_by(note: &Note) -> impl Iterator<Item = Told<'_>> {
    note.entries().iter().map(|entry| told(note, &entry))
}

/// What an entry tells: day, channel, text, how many exchanges, how many people. Nothing of it is copied: a log may have a million.
type Told<'n> = (Date, &'n str, &'n str, u32, u32);

fn told<'n>(note: &'n Note, entry: &Entry) -> Told<'n> {
    (entry.date, note.channel(entry).name(), note.str(entry.text), entry.exchanges.len, entry.people.len)
}

/// How the note writes its lists.
struct Style {
    marker: String,
    child: String,
    line_end: &'static str,
    /// What stands around a day.
    dress: (&'static str, &'static str),
}

/// What people put around the day of an entry.
const DRESSES: [(&str, &str); 4] = [("**", "**"), ("[[", "]]"), ("`", "`"), ("(", ")")];

/// `text` with the entry in its log, and the line on which the entry stands (from 1).
pub fn insert(text: &str, places: &Places, entry: &NewEntry) -> (String, usize) {
    let note = Written { text, places, line_end: line_end(text) };
    let (at, above, block) = note.place(entry);
    let after_line = above.starts_with(['\r', '\n']);
    let at = if after_line { at + blanks(&text[at..]) } else { at };
    // The line before keeps the end it has, also where others have another.
    let own_end = ["\r\n", "\n"].into_iter().find(|end| after_line && text[at..].starts_with(end));
    let above = match own_end {
        Some(end) => format!("{end}{}", &above[note.line_end.len()..]),
        None => above,
    };
    let line = text[..at].matches('\n').count() + above.matches('\n').count() + 1;
    (format!("{}{above}{block}{}", &text[..at], &text[at..]), line)
}

/// Bytes of the blanks that end the line of which this is the rest: they stay with it.
fn blanks(rest: &str) -> usize {
    let line = rest.split(['\r', '\n']).next().unwrap_or_default();
    if line.trim().is_empty() { line.len() } else { 0 }
}

/// How a text ends its first line.
pub(super) fn line_end(text: &str) -> &'static str {
    let first = text.find('\n').unwrap_or(0);
    if text[..first].ends_with('\r') { "\r\n" } else { "\n" }
}

/// A note and how it ends its lines.
struct Written<'a> {
    text: &'a str,
    places: &'a Places,
    line_end: &'static str,
}

/// Where something goes, what stands above it, and what it is with what follows.
type Place = (usize, String, String);

impl Written<'_> {
    fn place(&self, entry: &NewEntry) -> Place {
        let Some(log) = log_section(self.text, self.places) else {
            return self.at_the_end(&entry.written(&self.style(None)), entry.in_log);
        };
        let periods: Vec<&HeadingPlace> =
            self.places.headings.iter().filter(|heading| log.contains(&heading.at.start) && period(&heading.title).is_some()).collect();
        if !periods.is_empty() {
            let fits = |heading: &&&HeadingPlace| entry.date.to_string().starts_with(heading.title.trim());
            return match periods.iter().filter(fits).max_by_key(|heading| heading.title.trim().len()) {
                Some(own) => self.among_items(entry, own.at.end..end_of(self.text, self.places, own)),
                None => self.new_period(entry, &periods),
            };
        }
        let sections = sections(self.text, self.places, &log);
        let first_item = self.items(&log).find(|item| item.date.is_some()).map(|item| item.at.start);
        match sections.first() {
            Some((first, _, level)) if first_item.is_none_or(|item| first.start < item) => {
                let entries: Vec<(Range<usize>, Date)> = sections.iter().map(|(at, date, _)| (at.clone(), *date)).collect();
                self.among(&entries, entry.date, &entry.as_section(*level, self.line_end), true)
            }
            _ => self.among_items(entry, self.without_other_lists(log, first_item)),
        }
    }

    fn items(&self, inside: &Range<usize>) -> impl Iterator<Item = &ItemPlace> {
        self.places.items.iter().filter(|item| inside.contains(&item.at.start))
    }

    /// The part of the log that holds its first entry, else what stands before its first heading.
    fn without_other_lists(&self, log: Range<usize>, first: Option<usize>) -> Range<usize> {
        let inner = || self.places.headings.iter().filter(|heading| log.contains(&heading.at.start));
        let first = first.unwrap_or(log.start);
        let start = inner().map(|heading| heading.at.end).filter(|end| *end <= first).max().unwrap_or(log.start);
        let end = inner().map(|heading| heading.at.start).find(|start| *start > first || *start == log.start).unwrap_or(log.end);
        start..end.max(start)
    }

    fn among_items(&self, entry: &NewEntry, log: Range<usize>) -> Place {
        let items: Vec<&ItemPlace> = self.items(&log).collect();
        let dated: Vec<(Range<usize>, Date)> = items.iter().filter_map(|item| Some((item.at.clone(), item.date?))).collect();
        if dated.is_empty() {
            return self.first_of(&log, &items, &entry.written(&self.style(items.first().copied())));
        }
        let first = items.iter().find(|item| item.date.is_some()).copied();
        let apart = |pair: &[&ItemPlace]| {
            // An item can begin within the line of another: `- -`, or after a lone carriage return.
            let between = self.text.get(pair[0].at.end..pair[1].at.start).unwrap_or_default();
            between.trim().is_empty() && between.matches('\n').count() > 1
        };
        self.among(&dated, entry.date, &entry.written(&self.style(first)), items.windows(2).any(apart))
    }

    /// Among other entries: by day in their order, newest first when there is no order yet.
    fn among(&self, entries: &[(Range<usize>, Date)], date: Date, block: &str, loose: bool) -> Place {
        let whole = log_section(self.text, self.places).unwrap_or(0..self.text.len());
        let days: Vec<Date> = self.items(&whole).filter_map(|item| item.date).collect();
        let gap = self.line_end.repeat(if loose { 2 } else { 1 });
        let rises = |first: Date, last: Date| (first != last).then_some(first < last);
        let own = entries.first().zip(entries.last()).and_then(|(first, last)| rises(first.1, last.1));
        let oldest_first = own.or_else(|| rises(*days.first()?, *days.last()?)).unwrap_or(false);
        let before = match oldest_first {
            true => entries.iter().position(|(_, other)| *other > date),
            false => entries.iter().position(|(_, other)| *other <= date),
        };
        match (before, entries.last()) {
            (Some(0), _) | (None, None) => {
                (entries.first().map_or(self.text.len(), |first| first.0.start), String::new(), format!("{block}{gap}"))
            }
            (Some(next), _) => (entries[next - 1].0.end, gap, block.to_owned()),
            (None, Some((last, _))) => (last.end, gap, block.to_owned()),
        }
    }

    /// A month or year of its own among the others, with the entry as its first.
    fn new_period(&self, entry: &NewEntry, periods: &[&HeadingPlace]) -> Place {
        let title = &entry.date.to_string()[..periods[0].title.trim().len()];
        let oldest_first = periods[0].title.trim() < periods[periods.len() - 1].title.trim();
        let later = |heading: &&&HeadingPlace| if oldest_first { heading.title.trim() > title } else { heading.title.trim() < title };
        let neighbour = self.places.items.iter().find(|item| item.date.is_some());
        let (end, written) = (self.line_end, entry.written(&self.style(neighbour)));
        let heading = format!("{} {title}{end}{end}", "#".repeat(periods[0].level.into()));
        match periods.iter().find(later) {
            Some(next) => (next.at.start, heading, format!("{written}{end}{end}")),
            None => {
                let last = periods[periods.len() - 1];
                let region = last.at.start..end_of(self.text, self.places, last);
                let at = region.start + self.text[region].trim_end().len();
                (at, format!("{end}{end}{heading}"), written)
            }
        }
    }

    /// The first entry of a log section that is there already.
    fn first_of(&self, log: &Range<usize>, items: &[&ItemPlace], block: &str) -> Place {
        let end = self.line_end;
        if let Some(first) = items.first() {
            return (first.at.start, String::new(), format!("{block}{end}"));
        }
        let told = self.text[log.clone()].trim_end();
        if !told.trim().is_empty() {
            return (log.start + told.len(), end.repeat(2), block.to_owned());
        }
        let heading = self.places.headings.iter().rfind(|heading| heading.at.end <= log.start);
        let last = heading.map_or(log.start, |heading| heading.at.start + self.text[heading.at.clone()].trim_end().len());
        (last, end.repeat(2), block.to_owned())
    }

    /// At the end of a note that has no log: one more item of the list that ends it when days are not written, else a log of its own.
    fn at_the_end(&self, block: &str, heading: bool) -> Place {
        let (text, line_end) = (self.text, self.line_end);
        let end = text.trim_end().len().max(self.places.body.min(text.len()));
        let ended = text.ends_with('\n') || text.is_empty();
        let goes_on = !heading && self.places.items.last().is_some_and(|last| last.at.end == end);
        let mut above = match text[..end].is_empty() {
            true => String::new(),
            false if goes_on || text[..end].ends_with('\n') => line_end.to_owned(),
            false => line_end.repeat(2),
        };
        if heading {
            above += &format!("## Log{line_end}{line_end}");
        }
        let below = if ended && end == text.len() { line_end } else { "" };
        (end, above, format!("{block}{below}"))
    }

    fn style(&self, neighbour: Option<&ItemPlace>) -> Style {
        style(neighbour, self.text, self.line_end)
    }
}

/// The year or month that a heading is about: `2026`, `2026-10`.
fn period(title: &str) -> Option<&str> {
    let title = title.trim();
    let shaped = title.bytes().enumerate().all(|(at, b)| if at == 4 { b == b'-' } else { b.is_ascii_digit() });
    (shaped && matches!(title.len(), 4 | 7)).then_some(title)
}

fn style(neighbour: Option<&ItemPlace>, text: &str, line_end: &'static str) -> Style {
    // An item may begin on the line below its marker; a new one does not.
    let marker = neighbour.and_then(|item| text[item.marker.clone()].lines().next()).map_or_else(|| "- ".to_owned(), str::to_owned);
    let marker = if marker.ends_with([' ', '\t']) { marker } else { marker + " " };
    let bullet = marker.trim().chars().next().filter(|c| matches!(c, '-' | '*' | '+')).unwrap_or('-');
    let indent = &marker[..marker.len() - marker.trim_start().len()];
    let tabs = marker.trim_start().contains('\t') || neighbour.is_some_and(|item| text[item.at.clone()].contains("\n\t"));
    let inner = if tabs { "\t".to_owned() } else { " ".repeat(marker.trim_start().len()) };
    let worn = |item: &ItemPlace| {
        let day = item.date?.to_string();
        let line = text[item.at.clone()].lines().next()?;
        DRESSES.into_iter().find(|(open, close)| line.contains(&format!("{open}{day}{close}")))
    };
    let dress = neighbour.and_then(worn).unwrap_or_default();
    Style { child: format!("{indent}{inner}{bullet} "), marker, line_end, dress }
}

/// The bytes in which entries stand: under `Log`, else under the heading of the first dated item or above the first dated heading.
fn log_section(text: &str, places: &Places) -> Option<Range<usize>> {
    let named = places.headings.iter().find(|heading| heading.title.trim().eq_ignore_ascii_case("log"));
    if let Some(log) = named {
        return Some(log.at.end..end_of(text, places, log));
    }
    let item = places.items.iter().find(|item| item.date.is_some()).map(|item| item.at.start);
    let heading = places.headings.iter().find(|heading| heading.level > 1 && heading.date.is_some()).map(|heading| heading.at.start);
    let first = [item, heading].into_iter().flatten().min()?;
    let over = places.headings.iter().rev().find(|heading| heading.at.start < first && heading.date.is_none());
    Some(over.map_or(places.body..text.len(), |over| over.at.end..end_of(text, places, over)))
}

fn end_of(text: &str, places: &Places, heading: &HeadingPlace) -> usize {
    let after = places.headings.iter().find(|other| other.at.start >= heading.at.end && other.level <= heading.level);
    after.map_or(text.len(), |after| after.at.start)
}

/// Dated headings of the log with all that stands under each.
fn sections(text: &str, places: &Places, log: &Range<usize>) -> Vec<(Range<usize>, Date, u8)> {
    let inside = places.headings.iter().filter(|heading| log.contains(&heading.at.start) && heading.level > 1);
    inside
        .filter_map(|heading| {
            let end = end_of(text, places, heading).min(log.end);
            let end = heading.at.start + text[heading.at.start..end].trim_end().len();
            Some((heading.at.start..end, heading.date?, heading.level))
        })
        .collect()
}
