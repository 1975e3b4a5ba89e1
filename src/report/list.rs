//! Contacts that meet conditions.

use super::contact::{ContactRow, contact_row};
use super::period_of;
use crate::index::{Index, folded};
use crate::model::{Date, order};
use crate::query::{Filter, Standing, matches, standings};
use serde::Serialize;

/// The page of `journal list`.
#[derive(Debug, Serialize)]
pub struct ListPage<'a> {
    schema: &'static str,
    today: Date,
    /// The contacts.
    pub contacts: Vec<ContactRow<'a>>,
}

/// Whom a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Everyone.
    Everyone,
    /// Those who are due.
    Stale,
}

/// Contacts that meet the filters, by name; `only` those asked for.
pub fn list_page<'a>(index: &'a Index, today: Date, filters: &[Filter], only: Only) -> ListPage<'a> {
    let all = standings(index, today);
    let mut chosen: Vec<&Standing<'a>> =
        all.iter().filter(|s| matches(index, s, filters) && (only == Only::Everyone || s.is_stale(today))).collect();
    order::sort_by_cached_key(&mut chosen, |s| (folded(index.contact(s.id).name()).into_owned(), s.id));
    let period = period_of(index.settings().digest.balance, today);
    let contacts = chosen.into_iter().map(|standing| contact_row(index, standing, period, today)).collect();
    ListPage { schema: "journal.list/1", today, contacts }
}
