//! What I asked others for, and what came of it (format 5, and 11, Open).

use super::loops::{closing, opens};
use crate::index::{ContactId, Given, Index, Mark};
use crate::model::{Date, Verb, order};

/// What came of an ask.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// Nothing yet.
    Open,
    /// This was got.
    Got(Given<'a>),
    /// It was closed; by an entry, unless its box is ticked.
    Closed(Option<Given<'a>>),
}

/// Something I asked one contact for.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Whom.
    pub id: ContactId,
    /// The ask.
    pub given: Given<'a>,
    /// What came of it.
    pub outcome: Outcome<'a>,
}

/// Everything I asked anybody for from `since` to `today`, newest first, of one day in the order of paths.
pub fn asks(index: &Index, since: Option<Date>, today: Date) -> Vec<Ask<'_>> {
    let may = index.contacts().filter(|&id| index.may(id, Mark::Opens));
    let mut asks: Vec<Ask<'_>> = may.flat_map(|id| asks_of(index, id, today)).collect();
    asks.retain(|ask| since.is_none_or(|since| since <= ask.given.date()));
    order::sort_by_key(&mut asks, |ask| (std::cmp::Reverse(ask.given.date()), ask.id, ask.given.place()));
    asks
}

/// What I asked one contact for up to `today`.
pub(super) fn asks_of(index: &Index, id: ContactId, today: Date) -> Vec<Ask<'_>> {
    let mut asks = Vec::new();
    let open = closing(index, id, today, |ask, closer| {
        let outcome = if closer.verb() == Verb::Got { Outcome::Got(*closer) } else { Outcome::Closed(Some(*closer)) };
        asks.push(Ask { id, given: ask, outcome });
    });
    asks.extend(open.into_iter().map(|given| Ask { id, given, outcome: Outcome::Open }));
    let ticked = index.exchanges_of(id).filter(|given| given.happened(today) && !opens(given));
    asks.extend(ticked.map(|given| Ask { id, given, outcome: Outcome::Closed(None) }));
    asks.retain(|ask| ask.given.verb() == Verb::Asked);
    asks
}
