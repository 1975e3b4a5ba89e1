//! One person as a walk shows them before it asks.

use super::show::fields;
use crate::index::{ContactId, Index};
use crate::model::Date;
use crate::query::{Edge, EdgeKind};
use serde::Serialize;

/// What is shown of a person, and what can be answered.
#[derive(Debug, Serialize)]
pub struct Card<'a> {
    /// Its place in the walk, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// Name of the person, or of what is asked about.
    pub name: &'a str,
    /// Role and company, or what stands in their place.
    pub about: String,
    /// What is known: a word and a text each.
    pub facts: Vec<(String, String)>,
    /// What is asked.
    pub question: &'a str,
    /// The answers.
    pub keys: &'a [KeyRow],
}

/// An answer that can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyRow {
    /// What to type.
    pub key: String,
    /// The same as a word.
    pub word: String,
    /// What of the word follows the key where it begins with it, else the word after a blank: `[y]es`, `[1] inner`.
    tail: String,
    /// What it does, where the word does not say it.
    pub means: String,
}

impl KeyRow {
    /// An answer.
    pub fn new(key: impl Into<String>, word: impl Into<String>, means: impl Into<String>) -> KeyRow {
        let (key, word) = (key.into(), word.into());
        let tail = word.strip_prefix(&key).map_or_else(|| format!(" {word}"), str::to_owned);
        KeyRow { tail, means: means.into(), key, word }
    }

    /// As it is shown in a line of text: `[y]es`.
    pub fn shown(&self) -> String {
        format!("[{}]{}", self.key, self.tail)
    }

    /// Whether somebody typed this answer.
    pub fn is_named(&self, typed: &str) -> bool {
        typed.eq_ignore_ascii_case(&self.key) || typed.to_lowercase() == self.word.to_lowercase()
    }
}

/// What the notes know of somebody; number, question and answers are the walk's. `ties` are all there are.
pub fn person_card<'a>(index: &'a Index, id: ContactId, ties: &[Edge], today: Date) -> Card<'a> {
    let contact = index.contact(id);
    let mut facts: Vec<(String, String)> = Vec::new();
    facts.extend(
        fields(contact)
            .into_iter()
            .filter(|field| &*field.key != "type")
            .map(|field| (field.key.replace('_', " "), field.values.iter().collect::<Vec<_>>().join(", "))),
    );
    if contact.tags().iter().next().is_some() {
        facts.push(("tags".to_owned(), contact.tags().iter().collect::<Vec<_>>().join(", ")));
    }
    for (kind, word) in [(EdgeKind::Introduced, "introductions"), (EdgeKind::Knows, "knows"), (EdgeKind::Mentioned, "also in")] {
        let others = ties.iter().filter(|tie| tie.kind == kind && (tie.from == id || tie.to == id));
        let mut names: Vec<&str> = others.map(|tie| index.contact(if tie.from == id { tie.to } else { tie.from }).name()).collect();
        names.dedup();
        facts.extend((!names.is_empty()).then(|| (word.to_owned(), names.join(", "))));
    }
    let talked = index.interactions_of(id).rev().find(|meeting| meeting.counts(today) && meeting.has_text());
    facts.extend(talked.map(|meeting| ("last".to_owned(), format!("{}: {}", meeting.date().spoken(today), meeting.text()))));
    let role = [contact.role(), contact.company()];
    Card {
        number: 0,
        of: 0,
        name: contact.name(),
        about: role.into_iter().flatten().collect::<Vec<_>>().join(", "),
        facts,
        question: "",
        keys: &[],
    }
}
