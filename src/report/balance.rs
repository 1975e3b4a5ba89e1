//! Giving and getting, for the whole vault or for one contact.

use super::between::reaching_out;
use super::period_of;
use crate::index::{ContactId, Index, folded};
use crate::model::{Date, Kind, Period, Verb, order};
use crate::query::{Balance, Looking, PersonSeasons, Reached, Scope, balance, by_quarter, seasons_by_contact, weight};
use serde::Serialize;

/// How many quarters are shown where no period is named: three years.
const QUARTERS: usize = 12;

/// What a balance is asked to show.
#[derive(Clone, Debug, Default)]
pub struct BalanceRequest {
    /// The period; the settings' when none is named.
    pub period: Option<Period>,
    /// The contact it is about; everybody otherwise.
    pub who: Option<ContactId>,
    /// Only these kinds; all when empty.
    pub kinds: Vec<Kind>,
    /// Whether each exchange is told.
    pub telling: Telling,
    /// How many contacts are shown with their seasons.
    pub people: usize,
}

/// How much of each exchange is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Telling {
    /// What it weighs.
    #[default]
    Sums,
    /// Its words.
    Words,
}

/// The page of `journal balance`.
#[derive(Debug, Serialize)]
pub struct BalancePage<'a> {
    schema: &'static str,
    today: Date,
    /// Name of the contact, when it is about one.
    pub name: Option<&'a str>,
    /// The kinds it is about; empty when it is about all.
    pub only: Vec<&'a str>,
    /// The balance over the period.
    #[serde(flatten)]
    pub balance: Balance,
    /// The same sums over all time.
    pub all_time: AllTime,
    /// Who reached out in the period.
    pub reached: Reached,
    /// The same in words.
    reaching_out: Option<String>,
    /// What was given and got, by contact and kind, the newest first, when that was asked for.
    pub exchanges: Vec<ExchangeTold<'a>>,
    /// Seasons of single contacts, when they were asked for: one number for each of the last seasons.
    pub people: Vec<PersonSeasons<'a>>,
    /// How many more contacts have seasons than are shown.
    pub more_people: usize,
    /// The largest sum of a quarter, for drawing.
    #[serde(serialize_with = "weight")]
    most: f64,
    /// The largest of one contact.
    #[serde(serialize_with = "weight")]
    most_of_one: f64,
}

/// Three sums of weights.
#[derive(Debug, Serialize)]
pub struct AllTime {
    /// Weight given.
    #[serde(serialize_with = "weight")]
    pub gave: f64,
    /// Weight got.
    #[serde(serialize_with = "weight")]
    pub got: f64,
    /// Gave minus got.
    #[serde(serialize_with = "weight")]
    pub net: f64,
}

/// Something given or got, in its words.
#[derive(Debug, Serialize)]
pub struct ExchangeTold<'a> {
    /// With whom.
    pub name: &'a str,
    /// Path of their note.
    pub path: &'a str,
    /// Which way it went.
    pub direction: Verb,
    /// Its kind.
    pub kind: &'a str,
    /// Its day.
    pub date: Date,
    /// What was written.
    pub text: &'a str,
}

/// The page that was asked for.
pub fn balance_page<'a>(index: &'a Index, today: Date, request: &BalanceRequest) -> BalancePage<'a> {
    let BalanceRequest { period, who, kinds, .. } = request;
    let wanted = |id| who.is_none_or(|who| who == id);
    let ever = Looking { period: Period { since: None, until: today }, seasons: &[], kinds, scope: Scope::Everyone, only: *who };
    let all_time = balance(index, today, ever, wanted);
    let balance = balance_over(index, today, *period, kinds, *who);
    let period = Period { since: balance.since, until: balance.until };
    let people = if request.people > 0 { seasons_of_people(index, today, &balance, kinds) } else { Vec::new() };
    let shown = people.len().min(request.people);
    let met = |id| index.interactions_of(id).filter(|meeting| meeting.counts(today) && period.contains(meeting.date()));
    let reached = who.map_or_else(
        || Reached::of(index.interactions().filter(|meeting| meeting.counts(today) && period.contains(meeting.date()))),
        |id| Reached::of(met(id)),
    );
    BalancePage {
        schema: "journal.balance/1",
        today,
        name: who.map(|id| index.contact(id).name()),
        only: kinds.iter().map(|kind| index.settings().kinds.name(*kind)).collect(),
        all_time: AllTime { gave: all_time.gave, got: all_time.got, net: all_time.net },
        reaching_out: reaching_out(reached),
        reached,
        exchanges: if request.telling == Telling::Words { told(index, today, period, kinds, wanted) } else { Vec::new() },
        most: balance.seasons.iter().map(|season| season.gave.max(season.got)).fold(1.0, f64::max),
        most_of_one: people[..shown].iter().flat_map(|row| row.gave.iter().chain(&row.got)).copied().fold(1.0, f64::max),
        more_people: people.len() - shown,
        people: people.into_iter().take(shown).collect(),
        balance,
    }
}

