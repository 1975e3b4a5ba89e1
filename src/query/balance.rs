//! Giving and getting over a period (format 7). A mirror, no score.

use crate::index::{ContactId, Index};
use crate::model::{Date, Kind, Period, Verb};
use serde::{Serialize, Serializer};

/// How giving and getting stand with one contact over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Season {
    /// More given than got.
    Giving,
    /// More got than given.
    Receiving,
    /// As much given as got.
    Even,
    /// Neither.
    Quiet,
}

impl Season {
    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Season::Giving => "giving",
            Season::Receiving => "receiving",
            Season::Even => "even",
            Season::Quiet => "quiet",
        }
    }
}

/// A sum of weights: serialises as a whole number where it is one.
pub fn weight<S: Serializer>(weight: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match weight.fract() == 0.0 && weight.abs() < 1e15 {
        true => serializer.serialize_i64(*weight as i64),
        false => serializer.serialize_f64(*weight),
    }
}

/// Weights given and got, and how often.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sum {
    gave: f64,
    got: f64,
    count: usize,
}

impl Sum {
    fn add(&mut self, verb: Verb, weight: f64) {
        match verb {
            Verb::Gave => self.gave += weight,
            _ => self.got += weight,
        }
        self.count += 1;
    }

    fn season(&self) -> Season {
        match self.gave - self.got {
            net if net > 0.0 => Season::Giving,
            net if net < 0.0 => Season::Receiving,
            _ if self.count > 0 => Season::Even,
            _ => Season::Quiet,
        }
    }
}

/// What was given to and got from one contact over a period: gave, got, season.
pub fn season(index: &Index, id: ContactId, period: Period, today: Date) -> (f64, f64, Season) {
    let mut sum = Sum::default();
    for given in index.exchanges_of(id).rev().skip_while(|given| given.date() > period.until) {
        if period.since.is_some_and(|since| given.date() < since) {
            break;
        }
        if matches!(given.verb(), Verb::Gave | Verb::Got) && given.meeting().happened(today) {
            sum.add(given.verb(), given.weight());
        }
    }
    (sum.gave, sum.got, sum.season())
}

/// The balance of a vault over a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Balance {
    /// First day; null for all time.
    pub since: Option<Date>,
    /// Last day.
    pub until: Date,
    /// Weight given; an exchange with several people once.
    #[serde(serialize_with = "weight")]
    pub gave: f64,
    /// Weight got.
    #[serde(serialize_with = "weight")]
    pub got: f64,
    /// Gave minus got.
    #[serde(serialize_with = "weight")]
    pub net: f64,
    /// Contacts with an exchange in the period, by name.
    pub contacts: Vec<ContactBalance>,
    /// Kinds with an exchange in the period, in the order of the table.
    pub kinds: Vec<KindBalance>,
    /// Quarters.
    pub seasons: Vec<SeasonBalance>,
}

/// The balance with one contact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContactBalance {
    /// Whose.
    #[serde(skip)]
    pub id: ContactId,
    /// Name of the contact.
    pub name: Box<str>,
    /// Path of the note.
    pub path: Box<str>,
    /// Weight given.
    #[serde(serialize_with = "weight")]
    pub gave: f64,
    /// Weight got.
    #[serde(serialize_with = "weight")]
    pub got: f64,
    /// Gave minus got.
    #[serde(serialize_with = "weight")]
    pub net: f64,
    /// The season.
    pub season: Season,
}

/// The balance of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindBalance {
    /// Name of the kind.
    pub kind: String,
    /// Weight given.
    #[serde(serialize_with = "weight")]
    pub gave: f64,
    /// Weight got.
    #[serde(serialize_with = "weight")]
    pub got: f64,
}

/// The balance of one quarter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeasonBalance {
    /// The quarter as people type it: `2026Q4`.
    pub label: String,
    /// First day.
    pub since: Date,
    /// Last day.
    pub until: Date,
    /// Weight given.
    #[serde(serialize_with = "weight")]
    pub gave: f64,
    /// Weight got.
    #[serde(serialize_with = "weight")]
    pub got: f64,
}

/// The balance over `period` with everyone that `wanted` lets through; `seasons` are the quarters to add up.
pub fn balance(index: &Index, today: Date, period: Period, seasons: &[Period], wanted: impl Fn(ContactId) -> bool) -> Balance {
    let mut total = Sum::default();
    let mut kinds: Vec<Sum> = index.settings().kinds.all().map(|_| Sum::default()).collect();
    let mut quarters = vec![Sum::default(); seasons.len()];
    let mut contacts: Vec<Sum> = index.contacts().map(|_| Sum::default()).collect();
    let everyone: Vec<ContactId> = index.contacts().collect();
    for given in index.exchanges().filter(|given| matches!(given.verb(), Verb::Gave | Verb::Got) && given.meeting().happened(today)) {
        if !given.contacts().any(&wanted) {
            continue;
        }
        let (verb, weight, Kind(kind)) = (given.verb(), given.weight(), given.kind());
        quarters.iter_mut().zip(seasons).filter(|(_, quarter)| quarter.contains(given.date())).for_each(|(sum, _)| sum.add(verb, weight));
        if period.contains(given.date()) {
            total.add(verb, weight);
            kinds[usize::from(kind)].add(verb, weight);
            given.contacts().filter(|&id| wanted(id)).for_each(|id| contacts[id.place()].add(verb, weight));
        }
    }
    let mut rows: Vec<ContactBalance> =
        everyone.iter().zip(&contacts).filter(|(_, sum)| sum.count > 0).map(|(&id, sum)| row(index, id, sum)).collect();
    rows.sort_by_cached_key(|row| (crate::index::folded(&row.name).into_owned(), row.id));
    let named = index.settings().kinds.all().zip(&kinds).filter(|(_, sum)| sum.count > 0);
    Balance {
        since: period.since,
        until: period.until,
        gave: total.gave,
        got: total.got,
        net: total.gave - total.got,
        contacts: rows,
        kinds: named
            .map(|(kind, sum)| KindBalance { kind: index.settings().kinds.name(kind).to_owned(), gave: sum.gave, got: sum.got })
            .collect(),
        seasons: seasons.iter().zip(&quarters).filter_map(|(quarter, sum)| quarter_row(quarter, sum)).collect(),
    }
}

fn row(index: &Index, id: ContactId, sum: &Sum) -> ContactBalance {
    let name = index.contact(id).name.clone();
    ContactBalance { id, name, path: index.path(id).into(), gave: sum.gave, got: sum.got, net: sum.gave - sum.got, season: sum.season() }
}

fn quarter_row(quarter: &Period, sum: &Sum) -> Option<SeasonBalance> {
    Some(SeasonBalance { label: quarter.quarter_label(), since: quarter.since?, until: quarter.until, gave: sum.gave, got: sum.got })
}

/// The quarters that a period touches, oldest first; at most the last `most` of them.
pub fn by_quarter(period: Period, most: usize) -> Vec<Period> {
    let mut quarters = Vec::new();
    let mut day = Some(period.until);
    while let Some(quarter) =
        day.and_then(Period::quarter_of).filter(|quarter| quarters.len() < most && period.since.is_none_or(|since| since <= quarter.until))
    {
        day = quarter.since.and_then(|first| first.plus_days(-1));
        quarters.push(quarter);
    }
    quarters.reverse();
    quarters
}
