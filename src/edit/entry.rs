//! A new entry in the log of a note, where the note's own order wants it (format 10).

use crate::model::{Date, Entry};
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
}

impl NewEntry {
    fn first_line(&self, dress: (&str, &str)) -> String {
        let day = if self.dated { format!("{}{}{}", dress.0, self.date, dress.1) } else { String::new() };
        [self.tick, day.as_str(), self.told.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn written(&self, style: &Style) -> String {
        let mut lines = vec![format!("{}{}", style.marker, self.first_line(style.dress))];
        lines.extend(self.fields.iter().map(|(key, value)| format!("{}{key}: {value}", style.child)));
        lines.join(style.line_end)
    }

    fn as_section(&self, level: u8, line_end: &str) -> String {
        let mut lines = vec![format!("{} {}", "#".repeat(level.into()), self.first_line(("", "")))];
        if !self.fields.is_empty() {
            lines.push(String::new());
            lines.extend(self.fields.iter().map(|(key, value)| format!("- {key}: {value}")));
        }
        lines.join(line_end)
    }
}

/// Whether `after` reads as `before` with exactly this entry more: its day, its exchanges, and nothing else changed.
pub fn adds(entry: &NewEntry, path: &str, before: &str, after: &str, context: &Context) -> bool {
    let read = |text: &str| {
        let (note, _) = note(path, text, context, &mut Scratch::default());
        let told = |e: &Entry| (e.date, e.channel.name().to_owned(), note.str(e.text).to_owned(), e.exchanges.len as usize);
        note.entries.iter().map(told).collect::<Vec<_>>()
    };
    let (old, new) = (read(before), read(after));
    let at = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let exchanges = entry.fields.iter().filter(|(key, _)| *key != "by").count();
    new.len() == old.len() + 1
        && new.get(at).is_some_and(|(date, _, _, deals)| *date == entry.date && *deals >= exchanges)
        && new.get(at + 1..) == old.get(at..)
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
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let log = log_section(text, places);
    let (at, block) = match log {
        Some(log) => {
            let items: Vec<&ItemPlace> = places.items.iter().filter(|item| log.contains(&item.at.start)).collect();
            let dated: Vec<(Range<usize>, Date)> = items.iter().filter_map(|item| Some((item.at.clone(), item.date?))).collect();
            let sections = sections(text, places, &log);
            match (dated.is_empty(), sections.first()) {
                (true, Some((_, _, level))) => {
                    let level = *level;
                    let entries: Vec<(Range<usize>, Date)> = sections.into_iter().map(|(at, date, _)| (at, date)).collect();
                    among(text, &entries, entry.date, &entry.as_section(level, line_end), line_end, true)
                }
                (true, None) => {
                    first_of(text, places, &log, &items, &entry.written(&style(items.first().copied(), text, line_end)), line_end)
                }
                _ => {
                    let first = items.iter().find(|item| item.date.is_some()).copied();
                    let loose = dated.windows(2).next().is_some_and(|pair| text[pair[0].0.end..pair[1].0.start].matches('\n').count() > 1);
                    among(text, &dated, entry.date, &entry.written(&style(first, text, line_end)), line_end, loose)
                }
            }
        }
        None => at_the_end(text, places, &entry.written(&style(None, text, line_end)), entry.dated, line_end),
    };
    let line =
        text[..at].matches('\n').count() + block[..block.len() - block.trim_start_matches(['\r', '\n']).len()].matches('\n').count() + 1;
    let heading = if block.trim_start().starts_with("## Log") { 2 } else { 0 };
    (format!("{}{block}{}", &text[..at], &text[at..]), line + heading)
}

fn style(neighbour: Option<&ItemPlace>, text: &str, line_end: &'static str) -> Style {
    let marker = neighbour.map_or_else(|| "- ".to_owned(), |item| item.marker.clone());
    let marker = if marker.trim_start().starts_with(['-', '*', '+']) { marker } else { "- ".to_owned() };
    let bullet: String = marker.trim().chars().take(1).collect();
    let indent = &marker[..marker.len() - marker.trim_start().len()];
    let tabs = neighbour.is_some_and(|item| text[item.at.clone()].contains("\n\t"));
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

/// Among other entries: by day in their order, newest first when there is no order yet.
fn among(text: &str, entries: &[(Range<usize>, Date)], date: Date, block: &str, line_end: &str, loose: bool) -> (usize, String) {
    let gap = if loose { line_end.repeat(2) } else { line_end.to_owned() };
    let oldest_first = entries.first().zip(entries.last()).is_some_and(|(first, last)| first.1 < last.1);
    let before = match oldest_first {
        true => entries.iter().position(|(_, other)| *other > date),
        false => entries.iter().position(|(_, other)| *other <= date),
    };
    match (before, entries.last()) {
        (Some(0), _) | (None, None) => (entries.first().map_or(text.len(), |first| first.0.start), format!("{block}{gap}")),
        (Some(next), _) => (entries[next - 1].0.end, format!("{gap}{block}")),
        (None, Some((last, _))) => (last.end, format!("{gap}{block}")),
    }
}

/// The first entry of a log section that is there already.
fn first_of(text: &str, places: &Places, log: &Range<usize>, items: &[&ItemPlace], block: &str, line_end: &str) -> (usize, String) {
    if let Some(first) = items.first() {
        return (first.at.start, format!("{block}{line_end}"));
    }
    let told = text[log.clone()].trim_end();
    let heading = places.headings.iter().rfind(|heading| heading.at.end <= log.start);
    if !told.trim().is_empty() {
        return (log.start + told.len(), format!("{line_end}{line_end}{block}"));
    }
    let last = heading.map_or(log.start, |heading| heading.at.start + text[heading.at.clone()].trim_end().len());
    (last, format!("{line_end}{line_end}{block}"))
}

/// A log of its own at the end of a note that has none.
fn at_the_end(text: &str, places: &Places, block: &str, heading: bool, line_end: &str) -> (usize, String) {
    let end = text.trim_end().len().max(places.body.min(text.len()));
    let ended = text.ends_with('\n') || text.is_empty();
    let above = match text[..end].is_empty() {
        true => String::new(),
        false if text[..end].ends_with('\n') => line_end.to_owned(),
        false => line_end.repeat(2),
    };
    let title = if heading { format!("## Log{line_end}{line_end}") } else { String::new() };
    let below = if ended && end == text.len() { line_end } else { "" };
    (end, format!("{above}{title}{block}{below}"))
}
