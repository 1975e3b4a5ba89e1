//! A wish in somebody's own words against what notes say of contacts: role, company, skills, offers, tags, place.
//!
//! Words compare without case, accents and simple endings (`managers`, `engineering`). A word that fits few contacts weighs more
//! than one that fits many. What follows `not` or `outside`, up to the next comma, is not wanted.

use crate::index::{ContactId, Index, bare, by_all};
use crate::model::{Contact, order};
use std::collections::HashMap;

/// Words that say nothing of what is looked for.
const STOP: [&str; 64] = [
    "a",
    "about",
    "all",
    "also",
    "am",
    "an",
    "and",
    "another",
    "any",
    "anybody",
    "anyone",
    "around",
    "as",
    "at",
    "be",
    "been",
    "but",
    "by",
    "for",
    "from",
    "good",
    "have",
    "i",
    "in",
    "into",
    "is",
    "it",
    "job",
    "kind",
    "like",
    "look",
    "maybe",
    "me",
    "my",
    "near",
    "new",
    "next",
    "of",
    "on",
    "or",
    "other",
    "our",
    "people",
    "person",
    "position",
    "role",
    "seek",
    "so",
    "some",
    "somebody",
    "someone",
    "something",
    "step",
    "that",
    "the",
    "their",
    "they",
    "though",
    "to",
    "want",
    "we",
    "who",
    "with",
    "you",
];

/// Words after which it is said what is not wanted.
const NEGATIONS: [&str; 9] = ["no", "non", "not", "never", "without", "outside", "except", "excluding", "nothing"];

/// Words of rank, which say little of what somebody does: alone they make nobody fit, and they weigh half.
const RANKS: [&str; 14] = [
    "assistant",
    "associate",
    "chief",
    "deputy",
    "director",
    "head",
    "junior",
    "lead",
    "manager",
    "officer",
    "principal",
    "senior",
    "staff",
    "vp",
];

/// Single letters that are words of a trade.
const LETTERS: [&str; 2] = ["c", "r"];

/// What of a contact a word is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trait {
    /// What they do.
    Role,
    /// Where they work.
    Company,
    /// What they know.
    Skill,
    /// What they offer.
    Offer,
    /// A tag.
    Tag,
    /// Where they live.
    Place,
    /// What they look for themselves.
    Seeking,
}

/// A wish, taken apart into words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Words wanted, each once, in the order they stand.
    pub words: Vec<String>,
    /// Words not wanted.
    pub without: Vec<String>,
}

impl Wish {
    /// The wish that a text tells.
    pub fn of(text: &str) -> Wish {
        let mut wish = Wish::default();
        for part in text.split([',', ';', '.', '(', ')', '\n']) {
            let mut negated = false;
            stems(part, |word| {
                negated |= NEGATIONS.contains(&word);
                if negated && matches!(word, "but" | "though") {
                    negated = false;
                } else if !NEGATIONS.contains(&word) && !STOP.contains(&word) {
                    let into = if negated { &mut wish.without } else { &mut wish.words };
                    if !into.iter().any(|known| known == word) {
                        into.push(word.to_owned());
                    }
                }
            });
        }
        wish.words.retain(|word| !wish.without.contains(word));
        wish
    }

    /// Whether it names nothing that could be looked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// A contact that fits a wish.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Whom it is about.
    pub id: ContactId,
    /// How well: each word that fits weighs the more, the fewer contacts it fits.
    pub weight: f64,
    /// Which word of the wish was found in what.
    pub found: Vec<(usize, Trait)>,
}

/// What was found with one contact: numbers of words, and in what.
type Found = (ContactId, Vec<(u32, Trait)>);

/// For each wish the contacts that fit it, best first, equals in the order of their paths. `traits` are looked at, in one pass for
/// all wishes together; a word of rank, or one found in the place or among what they seek, makes nobody fit by itself.
pub fn fits(index: &Index, wishes: &[Wish], traits: &[Trait]) -> Vec<Vec<Fit>> {
    fits_but(index, wishes, traits, &[Trait::Place, Trait::Seeking])
}

