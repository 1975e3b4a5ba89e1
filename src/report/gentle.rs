//! Quiet reasons to write to somebody who is not due: a silence longer than usual, and news of them.

use super::makings::Gathering;
use super::rows::{DriftRow, NewsRow, Row, largest_first};
use super::section::Section;
use super::suggestion::{rhythm_words, suggestion};
use crate::index::{ContactId, Index, folded};
use crate::model::{Date, Period};
use crate::query::{Rhythm, Standing, news, standing};

/// How old news may be to be shown (days).
const FRESH: i64 = 60;

/// Those who drift from the rhythm one has with them, the longest silence first.
pub(super) fn drifting<'a>(
    index: &'a Index,
    seen: &[&(Rhythm, ContactId)],
    period: Period,
    Gathering { today, most, .. }: Gathering<'_>,
) -> Section<'a, DriftRow<'a>> {
    let ratio = |rhythm: &Rhythm| rhythm.silent_for as f64 / rhythm.days.max(1) as f64;
    let who = |id: ContactId| (folded(index.contact(id).name()), index.path(id));
    let order = |(a, a_id): &(Rhythm, ContactId), (b, b_id): &(Rhythm, ContactId)| {
        largest_first(ratio(a)).cmp(&largest_first(ratio(b))).then_with(|| who(*a_id).cmp(&who(*b_id)))
    };
    let row = |(rhythm, id): &(Rhythm, ContactId)| {
        let mut suggestion = suggestion(index, &standing(index, *id, today), period, today);
        suggestion.why = format!("{}; {}", rhythm_words(rhythm), suggestion.why);
        DriftRow { suggestion, ratio: ratio(rhythm) }
    };
    Section::of(seen, most, order, row)
}

/// News, the newest first.
pub(super) fn newest<'a>(seen: &[&NewsRow<'a>], most: Option<usize>) -> Section<'a, NewsRow<'a>> {
    Section::of(seen, most, |a, b| a.order().cmp(&b.order()), NewsRow::clone)
}

/// News of somebody that one has not been in touch about.
pub(super) fn reason_to_write<'a>(index: &'a Index, standing: &Standing<'a>, today: Date) -> Option<NewsRow<'a>> {
    let since = today.plus_days(-FRESH).unwrap_or(Date::FIRST);
    let heard = news(index, standing.id, standing.last, since, today)?;
    let contact = index.contact(standing.id);
    let path = index.path(standing.id);
    let row = NewsRow { date: heard.date(), channel: heard.channel().name(), name: contact.name(), path, text: heard.text() };
    (contact.status.can_be_stale() && !standing.snoozed).then_some(row)
}
