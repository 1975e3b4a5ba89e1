//! The inventory: every stint of a career with the people of it, and what is not known of them yet.

use super::contact::{ContactRow, contact_row, last_contact};
use super::period_of;
use crate::index::{ContactId, Index, bare, by_all, folded};
use crate::model::{Again, Cadence, Career, Date, DateRange, Period, Status, Unit, order};
use crate::query::{Colleague, LoopKind, Sign, Standing, colleagues, everyone, loops_of, overlap, standing, told_stints};
use serde::Serialize;
use std::cmp::Reverse;

/// What an inventory is asked to show.
#[derive(Clone, Debug, Default)]
pub struct InventoryRequest {
    /// How many years back it looks, 1 to 200; `None` for the whole career.
    pub years: Option<u16>,
    /// Only stints at organizations one of these is part of the name of; all when empty.
    pub organizations: Vec<String>,
}

/// The page of `journal inventory`.
#[derive(Debug, Serialize)]
pub struct InventoryPage<'a> {
    schema: &'static str,
    today: Date,
    years: Option<u16>,
    since: Option<Date>,
    /// Where the stints come from.
    pub from: From,
    counts: Counts,
    /// The stints, newest first.
    pub stints: Vec<StintRow<'a>>,
    /// People whom no stint of the whole career shows, but for those with whom one was only in touch.
    no_stint: Vec<PersonRow<'a>>,
    /// Stints that ended earlier than the years looked at.
    earlier: usize,
}

/// Where stints come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// The setting `me.career`.
    Career,
    /// People's `worked_together`, since there is no such setting.
    Notes,
}

/// Sizes, over the stints shown; each person counts once.
#[derive(Debug, Default, Serialize)]
struct Counts {
    people: usize,
    unanswered: usize,
    silent: usize,
    waiting: usize,
    without_people: usize,
    /// People of no stint, and how many of these say that one worked together.
    no_stint: usize,
    no_stint_told: usize,
}

/// One stint.
#[derive(Debug, Serialize)]
pub struct StintRow<'a> {
    /// Organization.
    pub organization: String,
    /// The owner's role.
    pub role: Option<String>,
    /// First day.
    pub since: Option<Date>,
    /// Last day; `None` while it goes on.
    pub until: Option<Date>,
    /// In words: `Mar 2017 to Aug 2021`.
    pub span: String,
    /// Who was there: those not asked about first, then the longest silent first.
    pub people: Vec<PersonRow<'a>>,
    /// With whom else one was in touch during it, most often first.
    in_touch: Vec<InTouch<'a>>,
    /// How many people are not shown.
    more: usize,
}

/// Somebody of a stint.
#[derive(Debug, Serialize)]
pub struct PersonRow<'a> {
    /// The contact.
    #[serde(flatten)]
    pub contact: ContactRow<'a>,
    /// The "in a heartbeat" mark.
    pub would_work_again: Option<Again>,
    /// How the notes put them there; `None` for people of no stint.
    how: Option<Sign>,
    /// First day both were there, as far as it is known.
    since: Option<Date>,
    /// Last day both were there.
    until: Option<Date>,
    /// Contact interactions during the stint.
    during: usize,
    /// No contact for a year; never of the deceased.
    silent: bool,
    /// Open needs and promises: an answer they wait for.
    waiting: usize,
    /// In words, how they belong here and when one was last in touch.
    pub why: String,
}

/// Somebody with whom one was in touch at the time.
#[derive(Debug, Serialize)]
struct InTouch<'a> {
    name: &'a str,
    path: &'a str,
    during: usize,
}

impl PersonRow<'_> {
    /// Whether the question of working together again is open.
    pub fn is_unanswered(&self) -> bool {
        self.would_work_again.is_none() && self.contact.status != Status::Deceased.name()
    }
}

impl InventoryPage<'_> {
    /// Whether there is no stint at all to go by.
    pub fn knows_nothing(&self) -> bool {
        self.stints.is_empty() && self.earlier == 0
    }

    /// The same page with at most so many people a stint.
    pub fn cut(mut self, limit: Option<usize>) -> Self {
        for stint in &mut self.stints {
            stint.more = stint.people.len().saturating_sub(limit.unwrap_or(usize::MAX));
            stint.people.truncate(limit.unwrap_or(usize::MAX));
        }
        // Only those are shown of whom there is something to say; the counts know of the others.
        self.no_stint.retain(|row| !row.why.is_empty());
        self
    }
}

