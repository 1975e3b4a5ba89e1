//! Pages from templates of one's own: which texts a page is made of, and what holds for it whatever these say.
//!
//! What a template extends or includes is looked up among the templates that were read, and nowhere else. In a template `x.html`
//! the name `x.html` means the one further out, so that a template can extend the one that it stands for.

use super::escape::{in_line, is_hidden};
use super::page::{BUILT_IN, Medium, text_of};
use super::{Colour, Look, visible};
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::vault::{OwnTemplates, Place};
use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// What a name starts with that means the built-in template of that name.
const BUILT_IN_NAME: &str = "builtin/";

/// The policy that every page for a browser has: no script, nothing from elsewhere.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n";

/// A template by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'t> {
    pub(super) place: Place,
    name: &'t str,
    pub(super) path: &'t str,
    text: Result<&'t str, &'t str>,
}

/// The first template of this name at `from` or further out.
fn find<'t>(own: &'t OwnTemplates, name: &'t str, from: Place) -> Option<Found<'t>> {
    let (name, from) = name.strip_prefix(BUILT_IN_NAME).map_or((name, from), |name| (name, Place::BuiltIn));
    if let Some(found) = own.find(name, from) {
        let text = found.text.as_deref().map_err(String::as_str);
        return Some(Found { place: found.place, name: &found.name, path: &found.path, text });
    }
    let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    Some(Found { place: Place::BuiltIn, name, path: name, text: Ok(text) })
}

/// The template that takes the place of the built-in one `file`: the one asked for, else one's own of that name.
///
/// # Errors
/// When there is none of the name asked for.
pub(super) fn chosen<'l>(file: &str, look: &'l Look) -> Result<Option<Found<'l>>, Error> {
    let own = &look.templates.own;
    let Some(asked) = &look.templates.asked else {
        let built_in = BUILT_IN.iter().find(|(name, _)| *name == file);
        return Ok(built_in.filter(|(name, text)| replaces(own, name, text)).and_then(|(name, _)| find(own, name, Place::Vault)));
    };
    find(own, asked, Place::File).map(Some).ok_or_else(|| unknown(own, asked))
}

/// Whether one's own templates take the place of a built-in one, or of a part of it.
fn replaces(own: &OwnTemplates, name: &str, text: &str) -> bool {
    let part = |(_, part): (Range<usize>, &str)| BUILT_IN.iter().any(|(name, text)| *name == part && replaces(own, name, text));
    own.iter().next().is_some() && (own.find(name, Place::Vault).is_some() || references(text).into_iter().any(part))
}

/// The text of the nearest template of this name.
///
/// # Errors
/// When there is none, or it cannot be read.
pub(super) fn text<'t>(own: &'t OwnTemplates, name: &'t str) -> Result<&'t str, Error> {
    let found = find(own, name, Place::File).ok_or_else(|| unknown(own, name))?;
    found.text.map_err(|why| Error::Template(format!("{}: {why}", visible(found.path))))
}

/// That no template has this name.
fn unknown(own: &OwnTemplates, name: &str) -> Error {
    let names = own.iter().map(|template| template.name.as_str()).chain(BUILT_IN.iter().map(|(name, _)| *name));
    let hint = match nearest(name, names) {
        Some(near) => format!("did you mean `{}`?", visible(near)),
        None => "`journal templates list` shows all; a file is named with its folder: `./mine.html`".to_owned(),
    };
    Error::usage(format!("no template is called `{}`", visible(name)), hint)
}

/// The texts of a page.
pub(super) struct Texts<'t> {
    own: &'t OwnTemplates,
    parts: Vec<Part<'t>>,
}

/// One of them.
struct Part<'t> {
    /// Its name for the template library.
    key: String,
    found: Found<'t>,
    original: &'t str,
    /// The text, in which a name of its own is another one's.
    text: Cow<'t, str>,
}

