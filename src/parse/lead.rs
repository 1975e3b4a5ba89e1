//! The grammar of an entry's line: date, time, channel, people, separator, text (format 5 and 11).

use super::date;
use super::draft::Draft;
use super::field::{FieldSpan, field_around};
use super::flat::Flat;
use super::words::{ChannelWords, word_length};
use crate::model::{Channel, Date, Purpose};
use std::ops::Range;

/// What stands at the start of an item: a day, or something that looks like one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// A day; the rest starts at this byte.
    Day(Date, usize),
    /// The calendar has no such day.
    Impossible(Range<usize>),
    /// No date.
    Undated,
}

/// Where the checkbox at the start of an item ends, and its mark.
pub(super) fn checkbox(flat: &Flat) -> Option<(char, usize)> {
    let mut chars = flat.text.chars();
    let (open, mark, close) = (chars.next()?, chars.next()?, chars.next()?);
    let rest = chars.as_str();
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (open == '[' && close == ']' && ends && flat.mark_at(0).is_none()).then(|| (mark, flat.text.len() - rest.len()))
}

/// The date at `from`, in whatever dress: `[[ ]]`, `**`, `` ` ``, `( )`, followed by a time or a separator.
pub(super) fn start(flat: &Flat, from: usize, draft: &Draft<'_>) -> Start {
    let at = undress(flat, from);
    let rest = flat.text.get(at..).unwrap_or_default();
    let link_goes_on = flat.link_at(at).is_some_and(|(_, link_end)| link_end > at + 10);
    let (date, mut end) = match date::iso_prefix(rest) {
        date::Iso::Day(day) if !link_goes_on => (day, at + 10),
        date::Iso::Impossible => return Start::Impossible(at..at + 10),
        date::Iso::Day(_) | date::Iso::None => match linked_day(flat, at, draft) {
            Some(found) => found,
            None => return Start::Undated,
        },
    };
    if let Some(mark) = flat.mark_at(at) {
        let rest = flat.text.get(end..mark.range.end).unwrap_or_default();
        if rest.trim().is_empty() {
            end = mark.range.end;
        }
    }
    end = skip_time(flat, skip_closers(flat, end));
    Start::Day(date, skip_separator(flat, end))
}

/// A link whose target is a date, whatever it shows: `[[daily/2026-10-02]]`, `[[2026-10-02|Friday]]`.
fn linked_day(flat: &Flat, at: usize, draft: &Draft<'_>) -> Option<(Date, usize)> {
    let (link, end) = flat.link_at(at)?;
    let target = draft.kept(draft.links.get(link as usize)?.target);
    super::linked_day(target).map(|day| (day, end))
}

/// Whether the text of an item starts with a date, as far as its first signs tell.
pub(super) fn is_dated(text: &str) -> bool {
    let bare = text.trim_start_matches(['(', '[', '*', '_', '=', '`', ' ']);
    bare.starts_with(|c: char| c.is_ascii_digit()) && date::iso_prefix(bare) != date::Iso::None
}

fn undress(flat: &Flat, from: usize) -> usize {
    let mut at = flat.skip_space(from);
    while matches!(flat.text.as_bytes().get(at), Some(b'(' | b'[' | b'*' | b'_' | b'=')) && flat.mark_at(at).is_none() {
        at = flat.skip_space(at + 1);
    }
    at
}

fn skip_closers(flat: &Flat, mut at: usize) -> usize {
    while matches!(flat.text.as_bytes().get(at), Some(b')' | b']' | b'*' | b'_' | b'=')) && flat.mark_at(at).is_none() {
        at += 1;
    }
    at
}

/// Position after a time of day, if one follows.
pub(super) fn skip_time(flat: &Flat, from: usize) -> usize {
    let at = flat.skip_space(from);
    if !matches!(flat.text.as_bytes().get(at), Some(b'0'..=b'9' | b'T' | b'(')) {
        return from;
    }
    let rest = flat.text[at..].trim_start_matches(['T', '(']);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours = digits(rest);
    let Some(minutes) = (1..=2).contains(&hours).then(|| rest[hours..].strip_prefix(':')).flatten().filter(|m| digits(m) == 2) else {
        return from;
    };
    let mut after = &minutes[2..];
    if let Some(seconds) = after.strip_prefix(':').filter(|s| digits(s) == 2) {
        after = &seconds[2..];
    }
    if after.starts_with(|c: char| c.is_alphanumeric()) {
        return from;
    }
    skip_closers(flat, flat.text.len() - after.len())
}

