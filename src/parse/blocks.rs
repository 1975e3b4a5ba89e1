//! Bodies read line by line.
//!
//! Most bodies hold nothing but headings, paragraphs and bullet lists: [`scan`] takes exactly those, and declines a body as
//! soon as a line could be any other block to a Markdown parser. [`flatten`] does the same for the text of one block, whose
//! only markup are plain links, emphasis and code. A property test holds both to the Markdown parser.

use super::draft::{Draft, number};
use super::flat::{Flat, Mark, MarkKind};
use super::lanes;
use super::link;
use super::markdown::Block;
use super::overview::Overview;
use crate::model::LinkRole;
use std::borrow::Cow;
use std::ops::Range;

/// A block of text as it stands in the body, white space around it left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// An item begins with the first text of it.
    pub(super) block: Block,
    /// How many list items end before it.
    pub(super) ended: u32,
    /// First byte of the body, and the byte after the last. A long log has a stretch for each of a million lines: these are short.
    start: u32,
    end: u32,
    /// Its first line, from 0.
    pub(super) line: u32,
    /// How many lines follow that one.
    pub(super) lines: u32,
    /// How many bytes, all ASCII, stand on that line before it.
    pub(super) lead: u32,
}

impl Stretch {
    /// Its bytes of the body.
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Appends the blocks of `body`, which starts at the byte `base` of the note, to `stretches`; `None` when it needs the Markdown parser.
/// `items` is room for the open items.
pub(super) fn scan(body: &str, base: usize, overview: &Overview, stretches: &mut Vec<Stretch>, items: &mut Vec<usize>) -> Option<()> {
    items.clear();
    let bytes = body.as_bytes();
    if overview.marked && memchr::memchr_iter(b'%', bytes).any(|at| bytes.get(at + 1) == Some(&b'%')) {
        return None;
    }
    let controls = overview.odd && memchr::memchr3(b'\r', 0x0b, 0x0c, bytes).is_some();
    let mut scan = Scan { body, stretches, items, open: false, ended: 0, indented: false, controls, number: 0 };
    let mut at = 0;
    for end in overview.ends_from(base) {
        let carriage = end > at && end < bytes.len() && bytes[end - 1] == b'\r';
        scan.line(at, end - usize::from(carriage))?;
        at = end + 1;
        scan.number += 1;
    }
    scan.close_text()
}

struct Scan<'a> {
    body: &'a str,
    stretches: &'a mut Vec<Stretch>,
    /// Columns at which the contents of the open items start.
    items: &'a mut Vec<usize>,
    /// Whether the next line may go on the last text.
    open: bool,
    /// How many items have ended since the last text.
    ended: u32,
    /// The number of the line.
    number: u32,
    /// Whether one of these is indented.
    indented: bool,
    /// Whether control characters stand anywhere in the body.
    controls: bool,
}

