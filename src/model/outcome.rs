//! What came of a referral, as the first words of a text tell it (`news: hired!`, `call: got an offer`).

use super::bare;

/// What came of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They talk: an interview, an offer.
    Talking,
    /// It worked out.
    Hired,
    /// It did not.
    Declined,
}

/// Words of an outcome, as they begin a text.
const OUTCOMES: [(Outcome, &[&str]); 3] = [
    (Outcome::Hired, &["hired", "bonus"]),
    (Outcome::Declined, &["declined", "rejected", "withdrew", "withdrawn"]),
    (Outcome::Talking, &["interview", "interviews", "interviewed", "interviewing", "offer"]),
];

/// Words of a text among which an outcome is looked for.
const FIRST: usize = 3;

/// Whether one of the first words begins as a word of an outcome does: most texts need not be looked at any further.
fn may_tell(text: &str) -> bool {
    if !text.is_ascii() {
        return true;
    }
    let (mut words, mut inside) = (0, false);
    for pair in text.as_bytes().windows(2) {
        let is_inside = pair[0].is_ascii_alphanumeric() || pair[0] == b'\'';
        let begins = is_inside && !inside;
        inside = is_inside;
        if begins {
            words += 1;
            let start = [pair[0] | 0x20, pair[1] | 0x20];
            if [b"hi", b"bo", b"de", b"re", b"wi", b"in", b"of"].contains(&&start) {
                return true;
            }
            if words == FIRST {
                return false;
            }
        }
    }
    false
}

/// The outcome that the first words of a text tell; `not` and the like turn it round.
pub fn outcome(text: &str) -> Option<Outcome> {
    if !may_tell(text) {
        return None;
    }
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).filter(|word| !word.is_empty());
    let mut not = false;
    for word in words.take(FIRST) {
        let bared = (!word.is_ascii()).then(|| bare(word));
        let word = bared.as_deref().unwrap_or(word).as_bytes();
        let is = |known: &&str| known.as_bytes().eq_ignore_ascii_case(word);
        not |= ["not", "no", "never"].iter().any(is) || word.last_chunk::<3>().is_some_and(|end| end.eq_ignore_ascii_case(b"n't"));
        if let Some((outcome, _)) = OUTCOMES.iter().find(|(_, words)| words.iter().any(is)) {
            return Some(if not { Outcome::Declined } else { *outcome });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_stands_among_the_first_words() {
        let check = |text: &str, want: Option<Outcome>| assert_eq!(outcome(text), want, "{text}");
        check("Hired!", Some(Outcome::Hired));
        check("got an offer", Some(Outcome::Talking));
        check("was not hired", Some(Outcome::Declined));
        check("wasn’t hired", Some(Outcome::Declined));
        check("told us at length whom they hired", None);
        check("", None);
        check("'hired", None);
        check("é hired", Some(Outcome::Hired));
        check("so, OFFER: yes", Some(Outcome::Talking));
        for (_, words) in OUTCOMES {
            words.iter().for_each(|word| assert!(outcome(word).is_some() && outcome(&format!("- a, b {word}")).is_some(), "{word}"));
        }
    }
}
