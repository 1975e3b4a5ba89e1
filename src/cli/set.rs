//! `journal set`, `journal snooze`, `journal move`: values of the front matter.

use super::log::refusal;
use super::session::{Session, misread};
use super::writing::{WriteOptions, context, whom, write};
use super::{Exit, names};
use crate::edit::{NewEntry, Refusal, add_item, clean, insert, set};
use crate::error::Error;
use crate::index::{ContactId, Index};
use crate::model::Date;
use crate::parse::when::{self, Leaning};
use crate::parse::{Context, Key, Scratch, key_named, note, places};
use crate::vault::Edit;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

/// Set one key of a contact's front matter, and touch nothing else.
///
/// Dates may be typed as in `journal log --on`. A value that is a list, a map or several lines long is refused with its
/// line. An empty VALUE ('') empties the key.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal set ada cadence 6w\n  journal set ada last yesterday\n  journal set ada company 'Vector Labs'"
)]
pub(super) struct SetOptions {
    /// Whom
    #[arg(value_name = "WHO", add = ArgValueCompleter::new(names::complete))]
    who: String,
    /// Which key, in any spelling
    #[arg(value_name = "KEY")]
    key: String,
    /// What to write
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    value: String,
    #[command(flatten)]
    write: WriteOptions,
}

/// Show somebody as due only from a day on.
///
/// With several people all of them are snoozed, or none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal snooze ada 3w\n  journal snooze ada grace '3 weeks'\n  journal snooze ada 2027-01-07")]
pub(super) struct SnoozeOptions {
    /// Whom, and the day: 3w, next friday, feb 3, 2027-01-07
    #[arg(value_name = "WHO… UNTIL", add = ArgValueCompleter::new(names::complete), num_args = 2.., required = true)]
    words: Vec<String>,
    #[command(flatten)]
    write: WriteOptions,
}