impl Scan<'_> {
    fn line(&mut self, start: usize, end: usize) -> Option<()> {
        let line = &self.body.as_bytes()[start..end];
        let (indent, column) = indentation(line);
        let content = line[indent..].trim_ascii_end();
        let first = start + indent;
        if self.controls && memchr::memchr3(b'\r', 0x0b, 0x0c, line).is_some() {
            return None;
        }
        if content.is_empty() {
            return self.close_text();
        }
        if indent + content.len() < line.len() && line[indent + content.len()..].contains(&b'\t') {
            return None;
        }
        let depth = self.items.partition_point(|&inner| inner <= column);
        let code = column - depth.checked_sub(1).map_or(0, |inner| self.items[inner]) >= 4;
        match opening(content)? {
            Opening::Text if self.open => {
                if let Some(open) = self.stretches.last_mut() {
                    open.end = number(first + content.len());
                    open.lines += 1;
                    self.indented |= indent > 0;
                }
            }
            _ if code => return None,
            Opening::Text => {
                self.close_items(depth);
                self.open(Block::Paragraph, start, first..first + content.len());
            }
            Opening::Heading(level, lead) => {
                self.close_text()?;
                self.close_items(depth);
                self.open(Block::Heading(level), start, first + lead..first + content.len());
                self.close_text()?;
            }
            Opening::Item(lead) => {
                self.close_text()?;
                self.close_items(depth);
                self.items.push(column + lead);
                self.open(Block::Item, start, first + lead..first + content.len());
            }
        }
        Some(())
    }

    /// Opens a text on the line that starts at `line`.
    fn open(&mut self, block: Block, line: usize, range: Range<usize>) {
        let (start, end, lead) = (number(range.start), number(range.end), number(range.start - line));
        let ended = std::mem::take(&mut self.ended);
        self.stretches.push(Stretch { block, ended, start, end, line: self.number, lines: 0, lead });
        self.open = true;
    }

    /// Ends the last text; `None` when it may be anything else.
    #[inline]
    fn close_text(&mut self) -> Option<()> {
        if !std::mem::take(&mut self.open) {
            return Some(());
        }
        let text = &self.body.as_bytes()[self.stretches.last()?.range()];
        let spans_lines = std::mem::take(&mut self.indented) && memchr::memchr2(b'`', b'<', text).is_some();
        (!spans_lines && !defines_reference(text)).then_some(())
    }

    fn close_items(&mut self, depth: usize) {
        self.ended += number(self.items.len() - depth);
        self.items.truncate(depth);
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
    // Most are items that begin with a word or a day.
    if let [b'-' | b'*' | b'+', b' ', text @ ..] = line
        && text.first().is_some_and(u8::is_ascii_alphanumeric)
    {
        return starts_text(text).then_some(Opening::Item(2));
    }
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

/// Appends `text`, which stands at the byte `base` of the note, if its only markup are plain links, emphasis and code; whether it did.
pub(super) fn flatten(text: &str, base: usize, flat: &mut Flat, draft: &mut Draft<'_>) -> bool {
    let bytes = text.as_bytes();
    // What only the Markdown parser reads.
    if lanes::has(bytes, *b"\\\n\r_<&~") || draft.bold_names && memchr::memmem::find(bytes, b"**").is_some() {
        return false;
    }
    let (mut from, mut spans) = (0, std::mem::take(&mut flat.spans));
    let plain = find_spans(bytes, &mut spans).is_some();
    for span in spans.drain(..).filter(|_| plain) {
        let Range { start, end } = span.whole;
        if from < start {
            flat.push(&text[from..start], base + from);
        }
        if let Some(target) = span.target {
            let target = match span.wiki {
                true => Some(Cow::Borrowed(&text[target])),
                false => link::of_destination(&text[target]),
            };
            let number = target.and_then(|target| draft.link(&target, LinkRole::Prose, base + start..base + end));
            let shown = flat.text.len();
            flat.push(&text[span.text.clone()], base + span.text.start);
            flat.marks.push(Mark { range: shown..flat.text.len(), kind: number.map_or(MarkKind::Opaque, MarkKind::Link) });
        } else if !span.text.is_empty() {
            let shown = flat.text.len();
            flat.push(&text[span.text.clone()], base + span.text.start);
            flat.marks.push(Mark { range: shown..flat.text.len(), kind: MarkKind::Opaque });
        }
        from = end;
    }
    if from < text.len() && plain {
        flat.push(&text[from..], base + from);
    }
    flat.spans = spans;
    plain
}

/// A link, code, or the `*` of an emphasis.
#[derive(Debug)]
pub(super) struct Span {
    whole: Range<usize>,
    /// Where a link leads to.
    target: Option<Range<usize>>,
    /// What a reader sees of it.
    text: Range<usize>,
    wiki: bool,
}

/// Appends the links, the code and the `*` of a text; `None` when one of them may be anything else.
fn find_spans(text: &[u8], found: &mut Vec<Span>) -> Option<()> {
    let mut emphasis = None;
    let mut at = 0;
    let code = memchr::memchr(b'`', text).is_some();
    let next = |rest: &[u8]| match code {
        true => rest.iter().position(|b| matches!(b, b'[' | b']' | b'*' | b'`')),
        false => memchr::memchr3(b'[', b']', b'*', rest),
    };
    while let Some(next) = next(text.get(at..)?) {
        at += next;
        let span = match text[at] {
            b'`' => Some(code_span(text, at)?),
            b'*' => Some(emphasis_mark(text, at, &mut emphasis)?),
            b'[' if text.get(at + 1) == Some(&b'[') => Some(wikilink(text, at)?),
            b'[' => inline_link(text, at)?,
            _ if matches!(text.get(at + 1), Some(b'(' | b'[' | b':')) => return None,
            _ => None,
        };
        at = span.as_ref().map_or(at + 1, |span| span.whole.end);
        found.extend(span);
    }
    emphasis.is_none().then_some(())
}

/// `*` or `**` at the outer edge of a word, opening one that stands alone, or closing the one that is open.
fn emphasis_mark(text: &[u8], at: usize, open: &mut Option<usize>) -> Option<Span> {
    let length = text[at..].iter().take_while(|b| **b == b'*').count();
    let end = at + length;
    let before = at.checked_sub(1).map(|at| text[at]);
    let after = text.get(end);
    let fits = match open.take() {
        None => {
            *open = Some(length);
            before.is_none_or(|b| matches!(b, b' ' | b'(')) && after.is_some_and(u8::is_ascii_alphanumeric)
        }
        Some(opened) => {
            opened == length
                && before.is_some_and(|b| b.is_ascii_alphanumeric())
                && after.is_none_or(|b| matches!(b, b' ' | b',' | b'.' | b';' | b':' | b')' | b'!' | b'?'))
        }
    };
    (fits && length <= 2).then_some(Span { whole: at..end, target: None, text: at..at, wiki: false })
}

/// What stands between two single backticks, without blanks at its ends.
fn code_span(text: &[u8], open: usize) -> Option<Span> {
    let inside = open + 1;
    let end = inside + memchr::memchr(b'`', &text[inside..])?;
    let filled = inside < end && text[inside] != b' ' && text[end - 1] != b' ';
    let whole = Span { whole: open..end + 1, target: None, text: inside..end, wiki: false };
    (filled && text.get(end + 1) != Some(&b'`')).then_some(whole)
}

fn wikilink(text: &[u8], open: usize) -> Option<Span> {
    let inside = open + 2;
    let end = inside + memchr::memchr2(b'[', b']', &text[inside..])?;
    let plain = text[end..].starts_with(b"]]") && is_plain_inside(&text[inside..end]);
    if !plain || matches!(text.get(end + 2), Some(b'(' | b'[')) || open > 0 && text[open - 1] == b'!' {
        return None;
    }
    let bar = memchr::memchr(b'|', &text[inside..end]).map(|bar| inside + bar);
    let shown = bar.map_or(inside, |bar| bar + 1);
    Some(Span { whole: open..end + 2, target: Some(inside..bar.unwrap_or(end)), text: shown..end, wiki: true })
}

/// `[text](destination)` with a destination of plain characters; `Some(None)` for a bracket that is no link.
fn inline_link(text: &[u8], open: usize) -> Option<Option<Span>> {
    let inside = open + 1;
    let Some(end) = memchr::memchr2(b'[', b']', &text[inside..]).map(|at| inside + at) else { return Some(None) };
    if memchr::memchr(b'`', &text[inside..end]).is_some() {
        // The bracket may be part of code.
        return None;
    }
    if !text[end..].starts_with(b"](") {
        return Some(None);
    }
    let target = end + 2;
    let close = target + memchr::memchr(b')', &text[target..])?;
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'/' | b'.' | b'-' | b'#' | b'?' | b'=' | b'%' | b'+' | b',');
    let plain = target < close && text[target..close].iter().all(is_plain) && inside < end && !text[inside..end].contains(&b'*');
    let image = open > 0 && text[open - 1] == b'!';
    (plain && !image).then_some(Some(Span { whole: open..close + 1, target: Some(target..close), text: inside..end, wiki: false }))
}

/// `Target` or `Target|text`, neither empty nor with white space around it.
fn is_plain_inside(inside: &[u8]) -> bool {
    if memchr::memchr2(b'*', b'`', inside).is_some() {
        return false;
    }
    let mut parts = inside.split(|b| *b == b'|');
    let plain = |part: &[u8]| !part.is_empty() && part.trim_ascii().len() == part.len();
    parts.next().is_some_and(plain) && parts.next().is_none_or(plain) && parts.next().is_none()
}
