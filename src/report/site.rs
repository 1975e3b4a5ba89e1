//! The pages of a site beside the digest and those of single people: everybody by name, and the years.

use super::contact::{ContactRow, contact_row};
use super::interaction::{InteractionRow, interaction_row};
use super::period_of;
use crate::index::{Index, Meeting, folded};
use crate::model::{Date, order};
use crate::query::standings;
use serde::Serialize;

/// Everybody, by the first letter of the name.
#[derive(Debug, Serialize)]
pub struct PeoplePage<'a> {
    today: Date,
    count: usize,
    letters: Vec<Letter<'a>>,
}

/// The people of one letter; `#` for names that begin with none.
#[derive(Debug, Serialize)]
struct Letter<'a> {
    letter: char,
    people: Vec<ContactRow<'a>>,
}

/// Meetings year by year, newest first.
#[derive(Debug, Serialize)]
pub struct YearsPage<'a> {
    today: Date,
    years: Vec<Year<'a>>,
    /// How many older ones are left out.
    more: usize,
}

#[derive(Debug, Serialize)]
struct Year<'a> {
    year: i16,
    meetings: Vec<InteractionRow<'a>>,
}

/// The page of everybody.
pub fn people_page(index: &Index, today: Date) -> PeoplePage<'_> {
    let period = period_of(index.settings().digest.balance, today);
    let all = standings(index, today);
    let mut people: Vec<_> = all.iter().map(|standing| (folded(index.contact(standing.id).name()).into_owned(), standing)).collect();
    order::sort_by(&mut people, |(a, a_standing), (b, b_standing)| a.cmp(b).then(a_standing.id.cmp(&b_standing.id)));
    let mut letters: Vec<Letter<'_>> = Vec::new();
    for (name, standing) in &people {
        let first = name.chars().next().filter(|first| first.is_alphabetic());
        let letter = first.and_then(|first| first.to_uppercase().next()).unwrap_or('#');
        if letters.last().is_none_or(|last| last.letter != letter) {
            letters.push(Letter { letter, people: Vec::new() });
        }
        if let Some(last) = letters.last_mut() {
            last.people.push(contact_row(index, standing, period, today));
        }
    }
    order::sort_by_key(&mut letters, |letter| (letter.letter == '#', letter.letter));
    letters.dedup_by(|again, first| {
        let same = again.letter == first.letter;
        if same {
            first.people.append(&mut again.people);
        }
        same
    });
    PeoplePage { today, count: all.len(), letters }
}

/// The page of the years: at most `most` meetings.
pub fn years_page(index: &Index, today: Date, most: usize) -> YearsPage<'_> {
    let mut all: Vec<Meeting<'_>> = index.interactions().filter(|meeting| meeting.happened(today)).collect();
    order::sort_by(&mut all, |a, b| {
        b.date().cmp(&a.date()).then_with(|| a.path().cmp(b.path())).then_with(|| a.told_by().line.cmp(&b.told_by().line))
    });
    let mut years: Vec<Year<'_>> = Vec::new();
    for meeting in all.iter().take(most) {
        let year = meeting.date().year();
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year { year, meetings: Vec::new() });
        }
        if let Some(last) = years.last_mut() {
            last.meetings.push(interaction_row(index, meeting, today));
        }
    }
    YearsPage { today, years, more: all.len().saturating_sub(most) }
}
