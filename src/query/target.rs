//! What one wants to reach: a company, a person, a tag or a place, by what people type.

use super::evidence::name_key;
use super::ties::{Person, Ties, employer};
use super::who::{Who, who};
use crate::diagnostic::nearest;
use crate::index::{Index, bare};
use crate::model::{Contact, order};
use std::collections::{BTreeMap, BTreeSet};

/// What one wants to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A company or another organization, by its name as written.
    Company(String),
    /// Somebody.
    Person(Person),
    /// Everybody with a tag, or with one below it.
    Tag(String),
    /// Everybody at a place.
    Place(String),
}

/// What a text means as a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// This.
    One(Target),
    /// Several people are called so: this name.
    People(String),
    /// Any of these companies.
    Companies(Vec<String>),
    /// Nothing here; these names are near.
    Nothing(Vec<String>),
}

/// Words that say what follows.
const SORTS: [(&str, Sort); 10] = [
    ("company", Sort::Company),
    ("organization", Sort::Company),
    ("org", Sort::Company),
    ("person", Sort::Person),
    ("name", Sort::Person),
    ("tag", Sort::Tag),
    ("place", Sort::Place),
    ("location", Sort::Place),
    ("city", Sort::Place),
    ("in", Sort::Place),
];

/// Sorts of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Company,
    Person,
    Tag,
    Place,
}

/// What `text` means: `tag:x`, `company:x`, `person:x` and `place:x` say which; otherwise whole names go before parts of names, and
/// those of companies before those of people, tags and places.
pub fn target(index: &Index, ties: &Ties<'_>, text: &str) -> Aim {
    let text = text.trim();
    let (sort, text) = match text.split_once(':') {
        Some((word, rest)) => match SORTS.iter().find(|(name, _)| word.trim().eq_ignore_ascii_case(name)) {
            Some((_, sort)) => (Some(*sort), rest.trim()),
            None => (None, text),
        },
        None => (None, text),
    };
    let text = text.trim_start_matches('#').trim_start_matches("[[").trim_end_matches("]]").trim();
    if bare(text).is_empty() {
        return Aim::Nothing(Vec::new());
    }
    let is = |one: Sort| sort.is_none_or(|sort| sort == one);
    let names = Names::new(index);
    let whole = || {
        let person = || whole_name(index, ties, text).map(Target::Person);
        let company = is(Sort::Company).then(|| names.company(text)).flatten().map(Target::Company);
        let company = company.or_else(|| is(Sort::Person).then(person).flatten());
        let tag = || is(Sort::Tag).then(|| names.tag(text)).flatten().map(Target::Tag);
        let place = || is(Sort::Place).then(|| names.place(text)).flatten().map(Target::Place);
        company.or_else(tag).or_else(place)
    };
    if let Some(target) = whole() {
        return Aim::One(target);
    }
    let companies = if is(Sort::Company) { names.companies(text, Begins::Whole) } else { Vec::new() };
    if let Some(aim) = several(companies) {
        return aim;
    }
    let mut near = Vec::new();
    if is(Sort::Person) {
        match who(index, text) {
            Who::One(id) => return Aim::One(Target::Person(Person::Contact(id))),
            Who::Several(_) => return Aim::People(text.to_owned()),
            Who::Nobody(ids) => near.extend(ids.into_iter().map(|id| index.contact(id).name().to_owned())),
        }
    }
    let companies = if is(Sort::Company) { names.companies(text, Begins::Part) } else { Vec::new() };
    several(companies).unwrap_or_else(|| {
        let more = names.all().map(str::to_owned).chain(ties.named().map(|(_, name)| name.to_owned()));
        let more: Vec<String> = more.collect();
        near.extend(nearest(text, more.iter().map(String::as_str)).map(str::to_owned));
        near.dedup();
        near.truncate(5);
        Aim::Nothing(near)
    })
}

fn several(mut companies: Vec<String>) -> Option<Aim> {
    match companies.len() {
        0 => None,
        1 => companies.pop().map(|company| Aim::One(Target::Company(company))),
        _ => Some(Aim::Companies(companies)),
    }
}

