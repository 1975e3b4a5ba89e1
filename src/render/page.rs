//! Pages from Tera templates: those that are part of the program, and those of one's own. With the files for filters, pieces and
//! values the one place that knows the template library.

use super::own::{self, Found, Texts};
use super::pieces::Pieces;
use super::{Charset, Look, escape, filters, visible};
use crate::error::Error;
use crate::vault::bounded;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use tera::{Context, ErrorKind, Tera};

/// Largest page (bytes).
const LARGEST: usize = 64 * 1024 * 1024;

macro_rules! templates {
    ($($name:literal)*) => {
        /// Every built-in template with its text.
        pub(super) const BUILT_IN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../templates/", $name)))),*];
    };
}

templates! {
    "head.html"
    "style.html"
    "kinds.html"
    "site.html"
    "people.html"
    "years.html"
    "balance.html"
    "charts.html"
    "months.html"
    "digest.txt"
    "digest.md"
    "digest.html"
    "stale.txt"
    "balance.txt"
    "reach.txt"
    "reach.md"
    "show.txt"
    "show.html"
    "timeline.txt"
    "today.txt"
    "index.txt"
    "inventory.txt"
    "inventory.md"
    "card.txt"
    "curate.txt"
    "transition.txt"
    "transition.md"
    "refer.txt"
    "refer.md"
}

/// What the pages for a browser share.
const PARTS: [&str; 6] = ["head.html", "style.html", "site.html", "charts.html", "months.html", "kinds.html"];

/// For what a page is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A terminal, or a pipe.
    Text,
    /// Markdown for GitHub and Obsidian.
    Markdown,
    /// A self-contained page for a browser.
    Html,
    /// Rows for a spreadsheet; each value is a cell.
    Csv,
}

impl Medium {
    /// The medium of a format, such as `md`; text for every other word.
    pub fn of(format: &str) -> Medium {
        match format {
            "md" => Medium::Markdown,
            "html" => Medium::Html,
            "csv" => Medium::Csv,
            _ => Medium::Text,
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Medium::Text => "txt",
            Medium::Markdown => "md",
            Medium::Html => "html",
            Medium::Csv => "csv",
        }
    }
}

/// The page `name` for this medium, from `value`, by the template of one's own where there is one.
///
/// # Errors
/// When the template is wrong or the page grows beyond 64 MiB.
pub fn page(name: &str, medium: Medium, value: &impl Serialize, look: &Look) -> Result<String, Error> {
    Filler::new(name, medium, look)?.page(value)
}

/// The same for a page that is made again and again: what does not differ from the last time is not filled in anew. Fields named in
/// `same` are known to be as they were in the page that [`prepare_again`] took up, where this is the first since.
///
/// # Errors
/// Those of [`page`].
pub fn page_again(name: &str, medium: Medium, value: &impl Serialize, same: &[&str], look: &Look) -> Result<String, Error> {
    let filled = in_pieces(name, medium, look, |pieces| into_text(|out| pieces.fill(value, same, out)));
    filled.and_then(Result::ok).map_or_else(|| page(name, medium, value, look), Ok)
}

/// Makes the template of the page `name` ready for [`page_again`], beside other work; `kept` is what [`kept_page`] gave of the last
/// such page.
pub fn prepare_again(name: &str, medium: Medium, look: &Look, kept: &[u8]) {
    let _ = in_pieces(name, medium, look, |pieces| pieces.take_up(kept));
}

/// What the page that [`page_again`] made last can be taken up from, as bytes; `None` when it was made in another way.
pub fn kept_page(name: &str, medium: Medium, look: &Look) -> Option<Vec<u8>> {
    in_pieces(name, medium, look, |pieces| pieces.to_bytes())?
}

/// The page that is made again and again, and for what.
static AGAIN: Mutex<Option<(Question, Pieces)>> = Mutex::new(None);

