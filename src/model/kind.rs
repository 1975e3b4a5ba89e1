//! The kind table (format 5): what an exchange was, with the words people use for it.

use super::{Lexicon, Lower, Word};
use bitcode::{Decode, Encode};
use std::sync::OnceLock;

/// One row of the kind table.
#[derive(Debug)]
pub struct KindRow {
    /// The kind's name.
    pub name: &'static str,
    /// Other words for it, in lower case. Plural, -ed and -ing of the name and of these are understood too.
    pub synonyms: &'static [&'static str],
}

/// Every built-in kind, in the order answers list them; `other` is last and needs no words.
pub static KINDS: &[KindRow] = &[
    KindRow { name: "introduction", synonyms: &["intro", "introduce"] },
    KindRow { name: "referral", synonyms: &["referred", "refer"] },
    KindRow { name: "recommendation", synonyms: &["reference", "endorsement", "recommend", "endorse"] },
    KindRow { name: "advice", synonyms: &["mentoring", "mentor", "advise", "mentorship"] },
    KindRow { name: "feedback", synonyms: &["review"] },
    KindRow { name: "listening", synonyms: &["listened", "listen"] },
    KindRow { name: "encouragement", synonyms: &["cheered", "cheer", "encourage"] },
    KindRow { name: "coffee", synonyms: &["meal", "lunch", "dinner"] },
    KindRow { name: "gift", synonyms: &[] },
    KindRow { name: "help", synonyms: &["favour", "favor"] },
    KindRow { name: "information", synonyms: &["tip", "news", "lead", "info"] },
    KindRow { name: "time", synonyms: &["volunteering", "volunteer"] },
    KindRow { name: "money", synonyms: &[] },
    KindRow { name: "other", synonyms: &[] },
];

/// How many words they have.
const BUILT_IN: usize = {
    let (mut at, mut words) = (0, 0);
    while at < KINDS.len() {
        words += 1 + KINDS[at].synonyms.len();
        at += 1;
    }
    words
};

/// A kind: its place in a [`Kinds`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Kind(pub u16);

/// The kinds of one vault: the built-in rows, then those the settings add, with their weights.
#[derive(Clone, Debug)]
pub struct Kinds {
    rows: Vec<(String, f64)>,
    /// Words that name kinds, in lower case.
    words: Vec<(String, Kind)>,
    /// All their forms, from when a text is first looked at: most runs look at none.
    forms: OnceLock<Forms>,
    other: Kind,
}

/// The forms of the words that name kinds.
#[derive(Clone, Debug)]
struct Forms {
    kinds: Lexicon<Kind>,
    /// Whether two words together name a kind.
    pairs: bool,
}

/// Room for the forms of the built-in words.
const ROOM: usize = 300;

impl Forms {
    fn new(words: &[(String, Kind)]) -> Forms {
        let mut forms = Forms { kinds: Lexicon::with_room(ROOM), pairs: false };
        // Words that the settings add come before the built-in ones.
        let (built_in, added) = words.split_at(BUILT_IN.min(words.len()));
        for (word, kind) in added.iter().chain(built_in) {
            forms.pairs |= word.contains(' ');
            inflect(word, |form| _ = forms.kinds.or_insert_with(form, || *kind));
        }
        forms
    }
}

impl Default for Kinds {
    fn default() -> Kinds {
        Kinds::new(&[], &[])
    }
}

impl Kinds {
    /// The built-in kinds, those of `added` (a known name adds synonyms to it), and `weights` by name.
    pub fn new(added: &[Word], weights: &[(String, f64)]) -> Kinds {
        let mut kinds = Kinds { rows: Vec::new(), words: Vec::new(), forms: OnceLock::new(), other: Kind(0) };
        for row in KINDS {
            kinds.add(row.name, row.synonyms.iter().copied());
        }
        kinds.other = kinds.named("other").unwrap_or(Kind(0));
        for word in added {
            kinds.add(&word.name, word.variants.iter().map(String::as_str));
        }
        for (name, weight) in weights {
            if let Some(kind) = kinds.named(name) {
                kinds.rows[usize::from(kind.0)].1 = *weight;
            }
        }
        kinds
    }

    /// The kind `other`.
    pub fn other(&self) -> Kind {
        self.other
    }

    /// The kind of this name, whatever the letter case.
    pub fn named(&self, name: &str) -> Option<Kind> {
        self.rows.iter().position(|row| row.0.eq_ignore_ascii_case(name)).and_then(|at| u16::try_from(at).ok()).map(Kind)
    }

    /// The kind's name.
    pub fn name(&self, kind: Kind) -> &str {
        self.rows.get(usize::from(kind.0)).map_or("other", |row| row.0.as_str())
    }

    /// The weight of one exchange of this kind; 1 unless the settings say otherwise.
    pub fn weight(&self, kind: Kind) -> f64 {
        self.rows.get(usize::from(kind.0)).map_or(1.0, |row| row.1)
    }

