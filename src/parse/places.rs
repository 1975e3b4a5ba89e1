//! Where things stand in a note, for changing it: keys with their values, headings, dated entries.

use super::draft::{Draft, Scratch};
use super::front_matter;
use super::keys::Key;
use super::yaml::{Data, Value};
use super::{Context, conflict, date};
use crate::diagnostic::Diagnostic;
use crate::model::Date;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Where things stand in a note; every range is of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// What is wrong with the front matter, so that nothing in it may be changed.
    pub fault: Option<Diagnostic>,
    /// The lines between the `---`; `None` without front matter.
    pub front_matter: Option<Range<usize>>,
    /// The keys, in order.
    pub keys: Vec<KeyPlace>,
    /// Where the body starts.
    pub body: usize,
    /// Headings outside quotes and lists, in order.
    pub headings: Vec<HeadingPlace>,
    /// Items of lists that stand in no other list or quote, in order.
    pub items: Vec<ItemPlace>,
}

/// A key of the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// The key it means, when that is a known one.
    pub key: Option<Key>,
    /// As written.
    pub written: String,
    /// Where it is written.
    pub at: Range<usize>,
    /// Its value.
    pub value: ValuePlace,
    /// The items of a list of scalars, each a line long at most: their texts, and where they stand with their quotes. Empty for
    /// any other value.
    pub items: Vec<(String, Range<usize>)>,
}

/// A value of the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuePlace {
    /// A scalar on the key's own line: its text, and where it stands with its quotes. Empty when nothing is there.
    Plain(String, Range<usize>),
    /// A list, a map, a text of several lines, or anything with an anchor or a tag.
    Other(Vec<String>),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingPlace {
    /// 1 to 6.
    pub level: u8,
    /// Its text.
    pub title: String,
    /// Its line or lines, with the last line's end.
    pub at: Range<usize>,
    /// The day it starts with.
    pub date: Option<Date>,
}

/// A list item with all that stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemPlace {
    /// From the start of its first line to the end of its last one, that line's end left out; blank lines after it left out.
    pub at: Range<usize>,
    /// What its first line starts with, up to the text: `- `.
    pub marker: Range<usize>,
    /// The day it starts with.
    pub date: Option<Date>,
}

/// Where things stand in `text`.
///
/// # Errors
/// When it holds conflict markers.
pub fn places(text: &str, context: &Context) -> Result<Places, Diagnostic> {
    let mut draft = Draft::new("", text, &mut Scratch::default());
    let text = draft.source;
    if conflict::without_markers(text, &mut draft).is_some() {
        return Err(draft.diagnostics.swap_remove(0));
    }
    let mut findings = Vec::new();
    let cut = front_matter::cut(text, &draft.overview, &mut findings);
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = cut.body;
    let keys = cut.into_pairs().into_iter().map(|pair| KeyPlace {
        key: context.keys.find(&pair.key).map(|(key, _)| key),
        written: pair.key.to_string(),
        at: pair.span.clone(),
        value: value(text, &pair),
        items: items(text, &pair).unwrap_or_default(),
    });
    let mut places = Places {
        fault: findings.into_iter().next(),
        front_matter: front_matter::block(text, &draft.overview, start).filter(|block| block.closed).map(|block| block.yaml),
        keys: keys.collect(),
        body,
        headings: Vec::new(),
        items: Vec::new(),
    };
    outline(text, &mut places);
    Ok(places)
}

/// The known key that `written` spells.
pub fn key_named(written: &str, context: &Context) -> Option<Key> {
    context.keys.find(written).map(|(key, _)| key)
}

fn value(text: &str, pair: &front_matter::Pair<'_>) -> ValuePlace {
    let colon = memchr::memchr(b':', &text.as_bytes()[pair.span.end..]).map_or(pair.span.end, |at| pair.span.end + at + 1);
    match &pair.value.data {
        Data::Scalar { text: value, .. } => {
            let span = pair.value.span.clone();
            if value.is_empty() && span.is_empty() {
                return ValuePlace::Plain(String::new(), colon..colon);
            }
            let bare = text.get(colon..span.start).is_some_and(|between| between.bytes().all(|b| b == b' '));
            match bare && !text[span.clone()].contains('\n') && !text[span.clone()].starts_with(['|', '>']) {
                true => ValuePlace::Plain(value.to_string(), span),
                false => ValuePlace::Other(vec![value.to_string()]),
            }
        }
        Data::List(items) if items.is_empty() && text[pair.value.span.clone()].starts_with('[') => {
            ValuePlace::Plain(String::new(), pair.value.span.clone())
        }
        _ => ValuePlace::Other(vec![text.get(pair.value.span.clone()).unwrap_or_default().to_owned()]),
    }
}

/// The items of a list, when all of them are scalars of one line.
fn items(text: &str, pair: &front_matter::Pair<'_>) -> Option<Vec<(String, Range<usize>)>> {
    let Data::List(items) = &pair.value.data else { return None };
    let scalar = |item: &Value<'_>| match &item.data {
        Data::Scalar { text: value, .. } if !text[item.span.clone()].contains('\n') => Some((value.to_string(), item.span.clone())),
        _ => None,
    };
    items.iter().map(scalar).collect()
}

/// Headings and top-level items of the body.
fn outline(text: &str, places: &mut Places) {
    let body = &text[places.body..];
    let (mut depth, mut quotes) = (0, 0);
    let mut title: Option<String> = None;
    for (event, range) in Parser::new_ext(body, Options::ENABLE_WIKILINKS | Options::ENABLE_TABLES).into_offset_iter() {
        let range = range.start + places.body..range.end + places.body;
        match event {
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
            Event::Start(Tag::Item) => {
                depth += 1;
                if depth == 1 && quotes == 0 {
                    places.items.push(item(text, range));
                }
            }
            Event::End(TagEnd::Item) => depth -= 1,
            Event::Start(Tag::Heading { .. }) if depth == 0 && quotes == 0 => title = Some(String::new()),
            Event::Text(piece) | Event::Code(piece) => title.iter_mut().for_each(|title| title.push_str(&piece)),
            Event::End(TagEnd::Heading(level)) => {
                if let Some(title) = title.take() {
                    places.headings.push(HeadingPlace { level: depth_of(level), date: dated(&title), title, at: whole_lines(text, range) });
                }
            }
            _ => {}
        }
    }
}

fn item(text: &str, range: Range<usize>) -> ItemPlace {
    let start = line_start(text, range.start);
    let range = range.start + text[range.clone()].len() - text[range.clone()].trim_start().len()..range.end;
    let written = text[range.clone()].trim_end();
    let marker =
        written.find(|c: char| c.is_whitespace()).map_or(written.len(), |at| at + written[at..].len() - written[at..].trim_start().len());
    let rest = &written[marker..];
    let ticked = rest.as_bytes();
    let unboxed = if ticked.first() == Some(&b'[') && ticked.get(2) == Some(&b']') { rest.get(3..).unwrap_or(rest) } else { rest };
    ItemPlace { at: start..range.start + written.len(), marker: start..range.start + marker, date: dated(unboxed) }
}

/// The day at the start of a text, in whatever dress.
fn dated(text: &str) -> Option<Date> {
    match date::iso_prefix(text.trim_start_matches(['*', '_', '`', '(', '[', '=', ' '])) {
        date::Iso::Day(day) => Some(day),
        _ => None,
    }
}

fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1)
}

fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let end = range.start + text[range.clone()].trim_end().len();
    let end = memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |at| end + at + 1);
    line_start(text, range.start)..end
}

fn depth_of(level: HeadingLevel) -> u8 {
    level as u8
}
