//! Facts that stand in the text and not in the front matter, as other tools and other habits write them (format 3).
//!
//! Three ways: `key:: value` lines at the very top of a page, which are Logseq's front matter; such lines under the title, which
//! Dataview reads; and lines `**Key:** value` or two-column tables under the title. All are looked at only up to the first log entry
//! or section, and nearly every line is passed over by its first byte: this runs for every contact's note.

use super::keys::Key;
use super::lead::is_dated;
use super::overview::Overview;
use super::unknown::{Sort, unknown};
use super::{Context, contact, link};
use crate::model::Verb;
use std::borrow::Cow;
use std::ops::Range;

/// A fact of the text. Places are bytes of the note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told<'a> {
    pub(super) key: &'a str,
    /// Where the key stands.
    pub(super) at: Range<usize>,
    /// Empty when nothing is written.
    pub(super) value: &'a str,
    /// Where the value starts.
    pub(super) start: usize,
    pub(super) form: Form,
}

/// How a fact is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `key:: value` at the top of the page.
    Property,
    /// `key:: value` on a line of its own.
    Field,
    /// `**Key:** value`, or a row of a table.
    Line,
}

impl Told<'_> {
    /// The key it means; `Some(None)` for an unknown one that is kept, `None` for what is not taken up. `title` is what a property
    /// `title` means: the name, or the role where something else gives the name; below a heading it is always the role.
    #[allow(clippy::option_option, reason = "the outer one declines the fact")]
    pub(super) fn meaning(&self, title: Key, context: &Context) -> Option<Option<Key>> {
        let key = context.keys.find(self.key).map(|(key, _)| key);
        match (key, self.form) {
            (Some(Key::Title), Form::Property) => Some(Some(title)),
            (Some(Key::Title), _) => Some(Some(Key::Role)),
            (_, Form::Property) => Some(key),
            (Some(Key::Type | Key::Categories | Key::Date | Key::With | Key::Channel), _) | (None, Form::Line) => None,
            (None, Form::Field) => Some(None),
            (Some(known), Form::Field) => Some(Some(known)),
            (Some(known), Form::Line) => contact::is_readable(known, self.value, context).then_some(Some(known)),
        }
    }

    /// One of the parts of its value, as it is read under a key: a day as it should be written, and without the signs that keep a bar
    /// from ending the cell of a table.
    pub(super) fn text<'a>(&self, key: Option<Key>, part: &'a str) -> Cow<'a, str> {
        match key.and_then(|key| contact::spelt_day(key, part)) {
            Some(day) => Cow::Owned(day),
            None if self.form == Form::Line && part.contains("\\|") && !part.contains("[[") => Cow::Owned(part.replace("\\|", "|")),
            None => Cow::Borrowed(part),
        }
    }

    /// Whether it says something under a known key.
    pub(super) fn tells(&self, context: &Context) -> bool {
        !unknown(self.value, Sort::Plain) && matches!(self.meaning(Key::Role, context), Some(Some(_)))
    }
}

/// Longest key looked for, in bytes.
const LONGEST_KEY: usize = 40;

/// Lines looked at below the title; facts that start further down are prose.
const MOST_LINES: usize = 64;

/// Headings under which facts stand, in small letters; any other one ends the search.
const HEADINGS: [&str; 14] = [
    "about",
    "basic info",
    "basics",
    "contact",
    "contact details",
    "contact info",
    "contact information",
    "details",
    "facts",
    "info",
    "information",
    "overview",
    "profile",
    "properties",
];

/// The properties of a page, which stand at the byte `body`, and where the text below them starts.
pub(super) fn properties<'a>(source: &'a str, overview: &Overview, body: usize) -> (Vec<Told<'a>>, usize) {
    let mut told = Vec::new();
    let mut at = body;
    while has_colons(source, at) && !matches!(source.as_bytes().get(at), Some(b'[' | b'(')) {
        let end = overview.line_end(at);
        let Some(fact) = field(source, &source[at..end], Form::Property) else { break };
        told.push(fact);
        at = (end + 1).min(source.len());
    }
    (told, at)
}

/// Whether `::` stands near the start of a line, at the byte `at`: a test that almost every note fails.
fn has_colons(source: &str, at: usize) -> bool {
    let bytes = source.as_bytes();
    let near = bytes.get(at..(at + LONGEST_KEY + 2).min(bytes.len())).unwrap_or_default();
    memchr::memchr(b':', near).is_some_and(|colon| near.get(colon + 1) == Some(&b':'))
}

