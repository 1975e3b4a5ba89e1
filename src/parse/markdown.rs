//! The Markdown of a body as blocks of flat text. The one place that knows the Markdown parser.

use super::blocks;
use super::draft::{Draft, Scratch};
use super::flat::{Flat, Mark, MarkKind};
use super::line::Line;
use super::{link, unclosed};
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
    /// A block of text that is one line, or a paragraph; whether it was read. If not, the block follows.
    fn line(&mut self, _: Block, _: Line<'_>, _: &mut Draft<'_>) -> bool {
        false
    }
    /// Text in which no entries are looked for: quotes and tables.
    fn aside(&mut self, flat: &Flat, draft: &mut Draft<'_>);
}

/// Reads `body`, which starts at the byte `base` of the note.
pub(super) fn read(body: &str, base: usize, draft: &mut Draft<'_>, visitor: &mut impl Visitor, scratch: &mut Scratch) {
    scratch.stretches.clear();
    match blocks::scan(body, base, &draft.overview, &mut scratch.stretches, &mut scratch.items) {
        Some(()) => read_stretches(body, base, draft, visitor, scratch),
        None => read_any(body, base, draft, visitor),
    }
    scratch.stretches.shrink_to(KEPT);
}

/// Blocks of room kept for the next body.
const KEPT: usize = 16 * 1024;

/// Reads a body whose blocks are known; the parser is asked for the texts that have more markup than links.
pub(super) fn read_stretches(body: &str, base: usize, draft: &mut Draft<'_>, visitor: &mut impl Visitor, scratch: &mut Scratch) {
    let flat = &mut scratch.flat;
    let before = draft.line(base);
    let mut open = 0;
    for stretch in &scratch.stretches {
        (0..stretch.ended).for_each(|_| visitor.item_ends());
        open -= stretch.ended;
        if stretch.block == Block::Item {
            visitor.item_begins();
            open += 1;
        }
        let (text, start) = (&body[stretch.range()], base + stretch.range().start);
        let line = Line { text, number: before + stretch.line, column: 1 + stretch.lead };
        if (stretch.lines == 0 || stretch.block == Block::Paragraph) && visitor.line(stretch.block, line, draft) {
            continue;
        }
        read_text(text, start, flat, draft);
        if !flat.text.trim_start().is_empty() {
            visitor.block(stretch.block, flat, draft);
        }
    }
    (0..open).for_each(|_| visitor.item_ends());
}

/// Puts the text of one block in the place of what `flat` holds.
fn read_text(text: &str, base: usize, flat: &mut Flat, draft: &mut Draft<'_>) {
    flat.clear();
    if !blocks::flatten(text, base, flat, draft) {
        *flat = read_inline(text, base, std::mem::take(flat), draft);
    }
}

/// Appends the text of one block, which no parser takes for anything but a paragraph.
fn read_inline(text: &str, base: usize, flat: Flat, draft: &mut Draft<'_>) -> Flat {
    let mut walk = Walk::new(text, base, Vec::new(), flat);
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
            walk.event(event, range, draft, &mut Nobody);
        }
    }
    walk.flat
}

/// Reads any body with the Markdown parser.
pub(super) fn read_any(body: &str, base: usize, draft: &mut Draft<'_>, visitor: &mut impl Visitor) {
    let mut walk = Walk::new(body, base, comments(body), Flat::roomy());
    for (event, range) in Parser::new_ext(body, options()).into_offset_iter() {
        walk.event(event, range, draft, visitor);
    }
    walk.flush(draft, visitor);
}

/// A visitor where no block begins or ends.
struct Nobody;