/// Asks the pieces of a built-in template; `None` when the template is one of one's own.
fn in_pieces<T>(name: &str, medium: Medium, look: &Look, ask: impl FnOnce(&mut Pieces) -> T) -> Option<T> {
    let file = format!("{name}.{}", medium.ending());
    if !matches!(own::chosen(&file, look), Ok(None)) {
        return None;
    }
    let mut last = AGAIN.lock().unwrap_or_else(PoisonError::into_inner);
    let question = Question { name: file, own: None, look: look.clone() };
    if last.as_ref().is_none_or(|(known, _)| *known != question) {
        let pieces = Pieces::new(prepared(medium, look), &question.name, text_of(&question.name), parts(medium).copied().collect());
        *last = Some((question, pieces));
    }
    last.as_mut().map(|(_, pieces)| ask(pieces))
}

/// One page's template made ready for one look, for many pages of it.
#[derive(Debug)]
pub struct Filler<'l> {
    file: String,
    medium: Medium,
    look: &'l Look,
    with: With<'l>,
}

/// What a page is filled into.
#[derive(Debug)]
enum With<'l> {
    Own(Found<'l>),
    BuiltIn(Arc<Tera>),
}

impl<'l> Filler<'l> {
    /// Makes the template of the page `name` ready, that of one's own where there is one.
    ///
    /// # Errors
    /// When there is none of the name asked for, or a built-in one is wrong.
    pub fn new(name: &str, medium: Medium, look: &'l Look) -> Result<Filler<'l>, Error> {
        let file = format!("{name}.{}", medium.ending());
        let with = match own::chosen(&file, look)? {
            Some(template) => With::Own(template),
            None => With::BuiltIn(ready(&file, medium, None, look)?),
        };
        Ok(Filler { file, medium, look, with })
    }

    /// The page of `value`.
    ///
    /// # Errors
    /// When the template is wrong or the page grows beyond 64 MiB.
    pub fn page(&self, value: &impl Serialize) -> Result<String, Error> {
        match &self.with {
            With::Own(template) => render_own(*template, self.medium, value, self.look),
            With::BuiltIn(tera) => filled(tera, &self.file, value),
        }
    }
}

/// The text of a template as it is written: the nearest of this name, or `builtin/NAME`.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn template_text<'l>(name: &'l str, look: &'l Look) -> Result<&'l str, Error> {
    own::text(&look.templates.own, name)
}

/// Every built-in template: its name, and the names of its blocks in the order they stand.
pub fn built_in_templates() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    BUILT_IN.iter().map(|(name, text)| (*name, block_names(text).collect()))
}

/// The names of a template's blocks, in the order they stand.
pub fn block_names(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|tag| tag.trim_start_matches('-').trim_start().strip_prefix("block ")?.split_whitespace().next())
}

fn render_own(template: Found<'_>, medium: Medium, value: &impl Serialize, look: &Look) -> Result<String, Error> {
    let texts = Texts::of(&look.templates.own, template)?;
    let context = Context::from_serialize(value).map_err(|error| fault(&error))?;
    let mut out = Vec::new();
    let filled = bounded(&format!("the template `{}`", visible(template.path)), || {
        let mut tera = prepared(medium, look);
        tera.add_raw_templates(texts.all())?;
        tera.render_to(texts.entry(), &context, &mut out)
    });
    filled.map_err(|error| own_fault(&error, &texts))?;
    Ok(own::tamed(text_of_page(out)?, medium, look.colour))
}

/// What is wrong with a template of one's own, and where.
fn own_fault(error: &tera::Error, texts: &Texts<'_>) -> Error {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            texts.fault_at(report.filename(), (report.span().start_line, report.span().start_col), report.message())
        }
        ErrorKind::MissingParent { current, parent } => {
            texts.fault_at(current, texts.place_of(current, parent), &format!("Unknown template `{parent}`"))
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            texts.fault_at(tpl, (1, 0), "It leads back to itself through what it extends or includes")
        }
        // What names something unknown comes as a report made text: `error: … --> name:line:column`.
        ErrorKind::Msg(text) => {
            let told = text.strip_prefix("error: ").and_then(|text| {
                let (message, rest) = text.split_once('\n')?;
                let mut place = rest.split_once("--> ")?.1.lines().next()?.rsplitn(3, ':');
                let (column, line, name) = (place.next()?.parse::<usize>().ok()?, place.next()?.parse().ok()?, place.next()?);
                Some(texts.fault_at(name, (line, column.saturating_sub(1)), message))
            });
            told.unwrap_or_else(|| fault(error))
        }
        _ => fault(error),
    }
}

