//! One sentence as an entry: `yesterday: coffee with Ada and Grace: the new job`.

use crate::index::ContactId;
use crate::model::Date;
use crate::parse::Context;
use crate::parse::when::{self, Leaning};

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

/// Reads a sentence; `who` says whom a name means. `None` when it names nobody.
pub(super) fn read(sentence: &str, today: Date, context: &Context, who: impl Fn(&str) -> Option<ContactId>) -> Option<Sentence> {
    let (date, rest) = day(sentence.trim(), today);
    let head = match find_with(rest) {
        Some((before, after)) => Some((before.trim(), after)),
        None => context.channel_at_start(rest).map(|(_, _, length)| (&rest[..length], rest[length..].trim_start())),
    };
    let (lead, after) = head?;
    let (people, told) = people(after, who);
    if people.is_empty() {
        return None;
    }
    let text = match (lead.is_empty(), told.is_empty()) {
        (_, true) => lead.to_owned(),
        (true, false) => told.to_owned(),
        (false, false) => format!("{lead}: {told}"),
    };
    Some(Sentence { date, people, text })
}

/// The day that the first words name, and what follows.
fn day(text: &str, today: Date) -> (Option<Date>, &str) {
    let ends = text.char_indices().filter(|(_, c)| matches!(c, ' ' | ':' | ',')).map(|(at, _)| at).take(4);
    let read = |end: usize| when::day(text[..end].trim_end_matches([':', ',']), today, Leaning::Past).ok().map(|day| (day, end));
    match ends.collect::<Vec<_>>().into_iter().rev().find_map(read) {
        Some((day, end)) => (Some(day), text[end..].trim_start_matches([':', ',', ' '])),
        None => (None, text),
    }
}

fn find_with(text: &str) -> Option<(&str, &str)> {
    match text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("with ")) {
        true => Some(("", &text[5..])),
        false => text.split_once(" with ").or_else(|| text.split_once(" w/ ")),
    }
}

/// The people at the start of a text (`Ada, Bob and Grace`), and what follows.
fn people(text: &str, who: impl Fn(&str) -> Option<ContactId>) -> (Vec<ContactId>, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((id, after)) = person(rest, &who) {
        if !found.contains(&id) {
            found.push(id);
        }
        rest = after;
        let next = [", and ", " and ", ", ", " & ", " + "].iter().find_map(|joiner| rest.strip_prefix(joiner));
        match next.filter(|next| person(next, &who).is_some()) {
            Some(next) => rest = next,
            None => break,
        }
    }
    (found, rest.trim_start_matches([':', ',', ';', '.', ' ', '-', '–', '—']))
}

/// The longest name of one to four words at the start.
fn person(text: &str, who: impl Fn(&str) -> Option<ContactId>) -> Option<(ContactId, &str)> {
    let starts = text.chars().next().is_some_and(char::is_alphanumeric) || text.starts_with("[[");
    let stops = |c: char| matches!(c, ' ' | ',' | ':' | ';' | '.' | '&' | '+');
    let ends: Vec<usize> = text.char_indices().filter(|(_, c)| stops(*c)).map(|(at, _)| at).chain([text.len()]).take(4).collect();
    let fits = |end: usize| {
        let name = &text[..end];
        let words_join = !name.split(' ').any(|word| matches!(word, "and" | "&" | "about" | "with"));
        let id = (starts && words_join && !name.contains([',', ':', ';'])).then(|| who(name.trim())).flatten()?;
        Some((id, &text[end..]))
    };
    ends.into_iter().rev().find_map(fits)
}
