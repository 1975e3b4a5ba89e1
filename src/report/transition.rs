//! My own time between jobs: whom to turn to and how while it goes on, whom to tell and thank when it is over.

use super::contact::{ContactRow, contact_row, last_contact, why};
use super::period_of;
use crate::index::{Given, Index};
use crate::model::{Again, Date, OwnTransition, Period};
use crate::query::{
    Approach, Ask, Bond, Kindness, Outcome, Plan, Planned, Stage, Standing, Step, Wanted, approach, asking, asks, kindnesses, plan, stage,
    standings, topic,
};
use serde::Serialize;

/// How far back one looks at how one has been in touch, and, without a first day, at what was done (days).
const DAYS: i64 = 60;

/// Fewer contacts than these tell nothing about how one is in touch.
const FEW: usize = 4;

/// The page of `journal transition`.
#[derive(Debug, Serialize)]
pub struct TransitionPage<'a> {
    schema: &'static str,
    today: Date,
    /// Where the time between jobs stands; null when the settings tell of none.
    pub stage: Option<Stage>,
    since: Option<Date>,
    until: Option<Date>,
    /// Days since it began, or until it begins, or since it ended.
    days: Option<i64>,
    seeking: Option<&'a str>,
    needs: &'a [String],
    /// What to say first.
    first: String,
    people: Vec<PersonRow<'a>>,
    /// How many are left in peace: paused, dormant, snoozed.
    resting: usize,
    asks: Vec<AskRow<'a>>,
    progress: Option<Progress>,
    helped: Vec<HelpedRow<'a>>,
    /// How many of those who helped were told and thanked.
    done: usize,
    check: Check,
    more: More,
}

/// Somebody to turn to.
#[derive(Debug, Serialize)]
struct PersonRow<'a> {
    #[serde(flatten)]
    contact: ContactRow<'a>,
    /// Where one worked together.
    worked_at: Option<String>,
    would_work_again: Option<Again>,
    bond: Bond,
    /// Whether it has been silent for long.
    reconnect_first: bool,
    /// The last contact since it began.
    in_touch: Option<Date>,
    /// What of them fits what I look for.
    fits: Option<String>,
    /// `thank`, `wait`, `reconnect`, `ask` or `tell`.
    step: &'static str,
    /// What they could be asked for.
    ask_for: Option<String>,
    /// How to reach them.
    channel: Option<&'static str>,
    address: Option<String>,
    /// The city where both live.
    city: Option<String>,
    /// Why they stand here, in words.
    why: String,
    /// What to do, in words.
    suggestion: String,
}

/// Something asked, and what came of it.
#[derive(Debug, Serialize)]
struct AskRow<'a> {
    date: Date,
    days_ago: i64,
    name: &'a str,
    path: &'a str,
    kind: &'a str,
    text: &'a str,
    /// `open`, `got` or `closed`.
    outcome: &'static str,
    outcome_date: Option<Date>,
    outcome_text: Option<&'a str>,
}

/// What was done since it began.
#[derive(Debug, Serialize)]
struct Progress {
    since: Date,
    people: usize,
    in_touch: usize,
    after_silence: usize,
    asked: usize,
    answered: usize,
}

/// Somebody who helped.
#[derive(Debug, Serialize)]
struct HelpedRow<'a> {
    #[serde(flatten)]
    contact: ContactRow<'a>,
    helped_with: Vec<Got<'a>>,
    told: Option<Date>,
    thanked: Option<Date>,
    done: bool,
    /// Whether they are due.
    stale: bool,
    /// How the relationship stands, in words.
    why: String,
}

#[derive(Debug, Serialize)]
struct Got<'a> {
    date: Date,
    kind: &'a str,
    text: &'a str,
}

/// How one has been in touch lately.
#[derive(Debug, Serialize)]
struct Check {
    days: i64,
    since: Date,
    contacts: usize,
    with_ask: usize,
    share: Option<f64>,
    words: String,
}

#[derive(Debug, Default, Serialize)]
struct More {
    people: usize,
    asks: usize,
}

/// What the settings' own transition asks for on `today`; at most `limit` people and asks.
pub fn transition_page(index: &Index, today: Date, limit: Option<usize>) -> TransitionPage<'_> {
    let own = index.settings().me.transition.as_ref();
    let stage = own.map(|own| stage(own, today));
    let mut page = TransitionPage {
        schema: "journal.transition/1",
        today,
        stage,
        since: own.and_then(|own| own.since),
        until: own.and_then(|own| own.until),
        days: None,
        seeking: own.and_then(|own| own.seeking.as_deref()),
        needs: own.map_or(&[], |own| &own.needs),
        first: String::new(),
        people: Vec::new(),
        resting: 0,
        asks: Vec::new(),
        progress: None,
        helped: Vec::new(),
        done: 0,
        check: check(index, today),
        more: More::default(),
    };
    let all = standings(index, today);
    match (own, stage) {
        (Some(own), Some(Stage::Ended)) => page.tell_the_end(index, &all, own),
        (Some(own), Some(_)) => page.tell_the_plan(index, &all, own, limit),
        _ => {}
    }
    page
}

