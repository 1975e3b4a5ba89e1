//! Lines of the commonest shapes, read in one pass over the source.
//!
//! `2026-10-02 coffee with [[x]]: text` and `gave: text` are most of what a log holds. What is not made of plain ASCII words,
//! single blanks and simple wikilinks is declined, and goes through flat text and the grammar of [`super::lead`]. A property
//! test in [`super::body`] holds both together.

use super::date::{self, Iso};
use super::draft::{Draft, number};
use super::lanes::{LANES, Lanes};
use super::words::ChannelWords;
use crate::model::{Channel, Date, LinkRole, Place, Purpose, Run, Text, Verb};

/// A text, without white space around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    /// The line of the note it starts on.
    pub(super) number: u32,
    /// The column at which it starts.
    pub(super) column: u32,
}

/// Most links of a line that is read here.
const MOST: usize = 8;

/// A wikilink: where it opens, where its target ends, where its shown text starts and ends.
#[derive(Clone, Copy, Default)]
struct Wikilink {
    open: u16,
    target: u16,
    shown: u16,
    close: u16,
}

impl Wikilink {
    fn open(self) -> usize {
        self.open.into()
    }

    fn end(self) -> usize {
        usize::from(self.close) + 2
    }

    fn target(self, text: &str) -> &str {
        &text[self.open() + 2..self.target.into()]
    }

    fn shown(self, text: &str) -> &str {
        &text[self.shown.into()..self.close.into()]
    }
}

/// A line cut into words and links.
struct Cut<'t> {
    line: Line<'t>,
    links: [Wikilink; MOST],
    count: usize,
    /// The first separator outside links.
    separator: Option<usize>,
}

/// The lead of an entry.
pub(super) struct Lead<'t, 'w> {
    cut: Cut<'t>,
    pub(super) channel: &'w Channel,
    /// How many of the links, from the first on, took part.
    pub(super) people: usize,
    /// Where the text starts.
    text: usize,
}

/// A child item `gave: value`.
pub(super) struct Keyed<'t> {
    cut: Cut<'t>,
    pub(super) verb: Verb,
    value: usize,
}

impl<'t> Line<'t> {
    /// An entry of a contact's own note: a day, a known channel, people, text.
    pub(super) fn dated<'w>(self, words: &'w ChannelWords) -> Option<(Date, Lead<'t, 'w>)> {
        let Iso::Day(day) = date::iso_prefix(self.text) else { return None };
        (self.text.as_bytes().get(10) == Some(&b' ')).then_some(())?;
        Some((day, self.lead(11, words)?))
    }

    /// An entry's line from its channel, which starts at the byte `from`, on.
    pub(super) fn lead<'w>(self, from: usize, words: &'w ChannelWords) -> Option<Lead<'t, 'w>> {
        let bytes = self.text.as_bytes();
        let (channel, end) = channel(bytes, from, words)?;
        let cut = self.cut(end)?;
        let after = skip_blank(bytes, end);
        let with =
            bytes.get(after..after + 4).is_some_and(|word| word.eq_ignore_ascii_case(b"with")) && bytes.get(after + 4) == Some(&b' ');
        if bytes.get(after + 1) == Some(&b'/') {
            return None;
        }
        let (listed, end) = cut.link_list(if with { after + 5 } else { after });
        let text = if listed > 0 { skip_blank(bytes, end) } else { after };
        let people = match cut.separator {
            Some(separator) => cut.links().iter().take_while(|link| link.end() <= separator).count(),
            None if listed == 0 && cut.count > 0 => return None,
            None => listed,
        };
        let text = if cut.separator == Some(text) { text + 1 } else { text };
        Some(Lead { cut, channel, people, text })
    }

    /// A child item that names an exchange.
    pub(super) fn keyed(self) -> Option<Keyed<'t>> {
        let bytes = self.text.as_bytes();
        let colon = letters(bytes, 0);
        (bytes.get(colon..colon + 2) == Some(b": ")).then_some(())?;
        let (verb, _) = *Verb::ALL.iter().find(|(_, name)| name.as_bytes() == &bytes[..colon])?;
        Some(Keyed { cut: self.cut(colon + 1)?, verb, value: colon + 2 })
    }

    /// Keeps the links of a text that tells nothing else; `None` when it may hold anything but words and links.
    pub(super) fn keep_links(self, draft: &mut Draft<'_>) -> Option<()> {
        self.cut(0)?.keep_links(0, draft);
        Some(())
    }

    /// The words and links from the byte `from` on, unless there is anything else. Part of whatever asks, so that what it finds need not be
    /// copied.
    #[inline(always)]
    fn cut(self, from: usize) -> Option<Cut<'t>> {
        let bytes = self.text.as_bytes();
        let mut cut = Cut { line: self, links: [Wikilink::default(); MOST], count: 0, separator: None };
        // The link that is open, where the next sign is looked for, and whether a blank stands before a block.
        let (mut open, mut next, mut blank) = (None, from, 0);
        for start in (from..bytes.len()).step_by(LANES) {
            let block = Lanes::at(bytes, start);
            let blanks = block.equal(b' ');
            if blanks & (blanks << 1 | blank) != 0 {
                return None;
            }
            blank = blanks >> (LANES - 1);
            let mut signs = block.signs(SIGNS);
            while signs != 0 {
                let at = start + signs.trailing_zeros() as usize;
                signs &= signs - 1;
                if at >= next {
                    next = cut.sign(at, &mut open)?;
                }
            }
        }
        (open.is_none() && (from >= bytes.len() || !bytes.ends_with(b" "))).then_some(cut)
    }
}