/// A person by their path, their whole name, or the name in a link that leads to no note.
fn whole_name(index: &Index, ties: &Ties<'_>, text: &str) -> Option<Person> {
    let contact = index.contact_at(text).or_else(|| match index.bearers(text)[..] {
        [one] => Some(one),
        _ => None,
    });
    let wanted = name_key(text);
    let named = || ties.named().find(|(_, name)| name_key(name) == wanted).map(|(person, _)| person);
    contact.filter(|id| !index.contact(*id).organization).map(Person::Contact).or_else(named)
}

/// How much of a word has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begins {
    Whole,
    Part,
}

/// The names of companies, tags and places in a vault, under their bare form.
struct Names<'a> {
    companies: BTreeMap<String, &'a str>,
    tags: BTreeMap<String, &'a str>,
    places: BTreeMap<String, &'a str>,
}

impl<'a> Names<'a> {
    fn new(index: &'a Index) -> Names<'a> {
        let (mut companies, mut tags, mut places) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for id in index.contacts() {
            let contact = index.contact(id);
            companies.extend(employer(contact).into_iter().chain(contact.seldom.worked_together.iter().map(|stint| &*stint.organization)));
            if contact.organization {
                companies.extend(std::iter::once(contact.name()).chain(contact.aliases().iter()));
            }
            tags.extend(contact.tags().iter());
            places.extend(location(contact));
        }
        let under = |names: BTreeSet<&'a str>, key: fn(&str) -> String| order::map(names.into_iter().rev().map(|name| (key(name), name)));
        Names { companies: under(companies, company_key), tags: under(tags, bare), places: under(places, bare) }
    }

    fn all(&self) -> impl Iterator<Item = &'a str> {
        self.companies.values().chain(self.tags.values()).chain(self.places.values()).copied()
    }

    fn company(&self, text: &str) -> Option<String> {
        self.companies.get(&company_key(text)).map(|name| (*name).to_owned())
    }

    /// Companies in whose names these words begin words, in order.
    fn companies(&self, text: &str, begins: Begins) -> Vec<String> {
        let wanted = company_key(text);
        let fits = |key: &str| {
            let mut words = key.split_whitespace();
            wanted
                .split_whitespace()
                .all(|start| words.by_ref().any(|word| if begins == Begins::Whole { word == start } else { word.starts_with(start) }))
        };
        self.companies.iter().filter(|(key, _)| !wanted.is_empty() && fits(key)).map(|(_, name)| (*name).to_owned()).collect()
    }

    fn tag(&self, text: &str) -> Option<String> {
        let wanted = bare(text);
        let found = self.tags.get(&wanted).map(|tag| (*tag).to_owned());
        let above = || self.tags.keys().any(|tag| tag_is(tag, &wanted)).then(|| text.to_owned());
        found.or_else(above)
    }

    fn place(&self, text: &str) -> Option<String> {
        let wanted = bare(text);
        let whole = self.places.get(&wanted).map(|place| (*place).to_owned());
        whole.or_else(|| {
            let part = |(_, place): (&String, &&'a str)| place.split(',').map(str::trim).find(|part| bare(part) == wanted);
            self.places.iter().find_map(part).map(str::to_owned)
        })
    }
}

/// Where somebody is, as written.
pub(super) fn location(contact: &Contact) -> impl Iterator<Item = &str> {
    contact.fields().values("location")
}

/// Whether a bare tag is the wanted one or lies below it.
pub(super) fn tag_is(tag: &str, wanted: &str) -> bool {
    tag == wanted || tag.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
}

/// A company's name for comparing: bare words without the form of business.
pub(super) fn company_key(name: &str) -> String {
    const FORMS: [&str; 12] = ["inc", "ltd", "llc", "gmbh", "ag", "corp", "co", "plc", "bv", "sa", "as", "limited"];
    let bare = bare(name);
    let words: Vec<&str> =
        bare.split(|c: char| c.is_whitespace() || c == ',').map(|word| word.trim_matches('.')).filter(|word| !word.is_empty()).collect();
    let kept = words.len() - words.iter().rev().take_while(|word| FORMS.contains(*word)).count().min(words.len().saturating_sub(1));
    words[..kept].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_compare_without_their_form_of_business() {
        let check = |a: &str, b: &str| assert_eq!(company_key(a), company_key(b), "{a}");
        check("Initech, Inc.", "initech");
        check("Möbel  Gräf GmbH", "mobel graf");
        check("Co", "co");
        check("", "  ");
    }
}
