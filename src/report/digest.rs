//! The digest: whom to reconnect with, how giving and getting stand, what is promised and what comes up.

use super::balance::balance_over;
use super::contact::{ContactRow, contact_row, why};
use super::interaction::{InteractionRow, interaction_row};
use super::model::{Counts, counts};
use super::period_of;
use crate::diagnostic::Diagnostic;
use crate::index::{Index, Meeting};
use crate::model::{Date, DateRange, Period, Status};
use crate::query::{
    Balance, Coming, ComingKind, Filter, Loop, LoopKind, PatternKind, Standing, coming, gesture, loops, matches, patterns, stale, weight,
};
use serde::Serialize;

/// What a digest is asked to show.
#[derive(Clone, Debug, Default)]
pub struct DigestRequest {
    /// The period of `recent`, and of the balance when given; the settings' otherwise.
    pub period: Option<Period>,
    /// Rows a section at most; `None` for all.
    pub limit: Option<usize>,
    /// Only these contacts.
    pub filters: Vec<Filter>,
}

/// The page of `journal digest`.
#[derive(Debug, Serialize)]
pub struct DigestPage<'a> {
    schema: &'static str,
    /// The day it is for.
    pub today: Date,
    since: Option<Date>,
    until: Date,
    counts: DigestCounts,
    reconnect: Vec<Suggestion<'a>>,
    transition: Vec<Suggestion<'a>>,
    coming: Vec<ComingRow<'a>>,
    open: Vec<OpenRow<'a>>,
    balance: Balance,
    patterns: Vec<PatternRow<'a>>,
    recent: Vec<InteractionRow<'a>>,
    /// What is wrong in the vault.
    pub problems: Problems,
    /// How many rows each section leaves out.
    more: More,
    /// The last day that `coming` looks at.
    coming_until: Date,
    /// The largest sum of a quarter, for drawing.
    #[serde(serialize_with = "weight")]
    balance_most: f64,
}

/// Sizes a digest tells.
#[derive(Debug, Serialize)]
struct DigestCounts {
    #[serde(flatten)]
    vault: Counts,
    due: usize,
    in_transition: usize,
    open: usize,
}

/// Somebody to turn to.
#[derive(Debug, Serialize)]
struct Suggestion<'a> {
    #[serde(flatten)]
    contact: ContactRow<'a>,
    why: String,
    suggestion: String,
    seeking: Option<&'a str>,
    /// Since when they are between jobs.
    transition_since: Option<Date>,
    /// What one last talked about.
    topic: Option<&'a str>,
}

/// Something that comes up.
#[derive(Debug, Serialize)]
pub(super) struct ComingRow<'a> {
    date: Date,
    kind: ComingKind,
    name: &'a str,
    path: &'a str,
    text: String,
}

/// An open loop of the JSON contract.
#[derive(Debug, Serialize)]
pub struct OpenRow<'a> {
    kind: LoopKind,
    name: &'a str,
    path: &'a str,
    line: u32,
    since: Option<Date>,
    due: Option<Date>,
    text: String,
}

#[derive(Debug, Serialize)]
struct PatternRow<'a> {
    pattern: PatternKind,
    name: &'a str,
    path: &'a str,
    why: String,
}

/// How many findings there are.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Problems {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

#[derive(Debug, Serialize)]
struct More {
    reconnect: usize,
    transition: usize,
    coming: usize,
    open: usize,
    balance: usize,
    patterns: usize,
    recent: usize,
}

/// The digest of a vault on a day. `findings` are those of the same day.
pub fn digest<'a>(
    index: &'a Index,
    today: Date,
    standings: &[Standing<'a>],
    findings: &[Diagnostic],
    request: &DigestRequest,
) -> DigestPage<'a> {
    let settings = index.settings();
    let chosen: Vec<bool> = standings.iter().map(|standing| matches(index, standing, &request.filters)).collect();
    let wanted = |id: crate::index::ContactId| chosen.get(id.place()).copied().unwrap_or(false);
    let (due, in_transition) = turn_to(index, today, standings, wanted);
    let coming_until = period_end(today, settings.digest.coming);
    let period = request.period.unwrap_or_else(|| period_of(settings.digest.period, today));
    let (((ahead, recent), open), (patterns, mut balance)) = rayon::join(
        || rayon::join(|| (coming(index, today, coming_until), recent(index, today, period, wanted)), || loops(index, today)),
        || rayon::join(|| patterns(index, today), || balance_over(index, today, request.period, wanted)),
    );
    let ahead: Vec<_> = ahead.into_iter().filter(|row| wanted(row.id)).collect();
    let open: Vec<_> = open.into_iter().filter(|row| wanted(row.id)).collect();
    let patterns: Vec<_> = patterns.into_iter().filter(|row| wanted(row.id)).collect();
    let cut = |n: usize| request.limit.unwrap_or(n).min(n);
    let more = More {
        reconnect: due.len() - cut(due.len()),
        transition: in_transition.len() - cut(in_transition.len()),
        coming: ahead.len() - cut(ahead.len()),
        open: open.len() - cut(open.len()),
        balance: balance.contacts.len() - cut(balance.contacts.len()),
        patterns: patterns.len() - cut(patterns.len()),
        recent: recent.len() - cut(recent.len()),
    };
    let kept = cut(balance.contacts.len());
    keep_largest(&mut balance, kept);
    let balance_period = request.period.unwrap_or_else(|| period_of(settings.digest.balance, today));
    let suggestion = |standing: &&Standing<'a>| suggestion(index, standing, balance_period, today);
    let name = |id| &*index.contact(id).name;
    let (errors, warnings) = crate::query::count(findings);
    DigestPage {
        schema: "journal.digest/1",
        today,
        since: period.since,
        until: period.until,
        counts: DigestCounts { vault: counts(index, today), due: due.len(), in_transition: in_transition.len(), open: open.len() },
        reconnect: due[..cut(due.len())].iter().map(suggestion).collect(),
        transition: in_transition[..cut(in_transition.len())].iter().map(suggestion).collect(),
        coming: ahead.iter().take(cut(ahead.len())).map(|row| coming_row(index, row)).collect(),
        open: open.iter().take(cut(open.len())).map(|open| open_row(index, open)).collect(),
        patterns: patterns
            .iter()
            .take(cut(patterns.len()))
            .map(|row| PatternRow { pattern: row.kind, name: name(row.id), path: index.path(row.id), why: row.why.clone() })
            .collect(),
        recent: recent.iter().take(cut(recent.len())).map(|meeting| interaction_row(index, meeting, today)).collect(),
        problems: Problems { errors, warnings },
        balance_most: balance.seasons.iter().map(|season| season.gave.max(season.got)).fold(1.0, f64::max),
        balance,
        more,
        coming_until,
    }
}

