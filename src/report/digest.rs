//! The digest: whom to reconnect with, how giving and getting stand, what is promised and what comes up.

use super::balance::{from_the_first, seasons_of};
use super::charts::ChartsPage;
use super::help::{TransitionRow, transition_rows};
use super::interaction::InteractionRow;
use super::later::Later;
use super::makings::{Gathering, Makings, balance_period, coming_until, makings, recent_period};
use super::model::Counts;
use super::own::{OwnRow, own_row};
use super::referral::ReferralRow;
use super::rows::{ComingRow, DriftRow, DueRow, NewsRow, OpenRow, PatternRow};
use super::since::Changes;
use crate::diagnostic::Diagnostic;
use crate::index::Index;
use crate::model::{Cadence, Date, Period, Settings};
use crate::query::{Balance, Filter, Scope, weight};
use serde::Serialize;

/// What a digest is asked to show.
#[derive(Clone, Debug, Default)]
pub struct DigestRequest {
    /// The period of `recent`, and of the balance when given; the settings' otherwise.
    pub period: Option<Period>,
    /// How far `coming` looks ahead; the settings' otherwise.
    pub ahead: Option<Cadence>,
    /// Rows a section at most; `None` for all.
    pub limit: Option<usize>,
    /// Only these contacts.
    pub filters: Vec<Filter>,
    /// Rows a section to know beyond those shown, so that some can go when the page follows changes; 0 where it will not.
    pub spare: usize,
    /// Whether the page has charts.
    pub drawing: Drawing,
}

/// Whether a page has charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawing {
    /// Words and numbers only.
    #[default]
    Nothing,
    /// Charts too.
    Charts,
}

/// Rows to know beyond those shown where a page will follow changes.
pub const SPARE: usize = 48;

impl DigestRequest {
    /// Rows a section to gather.
    pub fn most(&self) -> Option<usize> {
        self.limit.map(|limit| limit.saturating_add(self.spare))
    }
}

/// The page of `journal digest`.
#[derive(Debug, Serialize)]
pub struct DigestPage<'m> {
    schema: &'static str,
    /// The day it is for.
    pub today: Date,
    since: Option<Date>,
    until: Date,
    counts: DigestCounts,
    /// My own time between jobs.
    own_transition: Option<OwnRow>,
    reconnect: Rows<'m, DueRow<'m>>,
    drifting: Rows<'m, DriftRow<'m>>,
    news: Rows<'m, NewsRow<'m>>,
    transition: Later<'m, Vec<TransitionRow<'m>>>,
    coming: Rows<'m, ComingRow<'m>>,
    open: Rows<'m, OpenRow<'m>>,
    balance: Later<'m, Balance>,
    patterns: Rows<'m, PatternRow<'m>>,
    referrals: Rows<'m, ReferralRow<'m>>,
    recent: Rows<'m, InteractionRow<'m>>,
    /// What is wrong in the vault.
    pub problems: Problems,
    /// How many rows each section leaves out.
    more: More,
    /// What is different since the last digest, when that is asked.
    pub changes: Option<Changes<'m>>,
    /// The last day that `coming` looks at.
    coming_until: Date,
    /// The largest sum of a quarter, for drawing.
    #[serde(serialize_with = "weight")]
    balance_most: f64,
    /// Charts, on pages that have some.
    #[serde(skip_serializing_if = "Option::is_none")]
    charts: Option<ChartsPage<'m>>,
    /// Fields that are as they were in the page from which this one follows, if it follows from one: not all of them, but most.
    #[serde(skip)]
    pub same: &'m [&'static str],
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
    drifting: usize,
    news: usize,
    transition: usize,
    coming: usize,
    open: usize,
    balance: usize,
    patterns: usize,
    referrals: usize,
    recent: usize,
}

/// What the digest of a vault on a day is made of. `findings` are those of the same day.
pub fn digest<'a>(index: &'a Index, today: Date, findings: &[Diagnostic], request: &DigestRequest) -> Makings<'a> {
    makings(index, findings, Gathering { today, request, scope: Scope::Everyone, most: request.most() })
}

/// Some fields of a page, by their names.
pub(super) type Fields = Vec<&'static str>;

