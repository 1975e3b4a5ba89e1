//! One value of the front matter, in place (format 10).

use crate::parse::{Context, Key, KeyPlace, Places, ValuePlace, key_named, places, says_nothing, stint_texts};

/// Why a value is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The line it is about, from 1.
    pub line: usize,
    /// What stands in the way.
    pub message: String,
    /// The way out.
    pub hint: String,
}

/// `text` with `value` under `key` (any spelling of a known key, or a key of one's own), and the line on which it stands (from 1).
///
/// # Errors
/// When the key stands twice, its value is no plain scalar, or the value cannot be written on one line.
pub fn set(text: &str, key: &str, value: &str, context: &Context) -> Result<(String, usize), Refusal> {
    let refuse = |at: usize, message: String, hint: &str| Refusal { line: line_of(text, at), message, hint: hint.to_owned() };
    let found = |found: crate::diagnostic::Diagnostic| Refusal {
        line: found.span.line as usize,
        hint: found.hint.map_or_else(|| "mend the note first".to_owned(), |hint| hint.to_string()),
        message: format!("{}; nothing is changed", found.message),
    };
    let before = places(text, context).map_err(found)?;
    if let Some(fault) = before.fault.clone() {
        return Err(found(fault));
    }
    let value = value.trim();
    let is_key = key.starts_with(|c: char| c.is_alphabetic()) && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
    if !is_key || key.ends_with(' ') {
        return Err(refuse(0, format!("`{key}` is no key"), "a key is letters, digits, `_` and `-`"));
    }
    if value.chars().any(char::is_control) {
        return Err(refuse(0, "the value has line breaks or control characters".to_owned(), "write it on one line"));
    }
    let (known, found) = standing(&before, key, context);
    let name = known.map_or(key, |known| known.row().name);
    match found[..] {
        [] => added(text, &before, name, value, context),
        [place] if is_list(known) && is_empty(&place.value) && !value.is_empty() => into_list(text, &before, place, value, context)
            .ok_or_else(|| refuse(place.at.start, format!("`{value}` cannot be written as a list"), "edit the note by hand")),
        [place] => match &place.value {
            ValuePlace::Plain(_, at) => {
                let quote = text[at.clone()].chars().next().filter(|c| matches!(c, '"' | '\''));
                let gap = if at.is_empty() && !value.is_empty() { " " } else { "" };
                let written = forms(value, quote).into_iter().map(|form| format!("{}{gap}{form}{}", &text[..at.start], &text[at.end..]));
                let line = line_of(text, place.at.start);
                let fits = |new: &String| reads_as(new, &before, place, value, context);
                written.into_iter().find(fits).map(|new| (new, line)).ok_or_else(|| {
                    refuse(
                        place.at.start,
                        format!("`{value}` cannot be written under `{}` without touching more", place.written),
                        "edit the note by hand",
                    )
                })
            }
            ValuePlace::Other(_) => Err(refuse(
                place.at.start,
                format!("`{}` holds a list, a map or several lines, and is not rewritten", place.written),
                "`journal edit` opens the note",
            )),
        },
        [first, second, ..] => Err(refuse(
            second.at.start,
            format!("`{}` and `{}` (line {}) mean the same key", second.written, first.written, line_of(text, first.at.start)),
            "keep one of them",
        )),
    }
}

/// What a key means, and where it stands: `title` is the role of somebody with a `name`, else the name.
pub(super) fn standing<'p>(before: &'p Places, key: &str, context: &Context) -> (Option<Key>, Vec<&'p KeyPlace>) {
    let named = before.keys.iter().any(|place| place.key == Some(Key::Name) && !is_empty(&place.value));
    let meaning = |key: Option<Key>| match key {
        Some(Key::Title) => Some(if named { Key::Role } else { Key::Name }),
        key => key,
    };
    let known = meaning(key_named(key, context));
    let means = |place: &&KeyPlace| match known {
        Some(known) => meaning(place.key) == Some(known),
        None => folded(&place.written) == folded(key),
    };
    (known, before.keys.iter().filter(means).collect())
}

/// A key without regard to case, `_`, `-` and blanks.
fn folded(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Whether a key holds a list.
pub(super) fn is_list(key: Option<Key>) -> bool {
    matches!(key, Some(Key::Tags | Key::Aliases | Key::Knows | Key::Skills | Key::Offers | Key::WorkedTogether))
}

/// The items of a list as people type it: parted by commas, with or without brackets around. An organization may have a comma of
/// its own: `Acme, Inc. 2017..2021`.
fn items(value: &str, key: Option<Key>) -> Vec<&str> {
    let inner = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|_| !value.starts_with("[["));
    let value = inner.unwrap_or(value);
    let parts: Vec<&str> = if key == Some(Key::WorkedTogether) { stint_texts(value).collect() } else { value.split(',').collect() };
    parts.into_iter().map(str::trim).filter(|item| !item.is_empty()).collect()
}

/// The lines that give a new key a list of these items.
pub(super) fn list_lines(name: &str, items: &[&str], line_end: &str, context: &Context) -> Option<String> {
    let line = |item: &&str| {
        let form = forms(item, None).into_iter().find(|form| is_item(form, item, context))?;
        Some(format!("  - {form}{line_end}"))
    };
    Some(format!("{name}:{line_end}{}", items.iter().map(line).collect::<Option<String>>()?))
}

