//! `journal refer`

use super::session::Session;
use super::{Exit, output};
use crate::error::Error;
use crate::index::{Index, folded};
use crate::model::Date;
use crate::query::Wish;
use crate::render::{Medium, Shape, json, page, shape, visible};
use crate::report::{ReferPage, refer_page};
use crate::vault::Vault;
use clap::Args;
use serde::Serialize;
use std::io::Read;

/// Who fits an opening: by role, skills, offers, what they look for, place, tags and what the log tells, each with
/// the reasons. Among those who fit about as well, people between jobs come first.
///
/// The opening is told in words, as a note of the vault (its name or path), or by `-` from standard input. Words
/// that few people have weigh more; what follows `not`, up to the next comma, is not wanted. Whoever you would not
/// work with again is left out. Write a referral down with `journal log ana --gave 'referral to [[Bob]] at
/// Initech'`, and later how it went: `news: hired!`. Formats: text, md, json.
/// Exits with 1 when nobody fits.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal refer site reliability, Seattle\n  journal refer openings/press-officer.md\n  pbpaste | journal refer - --limit 5"
)]
pub(super) struct Options {
    /// The opening: words, the name or path of a note, or `-` for standard input
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// How many to show; 0 for all [default: 10; all in JSON]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Shown<'p, 'a> {
    #[serde(flatten)]
    page: &'p ReferPage<'a>,
    /// Whether to name those left out.
    told: bool,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "md", "json"])?;
    let (vault, index) = session.index()?;
    let (name, text) = opening(&options.words.join(" "), session, &vault, &index)?;
    let opening = Wish::of(&text);
    if opening.is_empty() {
        return Err(Error::usage("nothing to look for: no word tells anything", "journal refer 'site reliability, Seattle'"));
    }
    let limit = match options.limit {
        Some(0) => None,
        None if format == "json" => None,
        limit => limit.or(Some(ROWS)),
    };
    let value = refer_page(&index, (name, &opening), session.today, limit);
    let look = session.look(Some(&vault));
    let shown = Shown { page: &value, told: session.global.verbose };
    let text = match format {
        "json" => json(&value)?,
        _ => page("refer", Medium::of(format), &shown, &look)?,
    };
    session.answer(&text)?;
    let exit = session.trouble(index.findings().iter());
    Ok(if value.contacts.is_empty() { Exit::SeeTo } else { exit })
}

/// What the page gives its template.
pub(super) fn context(index: &Index, today: Date) -> Shape {
    let opening = Wish::of("platform lead");
    shape(&Shown { page: &refer_page(index, ("platform lead".to_owned(), &opening), today, Some(ROWS)), told: true })
}

/// Rows of a page for reading.
const ROWS: usize = 10;

/// Longest opening that is read (bytes); what is longer is no opening.
const LONGEST: u64 = 256 * 1024;

/// The opening's name and its text.
fn opening(words: &str, session: &Session, vault: &Vault, index: &Index) -> Result<(String, String), Error> {
    if words == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(LONGEST).read_to_end(&mut bytes);
        read.map_err(|error| Error::usage(format!("cannot read standard input: {error}"), "pipe a text in, or name words"))?;
        return Ok(("standard input".to_owned(), String::from_utf8_lossy(&bytes).into_owned()));
    }
    let Some((path, text)) = note(words, index).and_then(|path| Some((path, vault.text(path)?))) else {
        return Ok((words.to_owned(), words.to_owned()));
    };
    if !session.global.quiet {
        output::complain(&format!("taking `{}` for the note {}", visible(words), visible(path)));
    }
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")).map_or(text.as_str(), |(_, body)| body);
    Ok((path.to_owned(), body.to_owned()))
}

/// The note of this path or name, if it is one that could tell an opening: that of a person does not.
fn note<'i>(words: &str, index: &'i Index) -> Option<&'i str> {
    let is_person = |path: &str| index.contact_at(path).is_some_and(|id| !index.contact(id).organization);
    let paths = [words.to_owned(), format!("{words}.md")];
    let at_path = paths.iter().find_map(|path| index.note_at(path));
    let wanted = folded(words);
    let named = || {
        let mut found = index.notes().iter().filter(|note| folded(note.stem()) == wanted && !is_person(note.path()));
        found.next().filter(|_| found.next().is_none())
    };
    at_path.or_else(named).map(|note| note.path()).filter(|path| !is_person(path))
}
