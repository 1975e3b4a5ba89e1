//! In which format an answer comes: as asked, else as names of files say.

use super::session::Session;
use crate::error::Error;
use crate::render::visible;
use std::path::Path;

/// What a template makes.
const TEMPLATE_FORMATS: [&str; 4] = ["text", "md", "html", "csv"];

impl Session {
    /// The format asked for, else the one that the ending of `-o` names, else the one of a template's name; the first of `known` without
    /// a template.
    pub(super) fn format<'k>(&self, known: &[&'k str]) -> Result<&'k str, Error> {
        let known = if self.has_template() { &TEMPLATE_FORMATS } else { known };
        let refuse = |word: &str| Error::usage(format!("`{word}` is no format of this command"), format!("it knows {}", known.join(", ")));
        if let Some(word) = &self.global.format {
            let word = if word == "markdown" { "md" } else { word.as_str() };
            return known.iter().copied().find(|name| *name == word).ok_or_else(|| refuse(word));
        }
        let named = |part: &str| {
            let word = match part.to_lowercase().as_str() {
                "txt" => "text",
                "htm" | "xhtml" => "html",
                "markdown" => "md",
                other => return known.iter().copied().find(|name| *name == other),
            };
            known.iter().copied().find(|name| *name == word)
        };
        let output = self.global.output.as_deref().and_then(Path::extension).and_then(|ending| named(&ending.to_string_lossy()));
        match (output, &self.global.template) {
            (Some(word), _) => Ok(word),
            (None, None) => Ok(known.first().copied().unwrap_or("text")),
            // `page.html.tera` makes HTML. What a page is escaped by is never guessed.
            (None, Some(template)) => template_endings(template).find_map(named).ok_or_else(|| {
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
