//! Referrals and what came of them (practice of the manual's chapter on referring).
//!
//! A referral is something given or got of kind `referral`. What came of it is told by the newest of these, on its day or later, with
//! the same contact, or with somebody whom the referral links:
//! - `closed` of kind `referral`, which settles every open one, whatever it says more (`[closed:: referral, hired]`);
//! - an entry of any channel whose text begins with an outcome within its first three words (`news: hired!`, `call: got an offer`).

use super::scope::Scope;
use crate::index::{ContactId, Given, Index, Mark, by_all};
use crate::model::{Date, Outcome, Status, Verb, order, outcome};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// How far a referral has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// Nothing was heard yet.
    Waiting,
    /// They talk: an interview, an offer.
    Talking,
    /// It worked out.
    Hired,
    /// It did not.
    Declined,
    /// Closed without a word of how.
    Closed,
}

/// A referral given to or got from somebody.
#[derive(Clone, Debug)]
pub struct Referral<'a> {
    /// With whom.
    pub id: ContactId,
    /// Whom it links.
    pub about: Vec<ContactId>,
    /// The exchange.
    pub given: Given<'a>,
    /// How far it has come.
    pub stage: Progress,
    /// When the newest word of it came, and what it was.
    pub word: Option<(Date, &'a str)>,
    /// When one thanked for it, where it was got.
    pub thanked: Option<Date>,
    /// Whether it has a link, wherever that leads.
    links: bool,
}

impl Progress {
    /// How far one with this outcome has come.
    fn of(outcome: Outcome) -> Progress {
        match outcome {
            Outcome::Talking => Progress::Talking,
            Outcome::Hired => Progress::Hired,
            Outcome::Declined => Progress::Declined,
        }
    }
}

/// For how long a referral without a word is asked about (months).
const MONTHS: i64 = 12;

impl Referral<'_> {
    /// Whether something is left to do: to ask how it went, or to thank. What is older than a year rests.
    pub fn is_open(&self, today: Date) -> bool {
        let settled = matches!(self.stage, Progress::Hired | Progress::Declined | Progress::Closed);
        let done = settled && (self.given.verb() == Verb::Gave || self.thanked.is_some());
        is_recent(&self.given, recently(today)) && !done
    }
}

/// The last day that is no longer recent, if there is one.
fn recently(today: Date) -> Option<Date> {
    today.plus_months(-MONTHS)
}

fn is_recent(given: &Given<'_>, since: Option<Date>) -> bool {
    since.is_none_or(|since| given.date() > since)
}

/// The referrals of the last year with some contacts.
#[derive(Debug, Default)]
pub struct Lately<'a> {
    /// Those that something is left to do about, in the order of paths.
    pub open: Vec<Referral<'a>>,
    /// Others whom they link, some of them more than once: what is told of these may settle one.
    pub linked: Vec<ContactId>,
    /// Whether any has a link, wherever it leads.
    pub links: bool,
}

/// The referrals of the last year with those of some contacts who are in scope.
pub fn referrals_lately<'a>(index: &'a Index, some: &[ContactId], today: Date, scope: Scope<'_>) -> Lately<'a> {
    let wanted = |&id: &ContactId| scope.has(id) && index.may(id, Mark::Referral);
    let since = recently(today);
    let recent = |id: ContactId| index.exchanges_of(id).rev().take_while(|given| is_recent(given, since)).any(|given| is(&given));
    // Lists are at hand, notes are not: most contacts are ruled out before theirs is looked at.
    let asked = |id: ContactId| recent(id) && index.contact(id).status != Status::Deceased;
    let of_one = |id: ContactId| if asked(id) { told_of(index, id, today, |given| is_recent(given, since)) } else { Vec::new() };
    let mut lately = Lately::default();
    for one in some.iter().copied().filter(wanted).flat_map(of_one) {
        lately.linked.extend(&one.about);
        lately.links |= one.links;
        lately.open.extend(Some(one).filter(|one| one.is_open(today)));
    }
    lately
}

/// Every referral that links a contact and is with somebody else, in the order of paths and days.
pub fn referrals_about(index: &Index, whom: ContactId, today: Date) -> Vec<Referral<'_>> {
    let with: Vec<ContactId> = index.contacts().filter(|id| *id != whom && index.may(*id, Mark::Referral)).collect();
    let mut found = linking(index, &with, today);
    found.retain(|one| one.about.contains(&whom));
    found
}

