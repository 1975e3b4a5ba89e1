//! What a digest is made from: everything that is seen while one goes through the contacts once.

use super::gentle::reason_to_write;
use super::makings::{Gathering, coming_until, recent_period};
use super::rows::NewsRow;
use crate::index::{ContactId, Given, Index, Mark, Meeting};
use crate::model::{AT_ONCE, Date, Period, Status, fetch, start_of};
use crate::query::{
    Coming, Lately, Loop, Pattern, PatternKind, Referral, Rhythm, Standing, coming_with, drift, loops_with, patterns, referrals_lately,
    standing, urgency,
};

/// What is seen of some contacts; of each thing as much as tells whether it comes first.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    /// What comes up, in no order.
    pub(super) coming: Vec<Coming>,
    /// Open loops.
    pub(super) open: Vec<Loop<'a>>,
    /// Those patterns of them that may be among the first.
    pub(super) patterns: Vec<Pattern<'a>>,
    /// How many patterns there are.
    pub(super) all_patterns: usize,
    /// Referrals, of everybody in scope; those open that may be among the first.
    pub(super) referrals: Lately<'a>,
    /// How many are open with those wanted.
    pub(super) open_referrals: usize,
    /// Those due, with their urgency.
    pub(super) due: Vec<Due>,
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
    pub(super) recent: Vec<Meeting<'a>>,
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
        self.open = loops_with(index, some, today, scope);
        self.open.retain(|row| wanted(row.id));
        self.patterns = patterns(index, some, today, scope);
        self.patterns.retain(|row| wanted(row.id));
        self.all_patterns = keep_first(&mut self.patterns, most, pattern_key);
        self.referrals = referrals_lately(index, some, today, scope);
        self.referrals.open.retain(|one| wanted(one.id));
        self.open_referrals = keep_first(&mut self.referrals.open, most, referral_key);
        some.iter().for_each(|id| self.count(*id, looking));
    }

    /// Whether one should turn to somebody, and why.
    fn turn_to(&mut self, index: &'a Index, standing: &Standing<'a>, today: Date) {
        let is_stale = standing.is_stale(today);
        if is_stale {
            self.due.push((urgency(index, standing), standing.id));
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
        for meeting in counted.filter(|meeting| scope.touches(|| meeting.contacts())) {
            self.interactions += 1;
            self.recent.extend(Some(meeting).filter(|meeting| recent.contains(meeting.date()) && meeting.contacts().any(wanted)));
        }
        self.exchanges += index.exchanges_of(id).filter(|given| given.is_counted() && is_one(given, gathering)).count();
    }
}

/// Keeps of these only such as may be among the first `most` by a key with which their order begins; how many there were.
fn keep_first<T, K: Ord>(all: &mut Vec<T>, most: Option<usize>, key: impl Fn(&T) -> K) -> usize {
    let count = all.len();
    if let Some(most) = most.filter(|most| *most < count) {
        let mut keys: Vec<K> = all.iter().map(&key).collect();
        let last = keys.select_nth_unstable(most).1;
        all.retain(|one| key(one) <= *last);
    }
    all.shrink_to_fit();
    count
}

/// What patterns are ordered by first.
pub(super) fn pattern_key(row: &Pattern<'_>) -> (PatternKind, u128) {
    (row.kind, start_of(row.name))
}

/// What referrals are ordered by first.
pub(super) fn referral_key(one: &Referral<'_>) -> Date {
    one.given.date()
}

/// All of one sort that the parts have seen.
pub(super) fn all<'p, 'a, T: 'p>(parts: &'p [Seen<'a>], of: impl Fn(&'p Seen<'a>) -> &'p Vec<T>) -> Vec<&'p T> {
    parts.iter().flat_map(of).collect()
}

/// Whether an exchange took place and touches those in scope.
fn is_one(given: &Given<'_>, Gathering { today, scope, .. }: Gathering<'_>) -> bool {
    given.happened(today) && scope.touches(|| given.contacts().chain(given.meeting().contacts()))
}
