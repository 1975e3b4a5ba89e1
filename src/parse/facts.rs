//! The pairs of a front matter, sorted by what they mean: which spelling wins, what counts as empty, what is odd (format 3 and 11).

use super::Context;
use super::draft::Draft;
use super::front_matter::{Cut, placeholder};
use super::keys::Key;
use super::link;
use super::yaml::{Data, Value};
use crate::diagnostic::{Code, Diagnostic};
use std::borrow::Cow;
use std::ops::Range;

/// A text of a value and where it stands.
type Written<'a> = (Cow<'a, str>, Range<usize>);

/// Pairs with their meaning.
pub(super) struct Facts<'a> {
    source: &'a str,
    rows: Vec<Row<'a>>,
    pieces: Vec<Piece<'a>>,
    /// The keys that stand in any row, a bit each.
    known: u64,
}

struct Row<'a> {
    key: Option<Key>,
    canonical: bool,
    written: &'a str,
    at: Range<usize>,
    /// Lost to another spelling or to the same key further up.
    lost: bool,
    /// Its texts: a stretch of [`Facts::pieces`].
    texts: Range<usize>,
    quoted: bool,
}

#[derive(Clone)]
struct Piece<'a> {
    text: &'a str,
    at: Range<usize>,
}

impl<'a> Facts<'a> {
    /// Sorts the pairs and reports what is odd about them.
    pub(super) fn new(cut: &'a Cut<'a>, context: &Context, draft: &mut Draft<'a>) -> Facts<'a> {
        let pairs = cut.pairs.as_slice();
        let mut rows: Vec<Row<'a>> = Vec::with_capacity(pairs.len());
        let placeholders = draft.source.get(..cut.body).is_none_or(placeholder);
        let mut gathered = Gathered { pieces: Vec::with_capacity(pairs.len() + 4), placeholders };
        for pair in pairs {
            let written: &str = &pair.key;
            let again = rows.iter().any(|row| row.written == written);
            if again {
                let message = format!("the key `{written}` stands twice");
                draft.report(Code::DuplicateKey, pair.span.clone(), message, "keep one of them; the first one counts");
            }
            let start = gathered.pieces.len();
            gathered.collect(&pair.value, draft, 0);
            let quoted = matches!(pair.value.data, Data::Scalar { quoted: true, .. });
            let (key, canonical) = context.keys.find(written).map_or((None, false), |(key, canonical)| (Some(key), canonical));
            rows.push(Row { key, canonical, written, at: pair.span.clone(), lost: again, texts: start..gathered.pieces.len(), quoted });
        }
        let named = rows.iter().zip(pairs).any(|(row, pair)| row.key == Some(Key::Name) && !is_empty(&pair.value));
        for row in rows.iter_mut().filter(|row| row.key == Some(Key::Title)) {
            (row.key, row.canonical) = (Some(if named { Key::Role } else { Key::Name }), false);
        }
        settle(&mut rows, draft);
        let known = rows.iter().filter_map(|row| row.key).fold(0, |known, key| known | 1 << key as u64);
        Facts { source: draft.source, rows, pieces: gathered.pieces, known }
    }

    /// Reports keys that are almost known ones; only notes of contacts are asked.
    pub(super) fn report_near_keys(&self, context: &Context, draft: &mut Draft<'_>) {
        for row in self.rows.iter().filter(|row| row.key.is_none()) {
            if let Some(near) = context.keys.near(row.written) {
                let found = Diagnostic::new(Code::UnknownKey, draft.span(row.at.clone()), format!("unknown key `{}`", row.written));
                draft.diagnostics.push(found.hint(format!("did you mean `{near}`?")).fix(near));
            }
        }
    }

    /// The spelling under which a key was written.
    pub(super) fn written_as(&self, key: Key) -> Option<&'a str> {
        self.rows(key).next().map(|row| row.written)
    }

