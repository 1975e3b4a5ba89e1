//! How long one has known somebody, the longest silence, when one last heard of them, and who reaches out.

use super::hook::is_news;
use super::standing::Standing;
use crate::index::{Index, Meeting};
use crate::model::{Date, PartialDate, Status, Who, order};
use serde::Serialize;

/// How far ahead a round anniversary is looked for (years).
const AHEAD: i16 = 5;

/// What the log tells of a relationship as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct History<'a> {
    /// Since when one has known them: `met`, else the first contact written down; a month or year by its first day.
    pub known_since: Option<Date>,
    /// For how many whole years.
    pub years: Option<i16>,
    /// The next round anniversary of having met: the first, then every fifth.
    pub anniversary: Option<Anniversary>,
    /// The longest silence between two days of contact, or since the last.
    pub longest_silence: Option<Silence>,
    /// When one was last in touch with them or heard of them.
    pub heard: Option<Heard<'a>>,
    /// Their last news: `moved` or `news`.
    pub news: Option<Heard<'a>>,
    /// Who reached out.
    pub reached: Reached,
}

/// A round anniversary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Anniversary {
    /// Its day; the first of the month or year where no more is known.
    pub date: Date,
    /// How many years it is.
    pub years: i16,
}

/// A time without contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// How long (days).
    pub days: i64,
    /// The contact before it.
    pub since: Date,
    /// The contact that ended it; null while it goes on.
    pub until: Option<Date>,
}

/// Something heard of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Heard<'a> {
    /// Its day.
    pub date: Date,
    /// How long ago (days).
    pub days: i64,
    /// By what channel.
    pub channel: &'a str,
    /// What it was.
    pub text: &'a str,
}

/// Who reached out, by the entries that say so (`by`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// How often it was me.
    pub me: usize,
    /// How often it was them.
    pub them: usize,
    /// How often it is not written down.
    pub unknown: usize,
}

impl Reached {
    /// Who reached out in these interactions.
    pub fn of<'a>(meetings: impl Iterator<Item = Meeting<'a>>) -> Reached {
        let mut reached = Reached::default();
        for meeting in meetings {
            match meeting.by() {
                Some(Who::Me) => reached.me += 1,
                Some(Who::Them) => reached.them += 1,
                None => reached.unknown += 1,
            }
        }
        reached
    }
}

/// The history with one contact up to `today`.
pub fn history<'a>(index: &'a Index, standing: &Standing<'_>, today: Date) -> History<'a> {
    let (contact, id) = (index.contact(standing.id), standing.id);
    let told = || index.interactions_of(id).filter(|meeting| meeting.happened(today));
    let contacts = || told().filter(|meeting| meeting.counts(today));
    let known_since = contact.met.and_then(PartialDate::first).or_else(|| contacts().next().map(|meeting| meeting.date()));
    let known_since = known_since.filter(|since| *since <= today);
    let heard = |meeting: Meeting<'a>| Heard {
        date: meeting.date(),
        days: meeting.date().days_until(today),
        channel: meeting.channel().name(),
        text: meeting.text(),
    };
    let mut days: Vec<Date> = contacts().map(|meeting| meeting.date()).chain(standing.last).collect();
    order::sort(&mut days);
    days.dedup();
    History {
        known_since,
        years: known_since.map(|since| whole_years(since, today)),
        anniversary: contact
            .met
            .and_then(PartialDate::first)
            .and_then(|met| next_round(met, today))
            .filter(|_| contact.status != Status::Deceased),
        longest_silence: longest(&days, today, if contact.status == Status::Deceased { Goes::NoMore } else { Goes::On }),
        heard: told().next_back().map(heard),
        news: told().rev().find(is_news).map(heard),
        reached: Reached::of(contacts()),
    }
}

fn whole_years(since: Date, today: Date) -> i16 {
    let years = today.year() - since.year();
    years - i16::from(since.in_year(today.year()).is_none_or(|day| today < day))
}

/// The next anniversary of `met` that is the first or a fifth.
fn next_round(met: Date, today: Date) -> Option<Anniversary> {
    let years = (today.year()..=today.year() + AHEAD).map(|year| (year, year - met.year()));
    let mut round = years.filter(|(_, years)| *years == 1 || *years > 0 && years % 5 == 0);
    round.find_map(|(year, years)| met.in_year(year).filter(|day| today <= *day).map(|date| Anniversary { date, years }))
}

/// The longest time between two of these days, or from the last of them to today, when it goes on.
fn longest(days: &[Date], today: Date, goes_on: Goes) -> Option<Silence> {
    let between = days.windows(2).filter_map(|pair| {
        let [since, until] = pair else { return None };
        Some(Silence { days: since.days_until(*until), since: *since, until: Some(*until) })
    });
    let now = days.last().filter(|_| goes_on == Goes::On).map(|last| Silence { days: last.days_until(today), since: *last, until: None });
    between.chain(now).filter(|_| days.len() > 1).reduce(|longest, next| if next.days > longest.days { next } else { longest })
}

/// Whether a relationship goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goes {
    On,
    NoMore,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        let part = |at| text.split('-').nth(at).unwrap();
        Date::new(part(0).parse().unwrap(), part(1).parse().unwrap(), part(2).parse().unwrap()).unwrap()
    }

    #[test]
    fn years_are_whole_and_round_ones_are_the_first_and_every_fifth() {
        let check = |met: &str, years, next: Option<(&str, i16)>| {
            let (met, today) = (date(met), date("2026-11-20"));
            let round = next_round(met, today).map(|round| (round.date, round.years));
            assert_eq!((whole_years(met, today), round), (years, next.map(|(day, years)| (date(day), years))), "{met}");
        };
        check("2016-12-02", 9, Some(("2026-12-02", 10)));
        check("2016-11-20", 10, Some(("2026-11-20", 10)));
        check("2016-11-19", 10, Some(("2031-11-19", 15)));
        check("2026-06-25", 0, Some(("2027-06-25", 1)));
        check("2024-02-29", 2, Some(("2029-02-28", 5)));
    }

    #[test]
    fn the_longest_silence_may_be_the_present_one() {
        let days = ["2026-01-01", "2026-03-01", "2026-04-01"].map(date);
        let check = |days: &[Date], today: &str, goes, want: Option<(i64, bool)>| {
            assert_eq!(longest(days, date(today), goes).map(|silence| (silence.days, silence.until.is_some())), want);
        };
        check(&days, "2026-05-01", Goes::On, Some((59, true)));
        check(&days, "2026-06-01", Goes::On, Some((61, false)));
        check(&days, "2026-06-01", Goes::NoMore, Some((59, true)));
        check(&days[..1], "2026-06-01", Goes::On, None);
    }
}