/// A value where nothing is written; its place does not matter.
fn is_empty(value: &ValuePlace) -> bool {
    matches!(value, ValuePlace::Plain(text, _) if text.is_empty())
}

/// A key that is not there yet goes below the last one.
fn added(text: &str, before: &Places, name: &str, value: &str, context: &Context) -> Result<(String, usize), Refusal> {
    let line_end = super::entry::line_end(text);
    let (at, above, below) = match &before.front_matter {
        Some(block) => (block.end, String::new(), String::new()),
        None => (before.body, format!("---{line_end}"), format!("---{line_end}")),
    };
    if is_list(key_named(name, context))
        && !value.is_empty()
        && let Some(lines) = list_lines(name, &items(value, key_named(name, context)), line_end, context)
    {
        let new = format!("{}{above}{lines}{below}{}", &text[..at], &text[at..]);
        // In a block that is no valid YAML a list may not be found again.
        let stands = |after: Places| {
            after.fault.is_none() && after.keys.len() == before.keys.len() + 1 && after.keys.last().is_some_and(|last| last.written == name)
        };
        if places(&new, context).is_ok_and(stands) {
            return Ok((new, line_of(text, at) + usize::from(!above.is_empty())));
        }
    }
    let written = |form: String| {
        let space = if form.is_empty() { "" } else { " " };
        format!("{}{above}{name}:{space}{form}{line_end}{below}{}", &text[..at], &text[at..])
    };
    let line = line_of(text, at) + usize::from(!above.is_empty());
    let fits = |new: &String| {
        places(new, context).is_ok_and(|after| {
            let last = after.keys.last();
            after.fault.is_none()
                && after.keys.len() == before.keys.len() + 1
                && last.is_some_and(|last| last.written == name && is_text(&last.value, value))
        })
    };
    forms(value, None).into_iter().map(written).find(fits).map(|new| (new, line)).ok_or_else(|| Refusal {
        line,
        message: format!("`{name}: {value}` cannot be written safely"),
        hint: "edit the note by hand".to_owned(),
    })
}

/// An empty list gets its first items, on its own line.
fn into_list(text: &str, before: &Places, place: &KeyPlace, value: &str, context: &Context) -> Option<(String, usize)> {
    let ValuePlace::Plain(_, at) = &place.value else { return None };
    let item = |item: &str| {
        forms(item, None).into_iter().find(|form| is_item(form, item, context) && !form.contains([',', ']']) | form.starts_with('"'))
    };
    let list = format!("[{}]", items(value, place.key).into_iter().map(item).collect::<Option<Vec<_>>>()?.join(", "));
    let gap = if at.is_empty() { " " } else { "" };
    let new = format!("{}{gap}{list}{}", &text[..at.start], &text[at.end..]);
    let after = places(&new, context).ok().filter(|after| after.fault.is_none() && after.keys.len() == before.keys.len())?;
    let same = after.keys.iter().any(|key| key.written == place.written && key.value == ValuePlace::Other(vec![list.clone()]));
    same.then(|| (new, line_of(text, place.at.start)))
}

/// Whether a list item written so is this text.
pub(super) fn is_item(form: &str, item: &str, context: &Context) -> bool {
    let list = format!("---\na: {form}\n---\n");
    places(&list, context).is_ok_and(|read| read.fault.is_none() && read.keys.first().is_some_and(|key| is_text(&key.value, item)))
}

/// Ways to write a value, the one that keeps the quotes of the old one first.
pub(super) fn forms(value: &str, quote: Option<char>) -> Vec<String> {
    let plain = value.to_owned();
    let double = format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
    let single = format!("'{}'", value.replace('\'', "''"));
    match quote {
        Some('\'') => vec![single, double],
        Some(_) => vec![double, single],
        None if !value.is_empty() && says_nothing(value) => vec![double],
        None => vec![plain, double, single],
    }
}

/// Whether the note reads the same but for this one value.
fn reads_as(new: &str, before: &Places, place: &KeyPlace, value: &str, context: &Context) -> bool {
    same_but(new, before, place, context, |key| is_text(&key.value, value))
}

/// Whether the note reads the same but for the value of one key, which `is_meant`.
pub(super) fn same_but(new: &str, before: &Places, place: &KeyPlace, context: &Context, is_meant: impl Fn(&KeyPlace) -> bool) -> bool {
    let Ok(after) = places(new, context) else { return false };
    if after.fault.is_some() {
        return false;
    }
    let text_of = |value: &ValuePlace| match value {
        ValuePlace::Plain(text, _) => vec![text.clone()],
        ValuePlace::Other(texts) => texts.clone(),
    };
    after.keys.len() == before.keys.len()
        && after.keys.iter().zip(&before.keys).all(|(new, old)| {
            let same = new.written == old.written;
            same && if old.at == place.at { is_meant(new) } else { text_of(&new.value) == text_of(&old.value) }
        })
}

fn is_text(place: &ValuePlace, value: &str) -> bool {
    matches!(place, ValuePlace::Plain(text, _) if text == value)
}

pub(super) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
