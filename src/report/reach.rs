//! The page of `journal reach`: who has to do with a target, and the ways there in words.

use super::contact::with_article;
use crate::index::{ContactId, Index};
use crate::model::{Date, order};
use crate::query::{EdgeKind, Hop, How, Insider, Level, Person, Reach, Reason, Target, Ties, Told, reach, standing};
use serde::Serialize;
use std::collections::BTreeSet;

/// The page of `journal reach`.
#[derive(Debug, Serialize)]
pub struct ReachPage<'a> {
    schema: &'static str,
    today: Date,
    /// The target as the notes write it.
    pub target: String,
    /// `company`, `person`, `tag` or `place`.
    pub target_kind: &'static str,
    /// Who has to do with it.
    pub there: Vec<ThereRow<'a>>,
    /// The best ways there, the best first.
    pub paths: Vec<PathRow>,
}

/// Somebody who has to do with a target.
#[derive(Debug, Serialize)]
pub struct ThereRow<'a> {
    /// Name.
    pub name: &'a str,
    /// Path of the note.
    pub path: &'a str,
    /// How.
    pub how: How,
    /// The same in words.
    pub why: String,
    /// Last contact.
    pub last: Option<Date>,
}

/// A way from me to the target.
#[derive(Debug, Serialize)]
pub struct PathRow {
    /// The people on it, the one to write to first.
    hops: Vec<HopRow>,
    /// How likely it is to work out, above 0 and below 1; for putting ways in order.
    strength: f64,
    /// What to do, in words.
    ask: String,
    /// What one last talked about with the one to write to.
    topic: Option<String>,
}

/// One person on a way.
#[derive(Debug, Serialize)]
struct HopRow {
    name: String,
    /// Path of the note; `None` for somebody who has none.
    path: Option<String>,
    via: EdgeKind,
    /// The last day known of the tie.
    last: Option<Date>,
    strength: f64,
    /// Between whom the tie is, and why it is thought to be there, in words.
    tie: String,
}

/// People who have to do with a target in the same way, as far as they are shown.
#[derive(Debug, Serialize)]
pub struct Group<'p, 'a> {
    heading: &'static str,
    rows: &'p [ThereRow<'a>],
    more: usize,
}

impl<'a> ReachPage<'a> {
    /// Whether on any way somebody has to be asked to ask somebody else.
    pub fn asks(&self) -> bool {
        self.paths.iter().any(|path| path.hops.len() > 1)
    }

    /// Those who have to do with the target by how they do, at most `most` of each.
    pub fn groups(&self, most: usize) -> Vec<Group<'_, 'a>> {
        let heading = |how: How| match how {
            How::Works => "There now",
            How::Tag => "With the tag",
            How::Place => "There",
            How::Worked => "Was there",
            How::Knows if self.target_kind == "person" => "Knows them",
            How::Knows => "Knows somebody there",
        };
        let group = |rows: &'_ [ThereRow<'a>]| (heading(rows[0].how), rows.len().min(most), rows.len());
        let groups = self.there.chunk_by(|a, b| a.how == b.how);
        groups
            .map(|rows| {
                let (heading, shown, all) = group(rows);
                Group { heading, rows: &rows[..shown], more: all - shown }
            })
            .collect()
    }
}

/// Who has to do with a target on `today`, and at most `most` ways there.
pub fn reach_page<'a>(index: &'a Index, ties: &Ties<'_>, target: &Target, today: Date, most: usize) -> ReachPage<'a> {
    let found = reach(index, ties, target, today, most);
    let words = Words::new(index, ties, today, &found);
    let (name, kind) = match target {
        Target::Company(name) => (name.clone(), "company"),
        Target::Person(person) => (ties.name(*person).to_owned(), "person"),
        Target::Tag(tag) => (tag.clone(), "tag"),
        Target::Place(place) => (place.clone(), "place"),
    };
    ReachPage {
        schema: "journal.reach/1",
        today,
        target: name,
        target_kind: kind,
        there: found.there.iter().map(|one| words.there(one)).collect(),
        paths: found.paths.iter().map(|path| words.path(&path.hops, path.strength)).collect(),
    }
}