/// The facts below the title of the text that starts at the byte `body`.
pub(super) fn under_title<'a>(source: &'a str, overview: &Overview, body: usize) -> Vec<Told<'a>> {
    let bytes = source.as_bytes();
    let (mut told, mut at, mut titled) = (Vec::new(), body, false);
    for end in overview.ends_from(body).take(MOST_LINES).map(|end| body + end) {
        let Some(&first) = bytes.get(at) else { break };
        match first {
            b'\n' | b'\r' | b' ' | b'\t' | b'>' => {}
            b'#' if ends_search(&source[at..end], &mut titled) => break,
            b'`' | b'~' | b'%' | b'<' if hides(&source[at..end]) => break,
            b'-' | b'*' | b'+' if bytes.get(at + 1) == Some(&b' ') => {
                if is_dated(&source[at + 2..end]) {
                    break;
                }
                facts_of(source, at + 2..end, &mut told);
            }
            _ => facts_of(source, at..end, &mut told),
        }
        at = end + 1;
    }
    told
}

/// Whether a line that starts with `#` is a heading under which no facts are looked for.
fn ends_search(line: &str, titled: &mut bool) -> bool {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    if !title.starts_with([' ', '\t']) {
        return false;
    }
    let title = title.trim().trim_end_matches(':');
    match level {
        1 => std::mem::replace(titled, true),
        _ => !HEADINGS.iter().any(|known| title.len() == known.len() && title.eq_ignore_ascii_case(known)),
    }
}

/// Whether code or a comment begins that goes on below the line.
fn hides(line: &str) -> bool {
    line.starts_with("```")
        || line.starts_with("~~~")
        || line.starts_with("<!--") && !line.contains("-->")
        || line.starts_with("%%") && line.matches("%%").count() % 2 == 1
}

/// Appends the facts of one line.
fn facts_of<'a>(source: &'a str, line: Range<usize>, told: &mut Vec<Told<'a>>) {
    match source.as_bytes()[line.clone()] {
        [b'*', b'*', ..] | [b'_', b'_', ..] => bold(source, line, told),
        [b'|', ..] => told.extend(row(source, line)),
        [b'[' | b'(', ..] if has_colons(source, line.start) => bracketed(source, line, told),
        [first, ..] if first > b'@' && has_colons(source, line.start) => {
            told.extend(field(source, &source[line], Form::Field).filter(|fact| !is_verb(fact.key)));
        }
        _ => {}
    }
}

/// Whether a key names what passes between people; such fields belong to entries.
fn is_verb(key: &str) -> bool {
    Verb::ALL.iter().any(|(_, name)| key.eq_ignore_ascii_case(name)) || ["by", "due"].iter().any(|name| key.eq_ignore_ascii_case(name))
}

/// `key:: value`.
fn field<'a>(source: &'a str, text: &'a str, form: Form) -> Option<Told<'a>> {
    let colons = memchr::memmem::find(&text.as_bytes()[..text.len().min(LONGEST_KEY + 2)], b"::")?;
    let value = &text[colons + 2..];
    let apart = value.is_empty() || value.starts_with(char::is_whitespace);
    apart.then(|| fact(source, &text[..colons], value, form)).flatten()
}

/// `[key:: value]` or `(key:: value)`, and more of the same on one line.
fn bracketed<'a>(source: &'a str, line: Range<usize>, told: &mut Vec<Told<'a>>) {
    let mut rest = &source[line];
    while let Some((inner, behind)) = bracket(rest) {
        let Some(fact) = field(source, inner, Form::Field) else { break };
        told.extend(Some(fact).filter(|fact| !is_verb(fact.key)));
        rest = behind.trim_start_matches([' ', ',', ';', '|', '·', '•']);
    }
}

/// What stands in the bracket a text starts with, and what behind it. Brackets nest.
fn bracket(text: &str) -> Option<(&str, &str)> {
    let (open, close) = match text.as_bytes().first()? {
        b'[' => (b'[', b']'),
        b'(' => (b'(', b')'),
        _ => return None,
    };
    let mut depth = 0_usize;
    let closes = |at: &usize| {
        let byte = text.as_bytes()[*at];
        depth = if byte == open { depth + 1 } else { depth - 1 };
        depth == 0
    };
    let end = memchr::memchr2_iter(open, close, text.as_bytes()).find(closes)?;
    Some((&text[1..end], &text[end + 1..]))
}

