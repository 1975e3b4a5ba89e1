//! The key table (format 3): every front-matter key, its other spellings and what it holds. The manual and the diagnostics come from it.

use crate::diagnostic::nearest;
use crate::model::lexicon::Known;
use crate::model::{Layout, Lexicon, Meaning, Settings, Spelt, known};

/// A front-matter key the program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is described by its row in KEYS")]
pub enum Key {
    Type,
    Categories,
    Name,
    FirstName,
    LastName,
    Title,
    Aliases,
    Tags,
    Company,
    Role,
    Email,
    Phone,
    Url,
    Linkedin,
    Github,
    Location,
    Birthday,
    Met,
    HowWeMet,
    IntroducedBy,
    Knows,
    WorkedTogether,
    WouldWorkAgain,
    Circle,
    Cadence,
    Last,
    Next,
    Snooze,
    Status,
    Died,
    Transition,
    Seeking,
    Offers,
    Skills,
    Date,
    With,
    Channel,
}

/// One row of the key table.
#[derive(Debug)]
pub struct KeyRow {
    /// The key.
    pub key: Key,
    /// Its canonical name.
    pub name: &'static str,
    /// Other spellings that are read.
    pub also: &'static [&'static str],
    /// What it holds, for the manual.
    pub holds: &'static str,
}

const fn row(key: Key, name: &'static str, also: &'static [&'static str], holds: &'static str) -> KeyRow {
    KeyRow { key, name, also, holds }
}

/// Every key. Spellings match without regard to case, `_`, `-` and space.
pub static KEYS: &[KeyRow] = &[
    row(Key::Type, "type", &[], "`person` or `organization`"),
    row(Key::Categories, "categories", &["category"], "list; a link to `[[People]]` makes the note a contact, whatever its `type`"),
    row(Key::Name, "name", &["fn", "full_name"], "text; else the title, the first heading or the file's name serve"),
    row(Key::FirstName, "first_name", &["given_name", "forename", "n.gn"], "text; with `last_name` the name when there is no `name`"),
    row(Key::LastName, "last_name", &["family_name", "surname", "n.fn"], "text"),
    row(Key::Title, "title", &[], "the role when there is a `name`, else the name"),
    row(Key::Aliases, "aliases", &["alias", "nickname", "nicknames", "aka"], "list of other names"),
    row(Key::Tags, "tags", &["tag", "keywords"], "list, without `#`; `a/b` nests"),
    row(Key::Company, "company", &["org", "organization", "organisation", "employer"], "text or link"),
    row(Key::Role, "role", &["position", "job", "job_title"], "text"),
    row(Key::Email, "email", &["emails", "e-mail", "mail", "email_address"], "text or list"),
    row(Key::Phone, "phone", &["phones", "mobile", "tel", "telephone", "cell", "phone_number"], "text or list"),
    row(Key::Url, "url", &["urls", "website", "web", "homepage", "site"], "text or list"),
    row(Key::Linkedin, "linkedin", &["linkedin_url"], "text or list"),
    row(Key::Github, "github", &["github_url"], "text or list"),
    row(Key::Location, "location", &["city", "loc", "adr.locality"], "text"),
    row(Key::Birthday, "birthday", &["bday", "born", "dob", "date_of_birth"], "`YYYY-MM-DD`, `--MM-DD` or `MM-DD`"),
    row(Key::Met, "met", &["first_met", "met_on", "date_met"], "date; `YYYY` or `YYYY-MM` will do"),
    row(Key::HowWeMet, "how_we_met", &["met_at", "met_through", "where_met"], "text"),
    row(Key::IntroducedBy, "introduced_by", &["first_met_through"], "link or list of links"),
    row(Key::Knows, "knows", &["connections"], "list of links"),
    row(
        Key::WorkedTogether,
        "worked_together",
        &["colleague_at", "worked_at"],
        "list of `Organization RANGE`, such as `Initech 2017-03..2021`",
    ),
    row(Key::WouldWorkAgain, "would_work_again", &["again"], "`yes`, `no` or `unsure`"),
    row(Key::Circle, "circle", &["tier", "closeness", "prm-tier"], "a circle of the settings"),
    row(
        Key::Cadence,
        "cadence",
        &[
            "contact_frequency",
            "interaction_frequency",
            "frequency",
            "every",
            "keep_in_touch",
            "stay_in_touch_frequency",
            "cadence_days",
            "prm-cadence",
        ],
        "how often: `6w`, `3mo`, `quarterly`, `every 6 weeks`; `none` for never",
    ),
    row(
        Key::Last,
        "last",
        &[
            "last_contact",
            "last_contacted",
            "last_contacted_at",
            "last_interaction",
            "last_talked_to",
            "last_touch",
            "last_chat",
            "last_chatted",
            "last_spoken",
            "last_seen",
            "last_met",
            "prm-last-contacted",
        ],
        "date; the log counts when it is newer",
    ),
    row(
        Key::Next,
        "next",
        &["follow_up", "follow_up_date", "follow_up_due", "next_followup", "next_contact", "next_touch"],
        "date to follow up",
    ),
    row(Key::Snooze, "snooze", &["snooze_until"], "date; not shown as due before it"),
    row(Key::Status, "status", &["relationship_status"], "`active`, `paused`, `dormant`, `deceased` or `in transition`"),
    row(Key::Died, "died", &["death", "date_of_death", "deceased"], "date, year or `yes`; makes the status `deceased`"),
    row(Key::Transition, "transition", &["in_transition"], "RANGE or list of them: between jobs; `2026-09-01..` goes on"),
    row(Key::Seeking, "seeking", &["looking_for"], "text: what they look for"),
    row(Key::Offers, "offers", &["can_help_with"], "list"),
    row(Key::Skills, "skills", &["expertise"], "list"),
    row(Key::Date, "date", &[], "in a note that is no contact: its day"),
    row(Key::With, "with", &["people", "attendees", "participants"], "in a dated note: who took part, as links"),
    row(Key::Channel, "channel", &[], "in a dated note with people: how one met; else `meeting`"),
];

impl Key {
    /// The row of the table.
    pub fn row(self) -> &'static KeyRow {
        KEYS.get(self as usize).unwrap_or(&KEYS[0])
    }
}

