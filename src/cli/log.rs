//! `journal log`

use super::sentence::{self, Sentence, Unclear};
use super::session::{Session, misread};
use super::writing::{WriteOptions, context, whom, write};
use super::{Exit, names};
use crate::edit::{NewEntry, adds, clean, insert, linked};
use crate::error::Error;
use crate::index::{ContactId, Index, folded};
use crate::model::{Date, Purpose};
use crate::parse::when::{self, Leaning};
use crate::parse::{Context, Key, places};
use crate::query::{Who, who};
use crate::vault::{Edit, Vault};
use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;
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
    #[arg(value_name = "WHO… TEXT", add = ArgValueCompleter::new(names::complete))]
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
    #[arg(long, value_name = "WHO", add = ArgValueCompleter::new(names::complete))]
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
    let path = if options.daily { daily_path(&vault, &index, &context, told.date)? } else { index.path(owner).to_owned() };
    let entry = entry(options, session, &index, &context, &told, channel.as_deref(), &path)?;
    let what = format!("log: {}", entry.told);
    write(session, &vault, &what, options.write, |text_of| {
        let there = !options.daily || vault.root().join(&path).exists();
        let before = if there { text_of(&path)? } else { format!("# {}\n", told.date) };
        let places = places(&before, &context).map_err(|found| refusal(&path, &found))?;
        let other_day = places.keys.iter().any(|place| place.key == Some(Key::Date));
        let entry = NewEntry { dated: entry.dated || other_day, ..entry };
        let (after, _) = insert(&before, &places, &entry);
        if !adds(&entry, &path, &before, &after, &context) {
            return Err(Error::usage(
                format!("the entry would not be read as it is meant in `{path}`; nothing is written"),
                "say it in other words, or write it in your editor with `journal edit`",
            ));
        }
        Ok(vec![Edit { path, before: there.then_some(before), after: Some(after) }])
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
    if let [only] = &words[..]
        && matches!(who(index, only), Who::Nobody(_))
    {
        match sentence::read(only, session.today, context, |name| who(index, name))? {
            Some(Ok(Sentence { date, people, text })) => {
                return Ok(Told { people, date: on.or(date).unwrap_or(session.today), text: clean(&text) });
            }
            Some(Err(Unclear(name))) => drop(whom(session, index, &name)?),
            None => {}
        }
        whom(session, index, only)?;
    }
    let text = if words.len() > 1 { words.pop() } else { None };
    let people = sentence::named(&words, session, index, context)?;
    let text = match text.as_deref() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text).map_err(unread)?;
            text
        }
        Some(text) => text.to_owned(),
        None if options.channel.is_none() && options.fields().next().is_none() && asks => {
            ask("what happened (channel first: coffee, call …)")?
        }
        None => String::new(),
    };
    let text = clean(&text);
    let (on, text) = match on {
        Some(on) => (Some(on), text),
        None => match sentence::day(&text, session.today, context)? {
            (None, _) => sentence::day_behind_channel(&text, session.today, context).map_or((None, text), |(day, text)| (Some(day), text)),
            (day, text) => (day, text.to_owned()),
        },
    };
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

fn unread(error: std::io::Error) -> Error {
    Error::usage(format!("cannot read standard input: {error}"), "give text in UTF-8")
}

/// Asks one line on the terminal.
fn ask(what: &str) -> Result<String, Error> {
    super::output::ask(&format!("{what}: "));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(unread)?;
    Ok(line.trim().to_owned())
}

/// The name under which a channel is written.
fn channel(word: &str, context: &Context) -> Result<String, Error> {
    let word = clean(word);
    match context.channel_at_start(&word) {
        Some((name, _, length)) if length == word.len() => Ok(name.to_owned()),
        _ if word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphanumeric() || c == '-') => Ok(word.to_lowercase()),
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
    let (channel, text) = parted(told, channel, context);
    let (mut people, mut text) = (told.people.clone(), text.to_owned());
    let owner = (!options.daily).then_some(told.people[0]);
    let name_link = |name: &str| named(index, name).filter(|id| Some(*id) != owner).and_then(|id| index.link_to(path, id, name));
    match sentence::behind_with(&text).map(|names| sentence::people(names, |name| who(index, name))) {
        Some(Ok((more, rest))) if !more.is_empty() => {
            more.iter().filter(|id| !told.people.contains(id)).for_each(|id| people.push(*id));
            text = rest.to_owned();
        }
        Some(Err(Unclear(name))) if matches!(who(index, &name), Who::Several(_)) => drop(whom(session, index, &name)?),
        Some(Err(_)) => text = linked(&text, name_link),
        _ => {}
    }
    let linked_people = if options.daily { &people[..] } else { &people[1..] };
    let links = linked_people.iter().map(|&id| link(index, path, id)).collect::<Result<Vec<_>, _>>()?;
    let known = channel.as_deref().and_then(|word| context.channel_at_start(word)).map(|(_, purpose, _)| purpose);
    if known == Some(Purpose::News) && !links.is_empty() {
        return Err(Error::usage("news is about one person, and stands in their own note", "log it for each of them"));
    }
    if options.daily && channel.is_some() && known.is_none() {
        let word = channel.unwrap_or_default();
        return Err(Error::usage(
            format!("`{word}` is a channel only in a person's own note"),
            "add it under `channels:` in `.journal/config.yaml`, or leave out `--daily`",
        ));
    }
    let line = line(channel.as_deref(), known.is_some(), &links, &text);
    let mut fields: Vec<(&'static str, String)> = options.fields().map(|(key, value)| (key, linked(&clean(value), name_link))).collect();
    if fields.iter().any(|(_, value)| value.is_empty()) {
        return Err(Error::usage("a field without a text", "say what it was: `--gave advice`"));
    }
    fields.extend(options.by.map(|by| ("by", if by == By::Me { "me".to_owned() } else { "them".to_owned() })));
    let plan = told.date > session.today;
    let dated = !options.daily || known.is_none();
    Ok(NewEntry {
        date: told.date,
        tick: if plan { "[ ]" } else { "" },
        told: line,
        fields,
        dated,
        in_log: !options.daily,
        channel,
        people: links.len(),
    })
}

/// The channel, named or at the start of the text, and the text without it.
fn parted<'t>(told: &'t Told, channel: Option<&str>, context: &Context) -> (Option<String>, &'t str) {
    let text = told.text.as_str();
    match (channel, context.channel_at_start(text)) {
        (Some(channel), Some((name, _, length))) if name == channel => (Some(channel.to_owned()), behind(&text[length..])),
        (Some(channel), _) => (Some(channel.to_owned()), text),
        (None, Some((name, purpose, length))) if purpose == Purpose::Contact || ends(&text[length..]) => {
            (Some(name.to_owned()), behind(&text[length..]))
        }
        (None, _) => {
            let own =
                text.split_once(": ").filter(|(word, _)| word.starts_with(char::is_alphabetic) && word.chars().all(char::is_alphanumeric));
            let own = own.or_else(|| text.strip_suffix(':').filter(|word| word.chars().all(char::is_alphabetic)).map(|word| (word, "")));
            own.map_or((None, text), |(word, rest)| (Some(word.to_lowercase()), rest))
        }
    }
}

