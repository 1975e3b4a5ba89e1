//! `journal check --fix`: only what is certain, only the bytes it says, one `undo` for all of it, and nothing left to do twice.

use crate::contract::said;
use crate::writing::Home;
use journal::diagnostic::Diagnostic;
use journal::edit::{Mended, mend};
use journal::model::{Note, Settings};
use journal::parse::{Context, Everyone, Scratch, note};
use proptest::prelude::*;
use std::fs;
use std::process::Command;

const PATH: &str = "people/ada.md";

fn read(text: &str) -> (Note, Vec<Diagnostic>) {
    note(PATH, text, &Context::new(Settings::default(), None, Everyone::ByRule), &mut Scratch::default())
}

fn mended(text: &str) -> Mended {
    mend(PATH, text, &[], |_| true, &Context::new(Settings::default(), None, Everyone::ByRule))
}

/// Mends a front matter.
fn check(before: &str, after: &str) {
    let note = |front: &str| format!("---\nname: Ada\n{front}---\n\n- 2026-10-02 coffee: x\n");
    let mended = mended(&note(before));
    assert_eq!(mended.text, note(after), "{:#?}", read(&note(before)).1);
    assert_eq!(mended.fixed.is_empty(), before == after);
}

#[test]
fn links_get_quotes() {
    check("knows: [[Bob]]\n", "knows: \"[[Bob]]\"\n");
    check("knows:\n  - [[Bob]] # old friend\n  - \"[[Eve]]\"\n", "knows:\n  - \"[[Bob]]\" # old friend\n  - \"[[Eve]]\"\n");
    check("company: [[Acme \"X\" Co]]\n", "company: '[[Acme \"X\" Co]]'\n");
    check("knows: [[[Bob]], [[Eve]]]\n", "knows: [\"[[Bob]]\", \"[[Eve]]\"]\n");
}

#[test]
fn links_with_something_behind_them_get_quotes_when_that_makes_the_block_valid() {
    check("knows: [[Bob]], [[Eve]]\nlast: 2026-10-02\n", "knows: [\"[[Bob]]\", \"[[Eve]]\"]\nlast: 2026-10-02\n");
    check(
        "knows: [[Bob]], [[Eve]]\nintroduced_by: [[Cyd]],[[Dan|D]]\n",
        "knows: [\"[[Bob]]\", \"[[Eve]]\"]\nintroduced_by: [\"[[Cyd]]\", \"[[Dan|D]]\"]\n",
    );
    check("company: [[Acme]] (Oslo)\n", "company: \"[[Acme]] (Oslo)\"\n");
    check("knows:\n  - [[Bob]] and [[Eve]]\n", "knows:\n  - \"[[Bob]] and [[Eve]]\"\n");
    check("knows: [[Bob]], [[Eve]]\nrole: a: b\n", "knows: [[Bob]], [[Eve]]\nrole: a: b\n");
    check("knows: [[Bob]], [[Eve]] # both\n", "knows: [[Bob]], [[Eve]] # both\n");
}

#[test]
fn values_that_begin_with_a_sign_of_yaml_get_quotes() {
    check("aliases:\n- @ada\n- Countess\n", "aliases:\n- \"@ada\"\n- Countess\n");
    check("github: @ada\r\nlast: 2026-10-02\n", "github: \"@ada\"\r\nlast: 2026-10-02\n");
    check("aliases: [@ada]\n", "aliases: [@ada]\n");
    check("github: @ada # hers\n", "github: @ada # hers\n");
    check("github: @ada\nrole: a: b\n", "github: @ada\nrole: a: b\n");
}

#[test]
fn dates_with_one_reading_become_iso() {
    check("last: 2 Oct 2026\n", "last: 2026-10-02\n");
    check("last: \"October 2nd, 2026\" # or so\n", "last: \"2026-10-02\" # or so\n");
    check("birthday: March 12\nmet: May 2019\n", "birthday: --03-12\nmet: 2019-05\n");
    check("last: 10/1/2026\n", "last: 10/1/2026\n");
    check("next: soon\n", "next: soon\n");
}

