//! Bodies read line by line.
//!
//! Most bodies hold nothing but headings, paragraphs and bullet lists: [`scan`] takes exactly those, and declines a body as
//! soon as a line could be any other block to a Markdown parser. [`flatten`] does the same for the text of one block, whose
//! only markup are plain wikilinks. A property test holds both to the Markdown parser.

use super::draft::Draft;
use super::flat::{Flat, Mark, MarkKind};
use super::markdown::Block;
use crate::model::LinkRole;
use std::ops::Range;

/// What comes next in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A list item begins.
    ItemBegins,
    /// A list item ends.
    ItemEnds,
    /// A block of text in these bytes, white space around it left out.
    Text(Block, Range<usize>),
}

/// Appends the blocks of `body` to `steps`; `None` when it needs the Markdown parser.
pub(super) fn scan(body: &str, steps: &mut Vec<Step>) -> Option<()> {
    let bytes = body.as_bytes();
    if memchr::memmem::find(bytes, b"%%").is_some() {
        return None;
    }
    let mut scan = Scan { body, steps, items: Vec::new(), open: None, indented: false };
    let mut at = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len())) {
        let carriage = end > at && end < bytes.len() && bytes[end - 1] == b'\r';
        scan.line(at, end - usize::from(carriage))?;
        at = end + 1;
    }
    scan.close_text()?;
    scan.close_items(0);
    Some(())
}

struct Scan<'a> {
    body: &'a str,
    steps: &'a mut Vec<Step>,
    /// Columns at which the contents of the open items start.
    items: Vec<usize>,
    /// The text that the next line may go on.
    open: Option<(Block, Range<usize>)>,
    /// Whether a later line of it is indented.
    indented: bool,
}

impl Scan<'_> {
    fn line(&mut self, start: usize, end: usize) -> Option<()> {
        let line = &self.body.as_bytes()[start..end];
        let (indent, column) = indentation(line);
        let content = line[indent..].trim_ascii_end();
        let first = start + indent;
        if memchr::memchr3(b'\r', 0x0b, 0x0c, line).is_some() {
            return None;
        }
        if content.is_empty() {
            return self.close_text();
        }
        if line[indent + content.len()..].contains(&b'\t') {
            return None;
        }
        let depth = self.items.partition_point(|&inner| inner <= column);
        let code = column - depth.checked_sub(1).map_or(0, |inner| self.items[inner]) >= 4;
        match opening(content)? {
            Opening::Text if self.open.is_some() => {
                if let Some((_, range)) = &mut self.open {
                    range.end = first + content.len();
                    self.indented |= indent > 0;
                }
            }
            _ if code => return None,
            Opening::Text => {
                self.close_items(depth);
                self.open = Some((Block::Paragraph, first..first + content.len()));
            }
            Opening::Heading(level, lead) => {
                self.close_text()?;
                self.close_items(depth);
                self.open = Some((Block::Heading(level), first + lead..first + content.len()));
                self.close_text()?;
            }
            Opening::Item(lead) => {
                self.close_text()?;
                self.close_items(depth);
                self.items.push(column + lead);
                self.steps.push(Step::ItemBegins);
                self.open = Some((Block::Item, first + lead..first + content.len()));
            }
        }
        Some(())
    }

    fn close_text(&mut self) -> Option<()> {
        let Some((block, range)) = self.open.take() else { return Some(()) };
        let text = &self.body.as_bytes()[range.clone()];
        let spans_lines = std::mem::take(&mut self.indented) && memchr::memchr2(b'`', b'<', text).is_some();
        if spans_lines || defines_reference(text) {
            return None;
        }
        self.steps.push(Step::Text(block, range));
        Some(())
    }

    fn close_items(&mut self, depth: usize) {
        while self.items.len() > depth {
            self.items.pop();
            self.steps.push(Step::ItemEnds);
        }
    }
}

/// Bytes and columns of white space at the start of a line; a tab reaches to the next multiple of four.
fn indentation(line: &[u8]) -> (usize, usize) {
    let mut column = 0;
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => return (at, column),
        }
    }
    (line.len(), column)
}

enum Opening {
    /// Of a paragraph, or one more line of it.
    Text,
    /// Of a heading: its level, and the bytes before its text.
    Heading(u8, usize),
    /// Of a list item: the bytes before its text.
    Item(usize),
}

