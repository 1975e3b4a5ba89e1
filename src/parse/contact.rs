//! From the pairs of a front matter to the facts of a contact (format 3).

use super::draft::{Draft, number};
use super::facts::Facts;
use super::keys::Key;
use super::{Context, cadence, date, keys, link, spelt, unknown};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{
    Again, Birthday, Cadence, Contact, ContactWord, ContactWords, ContactWordsBuilder, Date, DateRange, LinkRole, PartialDate, Place, Run,
    SeldomFacts, Status, Stint, Transition, push_text,
};
use std::borrow::Cow;
use std::ops::Range;

/// Keys that have a place of their own in [`Contact`].
const PLACED: &[Key] = &[
    Key::Name,
    Key::Aliases,
    Key::Company,
    Key::Role,
    Key::Tags,
    Key::Circle,
    Key::Cadence,
    Key::Last,
    Key::Next,
    Key::Snooze,
    Key::Birthday,
    Key::Met,
    Key::Status,
    Key::Transition,
    Key::Seeking,
    Key::IntroducedBy,
    Key::Knows,
    Key::WorkedTogether,
    Key::WouldWorkAgain,
];

/// The contact that `facts` describe. Its name is empty when the front matter gives none.
pub(super) fn read(facts: &Facts<'_>, context: &Context, draft: &mut Draft<'_>) -> Contact {
    let organization = facts
        .texts(Key::Type)
        .chain(facts.texts(Key::Categories))
        .any(|(text, _)| keys::folds_to(&text, &["organization", "organisation"]));
    let only = context.keys_kept();
    let transition = transition(facts, draft);
    let status = status(facts, draft);
    let last = newest(facts, draft);
    let (circle, cadence) = (circle(facts, context, draft), own_cadence(facts, draft));
    let stints = stints(facts, draft);
    let mut contact = Contact {
        organization,
        own_cadence: cadence.as_ref().map(|(cadence, _)| *cadence),
        last: last.map(|(day, _)| day),
        last_place: last.map(|(_, place)| place).unwrap_or_default(),
        next: facts.one(Key::Next).and_then(|(text, at)| day(&text, at, draft)),
        snooze: facts.one(Key::Snooze).and_then(|(text, at)| day(&text, at, draft)),
        birthday: birthday(facts, draft),
        met: facts.one(Key::Met).and_then(|(text, at)| partial(&text, at, draft)),
        status,
        would_work_again: again(facts, draft),
        fields_left: only.is_some(),
        words: words(facts, [circle.as_deref(), cadence.as_ref().map(|(_, text)| &**text)], only, &mut draft.text),
        ..Contact::default()
    };
    let transition = Transition { now: transition.now || status == Status::InTransition, ..transition };
    let (worked_together, introduced_by) = (stints.into(), people(facts, Key::IntroducedBy, draft));
    contact.seldom = SeldomFacts { transition, introduced_by, knows: people(facts, Key::Knows, draft), worked_together }.into();
    mentions(facts, draft);
    contact
}

/// The words of a contact, with `room` to gather them.
fn words(facts: &Facts<'_>, [circle, cadence]: [Option<&str>; 2], only: Option<&[Key]>, room: &mut String) -> ContactWords {
    let mut words = ContactWordsBuilder::new(room);
    words.put(ContactWord::Circle, |out| out.push_str(circle.unwrap_or_default()));
    words.put(ContactWord::Name, |out| name(facts, out));
    words.put(ContactWord::Cadence, |out| out.push_str(cadence.unwrap_or_default()));
    words.put(ContactWord::Tags, |out| facts.each_of(Key::Tags, &[',', ' '], |tag| tag.trim_start_matches('#'), |tag| push_text(out, tag)));
    words.put(ContactWord::Aliases, |out| facts.each_of(Key::Aliases, &[','], |alias| alias, |alias| push_text(out, alias)));
    for (word, key) in [(ContactWord::Company, Key::Company), (ContactWord::Role, Key::Role), (ContactWord::Seeking, Key::Seeking)] {
        words.put(word, |out| _ = facts.write_text(key, out));
    }
    words.put(ContactWord::Fields, |out| facts.write_others(PLACED, [Key::IntroducedBy, Key::Knows], only, out));
    words.put(ContactWord::ReadFromText, |out| facts.write_told(out));
    words.finish()
}

