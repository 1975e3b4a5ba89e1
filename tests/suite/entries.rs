//! What lines of notes tell, as the pages show it. Each case is a small vault; people are Ana and Bob.

use crate::contract::{TODAY, journal, said};
use journal::index::Index;
use journal::model::Settings;
use journal::parse::{Context, Everyone, Scratch, note};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

/// A page of JSON about a vault of these notes, beside those of Ana and Bob when they are not among them.
pub(crate) fn page(command: &str, notes: &[(&str, &str)]) -> Value {
    let home = tempfile::tempdir().unwrap();
    let vault = home.path().join("vault");
    fs::create_dir_all(vault.join("people")).unwrap();
    fs::create_dir_all(vault.join(".journal")).unwrap();
    fs::write(vault.join("people/ana.md"), "---\nname: Ana\n---\n").unwrap();
    fs::write(vault.join("people/bob.md"), "---\nname: Bob\n---\n").unwrap();
    notes.iter().for_each(|(path, text)| fs::write(vault.join(path), text).unwrap());
    let mut run = journal(home.path());
    run.args(command.split(' ')).args(["--format", "json", "--today", TODAY, "--vault"]).arg(&vault);
    serde_json::from_str(&said(run).out).unwrap()
}

/// What a line of Ana's log tells: its channel, whether it counts, its text, and how many took part.
fn check_line(line: &str, want: (&str, bool, &str, usize)) {
    let page = page("index", &[("people/ana.md", &format!("---\nname: Ana\n---\n\n- 2026-11-02 {line}\n"))]);
    let row = &page["interactions"][0];
    let got = (row["channel"].as_str().unwrap(), row["counts"] == true, row["text"].as_str().unwrap());
    assert_eq!((got.0, got.1, got.2, row["contacts"].as_array().unwrap().len()), want, "{line}");
}

/// The open loops of a vault with this note: kind, due day, text.
fn check_open(path: &str, text: &str, want: &[(&str, &str, &str)]) {
    let page = page("digest", &[(path, text)]);
    let row = |row: &Value| ["kind", "due", "text"].map(|field| row[field].as_str().unwrap_or("").to_owned());
    let got: Vec<[String; 3]> = page["open"].as_array().unwrap().iter().map(row).collect();
    assert_eq!(
        got,
        want.iter().map(|(kind, due, text)| [kind, due, text].map(|one| (*one).to_owned())).collect::<Vec<_>>(),
        "{path}: {text}"
    );
}

#[test]
fn fields_are_never_part_of_the_lead() {
    check_line("news [got:: referral]", ("news", false, "", 1));
    check_line("moved [by:: me]: to Porto", ("moved", false, "to Porto", 1));
    check_line("coffee [gave:: advice]: the roof", ("coffee", true, "the roof", 1));
    check_line("coffee with [[Bob]] [gave:: advice]: the roof", ("coffee", true, "the roof", 2));
    check_line("coffee [gave:: advice] with [[Bob]]: the roof", ("coffee", true, "the roof", 2));
    check_line("[gave:: advice] call: the roof", ("call", true, "the roof", 1));
    check_line("sauna [gave:: advice]: hot", ("sauna", true, "hot", 1));
    check_line("coffee [gave:: advice] the roof", ("coffee", true, "the roof", 1));
    check_line("news [got:: referral] from afar", ("other", true, "news from afar", 1));
}

#[test]
fn a_field_right_behind_the_day_is_a_field() {
    check_line("gave: advice", ("other", true, "", 1));
    check_line("thanked:: the lead", ("other", true, "", 1));
    let day = "---\nname: Ana\n---\n- 2026-11-02 promised: send the book\n- 2026-11-03 got: introduction to [[Bob]]\n";
    check_open("people/ana.md", day, &[("promised", "", "send the book")]);
    assert_eq!(page("balance", &[("people/ana.md", day)])["got"], 1.0);
}