/// The spellings of one vault: the table's and the settings' own.
#[derive(Debug)]
pub struct KeyNames {
    /// A word means the place of a key in the table, and perhaps [`CANONICAL`].
    known: Lexicon,
}

/// What the canonical spelling of a key means beside it.
const CANONICAL: Meaning = 1 << 8;

static KNOWN: Known = known!(spellings());

/// The spellings of the table.
const fn spellings() -> Layout {
    let (mut layout, mut at) = (Layout::new(), 0);
    while at < KEYS.len() {
        let name = KEYS[at].name.as_bytes();
        layout.add(folded_known(name), at as Meaning | CANONICAL);
        layout.add(Spelt::new().and(name), at as Meaning | CANONICAL);
        at += 1;
    }
    at = 0;
    while at < KEYS.len() {
        let mut also = KEYS[at].also;
        while let [first, rest @ ..] = also {
            layout.add(folded_known(first.as_bytes()), at as Meaning);
            also = rest;
        }
        at += 1;
    }
    layout
}

/// The same as [`folded`] of a spelling of the table, which are in small letters.
const fn folded_known(mut spelling: &[u8]) -> Spelt {
    let mut folded = Spelt::new();
    while let [first, rest @ ..] = spelling {
        if !is_passed_over(*first as char) {
            folded = folded.letter(*first);
        }
        spelling = rest;
    }
    folded
}

impl KeyNames {
    /// The spellings of the table and of the settings' `keys:`.
    pub fn new(settings: &Settings) -> KeyNames {
        let mut names = KeyNames { known: Lexicon::new(&KNOWN) };
        for (ours, spellings) in &settings.keys {
            let known = names.known.get(folded(ours)).map(|spelling| spelling & !CANONICAL);
            for (key, spelling) in known.iter().flat_map(|key| spellings.iter().map(move |spelling| (*key, spelling))) {
                names.known.set(folded(spelling), key);
            }
        }
        names
    }

    /// The known key that `written` spells, and whether it is the canonical spelling.
    pub(crate) fn find(&self, written: &str) -> Option<(Key, bool)> {
        let folds = |b: u8| !b.is_ascii_lowercase();
        let found = self.known.get(written).or_else(|| self.known.get(written.bytes().any(folds).then(|| folded(written))?));
        match found {
            Some(spelling) => Some((KEYS.get(usize::from(spelling & !CANONICAL))?.key, spelling & CANONICAL != 0)),
            None if is_typed(written) => self.find(&untyped(written)).map(|(key, _)| (key, false)),
            None => None,
        }
    }

    /// The known spelling that `written` almost is.
    pub(super) fn near(&self, written: &str) -> Option<&'static str> {
        let word = folded(written);
        if word.len() < 4 || OTHERS.contains(&&*word) || word.ends_with(|c: char| c.is_ascii_digit()) || word.contains(['.', '[', ';']) {
            return None;
        }
        let spellings = KEYS.iter().flat_map(|row| std::iter::once(row.name).chain(row.also.iter().copied()));
        let near = nearest(&word, spellings.filter(|s| s.as_bytes()[0].eq_ignore_ascii_case(&word.as_bytes()[0])))?;
        (word.len() > 6 || strsim::osa_distance(&word, &folded(near)) <= 1).then_some(near)
    }
}