impl<'a> TransitionPage<'a> {
    fn tell_the_plan(&mut self, index: &'a Index, all: &[Standing<'a>], own: &OwnTransition, limit: Option<usize>) {
        let today = self.today;
        let begun = own.since.filter(|since| *since <= today);
        let since = begun.or_else(|| today.plus_days(1 - DAYS)).unwrap_or(today);
        let Plan { people, resting } = plan(index, all, own, since, today);
        let asked = asks(index, Some(since), today);
        let answered = asked.iter().filter(|ask| matches!(ask.outcome, Outcome::Got(_))).count();
        let touched = people.iter().filter(|one| one.in_touch.is_some());
        self.progress = Some(Progress {
            since,
            people: people.len(),
            in_touch: touched.clone().count(),
            after_silence: touched.filter(|one| one.after_silence).count(),
            asked: asked.len(),
            answered,
        });
        self.days = own.since.map(|since| since.days_until(today).abs());
        let period = period_of(index.settings().digest.balance, today);
        let most = |count: usize| limit.unwrap_or(count).min(count);
        self.people = people.iter().take(most(people.len())).map(|one| person(index, one, period, today)).collect();
        self.asks = asked.iter().take(most(asked.len())).map(|ask| ask_row(index, ask, today)).collect();
        self.more = More { people: people.len() - self.people.len(), asks: asked.len() - self.asks.len() };
        self.resting = resting;
        let circles = &index.settings().circles;
        let circle = |one: &&Planned<'_, 'a>| {
            let own = index.contact(one.standing.id).circle();
            circles.iter().position(|circle| Some(circle.name.as_str()) == own).unwrap_or(circles.len())
        };
        let nearest = people.iter().filter(|one| one.again != Some(Again::No)).min_by_key(circle);
        let nearest = nearest.map(|one| index.contact(one.standing.id).name());
        self.first = first_words(self.stage, begun.map(|since| since.days_until(today)), nearest);
    }

    fn tell_the_end(&mut self, index: &'a Index, all: &[Standing<'a>], own: &OwnTransition) {
        let Some(until) = own.until else { return };
        let (today, period) = (self.today, period_of(index.settings().digest.balance, self.today));
        self.days = Some(until.days_until(today));
        let row = |one: &Kindness<'a>| helped_row(index, one, &all[one.id.place()], period, today);
        self.helped = kindnesses(index, (own.since, until), today).iter().map(row).collect();
        self.done = self.helped.iter().filter(|row| row.done).count();
        let open = self.helped.len() - self.done;
        self.first = match (self.helped.len(), open) {
            (0, _) => {
                "Nothing is written down that anybody gave you then. Whoever listened would be glad to hear how it turned out.".to_owned()
            }
            (_, 0) => "Everyone who helped was told and thanked. Now it is about staying in touch.".to_owned(),
            (_, 1) => "One person who helped would be glad to hear how it turned out.".to_owned(),
            (_, open) => format!("{open} people who helped would be glad of a word: how it turned out, and thanks."),
        };
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.stage.is_none()
    }
}

/// What somebody who opens the page should read before anything else.
fn first_words(stage: Option<Stage>, day: Option<i64>, nearest: Option<&str>) -> String {
    let Some(name) = nearest else {
        return "Nobody is written down yet with whom you worked or whom you hold close. Begin with one name: `journal new`.".to_owned();
    };
    match (stage, day) {
        (Some(Stage::Ahead), _) => format!("It has not begun yet. Those close to you can know already: {name}, for instance."),
        (_, Some(0..=13)) => format!("These are hard days. One call to somebody close is enough for today: {name}, for instance."),
        _ => "One or two people a day are plenty, and most are glad to be asked.".to_owned(),
    }
}

fn person<'a>(index: &'a Index, one: &Planned<'_, 'a>, period: Period, today: Date) -> PersonRow<'a> {
    let contact = contact_row(index, one.standing, period, today);
    let by = approach(index, one.standing, one.bond, one.silent);
    let topic = topic(index, one.standing.id, today).map(|meeting| meeting.text());
    let suggestion = suggestion(one, &by, topic, today);
    PersonRow {
        contact,
        worked_at: one.stint.clone(),
        would_work_again: one.again,
        bond: one.bond,
        reconnect_first: one.silent,
        in_touch: one.in_touch,
        fits: one.fits.clone(),
        step: match one.step {
            Step::Thank(_) => "thank",
            Step::Wait(_) => "wait",
            Step::Reconnect => "reconnect",
            Step::Ask => "ask",
            Step::Tell => "tell",
        },
        ask_for: one.wanted.as_ref().map(|wanted| wanted.need.clone()),
        channel: by.channel,
        address: by.address,
        city: by.city,
        why: reasons(index, one, today),
        suggestion,
    }
}

