//! What a digest is made of: sums, and the first rows of each section.
//!
//! Everything in it touches certain contacts. So when notes change, what touches the contacts concerned is taken out as it was
//! and put in as it is, and the rest stays: the digest of a large vault need not be made anew for one note.

use super::balance::seasons_of;
use super::charts::{Charts, charts};
use super::digest::{DigestRequest, Drawing, Fields, same_fields};
use super::gentle;
use super::help::{Helped, between_row, helped, still};
use super::interaction::{InteractionRow, interaction_row};
use super::model::Counts;
use super::period_of;
use super::referral::{Referred, referred};
use super::rows::{
    BetweenRow, ComingRow, DriftRow, DueRow, NewsRow, OpenRow, PatternRow, coming_row, largest_first, open_row, pattern_row,
};
use super::section::{Front, Kept, Section};
use super::seen::{Between, Due, Seen, all, fronts};
use super::suggestion::suggestion;
use crate::diagnostic::{Diagnostic, Severity};
use crate::index::{ContactId, Index, Meeting, both, folded};
use crate::model::{Date, Period, Settings};
use crate::query::{
    ContactBalance, Filter, Lately, Looking, Loop, Pattern, Scope, Sum, Sums, coming_in_order, contact_balance, matches, standing, sums,
};
use bitcode::{Decode, Encode};
use std::cmp::Reverse;

/// What a digest is made of.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub struct Makings<'a> {
    pub(super) counts: Counts,
    #[bitcode(skip)]
    pub(super) due: Section<'a, DueRow<'a>>,
    #[bitcode(skip)]
    pub(super) drifting: Section<'a, DriftRow<'a>>,
    #[bitcode(skip)]
    pub(super) news: Section<'a, NewsRow<'a>>,
    #[bitcode(skip)]
    pub(super) between: Section<'a, BetweenRow<'a>>,
    /// Who could help the first of them; worked out for whole vaults only.
    pub(super) help: Vec<Helped<'a>>,
    #[bitcode(skip)]
    pub(super) coming: Section<'a, ComingRow<'a>>,
    #[bitcode(skip)]
    pub(super) open: Section<'a, OpenRow<'a>>,
    pub(super) sums: Sums,
    #[bitcode(skip)]
    pub(super) exchanged: Section<'a, ContactBalance>,
    #[bitcode(skip)]
    pub(super) patterns: Section<'a, PatternRow<'a>>,
    pub(super) referrals: Referred<'a>,
    #[bitcode(skip)]
    pub(super) recent: Section<'a, InteractionRow<'a>>,
    /// What charts are drawn from, where there are any.
    pub(super) charts: Option<Charts<'a>>,
    #[bitcode(skip)]
    pub(super) errors: Section<'a, Diagnostic>,
    pub(super) warnings: usize,
    /// Fields of the page that are as they were before the last change.
    #[bitcode(skip)]
    pub(super) same: Fields,
}

/// What is gathered for a digest: the day, what is asked, and whom it is about.
#[derive(Clone, Copy, Debug)]
pub struct Gathering<'r> {
    /// The day.
    pub today: Date,
    /// What is asked.
    pub request: &'r DigestRequest,
    /// Whom it is about.
    pub scope: Scope<'r>,
    /// Rows a section at most; `None` for all.
    pub most: Option<usize>,
}

/// Errors that are told beside a page, however few rows it shows.
pub const ERRORS_TOLD: usize = 5;

