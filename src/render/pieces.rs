//! A page that is made again and again: under `journal watch`, and by one run after another. Its template is cut at its blocks, and only
//! those pieces are filled in that ask for something that is different since the last time.

use super::values::{Changes, Traces, Values};
use bitcode::{Decode, Encode};
use memchr::memmem::Finder;
use serde::Serialize;
use std::borrow::Cow;
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
    part: Part<&'static str>,
    /// Both halves of it; `None` until one of them has to be filled in.
    halves: Option<[Half; 2]>,
    /// What these were filled in with; `None` until they are.
    texts: Option<[Vec<u8>; 2]>,
}

/// Half of a block, or all of it, and then the other half is nothing.
#[derive(Debug)]
struct Half {
    /// The name of its template.
    name: String,
    part: Part<Cow<'static, str>>,
    /// Whether its template was made ready.
    is_known: bool,
}

/// Part of a template.
#[derive(Debug)]
struct Part<T> {
    text: T,
    /// Whether it includes others.
    includes: bool,
}

impl<T: AsRef<str>> Part<T> {
    fn of(text: T, shared: &Shared) -> Part<T> {
        let includes = !shared.included.is_empty() && tags(text.as_ref()).any(|inside| inside.starts_with("include "));
        Part { text, includes }
    }
}

impl Piece {
    /// Its halves, each with what it was filled in with; one that is nothing needs nothing.
    fn halves(&mut self, shared: &Shared) -> impl Iterator<Item = (&mut Half, &mut Vec<u8>)> {
        let Piece { name, part, halves, texts } = self;
        let cut = || {
            let [rows, rest] = cut(part.text).map_or([Cow::Borrowed(part.text), Cow::Borrowed("")], |halves| halves.map(Cow::Owned));
            let half = |name: String, text| Half { name, part: Part::of(text, shared), is_known: false };
            [half(name.clone(), rows), half(format!("{name} more"), rest)]
        };
        halves.get_or_insert_with(cut).iter_mut().zip(texts.get_or_insert_default()).filter(|(half, _)| !half.part.text.is_empty())
    }
}

impl Pieces {
    /// Cuts a template, which sets what it sets for more than one block before the first of them. `tera` knows the filters;
    /// `included` are the templates that it may include.
    pub(super) fn new(tera: Tera, name: &str, text: &'static str, included: Vec<(&'static str, &'static str)>) -> Pieces {
        let parts = parts(text);
        let first = parts.first().copied().filter(|part| !part.starts_with("{% block ")).unwrap_or_default();
        let sets = tags(first).filter(|inside| inside.starts_with("set ")).map(|inside| format!("{{% {inside} %}}")).collect();
        let shared = Shared { sets, included, is_known: false };
        let piece = |(number, part)| Piece { name: format!("{name} {number}"), part: Part::of(part, &shared), halves: None, texts: None };
        let pieces = parts.into_iter().enumerate().map(piece).collect();
        Pieces { tera, pieces, shared, values: Values::default() }
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
        let names: Vec<Finder<'_>> = changes.names().map(Finder::new).collect();
        let mut anew: Vec<(&mut Half, &mut Vec<u8>)> = Vec::new();
        for piece in pieces.iter_mut() {
            let is_new = piece.texts.is_none();
            if is_new || shared.differs(&piece.part, &names, &changes) {
                let halves = piece.halves(shared);
                anew.extend(halves.filter(|(half, _)| is_new || shared.differs(&half.part, &names, &changes)));
            }
        }
        let asked = |name: &str| {
            let name = Finder::new(name);
            anew.iter().any(|(half, _)| shared.asks(&half.part, &name).next().is_some())
        };
        let made = values.made(value, &asked).map_err(tera::Error::message)?;
        let (mut templates, mut included) = (Vec::new(), false);
        for (half, _) in anew.iter_mut().filter(|(half, _)| !half.is_known) {
            half.is_known = true;
            included |= half.part.includes;
            templates.push((half.name.as_str(), format!("{}{}", shared.sets, half.part.text)));
        }
        if included && !std::mem::replace(&mut shared.is_known, true) {
            templates.extend(shared.included.iter().map(|(name, text)| (*name, (*text).to_owned())));
        }
        if !templates.is_empty() {
            tera.add_raw_templates(templates)?;
        }
        for (half, text) in anew {
            text.clear();
            tera.render_to(&half.name, made, text)?;
        }
        let texts = || pieces.iter().flat_map(|piece| piece.texts.iter().flatten());
        out.reserve(texts().map(Vec::len).sum());
        texts().for_each(|text| out.extend_from_slice(text));
        Ok(())
    }

    /// Nothing is known any more of a page that was made before.
    fn forget(&mut self) {
        self.values = Values::default();
        self.pieces.iter_mut().for_each(|piece| piece.texts = None);
    }