#[test]
fn a_slip_in_a_key_is_corrected_when_nothing_speaks_against_it() {
    check("cadnce: 6w\n", "cadence: 6w\n");
    check("cirlce: inner\n", "circle: inner\n");
    check("cadnce: 6w\ncadence: 4w\n", "cadnce: 6w\ncadence: 4w\n");
    check("cadnce: 6w\ncadeence: 4w\n", "cadnce: 6w\ncadeence: 4w\n");
    check("cadnce: whenever\n", "cadnce: whenever\n");
    check("stats: tall\n", "stats: tall\n");
    check("known: for years\n", "known: for years\n");
}

#[test]
fn tags_lose_their_hash() {
    check("tags: [\"#mentor\", choir]\n", "tags: [\"mentor\", choir]\n");
    check("tags: #mentor #choir\n", "tags: mentor choir\n");
    check("tags: #a/b, #choir\n", "tags: a/b, choir\n");
    check("tags: [#mentor, choir]\n", "tags: [mentor, choir]\n");
    check("tags:\n  - #mentor\n  - choir\n", "tags:\n  - mentor\n  - choir\n");
    check("tags:\n  - #mentor\n  - #\n", "tags:\n  - mentor\n  - #\n");
    check("tags: mentor #choir\n", "tags: mentor choir\n");
    check("tags: mentor,#choir\n", "tags: mentor,#choir\n");
    check("tags:\n  - mentor #choir\n  - old # friend\n", "tags:\n  - mentor choir\n  - old # friend\n");
    check("tags: \"#mentor #choir\"\n", "tags: [mentor, choir]\n");
    check("tags: '#mentor, #choir'\n", "tags: [mentor, choir]\n");
    check("tags: [\"#mentor #choir\"]\n", "tags: [\"mentor choir\"]\n");
    check("tags: \"VIP #1 friend\"\n", "tags: \"VIP #1 friend\"\n");
    check("tags: # none yet\n", "tags: # none yet\n");
    check("tags: mentor # old\n", "tags: mentor # old\n");
    let tags = |written: &str| {
        read(&format!("---\nname: Ada\ntags: {written}\n---\n")).0.contact().unwrap().tags().iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(tags("\"#mentor #choir\""), ["mentor", "choir"]);
    assert_eq!(tags("\"#mentor, #choir\""), ["mentor", "choir"]);
    assert_eq!(tags("[\"# h\"]"), ["h"]);
}

#[test]
fn a_doubled_key_goes_when_it_says_the_same() {
    check("company: Globex\nrole: CTO\ncompany: \"Globex\"\n", "company: Globex\nrole: CTO\n");
    check("tags:\n  - a\nrole: CTO\ntags:\n  - a\n", "tags:\n  - a\nrole: CTO\n");
    check("company: Globex\ncompany: Initech\n", "company: Globex\ncompany: Initech\n");
    check("company: Globex\ncompany: Globex # since May\n", "company: Globex\ncompany: Globex # since May\n");
    check("role:\nrole:\n", "role:\n");
}

#[test]
fn a_note_with_conflict_markers_has_no_fix() {
    let text = "---\nname: Ada\nknows: [[Bob]]\n---\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n";
    assert!(read(text).1.iter().all(|found| found.fix.is_none()));
    assert_eq!(mended(text).text, text);
}

/// Front matter with much that can be mended, and much that cannot.
fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "name",
        "cadnce",
        "cadence",
        "knows",
        "knws",
        "introduced_by",
        "tags",
        "tagz",
        "last",
        "birthday",
        "company",
        "org",
        "comapny",
        "role",
        "hobby",
        "worked_together",
        "transition",
        "Last Contct",
    ]);
    let value = prop::sample::select(vec![
        "[[Bob]]",
        "\"[[Bob]]\"",
        "'x'",
        "6w",
        "2 Oct 2026",
        "25/12/2025",
        "10/1/2026",
        "20261002",
        "#a #b",
        "[#a, b]",
        "[\"#é\", b]",
        "Zoë",
        "日本",
        "",
        "~",
        "[[Bob|B]]",
        "[[Bob]], [[Eve]]",
        "[[Bob]] (x)",
        "[[[Bob]], [[Eve]]]",
        "a: b",
        "# c",
        "x # c",
        "\"#q\"",
        "|",
        "{{x}}",
        "Initech 2017-03..2021",
        "[[Bob\"s]]",
        "March 2019",
        "\n  - [[Bob]]\n  - #x\n  - y",
        "\n- [[Eve]] # c",
        "\n  - \"#t\"",
    ]);
    (key, value).prop_map(|(key, value)| format!("{key}: {value}"))
}