/// A link that is open: where it opens, and its bar.
struct Opened {
    at: usize,
    bar: Option<usize>,
}

impl Cut<'_> {
    fn links(&self) -> &[Wikilink] {
        &self.links[..self.count]
    }

    /// Takes a sign; where the next one is looked for. `None` when it may be markup other than links.
    fn sign(&mut self, at: usize, open: &mut Option<Opened>) -> Option<usize> {
        let bytes = self.line.text.as_bytes();
        match (bytes[at], &mut *open) {
            (b':' | b'-', None) if separates(bytes, at)? => self.separator = self.separator.or(Some(at)),
            (b':' | b'-' | b'#' | b'^', None) | (b'-', Some(_)) | (b'{' | b'}', _) => {}
            (b'[', None) => {
                let apart = at.checked_sub(1).is_none_or(|before| matches!(bytes[before], b' ' | b'('));
                (apart && bytes.get(at + 1) == Some(&b'[') && self.count < MOST).then_some(())?;
                *open = Some(Opened { at, bar: None });
                return Some(at + 2);
            }
            (b'|', Some(Opened { bar: bar @ None, .. })) => *bar = Some(at),
            (b']', Some(_)) => return self.link(open.take()?, at),
            _ => return None,
        }
        Some(at + 1)
    }

    /// Takes the link that closes at `close`, between blanks or punctuation; its end.
    fn link(&mut self, Opened { at: open, bar }: Opened, close: usize) -> Option<usize> {
        let bytes = self.line.text.as_bytes();
        let inside = open + 2;
        let (target, shown) = (bar.unwrap_or(close), bar.map_or(inside, |bar| bar + 1));
        let filled = |start: usize, end: usize| start < end && bytes[start] != b' ' && bytes[end - 1] != b' ';
        let goes_on = bytes.get(close + 2).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'[' | b'('));
        let whole = bytes.get(close + 1) == Some(&b']') && !goes_on && filled(inside, target) && filled(shown, close);
        whole.then_some(())?;
        let near = |at: usize| u16::try_from(at).ok();
        self.links[self.count] = Wikilink { open: near(open)?, target: near(target)?, shown: near(shown)?, close: near(close)? };
        self.count += 1;
        Some(close + 2)
    }

    /// How many links stand in a list that starts at `at`: `LINK, LINK and LINK`; and where it ends.
    fn link_list(&self, at: usize) -> (usize, usize) {
        let bytes = self.line.text.as_bytes();
        let (mut listed, mut end, mut next) = (0, at, at);
        while let Some(link) = self.links().get(listed).filter(|link| link.open() == next) {
            listed += 1;
            end = link.end();
            next = skip_blank(bytes, end);
            while let Some(joiner) = [&b","[..], b"+", b"and "].iter().find(|joiner| bytes[next..].starts_with(joiner)) {
                next = skip_blank(bytes, next + joiner.len());
            }
        }
        (listed, end)
    }

    /// Keeps the links, those before `people` as people; the number of the first.
    fn keep_links(&self, people: usize, draft: &mut Draft<'_>) -> u32 {
        let first = number(draft.links.len());
        for (at, link) in self.links().iter().enumerate() {
            let role = if at < people { LinkRole::People } else { LinkRole::Prose };
            let (start, width) = (number(link.open()), number(link.end() - link.open()));
            let place = Place { line: self.line.number, column: self.line.column + start, width };
            draft.plain_link(link.target(self.line.text), role, place);
        }
        first
    }

    /// Hands over what a reader sees from the byte `from` on, piece by piece.
    fn each_piece(&self, from: usize, mut each: impl FnMut(&str)) {
        let text = self.line.text;
        let first = skip_blank(text.as_bytes(), from);
        let mut from = first;
        for link in self.links().iter().filter(|link| link.open() >= first) {
            each(&text[from..link.open()]);
            each(link.shown(text));
            from = link.end();
        }
        each(&text[from..]);
    }

    /// Keeps that.
    fn keep_text(&self, from: usize, draft: &mut Draft<'_>) -> Text {
        draft.keep_with(|out| self.each_piece(from, |piece| out.push_str(piece)))
    }

    /// Leaves it in the file.
    fn leave_text(&self, from: usize) -> Text {
        let mut len = 0;
        self.each_piece(from, |piece| len += piece.len());
        if len == 0 { Text::default() } else { Text::LEFT }
    }
}

