//! One sentence as an entry: `yesterday: coffee with Ada and Grace: the new job`.

use super::session::{Session, misread};
use super::writing::whom;
use crate::error::Error;
use crate::index::{ContactId, Index};
use crate::model::Date;
use crate::parse::Context;
use crate::parse::when::{self, Leaning};
use crate::query::{Who, who};
use crate::render::visible;

/// What a sentence says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Its day, if it names one.
    pub(super) date: Option<Date>,
    /// Whom it names, at least one.
    pub(super) people: Vec<ContactId>,
    /// The channel, and what it tells beside day and people.
    pub(super) text: String,
}

/// A name that is not clear.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclear(pub(super) String);

/// Reads a sentence; `who` says whom a name means. `None` when it names nobody.
///
/// # Errors
/// When a day could mean two, or a name is nobody's or several people's.
pub(super) fn read(
    sentence: &str,
    today: Date,
    context: &Context,
    who: impl Fn(&str) -> Who,
) -> Result<Option<Result<Sentence, Unclear>>, Error> {
    let (date, rest) = day(sentence.trim(), today, context)?;
    let head = match find_with(rest) {
        Some((before, after)) => Some((before.trim(), after)),
        None => context.channel_at_start(rest).map(|(_, _, length)| (&rest[..length], rest[length..].trim_start())),
    };
    let Some((lead, after)) = head else { return Ok(None) };
    let (people, told) = match people(after, who) {
        Ok((people, _)) if people.is_empty() => return Ok(None),
        Ok(found) => found,
        Err(unclear) => return Ok(Some(Err(unclear))),
    };
    let (late, told) = if date.is_none() { late(told, today, context)? } else { (None, told) };
    let own = lead.chars().all(char::is_alphabetic) && context.channel_at_start(lead).is_none();
    let text = match (lead.is_empty(), told.is_empty()) {
        (false, true) if own => format!("{lead}:"),
        (_, true) => lead.to_owned(),
        (true, false) => told.to_owned(),
        (false, false) => format!("{lead}: {told}"),
    };
    Ok(Some(Ok(Sentence { date: date.or(late), people, text })))
}

/// The day that a text is, or its first words name, and what follows.
fn late<'t>(text: &'t str, today: Date, context: &Context) -> Result<(Option<Date>, &'t str), Error> {
    match when::day(text.strip_prefix("on ").unwrap_or(text), today, Leaning::Past) {
        Ok(day) if !text.is_empty() => Ok((Some(day), "")),
        _ => day(text, today, context),
    }
}

/// A text that begins with a channel and then names its day, `lunch yesterday: pasta`: the day, and the text without it.
pub(super) fn day_behind_channel(text: &str, today: Date, context: &Context) -> Option<(Date, String)> {
    let (_, _, length) = context.channel_at_start(text)?;
    let (channel, told) = (&text[..length], text[length..].trim_start());
    let (day, told) = late(told, today, context).ok()?;
    Some((day?, if told.is_empty() { channel.to_owned() } else { format!("{channel}: {told}") }))
}

/// The day that the first words name, perhaps behind `on`, and what follows. Words such as `sunday` are a day before a colon, a comma or a channel.
///
/// # Errors
/// When it could mean two days or names several.
pub(super) fn day<'t>(text: &'t str, today: Date, context: &Context) -> Result<(Option<Date>, &'t str), Error> {
    if let Some(rest) = text.get(..3).filter(|start| start.eq_ignore_ascii_case("on ")).map(|_| &text[3..])
        && let (Some(day), rest) = first_day(rest, today, context)?
    {
        return Ok((Some(day), rest));
    }
    first_day(text, today, context)
}

/// The same without `on`.
fn first_day<'t>(text: &'t str, today: Date, context: &Context) -> Result<(Option<Date>, &'t str), Error> {
    let ends = text.char_indices().filter(|(_, c)| matches!(c, ' ' | ':' | ',')).map(|(at, _)| at).take(4);
    let behind = |end: usize| text[end..].trim_start_matches([':', ',', ' ']);
    let marked = |end: usize| {
        let words = text[..end].trim_end_matches([':', ',']);
        let iso = words.len() >= 8 && words.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let before_channel = words.starts_with(char::is_alphabetic) && context.channel_at_start(behind(end)).is_some();
        text[end..].starts_with([':', ',']) || words.len() < end || iso || words.ends_with(" ago") || before_channel
    };
    let read = |end: usize| when::day(text[..end].trim_end_matches([':', ',']), today, Leaning::Past).ok().map(|day| (day, end));
    let found = ends.collect::<Vec<_>>().into_iter().rev().filter(|end| marked(*end)).find_map(read);
    if let Some((day, end)) = found {
        return Ok((Some(day), behind(end)));
    }
    let word = text.split([' ', ':', ',']).next().unwrap_or_default();
    if word.contains('/') && word.bytes().all(|b| b.is_ascii_digit() || b == b'/') {
        when::day(word, today, Leaning::Past).map_err(misread)?;
    }
    let period = text
        .split(": ")
        .next()
        .filter(|start| start.len() < text.len() && ["last ", "this ", "next "].iter().any(|w| start.to_lowercase().starts_with(w)));
    if let Some(period) = period.filter(|period| when::period(period, today).is_ok()) {
        when::day(period, today, Leaning::Past).map_err(misread)?;
    }
    Ok((None, text))
}

fn find_with(text: &str) -> Option<(&str, &str)> {
    match behind_with(text) {
        Some(after) => Some(("", after)),
        None => text.split_once(" with ").or_else(|| text.split_once(" w/ ")),
    }
}

/// What follows `with` at the start of a text.
pub(super) fn behind_with(text: &str) -> Option<&str> {
    text.get(..5).filter(|start| start.eq_ignore_ascii_case("with ")).map(|_| &text[5..])
}

