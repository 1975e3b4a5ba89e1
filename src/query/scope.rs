//! Whom a question is about: everybody, or some contacts and whatever they took part in.

use crate::index::{ContactId, Index};
use crate::model::{Date, order};

/// Contacts that a question is about.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'s> {
    /// All of them.
    Everyone,
    /// These.
    Only(&'s Chosen<'s>),
}

/// Some of the contacts of an index.
#[derive(Clone, Debug)]
pub struct Chosen<'s> {
    /// Whether it is one of them, by the place of a contact.
    marked: &'s [bool],
    /// The days on which one of them took part in anything, in order.
    days: Vec<Date>,
}

impl<'s> Chosen<'s> {
    /// Those marked, by their place among the contacts.
    pub fn of(index: &Index, marked: &'s [bool]) -> Chosen<'s> {
        let mut days = Vec::new();
        for id in index.contacts().filter(|id| is_marked(marked, *id)) {
            days.extend(index.interactions_of(id).map(|meeting| meeting.date()));
            days.extend(index.exchanges_of(id).map(|given| given.date()));
        }
        order::sort(&mut days);
        days.dedup();
        Chosen { marked, days }
    }
}

fn is_marked(marked: &[bool], id: ContactId) -> bool {
    marked.get(id.place()).copied().unwrap_or(false)
}

impl Scope<'_> {
    /// Whether this contact is one of them.
    pub fn has(self, id: ContactId) -> bool {
        match self {
            Scope::Everyone => true,
            Scope::Only(chosen) => is_marked(chosen.marked, id),
        }
    }

    /// Whether one of them took part in what these did on a day, who are only asked for where that matters.
    pub fn touches<I: Iterator<Item = ContactId>>(self, day: Date, ids: impl FnOnce() -> I) -> bool {
        match self {
            Scope::Everyone => true,
            Scope::Only(chosen) => chosen.days.binary_search(&day).is_ok() && ids().any(|id| self.has(id)),
        }
    }
}
