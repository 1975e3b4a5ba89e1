//! Who could help somebody between jobs: contacts of mine that fit what they look for and whom they may not know yet.
//!
//! It depends on what front matter says and on nothing told in a log, so that a day's entries do not change it: see [`same_help`].

use super::words::{Fit, Trait, Wish, each_trait, fits};
use crate::index::{ContactId, Index, bare};
use crate::model::{Again, Contact, Date, Field, FieldRef, LinkRole, Note, Run, Verb, order};
use std::collections::HashMap;

/// Contacts named for each of those between jobs, at most.
const MOST: usize = 3;

/// What a wish is held against.
const TRAITS: [Trait; 6] = [Trait::Role, Trait::Company, Trait::Skill, Trait::Offer, Trait::Tag, Trait::Place];

/// Somebody between jobs.
#[derive(Clone, Debug, PartialEq)]
pub struct Seeker {
    /// Who.
    pub id: ContactId,
    /// What they look for, and what they need, in words.
    pub wish: String,
    /// To whom I have introduced them already, as links name them.
    pub introduced: Vec<String>,
}

/// Somebody who could help them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// Who.
    pub id: ContactId,
    /// What of them fits: `director of product, Hearthline Energy, in Portland`.
    pub why: String,
    /// How I know them, where that is written: `you worked together at Initech`.
    pub way: Option<String>,
}

/// What somebody between jobs looks for in words, with what the open needs among `needs` ask for; empty when nothing is said.
pub fn wish<'a>(contact: &Contact, needs: impl Iterator<Item = &'a str>) -> String {
    let mut wish = contact.seeking().unwrap_or_default().to_owned();
    for need in needs {
        // What comes before is the kind of help: `introduction to somebody in product`.
        let about = need.split_whitespace().skip_while(|word| !matches!(*word, "to" | "for" | "at" | "in" | "with" | "from")).skip(1);
        let about: Vec<&str> = about.collect();
        if !about.is_empty() {
            wish.push_str(", ");
            wish.push_str(&about.join(" "));
        }
    }
    wish
}

/// Those whom I introduced to somebody, as links name them, in lower case without accents.
pub fn introduced(index: &Index, id: ContactId, today: Date) -> Vec<String> {
    let gave = index.exchanges_of(id).filter(|given| given.verb() == Verb::Gave && given.happened(today));
    let names = gave.flat_map(|given| {
        let note = given.note();
        note.links().of(given.exchange().links).iter().map(|link| bare(note.str(link.target)))
    });
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Who could help each of these on `today`, best first. One pass over all contacts for everybody together.
pub fn help(index: &Index, seekers: &[Seeker], today: Date) -> Vec<Vec<Helper>> {
    let wishes: Vec<Wish> = seekers.iter().map(|seeker| Wish::of(&seeker.wish)).collect();
    let found = fits(index, &wishes, &TRAITS);
    let chosen: Vec<Vec<&Fit>> = seekers.iter().zip(&found).map(|(seeker, fits)| chosen(index, seeker, fits, today)).collect();
    let strangers: Vec<ContactId> = chosen.iter().flatten().map(|fit| fit.id).filter(|&id| way(index, id, today).is_none()).collect();
    let through = acquaintances(index, &strangers);
    let helper = |wish: &Wish, fit: &Fit| {
        let known = || through.get(&fit.id).map(|&by| format!("{} knows them", index.contact(by).name()));
        Helper { id: fit.id, why: what_fits(index.contact(fit.id), wish, fit), way: way(index, fit.id, today).or_else(known) }
    };
    let each = wishes.iter().zip(chosen);
    each.map(|(wish, fits)| fits.into_iter().map(|fit| helper(wish, fit)).collect()).collect()
}

/// The best of those who fit, among equals those who are nearer to me first.
fn chosen<'f>(index: &Index, seeker: &Seeker, fits: &'f [Fit], today: Date) -> Vec<&'f Fit> {
    let able = |fit: &&Fit| may_be_asked(index.contact(fit.id), today) && !acquainted(index, seeker, fit.id);
    let mut best: Vec<&Fit> = Vec::new();
    for equals in fits.chunk_by(|a, b| a.weight == b.weight) {
        let mut equals: Vec<&Fit> = equals.iter().collect();
        order::sort_by_key(&mut equals, |fit| distance(index, index.contact(fit.id)));
        best.extend(equals.into_iter().filter(able).take(MOST - best.len()));
        if best.len() == MOST {
            break;
        }
    }
    best
}

/// How far somebody is from me: the would-work-again mark, then the circle.
fn distance(index: &Index, contact: &Contact) -> (bool, usize) {
    let circles = &index.settings().circles;
    let circle = contact.circle().and_then(|name| circles.iter().position(|circle| circle.name == name));
    (contact.would_work_again != Some(Again::Yes), circle.unwrap_or(circles.len()))
}

/// Whether one may come to somebody with a question at all.
fn may_be_asked(contact: &Contact, today: Date) -> bool {
    let awake = contact.snooze.is_none_or(|until| until <= today);
    !contact.organization && contact.status.can_be_stale() && contact.would_work_again != Some(Again::No) && awake
}

