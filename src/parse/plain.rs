//! Front matter read line by line.
//!
//! Most notes hold nothing but `key: value` lines and short lists: [`read`] takes exactly those, and declines the block as
//! soon as a line could mean anything else to a YAML parser. [`salvage`] reads whatever lines it can of a block that no
//! YAML parser accepts. A property test holds [`read`] to the full parser.

use super::flat::blank_trimmed;
use super::front_matter::Pair;
use super::yaml::{Data, Value};
use std::borrow::Cow;
use std::ops::Range;

/// The pairs of a block of plain lines; `None` when any line needs the full parser.
pub(super) fn read(yaml: &str) -> Option<Vec<Pair<'_>>> {
    let mut lines = Lines::new(yaml);
    let mut pairs: Vec<Pair<'_>> = Vec::with_capacity(16);
    lines.plain = yaml.bytes().fold(true, |plain, b| plain & (matches!(b, b' '..=b'~') | (b == b'\n')));
    while let Some(line) = lines.next() {
        let text = &yaml[line.clone()];
        if text.is_empty() || text.starts_with('#') && lines.printable(text) {
            continue;
        }
        let (key, value) = key_of(text).filter(|_| lines.printable(text))?;
        let key_span = line.start..line.start + key.len();
        let start = line.start + offset(text, value);
        let value = match value.is_empty() {
            true => block_list(&mut lines, start)?,
            false => inline(value, start)?,
        };
        if matches!(yaml.as_bytes().get(lines.at), Some(b' ' | b'\t')) {
            return None;
        }
        if pairs.iter().any(|pair| pair.key == key) {
            return None;
        }
        pairs.push(Pair { key: Cow::Borrowed(key), span: key_span, value });
    }
    Some(pairs)
}

/// Every line that reads as `key: value`, and the list items below one, of a block that is not valid YAML.
pub(super) fn salvage(yaml: &str) -> Vec<Pair<'_>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    let mut lines = Lines::new(yaml);
    while let Some(line) = lines.next() {
        let text = &yaml[line.clone()];
        if let Some((key, value)) = key_of(text) {
            let start = line.start + offset(text, value);
            pairs.push(Pair { key: Cow::Borrowed(key), span: line.start..line.start + key.len(), value: rough(value, start) });
        } else if let (Some(item), Some(last)) = (text.trim_start().strip_prefix("- "), pairs.last_mut()) {
            let start = line.start + text.len() - item.len();
            match &mut last.value.data {
                Data::List(items) => items.push(rough(item, start)),
                Data::Scalar { text, .. } if text.is_empty() => last.value.data = Data::List(vec![rough(item, start)]),
                _ => {}
            }
        }
    }
    pairs
}

/// How many bytes at the start of `text` are lines that belong to front matter, when nothing closes it.
pub(super) fn keyed_lines(text: &str) -> usize {
    let mut lines = Lines::new(text);
    let mut end = 0;
    while let Some(line) = lines.next() {
        let line = &text[line];
        if key_of(line).is_none() && !line.starts_with("- ") && !line.starts_with("  ") {
            break;
        }
        end = lines.at.min(text.len());
    }
    end
}

struct Lines<'a> {
    text: &'a str,
    at: usize,
    /// Where the line at `at` ends.
    end: usize,
    /// Whether nothing but printable ASCII is known to stand in any of them.
    plain: bool,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        Lines { text, at: 0, end: super::front_matter::line_end(text, 0), plain: false }
    }

    /// Whether YAML allows every character of a line anywhere.
    fn printable(&self, line: &str) -> bool {
        self.plain || printable(line)
    }

    /// The next line without its end.
    fn next(&mut self) -> Option<Range<usize>> {
        let line = self.peek()?;
        self.at = self.end + 1;
        self.end = super::front_matter::line_end(self.text, self.at);
        Some(line)
    }

    fn peek(&self) -> Option<Range<usize>> {
        let cr = self.end > self.at && self.text.as_bytes()[self.end - 1] == b'\r';
        (self.at < self.text.len()).then_some(self.at..self.end - usize::from(cr))
    }
}

/// The key at the start of a line and the value behind it, trimmed.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let colon = line.bytes().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b' ')))?;
    let (key, rest) = (&line[..colon], line[colon..].strip_prefix(':')?);
    let plain = key.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && !key.ends_with(' ');
    (plain && (rest.is_empty() || rest.starts_with(' '))).then(|| (key, blank_trimmed(rest)))
}

/// Where a part of a line stands in it.
fn offset(line: &str, part: &str) -> usize {
    part.as_ptr() as usize - line.as_ptr() as usize
}

