//! One's own time between jobs: who stands in the plan and in which order, what is asked of whom, who is thanked afterwards.

use crate::contract::{journal, said};
use serde_json::Value;
use std::fs;

const SETTINGS: &str = "me:\n  location: Bristol, UK\n  career:\n    - {org: Quintal Press, from: 2019-01, to: 2026-10}\n  transition:\n    since: 2026-10-20\n    seeking: editor, crafts or science\n    needs: [feedback, introduction]\n";

struct Place(tempfile::TempDir);

impl Place {
    fn new(settings: &str, notes: &[(&str, &str)]) -> Place {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("vault/.journal")).unwrap();
        fs::create_dir_all(home.path().join("vault/people")).unwrap();
        fs::write(home.path().join("vault/.journal/config.yaml"), settings).unwrap();
        for (name, text) in notes {
            fs::write(home.path().join(format!("vault/people/{name}.md")), text).unwrap();
        }
        Place(home)
    }

    fn said(&self, today: &str, arguments: &[&str]) -> crate::contract::Said {
        let mut command = journal(self.0.path());
        command.arg("transition").args(arguments).args(["--today", today, "--vault", "vault"]);
        said(command)
    }

    fn page(&self, today: &str) -> Value {
        serde_json::from_str(&self.said(today, &["--format", "json"]).out).unwrap()
    }
}

fn row<'v>(page: &'v Value, list: &str, name: &str) -> &'v Value {
    let row = page[list].as_array().unwrap().iter().find(|row| row["name"] == name);
    row.unwrap_or_else(|| panic!("{name} is not in {list}: {page}"))
}

