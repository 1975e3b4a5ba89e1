//! What there is between somebody and oneself, in a few lines of words.

use super::suggestion::rhythm_words;
use crate::model::{Contact, Date, PartialDate, Status, lasting};
use crate::query::{Heard, History, Reached, Rhythm};
use serde::Serialize;

/// A line about a relationship.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Line {
    label: &'static str,
    text: String,
}

/// The lines about a relationship; what is not known has none.
pub(super) fn lines(contact: &Contact, history: &History<'_>, rhythm: Option<&Rhythm>, today: Date) -> Vec<Line> {
    let ago = |heard: &Heard<'_>| if heard.days == 0 { "today".to_owned() } else { format!("{} ago", lasting(heard.days)) };
    let mut lines = Vec::new();
    let mut add = |label, text: Option<String>| lines.extend(text.map(|text| Line { label, text }));
    // Of the dead no silence is counted.
    let alive = contact.status != Status::Deceased;
    add("known", history.known_since.map(|since| known(contact, since, history.years.filter(|_| alive).unwrap_or(0), today)));
    let near = |date: Date| today.days_until(date) <= 366;
    add(
        "anniversary",
        history.anniversary.filter(|next| near(next.date)).map(|next| format!("{} {}", years(next.years), on(contact, next.date, today))),
    );
    add(
        "longest silence",
        history.longest_silence.map(|silence| {
            let until = silence.until.map_or_else(|| "now".to_owned(), |until| until.spoken(today));
            format!("{}, {} to {until}", lasting(silence.days), silence.since.spoken(today))
        }),
    );
    add("rhythm", rhythm.filter(|_| alive).map(|rhythm| rhythm_words(rhythm) + if rhythm.drifting { ", longer than usual" } else { "" }));
    add(
        "last heard",
        history.heard.as_ref().filter(|_| alive).map(|heard| format!("{}, {}: {}", ago(heard), heard.date.spoken(today), heard.channel)),
    );
    add("their news", history.news.as_ref().map(|news| format!("{}, {}: {}", ago(news), news.date.spoken(today), news.text)));
    add("reaching out", reaching_out(history.reached));
    lines
}

/// Who reached out, in words; `None` when no entry says.
pub(super) fn reaching_out(reached: Reached) -> Option<String> {
    let Reached { me, them, unknown } = reached;
    let times = |count: usize| match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    };
    let rest = if unknown > 0 { format!("; {} not written down", times(unknown)) } else { String::new() };
    (me + them > 0).then(|| format!("you {}, they {}{rest}", times(me), times(them)))
}

fn years(years: i16) -> String {
    format!("{years} year{}", if years == 1 { "" } else { "s" })
}

/// Since when, as closely as it was written.
fn known(contact: &Contact, since: Date, whole: i16, today: Date) -> String {
    let since = match contact.met {
        Some(met) => at(met, since, today),
        None => format!("{}, the first entry", since.spoken(today)),
    };
    if whole > 0 { format!("since {since}, for {}", years(whole)) } else { format!("since {since}") }
}

fn on(contact: &Contact, date: Date, today: Date) -> String {
    match contact.met {
        Some(met @ (PartialDate::Month(..) | PartialDate::Year(_))) => format!("in {}", at(met, date, today)),
        _ => format!("on {}", date.spoken(today)),
    }
}

/// A day as closely as another is known: `2 Dec 2016`, `Jun 2019`, `2019`.
fn at(known: PartialDate, date: Date, today: Date) -> String {
    let spoken = date.spoken(today);
    let month = spoken.split_whitespace().nth(1).unwrap_or_default();
    match known {
        PartialDate::Day(_) => spoken,
        PartialDate::Month(..) => format!("{month} {}", date.year()),
        PartialDate::Year(_) => date.year().to_string(),
    }
}
