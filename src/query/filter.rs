//! Which contacts a list shows: words, `tag:`, `circle:`, `company:`, `status:`, any `key:value`.

use super::standing::Standing;
use crate::index::{Index, bare};
use crate::model::{Contact, Date, DateRange, FieldRef, Run, Settings};
use crate::parse::Key;
use crate::parse::cadence::cadence;
use crate::parse::keys::{KeyNames, folded};

/// One condition; all of them must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    asked: Asked,
    value: String,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// Names, company, role, tags, and the path.
    Anything,
    /// A key of the table, however it is spelt.
    Known(Key),
    Path,
    Level,
    /// A key of the user's own, folded.
    Other(String),
}

/// Conditions from words on the command line. Keys can be spelt as in notes, `settings` have spellings of their own.
pub fn filters(words: &[String], settings: &Settings) -> Vec<Filter> {
    if words.is_empty() {
        return Vec::new();
    }
    let names = KeyNames::new(settings);
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let one = |word: &String| match word.split_once(':').filter(|(key, _)| is_key(key)) {
        Some((key, value)) => {
            let asked = match (&*folded(key), names.find(key)) {
                ("path", _) => Asked::Path,
                ("level", _) => Asked::Level,
                (_, Some((key, _))) => Asked::Known(key),
                (other, None) => Asked::Other(other.to_owned()),
            };
            Filter { asked, value: bare(value.trim()) }
        }
        None => Filter { asked: Asked::Anything, value: bare(word.trim()) },
    };
    words.iter().map(one).collect()
}

/// Whether a contact meets every condition.
pub fn matches(index: &Index, standing: &Standing<'_>, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| holds(index, standing, filter))
}

fn holds(index: &Index, standing: &Standing<'_>, filter: &Filter) -> bool {
    let contact = index.contact(standing.id);
    let wanted = filter.value.as_str();
    let has = |text: &str| bare(text).contains(wanted);
    match &filter.asked {
        Asked::Anything => {
            let texts = [Some(contact.name()), Some(index.path(standing.id)), contact.company(), contact.role()];
            texts.into_iter().flatten().chain(contact.aliases().iter()).chain(contact.tags().iter()).any(has)
        }
        Asked::Path => has(index.path(standing.id)),
        Asked::Level => wanted == standing.level.name(),
        Asked::Known(key) => known(index, standing, (*key, wanted)),
        Asked::Other(name) => field(contact, name, wanted),
    }
}

/// Whether a key of the table has what is wanted; an empty value asks whether it is there.
fn known(index: &Index, standing: &Standing<'_>, (key, wanted): (Key, &str)) -> bool {
    let contact = index.contact(standing.id);
    let has = |text: &str| bare(text).contains(wanted);
    let opt = |text: Option<&str>| text.is_some_and(has);
    let on = |day: Option<Date>| day.is_some_and(|day| has(&day.to_string()));
    match key {
        Key::Type => match contact.organization {
            true => matches!(wanted, "" | "organization" | "organisation"),
            false => matches!(wanted, "" | "person"),
        },
        Key::Name => has(contact.name()),
        Key::Title => opt(contact.role()) || has(contact.name()),
        Key::Aliases => contact.aliases().iter().any(has),
        Key::Tags => contact.tags().iter().any(|tag| wanted.is_empty() || same_or_below(tag, wanted)),
        Key::Company => opt(contact.company()),
        Key::Role => opt(contact.role()),
        Key::Seeking => opt(contact.seeking()),
        Key::Circle => contact.circle().is_some_and(|circle| wanted.is_empty() || bare(circle) == wanted),
        Key::Status => status_is(contact, standing, wanted),
        Key::Cadence if wanted.is_empty() => contact.cadence().is_some(),
        Key::Cadence => bare(standing.cadence_text) == wanted || cadence(wanted) == Some(standing.cadence),
        Key::Birthday => contact.birthday.is_some_and(|day| day.to_string().contains(wanted.trim_start_matches("--"))),
        Key::Met => contact.met.is_some_and(|met| has(&met.to_string())),
        Key::Last => on(contact.last) || on(standing.last),
        Key::Next => on(contact.next),
        Key::Snooze => on(contact.snooze),
        Key::Transition => in_transition(contact, standing, wanted),
        Key::IntroducedBy => links(index, standing, contact.seldom.introduced_by, wanted) || field(contact, "introducedby", wanted),
        Key::Knows => links(index, standing, contact.seldom.knows, wanted) || field(contact, "knows", wanted),
        Key::WorkedTogether => contact
            .seldom
            .worked_together
            .iter()
            .any(|stint| has(&stint.to_string()) || stint.range.is_some_and(|range| ends(&range, wanted))),
        Key::WouldWorkAgain => contact.would_work_again.is_some_and(|again| has(&format!("{again:?}"))),
        _ => field(contact, &folded(key.row().name), wanted),
    }
}

fn same_or_below(tag: &str, wanted: &str) -> bool {
    let tag = bare(tag);
    tag == wanted || tag.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
}

fn status_is(contact: &Contact, standing: &Standing<'_>, wanted: &str) -> bool {
    let wanted = folded(wanted);
    folded(contact.status.name()) == wanted || wanted == "intransition" && standing.in_transition
}

/// Between jobs: `now`, `yes` and `no` ask about the day, anything else is looked for in the spells.
fn in_transition(contact: &Contact, standing: &Standing<'_>, wanted: &str) -> bool {
    match wanted {
        "" => contact.seldom.transition.now || !contact.seldom.transition.spells.is_empty(),
        "now" | "yes" | "true" => standing.in_transition,
        "no" | "false" => !standing.in_transition,
        _ => contact.seldom.transition.spells.iter().any(|spell| spell.to_string().contains(wanted) || ends(spell, wanted)),
    }
}

/// Whether a range begins or ends on such a day.
fn ends(range: &DateRange, wanted: &str) -> bool {
    [range.since, range.until].into_iter().flatten().any(|day| day.to_string().contains(wanted))
}

/// Whether one of these links of the contact's note leads to somebody of that name, or is written so.
fn links(index: &Index, standing: &Standing<'_>, run: Run, wanted: &str) -> bool {
    let wanted = wanted.trim_matches(['[', ']']);
    let has = |text: &str| bare(text).contains(wanted);
    let note = index.note(standing.id);
    let to = |number: u32| index.linked(note, number).is_some_and(|to| has(index.contact(to).name()));
    (run.start..).zip(note.links().of(run)).any(|(number, link)| has(note.str(link.target)) || to(number))
}

/// Any other key of the front matter; an empty value asks whether it is there.
fn field(contact: &Contact, name: &str, wanted: &str) -> bool {
    let fields = contact.fields().iter().filter(|field| folded(field.key) == name);
    fields.flat_map(FieldRef::values).any(|value| bare(value).contains(wanted))
}