/// Appends the name, else the one that its two parts give.
fn name(facts: &Facts<'_>, out: &mut String) {
    let start = out.len();
    if facts.write_text(Key::Name, out) || !facts.write_text(Key::FirstName, out) {
        return;
    }
    out.push(' ');
    if !facts.write_text(Key::LastName, out) {
        out.truncate(start);
    }
}

/// Whether a text can be read as the value of this key. What stands in a note's prose is taken up only then.
pub(super) fn is_readable(key: Key, text: &str, context: &Context) -> bool {
    match key {
        Key::Last | Key::Next | Key::Snooze | Key::Met | Key::Birthday | Key::Date => is_day(key, text) || spelt_day(key, text).is_some(),
        Key::Cadence => cadence::cadence(text).is_some(),
        Key::Status => status_named(text).is_some(),
        Key::Died => says_yes(text) || date::partial(text).is_ok() || spelt_day(key, text).is_some(),
        Key::Circle => context.settings.circles.iter().any(|circle| circle.name.eq_ignore_ascii_case(text)),
        Key::Transition => spells(text).all(|spell| said_now(spell).is_some() || date::range(spell).is_ok()),
        Key::WouldWorkAgain => again_named(text).is_some(),
        Key::IntroducedBy | Key::Knows => !link::find_all(text).is_empty(),
        _ => true,
    }
}

/// The day under a key that holds one, as it should be written, where `text` spells it in another way with one reading only:
/// `[[Mar 5th, 2026]]`, as Logseq does.
pub(super) fn spelt_day(key: Key, text: &str) -> Option<String> {
    let dated = matches!(key, Key::Last | Key::Next | Key::Snooze | Key::Met | Key::Birthday | Key::Date | Key::Died);
    let bare = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(text);
    let spelt = if key == Key::Birthday { spelt::birthday } else { spelt::date };
    (dated && !is_day(key, text)).then(|| spelt(bare)).flatten()
}

fn is_day(key: Key, text: &str) -> bool {
    if key == Key::Birthday { date::birthday(text).is_ok() } else { date::partial(text).is_ok() }
}

/// Keeps the links of a key that names people.
pub(super) fn people(facts: &Facts<'_>, key: Key, draft: &mut Draft<'_>) -> Run {
    let start = draft.links.len();
    for (text, at) in facts.sources(key) {
        for found in link::find_all(text) {
            draft.link(&found.target, LinkRole::FrontMatter, at.start + found.range.start..at.start + found.range.end);
        }
    }
    Run { start: number(start), len: number(draft.links.len() - start) }
}

/// Keeps the links of every other key as mentions.
fn mentions(facts: &Facts<'_>, draft: &mut Draft<'_>) {
    for (text, at) in facts.other_sources(&[Key::IntroducedBy, Key::Knows]) {
        for found in link::find_all(text) {
            draft.link(&found.target, LinkRole::Prose, at.start + found.range.start..at.start + found.range.end);
        }
    }
}

fn circle<'f>(facts: &'f Facts<'_>, context: &'f Context, draft: &mut Draft<'_>) -> Option<Cow<'f, str>> {
    let (text, at) = facts.one(Key::Circle)?;
    let circles = &context.settings.circles;
    if let Some(circle) = circles.iter().find(|circle| circle.name.eq_ignore_ascii_case(&text)) {
        return Some(Cow::Borrowed(&circle.name));
    }
    let names: Vec<&str> = circles.iter().map(|circle| circle.name.as_str()).collect();
    let hint = match nearest(&text, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the circles are {}; `.journal/config.yaml` can add one under `circles:`", quoted(&names)),
    };
    draft.report(Code::UnknownCircle, at, format!("unknown circle `{text}`"), hint);
    Some(text)
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn own_cadence<'f>(facts: &'f Facts<'_>, draft: &mut Draft<'_>) -> Option<(Cadence, Cow<'f, str>)> {
    let (text, at) = facts.one_or_none(Key::Cadence)?;
    if let Some(cadence) = cadence::cadence(&text) {
        return Some((cadence, text));
    }
    let words = ["weekly", "biweekly", "monthly", "bimonthly", "quarterly", "half-yearly", "yearly", "none"];
    let hint = match nearest(&text, words) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write it as `10d`, `6w`, `3mo`, `1y`, `quarterly`, `every 6 weeks` or `none`".to_owned(),
    };
    draft.report(Code::UnknownCadence, at, format!("unknown cadence `{text}`"), hint);
    None
}

