//! Patterns worth a gentle word, over 24 months (format 7).

use super::scope::Scope;
use crate::index::{ContactId, Given, Index, Mark, Meeting};
use crate::model::{Date, Status, Verb, Who};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// How far back patterns are looked for, in months.
const MONTHS: i64 = 24;

/// Kinds of things got that deserve thanks.
pub(super) const THANKFUL: [&str; 3] = ["introduction", "referral", "recommendation"];

/// Which pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum PatternKind {
    /// Whenever I reached out, I needed something.
    OnlyWhenINeed,
    /// Whenever they reached out, they needed something.
    OnlyWhenTheyNeed,
    /// Something that deserves thanks, and no thanks written since.
    Unthanked,
}

/// The last day that patterns do not look back to.
pub(super) fn since(today: Date) -> Date {
    today.plus_months(-MONTHS).unwrap_or(today)
}

/// A pattern with one contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern<'a> {
    /// Which one.
    pub kind: PatternKind,
    /// With whom.
    pub id: ContactId,
    /// Their name.
    pub name: &'a str,
    /// How often one reached out, where that is the pattern.
    times: usize,
}

impl<'a> Pattern<'a> {
    /// What patterns are ordered by: the kind, then the name.
    pub fn order(&self) -> (PatternKind, &'a str, ContactId) {
        (self.kind, self.name, self.id)
    }

    /// What it was seen in, in words.
    pub fn why(&self, index: &Index, today: Date) -> String {
        let times = self.times;
        match self.kind {
            PatternKind::OnlyWhenINeed => {
                format!("the {times} times you reached out in two years, there was something you needed; a hello just so would be lovely")
            }
            PatternKind::OnlyWhenTheyNeed => {
                format!("the {times} times they reached out in two years, they needed something; tell them how you are, too")
            }
            PatternKind::Unthanked => unthanked(index, self.id, since(today), today).map_or_else(String::new, |open| {
                format!("{} on {}; a word of thanks is not written down yet", open.text(), open.date().spoken(today))
            }),
        }
    }
}

/// Every pattern up to `today` with those of some contacts who are in scope, contact after contact.
pub fn patterns<'a>(index: &'a Index, some: &[ContactId], today: Date, scope: Scope<'_>) -> Vec<Pattern<'a>> {
    let since = since(today);
    let lately = |id: ContactId| index.exchanges_of(id).next_back().is_some_and(|newest| newest.date() > since);
    let alive = |&id: &ContactId| {
        scope.has(id)
            && (index.may(id, Mark::Began) || index.may(id, Mark::Got))
            && lately(id)
            && index.contact(id).status != Status::Deceased
    };
    let seen = |kind: PatternKind, id: ContactId, times: usize| Pattern { kind, id, name: index.contact(id).name(), times };
    let of_one = |id: ContactId| {
        let unspoken = unthanked(index, id, since, today).map(|_| (PatternKind::Unthanked, 1));
        one_sided(index, id, since, today).into_iter().chain(unspoken).map(move |(kind, times)| seen(kind, id, times))
    };
    some.iter().copied().filter(alive).flat_map(of_one).collect()
}

/// One-sided patterns with somebody, and how often one reached out.
fn one_sided(index: &Index, id: ContactId, since: Date, today: Date) -> Vec<(PatternKind, usize)> {
    if !index.may(id, Mark::Began) {
        return Vec::new();
    }
    let began = |who: Who| -> Vec<Meeting<'_>> {
        let lately = index.interactions_since(id, since).filter(|meeting| meeting.date() > since && meeting.counts(today));
        lately.filter(|meeting| meeting.by() == Some(who)).collect()
    };
    let only = |meetings: &[Meeting<'_>], wants: [Verb; 2], gives: Verb| {
        let has = |meeting: &Meeting<'_>, verbs: &[Verb]| {
            meeting.exchanges().any(|given| verbs.contains(&given.verb()) && given.contacts().any(|other| other == id))
        };
        meetings.len() >= 2 && meetings.iter().all(|meeting| has(meeting, &wants) && !has(meeting, &[gives]))
    };
    let mut found = Vec::new();
    let mine = began(Who::Me);
    if only(&mine, [Verb::Asked, Verb::Got], Verb::Gave) {
        found.push((PatternKind::OnlyWhenINeed, mine.len()));
    }
    let theirs = began(Who::Them);
    if only(&theirs, [Verb::Needs, Verb::Gave], Verb::Got) {
        found.push((PatternKind::OnlyWhenTheyNeed, theirs.len()));
    }
    found
}

/// The newest thing got from somebody after `since` that deserves thanks, when none is written down since.
pub(super) fn unthanked(index: &Index, id: ContactId, since: Date, today: Date) -> Option<Given<'_>> {
    if !index.may(id, Mark::Got) {
        return None;
    }
    let lately: Vec<Given<'_>> = index.exchanges_since(id, since).filter(|given| given.date() > since && given.happened(today)).collect();
    let thanked = lately.iter().filter(|given| given.verb() == Verb::Thanked).map(Given::date).max();
    let got = lately.iter().filter(|given| given.verb() == Verb::Got && THANKFUL.contains(&given.kind_name()));
    got.rev().find(|given| thanked.is_none_or(|thanked| thanked < given.date())).copied()
}