/// The same where other traits than place and seeking only add to a fit and make none: those of `weak`.
pub(super) fn fits_but(index: &Index, wishes: &[Wish], traits: &[Trait], weak: &[Trait]) -> Vec<Vec<Fit>> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    for word in wishes.iter().flat_map(|wish| wish.words.iter().chain(&wish.without)) {
        let next = numbers.len() as u32;
        numbers.entry(word).or_insert(next);
    }
    if numbers.is_empty() {
        return vec![Vec::new(); wishes.len()];
    }
    let all: Vec<ContactId> = index.contacts().collect();
    let found_with = |&id: &ContactId| Some((id, found(index.contact(id), &numbers, traits))).filter(|(_, found)| !found.is_empty());
    let found: Vec<Found> = by_all(&all, found_with);
    let mut spread = vec![0_usize; numbers.len()];
    for (_, found) in &found {
        let mut words: Vec<u32> = found.iter().map(|(word, _)| *word).collect();
        words.sort_unstable();
        words.dedup();
        words.iter().for_each(|word| spread[*word as usize] += 1);
    }
    let mut weights: Vec<f64> = spread.iter().map(|spread| ((all.len() + 1) as f64 / (*spread).max(1) as f64).ln()).collect();
    numbers.iter().filter(|(word, _)| RANKS.contains(word)).for_each(|(_, number)| weights[*number as usize] /= 2.0);
    wishes.iter().map(|wish| fitting(wish, &found, (&numbers, &weights), weak)).collect()
}

fn fitting(wish: &Wish, found: &[Found], (numbers, weights): (&HashMap<&str, u32>, &[f64]), weak: &[Trait]) -> Vec<Fit> {
    let is_weak = |of: Trait| weak.contains(&of);
    let number = |word: &String| numbers.get(word.as_str()).copied();
    let (words, without): (Vec<_>, Vec<_>) = (wish.words.iter().map(number).collect(), wish.without.iter().filter_map(number).collect());
    let ranks_only = wish.words.iter().all(|word| RANKS.contains(&word.as_str()));
    let fit = |(id, found): &Found| {
        let own = |(word, of): &(u32, Trait)| Some((words.iter().position(|own| *own == Some(*word))?, *of));
        let unwanted = found.iter().any(|(word, of)| !is_weak(*of) && without.contains(word));
        let found: Vec<(usize, Trait)> = found.iter().filter_map(own).collect();
        let tells = |word: usize| ranks_only || !RANKS.contains(&wish.words[word].as_str());
        let fits = !unwanted && found.iter().any(|(word, of)| !is_weak(*of) && tells(*word));
        let mut each: Vec<usize> = found.iter().map(|(word, _)| *word).collect();
        each.sort_unstable();
        each.dedup();
        let weight = each.iter().filter_map(|word| words[*word]).map(|number| weights[number as usize]).sum();
        fits.then_some(Fit { id: *id, weight, found })
    };
    let mut fits: Vec<Fit> = found.iter().filter_map(fit).collect();
    order::sort_by(&mut fits, |a, b| b.weight.total_cmp(&a.weight).then(a.id.cmp(&b.id)));
    fits
}

/// The places of those of `words` that a text has, each once, in the order of the text.
pub fn words_in(text: &str, words: &[String]) -> Vec<usize> {
    let mut found = Vec::new();
    stems(text, |stem| {
        let place = words.iter().position(|word| word == stem);
        found.extend(place.filter(|place| !found.contains(place)));
    });
    found
}

fn found(contact: &Contact, numbers: &HashMap<&str, u32>, traits: &[Trait]) -> Vec<(u32, Trait)> {
    let mut found = Vec::new();
    each_trait(contact, traits, |of, text| {
        let mut hit = |word: &str| {
            let hit = numbers.get(word).map(|number| (*number, of));
            found.extend(hit.filter(|hit| !found.contains(hit)));
        };
        match of {
            // What they do not want is not what they look for.
            Trait::Seeking => Wish::of(text).words.iter().for_each(|word| hit(word)),
            _ => stems(text, hit),
        }
    });
    found
}

/// Gives every text that tells one of these traits of a contact.
pub fn each_trait<'c>(contact: &'c Contact, traits: &[Trait], mut give: impl FnMut(Trait, &'c str)) {
    let has = |of: Trait| traits.contains(&of);
    let plain = [(Trait::Role, contact.role()), (Trait::Company, contact.company()), (Trait::Seeking, contact.seeking())];
    for (of, text) in plain.into_iter().filter(|(of, _)| has(*of)) {
        text.into_iter().for_each(|text| give(of, text));
    }
    if has(Trait::Tag) {
        contact.tags().iter().for_each(|tag| give(Trait::Tag, tag));
    }
    for field in contact.fields().iter() {
        let of = match field.key {
            "skills" => Trait::Skill,
            "offers" => Trait::Offer,
            "location" => Trait::Place,
            _ => continue,
        };
        if has(of) {
            field.values().for_each(|value| give(of, value));
        }
    }
}