/// `coffee with [[a]], [[b]]: text`.
fn line(channel: Option<&str>, known: bool, links: &[String], text: &str) -> String {
    let with = if links.is_empty() { String::new() } else { format!("with {}", links.join(", ")) };
    let lead = [channel.unwrap_or_default(), with.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let goes_on = links.is_empty() && (sentence::behind_with(text).is_some() || text.starts_with("[["));
    match (lead.is_empty(), text.is_empty()) {
        (true, _) => text.to_owned(),
        (false, true) if known || !with.is_empty() => lead,
        (false, true) => format!("{lead}:"),
        (false, false) if goes_on => format!("{lead} {text}"),
        (false, false) => format!("{lead}: {text}"),
    }
}

/// A link that leads to a contact, shown as its name.
fn link(index: &Index, from: &str, id: ContactId) -> Result<String, Error> {
    index.link_to(from, id, index.contact(id).name()).ok_or_else(|| {
        Error::usage(
            format!("`{}` cannot be linked: its file's name has one of `# ^ | [ ]`", index.path(id)),
            "rename the file, or log it in that person's own note",
        )
    })
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
    let is_day = ["january", "february", "march", "april", "may", "june", "july", "august"].contains(&name.to_lowercase().as_str());
    match index.bearers(name)[..] {
        [one] => Some(one),
        [] if is_day => None,
        [] => {
            let first = folded(name);
            let mut same = index.contacts().filter(|&id| folded(index.contact(id).name()).split(' ').next() == Some(first.as_ref()));
            same.next().filter(|_| same.next().is_none())
        }
        _ => None,
    }
}

/// The day's own note: the one that is there, else a new one where Obsidian's settings or the other daily notes say.
fn daily_path(vault: &Vault, index: &Index, context: &Context, date: Date) -> Result<String, Error> {
    // `2026-11-20-standup.md` is of that day, but not the day's own.
    let dated = |path: &&str| context.is_daily(path) && context.day_of(path).is_some();
    let days: Vec<&str> = index.notes().iter().filter(|note| note.contact().is_none()).map(|note| note.path()).filter(dated).collect();
    if let Some(there) = days.iter().find(|path| context.day_of(path) == Some(date)) {
        return Ok((*there).to_owned());
    }
    let of_others = days.last().and_then(|path| path.rsplit_once('/')).map(|(folder, _)| folder);
    let folder = vault.daily_folder().or(of_others).unwrap_or(if days.is_empty() { "journal" } else { "" });
    let odd = || {
        Error::usage(
            format!("the name format of daily notes gives no name for {date} that would be read as that day"),
            "it may hold YYYY, MM, M, MMM, MMMM, DD, D, ddd, dddd and [text]; see `.obsidian/daily-notes.json`",
        )
    };
    let name = context.daily_name(date).ok_or_else(odd)?;
    let path = if folder.is_empty() { format!("{name}.md") } else { format!("{folder}/{name}.md") };
    if path.split('/').any(|part| matches!(part, ".." | "." | "")) || path.starts_with('/') {
        return Err(Error::usage(
            format!("the daily note `{path}` would lie outside the vault"),
            "correct `folder` in `.obsidian/daily-notes.json`",
        ));
    }
    if !vault.reads(&path) {
        return Err(Error::usage(
            format!("`{path}` is hidden, ignored or a template, and would not be read"),
            "name another `folder` in `.obsidian/daily-notes.json`",
        ));
    }
    if context.day_of(&path) != Some(date) {
        return Err(odd());
    }
    Ok(path)
}
