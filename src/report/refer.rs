//! The page of `journal refer`: who fits an opening, each with the reasons.

use super::contact::{ContactRow, contact_row};
use super::period_of;
use crate::index::Index;
use crate::model::{Again, Contact, Date, DateRange};
use crate::query::{Candidate, Trait, Wish, candidates, each_trait, employer, standing, words_in};
use serde::Serialize;

/// The page of `journal refer`.
#[derive(Debug, Serialize)]
pub struct ReferPage<'a> {
    schema: &'static str,
    today: Date,
    /// The opening as it was asked for: its words, the path of its note, or `standard input`.
    opening: String,
    /// The words that are looked for, without their endings.
    words: Vec<String>,
    /// Who fits, the best first.
    pub contacts: Vec<Fitting<'a>>,
    /// How many more fit than are shown.
    more: usize,
    /// Who fits and is left out: one would not work with them again.
    left_out: Vec<LeftOut<'a>>,
}

/// Somebody who fits.
#[derive(Debug, Serialize)]
pub struct Fitting<'a> {
    /// The contact.
    #[serde(flatten)]
    pub contact: ContactRow<'a>,
    /// Why they fit, in words.
    pub why: String,
    /// The same, reason by reason.
    reasons: Vec<String>,
    /// What they look for.
    seeking: Option<&'a str>,
    /// Whether one would work with them again.
    would_work_again: Option<Again>,
    /// How well they fit, against the best: above 0, at most 1.
    fit: f64,
}

/// Somebody who is left out.
#[derive(Debug, Serialize)]
struct LeftOut<'a> {
    name: &'a str,
    path: &'a str,
}

/// Who fits an opening on `today`, at most `limit` of them.
pub fn refer_page<'a>(index: &'a Index, (name, opening): (String, &Wish), today: Date, limit: Option<usize>) -> ReferPage<'a> {
    let found = candidates(index, opening, today);
    let shown = limit.unwrap_or(found.fit.len()).min(found.fit.len());
    ReferPage {
        schema: "journal.refer/1",
        today,
        opening: name,
        words: opening.words.clone(),
        contacts: found.fit[..shown].iter().map(|one| fitting(index, opening, one, today)).collect(),
        more: found.fit.len() - shown,
        left_out: found.left_out.iter().map(|id| LeftOut { name: index.contact(*id).name(), path: index.path(*id) }).collect(),
    }
}

fn fitting<'a>(index: &'a Index, opening: &Wish, one: &Candidate, today: Date) -> Fitting<'a> {
    let contact = index.contact(one.id);
    let reasons = reasons(contact, opening, one, today);
    Fitting {
        contact: contact_row(index, &standing(index, one.id, today), period_of(index.settings().digest.balance, today), today),
        why: reasons.join("; "),
        reasons,
        seeking: contact.seeking(),
        would_work_again: contact.would_work_again,
        fit: (one.fit * 1000.0).round() / 1000.0,
    }
}

/// Why somebody fits: what of their note has words of the opening, then what else speaks for them.
fn reasons(contact: &Contact, opening: &Wish, one: &Candidate, today: Date) -> Vec<String> {
    let has = |of: Trait| one.found.iter().any(|(_, found)| *found == of);
    let mut reasons = Vec::new();
    if let Some(seeking) = contact.seeking().filter(|_| has(Trait::Seeking)) {
        reasons.push(format!("looks for {seeking}"));
    }
    match (contact.role(), employer(contact)) {
        (Some(role), Some(company)) if has(Trait::Role) || has(Trait::Company) => reasons.push(format!("role: {role} at {company}")),
        (Some(role), None) if has(Trait::Role) => reasons.push(format!("role: {role}")),
        (None, Some(company)) if has(Trait::Company) => reasons.push(format!("works at {company}")),
        _ => {}
    }
    for (of, said) in [(Trait::Skill, "knows"), (Trait::Offer, "offers"), (Trait::Tag, "tagged"), (Trait::Place, "lives in")] {
        let mut texts: Vec<&str> = Vec::new();
        each_trait(contact, &[of], |_, text| texts.extend(Some(text).filter(|text| !words_in(text, &opening.words).is_empty())));
        if has(of) && !texts.is_empty() {
            reasons.push(format!("{said} {}", texts.join(", ")));
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for (_, day, text) in &one.log {
        if !told.contains(&text.as_str()) {
            told.push(text);
            reasons.push(format!("the log of {} says: {}", day.spoken(today), short(text)));
        }
    }
    if one.between_jobs {
        let spell = contact.seldom.transition.spells.iter().find(|spell: &&DateRange| spell.contains(today));
        let since = spell.and_then(|spell| spell.since).map(|day| format!(" since {}", day.spoken(today)));
        reasons.push(format!("between jobs{}", since.unwrap_or_default()));
    }
    match contact.would_work_again {
        Some(Again::Yes) => reasons.push("you would work with them again".to_owned()),
        Some(Again::Unsure) => reasons.push("you are not sure whether you would work with them again".to_owned()),
        _ => {}
    }
    if !one.unwanted.is_empty() {
        let words: Vec<&str> = one.unwanted.iter().filter_map(|word| opening.words.get(*word)).map(String::as_str).collect();
        reasons.push(format!("but does not want {}", words.join(" or ")));
    }
    reasons
}

/// Longest quotation of the log, in characters.
const QUOTED: usize = 90;

/// A text, cut at a word where it is long.
fn short(text: &str) -> String {
    if text.chars().count() <= QUOTED {
        return text.to_owned();
    }
    let start: String = text.chars().take(QUOTED).collect();
    let whole = start.rsplit_once(char::is_whitespace).map_or(start.as_str(), |(whole, _)| whole);
    format!("{} …", whole.trim_end_matches(|c: char| !c.is_alphanumeric()))
}
