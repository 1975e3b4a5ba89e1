//! What a digest is made from: everything that is seen while one goes through the contacts once.

use super::gentle::reason_to_write;
use super::makings::{Gathering, coming_until, recent_period};
use super::rows::NewsRow;
use crate::index::{ContactId, Given, Index, Mark, Meeting};
use crate::model::{AT_ONCE, Date, Period, Status, fetch};
use crate::query::{Coming, Lately, Loop, Pattern, Rhythm, Standing, coming_with, drift, loops_with, patterns, referrals_lately, urgency};

/// What is seen of some contacts; of each thing as much as tells whether it comes first.
#[derive(Debug, Default)]
pub(super) struct Seen<'s, 'a> {
    /// What comes up, in no order.
    pub(super) coming: Vec<Coming>,
    /// Open loops.
    pub(super) open: Vec<Loop<'a>>,
    /// Patterns.
    pub(super) patterns: Vec<Pattern<'a>>,
    /// Referrals, of everybody in scope.
    pub(super) referrals: Lately<'a>,
    /// Those due, with their urgency.
    pub(super) due: Vec<((f64, bool), &'s Standing<'a>)>,
    /// Those between jobs, and whether they are due.
    pub(super) between: Vec<(bool, &'s Standing<'a>)>,
    /// Those who drift from their rhythm.
    pub(super) drifting: Vec<(Rhythm, &'s Standing<'a>)>,
    /// News that are a reason to write.
    pub(super) news: Vec<NewsRow<'a>>,
    /// How many interactions took place.
    pub(super) interactions: usize,
    /// How many exchanges took place.
    pub(super) exchanges: usize,
    /// The interactions of the period of the digest.
    pub(super) recent: Vec<Meeting<'a>>,
}

/// What one looks for.
struct Looking<'l, 's, 'a, W> {
    index: &'a Index,
    standings: &'s [Standing<'a>],
    gathering: Gathering<'l>,
    coming: (Date, Date),
    recent: Period,
    wanted: W,
}

impl<'s, 'a: 's> Seen<'s, 'a> {
    /// Goes through all contacts. A note that was just looked at is at hand, so that all that is asked of a contact is asked at a time.
    pub(super) fn of(
        index: &'a Index,
        standings: &'s [Standing<'a>],
        gathering: Gathering<'_>,
        wanted: impl Fn(ContactId) -> bool + Sync + Send + Copy,
    ) -> Seen<'s, 'a> {
        let Gathering { today, request, .. } = gathering;
        let coming = (today, coming_until(index.settings(), today, request));
        let recent = recent_period(index.settings(), today, request);
        let mut all = Seen::default();
        for part in index.by_contacts(|some| {
            let mut seen = Seen::default();
            seen.look(some, &Looking { index, standings, gathering, coming, recent, wanted });
            seen
        }) {
            all.join(part);
        }
        let of_nobody = index.exchanges_of_nobody().filter(|given| is_one(given, gathering));
        all.exchanges += of_nobody.count();
        all
    }

    fn look<W: Fn(ContactId) -> bool>(&mut self, some: &[ContactId], looking: &Looking<'_, 's, 'a, W>) {
        let Looking { index, standings, gathering: Gathering { today, scope, .. }, ref wanted, .. } = *looking;
        for some in some.chunks(AT_ONCE) {
            let asked = some.iter().filter(|id| index.may(**id, Mark::Opens) || index.may(**id, Mark::Referral));
            fetch(asked.map(|id| index.note(*id).glance()));
        }
        let mine = |id: &&ContactId| wanted(**id) && scope.has(**id);
        for standing in some.iter().filter(mine).filter_map(|id| standings.get(id.place())) {
            self.turn_to(index, standing, today);
        }
        self.coming = coming_with(index, some, looking.coming, scope, wanted);
        self.open = loops_with(index, some, today, scope);
        self.open.retain(|row| wanted(row.id));
        self.patterns = patterns(index, some, today, scope);
        self.patterns.retain(|row| wanted(row.id));
        self.referrals = referrals_lately(index, some, today, scope);
        some.iter().for_each(|id| self.count(*id, looking));
    }

    /// Whether one should turn to somebody, and why.
    fn turn_to(&mut self, index: &'a Index, standing: &'s Standing<'a>, today: Date) {
        let is_stale = standing.is_stale(today);
        if is_stale {
            self.due.push((urgency(index, standing), standing));
        }
        if standing.in_transition && index.contact(standing.id).status != Status::Deceased {
            self.between.push((is_stale, standing));
        }
        if let Some(rhythm) = drift(index, standing, today) {
            self.drifting.push((rhythm, standing));
        }
        self.news.extend(reason_to_write(index, standing, today));
    }

    /// Counts what is counted with a contact.
    fn count<W: Fn(ContactId) -> bool>(&mut self, id: ContactId, looking: &Looking<'_, 's, 'a, W>) {
        let Looking { index, gathering, recent, ref wanted, .. } = *looking;
        let Gathering { today, scope, .. } = gathering;
        let counted = index.interactions_of(id).filter(|meeting| meeting.is_counted() && meeting.counts(today));
        for meeting in counted.filter(|meeting| scope.touches(|| meeting.contacts())) {
            self.interactions += 1;
            self.recent.extend(Some(meeting).filter(|meeting| recent.contains(meeting.date()) && meeting.contacts().any(wanted)));
        }
        self.exchanges += index.exchanges_of(id).filter(|given| given.is_counted() && is_one(given, gathering)).count();
    }

    /// Takes in what was seen of others.
    fn join(&mut self, others: Seen<'s, 'a>) {
        self.coming.extend(others.coming);
        self.open.extend(others.open);
        self.patterns.extend(others.patterns);
        self.referrals.join(others.referrals);
        self.due.extend(others.due);
        self.between.extend(others.between);
        self.drifting.extend(others.drifting);
        self.news.extend(others.news);
        self.interactions += others.interactions;
        self.exchanges += others.exchanges;
        self.recent.extend(others.recent);
    }
}

/// Whether an exchange took place and touches those in scope.
fn is_one(given: &Given<'_>, Gathering { today, scope, .. }: Gathering<'_>) -> bool {
    given.happened(today) && scope.touches(|| given.contacts().chain(given.meeting().contacts()))
}