/// Only characters that YAML allows anywhere: no controls, no tabs, nothing that ends a line for some readers.
fn printable(text: &str) -> bool {
    text.bytes().all(|b| (0x20..0x7f).contains(&b))
        || text.chars().all(|c| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
}

/// `- item` lines after a key without a value; no such line is an empty value.
fn block_list<'a>(lines: &mut Lines<'a>, start: usize) -> Option<Value<'a>> {
    let (mut items, mut indent) = (Vec::new(), None);
    let mut end = start;
    while let Some(line) = lines.peek() {
        let text = &lines.text[line.clone()];
        let bare = blank_trimmed(text);
        let Some(item) = bare.strip_prefix("- ").map(blank_trimmed).filter(|item| !item.is_empty()) else { break };
        let own = offset(text, bare);
        if *indent.get_or_insert(own) != own || !lines.printable(text) {
            return None;
        }
        lines.next();
        let at = line.start + offset(text, item);
        items.push(scalar(item, at)?);
        end = at + item.len();
    }
    match items.is_empty() {
        true => Some(Value { span: start..start, data: Data::Scalar { text: Cow::Borrowed(""), quoted: false } }),
        false => Some(Value { span: items.first().map_or(start, |item| item.span.start)..end, data: Data::List(items) }),
    }
}

/// A value on the key's own line: a scalar, or a flow list of scalars.
fn inline(text: &str, start: usize) -> Option<Value<'_>> {
    let Some(inner) = text.strip_prefix('[') else { return scalar(text, start) };
    let inner = inner.strip_suffix(']')?;
    let mut items = Vec::new();
    let mut at = start + 1;
    for piece in inner.split(',') {
        let item = blank_trimmed(piece);
        if item.contains(['"', '\'', ']', '[', '{', '}', ':']) && !simply_quoted(item) {
            return None;
        }
        let lead = offset(piece, item);
        match item.is_empty() {
            true if inner.trim_matches(' ').is_empty() => {}
            true => return None,
            false => items.push(scalar(item, at + lead)?),
        }
        at += piece.len() + 1;
    }
    Some(Value { span: start..start + text.len(), data: Data::List(items) })
}

fn simply_quoted(item: &str) -> bool {
    if !item.starts_with(['"', '\'']) {
        return false;
    }
    let inner = |quote| item.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    inner('"').is_some_and(|text| !text.contains(['"', '\\'])) || inner('\'').is_some_and(|text| !text.contains('\''))
}

/// One scalar that every YAML parser reads as the text it shows.
fn scalar(text: &str, start: usize) -> Option<Value<'_>> {
    let span = start..start + text.len();
    if simply_quoted(text) && text.len() >= 2 {
        return Some(Value { span, data: Data::Scalar { text: Cow::Borrowed(&text[1..text.len() - 1]), quoted: true } });
    }
    let opens = text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '+' | '/' | '(' | '_'));
    let plain = opens
        && !text.ends_with(':')
        && (memchr::memchr2(b':', b'#', text.as_bytes()).is_none() || !text.contains(": ") && !text.contains(" #"));
    plain.then_some(Value { span, data: Data::Scalar { text: Cow::Borrowed(text), quoted: false } })
}

/// A value as it can be made out without YAML's rules.
fn rough(text: &str, start: usize) -> Value<'_> {
    let bare = text.trim();
    let quoted = bare.len() >= 2 && (bare.starts_with('"') && bare.ends_with('"') || bare.starts_with('\'') && bare.ends_with('\''));
    let inner = if quoted { &bare[1..bare.len() - 1] } else { bare };
    let at = start + (text.len() - text.trim_start().len());
    Value { span: at..at + bare.len(), data: Data::Scalar { text: Cow::Borrowed(inner), quoted } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(yaml: &str) {
        super::super::laws::front_matter(yaml).unwrap();
    }

    fn line() -> impl Strategy<Value = String> {
        let pieces = [
            "name: ",
            "tags:",
            "a b: ",
            "  - ",
            "- ",
            "last: ",
            "2026-10-02",
            "Zoë",
            "\"x\"",
            "'y'",
            "[a, b]",
            "[",
            "]",
            "[\"c d\", e]",
            "{",
            "#",
            " #c",
            ": ",
            ":",
            "|",
            ">",
            "&a",
            "*a",
            "!t",
            "~",
            "null",
            "---",
            "...",
            "%",
            "@",
            "`",
            "+44 1",
            "\"",
            "'",
            "\\",
            ",",
            "?",
            "\t",
            " ",
            "x y",
            "\r",
            "\u{85}",
            "\u{7f}",
            "\u{feff}",
            "<<: ",
            "true",
            "0123",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..5).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn plain_blocks_are_read_as_the_full_parser_reads_them(lines in prop::collection::vec(line(), 0..6)) {
            check(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
            check(&lines.join("\r\n"));
        }
    }

    #[test]
    fn ordinary_front_matter_is_plain() {
        let yaml = "name: Ada\naliases: [Ada, \"The Countess\"]\ntags:\n  - friend\n  - mentor\nlast: 2026-10-02\nphone: +44 20\nempty:\n# note\nquoted: 'x: y'\n";
        assert_eq!(read(yaml).map(|pairs| pairs.len()), Some(7));
        check(yaml);
    }

    #[test]
    fn lines_of_broken_front_matter_are_salvaged() {
        let pairs = salvage("name: Ada\nrole: VP: Platform\n\tbad\ntags:\n  - a\nlast: 2026-10-02\n");
        assert_eq!(pairs.iter().map(|pair| &*pair.key).collect::<Vec<_>>(), ["name", "role", "tags", "last"]);
    }
}