impl Visitor for Nobody {
    fn item_begins(&mut self) {}
    fn item_ends(&mut self) {}
    fn block(&mut self, _: Block, _: &Flat, _: &mut Draft<'_>) {}
    fn aside(&mut self, _: &Flat, _: &mut Draft<'_>) {}
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
    /// Where the bold text that is open starts.
    strong: Option<usize>,
    /// For each open list item, whether its first text is still to come.
    items: Vec<bool>,
}

struct OpenLink {
    start: usize,
    kind: MarkKind,
}

impl<'a> Walk<'a> {
    fn new(body: &'a str, base: usize, comments: Vec<Range<usize>>, flat: Flat) -> Walk<'a> {
        Walk { body, base, comments, flat, block: Block::Paragraph, aside: 0, silent: 0, link: None, strong: None, items: Vec::new() }
    }

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
                unclosed::report(&self.body[range.clone()], self.base + range.start, draft);
            }
            Tag::Image { link_type, dest_url, .. } => {
                if self.silent == 0 && !self.in_comment(range.start) && matches!(link_type, LinkType::WikiLink { .. }) {
                    draft.link(&dest_url, LinkRole::Prose, self.base + range.start..self.base + range.end);
                }
                self.silent += 1;
            }
            Tag::Link { link_type, dest_url, id, .. } if self.silent == 0 && !self.in_comment(range.start) => {
                // A footnote is no link: `[^1]`.
                let destination = if id.starts_with('^') { "" } else { &*dest_url };
                self.open_link(link_type, destination, range, draft)
            }
            Tag::Strong if draft.bold_names && self.link.is_none() => self.strong = self.strong.or(Some(self.flat.text.len())),
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
            TagEnd::Strong => {
                let strong = self.strong.take().filter(|start| *start < self.flat.text.len());
                self.flat.bold.extend(strong.map(|start| start..self.flat.text.len()));
            }
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
        (self.link, self.strong) = (None, None);
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

#[cfg(test)]
mod tests {
    use super::super::laws::{self, Quick};
    use proptest::prelude::*;

    /// Whether the body was plain; it must then read as the Markdown parser reads it.
    fn check(body: &str) -> bool {
        laws::body(body).unwrap() == Quick::Agrees
    }

    #[test]
    fn plain_bodies_need_no_parser() {
        let plain = [
            "# Ada\n\ntext of\ntwo lines\n\n## Log\n\n- 2026-01-02 lunch with [[bob|Bob]]: x\n  - gave: [[Ann]] y\n- z\n",
            "- a\n\t- tab\n\t\t- two\n- [ ] b\n\n  more\n\nend *very* `much`\n",
            "- [gave:: intro to [[Grace]]] and (got:: x)\r\n- b\r\n",
            "- see [[x]] and `[[notes]]`, `a*b`, *very* `c`",
            "1) x",
            "| a |\n| - |",
            "> x",
            "[a]: b",
            "```\nx\n```",
            "<b>\n",
            "x\n---\n",
            "    code",
            "%% x %%",
        ];
        assert_eq!(plain.map(check), [true, true, true, true, false, false, false, false, false, false, false, false, false]);
    }

    fn body() -> impl Strategy<Value = String> {
        let pieces = "\n¦\n¦\n¦\n\n¦- ¦- ¦* ¦+ ¦  ¦    ¦\t¦ ¦# ¦## ¦#¦-¦*¦**¦*a*¦ **b c** ¦_¦=¦1. ¦12) ¦a¦b c¦[[x]]¦[[x|Y z]]¦[[x#h]]¦[[ x ]]¦[[#h]]¦[[x|]]¦![[i]]¦[¦]\
            ¦[[¦]]¦(¦)¦](u)¦[t](u.md)¦[t](https://x.org/?a=b)¦[](u)¦]: u¦[x]¦[ ] ¦[gave:: ¦::¦:¦|¦<br>¦<¦>¦&amp;¦&¦;¦\\¦`¦```¦~¦~~¦!¦.¦Zoë¦\u{a0}¦\r\n¦\r¦\u{c}\
            ¦\u{feff}¦0¦😀¦---¦%";
        let pieces: Vec<&str> = pieces.split('¦').collect();
        prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
    }

    fn line() -> impl Strategy<Value = String> {
        let pieces = "a¦b c¦ ¦ ¦[[x]]¦[[x|Y z]]¦[[x*y]]¦![[i]]¦[¦]¦[[¦]]¦(¦)¦](u)¦[t](u.md)¦[t](a b)¦[t *u*](v)¦[x]¦[gave:: ¦:: ¦: ¦|¦!¦.¦,¦?¦*¦*¦**¦ *¦* ¦*a*¦ **b c** ¦`¦`¦``¦ `c` ¦`x*`¦`[[k]]`¦` `¦é¦\u{a0}¦“";
        let pieces: Vec<&str> = pieces.split('¦').collect();
        prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| format!("- x {}\n", pieces.concat()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_plain_body_reads_as_the_parser_reads_it(body in body()) {
            check(&body);
        }

        #[test]
        fn a_plain_line_reads_as_the_parser_reads_it(line in line()) {
            check(&line);
        }
    }
}