/// Somebody has a new company or role: both keys, and a line in the log (which is no contact).
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal move ada --company Globex --role 'Head of Data'\n  journal move ada --role CTO --on 'last monday'"
)]
pub(super) struct MoveOptions {
    /// Whom
    #[arg(value_name = "WHO", add = ArgValueCompleter::new(names::complete))]
    who: String,
    /// The new company
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// The new role
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Since when [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    #[command(flatten)]
    write: WriteOptions,
}

pub(super) fn run_set(options: &SetOptions, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let context = context(&vault);
    let path = index.path(whom(session, &index, &options.who)?).to_owned();
    let value = day_value(&options.key, &clean(&options.value), session.today, &context)?;
    write(session, &vault, &format!("set {}: {value}", options.key), options.write, |text_of| {
        Ok(vec![planned(&path, text_of(&path)?, &options.key, &value, &context)?])
    })
}

pub(super) fn run_snooze(options: &SnoozeOptions, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let context = context(&vault);
    let Some((until, names)) = options.words.split_last() else { return Ok(Exit::Done) };
    let day = when::day(until, session.today, Leaning::Future).map_err(misread)?;
    let mut paths: Vec<&str> = Vec::new();
    for name in names {
        let path = index.path(whom(session, &index, name)?);
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    write(session, &vault, &format!("snooze until {day}"), options.write, |text_of| {
        paths.iter().map(|path| planned(path, text_of(path)?, "snooze", &day.to_string(), &context)).collect()
    })
}

pub(super) fn run_move(options: &MoveOptions, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let context = context(&vault);
    let id = whom(session, &index, &options.who)?;
    let path = index.path(id).to_owned();
    let date = options.on.as_deref().map_or(Ok(session.today), |text| when::day(text, session.today, Leaning::Past)).map_err(misread)?;
    let (company, role) = (options.company.as_deref().map(clean), options.role.as_deref().map(clean));
    if company.as_deref().or(role.as_deref()).is_none_or(str::is_empty) {
        return Err(Error::usage("nothing says where they moved", "name the new `--company`, the new `--role`, or both"));
    }
    let contact = index.contact(id);
    let stays = |new: &Option<String>, old: Option<&str>| new.is_none() || new.as_deref() == old;
    if stays(&company, contact.company()) && stays(&role, contact.role()) {
        session.answer("nothing to change: it stands there already\n")?;
        return Ok(Exit::Done);
    }
    let told = moved(&index, id, company.as_deref(), role.as_deref());
    let line = format!("moved: {told}");
    let entry = NewEntry {
        date,
        tick: "",
        told: line,
        fields: Vec::new(),
        dated: true,
        in_log: true,
        channel: Some("moved".to_owned()),
        people: 0,
    };
    write(session, &vault, &format!("move: {told}"), options.write, |text_of| {
        let before = text_of(&path)?;
        let mut after = before.clone();
        for (key, value) in [("company", &company), ("role", &role)] {
            if let Some(value) = value {
                after = checked(&path, &after, key, value, &context)?;
            }
        }
        let places = places(&after, &context).map_err(|found| refusal(&path, &found))?;
        let (after, _) = insert(&after, &places, &entry);
        Ok(vec![Edit { path: path.clone(), before: Some(before), after: Some(after) }])
    })
}

/// `Globex, Head of Data (was Initech, Engineer)`.
fn moved(index: &Index, id: ContactId, company: Option<&str>, role: Option<&str>) -> String {
    let contact = index.contact(id);
    let both = |company: Option<&str>, role: Option<&str>| [company, role].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let (old, new) = (both(contact.company(), contact.role()), both(company, role));
    if old.is_empty() { new } else { format!("{new} (was {old})") }
}

/// The edit that writes one value.
pub(super) fn planned(path: &str, before: String, key: &str, value: &str, context: &Context) -> Result<Edit, Error> {
    let after = checked(path, &before, key, value, context)?;
    Ok(Edit { path: path.to_owned(), before: Some(before), after: Some(after) })
}

/// The edit that adds an item to a list.
pub(super) fn planned_item(path: &str, before: String, key: &str, item: &str, context: &Context) -> Result<Edit, Error> {
    let after = verified(path, &before, add_item(&before, key, item, context), context)?;
    Ok(Edit { path: path.to_owned(), before: Some(before), after: Some(after) })
}

/// The text with one value more; a value that `check` would report is refused.
pub(super) fn checked(path: &str, before: &str, key: &str, value: &str, context: &Context) -> Result<String, Error> {
    verified(path, before, set(before, key, value, context), context)
}

/// A changed text, unless `check` would report the changed line.
fn verified(path: &str, before: &str, changed: Result<(String, usize), Refusal>, context: &Context) -> Result<String, Error> {
    let refused = |refusal: Refusal| Error::usage(format!("{path}:{}: {}", refusal.line, refusal.message), refusal.hint);
    let (after, line) = changed.map_err(refused)?;
    let read = |text: &str| note(path, text, context, &mut Scratch::default());
    let ((was, old), (is, new)) = (read(before), read(&after));
    if was.contact().is_some() && is.contact().is_none() {
        let hint = "a contact's `type` is `person` or `organization`; whoever should be none is changed in an editor";
        return Err(Error::usage(format!("{path}:{line}: the note would be no contact any more; nothing is written"), hint));
    }
    let new = new
        .into_iter()
        .find(|found| found.span.line as usize == line && !old.iter().any(|old| (old.code, &old.message) == (found.code, &found.message)));
    match new {
        Some(found) => {
            let hint = found.hint.as_ref().map_or_else(|| "write another value".to_owned(), ToString::to_string);
            Err(Error::usage(format!("{}; nothing is written", found.message), hint))
        }
        None => Ok(after),
    }
}

/// A day as people type it, for keys that hold one.
pub(super) fn day_value(key: &str, value: &str, today: Date, context: &Context) -> Result<String, Error> {
    let leaning = match key_named(key, context) {
        Some(Key::Last | Key::Met) => Leaning::Past,
        Some(Key::Next | Key::Snooze) => Leaning::Future,
        _ => return Ok(value.to_owned()),
    };
    let partial = value.len() >= 4 && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if value.is_empty() || partial {
        return Ok(value.to_owned());
    }
    when::day(value, today, leaning).map(|day| day.to_string()).map_err(misread)
}