/// Words before a name.
const TITLES: [&str; 16] =
    ["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "rev", "father", "herr", "frau"];

/// The first word of a name, unless it is a title, an initial, a particle, or a family name before a comma.
fn first_name(name: &str) -> Option<&str> {
    let first = name.split_whitespace().next()?;
    let begins = first.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let is_title = TITLES.iter().any(|title| first.eq_ignore_ascii_case(title));
    Some(first).filter(|first| begins && !first.ends_with(['.', ',']) && !is_title)
}

/// What is needed to put ties into words.
struct Words<'a, 't> {
    index: &'a Index,
    ties: &'t Ties<'t>,
    today: Date,
    /// First words of names that several people of the page have.
    shared: BTreeSet<&'t str>,
}

impl<'a, 't> Words<'a, 't> {
    fn new(index: &'a Index, ties: &'t Ties<'t>, today: Date, found: &Reach<'_>) -> Words<'a, 't> {
        let people = found.there.iter().map(|one| Person::Contact(one.id));
        let people = order::set(people.chain(found.paths.iter().flat_map(|path| path.hops.iter().map(|hop| hop.person))));
        let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for first in people.into_iter().filter_map(|person| first_name(ties.name(person))) {
            if !seen.insert(first) {
                shared.insert(first);
            }
        }
        Words { index, ties, today, shared }
    }

    /// A person's first name where it is enough.
    fn name(&self, person: Person) -> &'t str {
        let name = self.ties.name(person);
        let organization = matches!(person, Person::Contact(id) if self.index.contact(id).organization);
        let first = first_name(name).filter(|first| !organization && !self.shared.contains(first));
        first.unwrap_or(name)
    }

    fn there(&self, one: &Insider<'_>) -> ThereRow<'a> {
        let last = standing(self.index, one.id, self.today).last;
        ThereRow { name: self.index.contact(one.id).name(), path: self.index.path(one.id), how: one.how, why: self.why(&one.told), last }
    }

    fn why(&self, told: &Told<'_>) -> String {
        match told {
            Told::Nothing => String::new(),
            Told::Role(role) => (*role).to_owned(),
            Told::At(place) => (*place).to_owned(),
            Told::Until(Some(day)) => format!("until {}", month(*day, self.today)),
            Told::Until(None) => "some time ago".to_owned(),
            Told::Moved(text, day) => format!("moved on {}: {text}", day.spoken(self.today)),
            Told::Knows(whom, reason) => {
                let whom = self.name(*whom);
                match reason {
                    Reason::Introduced => format!("introduced to {whom}"),
                    Reason::Knows | Reason::IsKnown => format!("knows {whom}"),
                    Reason::Met => format!("has met {whom}"),
                    Reason::Worked => format!("worked with {whom}"),
                    Reason::Mentioned => format!("{whom} comes up in their log"),
                }
            }
        }
    }

    fn path(&self, hops: &[Hop], strength: f64) -> PathRow {
        let mut before = Person::Me;
        let mut rows = Vec::new();
        for hop in hops {
            let path = if let Person::Contact(id) = hop.person { Some(self.index.path(id).to_owned()) } else { None };
            let tie = if before == Person::Me { self.mine(hop) } else { self.between(before, hop) };
            let name = self.ties.name(hop.person).to_owned();
            rows.push(HopRow { name, path, via: hop.tie.via, last: hop.tie.last, strength: rounded(hop.tie.strength), tie });
            before = hop.person;
        }
        let first = hops.first().map(|hop| hop.person);
        let topic = if let Some(Person::Contact(id)) = first { self.topic(id) } else { None };
        PathRow { ask: self.ask(hops), hops: rows, strength: rounded(strength), topic }
    }

    /// My own tie in words.
    fn mine(&self, hop: &Hop) -> String {
        let Person::Contact(id) = hop.person else { return self.stranger(hop) };
        let name = self.name(hop.person);
        let (close, standing) = (self.ties.closeness(id).unwrap_or_default(), standing(self.index, id, self.today));
        let contact = self.index.contact(id);
        let last = match (close.last, standing.last_channel(self.index)) {
            (Some(day), Some(channel)) => format!("last {} on {}", with_article(channel), day.spoken(self.today)),
            (Some(day), None) => format!("last in touch on {}", day.spoken(self.today)),
            (None, _) => {
                let place = contact.seldom.worked_together.first().map(|stint| format!("worked together at {}", stint.organization));
                let met = || contact.met.map(|met| format!("met {}", met.spoken(self.today)));
                let known = place.or_else(met).unwrap_or_else(|| "know each other".to_owned());
                return format!("you and {name} {known}, no contact written down yet");
            }
        };
        let often = match close.times {
            0 | 1 => String::new(),
            times => format!("in touch {times} times, "),
        };
        let both = if close.mutual { ", and it goes both ways" } else { "" };
        let quiet = contact.snooze.filter(|until| self.today < *until);
        let quiet = quiet.map(|until| format!("; left in peace until {}", until.spoken(self.today))).unwrap_or_default();
        format!("you and {name}: {often}{last}{both}{quiet}")
    }

    /// My tie to somebody without a note.
    fn stranger(&self, hop: &Hop) -> String {
        let name = self.name(hop.person);
        let last = hop.tie.last.map(|day| format!(" on {}", day.spoken(self.today))).unwrap_or_default();
        format!("you and {name} were at one table{last}; there is no note about {name} yet")
    }

    /// A tie between two others in words.
    fn between(&self, before: Person, hop: &Hop) -> String {
        let (a, b) = (self.name(before), self.name(hop.person));
        let names_other = |reason: Reason| hop.tie.reasons.iter().any(|(one, ..)| *one == reason);
        let mutual = names_other(Reason::Knows) && names_other(Reason::IsKnown);
        // Reasons are told of the smaller person first.
        let turned = before > hop.person;
        let mut told: Vec<String> = Vec::new();
        for (reason, times, day) in &hop.tie.reasons {
            let on = day.map(|day| format!(" on {}", day.spoken(self.today))).unwrap_or_default();
            let teller = if (*reason == Reason::IsKnown) == turned { a } else { b };
            told.extend(match reason {
                Reason::Introduced => Some(format!("an introduction brought them together{on}")),
                Reason::Knows if mutual => Some("each note says that they know each other".to_owned()),
                Reason::IsKnown if mutual => None,
                Reason::Knows | Reason::IsKnown => Some(format!("{teller}'s note says that they know each other")),
                Reason::Met if *times > 1 => Some(format!("at one table {times} times, last{on}")),
                Reason::Met => Some(format!("at one table{on}")),
                Reason::Worked => Some(match day {
                    Some(day) if day.days_until(self.today) > 60 => format!("worked at one place until {}", month(*day, self.today)),
                    _ => "work or worked at one place".to_owned(),
                }),
                Reason::Mentioned if hop.tie.reasons.len() > 1 => None,
                Reason::Mentioned if matches!(hop.person, Person::Named(_)) => Some(format!("{b} comes up in the log of {a}")),
                Reason::Mentioned => Some("one comes up in the log of the other".to_owned()),
            });
        }
        if told.is_empty() {
            told.push("were at one place in the same years".to_owned());
        }
        format!("{a} and {b}: {}", told.join("; "))
    }

    /// Whom to write to first and what to ask. Whoever is asked may say no, and so may everybody behind them.
    fn ask(&self, hops: &[Hop]) -> String {
        let name = |at: usize| hops.get(at).map_or("", |hop| self.name(hop.person));
        let warm = match hops.first().map(|hop| hop.person) {
            Some(Person::Contact(id)) => {
                let level = standing(self.index, id, self.today).level;
                if matches!(level, Level::Drifted) { "reconnect first, ask later: " } else { "" }
            }
            _ => "",
        };
        match hops.len() {
            0 => String::new(),
            1 => format!("{warm}write to {} yourself", name(0)),
            2 => format!("{warm}write to {} first, and ask whether they would be willing to ask {}", name(0), name(1)),
            more => {
                let through: Vec<&str> = (1..more - 1).map(name).collect();
                let to = through.join(", who might ask ");
                let comma = if more > 3 { "," } else { "" };
                format!(
                    "{warm}write to {} first, and ask whether they would be willing to ask {to}{comma} about {}",
                    name(0),
                    name(more - 1)
                )
            }
        }
    }

    fn topic(&self, id: ContactId) -> Option<String> {
        let mut told = self.index.interactions_of(id).rev().filter(|meeting| meeting.counts(self.today) && meeting.has_text());
        told.next().map(|meeting| meeting.text().to_owned())
    }
}

/// A day as month and year: `Mar 2021`.
fn month(day: Date, today: Date) -> String {
    let spoken = day.spoken(today);
    let month = spoken.split_once(' ').map_or(spoken.as_str(), |(_, month)| month);
    if day.year() == today.year() { format!("{month} {}", day.year()) } else { month.to_owned() }
}

fn rounded(strength: f64) -> f64 {
    (strength * 1000.0).round().max(1.0) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::first_name;

    #[test]
    fn a_first_name_is_no_title() {
        let check = |name: &str, want: Option<&str>| assert_eq!(first_name(name), want, "{name}");
        check("Ada Lovelace", Some("Ada"));
        check("Zoë", Some("Zoë"));
        check("王 小明", Some("王"));
        for whole in ["Dr. Ana Reyes", "Prof. Dr. Max Huber", "Ms Jo Kent", "J. Kent", "de la Cruz, Maria", "Cruz, Maria", ""] {
            check(whole, None);
        }
    }
}