impl Lead<'_, '_> {
    /// Keeps the links; the number of the first.
    pub(super) fn keep_links(&self, draft: &mut Draft<'_>) -> u32 {
        self.cut.keep_links(self.people, draft)
    }

    /// Keeps the text.
    pub(super) fn keep_text(&self, draft: &mut Draft<'_>) -> Text {
        self.cut.keep_text(self.text, draft)
    }

    /// Leaves the text in its file.
    pub(super) fn leave_text(&self) -> Text {
        self.cut.leave_text(self.text)
    }
}

impl Keyed<'_> {
    /// Keeps links and value.
    pub(super) fn keep(&self, draft: &mut Draft<'_>) -> (Run, Text) {
        let start = self.cut.keep_links(self.cut.count, draft);
        let links = if self.cut.count == 0 { Run::default() } else { Run { start, len: number(self.cut.count) } };
        (links, self.cut.keep_text(self.value, draft))
    }
}

/// Whether the colon or dash at a byte parts lead and text; `None` where a field may begin.
fn separates(bytes: &[u8], at: usize) -> Option<bool> {
    let next = bytes.get(at + 1).copied().unwrap_or(b' ');
    match bytes[at] {
        b':' if next == b':' => None,
        b':' => Some(next == b' '),
        _ => Some(next == b' ' && at.checked_sub(1).is_none_or(|before| bytes[before] == b' ')),
    }
}

/// Signs that mean something in some places, or are markup, beside those that [`Lanes::signs`] knows.
const SIGNS: [u8; 6] = *b"#&*-:<";

/// The channel phrase of contact at `from`, and its end.
fn channel<'w>(bytes: &[u8], from: usize, words: &'w ChannelWords) -> Option<(&'w Channel, usize)> {
    let (mut best, mut start) = (None, from);
    for _ in 0..ChannelWords::LONGEST {
        let end = letters(bytes, start);
        let ends = match bytes.get(end) {
            None | Some(b' ') => true,
            Some(b':') => bytes.get(end + 1).is_none_or(|b| *b == b' '),
            Some(_) => false,
        };
        (end > start && ends).then_some(())?;
        let Some((channel, goes_on)) = words.phrase(bytes.get(from..end)?) else { break };
        best = channel.map(|channel| (channel, end)).or(best);
        if !goes_on || bytes.get(end) != Some(&b' ') {
            break;
        }
        start = end + 1;
    }
    best.filter(|(channel, _)| channel.purpose() == Purpose::Contact)
}

/// The end of the small letters at `from`.
fn letters(bytes: &[u8], from: usize) -> usize {
    from + bytes.get(from..).unwrap_or_default().iter().take_while(|b| b.is_ascii_lowercase()).count()
}

fn skip_blank(bytes: &[u8], at: usize) -> usize {
    at + usize::from(bytes.get(at) == Some(&b' '))
}