/// What a digest of this vault is made of, as far as it touches those in scope. `findings` are the ones to count.
pub fn makings<'a>(index: &'a Index, findings: &[Diagnostic], gathering: Gathering<'_>) -> Makings<'a> {
    let Gathering { today, request, scope, most } = gathering;
    let settings = index.settings();
    let contacts = index.contacts().len();
    let chosen = (!request.filters.is_empty()).then(|| chosen(index, today, &request.filters));
    let wanted = |id: ContactId| chosen.as_ref().is_none_or(|chosen| chosen.get(id.place()).copied().unwrap_or(false));
    let (seasons, chosen_period) = (seasons_of(today, request.period), balance_period(settings, today, request));
    let added = || {
        let looking = Looking { period: chosen_period, seasons: &seasons, kinds: &[], scope, only: None };
        let (sums, contacts) = sums(index, today, looking, wanted);
        (sums, exchanged(index, contacts, most))
    };
    let (seen, (sums, exchanged)) = both(contacts, || Seen::of(index, gathering, wanted), added);
    let count = |of: fn(&Seen<'_>) -> usize| seen.iter().map(of).sum();
    let (interactions, exchanges) = (count(|part| part.interactions), count(|part| part.exchanges));
    let counts = Counts { notes: index.note_count(), contacts, interactions, exchanges };
    let ((due, between, drifting, news), (coming, open, (patterns, referrals, recent))) = both(
        contacts,
        || {
            let (due, between) = (fronts(&seen, |part| &part.due), all(&seen, |part| &part.between));
            let (due, between) = turn_to(index, &due, &between, chosen_period, gathering);
            let drifting = gentle::drifting(index, &all(&seen, |part| &part.drifting), chosen_period, gathering);
            (due, between, drifting, gentle::newest(&all(&seen, |part| &part.news), most))
        },
        || {
            let coming = coming_in_order(index, seen.iter().flat_map(|part| part.coming.iter().cloned()));
            let coming = rows(coming, most, |row| coming_row(index, row));
            let open = still_open(index, &fronts(&seen, |part| &part.open), most);
            let told: Vec<&Lately<'_>> = seen.iter().map(|part| &part.referrals).collect();
            let referrals = referred(index, &told, &fronts(&seen, |part| &part.open_referrals), gathering);
            let patterns = worth_a_thought(index, &fronts(&seen, |part| &part.patterns), gathering);
            (coming, open, (patterns, referrals, lately(index, &fronts(&seen, |part| &part.recent), gathering)))
        },
    );
    let help = match scope {
        Scope::Everyone => helped(index, between.rows(), request.limit, today),
        Scope::Only(_) => Vec::new(),
    };
    let charts = (request.drawing == Drawing::Charts).then(|| charts(index, gathering, wanted));
    Makings {
        counts,
        due,
        drifting,
        news,
        between,
        help,
        coming,
        open,
        sums,
        exchanged,
        patterns,
        referrals,
        recent,
        charts,
        errors: errors(findings, most),
        warnings: findings.iter().filter(|found| found.severity == Severity::Warning).count(),
        same: Vec::new(),
    }
}

/// The errors among these, some of which are told beside every page.
fn errors<'a>(findings: &[Diagnostic], most: Option<usize>) -> Section<'a, Diagnostic> {
    let errors: Vec<&Diagnostic> = findings.iter().filter(|found| found.severity == Severity::Error).collect();
    Section::of(&errors, most.map(|most| most.max(ERRORS_TOLD)), |a, b| a.order().cmp(&b.order()), Diagnostic::clone)
}

/// Which contacts match, in the order of their paths.
fn chosen(index: &Index, today: Date, filters: &[Filter]) -> Vec<bool> {
    index.by_contacts(|some| some.iter().map(|id| matches(index, &standing(index, *id, today), filters)).collect::<Vec<_>>()).concat()
}

/// A section of what comes in its order.
fn rows<'a, T, R>(all: Vec<T>, most: Option<usize>, row: impl Fn(&T) -> R) -> Section<'a, R> {
    Section::new(all.len(), all.iter().take(most.unwrap_or(all.len())).map(row).collect())
}

/// These open loops, in their order.
fn still_open<'a>(index: &'a Index, open: &[&Front<Loop<'a>>], most: Option<usize>) -> Section<'a, OpenRow<'a>> {
    Section::of_fronts(open, most, |a, b| a.order(index).cmp(&b.order(index)), |row| open_row(index, row))
}

/// The first patterns, in their order.
fn worth_a_thought<'a>(
    index: &'a Index,
    seen: &[&Front<Pattern<'a>>],
    Gathering { today, most, .. }: Gathering<'_>,
) -> Section<'a, PatternRow<'a>> {
    Section::of_fronts(seen, most, |a, b| a.order().cmp(&b.order()), |row| pattern_row(index, row, today))
}

/// With whom most was exchanged.
fn exchanged<'a>(index: &Index, contacts: Vec<(ContactId, Sum)>, most: Option<usize>) -> Section<'a, ContactBalance> {
    let row = |(id, sum): &(ContactId, Sum)| contact_balance(index, *id, sum);
    // The order of these rows.
    let much = |(_, sum): &(ContactId, Sum)| largest_first(sum.gave + sum.got);
    let who = |(id, _): &(ContactId, Sum)| (folded(index.contact(*id).name()), index.path(*id));
    let front = Front::of(contacts, most, much);
    Section::of_fronts(&[&front], most, |a, b| much(a).cmp(&much(b)).then_with(|| who(a).cmp(&who(b))), row)
}

/// The last day at which things that come up are looked for.
pub(super) fn coming_until(settings: &Settings, today: Date, request: &DigestRequest) -> Date {
    request.ahead.unwrap_or(settings.digest.coming).after(today).unwrap_or(today)
}

/// The period of the balance.
pub(super) fn balance_period(settings: &Settings, today: Date, request: &DigestRequest) -> Period {
    request.period.unwrap_or_else(|| period_of(settings.digest.balance, today))
}

/// Those due, and those between jobs, in their order.
fn turn_to<'a>(
    index: &'a Index,
    due: &[&Front<Due>],
    between: &[&Between],
    period: Period,
    Gathering { today, most, .. }: Gathering<'_>,
) -> (Section<'a, DueRow<'a>>, Section<'a, BetweenRow<'a>>) {
    let who = |id: ContactId| (index.contact(id).name(), index.path(id));
    let by_name = |a: ContactId, b: ContactId| {
        let ((a, a_path), (b, b_path)) = (who(a), who(b));
        folded(a).cmp(&folded(b)).then_with(|| a_path.cmp(b_path))
    };
    let due_order = |((ratio, unmet), a): &Due, ((other_ratio, other_unmet), b): &Due| {
        let first = largest_first(*ratio).cmp(&largest_first(*other_ratio)).then(other_unmet.cmp(unmet));
        first.then_with(|| by_name(*a, *b))
    };
    let between_order = |((stale, ratio), a): &Between, ((other, other_ratio), b): &Between| {
        other.cmp(stale).then_with(|| largest_first(*ratio).cmp(&largest_first(*other_ratio))).then_with(|| by_name(*a, *b))
    };
    let suggestion = |id: ContactId| suggestion(index, &standing(index, id, today), period, today);
    let due_row = |(urgency, id): &Due| DueRow { suggestion: suggestion(*id), urgency: *urgency };
    let between_row = |((stale, _), id): &Between| between_row(index, (*id, *stale), suggestion(*id), today);
    (Section::of_fronts(due, most, due_order, due_row), Section::of(between, most, between_order, between_row))
}

