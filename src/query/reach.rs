//! Who could open a door: who is at a target, who was, who knows somebody there, and the best ways there from me.

use super::evidence::Reason;
use super::target::{Target, company_key, location, tag_is};
use super::ties::{Path, Person, Ties};
use crate::index::{ContactId, Index, Mark, Meeting, bare};
use crate::model::{Contact, Date, Status, Stint, order};
use serde::Serialize;
use std::collections::BTreeMap;

/// How somebody has to do with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Works there, or is the organization itself.
    Works,
    /// Has the tag.
    Tag,
    /// Is at the place.
    Place,
    /// Worked there.
    Worked,
    /// Knows the person, or somebody who works there.
    Knows,
}

/// Somebody who has to do with a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insider<'a> {
    /// Who.
    pub id: ContactId,
    /// How.
    pub how: How,
    /// For [`How::Works`] the role, for [`How::Worked`] until when as far as it is written.
    pub told: Told<'a>,
}

/// What more is known of somebody at a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told<'a> {
    /// Nothing more.
    Nothing,
    /// Their role.
    Role(&'a str),
    /// Where they are.
    At(&'a str),
    /// The stint ended then; `None` when that is not written.
    Until(Option<Date>),
    /// What a `moved` entry says.
    Moved(&'a str, Date),
    /// Whom they know there, and why that is thought.
    Knows(Person, Reason),
}

/// What reaching a target comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach<'a> {
    /// Who has to do with it, by [`How`] and name.
    pub there: Vec<Insider<'a>>,
    /// The best ways, best first.
    pub paths: Vec<Path>,
}

/// Who has to do with `target` on a day, and at most `most` ways there.
pub fn reach<'a>(index: &'a Index, ties: &Ties<'_>, target: &Target, today: Date, most: usize) -> Reach<'a> {
    let mut there: BTreeMap<ContactId, Insider<'a>> = BTreeMap::new();
    for id in index.contacts().filter(|id| index.contact(*id).status != Status::Deceased) {
        if let Some((how, told)) = belongs(index, id, target, today) {
            there.insert(id, Insider { id, how, told });
        }
    }
    let ends = ends(index, ties, target, &there);
    if matches!(target, Target::Company(_) | Target::Person(_)) {
        for (knower, known, reason) in ties.knowing(&ends) {
            if let Person::Contact(id) = knower
                && !ends.contains(&knower)
                && index.contact(id).status != Status::Deceased
            {
                there.entry(id).or_insert(Insider { id, how: How::Knows, told: Told::Knows(known, reason) });
            }
        }
    }
    let mut there: Vec<Insider<'a>> = there.into_values().collect();
    let reason = |told: &Told<'_>| if let Told::Knows(_, reason) = told { Some(*reason) } else { None };
    order::sort_by_cached_key(&mut there, |one| (one.how, reason(&one.told), bare(index.contact(one.id).name()), one.id));
    Reach { there, paths: ties.paths(&ends, most) }
}

/// To whom the ways lead: those at the target now; at a company where nobody is, those who were, else its name in links.
fn ends(index: &Index, ties: &Ties<'_>, target: &Target, there: &BTreeMap<ContactId, Insider<'_>>) -> Vec<Person> {
    let of = |how: How| there.values().filter(move |one| one.how == how).map(|one| one.id);
    match target {
        Target::Person(person) => vec![*person],
        Target::Tag(_) => of(How::Tag).map(Person::Contact).collect(),
        Target::Place(_) => of(How::Place).map(Person::Contact).collect(),
        Target::Company(name) => {
            let people: Vec<Person> = of(How::Works).filter(|id| !index.contact(*id).organization).map(Person::Contact).collect();
            let all = || of(How::Works).chain(of(How::Worked)).map(Person::Contact);
            let key = company_key(name);
            let named = ties.named().filter(|(_, name)| company_key(name) == key).map(|(person, _)| person);
            if people.is_empty() { all().chain(named).collect() } else { people }
        }
    }
}

/// How a contact has to do with a target by what their own note says.
fn belongs<'a>(index: &'a Index, id: ContactId, target: &Target, today: Date) -> Option<(How, Told<'a>)> {
    let contact = index.contact(id);
    match target {
        Target::Person(_) => None,
        Target::Tag(tag) => {
            let wanted = bare(tag);
            contact.tags().iter().any(|own| tag_is(&bare(own), &wanted)).then(|| (How::Tag, role(contact)))
        }
        Target::Place(place) => {
            let wanted = bare(place);
            let at = location(contact).find(|own| bare(own) == wanted || own.split(',').any(|part| bare(part.trim()) == wanted))?;
            Some((How::Place, Told::At(at)))
        }
        Target::Company(name) => at_company(index, id, &company_key(name), today),
    }
}

fn role(contact: &Contact) -> Told<'_> {
    contact.role().map_or(Told::Nothing, Told::Role)
}

fn at_company<'a>(index: &'a Index, id: ContactId, key: &str, today: Date) -> Option<(How, Told<'a>)> {
    let contact = index.contact(id);
    let is = |name: &str| company_key(name) == key;
    if contact.company().is_some_and(is) || contact.organization && (is(contact.name()) || contact.aliases().iter().any(is)) {
        return Some((How::Works, role(contact)));
    }
    let stints = contact.seldom.worked_together.iter().filter(|stint| is(&stint.organization));
    let ends = |stint: &Stint| stint.range.and_then(|range| range.until).filter(|until| *until <= today);
    let stint = stints.max_by_key(|stint| ends(stint)).map(|stint| Told::Until(ends(stint)));
    let told = stint.or_else(|| moved(index, id, key, today))?;
    Some((How::Worked, told))
}

/// The newest `moved` entry that names a company, whether somebody went there or left.
fn moved<'a>(index: &'a Index, id: ContactId, key: &str, today: Date) -> Option<Told<'a>> {
    if !index.may(id, Mark::News) {
        return None;
    }
    let moves = index.interactions_of(id).rev().filter(|meeting| meeting.happened(today) && meeting.channel().name() == "moved");
    let names = |text: &str| {
        let text =
            format!(" {} ", bare(text).replace(|c: char| !c.is_alphanumeric(), " ").split_whitespace().collect::<Vec<_>>().join(" "));
        let key = key.replace(|c: char| !c.is_alphanumeric(), " ");
        !key.trim().is_empty() && text.contains(&format!(" {} ", key.split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    let told = |meeting: Meeting<'a>| Told::Moved(meeting.text(), meeting.date());
    moves.filter(|meeting| names(meeting.text())).map(told).next()
}