/// The stints that overlap with the years asked for, with their people as of `today`.
pub fn inventory_page<'a>(index: &'a Index, today: Date, request: &InventoryRequest) -> InventoryPage<'a> {
    let (from, stints) = match &index.settings().me.career[..] {
        [] => (From::Notes, told_stints(index)),
        career => (From::Career, career.to_vec()),
    };
    let window = window(today, request.years);
    let all = colleagues(index, &stints, today);
    let named = |stint: &Career| {
        let name = bare(&stint.organization);
        request.organizations.is_empty() || request.organizations.iter().any(|wanted| name.contains(&bare(wanted)))
    };
    let rows = Rows { index, today, period: period_of(index.settings().digest.balance, today) };
    let asked: Vec<usize> = (0..stints.len()).filter(|&at| named(&stints[at])).collect();
    let mut shown: Vec<usize> = asked.iter().copied().filter(|&at| overlap(stints[at].range, window).is_some()).collect();
    order::sort_by_key(&mut shown, |&at| Reverse((stints[at].range.since, at)));
    let mut page = InventoryPage {
        schema: "journal.inventory/1",
        today,
        years: request.years,
        since: window.since,
        from,
        counts: Counts::default(),
        earlier: asked.iter().filter(|&&at| stints[at].range.until.zip(window.since).is_some_and(|(until, since)| until < since)).count(),
        stints: shown.iter().map(|&at| rows.stint(&stints[at], &all[at])).collect(),
        no_stint: rows.no_stint(&all),
    };
    page.counts = counts(&page);
    page
}

/// The days looked at.
fn window(today: Date, years: Option<u16>) -> DateRange {
    let back = years.map(|years| period_of(Cadence::Every(years.into(), Unit::Year), today));
    DateRange { since: back.and_then(|period| period.since), until: Some(today) }
}

fn counts(page: &InventoryPage<'_>) -> Counts {
    let mut people: Vec<&PersonRow<'_>> = page.stints.iter().flat_map(|stint| &stint.people).collect();
    order::sort_by_key(&mut people, |row| row.contact.path);
    people.dedup_by_key(|row| row.contact.path);
    let count = |is: fn(&PersonRow<'_>) -> bool| people.iter().filter(|row| is(row)).count();
    Counts {
        people: people.len(),
        unanswered: count(|row| row.is_unanswered()),
        silent: count(|row| row.silent),
        waiting: count(|row| row.waiting > 0),
        without_people: page.stints.iter().filter(|stint| stint.people.is_empty()).count(),
        no_stint: page.no_stint.len(),
        no_stint_told: page.no_stint.iter().filter(|row| !row.why.is_empty()).count(),
    }
}

/// What rows are made of.
struct Rows<'a> {
    index: &'a Index,
    today: Date,
    period: Period,
}

