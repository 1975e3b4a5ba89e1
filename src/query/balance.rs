//! Giving and getting over a period (format 7). A mirror, nothing more.

use super::sums::{Looking, Sums, season_of, sums};
use crate::index::{ContactId, Index, folded};
use crate::model::{Date, Period, Settings, Verb, order};
use bitcode::{Decode, Encode};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// How giving and getting stand with one contact over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
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

/// A list of such sums.
fn weights<S: Serializer>(weights: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    struct Weight(f64);
    impl Serialize for Weight {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            weight(&self.0, serializer)
        }
    }
    serializer.collect_seq(weights.iter().map(|weight| Weight(*weight)))
}

/// Weights given and got, and how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Encode, Decode)]
pub struct Sum {
    /// Weight given.
    pub gave: f64,
    /// Weight got.
    pub got: f64,
    /// How often something was given or got.
    pub count: usize,
}

impl Sum {
    /// Adds something given, else got.
    pub fn add(&mut self, verb: Verb, weight: f64) {
        match verb {
            Verb::Gave => self.gave += weight,
            _ => self.got += weight,
        }
        self.count += 1;
    }

    /// The same without what adding fractions leaves: 0.1 and 0.2 come to 0.3.
    fn rounded(self) -> Sum {
        Sum { gave: rounded(self.gave), got: rounded(self.got), ..self }
    }

    fn season(&self) -> Season {
        match net(self.gave, self.got) {
            net if net > 0.0 => Season::Giving,
            net if net < 0.0 => Season::Receiving,
            _ if self.count > 0 => Season::Even,
            _ => Season::Quiet,
        }
    }
}

fn rounded(weight: f64) -> f64 {
    (weight * 1e9).round() / 1e9
}

/// What is left when what was got is taken from what was given.
pub fn net(gave: f64, got: f64) -> f64 {
    rounded(gave - got)
}

/// What was given to and got from one contact over a period: gave, got, season.
pub fn season(index: &Index, id: ContactId, period: Period, today: Date) -> (f64, f64, Season) {
    let mut sum = Sum::default();
    for given in index.exchanges_of(id).rev().skip_while(|given| given.date() > period.until) {
        if period.since.is_some_and(|since| given.date() < since) {
            break;
        }
        if matches!(given.verb(), Verb::Gave | Verb::Got) && given.happened(today) {
            sum.add(given.verb(), given.weight());
        }
    }
    let sum = sum.rounded();
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
    /// Giving to organizations and getting from them.
    pub organizations: OrganizationBalance,
    /// Quarters.
    pub seasons: Vec<SeasonBalance>,
}

/// The balance with one contact.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct ContactBalance {
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

/// The balance with all organizations.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrganizationBalance {
    /// Weight given.
    #[serde(serialize_with = "weight")]
    pub gave: f64,
    /// Weight got.
    #[serde(serialize_with = "weight")]
    pub got: f64,
    /// Time given, as far as the words tell (hours).
    #[serde(serialize_with = "weight")]
    pub hours: f64,
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
    /// What season it was.
    pub season: Season,
}

/// Giving and getting with one contact, season by season.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonSeasons<'a> {
    /// Name of the contact.
    pub name: &'a str,
    /// Path of the note.
    pub path: &'a str,
    /// Weight given in each season.
    #[serde(serialize_with = "weights")]
    pub gave: Vec<f64>,
    /// Weight got in each season.
    #[serde(serialize_with = "weights")]
    pub got: Vec<f64>,
}

/// The seasons of everybody with whom anything was exchanged in them, most exchanged first.
pub fn seasons_by_contact<'a>(index: &'a Index, today: Date, looking: Looking<'_>) -> Vec<PersonSeasons<'a>> {
    let none = || vec![Sum::default(); looking.seasons.len()];
    let mut all: BTreeMap<ContactId, Vec<Sum>> = BTreeMap::new();
    for given in index.exchanges().filter(|given| looking.at(given, today)) {
        let Some(at) = season_of(looking.seasons, given.date()) else { continue };
        for id in given.contacts() {
            all.entry(id).or_insert_with(none)[at].add(given.verb(), given.weight());
        }
    }
    let mut rows: Vec<(f64, PersonSeasons<'a>)> = Vec::with_capacity(all.len());
    for (id, sums) in all {
        let (gave, got) = (sums.iter().map(|sum| sum.rounded().gave).collect(), sums.iter().map(|sum| sum.rounded().got).collect());
        let row = PersonSeasons { name: index.contact(id).name(), path: index.path(id), gave, got };
        rows.push((sums.iter().map(|sum| sum.gave + sum.got).sum(), row));
    }
    order::sort_by(&mut rows, |(a, row), (b, other)| {
        b.total_cmp(a).then_with(|| folded(row.name).cmp(&folded(other.name))).then(row.path.cmp(other.path))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The balance of everything looked at with everyone that `wanted` lets through.
pub fn balance(index: &Index, today: Date, looking: Looking<'_>, wanted: impl Fn(ContactId) -> bool + Sync) -> Balance {
    let (sums, contacts) = sums(index, today, looking, wanted);
    let contacts = contacts.iter().map(|(id, sum)| contact_balance(index, *id, sum)).collect();
    Balance::of(&sums, contacts, index.settings(), looking.period, looking.seasons)
}

impl Balance {
    /// The balance that these sums make.
    pub fn of(sums: &Sums, mut contacts: Vec<ContactBalance>, settings: &Settings, period: Period, seasons: &[Period]) -> Balance {
        order::sort_by_cached_key(&mut contacts, |row| (folded(&row.name).into_owned(), row.path.clone()));
        let named = settings.kinds.all().zip(&sums.kinds).filter(|(_, sum)| sum.count > 0).map(|(kind, sum)| (kind, sum.rounded()));
        let (total, Sum { gave, got, .. }) = (sums.total.rounded(), sums.organizations.rounded());
        Balance {
            since: period.since,
            until: period.until,
            gave: total.gave,
            got: total.got,
            net: net(total.gave, total.got),
            contacts,
            kinds: named
                .map(|(kind, sum)| KindBalance { kind: settings.kinds.name(kind).to_owned(), gave: sum.gave, got: sum.got })
                .collect(),
            organizations: OrganizationBalance { gave, got, hours: sums.minutes as f64 / 60.0 },
            seasons: seasons.iter().zip(&sums.seasons).filter_map(|(quarter, sum)| quarter_row(quarter, sum)).collect(),
        }
    }
}

/// The balance with a contact that these sums make.
pub fn contact_balance(index: &Index, id: ContactId, sum: &Sum) -> ContactBalance {
    let (name, sum) = (index.contact(id).name(), sum.rounded());
    ContactBalance {
        name: name.into(),
        path: index.path(id).into(),
        gave: sum.gave,
        got: sum.got,
        net: net(sum.gave, sum.got),
        season: sum.season(),
    }
}

fn quarter_row(quarter: &Period, sum: &Sum) -> Option<SeasonBalance> {
    let (label, season, sum) = (quarter.quarter_label(), sum.season(), sum.rounded());
    Some(SeasonBalance { label, since: quarter.since?, until: quarter.until, gave: sum.gave, got: sum.got, season })
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
