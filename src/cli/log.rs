//! `journal log`

use super::Exit;
use super::sentence::{self, Sentence};
use super::session::{Session, misread};
use super::writing::{Planned, WriteOptions, context, whom, write};
use crate::edit::{NewEntry, adds, clean, insert, linked};
use crate::error::Error;
use crate::index::{ContactId, Index, folded};
use crate::model::{Date, Purpose};
use crate::parse::when::{self, Leaning};
use crate::parse::{Context, places};
use crate::query::{Who, who};
use crate::vault::{Edit, Vault};
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Read};

/// Write down one interaction, in the log of the person's note; with several people one entry, in the first one's note.
///
/// The last argument is what happened, unless it is the only one; `-` reads it from standard input. A single
/// argument that names nobody is read as a sentence: `yesterday: coffee with Ada and Grace`. A channel at the start of the
/// text (coffee, call, lunch …) is understood. Names in the fields become links. A day to come makes a plan.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal log ada 'coffee, caught up'\n  journal log ada 'the new job' --on yesterday --channel call --gave 'introduction to Grace'\n  journal log 'last friday: lunch with Ada and Grace: their plans'\n  git log -1 --format=%s | journal log ada -"
)]
pub(super) struct Options {
    /// Whom, then what happened; or one sentence
    #[arg(value_name = "WHO… TEXT")]
    words: Vec<String>,
    /// When: yesterday, last friday, 3 weeks ago, oct 3, 2026-11-20 [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// How: coffee, call, lunch, or a word of your own
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// What you gave
    #[arg(long, value_name = "WHAT")]
    gave: Vec<String>,
    /// What you got
    #[arg(long, value_name = "WHAT")]
    got: Vec<String>,
    /// What you asked for
    #[arg(long, value_name = "WHAT")]
    asked: Vec<String>,
    /// What they need
    #[arg(long, value_name = "WHAT")]
    needs: Vec<String>,
    /// What you promised
    #[arg(long, value_name = "WHAT")]
    promised: Vec<String>,
    /// What you thanked for
    #[arg(long, value_name = "WHAT")]
    thanked: Vec<String>,
    /// Who reached out
    #[arg(long, value_name = "WHO")]
    by: Option<By>,
    /// Write into the day's own note instead
    #[arg(long)]
    daily: bool,
    #[command(flatten)]
    write: WriteOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// You
    Me,
    /// They
    Them,
}

/// What is to be written down.
struct Told {
    people: Vec<ContactId>,
    date: Date,
    text: String,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let context = context(&vault);
    let told = told(options, session, &index, &context)?;
    let channel = options.channel.as_deref().map(|word| channel(word, &context)).transpose()?;
    let owner = told.people[0];
    let path = if options.daily { daily_path(&vault, &index, &context, told.date) } else { index.path(owner).to_owned() };
    let entry = entry(options, session, &index, &context, &told, channel.as_deref(), &path)?;
    let what = format!("log: {}", entry.told);
    write(session, &vault, &what, options.write, |text_of| {
        let there = !options.daily || vault.root().join(&path).exists();
        let before = if there { text_of(&path)? } else { format!("# {}\n", told.date) };
        let places = places(&before, &context).map_err(|found| refusal(&path, &found))?;
        let (after, line) = insert(&before, &places, &entry);
        if !adds(&entry, &path, &before, &after, &context) {
            return Err(Error::usage(
                format!("the entry would not be read as one entry in `{path}`; nothing is written"),
                "say it in other words, or write it in your editor with `journal edit`",
            ));
        }
        let shows = after.lines().nth(line - 1).unwrap_or_default().trim().to_owned();
        Ok(vec![Planned { edit: Edit { path, before: there.then_some(before), after: Some(after) }, line, shows }])
    })
}

impl Options {
    /// The fields, in the order they are written.
    fn fields(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let all = [
            ("gave", &self.gave),
            ("got", &self.got),
            ("asked", &self.asked),
            ("needs", &self.needs),
            ("promised", &self.promised),
            ("thanked", &self.thanked),
        ];
        all.into_iter().flat_map(|(key, values)| values.iter().map(move |value| (key, value)))
    }
}

/// A finding that keeps a note from being changed.
pub(super) fn refusal(path: &str, found: &crate::diagnostic::Diagnostic) -> Error {
    let hint = found.hint.as_ref().map_or_else(|| "mend the note first".to_owned(), ToString::to_string);
    Error::usage(format!("{path}:{}: {}; the note is not touched", found.span.line, found.message), hint)
}

/// Who, when and what, from the arguments, standard input or questions.
fn told(options: &Options, session: &Session, index: &Index, context: &Context) -> Result<Told, Error> {
    let on = options.on.as_deref().map(|text| when::day(text, session.today, Leaning::Past).map_err(misread)).transpose()?;
    let asks = std::io::stdin().is_terminal() && !session.global.no_input;
    let mut words = options.words.clone();
    if words.is_empty() {
        if !asks {
            return Err(Error::usage("nothing to log: nobody is named", "journal log ada 'coffee, caught up'"));
        }
        words.push(ask("with whom")?);
    }
    let named = |name: &str| matches!(who(index, name), Who::One(_) | Who::Several(_));
    if let [only] = &words[..]
        && !named(only)
    {
        let one = |name: &str| match who(index, name) {
            Who::One(id) => Some(id),
            _ => None,
        };
        if let Some(Sentence { date, people, text }) = sentence::read(only, session.today, context, one) {
            return Ok(Told { people, date: on.or(date).unwrap_or(session.today), text: clean(&text) });
        }
        whom(session, index, only)?;
    }
    let text = if words.len() > 1 { words.pop() } else { None };
    let mut people = Vec::new();
    for name in &words {
        let id = whom(session, index, name)?;
        if !people.contains(&id) {
            people.push(id);
        }
    }
    let text = match text.as_deref() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text).map_err(|source| Error::Write { path: "standard input".into(), source })?;
            text
        }
        Some(text) => text.to_owned(),
        None if options.channel.is_none() && options.fields().next().is_none() && asks => {
            ask("what happened (channel first: coffee, call …)")?
        }
        None => String::new(),
    };
    let text = clean(&text);
    if text.is_empty() && options.channel.is_none() && options.fields().next().is_none() {
        return Err(Error::usage("nothing to log: no text, no channel, no field", "journal log ada 'coffee, caught up'"));
    }
    let date = match on {
        None if asks && options.words.is_empty() => {
            let day = ask(&format!("when [{}]", session.today))?;
            if day.is_empty() { session.today } else { when::day(&day, session.today, Leaning::Past).map_err(misread)? }
        }
        on => on.unwrap_or(session.today),
    };
    Ok(Told { people, date, text })
}