/// Whether the two are the same person, or known to know each other.
fn acquainted(index: &Index, seeker: &Seeker, id: ContactId) -> bool {
    let tied = |from: ContactId, to: ContactId| index.links_of(from).any(|(_, other, role)| other == to && role == LinkRole::FrontMatter);
    let (contact, path) = (index.contact(id), bare(index.path(id)));
    let names: Vec<String> = [contact.name(), index.note(id).stem()].into_iter().chain(contact.aliases().iter()).map(bare).collect();
    let met = |link: &String| names.contains(link) || path == *link || path.strip_suffix(".md") == Some(link);
    id == seeker.id || tied(id, seeker.id) || tied(seeker.id, id) || seeker.introduced.iter().any(met)
}

/// What of a contact fits, in few words.
pub(super) fn what_fits(contact: &Contact, wish: &Wish, fit: &Fit) -> String {
    let has = |wanted: Trait| fit.found.iter().any(|(_, of)| *of == wanted);
    let mut parts: Vec<String> = Vec::new();
    if has(Trait::Role) || has(Trait::Company) {
        parts.extend([contact.role(), contact.company()].into_iter().flatten().map(str::to_owned));
    } else {
        parts.extend(contact.role().or(contact.company()).map(str::to_owned));
    }
    each_trait(contact, &TRAITS, |of, text| {
        let lead = match of {
            Trait::Skill => "knows ",
            Trait::Offer => "offers ",
            Trait::Tag => "#",
            Trait::Place => "in ",
            _ => return,
        };
        let words = Wish::of(text).words;
        if fit.found.iter().any(|(at, found)| *found == of && words.contains(&wish.words[*at])) {
            let text = if of == Trait::Place { text.split(',').next().unwrap_or(text).trim() } else { text };
            parts.push(format!("{lead}{text}"));
        }
    });
    parts.join(", ")
}

/// How I know somebody, as the front matter tells it.
fn way(index: &Index, id: ContactId, today: Date) -> Option<String> {
    let contact = index.contact(id);
    let stint = contact.seldom.worked_together.first().map(|stint| format!("you worked together at {}", stint.organization));
    let introduced_by = || {
        let run = contact.seldom.introduced_by;
        let inside = |link: u32| (run.start..run.start + run.len).contains(&link);
        let by = index.links_of(id).find(|(link, to, _)| inside(*link) && *to != id).map(|(_, to, _)| to)?;
        Some(format!("{} introduced you", index.contact(by).name()))
    };
    let met = || contact.met.and_then(|met| met.first()).filter(|met| *met <= today).map(|met| format!("you met in {}", met.year()));
    stint.or_else(introduced_by).or_else(met)
}

/// Whoever of my contacts says to know these, the first in the order of paths.
fn acquaintances(index: &Index, wanted: &[ContactId]) -> HashMap<ContactId, ContactId> {
    let mut through = HashMap::new();
    if wanted.is_empty() {
        return through;
    }
    for id in index.contacts().filter(|&id| !index.contact(id).seldom.knows.is_empty()) {
        let run = index.contact(id).seldom.knows;
        let known = index.links_of(id).filter(|(link, ..)| (run.start..run.start + run.len).contains(link)).map(|(_, to, _)| to);
        known.filter(|to| *to != id && wanted.contains(to)).for_each(|to| {
            through.entry(to).or_insert(id);
        });
    }
    through
}

/// Whether nothing is different between two versions of a contact's note that changes who could help somebody, whoever it is.
pub fn same_help(before: &Note, after: &Note) -> bool {
    let told = |note: &Note| {
        let contact = note.contact()?;
        let read = |field: &FieldRef<'_>| matches!(field.key, "skills" | "offers" | "location");
        let links = |run: Run| note.links().of(run).iter().map(|link| note.str(link.target).to_owned()).collect::<Vec<_>>();
        let fields: Vec<Field> = contact.fields().iter().filter(read).map(FieldRef::to_field).collect();
        let tags: Vec<String> = contact.tags().iter().map(str::to_owned).collect();
        let words = [contact.role(), contact.company(), contact.circle()].map(|text| text.map(str::to_owned));
        let rest = (contact.organization, contact.would_work_again, contact.status, contact.snooze, contact.met);
        Some((words, rest, tags, fields, contact.seldom.worked_together.first().cloned(), links_of_front_matter(note, links)))
    };
    told(before) == told(after)
}

/// Every link of the front matter, those of `introduced_by` and `knows` by themselves.
fn links_of_front_matter(note: &Note, links: impl Fn(Run) -> Vec<String>) -> [Vec<String>; 3] {
    let run = |run: Option<Run>| run.map(&links).unwrap_or_default();
    let contact = note.contact();
    let all = note.links().iter().filter(|link| link.role == LinkRole::FrontMatter).map(|link| note.str(link.target).to_owned());
    [run(contact.map(|contact| contact.seldom.introduced_by)), run(contact.map(|contact| contact.seldom.knows)), all.collect()]
}
