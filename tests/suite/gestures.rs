//! What one is told to do next towards somebody, and when a silence is longer than usual. Each case is a vault of one note.

use crate::contract::{TODAY, journal, said};
use serde_json::Value;
use std::fs;

/// A page of JSON about a vault of one contact.
fn page(command: &str, front: &str, log: &[&str]) -> Value {
    let home = tempfile::tempdir().unwrap();
    let vault = home.path().join("vault");
    fs::create_dir_all(vault.join("people")).unwrap();
    fs::create_dir_all(vault.join(".journal")).unwrap();
    fs::write(vault.join(".journal/config.yaml"), "me:\n  location: Bristol, England\n").unwrap();
    let log: String = log.iter().map(|line| format!("- {line}\n")).collect();
    fs::write(vault.join("people/petra.md"), format!("---\nname: Petra\n{front}\n---\n\n{log}")).unwrap();
    let mut run = journal(home.path());
    run.args(command.split(' ')).args(["--format", "json", "--today", TODAY, "--vault"]).arg(&vault);
    serde_json::from_str(&said(run).out).unwrap()
}

fn check(front: &str, log: &[&str], suggestion: &str, warmth: &str) {
    let page = page("stale", front, log);
    let row = &page["contacts"][0];
    assert_eq!(row["suggestion"], suggestion, "{front} {log:?}");
    assert_eq!(row["gesture"]["warmth"], warmth, "{suggestion}");
    assert!(suggestion.ends_with(row["gesture"]["why"].as_str().unwrap()), "{row:#}");
}

#[test]
fn one_does_what_one_did_last() {
    check("", &["2026-07-01 call: the roof"], "give them a call, as last time; you last talked about: the roof", "closer");
    check("", &["2026-07-01 email"], "write an e-mail, as last time", "light");
    check("", &["2026-07-01 lunch"], "suggest lunch, as last time", "warm");
    check("", &["2026-07-01: hello"], "send a short message: a line is enough; you last talked about: hello", "light");
    check("last: 2026-08-01", &["2026-07-01 call"], "send a short message: a line is enough", "light");
}

#[test]
fn who_is_between_jobs_is_due_as_often_as_that_asks_for_though_never_in_touch() {
    let check = |front: &str, log: &[&str], why: &str| assert_eq!(page("stale", front, log)["contacts"][0]["why"], why, "{front} {log:?}");
    let between = "transition: 2026-10-01..";
    check(between, &["2026-10-25 call"], "due since 8 Nov: every 2 weeks while between jobs, last a call on 25 Oct");
    check(between, &[], "due today: every 2 weeks while between jobs, no contact written down yet");
    check(&format!("{between}\ncadence: 1w"), &[], "due today: every week, no contact written down yet");
    check("", &[], "due today: every 3 months, no contact written down yet");
}

#[test]
fn a_long_silence_begins_light() {
    let light = "is long, so begin light; you last talked about: the sea";
    check("", &["2024-06-01 dinner: the sea"], &format!("send a short message: 2 years {light}"), "light");
    check("", &["2026-01-10 dinner: the sea"], &format!("send a short message: 10 months {light}"), "light");
    check("", &["2026-01-10 dinner: the sea", "2026-01-09 letter"], &format!("write a letter: 10 months {light}"), "light");
    check("cadence: 2w", &["2026-09-20 dinner"], "suggest dinner, as last time", "warm");
}

#[test]
fn in_the_same_city_one_can_meet() {
    let here = "location: Bristol";
    check(here, &["2026-07-01 lunch"], "suggest another lunch: you are both in Bristol", "warm");
    check(here, &["2026-07-01 sauna: hot"], "suggest a coffee: you are both in Bristol; you last talked about: hot", "warm");
    check(
        here,
        &["2026-07-01 email", "2026-06-01 call", "2026-05-01 email"],
        "suggest a coffee: you are both in Bristol, and have not met the last three times",
        "warm",
    );
    check("location: Bristol\ntype: organization", &["2026-07-01 event"], "plan a visit: you are both in Bristol", "warm");
    check("location: Leith", &["2026-07-01 lunch"], "give them a call: they are in Leith", "closer");
    check("location: Leith", &["2026-07-01 lunch", "2026-06-01 walk"], "suggest lunch, as last time", "warm");
    check("location: \" , \"", &["2026-07-01 lunch"], "suggest lunch, as last time", "warm");
    check("location: Bristol, Connecticut", &["2026-07-01 lunch"], "give them a call: they are in Bristol, Connecticut", "closer");
}

#[test]
fn after_much_writing_one_speaks() {
    let written = ["2026-07-01 email", "2026-06-01 message", "2026-05-01 letter"];
    check("location: Leith", &written, "give them a call: the last three times you wrote", "closer");
    check("location: Leith", &written[..2], "write an e-mail, as last time", "light");
}

