//! The kind table (format 5): what an exchange was, with the words people use for it.

use super::lexicon::Known;
use super::{Layout, Lexicon, Lower, Meaning, Spelt, Word, known};
use bitcode::{Decode, Encode};

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

/// The kind of what no word names.
const OTHER: Kind = Kind(KINDS.len() as u16 - 1);

/// A kind: its place in a [`Kinds`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Kind(pub u16);

/// The kinds of one vault: the built-in rows, then those the settings add, with their weights.
#[derive(Clone, Debug)]
pub struct Kinds {
    /// Names of the kinds that the settings add.
    added: Vec<String>,
    /// Words for kinds that the settings add, in lower case.
    words: Vec<(String, Kind)>,
    /// Weights of the first kinds; those of all others are 1.
    weights: Vec<f64>,
    /// All forms of the words that name kinds; what they mean are kinds.
    forms: Lexicon,
    /// Whether two words together name a kind.
    pairs: bool,
}

static FORMS: Known = known!(built_in());

/// All forms of the built-in words.
const fn built_in() -> Layout {
    let (mut layout, mut kind) = (Layout::new(), 0);
    while kind < KINDS.len() {
        add_forms(&mut layout, KINDS[kind].name.as_bytes(), kind as Meaning);
        let mut synonyms = KINDS[kind].synonyms;
        while let [first, rest @ ..] = synonyms {
            add_forms(&mut layout, first.as_bytes(), kind as Meaning);
            synonyms = rest;
        }
        kind += 1;
    }
    layout
}

const fn add_forms(layout: &mut Layout, word: &[u8], kind: Meaning) {
    let mut at = 0;
    while at < FORM_COUNT {
        if let Some([stem, doubled, ending]) = form(word, at) {
            layout.add(Spelt::new().and(stem).and(doubled).and(ending), kind);
        }
        at += 1;
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
        let forms = Lexicon::new(&FORMS);
        let mut kinds = Kinds { added: Vec::new(), words: Vec::new(), weights: Vec::new(), forms, pairs: false };
        for word in added {
            kinds.add(word);
        }
        for (name, weight) in weights {
            if let Some(Kind(at)) = kinds.named(name) {
                let at = usize::from(at);
                kinds.weights.resize(kinds.weights.len().max(at + 1), 1.0);
                kinds.weights[at] = *weight;
            }
        }
        kinds
    }

    /// The kind `other`.
    pub fn other(&self) -> Kind {
        OTHER
    }

    /// The kind of this name, whatever the letter case.
    pub fn named(&self, name: &str) -> Option<Kind> {
        self.all().find(|kind| self.name(*kind).eq_ignore_ascii_case(name))
    }

    /// The kind's name.
    pub fn name(&self, Kind(at): Kind) -> &str {
        let (at, own) = (usize::from(at), |at: usize| self.added.get(at).map(String::as_str));
        at.checked_sub(KINDS.len()).map_or_else(|| Some(KINDS[at].name), own).unwrap_or("other")
    }

    /// The weight of one exchange of this kind; 1 unless the settings say otherwise.
    pub fn weight(&self, kind: Kind) -> f64 {
        self.weights.get(usize::from(kind.0)).copied().unwrap_or(1.0)
    }

    /// Every kind, in the order answers list them.
    pub fn all(&self) -> impl Iterator<Item = Kind> + '_ {
        (0..KINDS.len() + self.added.len()).filter_map(|at| u16::try_from(at).ok()).map(Kind)
    }

    /// What the settings add: kinds with other words for them, and words for built-in ones.
    pub fn added(&self) -> Vec<Word> {
        let mut added: Vec<Word> = Vec::new();
        for (word, kind) in &self.words {
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
        let known = |word: Option<&[u8]>| self.forms.get(word?).map(Kind);
        if !self.pairs
            && let Some([first, second]) = small_words(text)
        {
            return known(Some(first)).or_else(|| known(Some(second))).unwrap_or(OTHER);
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
        let whole = both.bytes();
        let (first, second) = (both.start(end), whole.and_then(|both| both.get(end + 1..)));
        known(whole).or_else(|| known(first)).or_else(|| known(second)).unwrap_or(OTHER)
    }

    fn add(&mut self, Word { name, variants }: &Word) {
        let kind = self.named(name).unwrap_or_else(|| {
            self.added.push(name.clone());
            Kind(u16::try_from(KINDS.len() + self.added.len() - 1).unwrap_or(u16::MAX))
        });
        for word in std::iter::once(name).chain(variants) {
            let word = word.to_lowercase();
            self.pairs |= word.contains(' ');
            for form in (0..FORM_COUNT).filter_map(|at| form(word.as_bytes(), at)).map(|parts| parts.concat()) {
                // Words that the settings add come before the built-in ones, and the first of them counts.
                if self.forms.own(&form).is_none() {
                    self.forms.set(form, kind.0);
                }
            }
            self.words.push((word, kind));
        }
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

/// How many forms a word has at most.
const FORM_COUNT: usize = 11;

/// One form of a word, as English spells it: its stem, the last letter where it is doubled, and an ending. All of them are the word, its
/// plural, its -ed and its -ing form; `None` where it has no such form.
const fn form(word: &[u8], at: usize) -> Option<[&[u8]; 3]> {
    const WHOLE: [&str; 5] = ["", "s", "es", "ed", "ing"];
    let plain = "".as_bytes();
    match (at, word) {
        (0..5, _) => Some([word, plain, WHOLE[at].as_bytes()]),
        (5 | 6, [stem @ .., b'e']) => Some([stem, plain, [b"ed".as_slice(), b"ing"][at - 5]]),
        (7 | 8, [stem @ .., b'y']) => Some([stem, plain, [b"ies".as_slice(), b"ied"][at - 7]]),
        (9 | 10, [.., b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w'] | []) => None,
        (9 | 10, _) => Some([word, last_letter(word), [b"ed".as_slice(), b"ing"][at - 9]]),
        _ => None,
    }
}

/// The last letter of a word.
const fn last_letter(word: &[u8]) -> &[u8] {
    let mut start = word.len().saturating_sub(1);
    while start > 0 && word[start] & 0xc0 == 0x80 {
        start -= 1;
    }
    word.split_at(start).1
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
    fn every_form_of_the_words_of_the_table_names_its_row() {
        let kinds = Kinds::default();
        for row in KINDS {
            for word in row.synonyms.iter().chain([&row.name]) {
                for at in 0..FORM_COUNT {
                    let Some(form) = form(word.as_bytes(), at).map(|parts| String::from_utf8(parts.concat()).unwrap()) else { continue };
                    assert_eq!(kinds.name(kinds.of(&form)), row.name, "{form}");
                }
            }
        }
    }

    #[test]
    fn words_have_the_forms_that_english_gives_them() {
        fn check(word: &str, also: &str) {
            let forms = (0..FORM_COUNT).filter_map(|at| form(word.as_bytes(), at)).map(|parts| String::from_utf8(parts.concat()).unwrap());
            assert_eq!(forms.skip(5).collect::<Vec<_>>().join(" "), also, "{word}");
        }
        check("advise", "advised advising");
        check("favour", "favourred favourring");
        check("tip", "tipped tipping");
        check("reply", "replies replied");
        check("café", "cafééed cafééing");
        check("new", "");
        check("", "");
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
