//! The crowd, with what is known of each.

use super::card::person_card;
use super::contact::{ContactRow, contact_row};
use super::inventory::span;
use super::period_of;
use crate::index::{ContactId, Index};
use crate::model::{Career, Date, order};
use crate::query::{Colleague, Edge, Filter, colleagues, edges, everyone, in_crowd, matches, standing, standings};
use serde::Serialize;

/// The page of `journal curate`.
#[derive(Debug, Serialize)]
pub struct CuratePage<'a> {
    schema: &'static str,
    today: Date,
    /// The crowd: those with whom one may have worked first, then by path.
    pub contacts: Vec<CrowdRow<'a>>,
    /// How many more there are than are shown.
    more: usize,
}

/// Somebody of the crowd.
#[derive(Debug, Serialize)]
pub struct CrowdRow<'a> {
    /// The contact.
    #[serde(flatten)]
    pub contact: ContactRow<'a>,
    /// Where both have worked, in words.
    pub stint: Option<String>,
    /// What else the notes know.
    pub facts: Vec<Fact>,
}

/// One thing known of somebody.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// What it is: a key, or `knows`, `introductions`, `also in`, `last`.
    pub key: String,
    /// In words.
    pub text: String,
}

/// The crowd as of `today` whom the filters let through, at most `limit` of them.
pub fn curate_page<'a>(index: &'a Index, today: Date, filters: &[Filter], limit: Option<usize>) -> CuratePage<'a> {
    let crowd = crowd(index, today, filters);
    let (shown, ties) = (limit.unwrap_or(crowd.len()).min(crowd.len()), edges(index));
    CuratePage {
        schema: "journal.curate/1",
        today,
        more: crowd.len() - shown,
        contacts: crowd[..shown].iter().map(|(id, stint)| crowd_row(index, *id, stint.clone(), &ties, today)).collect(),
    }
}

/// The crowd in the order it is gone through, each with where both have worked.
pub fn crowd(index: &Index, today: Date, filters: &[Filter]) -> Vec<(ContactId, Option<String>)> {
    let career = &index.settings().me.career;
    let all = colleagues(index, career, today);
    let shared = order::map(everyone(&all).into_iter().map(|(stint, colleague)| (colleague.id, (stint, colleague))));
    let standings = standings(index, today);
    let members = standings.iter().filter(|standing| in_crowd(index, standing) && matches(index, standing, filters));
    let told = |id: ContactId| shared.get(&id).map(|(stint, colleague)| told(&career[*stint], colleague));
    let mut crowd: Vec<(ContactId, Option<String>)> = members.map(|standing| (standing.id, told(standing.id))).collect();
    order::sort_by_key(&mut crowd, |(id, stint)| (stint.is_none(), *id));
    crowd
}

/// `Initech, both there since Mar 2024`.
fn told(stint: &Career, colleague: &Colleague) -> String {
    match (colleague.sign, span(colleague.shared)) {
        (crate::query::Sign::Perhaps, _) => format!("{}, where you were too ({})", stint.organization, span(stint.range)),
        (_, days) => format!("{}, both there {days}", stint.organization),
    }
}

/// The row of one person.
fn crowd_row<'a>(index: &'a Index, id: ContactId, stint: Option<String>, ties: &[Edge], today: Date) -> CrowdRow<'a> {
    let period = period_of(index.settings().digest.balance, today);
    let facts = person_card(index, id, ties, today).facts;
    CrowdRow {
        contact: contact_row(index, &standing(index, id, today), period, today),
        stint,
        facts: facts.into_iter().map(|(key, text)| Fact { key, text }).collect(),
    }
}
