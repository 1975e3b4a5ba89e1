//! The rows of a digest's sections, each with what it is ordered by.

use super::interaction::InteractionRow;
use super::suggestion::Suggestion;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::index::{Index, folded};
use crate::model::Date;
use crate::query::{Coming, ComingKind, ContactBalance, Loop, LoopKind, LoopOrder, Pattern, PatternKind};
use bitcode::{Decode, Encode};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// A row that has its place among others, wherever they come from.
pub(super) trait Row {
    /// What it is ordered by; no two rows of a section have the same.
    type Order<'k>: Ord
    where
        Self: 'k;

    /// Its own.
    fn order(&self) -> Self::Order<'_>;
}

/// A number by which the largest comes first.
pub(super) fn largest_first(number: f64) -> Reverse<u64> {
    let bits = number.to_bits();
    Reverse(if bits >> 63 == 1 { !bits } else { bits | 1 << 63 })
}

/// Somebody due.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct DueRow<'a> {
    #[serde(flatten)]
    pub(super) suggestion: Suggestion<'a>,
    #[serde(skip)]
    pub(super) urgency: (f64, bool),
}

impl Row for DueRow<'_> {
    type Order<'k>
        = (Reverse<u64>, Reverse<bool>, Cow<'k, str>, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        let ((ratio, unmet), contact) = (self.urgency, &self.suggestion.contact);
        (largest_first(ratio), Reverse(unmet), folded(contact.name), contact.path)
    }
}

/// Somebody who drifts from the rhythm one has with them, though not due.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct DriftRow<'a> {
    #[serde(flatten)]
    pub(super) suggestion: Suggestion<'a>,
    /// How long the silence is beside the usual one.
    #[serde(skip)]
    pub(super) ratio: f64,
}

impl Row for DriftRow<'_> {
    type Order<'k>
        = (Reverse<u64>, Cow<'k, str>, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        let contact = &self.suggestion.contact;
        (largest_first(self.ratio), folded(contact.name), contact.path)
    }
}

/// News of somebody that one has not been in touch about yet.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct NewsRow<'a> {
    pub(super) date: Date,
    pub(super) channel: &'a str,
    pub(super) name: &'a str,
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl Row for NewsRow<'_> {
    type Order<'k>
        = (Reverse<Date>, &'k str, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        (Reverse(self.date), self.name, self.path)
    }
}

/// Somebody between jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct BetweenRow<'a> {
    #[serde(flatten)]
    pub(super) suggestion: Suggestion<'a>,
    /// Kinds of help they asked for before, beside what is open now, the latest first.
    pub(super) asked_before: Vec<&'a str>,
    /// What is open with them.
    pub(super) loops: Vec<OpenRow<'a>>,
    #[serde(skip)]
    pub(super) stale: bool,
    /// What they look for and need, in words.
    #[serde(skip)]
    pub(super) wish: String,
    /// To whom I have introduced them.
    #[serde(skip)]
    pub(super) introduced: Vec<String>,
}

impl<'a> BetweenRow<'a> {
    /// Path of their note.
    pub(super) fn path(&self) -> &'a str {
        self.suggestion.contact.path
    }
}

impl Row for BetweenRow<'_> {
    type Order<'k>
        = (bool, Reverse<u64>, Cow<'k, str>, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        let contact = &self.suggestion.contact;
        (!self.stale, largest_first(contact.ratio.unwrap_or(0.0)), folded(contact.name), contact.path)
    }
}

/// Something that comes up.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct ComingRow<'a> {
    date: Date,
    kind: ComingKind,
    name: &'a str,
    path: &'a str,
    text: String,
}

impl Row for ComingRow<'_> {
    type Order<'k>
        = (Date, ComingKind, &'k str, &'k str, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        (self.date, self.kind, self.name, &self.text, self.path)
    }
}

/// The row of something that comes up.
pub(super) fn coming_row<'a>(index: &'a Index, row: &Coming) -> ComingRow<'a> {
    let name = index.contact(row.id).name();
    ComingRow { date: row.date, kind: row.kind, name, path: index.path(row.id), text: row.text.clone() }
}

/// An open loop of the JSON contract.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct OpenRow<'a> {
    kind: LoopKind,
    name: &'a str,
    path: &'a str,
    line: u32,
    since: Option<Date>,
    due: Option<Date>,
    text: String,
    /// Path of the contact.
    #[serde(skip)]
    of: &'a str,
    /// Place among the exchanges or tasks of the note.
    #[serde(skip)]
    place: u32,
}

impl OpenRow<'_> {
    /// Whether it is due on a day or was before.
    pub(super) fn is_due(&self, today: Date) -> bool {
        self.due.is_some_and(|due| due <= today)
    }
}

impl Row for OpenRow<'_> {
    type Order<'k>
        = LoopOrder<'k>
    where
        Self: 'k;

    fn order(&self) -> LoopOrder<'_> {
        ((self.due.is_none(), self.due, self.since), self.name, (self.path, self.line), self.of, (self.kind, self.place))
    }
}

/// The row of an open loop.
pub(super) fn open_row<'a>(index: &'a Index, open: &Loop<'a>) -> OpenRow<'a> {
    OpenRow {
        kind: open.kind,
        name: index.contact(open.id).name(),
        path: open.path,
        line: open.line,
        since: open.since,
        due: open.due,
        text: open.text.clone().into_owned(),
        of: index.path(open.id),
        place: open.place,
    }
}

/// A pattern with somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct PatternRow<'a> {
    pub(super) pattern: PatternKind,
    pub(super) name: &'a str,
    pub(super) path: &'a str,
    pub(super) why: String,
}

/// The row of a pattern.
pub(super) fn pattern_row<'a>(index: &'a Index, pattern: &Pattern<'a>, today: Date) -> PatternRow<'a> {
    let (name, path) = (index.contact(pattern.id).name(), index.path(pattern.id));
    PatternRow { pattern: pattern.kind, name, path, why: pattern.why(index, today) }
}

impl Row for PatternRow<'_> {
    type Order<'k>
        = (PatternKind, &'k str, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        (self.pattern, self.name, self.path)
    }
}

impl Row for ContactBalance {
    type Order<'k> = (Reverse<u64>, Cow<'k, str>, &'k str);

    fn order(&self) -> Self::Order<'_> {
        (largest_first(self.gave + self.got), folded(&self.name), &self.path)
    }
}

impl Row for InteractionRow<'_> {
    type Order<'k>
        = (Reverse<Date>, &'k str, u32)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        (Reverse(self.date), self.path, self.line)
    }
}

impl Row for Diagnostic {
    type Order<'k> = (&'k str, Span, Code, &'k str);

    fn order(&self) -> Self::Order<'_> {
        Diagnostic::order(self)
    }
}
