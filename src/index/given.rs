//! One exchange of an index.

use super::lists::Dated;
use super::rows::{Deal, deed, kind};
use super::view::{ContactId, Index, Meeting};
use crate::model::{Date, Done, Exchange, Kind, Note, Verb};

/// One exchange.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub(super) index: &'a Index,
    pub(super) item: Dated,
}

impl<'a> Given<'a> {
    fn deal(&self) -> Deal {
        self.index.deal(self.item.number())
    }

    /// What was written.
    pub fn exchange(&self) -> Exchange {
        self.note().exchanges().at(self.deal().exchange as usize)
    }

    /// Its place among the exchanges of its note.
    pub fn place(&self) -> u32 {
        self.deal().exchange
    }

    /// The note it stands in.
    pub fn note(&self) -> &'a Note {
        &self.index.notes()[self.deal().note as usize]
    }

    /// What it does.
    pub fn verb(&self) -> Verb {
        deed(self.item).0
    }

    /// What it was.
    pub fn kind(&self) -> Kind {
        kind(self.item).unwrap_or_else(|| self.deal().kind)
    }

    /// Its day.
    pub fn date(&self) -> Date {
        self.item.day()
    }

    /// Whether its interaction took place up to `today`.
    pub fn happened(&self, today: Date) -> bool {
        deed(self.item).1 == Done::Yes && self.date() <= today
    }

    /// Its value.
    pub fn text(&self) -> &'a str {
        self.note().str(self.exchange().text)
    }

    /// Its weight.
    pub fn weight(&self) -> f64 {
        self.index.settings().kinds.weight(self.kind())
    }

    /// The name of its kind.
    pub fn kind_name(&self) -> &'a str {
        self.index.settings().kinds.name(self.kind())
    }

    /// Whom it counts for.
    pub fn contacts(&self) -> impl ExactSizeIterator<Item = ContactId> + 'a {
        self.index.people(self.deal().people)
    }

    /// The interaction it belongs to.
    pub fn meeting(&self) -> Meeting<'a> {
        self.index.meeting(self.deal().interaction)
    }
}