    /// The texts of a key as a reader sees them.
    pub(super) fn texts(&self, key: Key) -> Vec<Written<'a>> {
        self.pieces(key).map(Piece::displayed).collect()
    }

    /// The first text of a key, unless it is empty or says that there is none.
    pub(super) fn one(&self, key: Key) -> Option<Written<'a>> {
        self.one_or_none(key).filter(|(text, _)| !text.eq_ignore_ascii_case("none"))
    }

    /// The first text of a key, which may be `none`.
    pub(super) fn one_or_none(&self, key: Key) -> Option<Written<'a>> {
        self.pieces(key).next().map(Piece::displayed)
    }

    /// The texts of a key under all its spellings.
    pub(super) fn every(&self, key: Key) -> Vec<Written<'a>> {
        let rows = self.rows.iter().filter(|row| row.key == Some(key));
        rows.flat_map(|row| &self.pieces[row.texts.clone()]).map(Piece::displayed).collect()
    }

    /// The texts of a key in one.
    pub(super) fn text(&self, key: Key) -> Option<Box<str>> {
        let mut texts = self.pieces(key).map(|piece| piece.displayed().0);
        let mut joined = texts.next()?;
        for text in texts {
            joined = format!("{joined}, {text}").into();
        }
        (!joined.is_empty()).then(|| joined.into())
    }

    /// The items of a list; an unquoted scalar is parted at the `breaks`.
    pub(super) fn list(&self, key: Key, breaks: &[char]) -> Vec<Box<str>> {
        self.list_of(key, breaks, |item| item)
    }

    /// The same with a part of each item.
    pub(super) fn list_of(&self, key: Key, breaks: &[char], part: impl Fn(&str) -> &str) -> Vec<Box<str>> {
        let mut items = Vec::with_capacity(self.rows(key).map(|row| row.texts.len()).sum());
        self.any_item(key, breaks, |item| {
            items.push(part(item).into());
            false
        });
        items
    }

    /// Whether one of the items of a list is `wanted`.
    pub(super) fn any_item(&self, key: Key, breaks: &[char], mut wanted: impl FnMut(&str) -> bool) -> bool {
        let mut asks = |part: &str| Some(part.trim()).filter(|part| !part.is_empty()).is_some_and(&mut wanted);
        self.rows(key).any(|row| {
            let mut pieces = self.pieces[row.texts.clone()].iter().map(|piece| link::displayed(piece.text));
            let whole = |text: &str| row.quoted || !text.bytes().any(|b| breaks.contains(&char::from(b)));
            pieces.any(|text| if whole(&text) { asks(&text) } else { text.split(breaks).any(&mut asks) })
        })
    }

    /// The texts of a key as they stand in the source, where that can be told, for finding links in them.
    pub(super) fn sources(&self, key: Key) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        self.pieces(key).filter_map(|piece| Some((self.source.get(piece.at.clone())?, piece.at.clone())))
    }

    /// The same for every key but some.
    pub(super) fn other_sources(&self, but: &[Key]) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        let rows = self.rows.iter().filter(move |row| !row.lost && !row.key.is_some_and(|key| but.contains(&key)));
        rows.flat_map(|row| &self.pieces[row.texts.clone()])
            .filter_map(|piece| Some((self.source.get(piece.at.clone())?, piece.at.clone())))
    }

    /// Names and values of every key but those in `placed`: the canonical name of a known key, an unknown one as written.
    pub(super) fn others(&self, placed: &'static [Key]) -> impl Iterator<Item = (&str, Vec<Box<str>>)> {
        let rows =
            self.rows.iter().filter(move |row| !row.lost && !row.texts.is_empty() && !row.key.is_some_and(|key| placed.contains(&key)));
        rows.map(|row| {
            let name = row.key.map_or(row.written, |key| key.row().name);
            (name, self.pieces[row.texts.clone()].iter().map(|piece| link::displayed(piece.text).into()).collect())
        })
    }

    fn rows(&self, key: Key) -> impl Iterator<Item = &Row<'a>> {
        let rows = if self.known >> key as u64 & 1 == 1 { self.rows.as_slice() } else { &[] };
        rows.iter().filter(move |row| row.key == Some(key) && !row.lost && !row.texts.is_empty())
    }

    fn pieces(&self, key: Key) -> impl Iterator<Item = &Piece<'a>> {
        self.rows(key).flat_map(|row| &self.pieces[row.texts.clone()])
    }
}

