//! Pages from Tera templates that are part of the program. The one place that knows the template library.

use super::{Look, escape, filters};
use crate::error::Error;
use serde::Serialize;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tera::{Context, Tera};

/// Largest page (bytes).
const LARGEST: usize = 64 * 1024 * 1024;

macro_rules! templates {
    ($($name:literal)*) => {
        /// Every built-in template with its text.
        const TEMPLATES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../templates/", $name)))),*];
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
}

impl Medium {
    fn ending(self) -> &'static str {
        match self {
            Medium::Text => "txt",
            Medium::Markdown => "md",
            Medium::Html => "html",
        }
    }
}

/// The page `name` for this medium, from `value`.
///
/// # Errors
/// When the template is wrong or the page grows beyond 64 MiB.
pub fn page(name: &str, medium: Medium, value: &impl Serialize, look: &Look) -> Result<String, Error> {
    render(&format!("{name}.{}", medium.ending()), medium, None, value, look)
}

/// Makes the template of the page `name` for this medium ready: so that it can be done beside other work. A template that is wrong
/// is told of when the page is made.
pub fn prepare(name: &str, medium: Medium, look: &Look) {
    let _ = ready(&format!("{name}.{}", medium.ending()), medium, None, look);
}

/// One line from the user's own template string, such as `{{ name }} <{{ path }}>`.
///
/// # Errors
/// When the template is wrong; the message shows where.
pub fn template(text: &str, value: &impl Serialize, look: &Look) -> Result<String, Error> {
    render("template", Medium::Text, Some(text), value, look)
}

fn render(name: &str, medium: Medium, own: Option<&str>, value: &impl Serialize, look: &Look) -> Result<String, Error> {
    let ready = ready(name, medium, own, look)?;
    let context = Context::from_serialize(value).map_err(|error| fault(&error))?;
    let mut out = Capped(Vec::new());
    ready.render_to(name, &context, &mut out).map_err(|error| fault(&error))?;
    String::from_utf8(out.0).map_err(|error| Error::Render(error.to_string()))
}

/// The template that was made ready last, and for what. A watch makes the same page again and again, a list one line for each
/// contact; and what is kept need not be taken apart at the end.
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
    if let Some((_, tera)) = last.as_ref().filter(|(known, _)| *known == question) {
        return Ok(Arc::clone(tera));
    }
    let text = own.or_else(|| TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text));
    let tera = Arc::new(parsed(name, text.unwrap_or_default(), medium, look)?);
    *last = Some((question, Arc::clone(&tera)));
    Ok(tera)
}

fn parsed(name: &str, text: &str, medium: Medium, look: &Look) -> Result<Tera, Error> {
    let mut tera = Tera::new();
    tera.set_escape_fn(match medium {
        Medium::Text => escape::terminal,
        Medium::Markdown => escape::markdown,
        Medium::Html => escape::html,
    });
    tera.autoescape_on([""]);
    filters::register(&mut tera, look);
    let parts = TEMPLATES.iter().filter(|(known, _)| medium == Medium::Html && PARTS.contains(known));
    let all = parts.map(|(known, text)| (*known, *text)).chain([(name, text)]);
    tera.add_raw_templates(all).map_err(|error| fault(&error))?;
    Ok(tera)
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

/// A buffer that no template can fill without end.
struct Capped(Vec<u8>);

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.len() + bytes.len() > LARGEST {
            true => Err(io::Error::other("the page is over 64 MiB")),
            false => self.0.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