/// The same for everybody at once: in the place of each contact the referrals that link it and are with somebody else.
pub fn referrals_about_each(index: &Index, today: Date) -> Vec<Vec<Referral<'_>>> {
    let with: Vec<ContactId> = index.contacts().filter(|id| index.may(*id, Mark::Referral)).collect();
    let found = linking(index, &with, today);
    let mut about = vec![Vec::new(); index.contacts().len()];
    for one in &found {
        let mut whom = one.about.clone();
        whom.sort_unstable();
        whom.dedup();
        whom.iter().for_each(|whom| about[whom.place()].push(one.clone()));
    }
    about
}

/// The referrals that are with these contacts, if any of one's links anybody.
fn linking<'a>(index: &'a Index, with: &[ContactId], today: Date) -> Vec<Referral<'a>> {
    let linked = |id: ContactId| index.exchanges_of(id).any(|given| is(&given) && given.exchange().links.len > 0);
    by_all(with, |&id| if linked(id) { referrals(index, id, today) } else { Vec::new() })
}

/// Whether something is a referral given or got.
fn is(given: &Given<'_>) -> bool {
    given.kind_name() == "referral" && matches!(given.verb(), Verb::Gave | Verb::Got)
}

/// Every referral with one contact, oldest first.
pub fn referrals(index: &Index, id: ContactId, today: Date) -> Vec<Referral<'_>> {
    told_of(index, id, today, |_| true)
}

/// Those that are wanted. A word is about the newest open ones first, so older ones need not be known for what came of newer ones.
fn told_of<'a>(index: &'a Index, id: ContactId, today: Date, wanted: impl Fn(&Given<'_>) -> bool) -> Vec<Referral<'a>> {
    let told = |given: &Given<'_>| is(given) && wanted(given) && given.happened(today) && outcome(after_kind(given.text())).is_none();
    let mut found: Vec<Referral<'_>> = index.exchanges_of(id).filter(told).map(|given| begun(index, id, given)).collect();
    let Some(first) = found.first().map(|one| one.given.date()) else { return found };
    let mut people: Vec<ContactId> = found.iter().flat_map(|one| one.about.iter().copied()).chain([id]).collect();
    people.sort_unstable();
    people.dedup();
    let mut heard: Vec<(ContactId, Word<'_>)> =
        people.iter().flat_map(|&whom| words(index, whom, first, today).map(move |word| (whom, word))).collect();
    order::sort_by_key(&mut heard, |(_, word)| word.day);
    heard.iter().for_each(|(whom, word)| apply(&mut found, *whom, word));
    let thanks: Vec<Date> =
        index.exchanges_of(id).filter(|given| given.verb() == Verb::Thanked && given.happened(today)).map(|given| given.date()).collect();
    for one in &mut found {
        let since = one.given.date();
        one.thanked = thanks.iter().copied().find(|day| *day >= since);
    }
    found
}

fn begun<'a>(index: &'a Index, id: ContactId, given: Given<'a>) -> Referral<'a> {
    let links = given.exchange().links;
    let about = (links.start..links.start + links.len).filter_map(|link| index.linked(given.note(), link)).filter(|other| *other != id);
    Referral { id, about: about.collect(), given, stage: Progress::Waiting, word: None, thanked: None, links: links.len > 0 }
}

/// A word of how a referral went.
struct Word<'a> {
    day: Date,
    stage: Progress,
    text: &'a str,
    reach: Settles,
}

/// Which referrals a word is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settles {
    /// Every open one.
    All,
    /// The newest open one.
    Newest,
}

/// Every word of an outcome that is told of a contact from `first` on.
fn words(index: &Index, id: ContactId, first: Date, today: Date) -> impl Iterator<Item = Word<'_>> {
    let entries = index.interactions_since(id, first).filter(move |meeting| meeting.happened(today));
    let entries = entries.filter_map(|meeting| {
        let text = meeting.text_at_hand();
        Some(word(meeting.date(), Progress::of(outcome(text)?), text, Settles::Newest))
    });
    let fields = index.exchanges_since(id, first).filter(move |given| given.kind_name() == "referral" && given.happened(today));
    let fields = fields.filter_map(|given| {
        let (day, text) = (given.date(), after_kind(given.text()));
        match given.verb() {
            Verb::Closed => Some(word(day, outcome(text).map_or(Progress::Closed, Progress::of), text, Settles::All)),
            Verb::Gave | Verb::Got => Some(word(day, Progress::of(outcome(text)?), text, Settles::Newest)),
            _ => None,
        }
    });
    entries.chain(fields)
}

fn word(day: Date, stage: Progress, text: &str, reach: Settles) -> Word<'_> {
    Word { day, stage, text, reach }
}