    /// Every kind, in the order answers list them.
    pub fn all(&self) -> impl Iterator<Item = Kind> + '_ {
        (0..self.rows.len()).filter_map(|at| u16::try_from(at).ok()).map(Kind)
    }

    /// What the settings add: kinds with other words for them, and words for built-in ones.
    pub fn added(&self) -> Vec<Word> {
        let mut added: Vec<Word> = Vec::new();
        for (word, kind) in self.words.iter().skip(BUILT_IN) {
            let name = self.name(*kind);
            let at = added.iter().position(|one| one.name == name).unwrap_or_else(|| {
                added.push(Word { name: name.to_owned(), variants: Vec::new() });
                added.len() - 1
            });
            added[at].variants.extend((!word.eq_ignore_ascii_case(name)).then(|| word.clone()));
        }
        added
    }

    /// The kind of an exchange with this text: after an article, its first two words together, then the first, then the second (format 11).
    pub fn of(&self, text: &str) -> Kind {
        let forms = self.forms.get_or_init(|| Forms::new(&self.words));
        if !forms.pairs
            && let Some([first, second]) = small_words(text)
        {
            let known = |word: &[u8]| forms.kinds.get(word).copied();
            return known(first).or_else(|| known(second)).unwrap_or(self.other);
        }
        let mut words = text.split_whitespace().map(bare).filter(|word| !word.is_empty());
        let mut first = words.next().unwrap_or_default();
        if ["a", "an", "the"].iter().any(|article| article.eq_ignore_ascii_case(first)) {
            first = words.next().unwrap_or_default();
        }
        let mut both = Lower::default();
        both.push(first);
        let end = both.len();
        both.push(" ");
        both.push(words.next().unwrap_or_default());
        let known = |word: Option<&[u8]>| forms.kinds.get(word?).copied();
        let whole = both.bytes();
        let (first, second) = (both.start(end), whole.and_then(|both| both.get(end + 1..)));
        known(whole).or_else(|| known(first)).or_else(|| known(second)).unwrap_or(self.other)
    }

    fn add<'a>(&mut self, name: &'a str, synonyms: impl Iterator<Item = &'a str>) {
        let kind = self.named(name).unwrap_or_else(|| {
            self.rows.push((name.to_owned(), 1.0));
            Kind(u16::try_from(self.rows.len() - 1).unwrap_or(u16::MAX))
        });
        self.words.extend(std::iter::once(name).chain(synonyms).map(|word| (word.to_lowercase(), kind)));
    }
}

/// The first two words after an article, if they are short and of small letters only.
fn small_words(text: &str) -> Option<[&[u8]; 2]> {
    let mut rest = text.as_bytes();
    let mut word = || {
        let length = rest.iter().take_while(|b| b.is_ascii_lowercase()).count();
        let (word, after) = rest.split_at(length);
        rest = match after {
            [] => after,
            [b' ', after @ ..] => after,
            _ => return None,
        };
        (length < Lower::LONGEST / 2).then_some(word)
    };
    let first = word()?;
    let first = if matches!(first, b"a" | b"an" | b"the") { word()? } else { first };
    let second = word()?;
    (!first.is_empty() && (!second.is_empty() || rest.is_empty())).then_some([first, second])
}

fn bare(word: &str) -> &str {
    if let [first, .., last] = word.as_bytes()
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
    {
        return word;
    }
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Gives a word with its plural, its -ed and its -ing form, as English spells them.
fn inflect(word: &str, mut give: impl FnMut(&str)) {
    let mut form = String::new();
    let mut give = |stem: &str, endings: &[&str]| {
        form.clear();
        form.push_str(stem);
        let end = form.len();
        for ending in endings {
            form.truncate(end);
            form.push_str(ending);
            give(&form);
        }
    };
    give(word, &["", "s", "es", "ed", "ing"]);
    if let Some(stem) = word.strip_suffix('e') {
        give(stem, &["ed", "ing"]);
    }
    if let Some(stem) = word.strip_suffix('y') {
        give(stem, &["ies", "ied"]);
    }
    if let Some(last) = word.chars().last().filter(|c| !"aeiouyw".contains(*c)) {
        give(&[word, &word[word.len() - last.len_utf8()..]].concat(), &["ed", "ing"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: &str) {
        let kinds = Kinds::default();
        assert_eq!(kinds.name(kinds.of(text)), kind, "{text}");
    }

    #[test]
    fn the_first_words_name_the_kind() {
        check("introduction to Grace", "introduction");
        check("an introduction", "introduction");
        check("job lead at Initech", "information");
        check("code review", "feedback");
        check("referred her to Initech", "referral");
        check("reviewed the CV", "feedback");
        check("book: *Give and Take*", "other");
        check("an hour on his CV", "other");
        check("introductory remarks", "other");
        check(&format!("introduction {}", "x".repeat(200)), "introduction");
        check("", "other");
        check("a  tip", "information");
        check("the review", "feedback");
        check("job  lead", "information");
        check("job lead,", "information");
        check("job", "other");
    }

    #[test]
    fn settings_add_kinds_synonyms_and_weights() {
        let added = [Word { name: "lift".to_owned(), variants: vec!["ride".to_owned()] }];
        let kinds = Kinds::new(&added, &[("lift".to_owned(), 2.0)]);
        let own = Kinds::new(&[Word { name: "advice".to_owned(), variants: vec!["tip".to_owned()] }], &[]);
        assert_eq!((own.name(own.of("tips on hiring")), kinds.name(kinds.of("tips"))), ("advice", "information"));
        let lift = kinds.of("rides to the airport");
        assert_eq!((kinds.name(lift), kinds.weight(lift)), ("lift", 2.0));
        assert_eq!((kinds.added(), Kinds::default().added()), (added.to_vec(), Vec::new()));
    }
}
