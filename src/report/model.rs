//! The whole model: what `journal index` prints.

use super::check::{FindingRow, finding_row};
use super::contact::{ContactRow, contact_row};
use super::interaction::{InteractionRow, interaction_row};
use super::period_of;
use crate::diagnostic::Diagnostic;
use crate::index::{Index, by_all};
use crate::model::{Date, order};
use crate::query::{EdgeKind, edges, standings};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// The page of `journal index --format json`.
#[derive(Debug, Serialize)]
pub struct ModelPage<'a> {
    schema: &'static str,
    vault: String,
    today: Date,
    /// How many there are of each.
    pub counts: Counts,
    contacts: Vec<ContactRow<'a>>,
    interactions: Vec<InteractionRow<'a>>,
    edges: Vec<EdgeRow<'a>>,
    diagnostics: Vec<FindingRow<'a>>,
}

/// Sizes of a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
pub struct Counts {
    /// Markdown files read, contacts among them.
    pub notes: usize,
    /// Contacts.
    pub contacts: usize,
    /// Interactions that are contact, up to the day.
    pub interactions: usize,
    /// Exchanges of any direction, up to the day.
    pub exchanges: usize,
}

#[derive(Debug, Serialize)]
struct EdgeRow<'a> {
    from: &'a str,
    to: &'a str,
    kind: EdgeKind,
}

/// Sizes of a vault up to `today`.
pub fn counts(index: &Index, today: Date) -> Counts {
    Counts {
        notes: index.note_count(),
        contacts: index.contacts().len(),
        interactions: index.interactions().filter(|meeting| meeting.counts(today)).count(),
        exchanges: index.exchanges().filter(|given| given.happened(today)).count(),
    }
}

/// The whole model on `today`; contacts in the order of their paths, interactions oldest first.
pub fn model_page<'a>(index: &'a Index, vault: &str, today: Date, findings: &'a [Diagnostic]) -> ModelPage<'a> {
    let period = period_of(index.settings().digest.balance, today);
    let mut interactions: Vec<_> = index.interactions().collect();
    order::sort_by(&mut interactions, |a, b| {
        a.date().cmp(&b.date()).then_with(|| a.path().cmp(b.path())).then_with(|| a.told_by().line.cmp(&b.told_by().line))
    });
    ModelPage {
        schema: "journal.index/1",
        vault: vault.to_owned(),
        today,
        counts: counts(index, today),
        contacts: by_all(&standings(index, today), |standing| [contact_row(index, standing, period, today)]),
        interactions: interactions.iter().map(|meeting| interaction_row(index, meeting, today)).collect(),
        edges: edges(index).iter().map(|edge| EdgeRow { from: index.path(edge.from), to: index.path(edge.to), kind: edge.kind }).collect(),
        diagnostics: findings.iter().map(finding_row).collect(),
    }
}
