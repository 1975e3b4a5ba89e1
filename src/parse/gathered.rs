//! The texts of front-matter values: scalars, items of lists, values of maps, and links that lack their quotes.

use super::draft::Draft;
use super::front_matter::placeholder;
use super::unknown::{Sort, angled, unknown};
use super::yaml::{Data, Value};
use super::{link, mending};
use crate::diagnostic::{Code, Diagnostic};
use std::borrow::Cow;
use std::ops::Range;

/// One text of a value, and where it stands.
#[derive(Clone)]
pub(super) struct Piece<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) at: Range<usize>,
}

/// Deepest value looked into; what lies deeper is no text of any key.
const DEEPEST: usize = 8;

/// Whether a value says nothing.
pub(super) fn is_empty(value: &Value<'_>) -> bool {
    matches!(&value.data, Data::Scalar { text, quoted } if unknown(text, Sort::of(*quoted, false)))
}

/// The texts of values.
pub(super) struct Gathered<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// Whether the front matter may hold placeholders of a template.
    pub(super) placeholders: bool,
}

impl<'a> Gathered<'a> {
    /// Gathers the texts of a value: scalars, list items, values of maps; a nested list `[[Bob]]` is the link it was meant as.
    pub(super) fn collect<'d: 'a>(&mut self, value: &'a Value<'a>, draft: &mut Draft<'d>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let (Data::Scalar { text, quoted }, false) = (&value.data, self.placeholders) {
            return self.scalar(value, text, Sort::of(*quoted, depth > 0), draft);
        }
        let source: &'a str = draft.source.get(value.span.clone()).unwrap_or_default();
        let several = |items: &[Value<'_>]| !source.starts_with('{') && items.len() > 1;
        if self.placeholders && placeholder(source) && !matches!(&value.data, Data::List(items) if several(items)) {
            let message = format!("the placeholder `{}` was never filled in", first_line(source));
            return draft.report(Code::Placeholder, value.span.clone(), message, "write the value, or nothing");
        }
        match &value.data {
            Data::Scalar { text, quoted } => self.scalar(value, text, Sort::of(*quoted, depth > 0), draft),
            Data::List(_)
                if source.starts_with("[[")
                    && source.ends_with("]]")
                    && !source.starts_with("[[[")
                    && link::find_all(source).len() == 1 =>
            {
                let found =
                    Diagnostic::new(Code::UnquotedLink, draft.span(value.span.clone()), format!("the link `{source}` lacks its quotes"));
                let found = found.hint(format!("write it as `\"{source}\"`"));
                let fix = mending::quotes(draft.source, &value.span).map(|edits| draft.fix("quote the link", edits));
                draft.diagnostics.push(fix.map_or_else(|| found.clone(), |fix| found.clone().fix(fix)));
                self.pieces.push(Piece { text: Cow::Borrowed(source), at: value.span.clone() });
            }
            Data::List(items) => items.iter().for_each(|item| self.collect(item, draft, depth + 1)),
            Data::Map(pairs) => {
                let several = pairs.len() > 1;
                let items = pairs.iter().filter(|(key, _)| !several || !labels(key)).map(|(_, item)| item);
                items.for_each(|item| self.collect(item, draft, depth + 1));
            }
        }
    }

    fn scalar(&mut self, value: &'a Value<'a>, text: &'a str, sort: Sort, draft: &mut Draft<'_>) {
        if !unknown(text, sort) {
            return self.pieces.push(Piece { text: Cow::Borrowed(text.trim()), at: inner(value, text) });
        }
        if angled(text) {
            let message = format!("the placeholder `{text}` was never filled in");
            draft.report(Code::Placeholder, value.span.clone(), message, "write the value, or nothing");
        }
    }
}

/// Whether a key of a map says what sort of value stands beside it: `{type: work, value: ada@example.org}`.
fn labels(key: &Value<'_>) -> bool {
    let Data::Scalar { text, .. } = &key.data else { return false };
    ["type", "label", "kind", "primary", "preferred", "pref"].iter().any(|label| text.eq_ignore_ascii_case(label))
}

/// Whether two values are read as the same texts.
pub(super) fn same_texts(a: &[Piece<'_>], b: &[Piece<'_>]) -> bool {
    a.iter().map(|piece| &piece.text).eq(b.iter().map(|piece| &piece.text))
}

/// Whether a value is all told by its texts.
pub(super) fn is_plain(value: &Value<'_>) -> bool {
    match &value.data {
        Data::Scalar { .. } => true,
        Data::List(items) => items.iter().all(|item| matches!(item.data, Data::Scalar { .. })),
        Data::Map(_) => false,
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The bytes of a scalar's text inside its quotes, where the source shows it unescaped.
fn inner(value: &Value<'_>, text: &str) -> Range<usize> {
    let Data::Scalar { quoted: true, .. } = value.data else { return value.span.clone() };
    match value.span.len() == text.len() + 2 {
        true => value.span.start + 1..value.span.end - 1,
        false => value.span.clone(),
    }
}
