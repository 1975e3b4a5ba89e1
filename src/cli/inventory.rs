//! `journal inventory`

use super::Exit;
use super::asking::{self, Heard, Open, Trail};
use super::new::new_note;
use super::output;
use super::session::{Session, first_errors};
use super::set::{planned, planned_item};
use super::writing::{WriteOptions, context, write};
use crate::edit::clean;
use crate::error::Error;
use crate::index::{ContactId, Index, bare};
use crate::model::Settings;
use crate::parse::date::range;
use crate::query::{Edge, Who, edges, who};
use crate::render::{Look, Medium, json, page, visible};
use crate::report::{Card, From, InventoryPage, InventoryRequest, KeyRow, PersonRow, StintRow, inventory_page, person_card};
use crate::vault::{Page, Vault};
use clap::Args;
use std::collections::BTreeSet;

/// Where you worked in the last five years, with whom, and what is not known of them yet: whether you would work with
/// them again in a heartbeat, who had no contact for a year, who waits for an answer of yours.
///
/// The stints are `me.career` of `.journal/config.yaml`. Somebody belongs to one by `worked_together`, or by company
/// and `moved` entries; who was merely in touch at the time stands below. With --walk you are asked about each, one
/// question a person, and names you remember become notes; every answer is one change that `journal undo` takes back.
/// Formats: text, md, json. Exits with 1 when the settings name no career.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal inventory\n  journal inventory --years all\n  journal inventory --walk\n  journal inventory initech --walk\n  journal inventory -o inventory.md"
)]
pub(super) struct Options {
    /// Only stints at organizations with this in their name
    #[arg(value_name = "ORGANIZATION")]
    organizations: Vec<String>,
    /// How many years back: a number, or `all`
    #[arg(long, value_name = "N", default_value = "5", value_parser = years)]
    years: Years,
    /// People a stint to show; 0 for all [default: 20; all in JSON]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Ask about them, one by one
    #[arg(long)]
    walk: bool,
    #[command(flatten)]
    write: WriteOptions,
}

/// Years to look back; `None` is the whole career.
#[derive(Clone, Copy, Debug)]
struct Years(Option<u16>);

/// People of a stint on a page that says nothing else.
const SHOWN: usize = 20;

fn years(text: &str) -> Result<Years, String> {
    match text.trim() {
        "all" => Ok(Years(None)),
        text => match text.parse() {
            Ok(years @ 1..=200) => Ok(Years(Some(years))),
            _ => Err("a number from 1 to 200, or `all`".to_owned()),
        },
    }
}

impl Options {
    fn request(&self) -> InventoryRequest {
        InventoryRequest { years: self.years.0, organizations: self.organizations.clone() }
    }
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    if options.walk {
        asking::no_contradiction(session)?;
        return walk(options, session);
    }
    let format = session.format(&["text", "md", "json"])?;
    session.page(options, |vault, index| {
        let value = inventory_page(index, session.today, &options.request());
        let limit = match options.limit {
            Some(0) => None,
            None if format == "json" => None,
            limit => limit.or(Some(SHOWN)),
        };
        let (to_see, value) = (value.from == From::Notes || value.knows_nothing(), value.cut(limit));
        let look = session.look(Some(vault));
        let text = match format {
            "json" => json(&value)?,
            "md" => page("inventory", Medium::Markdown, &value, &look)?,
            _ => page("inventory", Medium::Text, &value, &look)?,
        };
        let (errors, error_count) = first_errors(index.findings().iter());
        Ok(Page { text, errors, error_count, to_see })
    })
}

/// Where a walk stops.
enum Stop<'p, 'a> {
    /// At somebody not asked about yet.
    Person(&'p StintRow<'a>, &'p PersonRow<'a>),
    /// After the people of a stint: who else was there?
    Names(&'p StintRow<'a>),
}

/// Everybody not asked about yet, stint by stint, each once, and the question for names after each stint.
fn stops<'p, 'a>(page: &'p InventoryPage<'a>) -> Vec<Stop<'p, 'a>> {
    let mut seen = BTreeSet::new();
    let mut stops = Vec::new();
    for stint in &page.stints {
        let open = stint.people.iter().filter(|row| row.is_unanswered() && seen.insert(row.contact.path));
        stops.extend(open.map(|row| Stop::Person(stint, row)));
        stops.push(Stop::Names(stint));
    }
    stops
}

/// One walk: what every question needs.
struct Walk<'w> {
    session: &'w Session,
    vault: &'w Vault,
    index: &'w Index,
    write: WriteOptions,
    ties: Vec<Edge>,
    look: Look,
    trail: Trail,
}

/// What comes after a question.
enum After {
    Stay,
    On,
    BackTo(usize),
    Quit,
}

