//! One contact with everything that is written down.

use super::balance::balance_over;
use super::between::{Line, lines};
use super::contact::{ContactRow, contact_row, why};
use super::digest::Drawing;
use super::interaction::InteractionRow;
use super::referral::{ReferralRow, referral_row};
use super::rows::{OpenRow, open_row};
use super::strip::{PersonCharts, person_charts};
use super::{period_of, timeline_page};
use crate::index::{ContactId, Index};
use crate::model::{Contact, Date, Field, FieldRef, Note, Run, TextList, order};
use crate::query::{
    Balance, Edge, EdgeKind, Gesture, History, Referral, Rhythm, edges, gesture, history, loops_of, referrals, referrals_about,
    referrals_about_each, rhythm, standing,
};
use serde::Serialize;

/// The page of `journal show`.
#[derive(Debug, Serialize)]
pub struct ShowPage<'a> {
    schema: &'static str,
    today: Date,
    /// The contact.
    pub contact: ContactRow<'a>,
    /// How the relationship stands, in words.
    pub why: String,
    /// The next gesture in one line; null when they are not due.
    pub suggestion: Option<String>,
    /// The same in its parts.
    pub gesture: Option<Gesture<'a>>,
    /// The rhythm one has with them; null with fewer than three gaps.
    pub rhythm: Option<Rhythm>,
    /// What the log tells of the relationship as a whole.
    pub history: History<'a>,
    /// Rhythm and history in words.
    between: Vec<Line>,
    /// What the front matter says besides, and what only the text does.
    pub fields: Vec<Field>,
    /// Keys of which the front matter says nothing, and the text does.
    pub read_from_text: TextList<'a>,
    /// Interactions, newest first.
    pub timeline: Vec<InteractionRow<'a>>,
    /// Open loops.
    pub open: Vec<OpenRow<'a>>,
    /// Referrals with them, and such as link them, newest first.
    pub referrals: Vec<ReferralRow<'a>>,
    /// Giving and getting over all time.
    pub balance: Balance,
    /// Ties to other contacts.
    pub links: Vec<Tie<'a>>,
    /// Charts, on pages that have some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charts: Option<PersonCharts>,
}

/// A tie to another contact.
#[derive(Debug, Serialize)]
pub struct Tie<'a> {
    /// Name of the other.
    pub name: &'a str,
    /// Path of their note.
    pub path: &'a str,
    /// How the two are tied.
    pub kind: EdgeKind,
}

/// Everything about one contact.
pub fn show_page(index: &Index, id: ContactId, today: Date, drawing: Drawing) -> ShowPage<'_> {
    let told = Told { edges: &edges(index), referrals: referrals_about(index, id, today) };
    shown(index, id, told, (today, drawing))
}

/// What pages of everybody have in common, so that each costs what it shows.
#[derive(Debug)]
pub struct ShowPages<'a> {
    index: &'a Index,
    today: Date,
    /// In the place of each contact: its ties, and the referrals that link it.
    ties: Vec<Vec<Edge>>,
    referrals: Vec<Vec<Referral<'a>>>,
}

impl<'a> ShowPages<'a> {
    /// Gathers it, once.
    pub fn new(index: &'a Index, today: Date) -> ShowPages<'a> {
        let mut ties: Vec<Vec<Edge>> = vec![Vec::new(); index.contacts().len()];
        for edge in edges(index) {
            ties[edge.from.place()].push(edge);
            ties[edge.to.place()].push(edge);
        }
        ShowPages { index, today, ties, referrals: referrals_about_each(index, today) }
    }

    /// The page of one contact, with charts.
    pub fn page(&self, id: ContactId) -> ShowPage<'a> {
        let told = Told { edges: &self.ties[id.place()], referrals: self.referrals[id.place()].clone() };
        shown(self.index, id, told, (self.today, Drawing::Charts))
    }
}

/// What is told of one contact elsewhere.
struct Told<'t, 'a> {
    /// Edges among which its ties are.
    edges: &'t [Edge],
    /// Referrals that link it.
    referrals: Vec<Referral<'a>>,
}

