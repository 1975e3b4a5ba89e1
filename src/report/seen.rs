//! What a digest is made from: everything that is seen while one goes through the contacts once.

use super::gentle::reason_to_write;
use super::makings::{Gathering, coming_until, recent_period};
use super::rows::{NewsRow, largest_first};
use super::section::Front;
use crate::index::{ContactId, Given, Index, Mark, Meeting};
use crate::model::{AT_ONCE, Date, Period, Status, fetch, start_of};
use crate::query::{
    Coming, Lately, Loop, Pattern, Referral, Rhythm, Standing, coming_with, drift, loops_with, patterns, referrals_lately, standing,
    urgency,
};
use std::cmp::Reverse;

/// What is seen of some contacts; of each thing as much as tells whether it comes first.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    /// What comes up, in no order.
    pub(super) coming: Vec<Coming>,
    /// Open loops.
    pub(super) open: Front<Loop<'a>>,
    /// Patterns.
    pub(super) patterns: Front<Pattern<'a>>,
    /// Referrals, of everybody in scope, but for those that are open.
    pub(super) referrals: Lately<'a>,
    /// Referrals that are open with those wanted.
    pub(super) open_referrals: Front<Referral<'a>>,
    /// Those due, with their urgency.
    pub(super) due: Front<Due>,
    /// Those between jobs.
    pub(super) between: Vec<Between>,
    /// Those who drift from their rhythm.
    pub(super) drifting: Vec<(Rhythm, ContactId)>,
    /// News that are a reason to write.
    pub(super) news: Vec<NewsRow<'a>>,
    /// How many interactions took place.
    pub(super) interactions: usize,
    /// How many exchanges took place.
    pub(super) exchanges: usize,
    /// The interactions of the period of the digest.
    pub(super) recent: Front<Meeting<'a>>,
}

/// Somebody due, with the urgency.
pub(super) type Due = ((f64, bool), ContactId);

/// Somebody between jobs: whether they are due, and the ratio, 0 where there is none.
pub(super) type Between = ((bool, f64), ContactId);

/// What one looks for.
struct Looking<'l, 'a, W> {
    index: &'a Index,
    gathering: Gathering<'l>,
    coming: (Date, Date),
    recent: Period,
    wanted: W,
}

impl<'a> Seen<'a> {
    /// Goes through all contacts, some at a time: what is seen of each part of them. A note that was just looked at is at hand, so that
    /// all that is asked of a contact is asked at a time.
    pub(super) fn of(index: &'a Index, gathering: Gathering<'_>, wanted: impl Fn(ContactId) -> bool + Sync + Send + Copy) -> Vec<Seen<'a>> {
        let Gathering { today, request, .. } = gathering;
        let coming = (today, coming_until(index.settings(), today, request));
        let recent = recent_period(index.settings(), today, request);
        let mut parts = index.by_contacts(|some| {
            let mut seen = Seen::default();
            seen.look(some, &Looking { index, gathering, coming, recent, wanted });
            seen
        });
        let of_nobody = index.exchanges_of_nobody().filter(|given| is_one(given, gathering));
        parts.push(Seen { exchanges: of_nobody.count(), ..Seen::default() });
        parts
    }

    fn look<W: Fn(ContactId) -> bool>(&mut self, some: &[ContactId], looking: &Looking<'_, 'a, W>) {
        let Looking { index, gathering: Gathering { today, scope, most, .. }, ref wanted, .. } = *looking;
        for some in some.chunks(AT_ONCE) {
            let asked = some.iter().filter(|id| index.may(**id, Mark::Opens) || index.may(**id, Mark::Referral));
            fetch(asked.map(|id| index.note(*id).glance()));
        }
        let mine = |id: &&ContactId| wanted(**id) && scope.has(**id);
        for id in some.iter().filter(mine) {
            self.turn_to(index, &standing(index, *id, today), today);
        }
        self.coming = coming_with(index, some, looking.coming, scope, wanted);
        let mut open = loops_with(index, some, today, scope);
        open.retain(|row| wanted(row.id));
        self.open = Front::of(open, most, Loop::days);
        let mut patterns = patterns(index, some, today, scope);
        patterns.retain(|row| wanted(row.id));
        self.patterns = Front::of(patterns, most, |row| (row.kind, start_of(row.name)));
        self.referrals = referrals_lately(index, some, today, scope);
        let mut open = std::mem::take(&mut self.referrals.open);
        open.retain(|one| wanted(one.id));
        self.open_referrals = Front::of(open, most, |one| one.given.date());
        some.iter().for_each(|id| self.count(*id, looking));
        self.due.settle(most, |((ratio, _), _)| largest_first(*ratio));
        self.recent.settle(most, |meeting| Reverse(meeting.date()));
    }

    /// Whether one should turn to somebody, and why.
    fn turn_to(&mut self, index: &'a Index, standing: &Standing<'a>, today: Date) {
        let is_stale = standing.is_stale(today);
        if is_stale {
            self.due.near.push((urgency(index, standing), standing.id));
        }
        if standing.in_transition && index.contact(standing.id).status != Status::Deceased {
            self.between.push(((is_stale, standing.ratio.unwrap_or(0.0)), standing.id));
        }
        if let Some(rhythm) = drift(index, standing, today) {
            self.drifting.push((rhythm, standing.id));
        }
        self.news.extend(reason_to_write(index, standing, today));
    }

    /// Counts what is counted with a contact.
    fn count<W: Fn(ContactId) -> bool>(&mut self, id: ContactId, looking: &Looking<'_, 'a, W>) {
        let Looking { index, gathering, recent, ref wanted, .. } = *looking;
        let Gathering { today, scope, .. } = gathering;
        let counted = index.interactions_of(id).filter(|meeting| meeting.is_counted() && meeting.counts(today));
        for meeting in counted.filter(|meeting| scope.touches(meeting.date(), || meeting.contacts())) {
            self.interactions += 1;
            self.recent.near.extend(Some(meeting).filter(|meeting| recent.contains(meeting.date()) && meeting.contacts().any(wanted)));
        }
        self.exchanges += index.exchanges_of(id).filter(|given| given.is_counted() && is_one(given, gathering)).count();
    }
}

/// What is at the front of one sort in each part.
pub(super) fn fronts<'p, 'a, T: 'p>(parts: &'p [Seen<'a>], of: impl Fn(&'p Seen<'a>) -> &'p Front<T>) -> Vec<&'p Front<T>> {
    parts.iter().map(of).collect()
}

/// All of one sort that the parts have seen.
pub(super) fn all<'p, 'a, T: 'p>(parts: &'p [Seen<'a>], of: impl Fn(&'p Seen<'a>) -> &'p Vec<T>) -> Vec<&'p T> {
    parts.iter().flat_map(of).collect()
}

/// Whether an exchange took place and touches those in scope.
fn is_one(given: &Given<'_>, Gathering { today, scope, .. }: Gathering<'_>) -> bool {
    given.happened(today) && scope.touches(given.date(), || given.contacts().chain(given.meeting().contacts()))
}
