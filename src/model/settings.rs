//! What `.journal/config.yaml` sets (format 8), with the defaults.

use super::{Cadence, Date, DateRange, Kinds, Unit};
use crate::diagnostic::Levels;

/// Settings of one vault.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folders whose notes with front matter are contacts, at any depth, whatever the letter case.
    pub contact_folders: Vec<String>,
    /// Whether files of new contacts are called as the contacts are; else in lower case with `-`.
    pub names_kept: bool,
    /// Whether a name in bold stands for a link in dated lines, as the `friends` program writes them.
    pub bold_names: bool,
    /// Globs of what is not read.
    pub ignore: Vec<String>,
    /// Circles, nearest first.
    pub circles: Vec<Circle>,
    /// Cadence of whoever has none of their own, with its text.
    pub cadence: (Cadence, String),
    /// Longest cadence of somebody in transition.
    pub in_transition: Cadence,
    /// Cadences by tag, with their text.
    pub tag_cadences: Vec<(String, Cadence, String)>,
    /// Channels added.
    pub channels: Vec<Word>,
    /// Kinds of exchange.
    pub kinds: Kinds,
    /// Further spellings of front-matter keys: canonical key and spellings.
    pub keys: Vec<(String, Vec<String>)>,
    /// What the digest shows.
    pub digest: DigestSettings,
    /// How bad findings are.
    pub levels: Levels,
    /// The owner of the vault.
    pub me: Me,
}

impl Default for Settings {
    fn default() -> Settings {
        let circle = |name: &str, cadence, text: &str| Circle { name: name.to_owned(), cadence, text: text.to_owned(), weight: 1.0 };
        Settings {
            contact_folders: vec!["people".to_owned(), "contacts".to_owned()],
            names_kept: false,
            bold_names: false,
            ignore: Vec::new(),
            circles: vec![
                circle("inner", Cadence::Every(4, Unit::Week), "4w"),
                circle("close", Cadence::Every(3, Unit::Month), "3mo"),
                circle("wider", Cadence::Every(1, Unit::Year), "1y"),
            ],
            cadence: (Cadence::Every(3, Unit::Month), "3mo".to_owned()),
            in_transition: Cadence::Every(2, Unit::Week),
            tag_cadences: Vec::new(),
            channels: Vec::new(),
            kinds: Kinds::default(),
            keys: Vec::new(),
            digest: DigestSettings::default(),
            levels: Levels::default(),
            me: Me::default(),
        }
    }
}

/// A circle of contacts.
#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    /// Its name.
    pub name: String,
    /// How often one wants to be in touch with its people.
    pub cadence: Cadence,
    /// The cadence as written.
    pub text: String,
    /// Factor on the ratio when people are put in order; 1 leaves the order alone.
    pub weight: f64,
}

/// A channel or kind with other words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its name.
    pub name: String,
    /// Other words.
    pub variants: Vec<String>,
}

/// What the digest shows. The spans are never `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestSettings {
    /// How far `recent` looks back.
    pub period: Cadence,
    /// How far the balance looks back.
    pub balance: Cadence,
    /// How far `coming` looks ahead.
    pub coming: Cadence,
    /// How many rows a section shows.
    pub limit: usize,
    /// With what links of pages for a browser open a note.
    pub links: NoteLinks,
}

/// With what links of pages for a browser open a note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteLinks {
    /// Whatever the browser makes of a path relative to the page.
    #[default]
    Relative,
    /// The same of a whole path: `file:`.
    File,
    /// Obsidian.
    Obsidian,
    /// Visual Studio Code.
    Vscode,
}

impl Default for DigestSettings {
    fn default() -> DigestSettings {
        let days = |n| Cadence::Every(n, Unit::Day);
        DigestSettings { period: days(30), balance: days(90), coming: days(14), limit: 10, links: NoteLinks::default() }
    }
}

/// The owner of the vault.
#[derive(Clone, Debug, Default)]
pub struct Me {
    /// Name.
    pub name: Option<String>,
    /// E-mail addresses.
    pub email: Vec<String>,
    /// Where they live.
    pub location: Option<String>,
    /// Where they worked.
    pub career: Vec<Career>,
    /// Between jobs, if they are.
    pub transition: Option<OwnTransition>,
}

/// One stint of the owner's career.
#[derive(Clone, Debug)]
pub struct Career {
    /// Organization.
    pub organization: String,
    /// Role.
    pub role: Option<String>,
    /// Days.
    pub range: DateRange,
}

/// The owner's own time between jobs.
#[derive(Clone, Debug)]
pub struct OwnTransition {
    /// First day.
    pub since: Option<Date>,
    /// Last day; `None` while it goes on.
    pub until: Option<Date>,
    /// What they look for.
    pub seeking: Option<String>,
    /// What support they need.
    pub needs: Vec<String>,
}
