//! Whom a name on the command line means (cli: by name, alias, unique part, without accents, with small typing errors).

use crate::index::{ContactId, Index, bare};
use crate::model::order;

/// Whom a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// This one.
    One(ContactId),
    /// Any of these.
    Several(Vec<ContactId>),
    /// Nobody; these are near.
    Nobody(Vec<ContactId>),
}

/// How near a name comes; smaller is nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Path,
    Name,
    Alias,
    Words,
    Part,
    Typo(usize),
    Near(usize),
}

/// Looks for `text` among paths, names and aliases; the best kind of match decides.
pub fn who(index: &Index, text: &str) -> Who {
    let text = text.trim().trim_start_matches("[[").trim_end_matches("]]");
    let wanted = bare(text);
    let mut found: Vec<(Rank, ContactId)> =
        index.contacts().filter_map(|id| rank(index, id, text, &wanted).map(|rank| (rank, id))).collect();
    order::sort(&mut found);
    let Some(best) = found.first().map(|(rank, _)| *rank) else { return Who::Nobody(Vec::new()) };
    if let Rank::Near(_) = best {
        return Who::Nobody(found.into_iter().take(5).map(|(_, id)| id).collect());
    }
    let equals: Vec<ContactId> = found.iter().take_while(|(rank, _)| *rank == best).map(|(_, id)| *id).collect();
    match equals.as_slice() {
        [one] => Who::One(*one),
        _ => Who::Several(equals),
    }
}

fn rank(index: &Index, id: ContactId, text: &str, wanted: &str) -> Option<Rank> {
    if wanted.is_empty() {
        return None;
    }
    let (path, contact) = (index.path(id), index.contact(id));
    let stem = index.note(id).stem();
    let without = path.rsplit_once('.').map_or(path, |(start, _)| start);
    if path.eq_ignore_ascii_case(text) || without.eq_ignore_ascii_case(text) {
        return Some(Rank::Path);
    }
    let name = bare(contact.name());
    let stem = bare(stem);
    if name == wanted || stem == wanted {
        return Some(Rank::Name);
    }
    let aliases: Vec<String> = contact.aliases().iter().map(bare).collect();
    if aliases.iter().any(|alias| alias == wanted) {
        return Some(Rank::Alias);
    }
    let all = || std::iter::once(&name).chain(&aliases).chain([&stem]);
    if all().any(|one| words_start(one, wanted)) {
        return Some(Rank::Words);
    }
    if all().any(|one| one.contains(wanted)) {
        return Some(Rank::Part);
    }
    all().filter_map(|one| typo(one, wanted)).min()
}

/// Whether every word of `wanted` begins a word of `name`, in order.
fn words_start(name: &str, wanted: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    wanted.split_whitespace().all(|start| words.by_ref().any(|word| word.starts_with(start)))
}

/// Small typing errors in the whole name or in one of its words.
fn typo(name: &str, wanted: &str) -> Option<Rank> {
    let allowed = match wanted.chars().count() {
        0..=2 => return None,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    let distance = words.chain([name]).map(|word| strsim::osa_distance(word, wanted)).min()?;
    match distance {
        d if d < allowed || d == 1 => Some(Rank::Typo(d)),
        // Half of the letters are another name.
        d if d <= allowed + 1 && 2 * d < wanted.chars().count() => Some(Rank::Near(d)),
        _ => None,
    }
}