/// Everything about one contact.
fn shown<'a>(index: &'a Index, id: ContactId, told: Told<'_, 'a>, (today, drawing): (Date, Drawing)) -> ShowPage<'a> {
    let standing = standing(index, id, today);
    let period = period_of(index.settings().digest.balance, today);
    let ever = crate::model::Period { since: None, until: today };
    let mut links: Vec<Tie<'_>> = told
        .edges
        .iter()
        .filter(|edge| edge.from == id || edge.to == id)
        .map(|edge| (if edge.from == id { edge.to } else { edge.from }, edge.kind))
        .map(|(other, kind)| Tie { name: index.contact(other).name(), path: index.path(other), kind })
        .collect();
    order::sort_by(&mut links, |a, b| (a.kind, a.name, a.path).cmp(&(b.kind, b.name, b.path)));
    links.dedup_by(|a, b| a.kind == b.kind && a.path == b.path);
    let gesture = standing.is_stale(today).then(|| gesture(index, &standing, today));
    let (history, rhythm) = (history(index, &standing, today), rhythm(index, &standing, today));
    ShowPage {
        schema: "journal.show/1",
        today,
        contact: contact_row(index, &standing, period, today),
        why: why(index, &standing, today),
        suggestion: gesture.as_ref().map(Gesture::line),
        gesture,
        between: lines(index.contact(id), &history, rhythm.as_ref(), today),
        history,
        rhythm,
        fields: fields_and_told(index.note(id), index.contact(id)),
        read_from_text: index.contact(id).read_from_text(),
        timeline: timeline_page(index, today, None, &[id], &[], None).interactions,
        open: loops_of(index, id, today).iter().map(|open| open_row(index, open)).collect(),
        referrals: referrals_of(index, id, told.referrals, today),
        balance: balance_over(index, today, Some(ever), &[], Some(id)),
        links,
        charts: (drawing == Drawing::Charts).then(|| person_charts(index, id, today)),
    }
}

fn referrals_of<'a>(index: &'a Index, id: ContactId, about: Vec<Referral<'a>>, today: Date) -> Vec<ReferralRow<'a>> {
    let mut found = referrals(index, id, today);
    found.extend(about);
    order::sort_by_key(&mut found, |one| std::cmp::Reverse(one.given.date()));
    found.iter().map(|one| referral_row(index, one, today)).collect()
}

/// The keys of the front matter that no column of the page shows.
pub(super) fn fields(contact: &Contact) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        fields.extend(value.map(|value| Field { key: key.into(), values: [&*value].into_iter().collect() }))
    };
    add("birthday", contact.birthday.map(|day| day.to_string()));
    add("met", contact.met.map(|met| met.to_string()));
    add("next", contact.next.map(|day| day.to_string()));
    add("snooze", contact.snooze.map(|day| day.to_string()));
    add("seeking", contact.seeking().map(str::to_owned));
    add("would_work_again", contact.would_work_again.map(|again| format!("{again:?}").to_lowercase()));
    contact.seldom.transition.spells.iter().for_each(|spell| add("transition", Some(spell.to_string())));
    contact.seldom.worked_together.iter().for_each(|stint| add("worked_together", Some(stint.to_string())));
    fields.extend(contact.fields().iter().map(FieldRef::to_field));
    fields
}

/// The same, with what only the text tells of keys that other parts of the page show.
fn fields_and_told(note: &Note, contact: &Contact) -> Vec<Field> {
    let links = |run: Run| note.links().of(run).iter().map(|link| note.str(link.target).to_owned()).collect();
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let mut all = fields(contact);
    for key in contact.read_from_text().iter() {
        let values: Vec<String> = match key {
            "name" => vec![contact.name().to_owned()],
            "aliases" => contact.aliases().iter().map(str::to_owned).collect(),
            "last" => day(contact.last).into_iter().collect(),
            "introduced_by" => links(contact.seldom.introduced_by),
            "knows" => links(contact.seldom.knows),
            _ => Vec::new(),
        };
        if !values.is_empty() {
            all.push(Field { key: key.into(), values: values.iter().map(String::as_str).collect() });
        }
    }
    all
}
