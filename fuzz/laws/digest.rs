//! A digest of any notes in every medium: nothing in it drives a terminal, makes a tag of its own in a page for a browser, or breaks
//! JSON; and the same notes make the same page.

use super::{PARTING, context};
use journal::index::Index;
use journal::model::{Date, Settings};
use journal::parse::{Scratch, note};
use journal::query::findings;
use journal::render::{Charset, Colour, Links, Look, Medium, Templates, json, page, visible};
use journal::report::{DigestRequest, Drawing, SPARE, digest as makings};

const PATHS: [&str; 4] = ["2026-11-19.md", "people/ada.md", "people/bob.md", "people/the [[guild]].md"];

/// Elements of the page; none that runs or loads anything.
const ELEMENTS: &str = "!doctype a article body br caption code dd details div dl dt figcaption figure footer h1 h2 h3 head header html li \
    line main meta nav p rect section small span strong style summary svg table tbody td text th thead title tr ul";

/// An input is up to four notes.
pub(crate) fn digest(bytes: &[u8]) {
    let all = String::from_utf8_lossy(bytes);
    let read = |(path, text): (&str, &str)| note(path, text, &context(), &mut Scratch::default());
    let (notes, found): (Vec<_>, Vec<_>) = PATHS.into_iter().zip(all.split(PARTING)).map(read).unzip();
    let index = Index::new(notes, found.concat(), Settings::default());
    let today = Date::new(2026, 11, 20).unwrap();
    let findings = findings(&index, today);
    for (medium, drawing) in [(Medium::Text, Drawing::Nothing), (Medium::Markdown, Drawing::Nothing), (Medium::Html, Drawing::Charts)] {
        let request = DigestRequest { limit: Some(10), drawing, spare: SPARE, ..DigestRequest::default() };
        let made = makings(&index, today, &findings, &request);
        let value = made.page(index.settings(), today, &request);
        let look = Look {
            width: 80,
            colour: Colour::Off,
            charset: Charset::Utf8,
            today,
            links: Links::default(),
            templates: Templates::default(),
        };
        let text = page("digest", medium, &value, &look).unwrap();
        let hidden = text.lines().find(|line| visible(line) != *line);
        assert_eq!(hidden, None, "{all:?}");
        if medium == Medium::Html {
            has_no_other_element(&text);
        }
        let whole = json(&value).unwrap();
        serde_json::from_str::<serde_json::Value>(&whole).unwrap();
        assert_eq!(whole.lines().find(|line| visible(line) != *line), None, "{all:?}");
    }
}

/// Every `<` of a page starts an element that its template has.
fn has_no_other_element(page: &str) {
    for after in page.split('<').skip(1) {
        let after = after.trim_start_matches('/');
        let name = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '!').next().unwrap_or_default();
        assert!(ELEMENTS.split_whitespace().any(|element| element == name), "<{name} in {page}");
    }
}
