//! What can be known of each contact at a glance, so that questions need not look at everybody's whole history.

use super::lists::each;
use super::rows::{Deal, Row, range};
use super::tie::Tied;
use crate::model::{Done, KINDS, Kind, Purpose, Verb};
use std::sync::atomic::{AtomicU8, Ordering};

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
    /// Those of `count` contacts.
    pub(super) fn new(count: usize, tied: &Tied) -> Marks {
        let marks: Vec<AtomicU8> = std::iter::repeat_with(AtomicU8::default).take(count).collect();
        let mark = |people: (u32, u32), own: u8| {
            for &contact in tied.people[range(people)].iter().filter(|_| own != 0) {
                marks[contact as usize].fetch_or(own, Ordering::Relaxed);
            }
        };
        // The built-in kinds stand at the front of every vault's kinds.
        let referral = KINDS.iter().position(|row| row.name == "referral").map(|at| Kind(at as u16));
        each(tied.rows.len() as usize, |at| {
            let row = tied.rows.get(at as u32);
            mark(row.people, of_row(&row));
        });
        each(tied.deals.len() as usize, |at| {
            let deal = tied.deals.get(at as u32);
            mark(deal.people, of_deal(&deal, referral));
        });
        tied.tasks.iter().for_each(|task| mark(task.people, Mark::Opens as u8));
        Marks(marks.into_iter().map(AtomicU8::into_inner).collect())
    }

    /// Whether a contact has this mark.
    pub(super) fn has(&self, contact: u32, mark: Mark) -> bool {
        self.0.get(contact as usize).is_some_and(|own| own & mark as u8 != 0)
    }
}

fn when(holds: bool, mark: Mark) -> u8 {
    if holds { mark as u8 } else { 0 }
}

fn of_row(row: &Row) -> u8 {
    when(row.done == Done::Plan, Mark::Opens) | when(row.purpose == Purpose::News, Mark::News) | when(row.by.is_some(), Mark::Began)
}

fn of_deal(deal: &Deal, referral: Option<Kind>) -> u8 {
    when(Some(deal.kind) == referral && matches!(deal.verb, Verb::Gave | Verb::Got), Mark::Referral)
        | when(matches!(deal.verb, Verb::Asked | Verb::Needs | Verb::Promised), Mark::Opens)
        | when(deal.verb == Verb::Got, Mark::Got)
}