/// Keys that mean something else, although they are spelt almost like one of ours.
const OTHERS: [&str; 9] = ["collection", "collections", "dates", "employees", "list", "lists", "mention", "mentions", "types"];

/// Whether a key says of which sort its value is, as vCards do: `EMAIL[WORK]`, `TEL;TYPE=cell`. Such keys stand side by side.
pub(super) fn is_typed(written: &str) -> bool {
    memchr::memchr2(b'[', b';', written.as_bytes()).is_some()
}

/// The key without its sorts: `ADR[HOME].LOCALITY` is `ADR.LOCALITY`.
fn untyped(written: &str) -> String {
    let mut rest = written.split(';').next().unwrap_or_default();
    let mut key = String::new();
    while let Some((before, inside)) = rest.split_once('[') {
        key.push_str(before);
        rest = inside.split_once(']').map_or("", |(_, after)| after);
    }
    key + rest
}

/// How many letters are wrong, missing, too many or swapped in one of two words.
pub(super) fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

/// A key without regard to case, `_`, `-` and space; camelCase falls together with them.
pub(crate) fn folded(key: &str) -> String {
    if key.is_ascii() {
        let mut folded = key.to_ascii_lowercase();
        folded.retain(|c| !is_passed_over(c));
        return folded;
    }
    letters(key).collect()
}

/// Whether a character of a key counts for nothing.
const fn is_passed_over(c: char) -> bool {
    matches!(c, '_' | '-' | ' ')
}

/// Whether a text is, folded, one of these words.
pub(super) fn folds_to(text: &str, words: &[&str]) -> bool {
    let mut folded = letters(text);
    let first = folded.next();
    words.iter().any(|word| {
        let mut letters = word.chars();
        letters.next() == first && letters.eq(folded.clone())
    })
}

/// Whether two texts are the same but for letter case, blanks, hyphens and underscores.
pub(super) fn fold_alike(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

fn letters(text: &str) -> impl Iterator<Item = char> + Clone {
    text.chars().filter(|c| !is_passed_over(*c)).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_and_typing_errors_are_seen() {
        let names = KeyNames::new(&Settings::default());
        for written in ["lastContact", "last-contact", "Last Contact", "LAST_CONTACT"] {
            assert_eq!(names.find(written), Some((Key::Last, false)), "{written}");
        }
        assert_eq!(names.find("EMAIL[WORK]"), Some((Key::Email, false)));
        assert_eq!(names.find("ADR[HOME].LOCALITY"), Some((Key::Location, false)));
        assert_eq!(names.find("TEL;TYPE=cell"), Some((Key::Phone, false)));
        assert_eq!(names.find("[["), None);
        assert_eq!(names.near("cadnce"), Some("cadence"));
        assert_eq!(names.near("hobby"), None);
        assert_eq!(OTHERS.map(|other| names.find(other).is_some() || names.near(other).is_some()), [false; OTHERS.len()]);
        assert_eq!(names.near("N.MN"), None);
        assert_eq!(names.near("phone2"), None);
    }

    #[test]
    fn every_spelling_of_the_table_is_its_key_and_those_of_the_settings_go_before() {
        let names = KeyNames::new(&Settings::default());
        for row in KEYS {
            assert_eq!([row.name, &folded(row.name)].map(|name| names.find(name)), [Some((row.key, true)); 2], "{}", row.name);
            for also in row.also {
                assert_eq!(names.find(also), Some((row.key, folded(also) == folded(row.name))), "{also}");
            }
        }
        let keys =
            vec![("Location".to_owned(), vec!["Ort".to_owned(), "role".to_owned()]), ("nothing".to_owned(), vec!["name".to_owned()])];
        let names = KeyNames::new(&Settings { keys, ..Settings::default() });
        assert_eq!(
            ["ORT", "role", "name"].map(|key| names.find(key)),
            [Some((Key::Location, false)), Some((Key::Location, false)), Some((Key::Name, true))]
        );
    }

    #[test]
    fn rows_stand_in_the_order_of_the_keys() {
        assert!(KEYS.iter().all(|row| row.key.row().name == row.name));
    }

    #[test]
    fn no_spelling_names_two_keys() {
        let mut all: Vec<(String, Key)> =
            KEYS.iter().flat_map(|row| row.also.iter().chain([&row.name]).map(|s| (folded(s), row.key))).collect();
        all.sort();
        all.dedup();
        assert!(all.windows(2).all(|pair| pair[0].0 != pair[1].0));
    }
}
