//! Whom a question is about: everybody, or some contacts and whatever they took part in.

use crate::index::ContactId;

/// Contacts that a question is about.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'s> {
    /// All of them.
    Everyone,
    /// Those marked, by their place among the contacts.
    Only(&'s [bool]),
}

impl Scope<'_> {
    /// Whether this contact is one of them.
    pub fn has(self, id: ContactId) -> bool {
        match self {
            Scope::Everyone => true,
            Scope::Only(marked) => marked.get(id.place()).copied().unwrap_or(false),
        }
    }

    /// Whether one of them is among these, who are only asked for where that matters.
    pub fn touches<I: Iterator<Item = ContactId>>(self, ids: impl FnOnce() -> I) -> bool {
        matches!(self, Scope::Everyone) || ids().any(|id| self.has(id))
    }
}