impl<'t> Texts<'t> {
    /// The texts that a template needs, itself first.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(super) fn of(own: &'t OwnTemplates, first: Found<'t>) -> Result<Texts<'t>, Error> {
        let mut texts = Texts { own, parts: Vec::new() };
        let mut todo = vec![(first.name.to_owned(), first)];
        while let Some((key, found)) = todo.pop() {
            if texts.parts.iter().any(|part| part.key == key) {
                continue;
            }
            let original = found.text.map_err(|why| Error::Template(format!("{}: {why}", visible(found.path))))?;
            let mut text = Cow::Borrowed(original);
            for (range, name) in references(original).into_iter().rev() {
                let itself = name == found.name && found.place != Place::BuiltIn;
                let Some(other) = find(own, name, if itself { further(found.place) } else { Place::File }) else { continue };
                let key = if itself { format!("{}/{name}", other.place.name()) } else { name.to_owned() };
                if itself {
                    text.to_mut().replace_range(range, &key);
                }
                todo.push((key, other));
            }
            texts.parts.push(Part { key, found, original, text });
        }
        Ok(texts)
    }

    /// Name and text of each.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().map(|part| (part.key.as_str(), part.text.as_ref()))
    }

    /// The name of the page's own template.
    pub(super) fn entry(&self) -> &str {
        self.parts.first().map_or("", |part| &part.key)
    }

    /// What is wrong at a place of one of the texts: `path:line:column: what`, the line, and the way out. Line from 1, column from 0.
    pub(super) fn fault_at(&self, key: &str, (line, column): (usize, usize), message: &str) -> Error {
        let Some(part) = self.parts.iter().find(|part| part.key == key) else { return Error::Template(message.to_owned()) };
        let (message, hint) = self.said(message);
        let mut out = format!("{}:{line}:{}: {message}\n", visible(part.found.path), column + 1);
        if let Some(source) = part.original.lines().nth(line.saturating_sub(1)) {
            let from = column.saturating_sub(60);
            let shown = |from: usize, count: usize| visible(&source.chars().skip(from).take(count).collect::<String>()).into_owned();
            let (gutter, before) = (" ".repeat(line.to_string().len()), super::wrap::width(&shown(from, column - from)));
            let _ = write!(out, "{gutter} |\n{line} | {}\n{gutter} | {}^\n", shown(from, 100), " ".repeat(before));
        }
        let _ = write!(out, "hint: {hint}");
        Error::Template(out)
    }

    /// The place of a name that a text extends or includes.
    pub(super) fn place_of(&self, key: &str, name: &str) -> (usize, usize) {
        let original = self.parts.iter().find(|part| part.key == key).map_or("", |part| part.original);
        let at = references(original).into_iter().find(|(_, known)| *known == name).map_or(0, |(range, _)| range.start);
        let line = original[..at].rfind('\n').map_or(0, |end| end + 1);
        (original[..at].matches('\n').count() + 1, original[line..at].chars().count())
    }

    /// A message of the template library in our words, and the way out.
    fn said(&self, message: &str) -> (String, String) {
        let all = "`journal templates context` lists what each page is given".to_owned();
        let word = message.split('`').nth(1).unwrap_or_default();
        let offered = |known: &str| {
            let near = nearest(word, known.split(", "));
            near.map_or_else(
                || if known.is_empty() { all.clone() } else { format!("there are: {known}") },
                |near| format!("did you mean `{near}`?"),
            )
        };
        for (start, what) in [("Variable `", "variable"), ("Field `", "field")] {
            if message.starts_with(start) {
                let known = message.split_once(" Available ").and_then(|(_, list)| list.split_once(": ")).map_or("", |(_, list)| list);
                return (format!("there is no {what} `{}`", visible(word)), visible(&offered(known)).into_owned());
            }
        }
        if message.starts_with("Tried to render a variable that is undefined") {
            return ("this is not defined".to_owned(), all);
        }
        if message.starts_with("Unknown template `") {
            let names = self.own.iter().map(|template| template.name.as_str()).chain(BUILT_IN.iter().map(|(name, _)| *name));
            let near = nearest(word, names).map(|near| format!("did you mean `{}`?", visible(near)));
            let rule = "a template names others of its folder, or `builtin/NAME`; `journal templates list` shows them";
            return (format!("there is no template `{}`", visible(word)), near.unwrap_or_else(|| rule.to_owned()));
        }
        let mut letters = message.chars();
        let lower = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default();
        let manual = "the chapter on templates of the manual shows how they are written".to_owned();
        (visible(lower.trim_end_matches('.')).into_owned(), manual)
    }
}

/// The place after this one.
fn further(place: Place) -> Place {
    match place {
        Place::File => Place::Vault,
        Place::Vault => Place::User,
        Place::User | Place::BuiltIn => Place::BuiltIn,
    }
}

