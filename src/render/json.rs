//! JSON with two blanks of indentation. Characters that could drive a terminal are escaped, which changes no value.

use super::escape::is_hidden;
use crate::error::Error;
use serde::Serialize;
use std::fmt::Write;

/// A value as JSON over several lines.
///
/// # Errors
/// Never for values of ours; kept for the library's sake.
pub fn json(value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::Render(error.to_string()))?;
    Ok(shown(text) + "\n")
}

/// A value as one line of JSON.
///
/// # Errors
/// Like [`json`].
pub fn json_line(value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string(value).map_err(|error| Error::Render(error.to_string()))?;
    Ok(shown(text) + "\n")
}

/// The text that a key of a map is.
pub(super) fn plain_text(key: &(impl Serialize + ?Sized)) -> String {
    match serde_json::to_value(key) {
        Ok(serde_json::Value::String(text)) => text,
        other => other.map(|value| value.to_string()).unwrap_or_default(),
    }
}

fn shown(text: String) -> String {
    let hidden = |c: char| c != '\n' && is_hidden(c);
    if !text.contains(hidden) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if !hidden(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_keep_their_value() {
        let text = json_line(&"a\u{9b}\u{202e}\u{1b}é").unwrap();
        assert_eq!(text, "\"a\\u009b\\u202e\\u001bé\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "a\u{9b}\u{202e}\u{1b}é");
    }
}