/// The seasons of each contact, in the last of those that a balance shows.
fn seasons_of_people<'a>(index: &'a Index, today: Date, balance: &Balance, kinds: &[Kind]) -> Vec<PersonSeasons<'a>> {
    let first = balance.seasons.len().saturating_sub(QUARTERS);
    let seasons: Vec<Period> = balance.seasons[first..].iter().map(|row| Period { since: Some(row.since), until: row.until }).collect();
    let period = Period { since: balance.since, until: balance.until };
    seasons_by_contact(index, today, Looking { period, seasons: &seasons, kinds, scope: Scope::Everyone, only: None })
}

/// What was given and got in a period with everyone `wanted`, by name, kind and day.
fn told<'a>(index: &'a Index, today: Date, period: Period, kinds: &[Kind], wanted: impl Fn(ContactId) -> bool) -> Vec<ExchangeTold<'a>> {
    let mut all = Vec::new();
    for id in index.contacts().filter(|&id| wanted(id)) {
        let in_time = index.exchanges_of(id).filter(|given| period.contains(given.date()) && given.happened(today));
        let fits =
            in_time.filter(|given| matches!(given.verb(), Verb::Gave | Verb::Got) && (kinds.is_empty() || kinds.contains(&given.kind())));
        let name = folded(index.contact(id).name());
        all.extend(fits.map(|given| (name.clone(), id, given)));
    }
    order::sort_by(&mut all, |(a_name, a_id, a), (b_name, b_id, b)| {
        let by_kind = a.kind().cmp(&b.kind()).then(b.date().cmp(&a.date())).then(a.verb().cmp(&b.verb()));
        a_name.cmp(b_name).then(a_id.cmp(b_id)).then(by_kind).then_with(|| a.text().cmp(b.text()))
    });
    let row = |(_, id, given): &(_, ContactId, crate::index::Given<'a>)| ExchangeTold {
        name: index.contact(*id).name(),
        path: index.path(*id),
        direction: given.verb(),
        kind: given.kind_name(),
        date: given.date(),
        text: given.text(),
    };
    all.iter().map(row).collect()
}

/// The balance over `period` (default: the settings') with everyone, or with `only` one, and its quarters: those of a named period,
/// else the last three years from the first one in which anything was exchanged.
pub(super) fn balance_over(index: &Index, today: Date, period: Option<Period>, kinds: &[Kind], only: Option<ContactId>) -> Balance {
    let (chosen, seasons) = (period.unwrap_or_else(|| period_of(index.settings().digest.balance, today)), seasons_of(today, period));
    let looking = Looking { period: chosen, seasons: &seasons, kinds, scope: Scope::Everyone, only };
    from_the_first(balance(index, today, looking, |id| only.is_none_or(|only| only == id)), period)
}

/// The quarters of a balance over `period`.
pub(super) fn seasons_of(today: Date, period: Option<Period>) -> Vec<Period> {
    by_quarter(period.unwrap_or(Period { since: None, until: today }), if period.is_some() { 400 } else { QUARTERS })
}

/// A balance without the quarters before the first one in which anything was exchanged, where `period` names no beginning.
pub(super) fn from_the_first(mut balance: Balance, period: Option<Period>) -> Balance {
    if period.is_none_or(|period| period.since.is_none()) {
        let first = balance.seasons.iter().position(|season| season.gave + season.got > 0.0).unwrap_or(balance.seasons.len());
        balance.seasons.drain(..first.min(balance.seasons.len().saturating_sub(1)));
    }
    balance
}
