//! One interaction of an index.

use super::dated::Dated;
use super::given::Given;
use super::ground::People;
use super::tie::Several;
use super::view::Index;
use crate::model::{Channel, Date, Done, Entry, Note, Purpose, Who};

/// One interaction.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'a> {
    pub(super) index: &'a Index,
    pub(super) item: Dated,
    /// The note in which it probably stands.
    pub(super) near: u32,
}

impl<'a> Meeting<'a> {
    /// The interaction of which the entry of this number is part.
    pub(super) fn of_entry(index: &'a Index, number: u32, near: u32) -> Meeting<'a> {
        let alone = || Dated::of_entry(&index.ground().entry(number, near).2, number);
        let item = index.doubles().of_entry(number).map_or_else(alone, |several| several.item);
        Meeting { index, item, near }
    }

    fn several(&self) -> Option<&'a Several> {
        if self.item.leads() { self.index.doubles().of_entry(self.item.number()) } else { None }
    }

    fn place(&self) -> (u32, u32) {
        self.several().map_or_else(|| self.index.ground().joined.entries.place(self.item.number(), self.near), |several| several.best)
    }

    fn note(&self) -> &'a Note {
        &self.index.notes()[self.place().0 as usize]
    }

    /// Its day.
    pub fn date(&self) -> Date {
        self.item.day()
    }

    /// Whether the contact among whose interactions it was found is the one with whom it is counted, where each is counted once.
    pub fn is_counted(&self) -> bool {
        self.item.is_counted()
    }

    /// How one met.
    pub fn channel(&self) -> &'a Channel {
        self.note().channel(&self.told_by())
    }

    /// Whether its channel is another one than `other`.
    pub fn names_channel(&self) -> bool {
        self.item.is_named()
    }

    /// Whether it refreshed the relationship as of `today`: it took place, and it was no news.
    pub fn counts(&self, today: Date) -> bool {
        self.happened(today) && self.item.purpose() == Purpose::Contact
    }

    /// Whether it took place up to `today`; an unticked box never did.
    pub fn happened(&self, today: Date) -> bool {
        !self.is_plan() && self.date() <= today
    }

    /// Whether it is, or was, a plan: an unticked box.
    pub fn is_plan(&self) -> bool {
        self.item.done() == Done::Plan
    }

    /// Who reached out, where that is written.
    pub fn by(&self) -> Option<Who> {
        self.item.by()
    }

    /// The entry that tells it.
    pub fn told_by(&self) -> Entry {
        let (note, entry) = self.place();
        self.index.notes()[note as usize].entries().at(entry as usize)
    }

    /// What it tells, without fields.
    pub fn text(&self) -> &'a str {
        self.index.ground().entry_text(self.tells())
    }

    /// Where its text stands.
    fn tells(&self) -> (u32, u32) {
        self.several().map_or_else(|| self.place(), |several| several.told)
    }

    /// The same where it was not left in its file; what was left there tells of no outcome.
    pub fn text_at_hand(&self) -> &'a str {
        let (note, place) = self.tells();
        let note = &self.index.notes()[note as usize];
        note.str(note.entries().at(place as usize).text)
    }

    /// Whether it tells anything.
    pub fn has_text(&self) -> bool {
        let (note, place) = self.tells();
        self.index.notes()[note as usize].entries().at(place as usize).text.len > 0
    }

    /// The path of the note that tells it.
    pub fn path(&self) -> &'a str {
        self.note().path()
    }

    /// Who took part.
    pub fn contacts(&self) -> People {
        match self.several() {
            Some(several) => People::new(several.people.clone()),
            None => self.index.ground().cast(self.item.number(), self.near),
        }
    }

    /// Its exchanges, each once.
    pub fn exchanges(&self) -> impl Iterator<Item = Given<'a>> {
        let (index, number) = (self.index, self.item.number());
        let several = self.several().map_or(&[][..], |several| &several.members);
        let alone = several.is_empty().then_some(number);
        let entries = alone.into_iter().chain(several.iter().copied());
        let ground = index.ground();
        let near = self.near;
        entries.flat_map(move |number| {
            let (note, (near, place), entry) = ground.entry(number, near);
            let once = ground.joined.numbered(near, note, &entry).filter(|(number, _)| !index.doubles().said_before.has(*number));
            once.map(move |(number, own)| Given { index, item: Dated::of_exchange(&entry, &own, number), near, entry: Some(place) })
        })
    }
}
