//! How close I am to a contact: how recent, how frequent and how mutual our interactions are. A number for putting ways in order,
//! never shown as one.

use crate::index::{ContactId, Index};
use crate::model::{Date, Status, Verb, Who};

/// How close I am to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Closeness {
    /// Above 0, at most 0.9.
    pub strength: f64,
    /// When we were in touch last.
    pub last: Option<Date>,
    /// How often we were in touch.
    pub times: usize,
    /// Whether giving and getting, or reaching out, goes both ways.
    pub mutual: bool,
}

/// The strongest that any tie can be: whoever is asked may say no.
pub(super) const STRONGEST: f64 = 0.9;

/// How close I am to a contact on `today`; `None` when nothing is written that ties us.
pub fn closeness(index: &Index, id: ContactId, today: Date) -> Option<Closeness> {
    let contact = index.contact(id);
    let (mut last, mut times) = (contact.last.filter(|floor| *floor <= today), 0);
    let (mut by_me, mut by_them) = (false, false);
    for meeting in index.interactions_of(id).filter(|meeting| meeting.counts(today)) {
        times += 1;
        last = last.max(Some(meeting.date()));
        by_me |= meeting.by() == Some(Who::Me);
        by_them |= meeting.by() == Some(Who::Them);
    }
    let (mut gave, mut got) = (false, false);
    for given in index.exchanges_of(id) {
        gave |= given.verb() == Verb::Gave;
        got |= given.verb() == Verb::Got;
    }
    let mutual = gave && got || by_me && by_them;
    let met = contact.met.and_then(|met| met.first()).filter(|met| *met <= today);
    let strength = match last {
        Some(last) => {
            let often = times.max(1) as f64;
            (0.15 + 0.85 * freshness(last, today, 365.0)) * (0.3 + 0.7 * often / (often + 4.0)) * if mutual { 1.0 } else { 0.85 }
        }
        None if !contact.seldom.worked_together.is_empty() => 0.15,
        None => met.map(|_| 0.1)?,
    };
    let quiet = contact.status == Status::Dormant || contact.snooze.is_some_and(|until| today < until);
    Some(Closeness { strength: STRONGEST * strength * if quiet { 0.5 } else { 1.0 }, last, times, mutual })
}

/// 1 on the day itself, half of it after `half` days, half again after as many more.
pub(super) fn freshness(day: Date, today: Date, half: f64) -> f64 {
    (-day.days_until(today).max(0) as f64 / half).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Note, Settings};
    use crate::parse::{Context, Everyone, Scratch, note};

    fn of(text: &str) -> Option<f64> {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let read = |path: &str, text: &str| -> Note { note(path, text, &context, &mut Scratch::default()).0 };
        let index = Index::new(vec![read("people/ana.md", text)], Vec::new(), Settings::default());
        let id = index.contacts().next().unwrap();
        closeness(&index, id, Date::new(2026, 11, 20).unwrap()).map(|close| close.strength)
    }

    fn log(front: &str, entries: &[&str]) -> f64 {
        of(&format!("---\nname: Ana\n{front}---\n\n{}\n", entries.join("\n"))).unwrap()
    }

    #[test]
    fn recent_frequent_and_mutual_is_closer() {
        let once = log("", &["- 2026-11-01 call"]);
        assert!(once > log("", &["- 2024-11-01 call"]), "recent");
        assert!(log("", &["- 2026-11-01 call", "- 2026-10-01 call"]) > once, "frequent");
        assert!(log("", &["- 2026-11-01 call [gave:: advice] [got:: advice]"]) > log("", &["- 2026-11-01 call [got:: advice]"]), "mutual");
        assert!(log("status: dormant\n", &["- 2026-11-01 call"]) < once, "quiet");
        let often: Vec<String> = (1..=28).map(|day| format!("- 2026-10-{day:02} call [gave:: help] [got:: help]")).collect();
        assert!(log("", &often.iter().map(String::as_str).collect::<Vec<_>>()) <= STRONGEST);
    }

    #[test]
    fn without_contact_work_counts_more_than_having_met_and_nothing_is_no_tie() {
        assert!(log("worked_together: [Initech 2019..2020]\n", &[]) > log("met: 2019\n", &[]));
        assert!(log("last: 2026-08-30\n", &[]) > log("met: 2019\n", &[]));
        assert_eq!(of("---\nname: Ana\n---\n"), None);
        assert_eq!(of("---\nname: Ana\n---\n\n- 2027-01-01 call\n- 2026-01-01 news: hired\n"), None, "plans and news are no contact");
    }
}