fn walk(options: &Options, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let page = inventory_page(&index, session.today, &options.request());
    if page.knows_nothing() && !options.organizations.is_empty() {
        let named = visible(&options.organizations.join(" ")).into_owned();
        return Err(Error::usage(format!("no stint is called `{named}`"), "`journal inventory --years all` shows all of them"));
    }
    if page.knows_nothing() {
        return Err(Error::usage(
            "nothing says where you have worked",
            "write it under `me.career` in `.journal/config.yaml`; `journal inventory` shows how",
        ));
    }
    let stops = stops(&page);
    let people = stops.iter().filter(|stop| matches!(stop, Stop::Person(..))).count();
    let look = asking::look(session, &vault);
    let mut walk = Walk { session, vault: &vault, index: &index, write: options.write, ties: edges(&index), look, trail: Trail::default() };
    let mut at = 0;
    while let Some(stop) = stops.get(at) {
        let number = stops[..=at].iter().filter(|stop| matches!(stop, Stop::Person(..))).count();
        let after = match stop {
            Stop::Person(stint, row) => walk.person(at, (number, people), stint, row)?,
            Stop::Names(stint) => walk.names(at, stint)?,
        };
        match after {
            After::Stay => {}
            After::On => at += 1,
            After::BackTo(place) => at = place,
            After::Quit => break,
        }
    }
    let written = walk.trail.written;
    output::complain(&match written {
        0 => "nothing was written".to_owned(),
        1 => "1 change; `journal undo` takes it back".to_owned(),
        n => format!("{n} changes; `journal undo` takes them back, one by one"),
    });
    Ok(Exit::Done)
}

/// Whom a typed name means.
enum Meant {
    /// The contact found.
    Them,
    /// Somebody who has no note yet.
    SomebodyNew,
    /// Nobody after all; go on like this.
    Nobody(After),
}

/// Keys in one line of text.
fn shown(keys: &[KeyRow]) -> String {
    keys.iter().map(KeyRow::shown).collect::<Vec<_>>().join(" ")
}

/// The answers to the question of working together again.
fn answers() -> [KeyRow; 6] {
    [
        KeyRow::new("y", "yes", ""),
        KeyRow::new("n", "no", ""),
        KeyRow::new("u", "unsure", ""),
        KeyRow::new("s", "skip", ""),
        KeyRow::new("b", "back", ""),
        KeyRow::new("q", "quit", ""),
    ]
}

const QUESTION: &str = "Work with them again in a heartbeat?";