/// The people at the start of a text (`Ada, Bob and Grace`), and what follows.
///
/// # Errors
/// With the first name that is nobody's or several people's.
pub(super) fn people(text: &str, who: impl Fn(&str) -> Who) -> Result<(Vec<ContactId>, &str), Unclear> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let Some((id, after)) = person(rest, &who)? else {
            let name = name_like(rest);
            if name.is_empty() || !name.starts_with(char::is_uppercase) && !found.is_empty() {
                break;
            }
            return Err(Unclear(name.to_owned()));
        };
        if !found.contains(&id) {
            found.push(id);
        }
        rest = after;
        match joined(rest) {
            Some((next, true)) => rest = next,
            Some((next, false)) if person(next, &who)?.is_some() => rest = next,
            Some((next, false)) => {
                let name = name_like(next);
                let listed = [":", ",", " and ", " & "].iter().any(|after| next[name.len()..].starts_with(after));
                if name.starts_with(char::is_uppercase) && listed {
                    return Err(Unclear(name.to_owned()));
                }
                break;
            }
            _ => break,
        }
    }
    Ok((found, rest.trim_start_matches([':', ',', ';', '.', ' ', '-', '–', '—'])))
}

/// What follows `and`, `&`, `+` or a comma; whether only a name can follow.
fn joined(rest: &str) -> Option<(&str, bool)> {
    let lower = rest.get(..6).unwrap_or(rest).to_lowercase();
    let firm = [", and ", " and ", " & ", " + "].iter().find(|joiner| lower.starts_with(**joiner));
    match firm {
        Some(joiner) => Some((&rest[joiner.len()..], true)),
        None => rest.trim_start().strip_prefix(',').map(|next| (next.trim_start(), false)),
    }
}

/// The one or two words at the start that look like a name.
fn name_like(text: &str) -> &str {
    let end = text.find([',', ':', ';', '&', '+']).unwrap_or(text.len());
    let words = text[..end].split(' ');
    let capital = words.take_while(|word| word.starts_with(char::is_uppercase)).map(|word| word.len() + 1).sum::<usize>();
    let first = text[..end].find(' ').unwrap_or(end);
    text[..capital.saturating_sub(1).max(first)].trim()
}

/// The longest name of one to four words at the start.
fn person(text: &str, who: impl Fn(&str) -> Who) -> Result<Option<(ContactId, &str)>, Unclear> {
    if let Some((inside, after)) = text.strip_prefix("[[").and_then(|rest| rest.split_once("]]")) {
        let target = inside.split(['|', '#']).next().unwrap_or(inside);
        return match who(target) {
            Who::One(id) => Ok(Some((id, after))),
            _ => Err(Unclear(target.to_owned())),
        };
    }
    let starts = text.chars().next().is_some_and(char::is_alphanumeric);
    let stops = |c: char| matches!(c, ' ' | ',' | ':' | ';' | '.' | '&' | '+');
    let mut ends: Vec<usize> = text.char_indices().filter(|(_, c)| stops(*c)).map(|(at, _)| at).chain([text.len()]).take(4).collect();
    let goes_on =
        |end: usize| text[end..].strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase) && !next.starts_with("AND "));
    ends.retain(|&end| starts && is_name(&text[..end]) && !goes_on(end));
    let mut several = None;
    for end in ends.into_iter().rev() {
        match who(&text[..end]) {
            Who::One(id) => return Ok(Some((id, &text[end..]))),
            Who::Several(_) => several = Some(text[..end].to_owned()),
            Who::Nobody(_) => {}
        }
    }
    several.map_or(Ok(None), |name| Err(Unclear(name)))
}

fn is_name(text: &str) -> bool {
    let small = |word: &str| matches!(word.to_lowercase().as_str(), "and" | "about" | "with" | "for" | "at" | "on" | "the");
    let whole = !text.is_empty() && text.trim_end().len() == text.len() && !text.contains([',', ':', ';', '&', '+']);
    whole && !text.split(' ').any(small) && !text.ends_with("'s") && !text.ends_with("’s")
}

/// Those whom these words name, each once. Words between names are passed over.
///
/// # Errors
/// With the first word that is nobody's name or several people's.
pub(super) fn named(words: &[String], session: &Session, index: &Index, context: &Context) -> Result<Vec<ContactId>, Error> {
    let mut people = Vec::new();
    for (at, name) in words.iter().enumerate() {
        if at > 0 && JOINERS.iter().any(|joiner| name.eq_ignore_ascii_case(joiner)) {
            continue;
        }
        let name = if name.len() > 1 { name.trim_end_matches(',') } else { name };
        if let Who::Nobody(near) = who(index, name)
            && (near.is_empty() || context.channel_at_start(name).is_some())
        {
            not_a_name(name, at, session, context)?;
        }
        let id = whom(session, index, name)?;
        if !people.contains(&id) {
            people.push(id);
        }
    }
    Ok(people)
}

/// Words between names that are none.
const JOINERS: [&str; 4] = ["and", "&", "+", "with"];

/// Says what to write instead where a word stands for a name and is more likely something else.
///
/// # Errors
/// Where it is a day, or follows a name.
fn not_a_name(word: &str, place: usize, session: &Session, context: &Context) -> Result<(), Error> {
    let nobody = || format!("nobody here is called `{}`; nothing is written", visible(word));
    if when::day(word, session.today, Leaning::Past).is_ok() {
        return Err(Error::usage(nobody(), "say the day with `--on`: journal log ada 'coffee, caught up' --on yesterday"));
    }
    if place > 0 || context.channel_at_start(word).is_some() {
        return Err(Error::usage(nobody(), "put what happened in quotes, behind the names: journal log ada 'coffee, caught up'"));
    }
    Ok(())
}
