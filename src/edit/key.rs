//! One value of the front matter, in place (format 10).

use crate::parse::{Context, KeyPlace, Places, ValuePlace, key_named, places};

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
    let before = places(text, context).map_err(|found| Refusal {
        line: found.span.line as usize,
        hint: found.hint.map_or_else(|| "mend the note first".to_owned(), |hint| hint.to_string()),
        message: format!("{}; nothing is changed", found.message),
    })?;
    let value = value.trim();
    if value.chars().any(char::is_control) {
        return Err(refuse(0, "the value has line breaks or control characters".to_owned(), "write it on one line"));
    }
    let known = key_named(key, context);
    let means = |place: &&KeyPlace| match known {
        Some(known) => place.key == Some(known),
        None => place.written == key,
    };
    let found: Vec<&KeyPlace> = before.keys.iter().filter(means).collect();
    let name = known.map_or(key, |known| known.row().name);
    match found[..] {
        [] => added(text, &before, name, value, context),
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

/// A key that is not there yet goes below the last one.
fn added(text: &str, before: &Places, name: &str, value: &str, context: &Context) -> Result<(String, usize), Refusal> {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (at, above, below) = match &before.front_matter {
        Some(block) => (block.end, String::new(), String::new()),
        None => (before.body, format!("---{line_end}"), format!("---{line_end}")),
    };
    let written = |form: String| {
        let space = if form.is_empty() { "" } else { " " };
        format!("{}{above}{name}:{space}{form}{line_end}{below}{}", &text[..at], &text[at..])
    };
    let line = line_of(text, at) + usize::from(!above.is_empty());
    let fits = |new: &String| {
        places(new, context).is_ok_and(|after| {
            let last = after.keys.last();
            after.keys.len() == before.keys.len() + 1 && last.is_some_and(|last| last.written == name && is_text(&last.value, value))
        })
    };
    forms(value, None).into_iter().map(written).find(fits).map(|new| (new, line)).ok_or_else(|| Refusal {
        line,
        message: format!("`{name}: {value}` cannot be written safely"),
        hint: "edit the note by hand".to_owned(),
    })
}

/// Ways to write a value, the one that keeps the quotes of the old one first.
fn forms(value: &str, quote: Option<char>) -> Vec<String> {
    let plain = value.to_owned();
    let double = format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
    let single = format!("'{}'", value.replace('\'', "''"));
    match quote {
        Some('\'') => vec![single, double],
        Some(_) => vec![double, single],
        None => vec![plain, double, single],
    }
}

/// Whether the note reads the same but for this one value.
fn reads_as(new: &str, before: &Places, place: &KeyPlace, value: &str, context: &Context) -> bool {
    let Ok(after) = places(new, context) else { return false };
    let text_of = |value: &ValuePlace| match value {
        ValuePlace::Plain(text, _) => vec![text.clone()],
        ValuePlace::Other(texts) => texts.clone(),
    };
    after.keys.len() == before.keys.len()
        && after.keys.iter().zip(&before.keys).all(|(new, old)| {
            let same = new.written == old.written;
            same && if old.at == place.at { is_text(&new.value, value) } else { text_of(&new.value) == text_of(&old.value) }
        })
}

fn is_text(place: &ValuePlace, value: &str) -> bool {
    matches!(place, ValuePlace::Plain(text, _) if text == value)
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
