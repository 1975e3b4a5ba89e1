//! Finding the front matter and reading its top-level pairs, whatever state it is in (format 3).

use super::advice::advice;
use super::mending;
use super::overview::Overview;
use super::plain::{self, Plain};
use super::yaml::{self, Data, Fault, Value};
use crate::diagnostic::{Code, Diagnostic, Fix, Replacement, Span};
use std::borrow::Cow;
use std::ops::Range;

/// Front matter larger than this is read line by line only (bytes).
pub(crate) const LARGEST: usize = 64 * 1024;

/// One `key: value` of the front matter. Spans are bytes of the whole note.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pair<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) span: Range<usize>,
    pub(super) value: Value<'a>,
}

/// A note cut in two.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    /// Whether there is front matter at all.
    pub(super) present: bool,
    /// What it holds.
    pub(super) matter: Matter<'a>,
    /// Where the body starts.
    pub(super) body: usize,
}

/// The pairs of a front matter, in order.
#[derive(Debug)]
pub(super) enum Matter<'a> {
    /// Plain lines without placeholders.
    Plain(Plain<'a>),
    /// Anything else; whether there may be placeholders of a template.
    Any(Vec<Pair<'a>>, bool),
}

impl<'a> Cut<'a> {
    /// Every pair.
    pub(super) fn into_pairs(self) -> Vec<Pair<'a>> {
        match self.matter {
            Matter::Plain(plain) => plain.pairs(),
            Matter::Any(pairs, _) => pairs,
        }
    }
}

/// Cuts a note into front matter and body, and reads the former.
pub(super) fn cut<'a>(source: &'a str, overview: &Overview, diagnostics: &mut Vec<Diagnostic>) -> Cut<'a> {
    let start = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let Some(block) = block(source, overview, start) else {
        return Cut { present: false, matter: Matter::Plain(Plain::default()), body: start };
    };
    let yaml = &source[block.yaml.clone()];
    let placeholders = overview.marked && placeholder(&source[..block.body]);
    let plain = plain::read(yaml, block.yaml.start, overview).filter(|_| block.closed && yaml.len() <= LARGEST);
    let matter = match plain {
        Some(plain) if !placeholders => Matter::Plain(plain),
        Some(plain) => Matter::Any(plain.pairs(), true),
        None => {
            let mut pairs = carefully(source, overview, &block, diagnostics);
            for pair in &mut pairs {
                shift(&mut pair.value, block.yaml.start);
                pair.span = pair.span.start + block.yaml.start..pair.span.end + block.yaml.start;
            }
            Matter::Any(pairs, placeholders)
        }
    };
    Cut { present: true, matter, body: block.body }
}

/// Where front matter stands.
pub(super) struct Block {
    pub(super) yaml: Range<usize>,
    body: usize,
    pub(super) closed: bool,
}

