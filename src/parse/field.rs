//! Inline fields as Dataview writes them: `[key:: value]`, `(key:: value)`; and `key: value` items (format 5).

use super::flat::Flat;
use std::ops::Range;

/// A field in flat text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldSpan {
    /// From bracket to bracket.
    pub(super) whole: Range<usize>,
    /// The key.
    pub(super) key: Range<usize>,
    /// The value, trimmed.
    pub(super) value: Range<usize>,
}

/// Every bracketed field of `flat`, in order. Brackets nest; those inside links and code do not count. One pass, whatever the brackets.
pub(super) fn inline_fields(flat: &Flat) -> Vec<FieldSpan> {
    let mut fields: Vec<FieldSpan> = Vec::new();
    let text = flat.text.as_bytes();
    if !memchr::memchr_iter(b':', text).any(|at| text.get(at + 1) == Some(&b':')) {
        return fields;
    }
    for (open, close) in brackets(flat) {
        if fields.last().is_none_or(|last| last.whole.end <= open) {
            fields.extend(field_at(flat, open, close));
        }
    }
    fields
}

/// The field that holds the byte `at`.
pub(super) fn field_around(fields: &[FieldSpan], at: usize) -> Option<&FieldSpan> {
    let after = fields.partition_point(|field| field.whole.start <= at);
    fields.get(after.checked_sub(1)?).filter(|field| field.whole.contains(&at))
}

fn field_at(flat: &Flat, open: usize, close: usize) -> Option<FieldSpan> {
    let text = &flat.text;
    let near = (open + 1 + LONGEST_KEY).min(close);
    let colons = memchr::memmem::find(&text.as_bytes()[open + 1..near], b"::")?;
    let key = trimmed(text, open + 1..open + 1 + colons);
    let name = &text[key.clone()];
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')) {
        return None;
    }
    Some(FieldSpan { whole: open..close + 1, key, value: trimmed(text, open + 1 + colons + 2..close) })
}

/// Longest key looked for, in bytes with its colons.
const LONGEST_KEY: usize = 42;

/// Every bracket with the one that closes it, by the opening one. Square and round ones nest each among themselves.
fn brackets(flat: &Flat) -> Vec<(usize, usize)> {
    let (mut square, mut round, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for (at, byte) in flat.text.bytes().enumerate().filter(|(at, b)| matches!(b, b'[' | b']' | b'(' | b')') && flat.mark_at(*at).is_none())
    {
        let closed = match byte {
            b'[' => push(&mut square, at),
            b'(' => push(&mut round, at),
            b']' => square.pop(),
            _ => round.pop(),
        };
        pairs.extend(closed.map(|open| (open, at)));
    }
    pairs.sort_unstable();
    pairs
}

fn push(stack: &mut Vec<usize>, at: usize) -> Option<usize> {
    stack.push(at);
    None
}

/// `key: value` or `key:: value` from `from` on, when the key is one of `keys`: the key's place in `keys` and the value's range.
pub(super) fn keyed_item(flat: &Flat, from: usize, keys: &[&str]) -> Option<(usize, Range<usize>)> {
    let rest = flat.text.get(from..)?;
    let colon = memchr::memchr(b':', &rest.as_bytes()[..rest.len().min(20)]).filter(|&at| flat.mark_at(from + at).is_none())?;
    let name = rest[..colon].trim();
    let key = keys.iter().position(|key| key.eq_ignore_ascii_case(name))?;
    let after = rest[colon..].trim_start_matches(':');
    let value = flat.text.len() - after.len();
    (after.is_empty() || after.starts_with(char::is_whitespace)).then(|| (key, trimmed(&flat.text, value..flat.text.len())))
}

pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    if let [b'!'..=b'~', .., b'!'..=b'~'] | [b'!'..=b'~'] = part.as_bytes() {
        return range;
    }
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}