#[test]
fn days_that_cannot_be_read_are_reported_wherever_they_say_when_something_is_due() {
    let found = |path: &str, text: &str| -> Vec<String> {
        let page = page("check --all", &[(path, text)]);
        page["diagnostics"].as_array().unwrap().iter().map(|found| found["message"].as_str().unwrap().to_owned()).collect()
    };
    let own = |line: &str| found("people/ana.md", &format!("---\nname: Ana\n---\n{line}\n"));
    assert_eq!(own("- [ ] x [due:: tomorrow]"), ["`tomorrow` is no day"]);
    assert_eq!(own("- [ ] x [due:: Dec 2026]"), ["`Dec 2026` is no day"]);
    assert_eq!(own("- [ ] x [due:: 2026-12]"), ["`2026-12` is no day"]);
    assert_eq!(own("- [ ] x 📅 25 Nov 2026"), ["`25 Nov 2026` is no day"]);
    assert_eq!(own("- [ ] x 🗓️ 2026-02-30"), ["the calendar has no day `2026-02-30`"]);
    assert_eq!(own("- 2026-11-02 call [promised:: x 📅 28.11.2026]"), ["`28.11.2026` is no day"]);
    assert_eq!(own("- 2026-11-02 call [by:: Ana]"), ["`Ana` is neither `me` nor `them`"]);
    assert_eq!(own("- [ ] x [due:: TODO]\n- [ ] x 📆 2026-11-28\n- [ ] x\n- [x] x [due:: tomorrow]"), [""; 0]);
    assert_eq!(found("a.md", "- [ ] milk [due:: tomorrow]\n"), [""; 0]);
    assert_eq!(found("a.md", "- [ ] ask [[Ana]] [due:: tomorrow]\n"), ["`tomorrow` is no day"]);
    check_open("people/ana.md", "---\nname: Ana\n---\n- [ ] x 📆 2026-11-28\n", &[("task", "2026-11-28", "x")]);
}

#[test]
fn a_transition_that_is_over_is_over_however_its_days_are_written() {
    for days in ["2025-01-01 to 2025-06-30", "2025-01-01 - 2025-06-30", "2025-01-01/2025-06-30", "2025-01-01 (a job 2025-06-30)"] {
        let page = page("digest", &[("people/ana.md", &format!("---\nname: Ana\ntransition: {days}\n---\n"))]);
        assert_eq!(page["transition"].as_array().unwrap().len(), 0, "{days}");
    }
    for days in ["2026-09-01", "2026-09-01 (laid off)", "2026-09-01 - now"] {
        let page = page("digest", &[("people/ana.md", &format!("---\nname: Ana\ntransition: {days}\n---\n"))]);
        assert_eq!(page["transition"].as_array().unwrap().len(), 1, "{days}");
    }
}

#[test]
fn a_stint_may_have_blanks_in_its_days() {
    let note = "---\nname: Ana\nworked_together: [Initech 2018 - 2020, \"Studio 54 2017..2021\"]\n---\n";
    let page = page("show Ana", &[("people/ana.md", note)]);
    let shown = page["fields"].to_string();
    assert!(shown.contains("Initech 2018..2020") && shown.contains("Studio 54 2017..2021"), "{shown}");
}

#[test]
fn a_limit_of_nothing_leaves_nobody_out() {
    for command in ["stale -n 0", "today -n 0"] {
        let page = page(command, &[]);
        let due = page["contacts"].as_array().or_else(|| page["due"].as_array()).unwrap();
        assert_eq!(due.len(), 2, "{command}");
    }
}

#[test]
fn weights_that_are_fractions_come_out_even() {
    let log = "- 2026-11-02 call [gave:: gift] [gave:: help] [got:: money]";
    let weights = "weights: {gift: 0.1, help: 0.2, money: 0.3}\n";
    let page = page("balance", &[("people/ana.md", &format!("---\nname: Ana\n---\n{log}\n")), (".journal/config.yaml", weights)]);
    let row = &page["contacts"][0];
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!((number(&row["gave"]), number(&row["net"]), row["season"].as_str()), (0.3, 0.0, Some("even")));
    assert_eq!((number(&page["gave"]), number(&page["net"])), (0.3, 0.0));
}

#[test]
fn news_with_somebody_is_contact_of_no_channel() {
    check_line("note with [[Bob]]: the roof", ("other", true, "note with Bob: the roof", 2));
    check_line("moved with [[Bob]]", ("other", true, "moved with Bob", 2));
    check_line("note: the roof", ("note", false, "the roof", 1));
}