/// Fields of a page of at most `limit` rows a section whose rows are as they were before the last change.
pub(super) fn same_fields(makings: &Makings<'_>, limit: usize) -> Fields {
    let fields = [
        ("reconnect", makings.due.shows_the_same(limit)),
        ("drifting", makings.drifting.shows_the_same(limit)),
        ("news", makings.news.shows_the_same(limit)),
        ("transition", makings.between.shows_the_same(limit)),
        ("coming", makings.coming.shows_the_same(limit)),
        ("open", makings.open.shows_the_same(limit)),
        ("balance", makings.exchanged.shows_the_same(limit)),
        ("patterns", makings.patterns.shows_the_same(limit)),
        ("referrals", makings.referrals.section.shows_the_same(limit)),
        ("recent", makings.recent.shows_the_same(limit)),
    ];
    fields.into_iter().filter(|(_, same)| *same).map(|(name, _)| name).collect()
}

/// The rows of a section that a page shows.
type Rows<'m, T> = Later<'m, &'m [T]>;

impl Makings<'_> {
    /// The page that these make.
    pub fn page<'m>(&'m self, settings: &'m Settings, today: Date, request: &DigestRequest) -> DigestPage<'m> {
        let limit = request.limit;
        let period = recent_period(settings, today, request);
        let balance = {
            let (period, asked, seasons) = (balance_period(settings, today, request), request.period, seasons_of(today, request.period));
            move |contacts| from_the_first(Balance::of(&self.sums, contacts, settings, period, &seasons), asked)
        };
        DigestPage {
            schema: "journal.digest/1",
            today,
            since: period.since,
            until: period.until,
            counts: DigestCounts { vault: self.counts, due: self.due.total, in_transition: self.between.total, open: self.open.total },
            own_transition: own_row(settings, today),
            reconnect: Later::new(move || self.due.first(limit)),
            drifting: Later::new(move || self.drifting.first(limit)),
            news: Later::new(move || self.news.first(limit)),
            transition: Later::new(move || transition_rows(self.between.first(limit), &self.help)),
            coming: Later::new(move || self.coming.first(limit)),
            open: Later::new(move || self.open.first(limit)),
            patterns: Later::new(move || self.patterns.first(limit)),
            referrals: Later::new(move || self.referrals.section.first(limit)),
            recent: Later::new(move || self.recent.first(limit)),
            problems: Problems { errors: self.errors.total, warnings: self.warnings },
            balance_most: balance(Vec::new()).seasons.iter().map(|season| season.gave.max(season.got)).fold(1.0, f64::max),
            // With those with whom most was exchanged, in the order of their names.
            balance: Later::new(move || balance(self.exchanged.first(limit).to_vec())),
            more: More {
                reconnect: self.due.left_out(limit),
                drifting: self.drifting.left_out(limit),
                news: self.news.left_out(limit),
                transition: self.between.left_out(limit),
                coming: self.coming.left_out(limit),
                open: self.open.left_out(limit),
                balance: self.exchanged.left_out(limit),
                patterns: self.patterns.left_out(limit),
                referrals: self.referrals.section.left_out(limit),
                recent: self.recent.left_out(limit),
            },
            changes: None,
            coming_until: coming_until(settings, today, request),
            charts: self.charts.as_ref().map(|charts| charts.drawn(settings, today)),
            same: &self.same,
        }
    }
}

impl DigestPage<'_> {
    /// What it is, in a line: `Digest, Friday 20 Nov 2026: 7 due`.
    pub fn title(&self) -> String {
        let (day, due) = (self.today, self.counts.due);
        let due = if due == 0 { "nobody due".to_owned() } else { format!("{due} due") };
        format!("Digest, {} {} {}: {due}", day.weekday_name(), day.spoken(day), day.year())
    }

    /// Whether it asks for nothing: nobody is due, nothing comes up, and nothing open is due.
    pub fn is_quiet(&self) -> bool {
        self.counts.due == 0 && self.coming.get().is_empty() && !self.open.get().first().is_some_and(|open| open.is_due(self.today))
    }

    /// Whether anybody is due.
    pub fn anyone_due(&self) -> bool {
        self.counts.due > 0
    }
}
