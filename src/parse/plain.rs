//! Front matter read line by line.
//!
//! Most notes hold nothing but `key: value` lines and short lists: [`read`] takes exactly those, and declines the block as
//! soon as a line could mean anything else to a YAML parser. [`salvage`] reads whatever lines it can of a block that no
//! YAML parser accepts. A property test holds [`read`] to the full parser.

use super::flat::blank_trimmed;
use super::front_matter::Pair;
use super::lanes;
use super::overview::{Ends, Overview};
use super::yaml::{Data, Value};
use std::borrow::Cow;
use std::ops::Range;

/// A block of plain lines. Places are bytes of the note.
#[derive(Debug, Default)]
pub(super) struct Plain<'a> {
    pub(super) lines: Vec<Keyed<'a>>,
    /// The scalars of all lines, one after the other.
    pub(super) scalars: Vec<Scalar<'a>>,
}

/// A `key: value` line, with the list below it.
#[derive(Debug)]
pub(super) struct Keyed<'a> {
    pub(super) key: &'a str,
    /// Where the key starts.
    pub(super) start: usize,
    /// Where its scalars end in [`Plain::scalars`].
    pub(super) end: usize,
    /// Where its list stands, if it has one; else it has one scalar.
    pub(super) list: Option<Range<usize>>,
}

/// A scalar: its text, and where this starts, behind the quote.
#[derive(Debug)]
pub(super) struct Scalar<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) quoted: bool,
}

impl<'a> Plain<'a> {
    /// The same as the full parser gives it.
    pub(super) fn pairs(&self) -> Vec<Pair<'a>> {
        let mut from = 0;
        let pair = |line: &Keyed<'a>| {
            let mut values = self.scalars[std::mem::replace(&mut from, line.end)..line.end].iter().map(Scalar::value);
            let value = match &line.list {
                Some(span) => Value { span: span.clone(), data: Data::List(values.collect()) },
                None => values.next().unwrap_or_else(|| Scalar { text: "", start: line.start, quoted: false }.value()),
            };
            Pair { key: Cow::Borrowed(line.key), span: line.start..line.start + line.key.len(), value }
        };
        self.lines.iter().map(pair).collect()
    }
}

impl<'a> Scalar<'a> {
    /// Where its text stands.
    pub(super) fn at(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    fn value(&self) -> Value<'a> {
        let (at, quote) = (self.at(), usize::from(self.quoted));
        Value { span: at.start - quote..at.end + quote, data: Data::Scalar { text: Cow::Borrowed(self.text), quoted: self.quoted } }
    }
}

/// A block of plain lines that starts at the byte `base` of the note; `None` when any line needs the full parser.
pub(super) fn read<'a>(yaml: &'a str, base: usize, overview: &Overview) -> Option<Plain<'a>> {
    let mut lines = Lines::new(yaml, base, overview);
    let mut plain = Plain { lines: Vec::with_capacity(16), scalars: Vec::with_capacity(24) };
    let mut seen = 0_u64;
    // Reckoned with bytes, so that many are looked at at once.
    let odd = |b: u8| u8::from(b.wrapping_sub(b' ') > b'~' - b' ') & u8::from(b != b'\n');
    lines.plain = !overview.odd || yaml.bytes().fold(0, |found, b| found | odd(b)) == 0;
    while let Some(line) = lines.next() {
        let text = &yaml[line.clone()];
        if text.is_empty() || text.starts_with('#') && lines.printable(text) {
            continue;
        }
        let (key, value) = key_of(text).filter(|_| lines.printable(text))?;
        let start = base + line.start + offset(text, value);
        let list = match value.as_bytes().first() {
            None => block_list(&mut lines, base, &mut plain.scalars)?,
            Some(b'[') => Some(flow_list(value, start, &mut plain.scalars)?),
            Some(_) => {
                plain.scalars.push(scalar(value, start)?);
                None
            }
        };
        if value.is_empty() && list.is_none() {
            plain.scalars.push(Scalar { text: "", start, quoted: false });
        }
        if matches!(yaml.as_bytes().get(lines.at), Some(b' ' | b'\t')) {
            return None;
        }
        // Only keys of the same length and last letter can be the same.
        let like = 1_u64 << ((key.len() * 7 + usize::from(key.as_bytes()[key.len() - 1])) & 63);
        if seen & like != 0 && plain.lines.iter().any(|line| line.key == key) {
            return None;
        }
        seen |= like;
        plain.lines.push(Keyed { key, start: base + line.start, end: plain.scalars.len(), list });
    }
    Some(plain)
}

/// Every line that reads as `key: value`, and the list items below one, of a block that is not valid YAML; it starts at the byte `base`
/// of the note.
pub(super) fn salvage<'a>(yaml: &'a str, base: usize, overview: &Overview) -> Vec<Pair<'a>> {
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut lines = Lines::new(yaml, base, overview);
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

