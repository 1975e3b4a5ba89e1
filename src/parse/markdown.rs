//! The Markdown of a body as blocks of flat text. The one place that knows the Markdown parser.

use super::draft::Draft;
use super::flat::{Flat, Mark, MarkKind};
use super::link;
use crate::model::LinkRole;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading of this level.
    Heading(u8),
    /// The first text of a list item.
    Item,
    /// Any other text.
    Paragraph,
}

/// What the reader of a body is told, in the order of the source.
pub(super) trait Visitor {
    /// A list item begins.
    fn item_begins(&mut self);
    /// A list item ends.
    fn item_ends(&mut self);
    /// A block of text.
    fn block(&mut self, block: Block, flat: &Flat, draft: &mut Draft<'_>);
    /// Text in which no entries are looked for: quotes and tables.
    fn aside(&mut self, flat: &Flat, draft: &mut Draft<'_>);
}

/// Reads `body`, which starts at the byte `base` of the note.
pub(super) fn read(body: &str, base: usize, draft: &mut Draft<'_>, visitor: &mut impl Visitor) {
    let comments = comments(body);
    let mut walk =
        Walk { body, base, comments, flat: Flat::roomy(), block: Block::Paragraph, aside: 0, silent: 0, link: None, items: Vec::new() };
    for (event, range) in Parser::new_ext(body, options()).into_offset_iter() {
        walk.event(event, range, draft, visitor);
    }
    walk.flush(draft, visitor);
}

fn options() -> Options {
    Options::ENABLE_WIKILINKS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

struct Walk<'a> {
    body: &'a str,
    base: usize,
    comments: Vec<Range<usize>>,
    flat: Flat,
    block: Block,
    /// Depth of quotes and tables.
    aside: u32,
    /// Depth of what is no text: code blocks, HTML blocks, images.
    silent: u32,
    link: Option<OpenLink>,
    /// For each open list item, whether its first text is still to come.
    items: Vec<bool>,
}

struct OpenLink {
    start: usize,
    kind: MarkKind,
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>, draft: &mut Draft<'_>, visitor: &mut impl Visitor) {
        match event {
            Event::Start(tag) => self.start(tag, range, draft, visitor),
            Event::End(tag) => self.end(tag, draft, visitor),
            Event::Text(text) if self.silent == 0 => self.text(&text, range),
            Event::Code(text) if self.silent == 0 && !self.in_comment(range.start) => {
                let start = self.flat.text.len();
                let inside = range.start + (range.len() - text.len().min(range.len())) / 2;
                self.flat.push(&text, self.base + inside);
                if self.link.is_none() {
                    self.flat.marks.push(Mark { range: start..self.flat.text.len(), kind: MarkKind::Opaque });
                }
            }
            Event::SoftBreak | Event::HardBreak if self.silent == 0 => self.flat.push("\n", self.base + range.start),
            Event::InlineHtml(html) if self.silent == 0 && html.starts_with("<br") => self.flat.push(" ", self.base + range.start),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>, draft: &mut Draft<'_>, visitor: &mut impl Visitor) {
        match tag {
            Tag::Heading { level, .. } => self.open(Block::Heading(depth(level)), draft, visitor),
            Tag::Paragraph => {
                let first = self.items.last().copied().unwrap_or(false);
                self.open(if first { Block::Item } else { Block::Paragraph }, draft, visitor);
            }
            Tag::Item => {
                self.flush(draft, visitor);
                if self.aside == 0 {
                    visitor.item_begins();
                    self.items.push(true);
                    self.block = Block::Item;
                }
            }
            Tag::List(_) => self.flush(draft, visitor),
            Tag::BlockQuote(_) | Tag::Table(_) => {
                self.flush(draft, visitor);
                self.aside += 1;
            }
            Tag::TableCell => self.flush(draft, visitor),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.flush(draft, visitor);
                self.silent += 1;
            }
            Tag::Image { link_type, dest_url, .. } => {
                if self.silent == 0 && !self.in_comment(range.start) && matches!(link_type, LinkType::WikiLink { .. }) {
                    draft.link(&dest_url, LinkRole::Prose, self.base + range.start..self.base + range.end);
                }
                self.silent += 1;
            }
            Tag::Link { link_type, dest_url, .. } if self.silent == 0 && !self.in_comment(range.start) => {
                self.open_link(link_type, &dest_url, range, draft)
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, draft: &mut Draft<'_>, visitor: &mut impl Visitor) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::TableCell | TagEnd::List(_) => self.flush(draft, visitor),
            TagEnd::Item => {
                self.flush(draft, visitor);
                if self.aside == 0 && self.items.pop().is_some() {
                    visitor.item_ends();
                }
            }
            TagEnd::BlockQuote(_) | TagEnd::Table => {
                self.flush(draft, visitor);
                self.aside = self.aside.saturating_sub(1);
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Image => self.silent = self.silent.saturating_sub(1),
            TagEnd::Link => {
                if let Some(link) = self.link.take().filter(|link| link.start < self.flat.text.len()) {
                    self.flat.marks.push(Mark { range: link.start..self.flat.text.len(), kind: link.kind });
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, block: Block, draft: &mut Draft<'_>, visitor: &mut impl Visitor) {
        self.flush(draft, visitor);
        self.block = block;
    }

    fn open_link(&mut self, link_type: LinkType, destination: &str, range: Range<usize>, draft: &mut Draft<'_>) {
        let span = self.base + range.start..self.base + range.end;
        let link = match link_type {
            LinkType::WikiLink { .. } => draft.link(destination, LinkRole::Prose, span),
            LinkType::Autolink | LinkType::Email => None,
            _ => link::of_destination(destination).and_then(|target| draft.link(&target, LinkRole::Prose, span)),
        };
        self.link = Some(OpenLink { start: self.flat.text.len(), kind: link.map_or(MarkKind::Opaque, MarkKind::Link) });
    }

    /// Text outside comments; a table's `\|` shows up as it stands in the source.
    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.comments.is_empty() || text.len() != range.len() {
            return self.flat.push(text, self.base + range.start);
        }
        let mut from = range.start;
        let first = self.comments.partition_point(|comment| comment.end <= range.start);
        for comment in self.comments[first..].iter().take_while(|comment| comment.start < range.end) {
            let (start, end) = (comment.start.max(from), comment.end.min(range.end));
            if from < start {
                self.flat.push(&self.body[from..start], self.base + from);
            }
            from = end.max(from);
        }
        if from < range.end {
            self.flat.push(&self.body[from..range.end], self.base + from);
        }
    }

    fn in_comment(&self, at: usize) -> bool {
        let after = self.comments.partition_point(|comment| comment.start <= at);
        after.checked_sub(1).is_some_and(|last| self.comments[last].contains(&at))
    }

    fn flush(&mut self, draft: &mut Draft<'_>, visitor: &mut impl Visitor) {
        self.link = None;
        if !self.flat.text.trim().is_empty() {
            if self.aside > 0 {
                visitor.aside(&self.flat, draft);
            } else {
                visitor.block(self.block, &self.flat, draft);
            }
        }
        self.flat.clear();
        if self.block == Block::Item
            && self.aside == 0
            && let Some(first) = self.items.last_mut()
            && *first
        {
            *first = false;
            self.block = Block::Item;
            return;
        }
        self.block = Block::Paragraph;
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The `%%…%%` comments outside code; one that is not closed is plain text.
fn comments(body: &str) -> Vec<Range<usize>> {
    if memchr::memmem::find(body.as_bytes(), b"%%").is_none() {
        return Vec::new();
    }
    let code: Vec<Range<usize>> = Parser::new_ext(body, options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect();
    let in_code = |at: usize| {
        let after = code.partition_point(|range| range.start <= at);
        after.checked_sub(1).is_some_and(|last| code[last].contains(&at))
    };
    let marks: Vec<usize> = memchr::memmem::find_iter(body.as_bytes(), b"%%").filter(|&at| !in_code(at)).collect();
    marks.chunks_exact(2).map(|pair| pair[0]..pair[1] + 2).collect()
}
