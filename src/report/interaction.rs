//! One interaction as every page shows it.

use crate::index::{Index, Meeting};
use crate::model::{Date, Verb, Who};
use crate::query::weight;
use bitcode::{Decode, Encode};
use serde::Serialize;

/// The `interaction` of the JSON contract.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct InteractionRow<'a> {
    /// Its day.
    pub date: Date,
    /// How one met.
    pub channel: &'a str,
    /// Whether it is contact that took place.
    pub counts: bool,
    /// Paths of the contacts.
    pub contacts: Vec<&'a str>,
    /// Their names.
    pub names: Vec<&'a str>,
    /// What it tells.
    pub text: &'a str,
    /// Who reached out.
    pub by: Option<Who>,
    /// The note that tells it.
    pub path: &'a str,
    /// Its line there.
    pub line: u32,
    /// Its exchanges.
    pub exchanges: Vec<ExchangeRow<'a>>,
}

/// One exchange of an interaction.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct ExchangeRow<'a> {
    /// `gave`, `got`, `asked`, `needs`, `promised`, `thanked` or `closed`.
    pub direction: Verb,
    /// Kind.
    pub kind: &'a str,
    /// What was written.
    pub text: &'a str,
    /// Weight.
    #[serde(serialize_with = "weight")]
    pub weight: f64,
}

/// The row of one interaction.
pub fn interaction_row<'a>(index: &'a Index, meeting: &Meeting<'a>, today: Date) -> InteractionRow<'a> {
    let exchanges = meeting.exchanges().map(|given| ExchangeRow {
        direction: given.verb(),
        kind: given.kind_name(),
        text: given.text(),
        weight: given.weight(),
    });
    InteractionRow {
        date: meeting.date(),
        channel: meeting.channel().name(),
        counts: meeting.counts(today),
        contacts: meeting.contacts().map(|id| index.path(id)).collect(),
        names: meeting.contacts().map(|id| index.contact(id).name()).collect(),
        text: meeting.text(),
        by: meeting.by(),
        path: meeting.path(),
        line: meeting.told_by().line,
        exchanges: exchanges.collect(),
    }
}
