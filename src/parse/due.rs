//! The day that something is due, as tasks and fields tell it.

use super::date;
use super::draft::Draft;
use super::field::FieldSpan;
use super::flat::Flat;
use crate::model::{Date, Text};
use std::ops::Range;

/// Marks that stand before a date in tasks: due, created, scheduled, start, done.
const DATE_MARKS: [char; 7] = ['📅', '➕', '⏳', '🛫', '✅', '🗓', '📆'];

/// Those that stand before the day something is due.
const DUE_MARKS: [char; 3] = ['📅', '🗓', '📆'];

/// A task's text without its dates, and the day behind `📅`.
pub(super) fn undated(text: Text, draft: &mut Draft<'_>) -> (Text, Option<Date>) {
    match without_dates(draft.kept(text)) {
        Some((without, due)) => (draft.keep(&without), due),
        None => (text, None),
    }
}

/// The same for a text that has such marks.
fn without_dates(text: &str) -> Option<(String, Option<Date>)> {
    if text.is_ascii() || !text.contains(DATE_MARKS) {
        return None;
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
    Some((kept.join(" "), DUE_MARKS.iter().find_map(|mark| marked_date(text, *mark))))
}

pub(super) fn marked_date(text: &str, mark: char) -> Option<Date> {
    match date::iso_prefix(behind(text, mark)?) {
        date::Iso::Day(day) => Some(day),
        _ => None,
    }
}

/// Where something that should be a day stands behind a mark for it: up to the next mark, or the end of the field it stands in.
pub(super) fn written_due(text: &str) -> Option<Range<usize>> {
    if text.is_ascii() {
        return None;
    }
    let rest = DUE_MARKS.iter().find_map(|mark| behind(text, *mark))?;
    let start = text.len() - rest.len();
    Some(start..start + rest.find(|c| DATE_MARKS.contains(&c) || matches!(c, '[' | ']' | '(' | ')')).unwrap_or(rest.len()))
}

fn behind(text: &str, mark: char) -> Option<&str> {
    let at = text.find(mark)?;
    Some(text[at + mark.len_utf8()..].trim_start_matches(['\u{fe0f}', ' ']))
}

/// The day behind `📅` outside fields.
pub(super) fn due_mark(flat: &Flat, fields: &[FieldSpan]) -> Option<Date> {
    if flat.text.is_ascii() || !flat.text.contains(DATE_MARKS) {
        return None;
    }
    let mut outside = String::new();
    flat.fold_into(&mut outside, 0..flat.text.len(), fields);
    without_dates(&outside)?.1
}

pub(super) fn due_field(flat: &Flat, fields: &[FieldSpan]) -> Option<Date> {
    let field = fields.iter().find(|field| flat.text[field.key.clone()].eq_ignore_ascii_case("due"))?;
    match date::iso_prefix(&flat.text[field.value.clone()]) {
        date::Iso::Day(day) => Some(day),
        _ => None,
    }
}
