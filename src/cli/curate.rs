//! `journal curate`

use super::Exit;
use super::asking::{self, Heard, Open, Trail};
use super::output;
use super::session::{Session, first_errors};
use super::set::checked;
use super::writing::{WriteOptions, context, write};
use crate::error::Error;
use crate::index::{ContactId, Index};
use crate::parse::places;
use crate::query::{Edge, edges, filters};
use crate::render::{Look, Medium, json, page};
use crate::report::{KeyRow, crowd, curate_page, person_card};
use crate::vault::{Edit, Page, Vault};
use clap::Args;

/// Go through the crowd, one person at a time: how close are they?
///
/// The crowd are people as an import leaves them: active, without a circle, with no contact written down, and with a
/// cadence nobody chose or `none`. What is known of each is shown, then one key says what becomes of them: a circle, a
/// cadence, the archive (`status: dormant`), or nothing for now. Every decision is one change of one note, which `u` or
/// `journal undo` takes back. People passed over are not shown again, until --again. Without a terminal, or with
/// --list, the crowd is listed. Formats: text, json.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal curate\n  journal curate tag:imported company:initech\n  journal curate --again\n  journal curate --list --format json"
)]
pub(super) struct Options {
    /// Only contacts that meet these: words, tag:imported, company:acme, any key:value
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// List the crowd, and ask nothing
    #[arg(long, conflicts_with_all = ["walk", "again"])]
    list: bool,
    /// Ask, even where no terminal is
    #[arg(long)]
    walk: bool,
    /// Also those passed over before
    #[arg(long)]
    again: bool,
    /// How many to list; 0 for all [default: 20; all in JSON]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    write: WriteOptions,
}

/// People on a list that says nothing else.
const SHOWN: usize = 20;

/// Lines of a note's own text that are shown.
const LINES: usize = 3;

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    if options.walk {
        asking::no_contradiction(session)?;
    }
    if options.walk || !options.list && asking::may_ask(session) {
        return walk(options, session);
    }
    let format = session.format(&["text", "json"])?;
    session.page(options, |vault, index| {
        let limit = match options.limit {
            Some(0) => None,
            None if format == "json" => None,
            limit => limit.or(Some(SHOWN)),
        };
        let value = curate_page(index, session.today, &filters(&options.filters, index.settings()), limit);
        let text = match format {
            "json" => json(&value)?,
            _ => page("curate", Medium::Text, &value, &session.look(Some(vault)))?,
        };
        let (errors, error_count) = first_errors(index.findings().iter());
        Ok(Page { text, errors, error_count, to_see: false })
    })
}

/// One walk: what every question needs.
struct Walk<'w> {
    session: &'w Session,
    vault: &'w Vault,
    index: &'w Index,
    people: Vec<(ContactId, Option<String>)>,
    ties: Vec<Edge>,
    keys: Vec<KeyRow>,
    write: WriteOptions,
    look: Look,
    trail: Trail,
    passed: Vec<String>,
}

fn walk(options: &Options, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let mut people = crowd(&index, session.today, &filters(&options.filters, index.settings()));
    let passed = vault.passed()?;
    let all = people.len();
    people.retain(|(id, _)| options.again || !passed.iter().any(|path| path == index.path(*id)));
    if people.is_empty() {
        session.answer(match all {
            0 => "Nobody waits for a first look.\n",
            _ => "You have looked at everybody; `journal curate --again` shows those you passed over.\n",
        })?;
        return Ok(Exit::Done);
    }
    let mut walk = Walk {
        keys: keys(&index),
        ties: edges(&index),
        look: asking::look(session, &vault),
        write: options.write,
        trail: Trail::default(),
        session,
        vault: &vault,
        index: &index,
        people,
        passed,
    };
    let mut at = 0;
    while at < walk.people.len() {
        match walk.ask(at)? {
            Some(next) => at = next,
            None => break,
        }
    }
    let rest = walk.people.len().saturating_sub(at);
    let more = if rest > 0 { format!("; {rest} more when you come back") } else { String::new() };
    output::complain(&match walk.trail.written {
        0 => format!("nothing was written{more}"),
        1 => format!("1 person settled{more}; `journal undo` takes it back"),
        n => format!("{n} people settled{more}; `journal undo` takes them back, one by one"),
    });
    Ok(Exit::Done)
}