#[test]
fn an_open_box_with_a_day_of_its_own_is_a_task() {
    for (day, line) in [("2026-11-05", "call [[Ana]] 📅 2026-11-28"), ("2026-11-25", "Call [[Ana]] [due:: 2026-11-28]")] {
        let text = line.split(" 📅").next().unwrap().split(" [due").next().unwrap().replace(['[', ']'], "");
        check_open(&format!("{day}.md"), &format!("- [ ] {line}\n"), &[("task", "2026-11-28", &text)]);
    }
    check_open(
        "2026-11-05.md",
        "---\nwith: \"[[Bob]]\"\n---\n- [ ] mail [[Ana]] 📅 2026-11-28\n",
        &[("task", "2026-11-28", "mail Ana"); 1],
    );
    check_open("2026-11-05.md", "- [x] call [[Ana]] 📅 2026-11-28\n- [-] call [[Bob]] 📅 2026-11-28\n", &[]);
}

#[test]
fn the_due_day_of_a_line_is_that_of_its_promise() {
    let check = |line: &str, due: &str| {
        check_open("people/ana.md", &format!("---\nname: Ana\n---\n\n- 2026-10-02 call\n  {line}\n"), &[("promised", due, "the list")]);
    };
    check("- [ ] [promised:: the list] 📅 2026-11-30", "2026-11-30");
    check("- [ ] promised: the list 📅 2026-11-30", "2026-11-30");
    check("- [ ] [promised:: the list 📅 2026-11-30]", "2026-11-30");
    check("- [promised:: the list 📅 2026-11-30] 📅 2026-12-01", "2026-11-30");
    check("- [promised:: the list] [thanked:: tea 📅 2026-12-01]", "");
}

#[test]
fn names_that_start_with_a_day_are_of_dated_notes() {
    for name in ["2026-10-02", "2026-10-02Standup", "2026-10-02T0900", "2026_10_02_standup", "2026-10-02é"] {
        let page = page("index", &[(&format!("{name}.md"), "- coffee with [[Ana]]: tea\n")]);
        assert_eq!(page["interactions"][0]["date"], "2026-10-02", "{name}");
    }
    for name in ["2026-10-021", "2026-10", "2026-W40"] {
        let page = page("index", &[(&format!("{name}.md"), "- coffee with [[Ana]]: tea\n")]);
        assert_eq!(page["interactions"].as_array().unwrap().len(), 0, "{name}");
    }
}

#[test]
fn with_in_the_front_matter_may_hold_several_links_and_blanks() {
    let check = |with: &str, people: usize| {
        let page = page("index", &[("2026-11-01.md", &format!("---\nwith: {with}\n---\n"))]);
        let rows = page["interactions"].as_array().unwrap();
        assert_eq!(rows.first().map_or(0, |row| row["contacts"].as_array().unwrap().len()), people, "{with}");
    };
    check("[\"[[Ana]]\", \"[[Bob]] \"]", 2);
    check("\"[[Ana]], [[Bob]]\"", 2);
    check("\"[[Ana]] [[Bob]]\"", 2);
    check("[\"[[Ana]]\", \"Bob\"]", 0);
    check("\"[[Ana]] and the band\"", 0);
}

/// One line of a day: whose note it stands in (3: a dated note), how one met, and the numbers of those it links.
fn told() -> impl Strategy<Value = Vec<(usize, &'static str, Vec<usize>)>> {
    let one = (0..4_usize, prop::sample::select(vec!["call", "coffee", ""]), prop::collection::vec(0..3_usize, 0..3));
    prop::collection::vec(one, 1..6)
}

