//! What the front matter of a contact's note says (format 3).

use super::{
    Cadence, ContactWord, ContactWords, ContactWordsBuilder, Date, DateRange, Fields, PartialDate, Place, Run, TextList, Texts, push_text,
};
use bitcode::{Decode, Encode};
use serde::Serialize;
use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

/// A contact: the facts of its note's front matter. Facts that are missing, empty or unreadable are `None` or empty.
///
/// They lie in memory as they stand here, what is asked of everybody first: a digest of many then fetches less.
#[derive(Clone, Debug, Default, Encode, Decode, PartialEq)]
#[repr(C)]
pub struct Contact {
    /// How the relationship stands.
    pub status: Status,
    /// Whether this is an organization and no person.
    pub organization: bool,
    /// Whether the rules of format 2 name it, and it is no contact only for want of any other in an unmarked folder.
    pub by_rule: bool,
    /// Whether only those of its [`Contact::fields`] are here that are asked of everybody, and others were left in the file.
    pub fields_left: bool,
    /// The "in a heartbeat" mark.
    pub would_work_again: Option<Again>,
    /// Birthday.
    pub birthday: Option<Birthday>,
    /// Floor of the last contact.
    pub last: Option<Date>,
    /// Day to follow up.
    pub next: Option<Date>,
    /// Not shown as stale before this day.
    pub snooze: Option<Date>,
    /// When one met first.
    pub met: Option<PartialDate>,
    /// Its words: see the methods.
    pub words: ContactWords,
    /// The contact's own cadence: see [`Contact::cadence`].
    pub own_cadence: Option<Cadence>,
    /// Where `last` stands in the note.
    pub last_place: Place,
    /// What few contacts have.
    pub seldom: Seldom,
}

/// Facts that few contacts have, in a piece of memory of their own where there are any.
#[derive(Clone, Debug, Default, Encode, Decode, PartialEq)]
pub struct Seldom(Option<Box<SeldomFacts>>);

/// Facts that few contacts have.
#[derive(Clone, Debug, Default, Encode, Decode, PartialEq)]
pub struct SeldomFacts {
    /// Between jobs: the spells, past and present.
    pub transition: Transition,
    /// Who introduced us: links of the note.
    pub introduced_by: Run,
    /// Whom they know: links of the note.
    pub knows: Run,
    /// Where and when we worked together.
    pub worked_together: Box<[Stint]>,
}

impl From<SeldomFacts> for Seldom {
    fn from(facts: SeldomFacts) -> Seldom {
        Seldom((facts != SeldomFacts::default()).then(|| Box::new(facts)))
    }
}

impl Deref for Seldom {
    type Target = SeldomFacts;

    fn deref(&self) -> &SeldomFacts {
        static NONE: LazyLock<SeldomFacts> = LazyLock::new(SeldomFacts::default);
        self.0.as_deref().unwrap_or_else(|| &NONE)
    }
}

