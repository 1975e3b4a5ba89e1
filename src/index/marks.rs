//! What can be known of each contact at a glance, so that questions need not look at everybody's whole history.

use super::dated::Dated;
use super::lists::Lists;
use super::share::{PART, in_parts};
use crate::model::{Done, KINDS, Purpose, Verb};
use std::sync::LazyLock;

/// Something that may be told of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// An ask, a need, a promise, a task or a plan.
    Opens = 1,
    /// An interaction of which it is written who reached out.
    Began = 2,
    /// Something got from them.
    Got = 4,
    /// A referral given or got.
    Referral = 8,
    /// News, a move or a note.
    News = 16,
}

/// The marks of every contact.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<u8>);

impl Marks {
    /// Those of the contacts with these entries and exchanges.
    pub(super) fn new(contacts: &[u32], entries: &Lists, exchanges: &Lists) -> Marks {
        let of_one = |contact: u32| {
            let entries = entries.of(contact).iter().fold(0, |marks, entry| marks | of_entry(*entry));
            exchanges.of(contact).iter().fold(entries, |marks, exchange| marks | of_exchange(*exchange))
        };
        Marks(in_parts(contacts, PART, |first, some| (first as u32..).take(some.len()).map(of_one).collect::<Vec<u8>>()).concat())
    }

    /// Whether a contact has this mark.
    pub(super) fn has(&self, contact: u32, mark: Mark) -> bool {
        self.0.get(contact as usize).is_some_and(|own| own & mark as u8 != 0)
    }

    /// Marks a contact.
    pub(super) fn add(&mut self, contact: u32, mark: Mark) {
        if let Some(own) = self.0.get_mut(contact as usize) {
            *own |= mark as u8;
        }
    }
}

fn of_entry(entry: Dated) -> u8 {
    when(entry.done() == Done::Plan, Mark::Opens)
        | when(entry.purpose() == Purpose::News, Mark::News)
        | when(entry.by().is_some(), Mark::Began)
}

fn of_exchange(exchange: Dated) -> u8 {
    let verb = exchange.verb();
    let is_referral = || exchange.kind().is_some_and(|kind| Some(usize::from(kind.0)) == *REFERRAL);
    when(matches!(verb, Verb::Gave | Verb::Got) && is_referral(), Mark::Referral)
        | when(matches!(verb, Verb::Asked | Verb::Needs | Verb::Promised), Mark::Opens)
        | when(verb == Verb::Got, Mark::Got)
}

/// The place of referrals: the built-in kinds stand at the front of every vault's kinds.
static REFERRAL: LazyLock<Option<usize>> = LazyLock::new(|| KINDS.iter().position(|row| row.name == "referral"));

fn when(holds: bool, mark: Mark) -> u8 {
    if holds { mark as u8 } else { 0 }
}