/// The names that a text extends or includes, and where they stand between their quotes.
fn references(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("{%") {
        let rest = text[at + 2..].trim_start_matches('-').trim_start();
        let Some(rest) = ["extends", "include"].iter().find_map(|word| rest.strip_prefix(word)) else { continue };
        let rest = rest.trim_start();
        let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`')) else { continue };
        let start = text.len() - rest.len() + 1;
        let Some(long) = text[start..].find(quote) else { continue };
        found.push((start..start + long, &text[start..start + long]));
    }
    found
}

/// A page of one's own template as it may be shown: with the policy of every page, and without anything that could drive a terminal.
pub(super) fn tamed(page: String, medium: Medium, colour: Colour) -> String {
    let page = if page.contains(|c| is_hidden(c) && c != '\n' && c != '\t') { shown(&page, medium, colour) } else { page };
    if medium == Medium::Html { with_policy(page) } else { page }
}

/// The same with every hidden character shown, but for line ends, tabs and our own colours.
fn shown(page: &str, medium: Medium, colour: Colour) -> String {
    let mut out = String::with_capacity(page.len() + 64);
    let mut rest = page;
    while let Some(c) = rest.chars().next() {
        let code = if c == '\u{1b}' && colour == Colour::On { super::filters::code_at(rest) } else { None };
        let long = code.unwrap_or(c.len_utf8());
        match c {
            _ if code.is_some() || !is_hidden(c) || c == '\n' || c == '\t' => out.push_str(&rest[..long]),
            '\r' if rest.starts_with("\r\n") => {}
            c if c.is_control() || matches!(medium, Medium::Text | Medium::Csv) => out.push_str(&in_line(&rest[..long])),
            c => {
                let _ = write!(out, "&#x{:X};", c as u32);
            }
        }
        rest = &rest[long..];
    }
    out
}

/// A page with the policy as its first words after the doctype, unless it begins as the built-in pages do.
fn with_policy(page: String) -> String {
    let (start, head) = (text_of("digest.html"), text_of("head.html"));
    let start = start.split("{%").next().unwrap_or_default();
    let head = head
        .split_inclusive('\n')
        .scan(false, |done, line| (!std::mem::replace(done, line.contains("Content-Security-Policy"))).then_some(line));
    if page.strip_prefix(start).is_some_and(|rest| rest.starts_with(&head.collect::<String>())) {
        return page;
    }
    let doctype = page.trim_start().get(..15).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html>"));
    let at = if doctype { page.len() - page.trim_start().len() + 15 } else { 0 };
    let (before, after) = page.split_at(at);
    let end = if doctype { "\n" } else { "" };
    format!("{before}{end}{POLICY}{}", after.trim_start_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_templates_are_found_as_written() {
        let text =
            "{% extends \"a.html\" %}{%- include  'b.html' -%}{% include `c` %}{{ \"include 'd'\" }}{% set x = \"e\" %}{% include \"open";
        assert_eq!(references(text).iter().map(|(_, name)| *name).collect::<Vec<_>>(), ["a.html", "b.html", "c"]);
        assert!(references(text).into_iter().all(|(range, name)| &text[range.clone()] == name));
    }

    #[test]
    fn a_page_cannot_drive_the_terminal() {
        let page = "a\u{1b}[1mb\u{1b}[0m\u{1b}]8;;x\u{7}\u{202e}\u{9b}c\r\nd\te\n".to_owned();
        assert_eq!(tamed(page.clone(), Medium::Text, Colour::On), "a\u{1b}[1mb\u{1b}[0m␛]8;;x␇<U+202E><U+009B>c\nd\te\n");
        assert_eq!(tamed(page.clone(), Medium::Text, Colour::Off), "a␛[1mb␛[0m␛]8;;x␇<U+202E><U+009B>c\nd\te\n");
        assert_eq!(tamed(page, Medium::Markdown, Colour::Off), "a␛[1mb␛[0m␛]8;;x␇&#x202E;<U+009B>c\nd\te\n");
    }

    #[test]
    fn every_page_has_the_policy() {
        assert_eq!(with_policy("<p>x".to_owned()), format!("{POLICY}<p>x"));
        assert_eq!(with_policy("<!DOCTYPE html>\n<title>x".to_owned()), format!("<!DOCTYPE html>\n{POLICY}<title>x"));
        let text = |wanted: &str| BUILT_IN.iter().find(|(name, _)| *name == wanted).unwrap().1;
        let page = text("digest.html").replace("{% include \"head.html\" %}", text("head.html"));
        assert_eq!(with_policy(page.clone()), page);
        assert!(with_policy(page.replace("default-src 'none'", "default-src *")).starts_with(&format!("<!doctype html>\n{POLICY}")));
    }
}