/// `**Key:** value` or `**Key**: value`, and more of the same on one line.
fn bold<'a>(source: &'a str, line: Range<usize>, told: &mut Vec<Told<'a>>) {
    let mut rest = &source[line];
    while let Some((key, mut value)) = bold_key(rest) {
        let mark = &rest[..2];
        let next = value.match_indices(mark).map(|(at, _)| at).find(|&at| bold_key(&value[at..]).is_some());
        rest = next.map_or("", |at| &value[at..]);
        if let Some(at) = next {
            value = value[..at].trim_end_matches([' ', '|', ',', ';', '·', '•', '–', '—']);
        }
        told.extend(fact(source, key, value, Form::Line));
    }
}

/// The bold key a text starts with, and what stands behind its colon.
fn bold_key(text: &str) -> Option<(&str, &str)> {
    let mark = text.get(..2).filter(|mark| matches!(*mark, "**" | "__"))?;
    let close = 2 + text[2..].find(mark)?;
    let (inside, after) = (&text[2..close], &text[close + 2..]);
    let colons = |text: &str| text.len() - text.trim_start_matches(':').len();
    let key = inside.trim_end_matches(':');
    match key.len() < inside.len() {
        true => Some((key, after)),
        false => (colons(after) > 0).then(|| (key, &after[colons(after)..])),
    }
}

/// A row of two cells, the first of them the key. A plain one that heads a table of many rows is none.
fn row(source: &str, line: Range<usize>) -> Option<Told<'_>> {
    let text = source[line.clone()].trim_end();
    let inner = text.strip_prefix('|')?.strip_suffix('|').filter(|inner| !inner.ends_with('\\'))?;
    let bars = |from: usize| inner[from..].match_indices('|').map(move |(at, _)| from + at).find(|&at| !inner[..at].ends_with('\\'));
    let bar = bars(0)?;
    if bars(bar + 1).is_some() {
        return None;
    }
    let (key, value) = (inner[..bar].trim(), &inner[bar + 1..]);
    let plain = ["**", "__"].iter().find_map(|mark| key.strip_prefix(mark)?.strip_suffix(mark));
    let next = source.get(line.end + 1..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let heads = next.starts_with('|') && next.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\r'));
    if heads && (plain.is_none() || value.trim_start().starts_with(['*', '_'])) {
        return None;
    }
    fact(source, plain.unwrap_or(key).trim_end_matches(':'), value, Form::Line)
}

/// A fact, if that is a key; signs and pictures before it do not matter.
fn fact<'a>(source: &'a str, key: &'a str, value: &'a str, form: Form) -> Option<Told<'a>> {
    let key = key.trim().trim_start_matches(|c: char| !c.is_alphanumeric());
    let named =
        key.starts_with(char::is_alphabetic) && key.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '\''));
    let value = bare(value);
    let place = |part: &str| part.as_ptr() as usize - source.as_ptr() as usize;
    let at = place(key)..place(key) + key.len();
    (named && key.len() <= LONGEST_KEY).then(|| Told { key, at, value, start: place(value), form })
}

/// A value without what only dresses it: emphasis, code, comments, the brackets of an address, a link that leads out.
fn bare(value: &str) -> &str {
    let value = value.split("<!--").next().unwrap_or_default().trim().trim_end_matches('\\').trim();
    let between = |open: &str, close: &str| value.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains(open));
    let dressed = [("**", "**"), ("*", "*"), ("_", "_"), ("`", "`")].iter().find_map(|(open, close)| between(open, close));
    let address = || between("<", ">").filter(|inner| inner.contains('@') || inner.contains("://"));
    let outward = || value.strip_prefix('[')?.strip_suffix(')')?.split_once("](").filter(|(_, to)| to.contains(':')).map(|(text, _)| text);
    let inner = dressed.or_else(address).or_else(outward).unwrap_or(value).trim();
    let blank = inner.bytes().all(|b| b == b'_');
    let template = inner.starts_with('[') && inner.ends_with(']') && !inner.starts_with("[[");
    if blank || template { &inner[..0] } else { inner }
}