/// Notes what a word says of the referrals it is about.
fn apply<'a>(found: &mut [Referral<'a>], whom: ContactId, word: &Word<'a>) {
    let open = |one: &&mut Referral<'a>| {
        let about = one.id == whom || one.about.contains(&whom);
        about && one.given.date() <= word.day && matches!(one.stage, Progress::Waiting | Progress::Talking)
    };
    let most = if word.reach == Settles::All { usize::MAX } else { 1 };
    for one in found.iter_mut().rev().filter(open).take(most) {
        (one.stage, one.word) = (word.stage, Some((word.day, word.text)));
    }
}

/// What a referral's text says after the word that makes it one.
fn after_kind(text: &str) -> &str {
    let text = text.trim_start();
    let article =
        ["a ", "an ", "the "].iter().find(|article| text.get(..article.len()).is_some_and(|start| start.eq_ignore_ascii_case(article)));
    let text = article.map_or(text, |article| text[article.len()..].trim_start());
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text[end..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;
    use crate::parse::{Context, Everyone, Scratch, note};

    /// The referrals with the first contact: stage, whether thanked, whether open.
    fn check(entries: &[&str], want: &[(Progress, bool, bool)]) {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let read = |path: &str, lines: &[&str]| {
            let text = format!("---\nname: Somebody\n---\n\n{}\n", lines.join("\n"));
            note(path, &text, &context, &mut Scratch::default()).0
        };
        let (own, anas): (Vec<&str>, Vec<&str>) = entries.iter().partition(|line| !line.starts_with("ana"));
        let anas: Vec<&str> = anas.iter().map(|line| line.trim_start_matches("ana")).collect();
        let notes = vec![read("people/a.md", &own), read("people/ana.md", &anas)];
        let index = Index::new(notes, Vec::new(), Settings::default());
        let today = Date::new(2026, 11, 20).unwrap();
        let found = referrals(&index, index.contacts().next().unwrap(), today);
        let told: Vec<_> = found.iter().map(|one| (one.stage, one.thanked.is_some(), one.is_open(today))).collect();
        assert_eq!(told, want, "{entries:?}");
    }

    #[test]
    fn a_referral_given_is_open_until_it_is_known_how_it_went() {
        let gave = "- 2026-10-01 call [gave:: referral to [[ana]] at Initech]";
        check(&[gave], &[(Progress::Waiting, false, true)]);
        check(&[gave, "- 2026-10-20 news: interview next week"], &[(Progress::Talking, false, true)]);
        check(&[gave, "- 2026-11-01 news: hired! In a fortnight"], &[(Progress::Hired, false, false)]);
        check(&[gave, "ana- 2026-11-01 call: got hired"], &[(Progress::Hired, false, false)]);
        check(&[gave, "- 2026-11-01 call: was not hired"], &[(Progress::Declined, false, false)]);
        check(&[gave, "- 2026-11-01 call: they told us at length whom they hired"], &[(Progress::Waiting, false, true)]);
        check(&[gave, "- 2026-11-01 call [closed:: referral]"], &[(Progress::Closed, false, false)]);
        check(&[gave, "- 2026-11-01 call [closed:: referral, hired]"], &[(Progress::Hired, false, false)]);
        check(&[gave, "- 2026-11-01 call [gave:: referral, declined]"], &[(Progress::Declined, false, false)]);
        check(&[gave, "- 2026-09-01 news: hired!"], &[(Progress::Waiting, false, true)]);
        check(&[gave, "- 2027-01-01 news: hired!"], &[(Progress::Waiting, false, true)]);
    }

    #[test]
    fn a_referral_got_is_open_until_one_has_thanked_and_knows_how_it_went() {
        let got = "- 2026-10-01 call [got:: a referral to Initech]";
        check(&[got, "- 2026-10-02 message [thanked:: for the referral]"], &[(Progress::Waiting, true, true)]);
        check(&[got, "- 2026-11-01 call: hired!"], &[(Progress::Hired, false, true)]);
        check(&[got, "- 2026-11-01 call: hired! [thanked:: for everything]"], &[(Progress::Hired, true, false)]);
    }

    #[test]
    fn a_word_is_about_the_newest_and_closing_about_all_and_old_ones_rest() {
        let two = ["- 2026-03-01 call [gave:: referral at Globex]", "- 2026-10-01 call [gave:: referral at Initech]"];
        check(&[two[0], two[1], "- 2026-11-01 news: hired!"], &[(Progress::Waiting, false, true), (Progress::Hired, false, false)]);
        check(&[two[0], two[1], "- 2026-11-01 call [closed:: referrals]"], &[(Progress::Closed, false, false); 2]);
        check(&["- 2025-11-20 call [gave:: referral at Globex]"], &[(Progress::Waiting, false, false)]);
    }
}
