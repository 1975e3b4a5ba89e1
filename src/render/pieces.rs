//! A page that is made again and again: under `journal watch`, and by one run after another. Its template is cut at its blocks, and only
//! those pieces are filled in that ask for something that is different since the last time.

use super::values::{Values, Written};
use bitcode::{Decode, Encode};
use serde::Serialize;
use std::collections::BTreeSet;
use tera::Tera;

/// A template in pieces, with what was filled in last.
#[derive(Debug)]
pub(super) struct Pieces {
    /// Knows the templates of the pieces that were filled in.
    tera: Tera,
    /// Templates that pieces may include, until one that does is filled in.
    included: Vec<(&'static str, &'static str)>,
    pieces: Vec<Piece>,
    /// What the page was made of.
    values: Values,
}

#[derive(Debug)]
struct Piece {
    /// The name of its template.
    name: String,
    /// The text of its template, until it is filled in; and whether it includes others.
    template: Option<(String, bool)>,
    /// The values it may ask for.
    asks: BTreeSet<&'static str>,
    /// `None` until it is filled in.
    text: Option<Vec<u8>>,
}

impl Pieces {
    /// Cuts a template, which sets what it sets for more than one block before the first of them. `tera` knows the filters;
    /// `included` are the templates that it may include.
    pub(super) fn new(tera: Tera, name: &str, text: &'static str, included: Vec<(&'static str, &'static str)>) -> Pieces {
        let parts = parts(text);
        let first = parts.first().copied().filter(|part| !part.starts_with("{% block ")).unwrap_or_default();
        let set = || tags(first).filter(|inside| inside.starts_with("set "));
        let sets: String = set().map(|inside| format!("{{% {inside} %}}")).collect();
        let piece = |(number, part): (usize, &'static str)| {
            let includes = tags(part).any(|inside| inside.starts_with("include "));
            let others = included.iter().filter(|_| includes).flat_map(|(_, text)| tags(text));
            let asks = set().chain(tags(part)).chain(others).flat_map(asks).collect();
            Piece { name: format!("{name} {number}"), template: Some((format!("{sets}{part}"), includes)), asks, text: None }
        };
        let pieces = parts.into_iter().enumerate().map(piece).collect();
        Pieces { tera, included, pieces, values: Values::default() }
    }

    /// Writes the page of a value.
    ///
    /// # Errors
    /// When the value is no struct, and those of the template. All is filled in anew after one.
    pub(super) fn fill(&mut self, value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), tera::Error> {
        let filled = self.follow(value, out);
        if filled.is_err() {
            self.values = Values::default();
            self.pieces.iter_mut().for_each(|piece| piece.text = None);
        }
        filled
    }

    fn follow(&mut self, value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), tera::Error> {
        let changes = self.values.take(value).map_err(tera::Error::message)?;
        let differs = |piece: &Piece| piece.text.is_none() || piece.asks.iter().any(|ask| changes.concern(ask));
        let anew: Vec<bool> = self.pieces.iter().map(differs).collect();
        let asked = self.pieces.iter().zip(&anew).filter(|(_, anew)| **anew).flat_map(|(piece, _)| &piece.asks);
        let names = asked.map(|ask| ask.split('.').next().unwrap_or_default()).collect();
        let made = self.values.made(value, &names).map_err(tera::Error::message)?;
        let mut templates = Vec::new();
        for piece in self.pieces.iter_mut().zip(&anew).filter(|(_, anew)| **anew).map(|(piece, _)| piece) {
            let Some((template, includes)) = piece.template.take() else { continue };
            templates
                .extend(self.included.drain(..if includes { self.included.len() } else { 0 }).map(|(name, text)| (name, text.to_owned())));
            templates.push((&piece.name, template));
        }
        if !templates.is_empty() {
            self.tera.add_raw_templates(templates)?;
        }
        for (piece, anew) in self.pieces.iter_mut().zip(anew) {
            if anew {
                let mut text = Vec::new();
                self.tera.render_to(&piece.name, made, &mut text)?;
                piece.text = Some(text);
            }
            out.extend_from_slice(piece.text.as_deref().unwrap_or_default());
        }
        Ok(())
    }

    /// The page that was made last as bytes, for keeping; `None` where none was.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let texts = self.pieces.iter().map(|piece| piece.text.clone()).collect::<Option<_>>()?;
        Some(bitcode::encode(&Filled { written: self.values.written().clone(), texts }))
    }

    /// Takes up a page that was made before, of the same template and the same look; bytes that are none are passed over.
    pub(super) fn take_up(&mut self, bytes: &[u8]) {
        if let Some(Filled { written, texts }) =
            bitcode::decode::<Filled>(bytes).ok().filter(|filled| filled.texts.len() == self.pieces.len())
        {
            self.values = Values::of(written);
            self.pieces.iter_mut().zip(texts).for_each(|(piece, text)| piece.text = Some(text));
        }
    }
}

/// What is kept of a page: what it was made of, and the text of each piece.
#[derive(Encode, Decode)]
struct Filled {
    written: Written,
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

/// Whatever in a tag may be the name of a value, or of a field of one as `counts.due`; its own words and those of texts are some, too.
fn asks(inside: &'static str) -> impl Iterator<Item = &'static str> {
    let words = inside.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    words.filter(|word| word.starts_with(char::is_alphabetic))
}