/// One separator right after the date is skipped (format 11).
fn skip_separator(flat: &Flat, from: usize) -> usize {
    let at = flat.skip_space(from);
    match separator_at(flat, at) {
        Some(end) => end,
        None => from,
    }
}

/// The end of the separator at `at`, if one stands there: a colon before white space or the end, a dash between white space.
fn separator_at(flat: &Flat, at: usize) -> Option<usize> {
    let rest = flat.text.as_bytes().get(at..)?;
    let colon = rest.first()? == &b':';
    let length = match rest {
        [b':' | b'-', ..] => 1,
        [DASH, 0x80, 0x93 | 0x94, ..] => 3,
        _ => return None,
    };
    let end = at + length;
    let apart = is_blank(&flat.text, end) && (colon || flat.text[..at].chars().next_back().is_none_or(char::is_whitespace));
    (apart && flat.mark_at(at).is_none()).then_some(end)
}

/// Whether white space or the end is at `at`.
fn is_blank(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        Some(b'!'..=b'~') => false,
        _ => text.get(at..).and_then(|rest| rest.chars().next()).is_none_or(char::is_whitespace),
    }
}

/// What an entry's line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lead {
    /// The channel; `other` when none is named.
    pub(super) channel: Channel,
    /// Whether a known channel word stands first.
    pub(super) named: bool,
    /// Whether `with` follows the date or the channel.
    pub(super) with: bool,
    /// Links of those who took part.
    pub(super) people: Vec<u32>,
    /// Where the text starts.
    pub(super) text: usize,
}

/// Reads the lead that starts at `from`. In an `owned` note a single unknown word before a separator or `with` is a channel of its own.
pub(super) fn read(flat: &Flat, from: usize, fields: &[FieldSpan], words: &ChannelWords, owned: bool) -> Lead {
    let separator = first_separator(flat, from, fields);
    let mut at = undress_channel(flat, skip_fields(flat, from, fields), words);
    let found = words.longest_at_start(&flat.text[at..]).filter(|_| flat.mark_at(at).is_none_or(|code| code.range.start < from));
    let mut lead = Lead { channel: Channel::OTHER, named: false, with: false, people: Vec::new(), text: from };
    let unknown = owned && found.is_none();
    if let Some((channel, length)) = found.filter(|(c, n)| c.purpose() == Purpose::Contact || ends_lead(flat, at + n, fields)) {
        lead.channel = channel.clone();
        lead.named = true;
        at = skip_closers(flat, at + length);
    } else if let Some((word, end)) = unknown.then(|| own_word(flat, at, fields, separator)).flatten() {
        lead.channel = Channel::Own(word.to_lowercase().into());
        at = skip_closers(flat, end);
    }
    at = skip_fields(flat, at, fields);
    if let Some(after) = with_at(flat, at) {
        lead.with = true;
        let links = link_list(flat, after, &mut lead.people);
        at = if lead.people.is_empty() { at } else { links };
    } else if lead.channel != Channel::OTHER {
        at = link_list(flat, at, &mut lead.people);
    }
    lead.text = skip_fields(flat, at, fields);
    if let Some(end) = separator_at(flat, lead.text) {
        lead.text = end;
    }
    if separator.is_none() && lead.people.is_empty() {
        later_with(flat, at, fields, &mut lead.people);
    }
    if let Some(separator) = separator {
        let outside = |(link, at): (u32, usize)| field_around(fields, at).is_none().then_some(link);
        lead.people = flat.links_in(from..separator).filter_map(outside).collect();
    }
    lead
}

/// Position after white space and fields, which are never part of a lead.
fn skip_fields(flat: &Flat, from: usize, fields: &[FieldSpan]) -> usize {
    let mut at = flat.skip_space(from);
    while let Some(field) = field_around(fields, at).filter(|field| field.whole.start == at) {
        at = flat.skip_space(field.whole.end);
    }
    at
}

/// Whether nothing or a separator follows, so that `news`, `moved` and `note` are channels.
fn ends_lead(flat: &Flat, at: usize, fields: &[FieldSpan]) -> bool {
    let at = skip_fields(flat, skip_closers(flat, at), fields);
    at >= flat.text.len() || separator_at(flat, at).is_some()
}