/// Asks one line on the terminal.
fn ask(what: &str) -> Result<String, Error> {
    super::output::ask(&format!("{what}: "));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|source| Error::Write { path: "standard input".into(), source })?;
    Ok(line.trim().to_owned())
}

/// The name under which a channel is written.
fn channel(word: &str, context: &Context) -> Result<String, Error> {
    let word = clean(word);
    match context.channel_at_start(&word) {
        Some((name, _, length)) if length == word.len() => Ok(name.to_owned()),
        _ if !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '-') => Ok(word.to_lowercase()),
        _ => Err(Error::usage(format!("`{word}` is no channel"), "name one word, or add it under `channels:` in `.journal/config.yaml`")),
    }
}

/// The entry, its people and names as links.
fn entry(
    options: &Options,
    session: &Session,
    index: &Index,
    context: &Context,
    told: &Told,
    channel: Option<&str>,
    path: &str,
) -> Result<NewEntry, Error> {
    let (found, text) = match (channel, context.channel_at_start(&told.text)) {
        (Some(channel), Some((name, _, length))) if name == channel => (Some(channel.to_owned()), behind(&told.text[length..])),
        (Some(channel), _) => (Some(channel.to_owned()), told.text.as_str()),
        (None, Some((name, purpose, length))) if purpose == Purpose::Contact || ends(&told.text[length..]) => {
            (Some(name.to_owned()), behind(&told.text[length..]))
        }
        _ => (None, told.text.as_str()),
    };
    let linked_people = if options.daily { &told.people[..] } else { &told.people[1..] };
    let links: Vec<String> = linked_people.iter().map(|&id| index.link_to(path, id, &index.contact(id).name)).collect();
    let with = if links.is_empty() { String::new() } else { format!("with {}", links.join(", ")) };
    let lead =
        [found.as_deref().unwrap_or_default(), with.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let known = found.as_deref().is_some_and(|word| context.channel_at_start(word).is_some());
    let line = match (lead.is_empty(), text.is_empty()) {
        (true, _) => text.to_owned(),
        (false, true) if known || !with.is_empty() => lead,
        (false, true) => format!("{lead}:"),
        (false, false) => format!("{lead}: {text}"),
    };
    let owner = (!options.daily).then_some(told.people[0]);
    let name_link = |name: &str| named(index, name).filter(|id| Some(*id) != owner).map(|id| index.link_to(path, id, name));
    let mut fields: Vec<(&'static str, String)> = options.fields().map(|(key, value)| (key, linked(&clean(value), name_link))).collect();
    if fields.iter().any(|(_, value)| value.is_empty()) {
        return Err(Error::usage("a field without a text", "say what it was: `--gave advice`"));
    }
    fields.extend(options.by.map(|by| ("by", if by == By::Me { "me".to_owned() } else { "them".to_owned() })));
    let plan = told.date > session.today;
    let dated = !options.daily || !known;
    Ok(NewEntry { date: told.date, tick: if plan { "[ ]" } else { "" }, told: line, fields, dated })
}

/// What stands behind a channel and its separator.
fn behind(rest: &str) -> &str {
    rest.trim_start_matches([' ', ',', ':', ';', '-', '–', '—', '.'])
}

/// Whether a lead ends here.
fn ends(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(": ")
}

/// The contact of exactly this name, alias, or only bearer of this first name.
fn named(index: &Index, name: &str) -> Option<ContactId> {
    match index.bearers(name)[..] {
        [one] => Some(one),
        [] => {
            let first = folded(name);
            let mut same = index.contacts().filter(|&id| folded(&index.contact(id).name).split(' ').next() == Some(first.as_ref()));
            same.next().filter(|_| same.next().is_none())
        }
        _ => None,
    }
}

/// The day's own note: the one that is there, else a new one where Obsidian's settings or the other daily notes say.
fn daily_path(vault: &Vault, index: &Index, context: &Context, date: Date) -> String {
    let dated = |path: &&str| context.day_of(path).is_some();
    let days: Vec<&str> = index.notes().iter().filter(|note| note.contact().is_none()).map(|note| &*note.path).filter(dated).collect();
    if let Some(there) = days.iter().find(|path| context.day_of(path) == Some(date)) {
        return (*there).to_owned();
    }
    let of_others = days.last().and_then(|path| path.rsplit_once('/')).map(|(folder, _)| folder);
    let folder = vault.daily_folder().or(of_others).unwrap_or(if days.is_empty() { "journal" } else { "" });
    let name = context.daily_name(date);
    if folder.is_empty() { format!("{name}.md") } else { format!("{folder}/{name}.md") }
}