#[test]
fn the_best_thing_to_hook_on_is_taken() {
    let call = |hook: &str| format!("give them a call, as last time; {hook}");
    let talked = "2026-07-01 call: the roof";
    let promised = "2026-06-30 email [promised:: the book]";
    check("birthday: 11-25", &[talked, promised], &call("you promised: the book"), "closer");
    check("birthday: 1986-11-25", &[talked], &call("they turn 40 on 25 Nov"), "closer");
    check("birthday: 11-20", &[talked], &call("their birthday is today"), "closer");
    check("birthday: 12-25", &[talked], &call("you last talked about: the roof"), "closer");
    check("met: 2016-11-28", &[talked], &call("on 28 Nov it is 10 years since you met"), "closer");
    check("", &[talked, "2026-06-01 email [got:: introduction to Yara]"], &call("thank them for: introduction to Yara"), "closer");
    check("", &["2026-10-01 moved: to Lisbon", talked], &call("they moved on 1 Oct: to Lisbon"), "closer");
    check("", &["2026-10-01 news: a prize", talked], &call("their news of 1 Oct: a prize"), "closer");
    check("", &[talked, "2026-06-01 news: a prize"], &call("you last talked about: the roof"), "closer");
    check("", &["2026-10-01 note: prefers tea", talked], &call("you last talked about: the roof"), "closer");
    check("", &[talked, "2026-06-01 email [needs:: a printer]"], &call("they need: a printer"), "closer");
}

#[test]
fn a_first_hello_and_hard_times_have_their_own() {
    check(
        "met: 2026-01-01\nhow_we_met: the print workshop",
        &[],
        "send a first hello: a line is enough; how you met: the print workshop",
        "light",
    );
    let call = "call and ask how you can help: ";
    check("transition: 2026-09-01..\nseeking: a press", &["2026-10-01 coffee: x"], &format!("{call}they look for a press"), "closer");
    check(
        "status: in transition",
        &["2026-10-01 coffee [promised:: names]"],
        &format!("{call}hard times are when to call; you promised: names"),
        "closer",
    );
}

/// Days, measured days and drifting of the rhythm.
fn rhythm(front: &str, log: &[&str]) -> Option<(i64, i64, bool)> {
    let page = page("show petra", front, log);
    let rhythm = page["rhythm"].as_object()?;
    Some((rhythm["days"].as_i64()?, rhythm["measured"].as_i64()?, rhythm["drifting"].as_bool()?))
}

#[test]
fn a_rhythm_needs_three_gaps() {
    assert_eq!(rhythm("cadence: 8w", &["2026-10-20 call", "2026-10-01 call", "2026-09-01 call"]), None);
    assert_eq!(rhythm("cadence: 8w", &["2026-10-20 call", "2026-10-20 email", "2026-10-01 call", "2026-09-01 news: x"]), None);
    let four = ["2026-10-20 call", "2026-10-01 call", "2026-09-01 call", "2026-08-01 call"];
    assert_eq!(rhythm("cadence: 8w", &four), Some((30, 30, false)));
    assert_eq!(rhythm("cadence: 8w\nlast: 2026-10-20", &four[1..]), Some((30, 30, false)));
}

#[test]
fn an_intense_season_is_no_yardstick_and_neither_is_a_sparse_one() {
    let intense = ["2026-10-20 call", "2026-10-18 call", "2026-10-16 call", "2026-10-14 call"];
    assert_eq!(rhythm("cadence: 8w", &intense), Some((28, 2, true)));
    assert_eq!(rhythm("cadence: 9w", &intense), Some((31, 2, true)));
    assert_eq!(rhythm("cadence: 10w", &intense), Some((35, 2, false)));
    let sparse = ["2026-10-20 call", "2025-10-18 call", "2024-10-16 call", "2023-10-14 call"];
    assert_eq!(rhythm("cadence: 8w", &sparse), Some((112, 367, false)));
    assert_eq!(rhythm("cadence: none", &sparse), Some((367, 367, false)));
}

#[test]
fn one_drifts_from_a_rhythm_while_the_cadence_is_not_over() {
    let monthly = ["2026-07-01 walk", "2026-06-01 walk", "2026-05-01 walk", "2026-04-01 walk"];
    assert_eq!(rhythm("cadence: 9mo", &monthly), Some((137, 30, true)));
    assert_eq!(rhythm("cadence: 4mo", &monthly), Some((61, 30, false)), "due is more than drifting");
    assert_eq!(rhythm("cadence: 9mo\nsnooze: 2027-01-01", &monthly), Some((137, 30, false)));
    assert_eq!(rhythm("cadence: 9mo\nstatus: dormant", &monthly), Some((137, 30, false)));
    let digest = |front: &str| page("digest", front, &monthly);
    assert_eq!(digest("cadence: 9mo")["drifting"][0]["name"], "Petra");
    assert_eq!(digest("cadence: 9mo")["reconnect"], Value::Array(Vec::new()));
    assert_eq!(digest("cadence: 4mo")["drifting"], Value::Array(Vec::new()));
    assert_eq!(digest("cadence: 9mo\nsnooze: 2027-01-01")["drifting"], Value::Array(Vec::new()));
}

#[test]
fn news_is_a_reason_to_write_until_one_has_written() {
    let news = |front: &str, log: &[&str]| page("digest", front, log)["news"].as_array().unwrap().len();
    assert_eq!(news("", &["2026-10-01 moved: to Lisbon", "2026-09-30 call"]), 1);
    assert_eq!(news("", &["2026-10-01 moved: to Lisbon", "2026-10-02 news: a prize"]), 1, "the newest stands for all");
    assert_eq!(news("", &["2026-10-01 moved: to Lisbon", "2026-10-01 call"]), 0);
    assert_eq!(news("", &["2026-10-01 note: prefers tea"]), 0);
    assert_eq!(news("", &["2026-09-20 moved: to Lisbon"]), 0, "61 days ago");
    assert_eq!(news("", &["2026-09-21 moved: to Lisbon"]), 1, "60 days ago");
    assert_eq!(news("", &["2026-11-21 moved: to Lisbon"]), 0, "yet to come");
    assert_eq!(news("status: deceased", &["2026-10-01 news: a plaque"]), 0);
}
