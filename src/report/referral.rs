//! A referral with what came of it, as every page shows it.

use super::makings::Gathering;
use super::rows::Row;
use super::section::{Front, Section};
use crate::index::{ContactId, Index};
use crate::model::{Date, Verb, order};
use crate::query::{Lately, Progress, Referral, Scope};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// A referral given to or got from somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct ReferralRow<'a> {
    name: &'a str,
    path: &'a str,
    /// `gave` or `got`.
    direction: Verb,
    text: &'a str,
    since: Date,
    /// Names of those whom it links.
    about: Vec<&'a str>,
    stage: Progress,
    /// The newest word of how it went, and its day.
    word: Option<&'a str>,
    word_on: Option<Date>,
    /// When one thanked, where it was got.
    thanked: Option<Date>,
    /// Whether something is left to do.
    open: bool,
    /// How it stands and what is left to do, in words.
    next: String,
}

impl Row for ReferralRow<'_> {
    type Order<'k>
        = (Date, &'k str, &'k str, Verb, &'k str)
    where
        Self: 'k;

    fn order(&self) -> Self::Order<'_> {
        (self.since, self.name, self.path, self.direction, self.text)
    }
}

/// The referrals of a digest, with what decides whether they can follow an edit: what came of a referral may be told of somebody
/// else than the one it is with.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(super) struct Referred<'a> {
    #[bitcode(skip)]
    pub(super) section: Section<'a, ReferralRow<'a>>,
    /// Paths of those whom referrals link: what is told of them may settle one.
    linked: Vec<&'a str>,
    /// Whether one of them has a link.
    links: bool,
    /// Paths of those in scope; empty for everybody.
    of: Vec<&'a str>,
}

/// The referrals `lately` that something is left to do about.
pub(super) fn referred<'a>(
    index: &'a Index,
    lately: &[&Lately<'a>],
    open: &[&Front<Referral<'a>>],
    gathering: Gathering<'_>,
) -> Referred<'a> {
    let Gathering { today, scope, most, .. } = gathering;
    let row = |one: &Referral<'a>| referral_row(index, one, today);
    // The order of the rows.
    let order =
        |one: &Referral<'a>| (one.given.date(), index.contact(one.id).name(), index.path(one.id), one.given.verb(), one.given.text());
    let section = Section::of_fronts(open, most, |a, b| order(a).cmp(&order(b)), row);
    let of = match scope {
        Scope::Everyone => Vec::new(),
        Scope::Only(_) => index.contacts().filter(|id| scope.has(*id)).map(|id| index.path(id)).collect(),
    };
    let mut linked: Vec<ContactId> = lately.iter().flat_map(|part| part.linked.iter().copied()).collect();
    order::sort(&mut linked);
    linked.dedup();
    let linked = linked.into_iter().map(|id| index.path(id)).collect();
    Referred { section, linked, links: lately.iter().any(|part| part.links), of }
}

impl<'a> Referred<'a> {
    /// The same after an edit, as [`Makings::changed`](super::Makings::changed); `None` also when the edit has to do with somebody
    /// whom a referral links.
    pub(super) fn changed(self, gone: Referred<'a>, come: Referred<'a>, least: usize) -> Option<Referred<'a>> {
        let told_of = |path: &&str| self.linked.contains(path);
        if gone.links || come.links || gone.of.iter().chain(&come.of).any(told_of) {
            return None;
        }
        Some(Referred { section: self.section.changed(gone.section, come.section, least)?, ..self })
    }
}

/// The row of a referral.
pub(super) fn referral_row<'a>(index: &'a Index, one: &Referral<'a>, today: Date) -> ReferralRow<'a> {
    ReferralRow {
        name: index.contact(one.id).name(),
        path: index.path(one.id),
        direction: one.given.verb(),
        text: one.given.text(),
        since: one.given.date(),
        about: one.about.iter().map(|id| index.contact(*id).name()).collect(),
        stage: one.stage,
        word: one.word.map(|(_, text)| text),
        word_on: one.word.map(|(day, _)| day),
        thanked: one.thanked,
        open: one.is_open(today),
        next: next(one, today),
    }
}

/// How it stands and what is left to do.
fn next(one: &Referral<'_>, today: Date) -> String {
    let on = one.word.map(|(day, _)| format!(" on {}", day.spoken(today))).unwrap_or_default();
    let how = match one.stage {
        Progress::Waiting if one.is_open(today) => "no word yet".to_owned(),
        Progress::Waiting => "no word since".to_owned(),
        Progress::Talking => format!("they are talking, last word{on}"),
        Progress::Hired => format!("it worked out{on}"),
        Progress::Declined => format!("it did not work out{on}"),
        Progress::Closed => format!("closed{on}"),
    };
    let settled = matches!(one.stage, Progress::Hired | Progress::Declined | Progress::Closed);
    let got = one.given.verb() == Verb::Got;
    let thanked = one.thanked.filter(|_| got).map(|day| format!(", thanked on {}", day.spoken(today))).unwrap_or_default();
    let to_do = match (one.is_open(today), got, settled) {
        (false, ..) => "",
        (true, false, _) => ": ask how it went",
        (true, true, true) => ": tell them, and say thank you",
        (true, true, false) if one.thanked.is_some() => ": tell them how it turns out",
        (true, true, false) => ": say thank you, and tell them how it turns out",
    };
    format!("{how}{thanked}{to_do}")
}