/// Everyone due, and everyone between jobs: those due first, then by name.
fn turn_to<'s, 'a>(
    index: &'a Index,
    today: Date,
    standings: &'s [Standing<'a>],
    wanted: impl Fn(crate::index::ContactId) -> bool,
) -> (Vec<&'s Standing<'a>>, Vec<&'s Standing<'a>>) {
    let due: Vec<_> = stale(index, standings, today).into_iter().filter(|standing| wanted(standing.id)).collect();
    let between =
        |standing: &&Standing<'a>| standing.in_transition && wanted(standing.id) && index.contact(standing.id).status != Status::Deceased;
    let mut in_transition: Vec<_> = standings.iter().filter(between).collect();
    in_transition.sort_by(|a, b| {
        let order = |s: &Standing<'_>| (!s.is_stale(today), crate::index::folded(&index.contact(s.id).name).into_owned(), s.id);
        let ratio = |s: &Standing<'_>| s.ratio.unwrap_or(0.0);
        order(a).0.cmp(&order(b).0).then_with(|| ratio(b).total_cmp(&ratio(a))).then_with(|| order(a).cmp(&order(b)))
    });
    (due, in_transition)
}

fn period_end(today: Date, span: crate::model::Cadence) -> Date {
    span.after(today).unwrap_or(today)
}

/// What took place in the period, newest first.
fn recent<'a>(index: &'a Index, today: Date, period: Period, wanted: impl Fn(crate::index::ContactId) -> bool) -> Vec<Meeting<'a>> {
    let inside = |meeting: &Meeting<'a>| period.contains(meeting.date()) && meeting.counts(today);
    let mut recent: Vec<Meeting<'a>> = index.interactions().filter(|meeting| inside(meeting) && meeting.contacts().any(&wanted)).collect();
    recent
        .sort_by(|a, b| b.date().cmp(&a.date()).then_with(|| a.path().cmp(b.path())).then_with(|| a.told_by().line.cmp(&b.told_by().line)));
    recent
}

/// Keeps the contacts with whom most was exchanged, still in the order of their names.
fn keep_largest(balance: &mut Balance, most: usize) {
    if balance.contacts.len() <= most {
        return;
    }
    let mut sizes: Vec<f64> = balance.contacts.iter().map(|row| row.gave + row.got).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let least = sizes.get(most.saturating_sub(1)).copied().unwrap_or(f64::INFINITY);
    let mut ties = most - sizes.iter().take(most).filter(|size| **size > least).count();
    balance.contacts.retain(|row| {
        let size = row.gave + row.got;
        let tied = size == least && ties > 0;
        ties -= usize::from(tied);
        size > least || tied
    });
}

fn suggestion<'a>(index: &'a Index, standing: &Standing<'a>, period: Period, today: Date) -> Suggestion<'a> {
    let contact = index.contact(standing.id);
    let spell = contact.transition.spells.iter().find(|spell: &&DateRange| spell.contains(today));
    let topic = index.interactions_of(standing.id).rev().find(|meeting| meeting.counts(today) && !meeting.text().is_empty());
    Suggestion {
        contact: contact_row(index, standing, period, today),
        why: why(index, standing, today),
        suggestion: gesture(index, standing, today),
        seeking: contact.seeking.as_deref(),
        transition_since: spell.and_then(|spell| spell.since),
        topic: topic.map(|meeting| meeting.text()),
    }
}

pub(super) fn coming_row<'a>(index: &'a Index, row: &Coming) -> ComingRow<'a> {
    let name = &index.contact(row.id).name;
    ComingRow { date: row.date, kind: row.kind, name, path: index.path(row.id), text: row.text.clone() }
}

pub(super) fn open_row<'a>(index: &'a Index, open: &Loop<'a>) -> OpenRow<'a> {
    OpenRow {
        kind: open.kind,
        name: &index.contact(open.id).name,
        path: open.path,
        line: open.line,
        since: open.since,
        due: open.due,
        text: open.text.clone(),
    }
}

impl DigestPage<'_> {
    /// Whether anybody is due.
    pub fn anyone_due(&self) -> bool {
        self.counts.due > 0
    }
}
