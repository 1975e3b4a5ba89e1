//! Walks through the contacts, with the answers given by a pipe: what is asked, what is written, and that it can be taken back.

use crate::contract::{Said, journal};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use tempfile::TempDir;

struct Home {
    home: TempDir,
}

const CAREER: &str =
    "me:\n  career:\n    - {org: Globex, from: 2012-01, to: 2016-12}\n    - {org: Initech, role: engineer, from: 2017-03}\n";
const ADA: &str = "---\nname: Ada Lovelace\ncadence: 9y\nworked_together:\n  - Initech 2018..\n---\nQuick.\n";
const BOB: &str = "---\nname: Bob Stone\ncompany: Initech\ncadence: none\n---\n";
const EVE: &str = "---\nname: Eve Marsh\nemail: eve@example.org\ncadence: none # from the import\n---\n\nMet at the \u{1b}[31mfair.\n";
const ZED: &str = "---\nname: Zed\ncircle: close\n---\n- 2026-11-01 coffee: x\n";

impl Home {
    fn new(settings: &str) -> Home {
        let place = Home { home: tempfile::tempdir().unwrap() };
        place.put(".journal/config.yaml", settings);
        for (path, text) in [("ada", ADA), ("bob", BOB), ("eve", EVE), ("zed", ZED)] {
            place.put(&format!("people/{path}.md"), text);
        }
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.home.path().join("vault").join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    fn text(&self, stem: &str) -> String {
        fs::read_to_string(self.at(&format!("people/{stem}.md"))).unwrap()
    }

    /// Runs a command with these lines on standard input.
    fn run(&self, words: &[&str], lines: &[&str]) -> Said {
        let mut command = journal(self.home.path());
        command.env("XDG_STATE_HOME", self.home.path().join("state"));
        command.args(words).args(["--today", "2026-11-21", "--vault"]).arg(self.at(""));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let answers: String = lines.iter().map(|line| format!("{line}\n")).collect();
        // A command that asks nothing has closed its end already.
        let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }

    fn untouched(&self) {
        for (stem, text) in [("ada", ADA), ("bob", BOB), ("eve", EVE), ("zed", ZED)] {
            assert_eq!(self.text(stem), text);
        }
    }
}

#[test]
fn the_inventory_asks_about_each_once_and_writes_the_answers() {
    let home = Home::new(CAREER);
    let said = home.run(&["inventory", "--walk", "--years", "all"], &["maybe", "", "y", "unsure", "", ""]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("1 of 2 · Ada Lovelace") && said.err.contains("2 of 2 · Bob Stone"), "{}", said.err);
    assert!(said.err.contains("`maybe` is none of the keys; type one of y, n, u, s, b, q"), "{}", said.err);
    assert_eq!(home.text("ada"), ADA.replace("2018..\n", "2018..\nwould_work_again: yes\n"));
    assert_eq!(home.text("bob"), BOB.replace("none\n", "none\nwould_work_again: unsure\n"));
    assert_eq!(said.out, "people/ada.md:6: would_work_again: yes\npeople/bob.md:5: would_work_again: unsure\n");
    let again = home.run(&["inventory", "--walk"], &[""]);
    assert!(!again.err.contains("heartbeat"), "everybody was asked: {}", again.err);
    home.run(&["undo"], &[]);
    home.run(&["undo"], &[]);
    home.untouched();
}

#[test]
fn one_can_go_back_skip_and_stop_anywhere() {
    let home = Home::new(CAREER);
    let said = home.run(&["inventory", "--walk"], &["b", "y", "b", "n", "s", "b", "b", "quit"]);
    assert!(said.err.contains("this is where you began") && said.err.contains("nothing was written"), "{}", said.err);
    assert_eq!(said.err.matches("took back").count(), 2, "{}", said.err);
    home.untouched();
    let ended = home.run(&["inventory", "--walk"], &["n"]);
    assert_eq!(ended.code, Some(0), "the end of the answers is a quit");
    assert!(home.text("ada").contains("would_work_again: no\n") && home.text("bob") == BOB);
}

#[test]
fn names_remembered_become_notes() {
    let home = Home::new(CAREER);
    let lines = [
        "s",
        "s",
        "Grace Hopper 2018-02..2020",
        "y",
        "Kay Ode",
        "s",
        "zed",
        "eve",
        "b",
        "eve",
        "y",
        "No Body",
        "b",
        "Kay Ode",
        "s",
        "ada",
        "y",
        "Ada Lovelace 2015..2016",
        "../x",
        "s",
        "Max 20x",
        "",
    ];
    let said = home.run(&["inventory", "--walk"], &lines);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let grace = home.text("grace-hopper");
    assert!(grace.contains("met: 2018-02\n") && grace.contains("worked_together:\n  - Initech 2018-02..2020\n"), "{grace}");
    assert!(grace.contains("would_work_again: yes\n"), "{grace}");
    let kay = home.text("kay-ode");
    assert!(kay.contains("worked_together:\n  - Initech\n") && !kay.contains("2026") && !kay.contains("again"), "{kay}");
    assert!(home.text("zed").contains("worked_together:\n  - Initech\n"), "an exact name is that person");
    assert!(home.text("eve").contains("worked_together:\n  - Initech\n"), "part of a name is asked about");
    assert!(said.err.contains("the note of Ada Lovelace says so already"), "{}", said.err);
    assert_eq!(home.text("ada"), ADA.replace("2018..\n", "2018..\n  - Initech 2015..2016\n"), "a list keeps what it has");
    assert!(said.err.contains("is there already") && said.err.contains("the name is a path"), "{}", said.err);
    assert!(said.err.contains("`20x` is no range of years"), "{}", said.err);
    assert!(said.err.contains("5 changes") && !home.at("people/no-body.md").exists(), "{}", said.err);
    assert!(said.err.contains("Do you mean Eve Marsh, who has a note? [y]es [n]o [b]ack [q]uit: "), "{}", said.err);
    let shown = home.run(&["inventory"], &[]).out;
    assert!(shown.contains("Grace Hopper · in a heartbeat") && shown.contains("Kay Ode · not asked yet"), "{shown}");
    assert_eq!(home.run(&["check", "--strict"], &[]).code, Some(0));
}

#[test]
fn a_stint_of_two_at_one_place_is_named_with_its_days() {
    let home = Home::new(
        "me:\n  career:\n    - {org: Acme 3, from: 2012-01, to: 2013-12}\n    - {org: Umbra, from: 2014}\n    - {org: Umbra, from: 2020, to: 2021}\n",
    );
    let said = home.run(&["inventory", "--walk", "--years", "all"], &["B Quick", "s", "", "", "Q Anders", "s", "q"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let of = |stem| home.text(stem).lines().find_map(|line| line.strip_prefix("  - ").map(str::to_owned));
    assert_eq!(of("b-quick").as_deref(), Some("Umbra 2020-01-01..2021-12-31"), "{}", said.err);
    assert_eq!(of("q-anders").as_deref(), Some("Acme 3 2012-01-01..2013-12-31"), "{}", said.err);
    let wrong = home.run(&["inventory", "nowhere", "--walk"], &[]);
    assert!(wrong.code == Some(2) && wrong.err.contains("no stint is called `nowhere`"), "{}", wrong.err);
}

#[test]
fn without_a_career_the_page_says_how_to_write_one() {
    let home = Home::new("");
    let said = home.run(&["inventory"], &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("career:") && said.out.contains("Initech") && said.out.contains("Ada Lovelace"), "{}", said.out);
    home.put("people/ada.md", "---\nname: Ada\n---\n");
    assert_eq!(home.run(&["inventory", "--walk"], &["y"]).code, Some(2));
}

#[test]
fn nothing_is_asked_where_nobody_can_answer() {
    let home = Home::new(CAREER);
    for words in [&["inventory"][..], &["curate"], &["inventory", "--no-input"], &["curate", "--no-input"], &["curate", "--list"]] {
        let said = home.run(words, &["y", "1"]);
        assert!(said.code == Some(0) && said.err.is_empty(), "{words:?}: {}", said.err);
    }
    for words in [["inventory", "--walk", "--no-input"], ["curate", "--walk", "--no-input"], ["curate", "--walk", "-o=x.txt"]] {
        assert_eq!(home.run(&words, &["y", "1"]).code, Some(2), "{words:?}");
    }
    home.untouched();
}

#[test]
fn curating_sets_circles_cadences_and_the_archive() {
    let home = Home::new(CAREER);
    home.put("people/fay.md", "---\nname: Fay\n---\n");
    let said = home.run(&["curate", "--walk"], &["2", "a", "c", "10w"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(home.text("bob"), BOB.replace("cadence: none\n", "cadence: \ncircle: close\n"));
    assert_eq!(home.text("eve"), EVE.replace("import\n", "import\nstatus: dormant\n"));
    assert_eq!(home.text("fay"), "---\nname: Fay\ncadence: 10w\n---\n");
    assert!(said.err.contains("note              Met at the ␛[31mfair."), "{}", said.err);
    assert!(said.err.contains("worked at         Initech, both there since Mar 2017"), "{}", said.err);
    assert!(said.err.contains("3 people settled; `journal undo`"), "{}", said.err);
    let listed = home.run(&["list", "bob", "--format", "{{ circle }} {{ cadence }} {{ cadence_from }}"], &[]);
    assert_eq!(listed.out, "close 3mo circle\n");
    assert_eq!(home.run(&["curate", "--walk"], &[]).out, "Nobody waits for a first look.\n");
    (0..3).for_each(|_| drop(home.run(&["undo"], &[])));
    home.untouched();
}

#[test]
fn curating_goes_on_where_it_stopped() {
    let home = Home::new(CAREER);
    let first = home.run(&["curate", "--walk"], &["s", "q"]);
    assert!(
        first.err.contains("1 of 2 · Bob Stone") && first.err.contains("nothing was written; 1 more when you come back"),
        "{}",
        first.err
    );
    let second = home.run(&["curate", "--walk"], &["s", "u", "s"]);
    assert!(second.err.contains("1 of 1 · Eve Marsh") && !second.err.contains("Bob"), "{}", second.err);
    assert!(home.run(&["curate", "--walk"], &[]).out.contains("`journal curate --again`"));
    assert!(home.run(&["curate", "--walk", "--again"], &["q"]).err.contains("1 of 2 · Bob Stone"));
    assert!(home.run(&["curate", "--list"], &[]).out.contains("2 people wait"), "the list is everybody");
    home.untouched();
}

#[test]
fn curating_refuses_what_check_would_report_and_asks_again() {
    let home = Home::new(CAREER);
    let said = home.run(&["curate", "--walk"], &["c soon", "9", "close", "u", "q"]);
    assert!(said.err.contains("unknown cadence `soon`") && said.err.contains("`9` is none of the keys"), "{}", said.err);
    assert!(said.err.contains("took back: curate: Bob Stone, circle close"), "{}", said.err);
    home.untouched();
    let dry = home.run(&["curate", "--walk", "--dry-run"], &["1", "s", "q"]);
    assert!(dry.out.contains("+circle: inner"), "{}", dry.out);
    home.untouched();
    assert!(home.run(&["curate", "--walk"], &["q"]).err.contains("1 of 2"), "a dry run passes nobody over");
}

#[test]
fn a_note_in_conflict_stays_as_it_is_and_the_walk_goes_on() {
    let home = Home::new(CAREER);
    home.put("people/bob.md", &BOB.replace("name", "<<<<<<< ours\n=======\n>>>>>>> theirs\nname"));
    let said = home.run(&["curate", "--walk"], &["1", "s", "1", "q"]);
    assert!(said.err.contains("conflict") && home.text("eve").contains("circle: inner"), "{}", said.err);
}

/// The days written by `spread`, with the stems of the notes.
fn snoozes(home: &Home, stems: &[String]) -> Vec<String> {
    let day = |stem: &String| home.text(stem).lines().find_map(|line| line.strip_prefix("snooze: ").map(str::to_owned));
    stems.iter().map(|stem| day(stem).unwrap_or_default()).collect()
}

#[test]
fn a_crowd_is_spread_over_its_cadence_and_one_undo_takes_it_back() {
    let home = Home::new("");
    let stems: Vec<String> = (0..6).map(|n| format!("p{n}")).collect();
    stems.iter().for_each(|stem| home.put(&format!("people/{stem}.md"), &format!("---\nname: {stem}\ncadence: 60d\n---\n")));
    home.put("people/q0.md", "---\nname: q0\ncadence: 60d\nnext: 2026-12-24\n---\n");
    home.put("people/q1.md", "---\nname: q1\ncadence: 60d\n---\n- 2020-01-01 call: x\n");
    home.put("people/q2.md", "---\nname: q2\ncadence: 60d\ntransition: 2026-10-01..\n---\n");
    home.put("people/r.md", "---\nname: r\ncircle: inner\n---\n");
    let dry = home.run(&["spread", "--dry-run"], &[]);
    assert_eq!((dry.out.matches("+snooze: ").count(), dry.code), (5, Some(0)), "{}", dry.out);
    assert!(snoozes(&home, &stems).concat().is_empty());
    let said = home.run(&["spread"], &[]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let days = ["", "2026-12-01", "2026-12-11", "2026-12-21", "2026-12-31", "2027-01-10"];
    assert_eq!(snoozes(&home, &stems), days);
    assert_eq!(said.out.lines().count(), 5, "{}", said.out);
    assert!(["q0", "q1", "q2", "r", "ada"].iter().all(|stem| !home.text(stem).contains("snooze")), "they are left alone");
    assert_eq!(home.run(&["spread"], &[]).out, "nothing to spread: nobody new falls due together with others\n");
    assert_eq!(home.run(&["undo"], &[]).code, Some(0));
    assert!(snoozes(&home, &stems).concat().is_empty());
    home.untouched();
}

#[test]
fn spreading_leaves_a_note_that_cannot_be_written_and_those_not_asked_for() {
    let home = Home::new("");
    for n in 0..4 {
        let conflict = if n == 2 { "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n" } else { "" };
        home.put(&format!("people/p{n}.md"), &format!("---\nname: P{n}\ncadence: 40d\ntags: [fair]\n---\n{conflict}"));
    }
    assert_eq!(home.run(&["spread", "tag:choir"], &[]).out, "nothing to spread: nobody new falls due together with others\n");
    let said = home.run(&["spread", "tag:fair"], &[]);
    assert_eq!((said.code, said.out.lines().count()), (Some(1), 2), "{}{}", said.out, said.err);
    assert!(said.err.contains("left as it is: people/p2.md"), "{}", said.err);
}