proptest! {
    // Format 11, doubles: for a contact, same day and channel is one interaction, and `other` goes into any named one.
    #[test]
    fn a_day_has_one_interaction_a_channel(told in told()) {
        let names = ["ana", "bob", "eve"];
        let mut texts = ["ana", "bob", "eve"].map(|name| format!("---\nname: {name}\ntype: person\n---\n\n")).to_vec();
        texts.push(String::new());
        let mut channels = vec![BTreeSet::new(); names.len()];
        for (note, channel, linked) in &told {
            let links: Vec<String> = linked.iter().map(|one| format!("[[{}]]", names[*one])).collect();
            let with = if links.is_empty() { String::new() } else { format!(" with {}", links.join(", ")) };
            let counts = *note < names.len() || !channel.is_empty() && !links.is_empty();
            let day = if *note < names.len() { "2026-11-01 " } else { "" };
            texts[*note].push_str(&format!("- {day}{channel}{with}: t\n"));
            let channel = if channel.is_empty() { "other" } else { channel };
            let own = Some(*note).filter(|note| *note < names.len());
            linked.iter().copied().chain(own).filter(|_| counts).for_each(|one| _ = channels[one].insert(channel));
        }
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let paths = ["2026-11-01.md", "ana.md", "bob.md", "eve.md"];
        let texts = [&texts[3], &texts[0], &texts[1], &texts[2]];
        let read = |(path, text): (&&str, &String)| note(path, text, &context, &mut Scratch::default()).0;
        let notes = paths.iter().zip(texts).map(read).collect();
        let index = Index::new(notes, Vec::new(), Settings::default());
        for (id, mut want) in index.contacts().zip(channels) {
            if want.len() > 1 {
                want.remove("other");
            }
            let mut got: Vec<&str> = index.interactions_of(id).map(|meeting| meeting.channel().name()).collect();
            got.sort_unstable();
            prop_assert_eq!(got, want.into_iter().collect::<Vec<_>>(), "{}: {:?}", index.contact(id).name(), told);
        }
    }
}

#[test]
fn a_list_looks_into_every_key_however_it_is_spelt() {
    let ana = "---\nname: Ana\nbirthday: 1990-01-02\nmet: 2020-05\nlast: 2026-05-01\nnext: 2027-01-01\nsnooze: 2027-02-01\ntransition: 2026-09-01..\nknows: [\"[[bob]]\"]\nintroduced_by: \"[[bob]]\"\nworked_at: Initech 2017..2019\nagain: yes\ntier: inner\njob_title: CTO\nemployer: Acme\nfrequency: weekly\nkeywords: [vip]\nshoe: 41\n---\n- 2026-11-01 call\n";
    let found = |filter: &str| page(&format!("list {filter}"), &[("people/ana.md", ana)])["contacts"].as_array().unwrap().len();
    let with_value = "birthday:1990-01-02 bday:--01-02 met:2020 met_on:2020-05 last:2026-05-01 last_contact:2026-11-01 next:2027 follow-up:2027-01 snooze:2027-02 transition:2026-09 transition:now knows:Bob knows:[[bob]] connections:bob introduced_by:bob worked_together:initech colleague_at:2017 would_work_again:yes again:yes tier:inner closeness:inner position:cto title:cto title:ana job:cto employer:acme org:acme frequency:weekly every:1w keywords:vip tag:vip shoe:41";
    for filter in with_value.split(' ') {
        assert_eq!(found(filter), 1, "{filter}");
    }
    for key in "birthday met next snooze transition knows introduced_by again tier role company cadence tags shoe".split(' ') {
        assert_eq!(found(&format!("{key}:")), 1, "{key}");
    }
    for other in
        "birthday:1991 met:2021 last:2025 next:2028 transition:2025 knows:carl again:no tier:outer every:2w type:organization shoe:42 hat:"
            .split(' ')
    {
        assert_eq!(found(other), 0, "{other}");
    }
}

#[test]
fn a_channel_is_asked_for_by_every_spelling() {
    let ana = "---\nname: Ana\n---\n- 2026-11-01 e-mail: one\n- 2026-11-02 sauna: two\n- 2026-11-03 lunch: three\n";
    for (word, text) in [("e-mail", "one"), ("email", "one"), ("Sauna", "two"), ("lunches", "three")] {
        let rows = page(&format!("timeline --channel {word}"), &[("people/ana.md", ana)]);
        let texts: Vec<&str> = rows["interactions"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap()).collect();
        assert_eq!(texts, [text], "{word}");
    }
}