impl Contact {
    /// A contact of whom no more is known than its names.
    pub fn named<'a>(name: &str, aliases: impl IntoIterator<Item = &'a str>) -> Contact {
        let mut room = String::new();
        let mut words = ContactWordsBuilder::new(&mut room);
        words.put(ContactWord::Name, |out| out.push_str(name));
        words.put(ContactWord::Aliases, |out| aliases.into_iter().for_each(|alias| push_text(out, alias)));
        Contact { words: words.finish(), ..Contact::default() }
    }

    fn known(&self, word: ContactWord) -> Option<&str> {
        Some(self.words.get(word)).filter(|text| !text.is_empty())
    }

    /// The circle as the settings spell it, or as written when they do not know it.
    pub fn circle(&self) -> Option<&str> {
        self.known(ContactWord::Circle)
    }

    /// Display name: `name`, else `title`, else the first level-1 heading, else the file's stem.
    pub fn name(&self) -> &str {
        self.words.get(ContactWord::Name)
    }

    /// The contact's own cadence, with its text as written.
    pub fn cadence(&self) -> Option<(Cadence, &str)> {
        self.own_cadence.map(|cadence| (cadence, self.words.get(ContactWord::Cadence)))
    }

    /// Tags without `#`.
    pub fn tags(&self) -> TextList<'_> {
        TextList(self.words.get(ContactWord::Tags))
    }

    /// Other names.
    pub fn aliases(&self) -> TextList<'_> {
        TextList(self.words.get(ContactWord::Aliases))
    }

    /// Where they work.
    pub fn company(&self) -> Option<&str> {
        self.known(ContactWord::Company)
    }

    /// What they do there.
    pub fn role(&self) -> Option<&str> {
        self.known(ContactWord::Role)
    }

    /// What they look for.
    pub fn seeking(&self) -> Option<&str> {
        self.known(ContactWord::Seeking)
    }

    /// Every other key, known or not, as written.
    pub fn fields(&self) -> Fields<'_> {
        Fields(self.words.get(ContactWord::Fields))
    }

    /// Keys of which the front matter says nothing and the text does: canonical names of known ones.
    pub fn read_from_text(&self) -> TextList<'_> {
        TextList(self.words.get(ContactWord::ReadFromText))
    }

    /// A look at what is asked of everybody, for [`fetch`](super::fetch).
    pub fn glance(&self) -> u16 {
        self.status as u16 ^ u16::from(self.seldom.0.is_some()) ^ self.name().len() as u16
    }

    /// The same at the name of the circle, which lies elsewhere.
    pub fn glance_at_circle(&self) -> u16 {
        self.circle().and_then(|circle| circle.bytes().next()).map_or(0, u16::from)
    }
}

/// A front-matter key without a place of its own in [`Contact`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
pub struct Field {
    /// The canonical name of a known key, else the key as written.
    pub key: Box<str>,
    /// Its values as text.
    pub values: Texts,
}

/// A day of the year one congratulates on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Birthday {
    /// Year of birth, where known.
    pub year: Option<i16>,
    /// Month, 1 to 12.
    pub month: i8,
    /// Day of the month.
    pub day: i8,
}

impl Birthday {
    /// The birthday in this year; 29 February falls on the 28th in common years.
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).or_else(|| Date::new(year, self.month, self.day - 1))
    }
}

impl fmt::Display for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.year.map_or(Ok(()), |year| write!(f, "{year:04}-"))?;
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// How the relationship stands (format 3, `status`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The default.
    #[default]
    Active,
    /// Never stale for now.
    Paused,
    /// Never stale.
    Dormant,
    /// Never stale, never in coming dates.
    Deceased,
    /// Between jobs, start unknown.
    InTransition,
}

impl Status {
    /// Every status with the word that names it.
    pub const ALL: [(Status, &'static str); 5] = [
        (Status::Active, "active"),
        (Status::Paused, "paused"),
        (Status::Dormant, "dormant"),
        (Status::Deceased, "deceased"),
        (Status::InTransition, "in transition"),
    ];

    /// Whether somebody of this status can become stale.
    pub fn can_be_stale(self) -> bool {
        matches!(self, Status::Active | Status::InTransition)
    }

    /// The word that names it.
    pub fn name(self) -> &'static str {
        Status::ALL.iter().find(|row| row.0 == self).map_or("active", |row| row.1)
    }
}

/// Spells between jobs (format 3, `transition`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Transition {
    /// Spells with their days.
    pub spells: Box<[DateRange]>,
    /// Said to be in transition without a start.
    pub now: bool,
}

/// Where and when somebody worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
pub struct Stint {
    /// The organization as written.
    pub organization: Box<str>,
    /// The days, where given.
    pub range: Option<DateRange>,
}

impl fmt::Display for Stint {
    /// As the format writes it: `Initech 2017-03-01..2021-12-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.organization)?;
        self.range.map_or(Ok(()), |range| write!(f, " {range}"))
    }
}

/// Whether one would work with them again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum Again {
    /// In a heartbeat.
    Yes,
    /// No.
    No,
    /// Not sure.
    Unsure,
}
