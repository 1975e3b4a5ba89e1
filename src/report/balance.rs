//! Giving and getting, for the whole vault or for one contact.

use super::period_of;
use crate::index::{ContactId, Index};
use crate::model::{Date, Period};
use crate::query::{Balance, balance, by_quarter, weight};
use serde::Serialize;

/// How many quarters are shown where no period is named: three years.
const QUARTERS: usize = 12;

/// The page of `journal balance`.
#[derive(Debug, Serialize)]
pub struct BalancePage<'a> {
    schema: &'static str,
    today: Date,
    /// Name of the contact, when it is about one.
    pub name: Option<&'a str>,
    /// The balance over the period.
    #[serde(flatten)]
    pub balance: Balance,
    /// The same sums over all time.
    pub all_time: Sums,
}

/// Three sums of weights.
#[derive(Debug, Serialize)]
pub struct Sums {
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

/// The page over `period` (default: the settings'), with `who` only when named.
pub fn balance_page(index: &Index, today: Date, period: Option<Period>, who: Option<ContactId>) -> BalancePage<'_> {
    let wanted = |id| who.is_none_or(|who| who == id);
    let ever = balance(index, today, Period { since: None, until: today }, &[], wanted);
    BalancePage {
        schema: "journal.balance/1",
        today,
        name: who.map(|id| &*index.contact(id).name),
        balance: balance_over(index, today, period, wanted),
        all_time: Sums { gave: ever.gave, got: ever.got, net: ever.net },
    }
}

/// The balance over `period` (default: the settings') with everyone `wanted`, and its quarters: those of a named period,
/// else the last three years from the first one in which anything was exchanged.
pub(super) fn balance_over(index: &Index, today: Date, period: Option<Period>, wanted: impl Fn(ContactId) -> bool) -> Balance {
    let chosen = period.unwrap_or_else(|| period_of(index.settings().digest.balance, today));
    from_the_first(balance(index, today, chosen, &seasons_of(today, period), wanted), period)
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