/// Makes the template of the page `name` for this medium ready: so that it can be done beside other work. A template that is wrong
/// is told of when the page is made.
pub fn prepare(name: &str, medium: Medium, look: &Look) {
    let file = format!("{name}.{}", medium.ending());
    if let Ok(None) = own::chosen(&file, look) {
        let _ = ready(&file, medium, None, look);
    }
}

/// One line from the user's own template string, such as `{{ name }} <{{ path }}>`.
///
/// # Errors
/// When the template is wrong; the message shows where.
pub fn template(text: &str, value: &impl Serialize, look: &Look) -> Result<String, Error> {
    render("template", Medium::Text, Some(text), value, look)
}

fn render(name: &str, medium: Medium, own: Option<&str>, value: &impl Serialize, look: &Look) -> Result<String, Error> {
    filled(&*ready(name, medium, own, look)?, name, value)
}

fn filled(tera: &Tera, name: &str, value: &impl Serialize) -> Result<String, Error> {
    let context = Context::from_serialize(value).map_err(|error| fault(&error))?;
    into_text(|out| tera.render_to(name, &context, out))
}

/// A page as text. It is filled into plain bytes, as the library fills what it puts together itself: for another buffer all of it would be
/// in the program once more.
fn into_text(fill: impl FnOnce(&mut Vec<u8>) -> Result<(), tera::Error>) -> Result<String, Error> {
    let mut out = Vec::new();
    fill(&mut out).map_err(|error| fault(&error))?;
    text_of_page(out)
}

fn text_of_page(page: Vec<u8>) -> Result<String, Error> {
    if page.len() > LARGEST {
        return Err(Error::Render(format!("it is over {} MiB", LARGEST / 1024 / 1024)));
    }
    String::from_utf8(page).map_err(|error| Error::Render(error.to_string()))
}

/// The template that was made ready last, and for what. A list makes one line for each contact; and what is kept need not be taken
/// apart at the end.
static LAST: Mutex<Option<(Question, Arc<Tera>)>> = Mutex::new(None);

/// What a template that is ready depends on.
#[derive(PartialEq)]
struct Question {
    name: String,
    own: Option<String>,
    look: Look,
}

/// A template made ready for one look.
fn ready(name: &str, medium: Medium, own: Option<&str>, look: &Look) -> Result<Arc<Tera>, Error> {
    let question = Question { name: name.to_owned(), own: own.map(str::to_owned), look: look.clone() };
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, ready)) = last.as_ref().filter(|(known, _)| *known == question) {
        return Ok(Arc::clone(ready));
    }
    let mut tera = prepared(medium, look);
    let all = parts(medium).map(|(known, text)| (*known, *text)).chain([(name, own.unwrap_or_else(|| text_of(name)))]);
    tera.add_raw_templates(all).map_err(|error| fault(&error))?;
    let ready = Arc::new(tera);
    *last = Some((question, Arc::clone(&ready)));
    Ok(ready)
}

/// The text of a built-in template.
pub(super) fn text_of(name: &str) -> &'static str {
    BUILT_IN.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text)
}

/// What pages for this medium share.
fn parts(medium: Medium) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    BUILT_IN.iter().filter(move |(known, _)| medium == Medium::Html && PARTS.contains(known))
}

/// The library without a template: what it escapes by, whatever a template is called, and its filters.
fn prepared(medium: Medium, look: &Look) -> Tera {
    let mut tera = Tera::new();
    tera.set_escape_fn(match medium {
        Medium::Text => escape::terminal,
        Medium::Markdown => escape::markdown,
        Medium::Html => escape::html,
        Medium::Csv => escape::csv,
    });
    tera.autoescape_on([""]);
    filters::register(&mut tera, look, if medium == Medium::Text { look.charset } else { Charset::Utf8 });
    tera
}

/// An error with what caused it.
fn fault(error: &tera::Error) -> Error {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    Error::Render(text)
}
