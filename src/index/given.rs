//! One exchange of an index.

use super::dated::Dated;
use super::ground::People;
use super::meeting::Meeting;
use super::view::Index;
use crate::model::{Date, Exchange, Kind, Note, Text, Verb};

/// One exchange.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub(super) index: &'a Index,
    pub(super) item: Dated,
    /// The note in which it probably stands.
    pub(super) near: u32,
    /// The place of its entry in that note, where it is known to stand there.
    pub(super) entry: Option<u32>,
}

impl<'a> Given<'a> {
    /// Its note, and its place in it.
    fn spot(&self) -> (u32, u32) {
        self.index.ground().joined.exchanges.place(self.item.number(), self.near)
    }

    /// Its note, and the place of its entry in it.
    fn entry(&self) -> (u32, u32) {
        let spot = self.spot();
        (spot.0, self.entry.unwrap_or_else(|| self.index.ground().entry_of(spot)))
    }

    /// What was written.
    pub fn exchange(&self) -> Exchange {
        let (note, exchange) = self.spot();
        self.index.notes()[note as usize].exchanges().at(exchange as usize)
    }

    /// Its place among the exchanges of its note.
    pub fn place(&self) -> u32 {
        self.spot().1
    }

    /// The note it stands in.
    pub fn note(&self) -> &'a Note {
        &self.index.notes()[self.spot().0 as usize]
    }

    /// What it does.
    pub fn verb(&self) -> Verb {
        self.item.verb()
    }

    /// What it was.
    pub fn kind(&self) -> Kind {
        self.item.kind().unwrap_or_else(|| self.exchange().kind)
    }

    /// Its day.
    pub fn date(&self) -> Date {
        self.item.day()
    }

    /// Whether its interaction took place up to `today`.
    pub fn happened(&self, today: Date) -> bool {
        !self.item.is_planned() && self.date() <= today
    }

    /// Its value.
    pub fn text(&self) -> &'a str {
        self.index.ground().exchange_text(self.spot())
    }

    /// Whether its value is this one, folded.
    pub fn says(&self, folded: &str) -> bool {
        let text = self.exchange().text;
        (!text.is_left() || text.len == Text::trace(folded)) && crate::model::folded(self.text()) == folded
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
    pub fn contacts(&self) -> People {
        if let Some(all) = self.index.doubles().shared(self.item.number()) {
            return People::new(all.to_vec());
        }
        self.index.ground().whom(self.spot(), self.entry)
    }

    /// Whether the contact among whose exchanges it was found is the one with whom it is counted, where each is counted once.
    pub fn is_counted(&self) -> bool {
        self.item.is_counted()
    }

    /// The interaction it belongs to.
    pub fn meeting(&self) -> Meeting<'a> {
        let (note, entry) = self.entry();
        Meeting::of_entry(self.index, self.index.ground().joined.entries.of(note).start + entry, note)
    }
}