impl<'a> Rows<'a> {
    fn stint(&self, stint: &Career, people: &[Colleague]) -> StintRow<'a> {
        let there = people.iter().filter(|colleague| colleague.sign < Sign::Log);
        let mut rows: Vec<PersonRow<'a>> = there.map(|colleague| self.person(colleague)).collect();
        let rank = |row: &PersonRow<'_>| (!row.is_unanswered(), row.would_work_again.map_or(3, |again| again as u8));
        order::sort_by_cached_key(&mut rows, |row| (rank(row), row.contact.last, folded(row.contact.name).into_owned(), row.contact.path));
        let others = people.iter().filter(|colleague| colleague.sign == Sign::Log);
        let in_touch = |colleague: &Colleague| InTouch {
            name: self.index.contact(colleague.id).name(),
            path: self.index.path(colleague.id),
            during: colleague.interactions,
        };
        let mut in_touch: Vec<InTouch<'a>> = others.map(in_touch).collect();
        order::sort_by_key(&mut in_touch, |row| (Reverse(row.during), row.name, row.path));
        StintRow {
            organization: stint.organization.clone(),
            role: stint.role.clone(),
            since: stint.range.since,
            until: stint.range.until,
            span: span(stint.range),
            people: rows,
            in_touch,
            more: 0,
        }
    }

    fn person(&self, colleague: &Colleague) -> PersonRow<'a> {
        let contact = self.index.contact(colleague.id);
        let standing = standing(self.index, colleague.id, self.today);
        let (since, until) = (colleague.shared.since, colleague.shared.until);
        let there = match (colleague.sign, span(colleague.shared)) {
            (Sign::Worked, days) if days.is_empty() => "worked together".to_owned(),
            (Sign::Worked, days) => format!("worked together {days}"),
            (Sign::Perhaps, _) => "perhaps: nothing says when they were there".to_owned(),
            (_, days) if days.is_empty() => "works there".to_owned(),
            (_, days) => format!("both there {days}"),
        };
        let last = last_contact(self.index, &standing, self.today);
        PersonRow {
            would_work_again: contact.would_work_again,
            how: Some(colleague.sign),
            since,
            until,
            during: colleague.interactions,
            why: format!("{there}; {last}"),
            ..self.row(colleague.id, &standing)
        }
    }

    fn row(&self, id: ContactId, standing: &Standing<'a>) -> PersonRow<'a> {
        let contact = self.index.contact(id);
        let year_ago = self.today.plus_months(-12);
        let seen = standing.last.or_else(|| contact.met.and_then(|met| met.first()));
        let waits = |kind: LoopKind| matches!(kind, LoopKind::Needs | LoopKind::Promised);
        PersonRow {
            contact: contact_row(self.index, standing, self.period, self.today),
            would_work_again: contact.would_work_again,
            how: None,
            since: None,
            until: None,
            during: 0,
            silent: contact.status != Status::Deceased && seen.is_none_or(|seen| year_ago.is_some_and(|ago| seen <= ago)),
            waiting: loops_of(self.index, id, self.today).iter().filter(|open| waits(open.kind)).count(),
            why: String::new(),
        }
    }

    /// People whom no stint shows; those who say that one worked together first.
    fn no_stint(&self, all: &[Vec<Colleague>]) -> Vec<PersonRow<'a>> {
        let mut fits = vec![false; self.index.contacts().len()];
        everyone(all).into_iter().for_each(|(_, colleague)| fits[colleague.id.place()] = true);
        let others = self.index.contacts().filter(|&id| !fits[id.place()] && !self.index.contact(id).organization);
        let others: Vec<ContactId> = others.collect();
        let row = |&id: &ContactId| PersonRow { why: self.elsewhere(id), ..self.row(id, &standing(self.index, id, self.today)) };
        let mut rows: Vec<PersonRow<'a>> = by_all(&others, |id| [row(id)]);
        order::sort_by_cached_key(&mut rows, |row| (row.why.is_empty(), folded(row.contact.name).into_owned(), row.contact.path));
        rows
    }

    /// Why one may have worked with somebody of no stint; empty when nothing says so.
    fn elsewhere(&self, id: ContactId) -> String {
        let contact = self.index.contact(id);
        let told = |stint: &crate::model::Stint| match stint.range.map(span).filter(|days| !days.is_empty()) {
            Some(days) => format!("{} {days}", stint.organization),
            None => stint.organization.to_string(),
        };
        match (&contact.seldom.worked_together[..], contact.would_work_again) {
            ([], None) => String::new(),
            ([], Some(again)) => {
                format!("would work again: {}; nothing says where you did", format!("{again:?}").to_lowercase())
            }
            (stints, _) => {
                let told: Vec<String> = stints.iter().map(told).collect();
                format!("worked together at {}; no stint of yours fits", told.join(" and "))
            }
        }
    }
}

/// Days in words: `Mar 2017 to Aug 2021`, `since Sep 2021`; empty when nothing is known.
pub(super) fn span(range: DateRange) -> String {
    match (range.since, range.until) {
        (Some(since), Some(until)) if since.spoken_month() == until.spoken_month() => format!("in {}", since.spoken_month()),
        (Some(since), Some(until)) => format!("{} to {}", since.spoken_month(), until.spoken_month()),
        (Some(since), None) => format!("since {}", since.spoken_month()),
        (None, Some(until)) => format!("until {}", until.spoken_month()),
        (None, None) => String::new(),
    }
}