#[test]
fn whatever_is_dated_ahead_comes_up_with_whom_one_asks_for() {
    let ana = "---\nname: Ana\n---\n- [ ] 2026-11-28 lunch with [[Bob]]: plan\n- 2026-11-29 moved: to Porto\n";
    let bob = "---\nname: Bob\ntags: [x]\n---\n";
    let rows = |command: &str| {
        let page = page(command, &[("people/ana.md", ana), ("people/bob.md", bob)]);
        let row = |row: &Value| ["name", "kind", "text"].map(|field| row[field].as_str().unwrap().to_owned()).join(" ");
        page["coming"].as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(rows("digest"), ["Ana plan lunch with Bob: plan", "Ana plan moved: to Porto"]);
    assert_eq!(rows("digest --tag x"), ["Bob plan lunch with Ana: plan"]);
}

#[test]
fn a_link_to_a_day_dates_an_entry_whatever_it_shows() {
    let coffee = |line: &str| {
        let ana = format!("---\nname: Ana\n---\n\n{line} coffee: hi\n");
        let page = page("index", &[("people/ana.md", &ana)]);
        let row = &page["interactions"][0];
        assert_eq!((&row["date"], &row["channel"], &row["text"]), (&"2026-10-02".into(), &"coffee".into(), &"hi".into()), "{line}: {page}");
        assert_eq!(page["diagnostics"], Value::Array(Vec::new()), "{line}");
    };
    coffee("- [[2026-10-02|Friday]]");
    coffee("- [[2026-10-02#morning|2 Oct]]");
    coffee("- [[2026-10-02.md]]");
    coffee("- [[2026-10-02|2026-10-02 Fri]]");
    coffee("- [[Daily/2026-10-02]]");
    coffee("- [Friday](2026-10-02.md)");
    coffee("- [x] [Friday](Daily/2026-10-02.md) 10:30");
    coffee("### [[2026-10-02|Friday]]");
    coffee("- [[Oct 2nd, 2026]]");
    coffee("- [[Friday, October 2nd 2026]]:");
    let dated =
        "---\nname: Ana\nlast: \"[[2026-10-02|Friday]]\"\nnext: \"[2 Dec](Daily/2026-12-02.md)\"\nmet: \"[[Oct 2nd, 2020]]\"\n---\n";
    let found = page("list last:2026-10-02 next:2026-12-02 met:2020-10-02", &[("people/ana.md", dated)]);
    assert_eq!(found["contacts"].as_array().unwrap().len(), 1, "{found}");
}

#[test]
fn a_day_in_words_is_no_entry_and_check_says_so() {
    for day in ["Oct 2nd, 2026", "October 2, 2026", "2 Oct 2026"] {
        let ana = format!("---\nname: Ana\n---\n- {day} coffee: hi\n");
        let found = page("check", &[("people/ana.md", &ana)])["diagnostics"][0].clone();
        assert_eq!(
            (&found["code"], found["hint"].as_str().unwrap().contains("2026-10-02")),
            (&"entry-date".into(), true),
            "{day}: {found}"
        );
    }
    let none =
        page("check --all", &[("people/ana.md", "---\nname: Ana\n---\n- May 2026 was good\n- Marching on 2 days\n- Decide by 2026\n")]);
    assert_eq!(none["diagnostics"], Value::Array(Vec::new()));
}

#[test]
fn what_stands_below_a_dated_heading_is_its_own_whatever_heading_came_between() {
    let check = |below: &str, want: [usize; 2]| {
        let ana =
            format!("---\nname: Ana\n---\n## 2026-10-01 call\n\nfirst\n\n### 2026-10-02 coffee\n\nsecond\n\n{below}\n- gave: advice\n");
        let found = page("index", &[("people/ana.md", &ana)]);
        let day = |day: &str| {
            let rows = found["interactions"].as_array().unwrap();
            rows.iter().find(|row| row["date"] == day).unwrap()["exchanges"].as_array().unwrap().len()
        };
        assert_eq!([day("2026-10-01"), day("2026-10-02")], want, "{below}");
    };
    check("", [0, 1]);
    check("#### Notes\n", [0, 1]);
    check("### Notes\n", [1, 0]);
    check("### 2 notes [x]\n", [1, 0]);
    check("## Notes\n", [0, 0]);
    check("# Notes\n", [0, 0]);
}

#[test]
fn names_without_links_are_shown_and_found() {
    let ana = "---\nname: Ana\nintroduced_by: my aunt\nknows: [Carl Cole, \"[[bob]]\"]\n---\n";
    let notes = [("people/ana.md", ana), ("people/bob.md", "---\nname: Bob\nintroduced_by: \"[[ana]]\"\n---\n")];
    let shown = |who: &str| page(&format!("show {who}"), &notes)["fields"].clone();
    let field = |key: &str, value: &str| serde_json::json!({"key": key, "values": [value]});
    assert_eq!(shown("ana"), serde_json::json!([field("introduced_by", "my aunt"), field("knows", "Carl Cole")]));
    assert_eq!(shown("bob"), serde_json::json!([]));
    for (asked, name) in [("introduced_by:aunt", "Ana"), ("knows:cole", "Ana"), ("knows:bob", "Ana"), ("introduced_by:ana", "Bob")] {
        let found = page(&format!("list {asked}"), &notes);
        let names: Vec<_> = found["contacts"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names, [name], "{asked}");
    }
}

#[test]
fn small_readings_that_people_rely_on() {
    check_line("coffee with [[Bob]] and\n  [[Bob]]: x", ("coffee", true, "x", 2));
    for (word, channel) in [("video-call", "video"), ("phone-call", "call"), ("lunched", "lunch"), ("dined", "dinner")] {
        check_line(&format!("{word} with [[Bob]]: x"), (channel, true, "x", 2));
    }
    check_line("notes: prefers tea", ("note", false, "prefers tea", 1));
    check_line("coffee with Carl[^1]: hi\n\n[^1]: Bob", ("coffee", true, "with Carl^1: hi", 1));
    let found = page("list", &[("cat.md", "---\ncategories: \"[[People|x]]\"\n---\n")]);
    assert!(found["contacts"].as_array().unwrap().iter().any(|row| row["name"] == "cat"), "{found}");
}

#[test]
fn plans_of_one_day_are_as_many_as_they_say() {
    let check = |log: &str, want: &[&str]| {
        let page = page("digest", &[("people/ana.md", &format!("---\nname: Ana\n---\n{log}"))]);
        let mut found: Vec<&str> = page["open"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, want, "{log}");
    };
    check("- [ ] 2026-11-10 buy gift\n- [ ] 2026-11-10 send slides\n", &["buy gift", "send slides"]);
    check("- [ ] 2026-11-10 call: a\n- [ ] 2026-11-10 call: b\n", &["call: a", "call: b"]);
    check("- [ ] 2026-11-10 buy gift\n- [ ] 2026-11-10 call: about x\n", &["buy gift", "call: about x"]);
    check("- [ ] 2026-11-10 call: a\n- [ ] 2026-11-10 call: A\n- [ ] 2026-11-10 call\n", &["call: a"]);
    check("- [ ] 2026-11-10 call: a\n- [ ] 2026-11-10: a\n", &["call: a"]);
    check("- [ ] 2026-11-10 call\n- [ ] 2026-11-10 call: a\n- [ ] 2026-11-10 call: b\n", &["call: a", "call: b"]);
    // The first of one note is the first of another.
    let bob = "---\nname: Bob\n---\n- [ ] 2026-11-10 call with [[Ana]]: c\n- [ ] 2026-11-10 with [[Ana]]: d\n";
    let ana = "---\nname: Ana\n---\n- [ ] 2026-11-10 call: a\n- [ ] 2026-11-10 call: b\n- [ ] 2026-11-10 d\n- [ ] 2026-11-10 e\n";
    let both = page("digest", &[("people/ana.md", ana), ("people/bob.md", bob)]);
    let mut rows: Vec<&str> =
        both["open"].as_array().unwrap().iter().filter(|row| row["name"] == "Ana").map(|row| row["text"].as_str().unwrap()).collect();
    rows.sort_unstable();
    assert_eq!(rows, ["call: a", "call: b", "d", "e"]);
    // What took place is one interaction of its day and channel.
    let ana = "---\nname: Ana\n---\n- 2026-11-10 call: a\n- 2026-11-10 call: b\n- 2026-11-10 c\n";
    assert_eq!(page("index", &[("people/ana.md", ana)])["interactions"].as_array().unwrap().len(), 1);
}