/// Why somebody stands where they stand.
fn reasons(index: &Index, one: &Planned<'_, '_>, today: Date) -> String {
    let again = match one.again {
        Some(Again::Yes) => Some("you would work together again".to_owned()),
        _ => None,
    };
    let stint = one.stint.as_ref().map(|organization| format!("colleagues at {organization}"));
    let parts = [again, stint, Some(last_contact(index, one.standing, today))];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// What to do with somebody next, and how.
fn suggestion(one: &Planned<'_, '_>, by: &Approach, topic: Option<&str>, today: Date) -> String {
    let how = how(by, one.silent);
    match one.step {
        Step::Thank(got) => format!("{how}; thank them for {}", got.text()),
        Step::Wait(asked) => {
            let days = asked.date().days_until(today);
            let then = if days < 14 { "give it a little time" } else { "a kind word to ask again is fine" };
            format!("you asked {} for {}; {then}", ago(days), asked.text())
        }
        Step::Reconnect => topic.map_or_else(|| how.clone(), |topic| format!("{how}; you last talked about: {topic}")),
        Step::Ask => format!("{how}{}", wish(one, today)),
        Step::Tell => format!("{how}; tell them where you are{}", wish(one, today)),
    }
}

/// What they could be asked for, and why they are the ones to ask.
fn wish(one: &Planned<'_, '_>, today: Date) -> String {
    let Some(Wanted { need, before }) = &one.wanted else { return String::new() };
    let reason = match (before, &one.fits) {
        (Some(day), _) => format!(", as they gave you on {}", day.spoken(today)),
        (None, Some(fits)) => format!(": {fits}"),
        (None, None) => String::new(),
    };
    let article = match need.as_str() {
        "introduction" => "an ",
        "referral" | "recommendation" | "coffee" => "a ",
        _ => "",
    };
    format!("; you could ask for {article}{need}{reason}")
}

/// The way to reach somebody, in words.
fn how(by: &Approach, silent: bool) -> String {
    let address = by.address.as_ref().map(|address| format!(" {address}")).unwrap_or_default();
    let to = by.address.as_ref().map(|address| format!(" to {address}")).unwrap_or_default();
    let way = match by.channel {
        Some("call") => format!("call{address}"),
        Some("email") => format!("write{to}"),
        Some("linkedin") => "write on LinkedIn".to_owned(),
        Some("message") => "send a message".to_owned(),
        Some("letter") => "write a letter".to_owned(),
        Some(word @ ("lunch" | "dinner" | "drinks")) => format!("suggest {word}"),
        Some(word) => format!("suggest a {word}"),
        None => "no phone, e-mail or LinkedIn is written down; `journal reach` shows who knows them".to_owned(),
    };
    match &by.city {
        Some(city) if silent => format!("{way}, then a coffee: you are both in {city}"),
        Some(city) => format!("{way}, you are both in {city}"),
        None => way,
    }
}

/// `today`, `yesterday`, `9 days ago`.
fn ago(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

fn ask_row<'a>(index: &'a Index, ask: &Ask<'a>, today: Date) -> AskRow<'a> {
    let (outcome, by): (_, Option<Given<'a>>) = match ask.outcome {
        Outcome::Open => ("open", None),
        Outcome::Got(got) => ("got", Some(got)),
        Outcome::Closed(by) => ("closed", by),
    };
    AskRow {
        date: ask.given.date(),
        days_ago: ask.given.date().days_until(today),
        name: index.contact(ask.id).name(),
        path: index.path(ask.id),
        kind: ask.given.kind_name(),
        text: ask.given.text(),
        outcome,
        outcome_date: by.map(|by| by.date()),
        outcome_text: by.map(|by| by.text()),
    }
}

fn helped_row<'a>(index: &'a Index, one: &Kindness<'a>, standing: &Standing<'a>, period: Period, today: Date) -> HelpedRow<'a> {
    let got = |given: &Given<'a>| Got { date: given.date(), kind: given.kind_name(), text: given.text() };
    HelpedRow {
        contact: contact_row(index, standing, period, today),
        helped_with: one.got.iter().map(got).collect(),
        told: one.told,
        thanked: one.thanked,
        done: one.is_done(),
        stale: standing.is_stale(today),
        why: why(index, standing, today),
    }
}

/// How one has been in touch lately, in kind words.
fn check(index: &Index, today: Date) -> Check {
    let since = today.plus_days(1 - DAYS).unwrap_or(today);
    let seen = asking(index, since, today);
    let (contacts, with_ask) = (seen.contacts, seen.with_ask);
    let share = (contacts > 0).then(|| (with_ask as f64 / contacts as f64 * 100.0).round() / 100.0);
    let words = match share {
        None => "Nothing is written down for these days. A hello is a good beginning.",
        Some(_) if contacts < FEW => "These are too few to read anything into them.",
        Some(_) if with_ask == 0 => "You asked for nothing. You may: people like to be of help.",
        Some(share) if share <= 0.25 => "Mostly you were simply in touch. There is room to ask.",
        Some(share) if share <= 0.5 => "A good mix of asking and of simply being in touch.",
        Some(_) => "You needed a lot lately, and that is all right. A hello without a wish now and then does both sides good.",
    };
    Check { days: DAYS, since, contacts, with_ask, share, words: words.to_owned() }
}