/// How many bytes at the start of `text`, which is the byte `base` of the note, are lines that belong to front matter, when nothing
/// closes it.
pub(super) fn keyed_lines(text: &str, base: usize, overview: &Overview) -> usize {
    let mut lines = Lines::new(text, base, overview);
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

struct Lines<'a, 'o> {
    text: &'a str,
    /// Where this line and the others end.
    ends: Ends<'o>,
    at: usize,
    /// Where the line at `at` ends.
    end: usize,
    /// Whether nothing but printable ASCII is known to stand in any of them.
    plain: bool,
}

impl<'a, 'o> Lines<'a, 'o> {
    fn new(text: &'a str, base: usize, overview: &'o Overview) -> Lines<'a, 'o> {
        let mut lines = Lines { text, ends: overview.ends_from(base), at: 0, end: 0, plain: false };
        lines.end = lines.line_end();
        lines
    }

    fn line_end(&mut self) -> usize {
        self.ends.next().unwrap_or(usize::MAX).min(self.text.len())
    }

    /// Whether YAML allows every character of a line anywhere.
    fn printable(&self, line: &str) -> bool {
        self.plain || printable(line)
    }

    /// The next line without its end.
    fn next(&mut self) -> Option<Range<usize>> {
        let line = self.peek()?;
        self.at = self.end + 1;
        self.end = self.line_end();
        Some(line)
    }

    fn peek(&self) -> Option<Range<usize>> {
        let cr = self.end > self.at && self.text.as_bytes()[self.end - 1] == b'\r';
        (self.at < self.text.len()).then_some(self.at..self.end - usize::from(cr))
    }
}

/// Bytes that may stand in a key.
const IN_KEY: [bool; 256] = {
    let (mut known, mut byte) = ([false; 256], 0);
    while byte < known.len() {
        known[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'_' | b'-' | b' ');
        byte += 1;
    }
    known
};

/// The key at the start of a line and the value behind it, trimmed.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let colon = line.bytes().position(|b| !IN_KEY[usize::from(b)])?;
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

/// Appends the `- item` lines after a key without a value; where they stand, if there are any.
#[allow(clippy::option_option, reason = "the outer one declines the block")]
fn block_list<'a>(lines: &mut Lines<'a, '_>, base: usize, scalars: &mut Vec<Scalar<'a>>) -> Option<Option<Range<usize>>> {
    let mut list: Option<Range<usize>> = None;
    let mut indent = None;
    while let Some(line) = lines.peek() {
        let text = &lines.text[line.clone()];
        let bare = blank_trimmed(text);
        let Some(item) = bare.strip_prefix("- ").map(blank_trimmed).filter(|item| !item.is_empty()) else { break };
        let own = offset(text, bare);
        if *indent.get_or_insert(own) != own || !lines.printable(text) {
            return None;
        }
        lines.next();
        let at = base + line.start + offset(text, item);
        scalars.push(scalar(item, at)?);
        list = Some(list.map_or(at, |list| list.start)..at + item.len());
    }
    Some(list)
}

/// Appends a flow list of scalars on the key's own line; where it stands.
fn flow_list<'a>(text: &'a str, start: usize, scalars: &mut Vec<Scalar<'a>>) -> Option<Range<usize>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let mut at = start + 1;
    for piece in inner.split(',') {
        let item = blank_trimmed(piece);
        let odd = |b: u8| matches!(b, b'"' | b'\'' | b']' | b'[' | b'{' | b'}' | b':');
        if item.bytes().any(odd) && !simply_quoted(item) {
            return None;
        }
        let lead = offset(piece, item);
        match item.is_empty() {
            true if inner.trim_matches(' ').is_empty() => {}
            true => return None,
            false => scalars.push(scalar(item, at + lead)?),
        }
        at += piece.len() + 1;
    }
    Some(start..start + text.len())
}

fn simply_quoted(item: &str) -> bool {
    if !item.starts_with(['"', '\'']) {
        return false;
    }
    let inner = |quote| item.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    inner('"').is_some_and(|text| !text.contains(['"', '\\'])) || inner('\'').is_some_and(|text| !text.contains('\''))
}

/// One scalar that every YAML parser reads as the text it shows.
fn scalar(text: &str, start: usize) -> Option<Scalar<'_>> {
    let opens = match text.as_bytes().first()? {
        b'"' | b'\'' if simply_quoted(text) && text.len() >= 2 => {
            return Some(Scalar { text: &text[1..text.len() - 1], start: start + 1, quoted: true });
        }
        b'+' | b'/' | b'(' | b'_' => true,
        first if first.is_ascii() => first.is_ascii_alphanumeric(),
        _ => text.starts_with(char::is_alphanumeric),
    };
    let plain = opens && !text.ends_with(':') && (!lanes::has(text.as_bytes(), *b":#") || !text.contains(": ") && !text.contains(" #"));
    plain.then_some(Scalar { text, start, quoted: false })
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
        assert_eq!(read(yaml, 0, &Overview::new(yaml, Vec::new())).map(|plain| plain.lines.len()), Some(7));
        check(yaml);
    }

    #[test]
    fn lines_of_broken_front_matter_are_salvaged() {
        let yaml = "name: Ada\nrole: VP: Platform\n\tbad\ntags:\n  - a\nlast: 2026-10-02\n";
        let pairs = salvage(yaml, 0, &Overview::new(yaml, Vec::new()));
        assert_eq!(pairs.iter().map(|pair| &*pair.key).collect::<Vec<_>>(), ["name", "role", "tags", "last"]);
    }
}