/// What took place in the period, newest first.
fn lately<'a>(
    index: &'a Index,
    recent: &[&Front<Meeting<'a>>],
    Gathering { today, most, .. }: Gathering<'_>,
) -> Section<'a, InteractionRow<'a>> {
    let order = |meeting: &Meeting<'a>| (Reverse(meeting.date()), meeting.path(), meeting.told_by().line);
    Section::of_fronts(
        recent,
        most,
        |a: &Meeting<'a>, b: &Meeting<'a>| order(a).cmp(&order(b)),
        |meeting| interaction_row(index, meeting, today),
    )
}

/// The period in which one was lately in touch.
pub fn recent_period(settings: &Settings, today: Date, request: &DigestRequest) -> Period {
    request.period.unwrap_or_else(|| period_of(settings.digest.period, today))
}

impl<'a> Makings<'a> {
    /// The same after what touches some contacts went from `gone` to `come`; notes and contacts are as many as before. `None` when
    /// it does not tell the first `least` rows of each section any more.
    pub fn changed(self, gone: Makings<'a>, come: Makings<'a>, least: usize) -> Option<Makings<'a>> {
        let count = |own: usize, gone: usize, come: usize| (own + come).checked_sub(gone);
        let (sums_are_same, charts_are_same) = (gone.sums == come.sums, gone.charts == come.charts);
        let between = self.between.changed(gone.between, come.between, least)?;
        let help = if between.shows_the_same(least) { self.help } else { still(self.help, between.rows(), Some(least))? };
        let mut next = Makings {
            counts: Counts {
                interactions: count(self.counts.interactions, gone.counts.interactions, come.counts.interactions)?,
                exchanges: count(self.counts.exchanges, gone.counts.exchanges, come.counts.exchanges)?,
                ..self.counts
            },
            due: self.due.changed(gone.due, come.due, least)?,
            drifting: self.drifting.changed(gone.drifting, come.drifting, least)?,
            news: self.news.changed(gone.news, come.news, least)?,
            between,
            help,
            coming: self.coming.changed(gone.coming, come.coming, least)?,
            open: self.open.changed(gone.open, come.open, least)?,
            sums: self.sums.changed(&gone.sums, &come.sums)?,
            exchanged: self.exchanged.changed(gone.exchanged, come.exchanged, least)?,
            patterns: self.patterns.changed(gone.patterns, come.patterns, least)?,
            referrals: self.referrals.changed(gone.referrals, come.referrals, least)?,
            recent: self.recent.changed(gone.recent, come.recent, least)?,
            charts: match (self.charts, gone.charts, come.charts) {
                (None, None, None) => None,
                (Some(own), Some(gone), Some(come)) => Some(own.changed(gone, come, least)?),
                _ => return None,
            },
            errors: self.errors.changed(gone.errors, come.errors, least)?,
            warnings: count(self.warnings, gone.warnings, come.warnings)?,
            same: Vec::new(),
        };
        next.same = same_fields(&next, least);
        next.same.retain(|field| sums_are_same || *field != "balance");
        next.same.extend(charts_are_same.then_some("charts"));
        Some(next)
    }

    /// Whether it names people who could help others.
    pub fn names_helpers(&self) -> bool {
        !self.help.is_empty()
    }

    /// Its sections.
    fn sections(&mut self) -> Vec<&mut dyn Kept<'a>> {
        let soon = self.charts.as_mut().map(|charts| &mut charts.soon as _);
        let all: [&mut dyn Kept<'a>; 11] = [
            &mut self.due,
            &mut self.drifting,
            &mut self.news,
            &mut self.between,
            &mut self.coming,
            &mut self.open,
            &mut self.exchanged,
            &mut self.patterns,
            &mut self.referrals.section,
            &mut self.recent,
            &mut self.errors,
        ];
        all.into_iter().chain(soon).collect()
    }

    /// All of it as bytes, for keeping: what is no row, then the rows of each section, each led by its length.
    pub fn into_bytes(mut self) -> Vec<u8> {
        let rows: Vec<Vec<u8>> = self.sections().into_iter().map(|section| section.packed()).collect();
        let parts = [vec![bitcode::encode(&self)], rows].concat();
        parts.iter().flat_map(|part| [&(part.len() as u64).to_le_bytes(), part.as_slice()].concat()).collect()
    }

    /// The same from bytes that were kept; `None` when these are none. Rows are taken up when they are asked for.
    pub fn of_bytes(bytes: &'a [u8]) -> Option<Makings<'a>> {
        let mut rest = bytes;
        let mut part = || {
            let (length, behind) = rest.split_first_chunk()?;
            let (part, behind) = behind.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
            rest = behind;
            Some(part)
        };
        let mut makings: Makings<'a> = bitcode::decode(part()?).ok()?;
        for section in makings.sections() {
            section.take_over(part()?)?;
        }
        rest.is_empty().then_some(makings)
    }

    /// Whether all that was asked for was there; what it told counts for nothing otherwise.
    pub fn is_sound(&mut self) -> bool {
        self.sections().into_iter().all(|section| section.is_sound())
    }

    /// The first errors of the vault, in order, and how many there are.
    pub fn errors(&self) -> (Vec<Diagnostic>, usize) {
        (self.errors.rows().iter().take(ERRORS_TOLD).cloned().collect(), self.errors.total)
    }
}
