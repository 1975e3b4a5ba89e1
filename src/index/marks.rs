//! What can be known of each contact at a glance, so that questions need not look at everybody's whole history.

use super::tie::Tied;
use crate::model::{Done, KINDS, Kind, Purpose, Verb};

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
        let mut marks = vec![0; count];
        let mut mark = |people: (u32, u32), mark: Mark| {
            tied.people[people.0 as usize..people.1 as usize].iter().for_each(|&contact| marks[contact as usize] |= mark as u8);
        };
        for row in tied.rows.iter() {
            if row.done == Done::Plan {
                mark(row.people, Mark::Opens);
            }
            if row.purpose == Purpose::News {
                mark(row.people, Mark::News);
            }
            if row.by.is_some() {
                mark(row.people, Mark::Began);
            }
        }
        // The built-in kinds stand at the front of every vault's kinds.
        let referral = KINDS.iter().position(|row| row.name == "referral").map(|at| Kind(at as u16));
        for deal in tied.deals.iter() {
            if Some(deal.kind) == referral && matches!(deal.verb, Verb::Gave | Verb::Got) {
                mark(deal.people, Mark::Referral);
            }
            match deal.verb {
                Verb::Asked | Verb::Needs | Verb::Promised => mark(deal.people, Mark::Opens),
                Verb::Got => mark(deal.people, Mark::Got),
                _ => {}
            }
        }
        tied.tasks.iter().for_each(|task| mark(task.people, Mark::Opens));
        Marks(marks)
    }

    /// Whether a contact has this mark.
    pub(super) fn has(&self, contact: u32, mark: Mark) -> bool {
        self.0.get(contact as usize).is_some_and(|own| own & mark as u8 != 0)
    }
}
