//! A page that is made again and again: under `journal watch`, and by one run after another. Its template is cut at its blocks, and only
//! those pieces are filled in that ask for something that is different since the last time.

use super::values::{Traces, Values};
use bitcode::{Decode, Encode};
use serde::Serialize;
use tera::Tera;

/// A template in pieces, with what was filled in last.
#[derive(Debug)]
pub(super) struct Pieces {
    /// Knows the templates of the pieces that were filled in.
    tera: Tera,
    shared: Shared,
    pieces: Vec<Piece>,
    /// What the page was made of.
    values: Values,
}

/// What pieces have in common.
#[derive(Debug)]
struct Shared {
    /// What is set before the first of them.
    sets: String,
    /// Templates that they may include.
    included: Vec<(&'static str, &'static str)>,
    /// Whether one that includes others was filled in.
    is_known: bool,
}

#[derive(Debug)]
struct Piece {
    /// The name of its template.
    name: String,
    /// What of the whole template it is.
    part: &'static str,
    /// Whether it includes others.
    includes: bool,
    /// Whether its template was made ready.
    is_known: bool,
    /// `None` until it is filled in.
    text: Option<Vec<u8>>,
}

impl Pieces {
    /// Cuts a template, which sets what it sets for more than one block before the first of them. `tera` knows the filters;
    /// `included` are the templates that it may include.
    pub(super) fn new(tera: Tera, name: &str, text: &'static str, included: Vec<(&'static str, &'static str)>) -> Pieces {
        let parts = parts(text);
        let first = parts.first().copied().filter(|part| !part.starts_with("{% block ")).unwrap_or_default();
        let sets = tags(first).filter(|inside| inside.starts_with("set ")).map(|inside| format!("{{% {inside} %}}")).collect();
        let includes = |part| !included.is_empty() && tags(part).any(|inside| inside.starts_with("include "));
        let piece = |(number, part): (usize, &'static str)| {
            let (name, includes) = (format!("{name} {number}"), includes(part));
            Piece { name, part, includes, is_known: false, text: None }
        };
        let pieces = parts.into_iter().enumerate().map(piece).collect();
        Pieces { tera, shared: Shared { sets, included, is_known: false }, pieces, values: Values::default() }
    }

    /// Writes the page of a value. Fields named in `same` are as they were in the page that was [taken up](Pieces::take_up), where this
    /// is the first since.
    ///
    /// # Errors
    /// When the value is no struct, and those of the template. All is filled in anew after one.
    pub(super) fn fill(&mut self, value: &impl Serialize, same: &[&str], out: &mut Vec<u8>) -> Result<(), tera::Error> {
        let filled = self.follow(value, same, out);
        if filled.is_err() {
            self.forget();
        }
        filled
    }

    fn follow(&mut self, value: &impl Serialize, same: &[&str], out: &mut Vec<u8>) -> Result<(), tera::Error> {
        let Pieces { tera, shared, pieces, values } = self;
        let changes = values.take(value, same).map_err(tera::Error::message)?;
        let differs = |piece: &Piece| changes.names().any(|name| shared.asks(piece, name).any(|ask| changes.concern(ask)));
        let anew: Vec<bool> = pieces.iter().map(|piece| piece.text.is_none() || differs(piece)).collect();
        let asked = |name: &str| pieces.iter().zip(&anew).any(|(piece, anew)| *anew && shared.asks(piece, name).next().is_some());
        let made = values.made(value, &asked).map_err(tera::Error::message)?;
        let mut templates = Vec::new();
        for piece in pieces.iter_mut().zip(&anew).filter(|(piece, anew)| **anew && !piece.is_known).map(|(piece, _)| piece) {
            piece.is_known = true;
            if piece.includes && !std::mem::replace(&mut shared.is_known, true) {
                templates.extend(shared.included.iter().map(|(name, text)| (*name, (*text).to_owned())));
            }
            templates.push((&piece.name, format!("{}{}", shared.sets, piece.part)));
        }
        if !templates.is_empty() {
            tera.add_raw_templates(templates)?;
        }
        for (piece, anew) in pieces.iter_mut().zip(anew) {
            if anew {
                let mut text = Vec::new();
                tera.render_to(&piece.name, made, &mut text)?;
                piece.text = Some(text);
            }
            out.extend_from_slice(piece.text.as_deref().unwrap_or_default());
        }
        Ok(())
    }

    /// Nothing is known any more of a page that was made before.
    fn forget(&mut self) {
        self.values = Values::default();
        self.pieces.iter_mut().for_each(|piece| piece.text = None);
    }