/// The circles by number, then what else can be done.
fn keys(index: &Index) -> Vec<KeyRow> {
    let circles = (1..).zip(&index.settings().circles);
    let circles = circles.map(|(number, circle)| KeyRow::new(number.to_string(), circle.name.as_str(), circle.cadence.spoken()));
    let others = [
        KeyRow::new("c", "cadence", "their own: c 6w"),
        KeyRow::new("a", "archive", "dormant, never due"),
        KeyRow::new("s", "skip", ""),
        KeyRow::new("u", "undo", ""),
        KeyRow::new("q", "quit", ""),
    ];
    circles.chain(others).collect()
}

impl Walk<'_> {
    /// Asks about the person at this place. The place to go on from; `None` to stop.
    fn ask(&mut self, at: usize) -> Result<Option<usize>, Error> {
        let (id, stint) = &self.people[at];
        let (id, path) = (*id, self.index.path(*id));
        let mut card = person_card(self.index, id, &self.ties, self.session.today);
        (card.number, card.of) = (at + 1, self.people.len());
        (card.question, card.keys) = ("How close are they?", &self.keys);
        card.facts.splice(0..0, stint.iter().map(|stint| ("worked at".to_owned(), stint.clone())));
        card.facts.extend(own_words(self.vault, &self.vault.text(path).unwrap_or_default()));
        output::say(&page("card", Medium::Text, &card, &self.look)?);
        let keys = self.keys.clone();
        let values: Vec<(&str, String)> = match asking::choice("> ", &keys, Open::No)? {
            Heard::Key("q", _) | Heard::End | Heard::Nothing | Heard::Other(_) => return Ok(None),
            Heard::Key("u", _) => return Ok(Some(self.back().unwrap_or(at))),
            Heard::Key("s", _) => {
                self.pass(path)?;
                self.trail.pass(at);
                return Ok(Some(at + 1));
            }
            Heard::Key("a", _) => vec![("status", "dormant".to_owned())],
            Heard::Key("c", typed) => {
                let typed = if typed.is_empty() { asking::line("how often (6w, quarterly, none): ")? } else { Some(typed) };
                match typed.filter(|typed| !typed.is_empty()) {
                    Some(cadence) => vec![("cadence", cadence)],
                    None => return Ok(Some(at)),
                }
            }
            Heard::Key(number, _) => {
                let circle = keys.iter().find(|key| key.key == number).map(|key| key.word.clone()).unwrap_or_default();
                // A cadence of their own would win over the circle's.
                let own = self.index.contact(id).cadence().is_some().then(|| ("cadence", String::new()));
                [("circle", circle)].into_iter().chain(own).collect()
            }
        };
        Ok(Some(if self.decide(at, &values) { at + 1 } else { at }))
    }

    /// Writes a decision; whether it was written. Trouble with the note is said.
    fn decide(&mut self, at: usize, values: &[(&str, String)]) -> bool {
        let (id, _) = self.people[at];
        let (path, context) = (self.index.path(id), context(self.vault));
        let (key, value) = &values[0];
        let what = format!("curate: {}, {key} {value}", self.index.contact(id).name());
        let done = write(self.session, self.vault, &what, self.write, |text_of| {
            let before = text_of(path)?;
            let after = values.iter().try_fold(before.clone(), |text, (key, value)| checked(path, &text, key, value, &context))?;
            Ok(vec![Edit { path: path.to_owned(), before: Some(before), after: Some(after) }])
        });
        match &done {
            Ok(_) if self.session.global.dry_run => self.trail.pass(at),
            Ok(_) => self.trail.wrote(at, &what, path),
            Err(error) => output::complain(&format!("error: {error}")),
        }
        done.is_ok()
    }

    /// Remembers that somebody was passed over.
    fn pass(&mut self, path: &str) -> Result<(), Error> {
        if !self.passed.iter().any(|passed| passed == path) {
            self.passed.push(path.to_owned());
        }
        self.keep()
    }

    fn keep(&self) -> Result<(), Error> {
        if self.session.global.dry_run { Ok(()) } else { self.vault.keep_passed(&self.passed) }
    }

    /// Goes one step back; where to.
    fn back(&mut self) -> Option<usize> {
        let at = self.trail.back(self.vault)?;
        let path = self.index.path(self.people[at].0);
        self.passed.retain(|passed| passed != path);
        if let Err(error) = self.keep() {
            output::complain(&format!("error: {error}"));
        }
        Some(at)
    }
}

/// The first lines of a note below its front matter, without headings.
fn own_words(vault: &Vault, text: &str) -> Option<(String, String)> {
    let body = places(text, &context(vault)).map(|places| places.body).unwrap_or_default();
    let lines = text.get(body..)?.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let words: Vec<&str> = lines.take(LINES).collect();
    (!words.is_empty()).then(|| ("note".to_owned(), words.join(" ")))
}