impl<'a> Piece<'a> {
    fn displayed(&self) -> Written<'a> {
        (link::displayed(self.text), self.at.clone())
    }
}

/// Lets one spelling of each key win: the canonical one, then the first in the file (format 11).
fn settle(rows: &mut [Row<'_>], draft: &mut Draft<'_>) {
    let mut seen = 0_u64;
    for at in 0..rows.len() {
        let Some(key) = rows[at].key.filter(|_| !rows[at].lost && !rows[at].texts.is_empty()) else { continue };
        if seen >> key as u64 & 1 == 0 {
            seen |= 1 << key as u64;
            continue;
        }
        let rival = (0..at).find(|&other| rows[other].key == Some(key) && !rows[other].lost && !rows[other].texts.is_empty());
        let Some(rival) = rival else { continue };
        let (winner, loser) = if rows[at].canonical && !rows[rival].canonical { (at, rival) } else { (rival, at) };
        let rule = if key == Key::Last { "the newest date counts".to_owned() } else { format!("`{}` counts", rows[winner].written) };
        let message = format!("`{}` and `{}` mean the same key; {rule}", rows[winner].written, rows[loser].written);
        draft.report(Code::SeveralSpellings, rows[loser].at.clone(), message, format!("keep only `{}`", key.row().name));
        rows[loser].lost = true;
    }
}

/// Deepest value looked into; what lies deeper is no text of any key.
const DEEPEST: usize = 8;

fn is_empty(value: &Value<'_>) -> bool {
    matches!(&value.data, Data::Scalar { text, quoted } if unknown(text, *quoted))
}

/// Whether a scalar says nothing.
fn unknown(text: &str, quoted: bool) -> bool {
    if let [b'!'..=b'~', _, _, _, .., b'!'..=b'~'] = text.as_bytes() {
        return false;
    }
    let text = text.trim();
    text.is_empty() || !quoted && (matches!(text, "~" | "-" | "?") || text.eq_ignore_ascii_case("null") || text.eq_ignore_ascii_case("n/a"))
}

/// The texts of values.
struct Gathered<'a> {
    pieces: Vec<Piece<'a>>,
    /// Whether the front matter may hold placeholders of a template.
    placeholders: bool,
}

impl<'a> Gathered<'a> {
    /// Gathers the texts of a value: scalars, list items, values of maps; a nested list `[[Bob]]` is the link it was meant as.
    fn collect(&mut self, value: &'a Value<'a>, draft: &mut Draft<'a>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let (Data::Scalar { text, quoted }, false) = (&value.data, self.placeholders) {
            return self.scalar(value, text, *quoted);
        }
        let source: &'a str = draft.source.get(value.span.clone()).unwrap_or_default();
        let several = |items: &[Value<'_>]| !source.starts_with('{') && items.len() > 1;
        if self.placeholders && placeholder(source) && !matches!(&value.data, Data::List(items) if several(items)) {
            let message = format!("the placeholder `{}` was never filled in", first_line(source));
            return draft.report(Code::Placeholder, value.span.clone(), message, "write the value, or nothing");
        }
        match &value.data {
            Data::Scalar { text, quoted } => self.scalar(value, text, *quoted),
            Data::List(_)
                if source.starts_with("[[")
                    && source.ends_with("]]")
                    && !source.starts_with("[[[")
                    && link::find_all(source).len() == 1 =>
            {
                let found =
                    Diagnostic::new(Code::UnquotedLink, draft.span(value.span.clone()), format!("the link `{source}` lacks its quotes"));
                draft.diagnostics.push(found.hint(format!("write it as `\"{source}\"`")).fix(format!("\"{source}\"")));
                self.pieces.push(Piece { text: source, at: value.span.clone() });
            }
            Data::List(items) => items.iter().for_each(|item| self.collect(item, draft, depth + 1)),
            Data::Map(pairs) => pairs.iter().for_each(|(_, item)| self.collect(item, draft, depth + 1)),
        }
    }

    fn scalar(&mut self, value: &'a Value<'a>, text: &'a str, quoted: bool) {
        if !unknown(text, quoted) {
            self.pieces.push(Piece { text: text.trim(), at: inner(value, text) });
        }
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