    /// The page that was made last as bytes, for keeping; `None` where none was.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let texts = self.pieces.iter().map(|piece| piece.texts.clone()).collect::<Option<_>>()?;
        Some(bitcode::encode(&Filled { traces: self.values.traces(), texts }))
    }

    /// Takes up a page that was made before, of the same template and the same look. Of bytes that are none, none is taken up.
    pub(super) fn take_up(&mut self, bytes: &[u8]) {
        self.forget();
        let filled = bitcode::decode::<Filled>(bytes).ok().filter(|filled| filled.texts.len() == self.pieces.len());
        if let Some(Filled { traces, texts }) = filled {
            self.values = Values::of(traces);
            self.pieces.iter_mut().zip(texts).for_each(|(piece, texts)| piece.texts = Some(texts));
        }
    }
}

impl Shared {
    /// Whether a part may ask for something that is different; these are the names of all that is.
    fn differs(&self, part: &Part<impl AsRef<str>>, names: &[Finder<'_>], changes: &Changes) -> bool {
        names.iter().any(|name| self.asks(part, name).any(|ask| changes.concern(ask)))
    }

    /// Where a part may ask for the value of this name: that, or a field of it as `counts.due`. Words of texts within tags that are
    /// spelt like it pass for one, too.
    fn asks<'p>(&'p self, part: &'p Part<impl AsRef<str>>, name: &'p Finder<'_>) -> impl Iterator<Item = &'p str> {
        let others = self.included.iter().filter(|_| part.includes).map(|(_, text)| *text);
        [self.sets.as_str(), part.text.as_ref()].into_iter().chain(others).flat_map(move |text| asks(text, name))
    }
}

/// What is kept of a page: what tells what it was made of, and the text of each piece.
#[derive(Encode, Decode)]
struct Filled {
    traces: Traces,
    texts: Vec<[Vec<u8>; 2]>,
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

/// A block in two: its rows, and how many it leaves out, which may be different where no row is. `None` where it cannot be cut so:
/// within something, or before what it sets is asked for.
fn cut(block: &str) -> Option<[String; 2]> {
    let (rows, rest) = block.split_at(block.rfind("{% if more.")?);
    let rest = &rest[..rest.find("{% endblock")?];
    let mut open = 0_usize;
    for tag in tags(rows) {
        let mut words = tag.split_whitespace();
        match words.next()? {
            "if" | "for" | "filter" => open += 1,
            "endif" | "endfor" | "endfilter" => open = open.checked_sub(1)?,
            "set" if asks(rest, &Finder::new(words.next()?)).next().is_some() => return None,
            _ => {}
        }
    }
    (open == 0).then(|| [format!("{rows}{{% endblock %}}"), rest.to_owned()])
}

/// What stands within the tags of a template.
fn tags(text: &str) -> impl Iterator<Item = &str> {
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
fn asks<'t>(text: &'t str, name: &'t Finder<'_>) -> impl Iterator<Item = &'t str> {
    let (is_of_word, length) = (|c: char| c.is_alphanumeric() || c == '_' || c == '.', name.needle().len());
    name.find_iter(text.as_bytes()).filter_map(move |at| {
        let (before, here) = (text.get(..at)?, text.get(at..)?);
        let word = &here[..here.find(|c| !is_of_word(c)).unwrap_or(here.len())];
        let is_whole = (word.len() == length || word[length..].starts_with('.')) && !before.ends_with(is_of_word);
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
    fn a_block_is_cut_before_how_many_rows_it_leaves_out() {
        fn check(block: &str, want: Option<[&str; 2]>) {
            assert_eq!(cut(block), want.map(|halves| halves.map(str::to_owned)), "{block}");
        }
        let more = "{% if more.a > 0 %}and {{ more.a }}{% endif %}";
        let after = |before: &str, after: &str| format!("{{% block a -%}}{before}{more}{after}{{% endblock %}}");
        let rows = "{% if a -%} {% set b = a %}{% for row in b %}{{ row }}{% else %}none{% endfor %}{% endif %} ";
        check(&after(rows, "!"), Some([&format!("{{% block a -%}}{rows}{{% endblock %}}"), &format!("{more}!")]));
        check(&after(rows, "{{ b }}"), None);
        check(&after("{% if a %}", "{% endif %}"), None);
        check(&after("{% endif %}", ""), None);
        check("{% block a %}{{ a }}{% endblock %}", None);
    }

    #[test]
    fn values_and_their_fields_are_found_as_whole_words() {
        let text = "{{ open }} {% if counts.open and more.open > 0 %}{{ open.0.name | reopen }}{% for o in opened %}{{-open-}}é open %} {{ 1 }} open";
        let check = |name: &str, want: &[&str]| assert_eq!(asks(text, &Finder::new(name)).collect::<Vec<_>>(), want);
        check("open", &["open", "open.0.name", "open"]);
        check("more", &["more.open"]);
        check("count", &[]);
    }
}