fn names(page: &Value, list: &str) -> Vec<String> {
    page[list].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

fn note(facts: &str, log: &str) -> String {
    format!("---\n{facts}\n---\n\n{log}")
}

#[test]
fn the_plan_holds_career_and_circles_in_their_order() {
    let place = Place::new(
        SETTINGS,
        &[
            ("loose", &note("name: Loose\nworked_together: [Quintal Press 2020..2021]\nwould_work_again: no", "- 2026-11-01 call\n")),
            ("again", &note("name: Again\nworked_together: [Quintal Press 2020..2021]\nwould_work_again: yes", "- 2024-02-01 call\n")),
            ("company", &note("name: Company\ncompany: Quintal Press", "- 2026-11-02 email: hello\n")),
            ("circle", &note("name: Circle\ncircle: wider", "- 2025-11-01 call\n")),
            ("stranger", &note("name: Stranger\ncompany: Elsewhere", "- 2026-11-01 call\n")),
            ("dead", &note("name: Dead\ncircle: inner\nstatus: deceased", "")),
            ("resting", &note("name: Resting\ncircle: inner\nstatus: dormant", "")),
            ("asleep", &note("name: Asleep\ncircle: inner\nsnooze: 2027-01-01", "")),
            ("later", &note("name: Later\ncircle: inner\nmet: 2026-12-01", "")),
            ("press", &note("type: organization\nname: Quintal Press\ncircle: inner", "")),
        ],
    );
    let page = place.page("2026-11-20");
    assert_eq!(names(&page, "people"), ["Again", "Company", "Circle", "Loose"]);
    assert_eq!(page["resting"], 2);
    assert_eq!(page["progress"]["in_touch"], 2);
    let step = |name: &str| row(&page, "people", name)["step"].as_str().unwrap().to_owned();
    assert_eq!((step("Again"), step("Company"), step("Circle")), ("reconnect".into(), "ask".into(), "reconnect".into()));
    assert_eq!(row(&page, "people", "Company")["worked_at"], "Quintal Press");
}

#[test]
fn whoever_was_asked_waits_in_the_plan_and_a_first_entry_ends_no_silence() {
    let place = Place::new(
        SETTINGS,
        &[
            ("asked", &note("name: Asked", "- 2026-11-10 coffee: [asked:: advice on tea]\n")),
            ("before", &note("name: Before", "- 2026-10-19 coffee: [asked:: advice on tea]\n- 2026-11-10 coffee\n")),
            ("heart", &note("name: Heart\nwould_work_again: yes\nmet: 2019", "- 2026-11-11 call\n")),
            ("new", &note("name: New\ncircle: close\nmet: 2026-11-20", "- 2026-11-05 coffee\n")),
        ],
    );
    let page = place.page("2026-11-20");
    let mut people = names(&page, "people");
    people.sort();
    assert_eq!(people, ["Asked", "Heart", "New"]);
    assert_eq!(row(&page, "people", "Asked")["step"], "wait");
    let progress = &page["progress"];
    assert_eq!((&progress["in_touch"], &progress["after_silence"]), (&3.into(), &1.into()), "Heart was met long before");
}

#[test]
fn the_digest_names_ones_own_time_in_a_line() {
    let settings = SETTINGS.replace("    seeking", "    until: 2026-12-31\n    seeking");
    let place = Place::new(&settings, &[("petra", &note("name: Petra\ncircle: close", ""))]);
    let digest = |today: &str| {
        let mut command = journal(place.0.path());
        command.args(["digest", "--today", today, "--vault", "vault"]);
        said(command).out
    };
    assert!(digest("2026-10-18").contains("Your own time between jobs begins on 20 Oct"));
    assert!(digest("2026-10-20").contains("You are between jobs yourself, day 1: journal transition"));
    assert!(digest("2026-12-31").contains("yourself, day 73"));
    assert!(digest("2027-03-01").contains("ended on 31 Dec"));
    assert!(!digest("2027-03-02").contains("journal transition"));
}

#[test]
fn asks_are_told_with_what_came_of_them_and_kept_apart_from_older_ones() {
    let log = "- 2026-11-10 call: [asked:: feedback on my letter]\n- 2026-11-04 message: [got:: introduction to a publisher]\n- 2026-11-01 coffee: [asked:: introduction to a publisher]\n- 2026-10-25 call: [asked:: a book] [closed:: a book]\n- 2026-09-01 call: [asked:: money]\n";
    let place = Place::new(SETTINGS, &[("petra", &note("name: Petra\ncircle: close", log))]);
    let page = place.page("2026-11-20");
    let outcomes: Vec<_> =
        page["asks"].as_array().unwrap().iter().map(|ask| (ask["kind"].as_str().unwrap(), ask["outcome"].as_str().unwrap())).collect();
    assert_eq!(outcomes, [("feedback", "open"), ("introduction", "got"), ("other", "closed")]);
    assert_eq!((&page["progress"]["asked"], &page["progress"]["answered"]), (&3.into(), &1.into()));
    let petra = row(&page, "people", "Petra");
    assert_eq!(petra["step"], "thank", "the introduction comes before the next ask");
    assert_eq!(petra["open"], 2, "the ask of the letter, and that of September");
    assert_eq!((&page["check"]["contacts"], &page["check"]["with_ask"]), (&4.into(), &3.into()));
}

#[test]
fn one_meets_in_the_same_city_and_writes_first_after_a_long_silence() {
    let place = Place::new(
        SETTINGS,
        &[
            ("near", &note("name: Near\ncircle: close\nlocation: Bristol\nphone: \"+44 1\"", "- 2026-11-01 lunch\n")),
            ("long", &note("name: Long\ncircle: close\nlocation: Bristol, UK\nemail: long@example.org", "- 2025-01-01 lunch\n")),
            ("far", &note("name: Far\ncircle: close\nlocation: Leeds\nphone: \"+44 2\"\nemail: far@example.org", "- 2026-11-01 call\n")),
            ("online", &note("name: Online\ncircle: close\nlinkedin: example.org/in/online", "- 2024-11-01 call\n")),
            ("bare", &note("name: Bare\ncircle: close", "")),
        ],
    );
    let page = place.page("2026-11-20");
    let way = |name: &str| {
        let row = row(&page, "people", name);
        (row["channel"].as_str().unwrap_or("-").to_owned(), row["city"].as_str().unwrap_or("-").to_owned())
    };
    let is = |channel: &str, city: &str| (channel.to_owned(), city.to_owned());
    assert_eq!(way("Near"), is("lunch", "Bristol"));
    assert_eq!(way("Long"), is("email", "Bristol"));
    assert_eq!((way("Far"), way("Online"), way("Bare")), (is("call", "-"), is("linkedin", "-"), is("-", "-")));
    assert!(row(&page, "people", "Long")["reconnect_first"].as_bool().unwrap());
}

#[test]
fn those_who_helped_are_shown_until_they_were_told_and_thanked() {
    let settings = SETTINGS.replace("    seeking", "    until: 2026-12-31\n    seeking");
    let log = "- 2027-01-08 message: [got:: a contract]\n- 2026-12-20 call: [asked:: a contract]\n- 2026-11-01 coffee: [got:: listening]\n- 2026-10-01 coffee: [got:: advice]\n";
    let text = note("name: Petra\ncircle: close", log);
    let place = Place::new(&settings, &[("petra", &text), ("quiet", &note("name: Quiet\ncircle: close", "- 2026-11-02 call\n"))]);
    let petra = |today: &str| row(&place.page(today), "helped", "Petra").clone();
    let open = petra("2027-01-02");
    assert_eq!((&open["told"], &open["thanked"], &open["done"]), (&Value::Null, &Value::Null, &false.into()));
    let told = petra("2027-01-10");
    assert_eq!(
        (&told["told"], told["helped_with"].as_array().unwrap().len()),
        (&"2027-01-08".into(), 2),
        "what was asked for then came later"
    );
    let thanks = "- 2027-01-09 call: how it turned out [thanked:: for all of it]\n";
    fs::write(place.0.path().join("vault/people/petra.md"), note("name: Petra\ncircle: close", &(thanks.to_owned() + log))).unwrap();
    let done = petra("2027-01-10");
    assert_eq!((&done["thanked"], &done["done"]), (&"2027-01-09".into(), &true.into()));
    assert_eq!(names(&place.page("2027-01-10"), "helped"), ["Petra"]);
    assert!(place.said("2027-01-10", &[]).out.contains("Everyone who helped was told and thanked."));
}

#[test]
fn without_such_a_time_the_answer_says_how_to_write_one_and_ends_with_1() {
    let place = Place::new("", &[]);
    for format in ["text", "md", "json"] {
        let said = place.said("2026-11-20", &["--format", format]);
        assert_eq!((said.code, said.err.as_str()), (Some(1), ""), "{format}");
        assert!(said.out.contains(if format == "json" { "\"stage\": null" } else { "seeking:" }), "{}", said.out);
    }
    let empty = Place::new("me: {transition: {}}", &[]).said("2026-11-20", &[]);
    assert_eq!(empty.code, Some(0), "{}", empty.err);
    assert!(empty.out.contains("not in words yet") && empty.out.contains("journal new"), "{}", empty.out);
}

#[test]
fn it_can_lie_ahead() {
    let place = Place::new(SETTINGS, &[("petra", &note("name: Petra\ncircle: close", ""))]);
    let said = place.said("2026-10-18", &[]);
    assert!(said.out.contains("in 2 days") && said.out.contains("It has not begun yet"), "{}", said.out);
    assert_eq!(place.page("2026-10-18")["stage"], "ahead");
}