/// The parts of a value: each link of a list of links, else the whole.
pub(super) fn parts(value: &str) -> impl Iterator<Item = &str> {
    let is_link = |part: &str| link::find_all(part).first().is_some_and(|found| found.range == (0..part.len()));
    let several = value.starts_with("[[") && value.split(',').all(|part| is_link(part.trim()));
    value.split(move |c| several && c == ',').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&str, &str)> {
        under_title(text, &Overview::new(text, Vec::new()), 0).into_iter().map(|fact| (fact.key, fact.value)).collect()
    }

    fn at_top(text: &str) -> (Vec<Told<'_>>, usize) {
        properties(text, &Overview::new(text, Vec::new()), 0)
    }

    #[test]
    fn facts_stand_in_bold_lines_tables_and_fields() {
        assert_eq!(
            told("# Ada\n\n**Role:** engineer  \n- **Company**: [[Initech]]\n__City__: Bath\\\n"),
            [("Role", "engineer"), ("Company", "[[Initech]]"), ("City", "Bath")]
        );
        assert_eq!(told("**📧 Email:** <a@x.org> | **Role:** *smith*\n"), [("Email", "a@x.org"), ("Role", "smith")]);
        assert_eq!(
            told("| Field | Value |\n|---|---|\n| **Company** | [[X\\|x]] |\n| Role | dev |\r\n"),
            [("Company", "[[X\\|x]]"), ("Role", "dev")]
        );
        assert_eq!(told("| **Company** | Initech |\n| --- | :-: |\n"), [("Company", "Initech")]);
        assert_eq!(
            told("Last Contact:: 2026-01-01\n- role:: dev\n**Cadence**:: 6w\n"),
            [("Last Contact", "2026-01-01"), ("role", "dev"), ("Cadence", "6w")]
        );
        assert_eq!(told("**Email:** [a@x.org](mailto:a@x.org)\n"), [("Email", "a@x.org")]);
    }

    #[test]
    fn fields_in_brackets_end_where_these_close() {
        assert_eq!(
            told("[Company:: Inline]\n- (Role:: dev (lead)) [City:: [[Bath]]] and prose\n[mood:: good], [gave:: advice]\n"),
            [("Company", "Inline"), ("Role", "dev (lead)"), ("City", "[[Bath]]"), ("mood", "good")]
        );
        assert_eq!(told("[Company:: Inline\n[ ] call [City:: Bath]\n[a](b.md) City:: Bath\n"), []);
        assert_eq!(at_top("[Company:: Inline]\nrole:: dev\n"), (Vec::new(), 0));
    }

    #[test]
    fn what_nobody_filled_in_has_no_value() {
        assert_eq!(
            told("**Role:**\n**Company:** <!-- where -->\n**City:** ____\n**Email:** [your address]\n")
                .iter()
                .map(|fact| fact.1)
                .collect::<Vec<_>>(),
            ["", "", "", ""]
        );
    }

    #[test]
    fn the_search_ends_at_the_log_and_at_other_sections() {
        for end in ["## Log", "- 2026-10-02 call", "- **2026-10-02** call", "## 2026-10-02", "# Bob", "```", "<!-- more", "%% x"] {
            assert_eq!(told(&format!("# Ada\n{end}\n**Role:** dev\n")), [], "{end}");
        }
        assert_eq!(told("# Ada\n## Contact info\n**Role:** dev\n"), [("Role", "dev")]);
        assert_eq!(told("std::move is fine, and so is this:: that\n> **Role:** x\nplain **bold** words: all\n| a | b | c |\n"), []);
        assert_eq!(told(&format!("{}**Role:** dev\n", "\n".repeat(64))), []);
    }

    #[test]
    fn properties_stand_at_the_top_alone() {
        let text = "type:: person\ntags:: friend, mentor\n\nrole:: dev\n";
        let (told, end) = at_top(text);
        assert_eq!(told.iter().map(|fact| (fact.key, fact.value)).collect::<Vec<_>>(), [("type", "person"), ("tags", "friend, mentor")]);
        assert_eq!(&text[end..], "\nrole:: dev\n");
        assert_eq!(at_top("text\nrole:: dev\n").0, []);
        assert_eq!(at_top("12:: x\n").0, []);
    }
}
