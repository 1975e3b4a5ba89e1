//! A page that is made again and again, as under `journal watch`. Its template is cut at its blocks, and only those pieces are filled
//! in that ask for something that is different since the last time.

use super::values::Values;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;
use tera::Tera;

/// A template in pieces, with what was filled in last.
#[derive(Debug)]
pub(super) struct Pieces {
    tera: Tera,
    pieces: Vec<Piece>,
    /// What the page was made of.
    values: Values,
}

#[derive(Debug)]
struct Piece {
    /// The name of its template.
    name: String,
    /// The values it may ask for.
    asks: BTreeSet<String>,
    /// `None` until it is filled in.
    text: Option<Vec<u8>>,
}

impl Pieces {
    /// Cuts a template, which sets what it sets for more than one block before the first of them. `tera` knows the filters;
    /// `included` are the templates that it may include.
    pub(super) fn new(mut tera: Tera, name: &str, text: &str, included: &[(&str, &str)]) -> Result<Pieces, tera::Error> {
        let parts = parts(text);
        let first = parts.first().copied().filter(|part| !part.starts_with("{% block ")).unwrap_or_default();
        let sets: String = tags(first).filter(|inside| inside.starts_with("set ")).map(|inside| format!("{{% {inside} %}}")).collect();
        let mut pieces = Vec::new();
        let mut templates: Vec<(String, String)> = included.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        for (number, part) in parts.into_iter().enumerate() {
            let name = format!("{name} {number}");
            let includes = tags(part).any(|inside| inside.starts_with("include "));
            let texts = [sets.as_str(), part].into_iter().chain(included.iter().map(|(_, text)| *text).filter(|_| includes));
            pieces.push(Piece { name: name.clone(), asks: texts.flat_map(tags).flat_map(asks).collect(), text: None });
            templates.push((name, format!("{sets}{part}")));
        }
        tera.add_raw_templates(templates)?;
        Ok(Pieces { tera, pieces, values: Values::default() })
    }

    /// Writes the page of a value.
    ///
    /// # Errors
    /// When the value is no struct, and those of the template. All is filled in anew after one.
    pub(super) fn fill(&mut self, value: &impl Serialize, out: &mut impl Write) -> Result<(), tera::Error> {
        let filled = self.follow(value, out);
        if filled.is_err() {
            self.values = Values::default();
            self.pieces.iter_mut().for_each(|piece| piece.text = None);
        }
        filled
    }

    fn follow(&mut self, value: &impl Serialize, out: &mut impl Write) -> Result<(), tera::Error> {
        let changes = self.values.take(value).map_err(tera::Error::message)?;
        for piece in &mut self.pieces {
            let text = match piece.text.take().filter(|_| !piece.asks.iter().any(|ask| changes.concern(ask))) {
                Some(text) => text,
                None => {
                    let mut text = Vec::new();
                    self.tera.render_to(&piece.name, self.values.all(), &mut text)?;
                    text
                }
            };
            out.write_all(&text)?;
            piece.text = Some(text);
        }
        Ok(())
    }
}

/// What stands between the blocks of a template, and these with their tags. Spaces that a tag takes away are taken away.
fn parts(text: &str) -> Vec<&str> {
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
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let first = |text: &str, marks: [&str; 2]| marks.iter().filter_map(|mark| text.find(mark)).min();
    let mut rest = text;
    std::iter::from_fn(move || {
        let inside = &rest[first(rest, ["{{", "{%"])? + 2..];
        let end = first(inside, ["}}", "%}"]).unwrap_or(inside.len());
        rest = &inside[end..];
        Some(inside[..end].trim_matches(|c: char| c == '-' || c.is_whitespace()))
    })
}

/// Whatever in a tag may be the name of a value, or of a field of one as `counts.due`; its own words and those of texts are some, too.
fn asks(inside: &str) -> impl Iterator<Item = String> {
    let words = inside.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    words.filter(|word| word.starts_with(char::is_alphabetic)).map(str::to_owned)
}
