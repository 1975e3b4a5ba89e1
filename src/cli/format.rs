//! In which format an answer comes: as asked, else as names of files say.

use super::Exit;
use super::session::Session;
use crate::error::Error;
use crate::render::{Look, Table, TableStyle, json, visible};
use serde::Serialize;
use std::path::Path;

/// What a template makes.
const TEMPLATE_FORMATS: [&str; 4] = ["text", "md", "html", "csv"];

/// Endings by which a browser takes a file for a page.
const PAGES: [&str; 10] = ["html", "htm", "html5", "shtml", "xhtml", "xht", "mht", "mhtml", "svg", "xml"];

/// Endings that say what else a file holds. A command that does not make that would make a file that is not what it says.
const OTHERS: [&str; 19] = [
    "csv", "tsv", "json", "jsonl", "yaml", "yml", "md", "markdown", "ics", "eml", "sarif", "pdf", "rtf", "doc", "docx", "odt", "xls",
    "xlsx", "ods",
];

impl Session {
    /// The ending of the file that `-o` names, in small letters.
    fn ending(&self) -> Option<String> {
        self.global.output.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase())
    }

    /// Whether a browser would take the file that `-o` names for a page. What is no page must not go there: what a note holds could be
    /// run.
    pub(super) fn writes_a_page(&self) -> bool {
        self.ending().is_some_and(|ending| PAGES.contains(&&*ending))
    }

    /// The format asked for, else the one that the ending of `-o` names, else the one of a template's name; the first of `known` without
    /// a template. An ending that says something else is refused, and whatever else than HTML where a browser would take it for a page.
    pub(super) fn format<'k>(&self, known: &[&'k str]) -> Result<&'k str, Error> {
        let word = self.chosen(known)?;
        if self.writes_a_page() && word != "html" {
            let what = format!("a browser would take `{word}` in a file of this name for a page");
            return Err(Error::usage(what, "name the file `.txt`, or ask for `--format html` where the command has it"));
        }
        Ok(word)
    }

    /// Answers with a table, or with the page that it shows as JSON.
    pub(super) fn tabled(&self, page: &impl Serialize, table: &Table, look: &Look) -> Result<Exit, Error> {
        let text = match self.format(&["text", "json", "csv", "md"])? {
            "json" => json(page)?,
            "csv" => table.render(TableStyle::Csv, look)?,
            "md" => table.render(TableStyle::Markdown, look)?,
            _ => table.render(TableStyle::Text, look)?,
        };
        self.answer(&text)?;
        Ok(Exit::Done)
    }

    fn chosen<'k>(&self, known: &[&'k str]) -> Result<&'k str, Error> {
        let known = if self.has_template() { &TEMPLATE_FORMATS } else { known };
        let refuse = |word: &str| Error::usage(format!("`{word}` is no format of this command"), format!("it knows {}", known.join(", ")));
        if let Some(word) = &self.global.format {
            let word = if word == "markdown" { "md" } else { word.as_str() };
            return known.iter().copied().find(|name| *name == word).ok_or_else(|| refuse(word));
        }
        let named = |part: &str| {
            let word = match part {
                "txt" => "text",
                "htm" | "xhtml" => "html",
                "markdown" => "md",
                other => return known.iter().copied().find(|name| *name == other),
            };
            known.iter().copied().find(|name| *name == word)
        };
        let ending = self.ending();
        match (ending.as_deref().and_then(named), &self.global.template) {
            (Some(word), _) => Ok(word),
            (None, None) => match ending.as_deref().filter(|ending| PAGES.contains(ending) || OTHERS.contains(ending)) {
                Some(ending) => Err(refuse(ending)),
                None => Ok(known.first().copied().unwrap_or("text")),
            },
            // `page.html.tera` makes HTML. What a page is escaped by is never guessed.
            (None, Some(template)) => template_endings(template).find_map(|ending| named(&ending.to_lowercase())).ok_or_else(|| {
                let what = format!("the name of the template `{}` does not say what it makes", visible(template));
                Error::usage(what, format!("name it `x.html`, `x.md`, `x.csv` or `x.txt`, or add `--format {}`", known.join("|")))
            }),
        }
    }
}

/// The endings of a template's name, the last one first.
fn template_endings(template: &str) -> impl Iterator<Item = &str> {
    let name = template.rsplit('/').next().unwrap_or(template);
    name.split_once('.').map_or("", |(_, endings)| endings).rsplit('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_come_from_the_last_to_the_first() {
        let check = |name: &str, want: &[&str]| assert_eq!(template_endings(name).collect::<Vec<_>>(), want, "{name}");
        check("a.b/page.html.tera", &["tera", "html"]);
        check("./page.txt", &["txt"]);
        check("page", &[""]);
        check("html", &[""]);
    }
}