/// Steps over a bracket before a channel word: `2026-10-02 (coffee): …`.
fn undress_channel(flat: &Flat, from: usize, words: &ChannelWords) -> usize {
    let at = flat.skip_space(from);
    let inside = undress(flat, at);
    match inside > at && words.longest_at_start(&flat.text[inside..]).is_some() {
        true => inside,
        false => at,
    }
}

/// The single unknown word right before the separator or `with`.
fn own_word<'f>(flat: &'f Flat, at: usize, fields: &[FieldSpan], separator: Option<usize>) -> Option<(&'f str, usize)> {
    let end = at + word_length(&flat.text[at..])?;
    let word = &flat.text[at..end];
    let next = skip_fields(flat, skip_closers(flat, end), fields);
    let last = separator == Some(next) || with_at(flat, next).is_some();
    let news = matches!(word.to_lowercase().as_str(), "with" | "other");
    (last && !news && flat.mark_at(at).is_none() && word.starts_with(char::is_alphabetic)).then_some((word, end))
}

/// Position after `with` or `w/` and white space.
fn with_at(flat: &Flat, at: usize) -> Option<usize> {
    let rest = flat.text.get(at..)?;
    let length = ["with", "w/"].into_iter().find(|w| rest.get(..w.len()).is_some_and(|r| r.eq_ignore_ascii_case(w)))?.len();
    let apart = rest[length..].starts_with(char::is_whitespace) || flat.link_at(at + length).is_some();
    (apart && flat.mark_at(at).is_none()).then(|| flat.skip_space(at + length))
}

/// The people after the first `with LINK` further on, where no separator ends the lead: `caught up with [[Bob]]`.
fn later_with(flat: &Flat, from: usize, fields: &[FieldSpan], people: &mut Vec<u32>) {
    let preceded = |at: usize| flat.text[..at].ends_with(char::is_whitespace) && field_around(fields, at).is_none();
    let mut places = flat.text[from..].match_indices("with").map(|(at, _)| from + at).filter(|&at| preceded(at));
    if let Some(links) = places.find_map(|at| with_at(flat, at).filter(|&links| flat.link_at(links).is_some())) {
        link_list(flat, links, people);
    }
}

/// Collects `LINK, LINK and LINK` from `at`; returns where it ends.
fn link_list(flat: &Flat, at: usize, people: &mut Vec<u32>) -> usize {
    let mut end = at;
    let mut next = at;
    while let Some((link, after)) = flat.link_at(next) {
        people.push(link);
        end = after;
        next = skip_joiners(flat, after);
    }
    end
}

fn skip_joiners(flat: &Flat, from: usize) -> usize {
    let mut at = flat.skip_space(from);
    let and = |rest: &str| rest.strip_prefix("and").is_some_and(|after| after.starts_with(char::is_whitespace));
    while let Some(length) =
        flat.text.get(at..).and_then(|rest| if and(rest) { Some(3) } else { rest.starts_with([',', '&', '+']).then_some(1) })
    {
        at = flat.skip_space(at + length);
    }
    at
}

/// The links a child item starts with, and where its rest begins after an optional separator.
pub(super) fn leading_links(flat: &Flat, from: usize) -> (Vec<u32>, usize) {
    let mut people = Vec::new();
    let at = flat.skip_space(from);
    let end = flat.skip_space(link_list(flat, at, &mut people));
    let rest = separator_at(flat, end).unwrap_or(end);
    (people, flat.skip_space(rest))
}

/// The first separator from `from` on, outside links, code and fields.
fn first_separator(flat: &Flat, from: usize, fields: &[FieldSpan]) -> Option<usize> {
    let bytes = flat.text.as_bytes();
    let mut at = from;
    while let Some(found) = memchr::memchr3(b':', b'-', DASH, bytes.get(at..)?) {
        at += found;
        if let Some(mark) = flat.mark_at(at) {
            at = mark.range.end.max(at + 1);
        } else if let Some(field) = field_around(fields, at) {
            at = field.whole.end;
        } else if flat.text.is_char_boundary(at) && separator_at(flat, at).is_some() {
            return Some(at);
        } else {
            at += 1;
        }
    }
    None
}

/// First byte of `–` and `—`.
const DASH: u8 = 0xe2;
