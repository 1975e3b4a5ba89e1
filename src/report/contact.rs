//! One contact as every page shows it.

use crate::index::Index;
use crate::model::{Channel, Date, Period};
use crate::query::{CadenceFrom, Level, Season, Standing, loops_of, net, season, weight};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// A contact with how the relationship stands: the `contact` of the JSON contract.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct ContactRow<'a> {
    /// Display name.
    pub name: &'a str,
    /// Path of the note.
    pub path: &'a str,
    /// Other names.
    pub aliases: Vec<&'a str>,
    /// `person` or `organization`.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Where they work.
    pub company: Option<&'a str>,
    /// What they do.
    pub role: Option<&'a str>,
    /// Tags.
    pub tags: Vec<&'a str>,
    /// Circle.
    pub circle: Option<&'a str>,
    /// Cadence as written where it comes from.
    pub cadence: &'a str,
    /// Where it comes from.
    pub cadence_from: CadenceFrom,
    /// Status.
    pub status: &'a str,
    /// Whether they are between jobs.
    pub in_transition: bool,
    /// Last contact.
    pub last: Option<Date>,
    /// Its channel.
    pub last_channel: Option<&'a str>,
    /// Due day.
    pub due: Option<Date>,
    /// Days since the last contact.
    pub days_since: Option<i64>,
    /// Days past due.
    pub days_overdue: Option<i64>,
    /// Days since ÷ days from last to due.
    pub ratio: Option<f64>,
    /// How far past due.
    pub level: Level,
    /// Contact interactions up to the day.
    pub interactions: usize,
    /// Weight given over the balance period.
    #[serde(serialize_with = "weight")]
    pub gave: f64,
    /// Weight got.
    #[serde(serialize_with = "weight")]
    pub got: f64,
    /// Gave minus got.
    #[serde(serialize_with = "weight")]
    pub net: f64,
    /// Season.
    pub season: Season,
    /// Open loops.
    pub open: usize,
}

/// The row of one contact; `period` is the balance period.
pub fn contact_row<'a>(index: &'a Index, standing: &Standing<'a>, period: Period, today: Date) -> ContactRow<'a> {
    let contact = index.contact(standing.id);
    let (gave, got, season) = season(index, standing.id, period, today);
    ContactRow {
        name: contact.name(),
        path: index.path(standing.id),
        aliases: contact.aliases().iter().collect(),
        kind: if contact.organization { "organization" } else { "person" },
        company: contact.company(),
        role: contact.role(),
        tags: contact.tags().iter().collect(),
        circle: contact.circle(),
        cadence: standing.cadence_text,
        cadence_from: standing.cadence_from,
        status: contact.status.name(),
        in_transition: standing.in_transition,
        last: standing.last,
        last_channel: standing.last_channel(index).map(|channel| channel.name()),
        due: standing.due,
        days_since: standing.days_since.map(i64::from),
        days_overdue: standing.days_overdue.map(i64::from),
        ratio: standing.ratio,
        level: standing.level,
        interactions: standing.interactions as usize,
        gave,
        got,
        net: net(gave, got),
        season,
        open: loops_of(index, standing.id, today).len(),
    }
}

/// Why somebody is suggested, or how they stand: `due since 12 Oct: every 6 weeks, last a coffee on 31 Aug`.
pub fn why(index: &Index, standing: &Standing<'_>, today: Date) -> String {
    let contact = index.contact(standing.id);
    let last = last_contact(index, standing, today);
    let every = match standing.capped {
        true => format!("{} while between jobs", index.settings().in_transition.spoken()),
        false => standing.cadence.spoken(),
    };
    if let Some(next) = standing.follow_up.filter(|next| standing.due == Some(*next)) {
        return format!("follow-up set for {}; {last}", next.spoken(today));
    }
    match standing.due {
        Some(due) if due < today => format!("due since {}: {every}, {last}", due.spoken(today)),
        Some(due) if due == today => format!("due today: {every}, {last}"),
        Some(due) => format!("next due {}: {every}, {last}", due.spoken(today)),
        None if contact.status.can_be_stale() => format!("no cadence; {last}"),
        None => format!("{}; {last}", contact.status.name()),
    }
}

/// When and how one was last in touch: `last a coffee on 31 Aug`.
pub(super) fn last_contact(index: &Index, standing: &Standing<'_>, today: Date) -> String {
    match (standing.last, standing.last_channel(index)) {
        (Some(day), Some(channel)) => format!("last {} on {}", with_article(channel), day.spoken(today)),
        (Some(day), None) => format!("last in touch on {}", day.spoken(today)),
        (None, _) => index.contact(standing.id).met.map_or_else(
            || "no contact written down yet".to_owned(),
            |met| format!("met {}, no contact written down yet", met.spoken(today)),
        ),
    }
}

/// `a coffee`, `an email`; words of the user's own and those that take no article stand alone.
pub(super) fn with_article(channel: &Channel) -> String {
    let Channel::Known(_) = channel else { return channel.name().to_owned() };
    match channel.name() {
        "other" => "contact".to_owned(),
        "met" => "met".to_owned(),
        "video" => "a video call".to_owned(),
        "social" => "a note online".to_owned(),
        word @ "drinks" => word.to_owned(),
        word if word.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {word}"),
        word => format!("a {word}"),
    }
}