/// What is written as `status`; whoever has died is deceased, whatever it says. A day that cannot be read tells of a death, too.
fn status(facts: &Facts<'_>, draft: &mut Draft<'_>) -> Status {
    if let Some((text, at)) = facts.one(Key::Died).filter(|(text, _)| !says_no(text)) {
        let readable = says_yes(&text) || partial(&text, at, draft).is_some();
        if readable || text.contains(|c: char| c.is_ascii_digit()) {
            return Status::Deceased;
        }
    }
    let Some((text, at)) = facts.one(Key::Status) else { return Status::Active };
    if let Some(status) = status_named(&text) {
        return status;
    }
    let names = Status::ALL.map(|row| row.1);
    let hint = nearest(&text, names).map_or_else(|| format!("use one of {}", quoted(&names)), |near| format!("did you mean `{near}`?"));
    draft.report(Code::UnknownStatus, at, format!("unknown status `{text}`"), hint);
    Status::Active
}

fn says_yes(text: &str) -> bool {
    ["yes", "true"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn says_no(text: &str) -> bool {
    ["no", "false", "none"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn status_named(text: &str) -> Option<Status> {
    let exact = Status::ALL.iter().find(|(_, name)| *name == text);
    let row = exact.or_else(|| Status::ALL.iter().find(|(_, name)| keys::fold_alike(name, text)));
    row.map(|(status, _)| *status)
}

/// The newest of everything written as `last`.
fn newest(facts: &Facts<'_>, draft: &mut Draft<'_>) -> Option<(Date, Place)> {
    let written = facts.every(Key::Last);
    let read = written.filter_map(|(text, at)| Some((day(&text, at.clone(), draft)?, draft.place(at))));
    read.max_by_key(|(day, _)| *day)
}

fn birthday(facts: &Facts<'_>, draft: &mut Draft<'_>) -> Option<Birthday> {
    let (text, at) = facts.one(Key::Birthday)?;
    date::birthday(&text).map_err(|unread| complain(&text, at, unread, spelt::birthday, draft)).ok()
}

/// A day; a month or a year counts from its first day.
pub(super) fn day(text: &str, at: Range<usize>, draft: &mut Draft<'_>) -> Option<Date> {
    partial(text, at, draft).and_then(PartialDate::first)
}

fn partial(text: &str, at: Range<usize>, draft: &mut Draft<'_>) -> Option<PartialDate> {
    let unread = match date::partial(text) {
        Ok(date) => return Some(date),
        Err(unread) => unread,
    };
    // A link to a day is that day, whatever it shows.
    let links = link::find_all(draft.source.get(at.clone()).unwrap_or_default());
    if let [only] = &links[..]
        && let Some(day) = spelt::linked_day(link::target(&only.target))
    {
        return Some(PartialDate::Day(day));
    }
    complain(text, at, unread, spelt::date, draft);
    None
}

/// Reports a text that is no date, unless it says that none is known; `spelt` says how it should be written, where that is clear.
pub(super) fn complain(text: &str, at: Range<usize>, unread: date::Unread, spelt: fn(&str) -> Option<String>, draft: &mut Draft<'_>) {
    if unknown::no_date(text) {
        return;
    }
    match unread {
        date::Unread::Impossible(near) => {
            let hint = near.map_or_else(|| SUCH_AS.to_owned(), |day| format!("the last day of that month is {day}"));
            let what = if text.len() == "2026-03".len() && !text.starts_with('-') { "month" } else { "day" };
            draft.report(Code::ImpossibleDate, at, format!("the calendar has no {what} `{text}`"), hint);
        }
        date::Unread::Backwards => {
            draft.report(Code::BadDate, at, format!("`{text}` ends before it begins"), "write the earlier day first: 2017-03..2021");
        }
        date::Unread::NoDate => {
            let found = Diagnostic::new(Code::BadDate, draft.span(at.clone()), format!("`{text}` is no date"));
            let whole = draft.source.get(at.clone()) == Some(text);
            draft.diagnostics.push(match spelt(text) {
                Some(iso) if whole => {
                    found.hint(format!("write it as {iso}")).fix(draft.fix(format!("write the date as {iso}"), [(at, iso)]))
                }
                Some(iso) => found.hint(format!("write it as {iso}")),
                None => match spelt::readings(text) {
                    Some((one, other)) => found.hint(format!("write it as {one} or {other}, whichever is meant")),
                    None => found.hint(SUCH_AS),
                },
            });
        }
    }
}

/// What is said of a value that tells of no day.
pub(super) const SUCH_AS: &str = "write a day such as 2026-03-01";

/// A range. `at` is where a value stands that ends with it; what is reported is the end of the range that is no date.
fn range(text: &str, at: Range<usize>, draft: &mut Draft<'_>) -> Option<DateRange> {
    let unread = match date::range(text) {
        Ok(range) => return Some(range),
        Err(unread) => unread,
    };
    let start = at.end.checked_sub(text.len()).filter(|start| draft.source.get(*start..at.end) == Some(text));
    if unread == date::Unread::NoDate && spelt::range(text).is_some() {
        complain(text, start.map_or(at.clone(), |start| start..at.end), unread, spelt::range, draft);
        return None;
    }
    let part = date::misread(text);
    let at = start.map_or(at, |start| start + part.start..start + part.end);
    complain(&text[part], at, unread, spelt::date, draft);
    None
}

fn transition(facts: &Facts<'_>, draft: &mut Draft<'_>) -> Transition {
    let (mut now, mut all) = (false, Vec::new());
    for (text, at) in facts.texts(Key::Transition) {
        for piece in spells(&text) {
            match said_now(piece) {
                Some(said) => now |= said,
                None => all.extend(range(piece, at.clone(), draft).map(|range| open_ended(piece, range))),
            }
        }
    }
    Transition { spells: all.into(), now }
}

/// The spells of a `transition`.
fn spells(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|piece| !piece.is_empty())
}

/// Whether a spell is now, where a word says that or denies it.
fn said_now(piece: &str) -> Option<bool> {
    match keys::folded(piece).as_str() {
        "yes" | "true" | "now" | "intransition" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// A single date without `..` tells when a spell began, and nothing of its end.
fn open_ended(text: &str, range: DateRange) -> DateRange {
    if date::is_range(text) { range } else { DateRange { until: None, ..range } }
}

fn stints(facts: &Facts<'_>, draft: &mut Draft<'_>) -> Vec<Stint> {
    let mut stints = Vec::new();
    for (texts, at) in facts.texts(Key::WorkedTogether) {
        for text in stint_texts(&texts) {
            let (organization, days) = stint(text);
            let range = days.and_then(|days| range(days, at.clone(), draft));
            stints.push(Stint { organization: link::displayed(organization).into(), range });
        }
    }
    stints
}

/// An organization and the days behind it.
fn stint(text: &str) -> (&str, Option<&str>) {
    let dated = |at: usize| text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let mut blanks = text.rmatch_indices(' ').map(|(at, _)| at).take(3).filter(|at| dated(*at));
    // `2018 - 2020` are days with blanks in them.
    let last = blanks.next();
    let start = blanks.filter(|at| date::range(&text[at + 1..]).is_ok()).last().or(last);
    start.map_or((text, None), |at| (text[..at].trim_end_matches([' ', ',']), Some(&text[at + 1..])))
}

/// Longest days looked for, in bytes.
const LONGEST_DAYS: usize = 32;

/// Organizations with their days, parted by commas: `Acme, Inc. 2017..2021, Initech 2022`. A comma parts only where days stand before
/// it and no more of them behind it, since an organization may have a comma of its own.
pub fn stint_texts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest?;
        let (mut days, mut from) = (0, 0);
        let parts = whole.match_indices(',').map(|(at, _)| at).find(|&at| {
            // The days are the last word before the comma.
            days = whole[from..at].rfind(' ').map_or(days, |blank| from + blank);
            from = at;
            let dated = days > 0 && at - days < LONGEST_DAYS && date::range(&whole[days..at]).is_ok();
            dated && whole[at + 1..].trim_start().starts_with(|c: char| c.is_alphabetic() || c == '[')
        });
        rest = parts.map(|at| whole[at + 1..].trim_start());
        Some(parts.map_or(whole, |at| whole[..at].trim_end()))
    })
}

fn again(facts: &Facts<'_>, draft: &mut Draft<'_>) -> Option<Again> {
    let (text, at) = facts.one(Key::WouldWorkAgain)?;
    let again = again_named(&text);
    if again.is_none() {
        draft.report(Code::BadValue, at, format!("`{text}` is neither yes, no nor unsure"), "write `would_work_again: yes`");
    }
    again
}

fn again_named(text: &str) -> Option<Again> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "y" => Some(Again::Yes),
        "no" | "false" | "n" => Some(Again::No),
        "unsure" | "maybe" | "perhaps" => Some(Again::Unsure),
        _ => None,
    }
}
