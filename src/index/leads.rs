//! Where the links of a note lead, those to nobody's note included: somebody can be known of before there is a note.

use super::findings::is_no_note;
use super::names::Target;
use super::view::{ContactId, Index};
use crate::model::{Entry, Exchange, Link, Note, Origin, Run, last_part, without_ending};

/// To whom a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead<'a> {
    /// To a contact.
    Contact(ContactId),
    /// To a name that has no note, as it is written.
    Named(&'a str),
    /// To a note that is no contact, to an attachment or a day, or to several contacts.
    Elsewhere,
}

/// A note with where its links lead.
#[derive(Debug)]
pub struct Told<'a> {
    /// The note.
    pub note: &'a Note,
    /// The contact whose own note it is.
    pub owner: Option<ContactId>,
    leads: Vec<Lead<'a>>,
}

impl Index {
    /// The note of this number with where its links lead.
    pub fn told(&self, number: u32) -> Option<Told<'_>> {
        let note = self.notes().get(number as usize)?;
        let lead = |(target, link): (Target, Link)| match target {
            Target::Note(to) => self.contact_of(to).map_or(Lead::Elsewhere, Lead::Contact),
            Target::Missing => named(note.str(link.target)),
            Target::Ambiguous => Lead::Elsewhere,
        };
        let leads = self.targets().of(number).zip(note.links()).map(lead).collect();
        Some(Told { note, owner: self.contact_of(number), leads })
    }
}

/// A name, unless no note would ever stand behind it: the last part of a path, without its ending.
fn named(written: &str) -> Lead<'_> {
    let name = last_part(without_ending(written)).trim();
    if name.is_empty() || is_no_note(written) { Lead::Elsewhere } else { Lead::Named(name) }
}

impl<'a> Told<'a> {
    /// Every link with where it leads.
    pub fn links(&self) -> impl Iterator<Item = (Link, Lead<'a>)> {
        self.note.links().iter().zip(self.leads.iter().copied())
    }

    /// Where the link of this number leads.
    pub fn lead(&self, link: u32) -> Option<Lead<'a>> {
        self.leads.get(link as usize).copied()
    }

    /// Where these links lead.
    pub fn run(&self, links: Run) -> impl Iterator<Item = Lead<'a>> {
        links.of(&self.leads).iter().copied()
    }

    /// Who took part in an entry of the note.
    pub fn cast(&self, entry: &Entry) -> Vec<Lead<'a>> {
        let owner = self.owner.filter(|_| entry.origin == Origin::Own).map(Lead::Contact);
        owner.into_iter().chain(self.people(entry.people)).collect()
    }

    /// For whom one of its exchanges counts.
    pub fn for_whom(&self, entry: &Entry, exchange: &Exchange) -> Vec<Lead<'a>> {
        if exchange.people.is_empty() { self.cast(entry) } else { self.people(exchange.people).collect() }
    }

    fn people(&self, people: Run) -> impl Iterator<Item = Lead<'a>> {
        self.note.people().of(people).iter().filter_map(|link| self.leads.get(link as usize).copied())
    }
}
