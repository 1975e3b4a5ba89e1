//! Which contacts a list shows: words, `tag:`, `circle:`, `company:`, `status:`, any `key:value`.

use super::standing::Standing;
use crate::index::{Index, bare};
use crate::model::{Contact, FieldRef};

/// One condition; all of them must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    key: Option<String>,
    value: String,
}

/// Conditions from words on the command line.
pub fn filters(words: &[String]) -> Vec<Filter> {
    let one = |word: &String| match word
        .split_once(':')
        .filter(|(key, _)| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')))
    {
        Some((key, value)) => Filter { key: Some(crate::parse::keys::folded(key)), value: bare(value.trim()) },
        None => Filter { key: None, value: bare(word.trim()) },
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
    let opt = |text: Option<&str>| text.is_some_and(has);
    let Some(key) = filter.key.as_deref() else {
        return has(contact.name())
            || has(index.path(standing.id))
            || contact.aliases().iter().any(has)
            || opt(contact.company())
            || opt(contact.role())
            || contact.tags().iter().any(has);
    };
    match key {
        "tag" | "tags" => contact.tags().iter().any(|tag| same_or_below(tag, wanted)),
        "circle" => contact.circle().is_some_and(|circle| bare(circle) == wanted),
        "company" | "org" | "organization" => opt(contact.company()),
        "role" => opt(contact.role()),
        "status" => status_is(contact, standing, wanted),
        "name" => has(contact.name()),
        "alias" | "aliases" => contact.aliases().iter().any(has),
        "path" => has(index.path(standing.id)),
        "seeking" => opt(contact.seeking()),
        "type" => wanted == if contact.organization { "organization" } else { "person" },
        "level" => wanted == standing.level.name(),
        "cadence" => bare(standing.cadence_text) == wanted,
        "workedtogether" => contact.worked_together.iter().any(|stint| has(&stint.organization)),
        "wouldworkagain" => contact.would_work_again.is_some_and(|again| format!("{again:?}").eq_ignore_ascii_case(wanted)),
        _ => field(contact, key, wanted),
    }
}

fn same_or_below(tag: &str, wanted: &str) -> bool {
    let tag = bare(tag);
    tag == wanted || tag.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
}

fn status_is(contact: &Contact, standing: &Standing<'_>, wanted: &str) -> bool {
    let wanted = crate::parse::keys::folded(wanted);
    crate::parse::keys::folded(contact.status.name()) == wanted || wanted == "intransition" && standing.in_transition
}

/// Any other key of the front matter; an empty value asks whether it is there.
fn field(contact: &Contact, key: &str, wanted: &str) -> bool {
    let row = crate::parse::keys::KEYS
        .iter()
        .find(|row| crate::parse::keys::folded(row.name) == key || row.also.iter().any(|also| crate::parse::keys::folded(also) == key));
    let name = row.map_or_else(|| key.to_owned(), |row| crate::parse::keys::folded(row.name));
    let fields = contact.fields().iter().filter(|field| crate::parse::keys::folded(field.key) == name);
    fields.flat_map(FieldRef::values).any(|value| bare(value).contains(wanted))
}