    /// The page that was made last as bytes, for keeping; `None` where none was.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let texts = self.pieces.iter().map(|piece| piece.text.clone()).collect::<Option<_>>()?;
        Some(bitcode::encode(&Filled { traces: self.values.traces(), texts }))
    }

    /// Takes up a page that was made before, of the same template and the same look. Of bytes that are none, none is taken up.
    pub(super) fn take_up(&mut self, bytes: &[u8]) {
        self.forget();
        let filled = bitcode::decode::<Filled>(bytes).ok().filter(|filled| filled.texts.len() == self.pieces.len());
        if let Some(Filled { traces, texts }) = filled {
            self.values = Values::of(traces);
            self.pieces.iter_mut().zip(texts).for_each(|(piece, text)| piece.text = Some(text));
        }
    }
}

impl Shared {
    /// Where a piece may ask for the value of this name: that, or a field of it as `counts.due`. Words of texts within tags that are
    /// spelt like it pass for one, too.
    fn asks<'p>(&'p self, piece: &'p Piece, name: &'p str) -> impl Iterator<Item = &'p str> {
        let others = self.included.iter().filter(|_| piece.includes).map(|(_, text)| *text);
        [self.sets.as_str(), piece.part].into_iter().chain(others).flat_map(move |text| asks(text, name))
    }
}

/// What is kept of a page: what tells what it was made of, and the text of each piece.
#[derive(Encode, Decode)]
struct Filled {
    traces: Traces,
    texts: Vec<Vec<u8>>,
}

/// What stands between the blocks of a template, and these with their tags. Spaces that a tag takes away are taken away.
fn parts(text: &'static str) -> Vec<&'static str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find("{% block ") {
        let end = rest[start..].find("{% endblock").and_then(|end| Some(start + end + rest[start + end..].find("%}")? + 2));
        let end = end.unwrap_or(rest.len());
        parts.extend([&rest[..start], &rest[start..end]]);
        rest = if rest[..end].ends_with("-%}") { rest[end..].trim_start() } else { &rest[end..] };
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}

/// What stands within the tags of a template.
fn tags(text: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (inside, end) = loop {
            rest = &rest[rest.find('{')? + 1..];
            match rest.as_bytes().first() {
                Some(b'{') => break (&rest[1..], "}}"),
                Some(b'%') => break (&rest[1..], "%}"),
                _ => {}
            }
        };
        let end = inside.find(end).unwrap_or(inside.len());
        rest = &inside[end..];
        Some(inside[..end].trim_matches(|c: char| c == '-' || c.is_whitespace()))
    })
}

/// Wherever a value of this name, or a field of it, may be asked for within the tags of a template.
fn asks<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    memchr::memmem::find_iter(text.as_bytes(), name).filter_map(move |at| {
        let (before, here) = (text.get(..at)?, text.get(at..)?);
        let word = &here[..here.find(|c| !is_of_word(c)).unwrap_or(here.len())];
        let is_whole = (word.len() == name.len() || word[name.len()..].starts_with('.')) && !before.ends_with(is_of_word);
        let tag = before.get(memchr::memrchr(b'{', before.as_bytes())?..)?;
        (is_whole && !tag.contains("}}") && !tag.contains("%}")).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Pair {
        first: u32,
        second: u32,
    }

    #[test]
    fn that_a_field_is_the_same_is_believed_of_a_page_that_was_taken_up_alone() {
        let mut pieces =
            Pieces::new(Tera::new(), "page", "{% block a %}{{ first }}{% endblock %}{% block b %} {{ second }}{% endblock %}", Vec::new());
        let mut kept = None;
        let mut check = |taken_up: bool, (first, second): (u32, u32), same: &[&str], want: &str| {
            if taken_up {
                pieces.take_up(kept.as_deref().unwrap_or_default());
            }
            let mut page = Vec::new();
            pieces.fill(&Pair { first, second }, same, &mut page).unwrap();
            assert_eq!(String::from_utf8(page).unwrap(), want);
            kept = kept.take().or_else(|| pieces.to_bytes());
        };
        check(true, (1, 2), &["first", "second"], "1 2");
        check(false, (3, 2), &["first"], "3 2");
        // The page that was kept is the first one.
        check(true, (4, 5), &["first"], "1 5");
        check(false, (4, 5), &["first"], "4 5");
    }

    #[test]
    fn values_and_their_fields_are_found_as_whole_words() {
        let text = "{{ open }} {% if counts.open and more.open > 0 %}{{ open.0.name | reopen }}{% for o in opened %}{{-open-}}é open %} {{ 1 }} open";
        assert_eq!(asks(text, "open").collect::<Vec<_>>(), ["open", "open.0.name", "open"]);
        assert_eq!(asks(text, "more").collect::<Vec<_>>(), ["more.open"]);
        assert_eq!(asks(text, "count").next(), None);
    }
}
