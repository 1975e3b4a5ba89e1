//! A run of text as a reader sees it: emphasis gone, links as their display text, with the places of links and code kept.

use super::field::FieldSpan;
use std::ops::Range;

/// What a stretch of flat text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkKind {
    /// A link to a note: its place in the note's list of links.
    Link(u32),
    /// Code, or a link that leads out of the vault: nothing in it is grammar.
    Opaque,
}

/// A stretch of flat text in which the grammar of entries sees nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    pub(super) kind: MarkKind,
}

/// Flat text of one block, its marks (in order, none inside another), and where its pieces stand in the source.
#[derive(Debug, Default)]
pub(super) struct Flat {
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
    /// Stretches in bold, where the draft asks for them.
    pub(super) bold: Vec<Range<usize>>,
    pieces: Vec<(usize, usize)>,
    /// Room for the links, the code and the emphasis of a text being made flat.
    pub(super) spans: Vec<super::blocks::Span>,
}

/// Bytes of text kept as room for the next block.
const KEPT: usize = 64 * 1024;

impl Flat {
    /// Empty, with room for an ordinary line.
    pub(super) fn roomy() -> Flat {
        Flat {
            text: String::with_capacity(256),
            marks: Vec::with_capacity(8),
            bold: Vec::new(),
            pieces: Vec::with_capacity(16),
            spans: Vec::new(),
        }
    }

    /// Forgets everything but the allocations, unless they are large.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(KEPT);
        self.marks.clear();
        self.bold.clear();
        self.pieces.clear();
        self.spans.shrink_to(KEPT / size_of::<super::blocks::Span>());
    }

    /// Appends text that stands at `source`.
    pub(super) fn push(&mut self, text: &str, source: usize) {
        self.pieces.push((self.text.len(), source));
        self.text.push_str(text);
    }

    /// The byte of the source at which the flat byte `at` stands.
    pub(super) fn source_of(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|piece| piece.0 <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(0, |(flat, source)| source + at.saturating_sub(*flat))
    }

    /// Where a stretch of text stands in the source.
    pub(super) fn source_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source_of(range.start);
        start..self.source_of(range.end.saturating_sub(1).max(range.start)).max(start) + 1
    }

    /// The mark that covers the byte `at`.
    pub(super) fn mark_at(&self, at: usize) -> Option<&Mark> {
        let after = self.marks.partition_point(|mark| mark.range.start <= at);
        self.marks.get(after.checked_sub(1)?).filter(|mark| mark.range.contains(&at))
    }

    /// The link that starts at the byte `at`: its number and its end.
    pub(super) fn link_at(&self, at: usize) -> Option<(u32, usize)> {
        self.mark_at(at).filter(|mark| mark.range.start == at).and_then(|mark| match mark.kind {
            MarkKind::Link(link) => Some((link, mark.range.end)),
            MarkKind::Opaque => None,
        })
    }

    /// Numbers and starts of the links that stand inside `range`.
    pub(super) fn links_in(&self, range: Range<usize>) -> impl Iterator<Item = (u32, usize)> + '_ {
        let from = self.marks.partition_point(|mark| mark.range.start < range.start);
        self.marks[from..].iter().take_while(move |mark| mark.range.end <= range.end).filter_map(|mark| match mark.kind {
            MarkKind::Link(link) => Some((link, mark.range.start)),
            MarkKind::Opaque => None,
        })
    }

    /// Position after white space from `at`.
    pub(super) fn skip_space(&self, at: usize) -> usize {
        match self.text.as_bytes().get(at) {
            Some(b'!'..=b'~') => at,
            _ => {
                let rest = self.text.get(at..).unwrap_or_default();
                at + rest.len() - rest.trim_start().len()
            }
        }
    }

    /// Appends the text of `range` without those of the fields `cut`, in order, that stand in it, white space folded.
    pub(super) fn fold_into(&self, out: &mut String, range: Range<usize>, cut: &[FieldSpan]) {
        let start = out.len();
        let text = blank_trimmed(self.text.get(range.clone()).unwrap_or_default());
        if cut.is_empty() && is_folded(text) {
            return out.push_str(text);
        }
        let mut from = range.start;
        let near = cut.iter().map(|field| &field.whole).take_while(|hole| hole.start < range.end);
        for hole in near.filter(|hole| hole.start >= range.start && hole.end <= range.end) {
            fold_into(out, start, self.text.get(from..hole.start).unwrap_or_default());
            from = hole.end.max(from);
        }
        fold_into(out, start, self.text.get(from..range.end).unwrap_or_default());
    }
}

/// Whether single blanks are the only white space in a text of plain ASCII.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = bytes.iter().fold(false, |odd, b| odd | (*b < b' ') | (*b > b'~'));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    !odd && !pairs.fold(false, |twice, (a, b)| twice | ((*a == b' ') & (*b == b' ')))
}

/// Appends the words of `text` to those that stand in `out` from `start` on.
fn fold_into(out: &mut String, start: usize, text: &str) {
    for word in text.split_whitespace() {
        if out.len() > start {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// A text without white space around it. Most texts have none, and need no look at what white space is.
pub(super) fn trimmed(text: &str) -> &str {
    let [first, .., last] = text.as_bytes() else { return text.trim() };
    if first.is_ascii_graphic() && last.is_ascii_graphic() { text } else { text.trim() }
}

/// A text without the blanks around it.
pub(super) fn blank_trimmed(text: &str) -> &str {
    let Some(start) = text.bytes().position(|b| b != b' ') else { return &text[..0] };
    let end = text.bytes().rposition(|b| b != b' ').map_or(start, |last| last + 1);
    &text[start..end]
}