/// What a line starts; `None` when it may be anything else. The line has neither white space around it nor is it empty.
fn opening(line: &[u8]) -> Option<Opening> {
    let lead = match line[0] {
        b'#' => line.iter().take_while(|b| **b == b'#').count(),
        b'-' | b'*' | b'+' => 1,
        _ => return starts_text(line).then_some(Opening::Text),
    };
    let rest = &line[lead..];
    if line[0] == b'#' && (lead > 6 || !matches!(rest.first(), None | Some(b' ' | b'\t'))) {
        return Some(Opening::Text);
    }
    let blanks = rest.iter().take_while(|b| **b == b' ').count();
    let text = &rest[blanks..];
    if blanks == 0 && !matches!(line[0], b'#') {
        return (starts_text(line) && text.first().is_some_and(|b| *b != b'\t')).then_some(Opening::Text);
    }
    let again = |b: u8| matches!(b, b'#' | b'-' | b'*' | b'+' | b'\t');
    if text.first().is_none_or(|b| again(*b) && !text.starts_with(b"**")) || !starts_text(text) {
        return None;
    }
    match line[0] {
        b'#' if text.ends_with(b"#") => None,
        b'#' => Some(Opening::Heading(lead as u8, lead + blanks)),
        _ if blanks > 4 => None,
        _ => Some(Opening::Item(1 + blanks)),
    }
}

/// Whether a line can only be text, as far as its first bytes tell.
fn starts_text(line: &[u8]) -> bool {
    match line[0] {
        b'0'..=b'9' => {
            let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
            !matches!(line.get(digits), Some(b'.' | b')'))
        }
        b'`' | b'~' => !line.starts_with(b"```") && !line.starts_with(b"~~~"),
        b'>' | b'<' | b'|' => false,
        b'-' | b'=' | b'*' | b'_' | b':' => !line.iter().all(|b| matches!(b, b'-' | b'=' | b'*' | b'_' | b':' | b'|' | b' ' | b'\t')),
        _ => true,
    }
}

/// Whether a text may start with `[label]: destination`.
fn defines_reference(text: &[u8]) -> bool {
    text[0] == b'['
        && !text.starts_with(b"[[")
        && memchr::memchr2(b']', b'\\', text).is_some_and(|end| text[end] == b'\\' || text.get(end + 1) == Some(&b':'))
}

/// Bytes that may be markup anywhere in a text. Brackets are looked at on their own.
const MARKUP: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"\\`*_<&~\n\r";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// Appends `text`, which stands at the byte `base` of the note, if its only markup are plain wikilinks; whether it did.
pub(super) fn flatten(text: &str, base: usize, flat: &mut Flat, draft: &mut Draft<'_>) -> bool {
    let bytes = text.as_bytes();
    if bytes.iter().any(|b| MARKUP[usize::from(*b)]) {
        return false;
    }
    if memchr::memchr(b'[', bytes).is_none() {
        flat.push(text, base);
        return true;
    }
    let Some(links) = wikilinks(text) else { return false };
    let mut from = 0;
    for link in links {
        let (inside, end) = (link.start + 2..link.end - 2, link.end);
        if from < link.start {
            flat.push(&text[from..link.start], base + from);
        }
        let display = memchr::memchr(b'|', &bytes[inside.clone()]).map_or(inside.start, |bar| inside.start + bar + 1);
        let target = &text[inside.start..if display > inside.start { display - 1 } else { inside.end }];
        let number = draft.link(target, LinkRole::Prose, base + link.start..base + link.end);
        let start = flat.text.len();
        flat.push(&text[display..inside.end], base + display);
        flat.marks.push(Mark { range: start..flat.text.len(), kind: number.map_or(MarkKind::Opaque, MarkKind::Link) });
        from = end;
    }
    if from < text.len() {
        flat.push(&text[from..], base + from);
    }
    true
}

/// The `[[…]]` of a text, bracket to bracket; `None` when a bracket may be any other link.
fn wikilinks(text: &str) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'[', b']', bytes.get(at..)?) {
        at += next;
        match (bytes[at], bytes.get(at + 1)) {
            (b']', Some(b'(' | b'[' | b':')) => return None,
            (b'[', Some(b'[')) => {
                if at > 0 && bytes[at - 1] == b'!' {
                    return None;
                }
                let inside = at + 2;
                let end = inside + memchr::memchr2(b'[', b']', &bytes[inside..])?;
                let plain = bytes[end] == b']' && bytes.get(end + 1) == Some(&b']') && is_plain_inside(&bytes[inside..end]);
                if !plain || matches!(bytes.get(end + 2), Some(b'(' | b'[')) {
                    return None;
                }
                found.push(at..end + 2);
                at = end + 2;
            }
            _ => at += 1,
        }
    }
    Some(found)
}

/// `Target` or `Target|text`, neither empty nor with white space around it.
fn is_plain_inside(inside: &[u8]) -> bool {
    let mut parts = inside.split(|b| *b == b'|');
    let plain = |part: &[u8]| !part.is_empty() && part.trim_ascii().len() == part.len();
    parts.next().is_some_and(plain) && parts.next().is_none_or(plain) && parts.next().is_none()
}