impl Walk<'_> {
    fn person(&mut self, at: usize, (number, of): (usize, usize), stint: &StintRow<'_>, row: &PersonRow<'_>) -> Result<After, Error> {
        let keys = answers();
        let Some(id) = self.index.contact_at(row.contact.path) else { return Ok(After::On) };
        let mut card = person_card(self.index, id, &self.ties, self.session.today);
        (card.question, card.keys) = (QUESTION, &keys);
        // The stint says it, in the light of the career.
        card.facts.retain(|(key, _)| key != "worked together");
        (card.number, card.of) = (number, of);
        card.facts.insert(0, (stint.organization.clone(), row.why.clone()));
        output::say(&page("card", Medium::Text, &card, &self.look)?);
        match asking::choice("> ", &keys, Open::No)? {
            Heard::Key("s", _) => self.trail.pass(at),
            Heard::Key("b", _) => return Ok(self.trail.back(self.vault).map_or(After::Stay, After::BackTo)),
            Heard::Key(key @ ("y" | "n" | "u"), _) => {
                let value = keys.iter().find(|row| row.key == key).map_or("unsure", |row| &row.word);
                let what = format!("inventory: {} again: {value}", row.contact.name);
                let context = context(self.vault);
                let path = row.contact.path;
                let done = write(self.session, self.vault, &what, self.write, |text_of| {
                    Ok(vec![planned(path, text_of(path)?, "would_work_again", value, &context)?])
                });
                return Ok(self.wrote(at, &what, path, done, After::On));
            }
            _ => return Ok(After::Quit),
        }
        Ok(After::On)
    }

    /// Notes that a change was written; trouble with it is said, and the question stands.
    fn wrote(&mut self, at: usize, what: &str, path: &str, done: Result<Exit, Error>, after: After) -> After {
        match done {
            Ok(_) if self.session.global.dry_run => self.trail.pass(at),
            Ok(_) => self.trail.wrote(at, what, path),
            Err(error) => {
                output::complain(&format!("error: {error}"));
                return After::Stay;
            }
        }
        after
    }

    fn names(&mut self, at: usize, stint: &StintRow<'_>) -> Result<After, Error> {
        let keys = [KeyRow::new("Enter", "go on", ""), KeyRow::new("b", "back", ""), KeyRow::new("q", "quit", "")];
        let card = Card {
            number: 0,
            of: 0,
            name: &stint.organization,
            about: [stint.role.as_deref().unwrap_or_default(), &stint.span]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(", "),
            facts: Vec::new(),
            question: "Who else was there? A name, with years if you know them: Ada Lovelace 2018..2020",
            keys: &keys,
        };
        output::say(&page("card", Medium::Text, &card, &self.look)?);
        match asking::choice("> ", &keys, Open::Yes)? {
            Heard::Nothing | Heard::Key("Enter", _) => {
                self.trail.pass(at);
                Ok(After::On)
            }
            Heard::Key("b", _) => Ok(self.trail.back(self.vault).map_or(After::Stay, After::BackTo)),
            Heard::Other(typed) => self.remember(at, stint, &typed),
            _ => Ok(After::Quit),
        }
    }

    /// Writes down that somebody was there: in a new note, or in that of somebody who has one.
    fn remember(&mut self, at: usize, stint: &StintRow<'_>, typed: &str) -> Result<After, Error> {
        let (name, years) = match typed.rsplit_once(' ').filter(|(_, last)| last.starts_with(|c: char| c.is_ascii_digit())) {
            Some((name, years)) if range(years).is_ok() => (name.trim(), Some(years)),
            Some((_, years)) => {
                output::complain(&format!("`{}` is no range of years; write 2018..2020, 2018-03..2020-06 or 2018..", visible(years)));
                return Ok(After::Stay);
            }
            None => (typed, None),
        };
        let there = worked_together(self.vault.settings(), stint, years);
        let what = format!("inventory: {} at {}", clean(name), stint.organization);
        let known = match who(self.index, name) {
            Who::One(id) => match self.is_meant(id, name)? {
                Meant::Them => id,
                Meant::SomebodyNew => return self.new_colleague(at, &what, name, &there, years),
                Meant::Nobody(after) => return Ok(after),
            },
            Who::Several(ids) => {
                let names: Vec<String> = ids.iter().take(5).map(|&id| self.index.contact(id).name().to_owned()).collect();
                output::complain(&format!("`{}` could be {}; type more of the name", visible(name), visible(&names.join(", "))));
                return Ok(After::Stay);
            }
            Who::Nobody(_) => return self.new_colleague(at, &what, name, &there, years),
        };
        let contact = self.index.contact(known);
        if years.is_none() && contact.seldom.worked_together.iter().any(|there| bare(&there.organization) == bare(&stint.organization)) {
            output::complain(&format!("the note of {} says so already", visible(contact.name())));
            return Ok(After::Stay);
        }
        let (path, context) = (self.index.path(known), context(self.vault));
        let done = write(self.session, self.vault, &what, self.write, |text_of| {
            Ok(vec![planned_item(path, text_of(path)?, "worked_together", &there, &context)?])
        });
        Ok(self.wrote(at, &what, path, done, After::Stay))
    }

    /// Whether a name means this contact; asked where it is not the very name.
    fn is_meant(&self, id: ContactId, name: &str) -> Result<Meant, Error> {
        let contact = self.index.contact(id);
        let same = |other: &str| bare(other) == bare(name);
        if same(contact.name()) || contact.aliases().iter().any(same) {
            return Ok(Meant::Them);
        }
        let [yes, _, _, _, back, quit] = answers();
        let keys = [yes, KeyRow::new("n", "no", ""), back, quit];
        let prompt = format!("Do you mean {}, who has a note? {}: ", contact.name(), shown(&keys));
        Ok(match asking::choice(&prompt, &keys, Open::No)? {
            Heard::Key("y", _) => Meant::Them,
            Heard::Key("n", _) => Meant::SomebodyNew,
            Heard::Key("b", _) => Meant::Nobody(After::Stay),
            _ => Meant::Nobody(After::Quit),
        })
    }

    fn new_colleague(&mut self, at: usize, what: &str, name: &str, there: &str, years: Option<&str>) -> Result<After, Error> {
        let keys = answers();
        let again = match asking::choice(&format!("{QUESTION} {}: ", shown(&keys)), &keys, Open::No)? {
            Heard::Key("s", _) => None,
            Heard::Key("b", _) => return Ok(After::Stay),
            Heard::Key(key @ ("y" | "n" | "u"), _) => keys.iter().find(|row| row.key == key).map(|row| row.word.as_str()),
            _ => return Ok(After::Quit),
        };
        // One met no later than that; when, the template cannot know.
        let met = years.and_then(|years| years.split("..").next()).map_or("", |from| if from.len() == 9 { &from[..4] } else { from });
        let mut values = vec![("met", met), ("worked_together", there)];
        values.extend(again.map(|again| ("would_work_again", again)));
        let new = match new_note(self.session, self.vault, self.index, name, &values) {
            Ok(new) => new,
            Err(error) => {
                output::complain(&format!("error: {error}"));
                return Ok(After::Stay);
            }
        };
        let path = new.path.clone();
        let done = write(self.session, self.vault, what, self.write, |_| Ok(vec![new]));
        Ok(self.wrote(at, what, &path, done, After::Stay))
    }
}

/// `Organization RANGE` for a stint, with the years typed. Without these the organization alone, unless it is one of several
/// stints or ends in what would be read as a range: then the stint's own days.
fn worked_together(settings: &Settings, stint: &StintRow<'_>, years: Option<&str>) -> String {
    let day = |day: Option<crate::model::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let organization = &stint.organization;
    let twice = settings.me.career.iter().filter(|other| bare(&other.organization) == bare(organization)).count() > 1;
    let odd = organization.rsplit(' ').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    match years {
        Some(years) => format!("{organization} {years}"),
        None if (twice || odd) && stint.since.is_some() => format!("{organization} {}..{}", day(stint.since), day(stint.until)),
        None => organization.clone(),
    }
}