fn told(note: &Note) -> Vec<(String, u32, String)> {
    note.entries().iter().map(|entry| (entry.date.to_string(), entry.people.len, note.str(entry.text).to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mending_is_done_in_one_go_and_touches_nothing_else(
        lines in prop::collection::vec(line(), 0..7),
        ends in prop::sample::select(vec!["\n", "\r\n"]),
        bom in prop::sample::select(vec!["", "\u{feff}"]),
        body in prop::sample::select(vec!["", "\n- 2026-10-02 coffee with [[Bob]]: [[Eve]] é\n  - gave: advice\n", "no end", "\n%% x %%\n\n- 2026-02-30 x\n"]),
    ) {
        let front: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let text = bom.to_owned() + &format!("---\n{front}---\n{body}").replace('\n', ends);
        let first = mended(&text);
        let again = mended(&first.text);
        prop_assert_eq!(&again.text, &first.text);
        prop_assert!(again.fixed.is_empty());
        // The body, the byte order mark, the end of the file and the kind of line ends are as they were.
        prop_assert!(first.text.ends_with(&body.replace('\n', ends)) && first.text.starts_with(bom));
        prop_assert_eq!(first.text.matches('\n').count() == first.text.matches("\r\n").count(), text.matches('\n').count() == text.matches("\r\n").count());
        let ((before, found), (after, left)) = (read(&text), read(&first.text));
        prop_assert_eq!(told(&before), told(&after));
        prop_assert_eq!(before.links().len(), after.links().len());
        // Every finding that is left was there, but for those that were mended.
        let key = |found: &Diagnostic| (found.code, found.message.clone());
        let mut known: Vec<_> = found.iter().map(key).collect();
        for fixed in &first.fixed {
            prop_assert!(known.iter().position(|known| *known == key(fixed)).map(|at| known.swap_remove(at)).is_some(), "{:?}", fixed);
        }
        for left in &left {
            prop_assert!(known.iter().position(|known| *known == key(left)).map(|at| known.swap_remove(at)).is_some(), "{:?}", left);
        }
        // Each line is one of before, or one that a fix was about.
        let old: Vec<&str> = text.lines().collect();
        let new = first.text.lines().filter(|line| !old.contains(line)).count();
        prop_assert!(new <= first.fixed.iter().map(|found| found.fix.as_ref().map_or(0, |fix| fix.edits.len())).sum::<usize>());
    }
}

const ODD: &str = "---\r\nname: Ada\r\nknows: [[Bob]]\r\n---\r\n\r\n- 2026-10-02 coffee with [[Bobby]]: x";
const BOB: &str = "\u{feff}---\nname: Bob\naliases: [Bobby]\nlast: 2 Oct 2026 # about\n---\n";

#[test]
fn several_notes_are_one_change_and_one_undo() {
    let home = Home::new(&[("people/ada.md", ODD), ("people/bob.md", BOB), ("people/eve.md", "---\nname: Eve\ncadence: whenever\n---\n")]);
    let said = home.run(&["check", "--fix", "--dry-run"]);
    assert!(said.out.contains("+knows: \"[[Bob]]\"") && said.out.contains("+++ b/people/bob.md"), "{}", said.out);
    assert!(said.err.contains("would mend 3 findings in 2 notes"), "{}", said.err);
    assert_eq!((home.text("people/ada.md"), home.text("people/bob.md")), (ODD.to_owned(), BOB.to_owned()));
    let said = home.run(&["check", "--fix"]);
    assert_eq!(said.code, Some(1), "the cadence is left: {}", said.out);
    assert!(said.out.contains("mended 3 findings in 2 notes; `journal undo` takes it back\n"), "{}", said.out);
    assert!(said.out.contains("people/eve.md:3:10: error: unknown cadence `whenever`"), "{}", said.out);
    assert_eq!(home.text("people/ada.md"), ODD.replace("[[Bob]]", "\"[[Bob]]\"").replace("[[Bobby]]", "[[bob|Bobby]]"));
    assert_eq!(home.text("people/bob.md"), BOB.replace("2 Oct 2026", "2026-10-02"));
    let said = home.run(&["check", "--fix"]);
    assert!(said.out.contains("nothing can be mended for certain"), "{}", said.out);
    home.run(&["undo"]);
    assert_eq!((home.text("people/ada.md"), home.text("people/bob.md")), (ODD.to_owned(), BOB.to_owned()));
}

#[test]
fn notes_that_may_not_be_written_are_left_and_named_and_the_others_are_mended() {
    let odd = "---\nname: X\nknows: [[Bob]]\n---\n";
    let home = Home::new(&[("people/linked.md", odd), ("people/good.md", odd), ("people/bob.md", "---\nname: Bob\n---\n")]);
    home.put("people/bytes.md", b"---\nname: X\nknows: [[Bob]]\n---\n\xff\n");
    home.put("people/torn.md", format!("{odd}<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n").as_bytes());
    fs::hard_link(home.at("people/linked.md"), home.at("twin.txt")).unwrap();
    let torn = home.text("people/torn.md");
    let said = home.run(&["check", "--fix"]);
    assert!(said.err.contains("people/linked.md: left as it is") && said.err.contains("hard links"), "{}", said.err);
    assert!(said.out.contains("mended 1 finding in 1 note"), "{}", said.out);
    assert_eq!((home.text("people/linked.md"), home.text("people/torn.md")), (odd.to_owned(), torn));
    assert!(fs::read(home.at("people/bytes.md")).unwrap().contains(&0xff));
    assert!(home.text("people/good.md").contains("\"[[Bob]]\""));
}

#[test]
fn only_what_is_asked_for_is_mended() {
    let odd = "---\nname: X\nknows: [[Bob]]\nlast: 2 Oct 2026\n---\n";
    let home = Home::new(&[("people/a.md", odd), ("people/b.md", odd), ("people/bob.md", "---\nname: Bob\n---\n")]);
    home.run(&["check", "--fix", "--only", "bad-date", "people/a.md"]);
    assert_eq!(home.text("people/a.md"), odd.replace("2 Oct 2026", "2026-10-02"));
    assert_eq!(home.text("people/b.md"), odd);
    home.put("people/b.md", odd.replace("---\nname", "---\n# journal-check: skip=unquoted-link\nname").as_bytes());
    home.run(&["check", "--fix", "people/b.md"]);
    assert!(home.text("people/b.md").contains("knows: [[Bob]]\nlast: 2026-10-02"));
}

#[test]
fn the_json_names_what_was_mended_and_what_could_be() {
    let home = Home::new(&[("people/a.md", "---\nname: X\nlast: 2 Oct 2026\n---\n")]);
    let page = |words: &[&str]| -> serde_json::Value { serde_json::from_str(&home.run(words).out).unwrap() };
    let found = page(&["check", "--format", "json"]);
    let fix = &found["diagnostics"][0]["fix"];
    assert_eq!(fix["title"], "write the date as 2026-10-02");
    assert_eq!(fix["edits"], serde_json::json!([{"line": 3, "column": 7, "end_line": 3, "end_column": 17, "text": "2026-10-02"}]));
    let mended = page(&["check", "--fix", "--format", "json"]);
    assert_eq!((mended["diagnostics"].as_array().unwrap().len(), &mended["fixed"][0]["code"]), (0, &"bad-date".into()));
}

#[test]
fn links_by_an_alias_are_told_as_they_can_be_pasted_and_mended_where_they_read_the_same() {
    let log = "---\nname: Ada\n---\n\n- 2026-10-01 call with [[Bobby#Log]]: x\n- 2026-10-02 tea with [[Bobby|B]]: y\n- 2026-10-03 tea with [[Sharp]]: z\n\n| who |\n| --- |\n| [[Bobby]] |\n";
    let home = Home::new(&[
        ("people/ada.md", log),
        ("people/bob.md", "---\nname: Bob\naliases: [Bobby]\n---\n"),
        ("people/C# Dev.md", "---\nname: Cyd\naliases: [Sharp]\n---\n"),
    ]);
    let out = home.run(&["check", "--all"]).out;
    let hints: Vec<&str> = out.lines().filter_map(|line| line.trim().strip_prefix("= hint: ")).collect();
    let rename = "rename `people/C# Dev.md`, for no link can hold such a name, and name the file in the link";
    assert_eq!(hints, ["write it as `[[bob#Log|Bobby]]`", "write it as `[[bob|B]]`", rename, "write it as `[[bob\\|Bobby]]`"], "{out}");
    home.run(&["check", "--fix"]);
    assert_eq!(home.text("people/ada.md"), log.replace("[[Bobby|B]]", "[[bob|B]]").replace("[[Bobby]]", "[[bob\\|Bobby]]"));
}

#[test]
fn a_dry_run_with_nothing_to_mend_says_so() {
    let home = Home::new(&[("people/ada.md", "---\nname: Ada\nlast: spring 2019\n---\n")]);
    for format in ["full", "short", "json"] {
        let said = home.run(&["check", "--fix", "--dry-run", "--format", format]);
        assert_eq!((said.out.as_str(), said.err.trim()), ("", "nothing can be mended for certain"), "{format}");
    }
}

/// What `check` says of a note, without the hints: line, column and message.
fn said_of(path: &str, front: &str) -> Vec<String> {
    let home = Home::new(&[(path, &format!("---\nname: Ada\n{front}---\n"))]);
    let out = home.run(&["check", "--format", "short"]).out;
    out.lines().map(str::to_owned).collect()
}

#[test]
fn findings_stand_where_the_fault_is() {
    let check = |front: &str, want: &[&str]| assert_eq!(said_of("people/a.md", front), want, "{front}");
    let month = "people/a.md:3:27: error: the calendar has no month `2017-13` [impossible-date]";
    check("worked_together: [Initech 2017-13..2021]\n", &[month]);
    let far = "people/a.md:4:10: warning: the cadence `9000y` leads past the year 9999 [due-out-of-range]";
    check("last: 2026-10-02\ncadence: 9000y\n", &[far]);
    check("last: never\nnext: TODO\nbirthday: dd/mm/yyyy\nmet: XXXX-XX-XX\nsnooze: 0000-00-00\n", &[]);
    let range = "people/a.md:3:7: warning: `2017..2021` is no date [bad-date]";
    check("last: 2017..2021\n", &[range]);
    assert_eq!(said_of("people/a\nb.md", "last: soon\n"), ["people/a␊b.md:3:7: warning: `soon` is no date [bad-date]"]);
}

#[test]
fn a_diff_of_the_dry_run_is_what_would_be_written() {
    let home = Home::new(&[("people/ada.md", ODD.replace('\r', "").as_str()), ("people/bob.md", BOB)]);
    let diff = home.run(&["check", "--fix", "--dry-run"]).out;
    fs::write(home.at("change.diff"), diff).unwrap();
    let mut patch = Command::new("patch");
    patch.args(["-s", "-p1", "-i", "change.diff"]).current_dir(home.at(""));
    if Command::new("patch").arg("--version").output().is_err() {
        println!("left out: there is no patch");
        return;
    }
    assert_eq!(said(patch).code, Some(0));
    let patched = home.text("people/bob.md");
    home.put("people/bob.md", BOB.as_bytes());
    home.run(&["check", "--fix", "people/bob.md"]);
    assert_eq!(home.text("people/bob.md"), patched);
    // And of a note that ends its lines with CR and LF.
    home.put("people/crlf.md", b"---\r\ntype: person\r\nname: Crlf\r\n---\r\n");
    fs::write(home.at("change.diff"), home.run(&["set", "Crlf", "cadence", "6w", "--dry-run"]).out).unwrap();
    let mut patch = Command::new("patch");
    patch.args(["-s", "-p1", "--binary", "-i", "change.diff"]).current_dir(home.at(""));
    assert_eq!(said(patch).code, Some(0));
    assert_eq!(home.text("people/crlf.md"), "---\r\ntype: person\r\nname: Crlf\r\ncadence: 6w\r\n---\r\n");
}