/// Gives the words of a text as they compare: folded, without simple endings.
fn stems(text: &str, mut give: impl FnMut(&str)) {
    let folded = if text.is_ascii() { text.to_ascii_lowercase() } else { bare(text) };
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#');
    for word in folded.split(|c: char| !inside(c)).map(|word| word.trim_start_matches(['+', '#'])) {
        let mut letters = word.chars();
        let alone = letters.next().is_none_or(|c| c.is_ascii()) && letters.next().is_none();
        if !alone || LETTERS.contains(&word) {
            stem(word, &mut give);
        }
    }
}

/// A word without the endings of the plural and of `-ing`, as English spells them.
fn stem(word: &str, give: &mut impl FnMut(&str)) {
    let cut = |ending: &str, least: usize| word.strip_suffix(ending).filter(|rest| rest.len() >= least);
    if let Some(rest) = cut("ies", 2) {
        return give(&format!("{rest}y"));
    }
    let doubled = ["sses", "xes", "ches", "shes"].iter().any(|ending| word.ends_with(ending));
    let single = match cut("s", 3) {
        Some(rest) if doubled => rest.strip_suffix('e').unwrap_or(rest),
        Some(rest) if !rest.ends_with(['s', 'u', 'i']) => rest,
        _ => word,
    };
    give(single.strip_suffix("ing").filter(|rest| rest.len() >= 5).unwrap_or(single));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str], without: &[&str]) {
        let wish = Wish::of(text);
        let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!((wish.words, wish.without), (texts(words), texts(without)), "{text}");
    }

    #[test]
    fn a_wish_is_its_words_without_endings_and_little_words() {
        check(
            "data product manager or head of product, climate or energy, Portland",
            &["data", "product", "manager", "head", "climate", "energy", "portland"],
            &[],
        );
        check("Engineering managers, companies & C++ in Kraków!", &["engineer", "manager", "company", "c++", "krakow"], &[]);
        check("business analysis, boxes, classes", &["business", "analysis", "box", "class"], &[]);
        check("somebody who is good at R", &["r"], &[]);
        check("", &[], &[]);
        check("品質管理", &["品質管理"], &[]);
    }

    #[test]
    fn what_is_not_wanted_is_told_apart_up_to_the_next_comma() {
        check("site reliability manager, not energy or oil, Portland", &["site", "reliability", "manager", "portland"], &["energy", "oil"]);
        check("hiring managers outside energy", &["hiring", "manager"], &["energy"]);
        check("no energy but solar", &["solar"], &["energy"]);
    }

    /// A vault of contacts with these lines of front matter.
    fn vault(contacts: &[&str]) -> Index {
        use crate::{model::Settings, parse};
        let context = parse::Context::new(Settings::default(), None, parse::Everyone::ByRule);
        let mut scratch = parse::Scratch::default();
        let text = |facts: &&str| format!("---\n{facts}\n---\n");
        let notes = (0..).zip(contacts).map(|(at, facts)| parse::note(&format!("people/{at}.md"), &text(facts), &context, &mut scratch).0);
        Index::new(notes.collect(), Vec::new(), Settings::default())
    }

    fn fitting_places(index: &Index, wish: &str) -> Vec<usize> {
        let traits = [Trait::Role, Trait::Company, Trait::Skill, Trait::Place];
        fits(index, &[Wish::of(wish)], &traits)[0].iter().map(|fit| fit.id.place()).collect()
    }

    #[test]
    fn rare_words_weigh_more_and_a_place_alone_makes_nobody_fit() {
        let index = vault(&[
            "role: engineer\nlocation: Oslo",
            "role: engineers' manager\nlocation: Bergen",
            "company: Oil & Engineering\nlocation: Oslo",
            "skills: [hydrology]",
            "role: gardener\nlocation: Oslo",
        ]);
        assert_eq!(fitting_places(&index, "engineer, hydrology, Oslo"), [3, 0, 2, 1]);
        assert_eq!(fitting_places(&index, "engineer, not oil"), [0, 1]);
        assert_eq!(fitting_places(&index, "pilot"), [] as [usize; 0]);
        assert_eq!((fitting_places(&index, "flight manager"), fitting_places(&index, "managers")), (vec![], vec![1]));
        assert_eq!(fits(&index, &[Wish::default()], &[Trait::Role]), [[]; 1]);
    }
}