/// Finds the block that starts at the byte `start`.
pub(super) fn block(source: &str, overview: &Overview, start: usize) -> Option<Block> {
    let mut ends = overview.ends_from(0);
    let first = ends.next()?;
    if source[start..first].trim_end() != "---" {
        return None;
    }
    let yaml = (first + 1).min(source.len());
    let mut at = yaml;
    for end in ends {
        let line = &source[at..end];
        if line.starts_with(['-', '.']) && matches!(line.trim_end(), "---" | "...") {
            return Some(Block { yaml: yaml..at, body: (end + 1).min(source.len()), closed: true });
        }
        at = end + 1;
    }
    let near = (yaml..=(yaml + LARGEST).min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(yaml);
    let end = plain::keyed_lines(&source[yaml..near], yaml, overview) + yaml;
    (end > yaml).then_some(Block { yaml: yaml..end, body: end, closed: false })
}

pub(super) fn line_end(source: &str, from: usize) -> usize {
    memchr::memchr(b'\n', source.as_bytes().get(from..).unwrap_or_default()).map_or(source.len(), |at| from + at)
}

/// Reads a block that is not plain with the full parser, and line by line where that gives up.
fn carefully<'a>(source: &'a str, overview: &Overview, block: &Block, diagnostics: &mut Vec<Diagnostic>) -> Vec<Pair<'a>> {
    let yaml = &source[block.yaml.clone()];
    if !block.closed {
        let span = Span::of(source, block.yaml.start..block.yaml.start);
        let found =
            Diagnostic::new(Code::InvalidYaml, Span { line: 1, column: 1, end_line: 1, end_column: 4 }, "the front matter is not closed");
        diagnostics.push(found.hint(format!("write a line `---` after the last key (it starts on line {})", span.line)));
        return plain::salvage(yaml, block.yaml.start, overview);
    }
    if yaml.len() > LARGEST {
        let found = Diagnostic::new(
            Code::FrontMatterTooLarge,
            Span::of(source, 0..3),
            format!("the front matter has {} bytes, more than {LARGEST}", yaml.len()),
        );
        diagnostics.push(found.hint("move the long parts below the closing `---`"));
        let end = (0..=LARGEST).rev().find(|&at| yaml.is_char_boundary(at)).unwrap_or(0);
        return plain::salvage(&yaml[..end], block.yaml.start, overview);
    }
    match yaml::read(yaml) {
        Ok(None) => Vec::new(),
        Ok(Some(Value { data: Data::Map(pairs), .. })) => pairs.into_iter().filter_map(pair).collect(),
        Ok(Some(value)) => {
            let span = value.span.start + block.yaml.start..value.span.end + block.yaml.start;
            diagnostics.push(
                Diagnostic::new(Code::InvalidYaml, Span::of(source, span), "the front matter has no keys")
                    .hint("write it as `key: value` lines"),
            );
            Vec::new()
        }
        Err(fault) => {
            let at = block.yaml.start + fault.at;
            if !placeholder(line_at(source, at)) {
                diagnostics.push(invalid(source, block, &fault));
            }
            plain::salvage(yaml, block.yaml.start, overview)
        }
    }
}

/// The finding of a block that the parser gave up.
fn invalid(source: &str, block: &Block, fault: &Fault) -> Diagnostic {
    let yaml = &source[block.yaml.clone()];
    let mended = mending::quoted_lines(source, &block.yaml);
    let (hint, at) = advice(yaml, fault.at, mended.as_ref().map(|mended| mended.text.as_str()));
    let at = block.yaml.start + at;
    let message = format!("the front matter is no valid YAML: {}", fault.message);
    let found = Diagnostic::new(Code::InvalidYaml, Span::of(source, at..at), message).hint(hint);
    let Some(mended) = mended else { return found };
    let place = |(range, text)| Replacement { span: Span::of(source, range), text };
    found.fix(Fix { title: mended.title.to_owned(), edits: mended.edits.into_iter().map(place).collect() })
}

/// Whether a text holds a placeholder of a template (`{{title}}`, `<% tp… %>`).
pub(super) fn placeholder(text: &str) -> bool {
    memchr::memchr2(b'{', b'<', text.as_bytes()).is_some() && has_placeholder(text)
}

fn has_placeholder(text: &str) -> bool {
    text.find("{{").is_some_and(|at| text[at..].contains("}}")) || text.find("<%").is_some_and(|at| text[at..].contains("%>"))
}

fn line_at(source: &str, at: usize) -> &str {
    let at = (0..=at.min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
    let start = memchr::memrchr(b'\n', &source.as_bytes()[..at]).map_or(0, |n| n + 1);
    &source[start..line_end(source, start)]
}

fn pair<'a>((key, value): (Value<'a>, Value<'a>)) -> Option<Pair<'a>> {
    match key.data {
        Data::Scalar { text, .. } => Some(Pair { key: text, span: key.span, value }),
        _ => None,
    }
}

fn shift(value: &mut Value<'_>, by: usize) {
    value.span = value.span.start + by..value.span.end + by;
    match &mut value.data {
        Data::Scalar { .. } => {}
        Data::List(items) => items.iter_mut().for_each(|item| shift(item, by)),
        Data::Map(pairs) => pairs.iter_mut().for_each(|(k, v)| {
            shift(k, by);
            shift(v, by);
        }),
    }
}
