//! Who helped in a time between jobs that is over, and who of them was told and thanked since.

use super::asks::{Outcome, asks_of};
use crate::index::{ContactId, Given, Index, Mark};
use crate::model::{Date, Status, Verb, order};

/// Somebody who helped.
#[derive(Clone, Debug)]
pub struct Kindness<'a> {
    /// Who.
    pub id: ContactId,
    /// What was got from them, newest first.
    pub got: Vec<Given<'a>>,
    /// The first contact after it was over; there they were told.
    pub told: Option<Date>,
    /// The first thanks for all of it.
    pub thanked: Option<Date>,
}

impl Kindness<'_> {
    /// Whether they were told and thanked.
    pub fn is_done(&self) -> bool {
        self.told.is_some() && self.thanked.is_some()
    }
}

/// Everybody who gave something from `since` to `until`, or later on an ask of that time, as of `today`: those not yet told and
/// thanked first, then by the day of what they gave last, newest first.
pub fn kindnesses(index: &Index, (since, until): (Option<Date>, Date), today: Date) -> Vec<Kindness<'_>> {
    let givers = index.contacts().filter(|&id| index.may(id, Mark::Got) && index.contact(id).status != Status::Deceased);
    let mut all: Vec<Kindness<'_>> = givers.filter_map(|id| kindness(index, id, (since, until), today)).collect();
    let last = |one: &Kindness<'_>| one.got.first().map(Given::date);
    order::sort_by(&mut all, |a, b| {
        let name = |one: &Kindness<'_>| crate::index::folded(index.contact(one.id).name());
        (a.is_done(), last(b)).cmp(&(b.is_done(), last(a))).then_with(|| name(a).cmp(&name(b))).then(a.id.cmp(&b.id))
    });
    all
}

fn kindness(index: &Index, id: ContactId, (since, until): (Option<Date>, Date), today: Date) -> Option<Kindness<'_>> {
    let inside = |day: Date| since.is_none_or(|since| since <= day) && day <= until;
    let of_asks: Vec<(&str, u32)> = asks_of(index, id, today)
        .iter()
        .filter(|ask| inside(ask.given.date()))
        .filter_map(|ask| if let Outcome::Got(got) = ask.outcome { Some(place(got)) } else { None })
        .collect();
    let happened = || index.exchanges_of(id).filter(|given| given.happened(today));
    let got = happened().rev().filter(|given| given.verb() == Verb::Got && (inside(given.date()) || of_asks.contains(&place(*given))));
    let got: Vec<Given<'_>> = got.collect();
    let last = got.first()?.date();
    let told = index.interactions_of(id).filter(|meeting| meeting.counts(today)).map(|meeting| meeting.date()).find(|day| *day > until);
    let thanked = happened().find(|given| given.verb() == Verb::Thanked && given.date() >= last).map(|given| given.date());
    Some(Kindness { id, got, told, thanked })
}

/// Where an exchange stands.
fn place(given: Given<'_>) -> (&str, u32) {
    (given.note().path(), given.place())
}
