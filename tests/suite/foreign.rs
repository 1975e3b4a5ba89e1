//! Notes as other tools write them: what is read of each, what is marked as read from the text, and what is reported.

use crate::writing::Home;
use journal::edit::adopt;
use journal::model::{Contact, Note, Settings, Status};
use journal::parse::{Context, Everyone, Scratch, note};
use proptest::prelude::*;

fn read_by(settings: Settings, path: &str, text: &str) -> (Note, Vec<String>) {
    let (note, findings) = note(path, text, &Context::new(settings, None, Everyone::ByRule), &mut Scratch::default());
    (note, findings.iter().map(|found| found.code.name().to_owned()).collect())
}

fn read(path: &str, text: &str) -> (Note, Vec<String>) {
    read_by(Settings::default(), path, text)
}

/// What is known of a contact, one `key=value` a fact; `!key` for those read from the text.
fn facts(contact: &Contact) -> Vec<String> {
    let text = |key: &str, value: Option<&str>| value.map(|value| format!("{key}={value}"));
    let mut facts = vec![format!("name={}", contact.name())];
    facts.extend(text("company", contact.company()));
    facts.extend(text("role", contact.role()));
    facts.extend(text("circle", contact.circle()));
    facts.extend(contact.cadence().as_ref().map(|(_, text)| format!("cadence={text}")));
    facts.extend(contact.last.map(|day| format!("last={day}")));
    facts.extend(contact.birthday.map(|day| format!("birthday={:?}-{}-{}", day.year, day.month, day.day)));
    facts.extend(contact.aliases().iter().map(|alias| format!("alias={alias}")));
    facts.extend(contact.tags().iter().map(|tag| format!("tag={tag}")));
    for field in contact.fields().iter() {
        facts.push(format!("{}={}", field.key, field.values().collect::<Vec<_>>().join("+")));
    }
    facts.extend(contact.read_from_text().iter().map(|key| format!("!{key}")));
    facts
}

fn check(path: &str, text: &str, want: &[&str], codes: &[&str]) {
    let (note, found) = read(path, text);
    let contact = note.contact().unwrap_or_else(|| panic!("no contact: {text}"));
    assert_eq!(facts(contact), want, "{text}");
    assert_eq!(found, codes, "{text}");
}

#[test]
fn bold_lines_under_the_title_stand_in_for_missing_keys() {
    let text = "---\ncompany: Initech\ncircle:\n---\n# Ada\n\n**Role:** lens designer\n**Company:** Globex\n**Circle:** close\n- **Email:** <ada@x.org>\n";
    check(
        "people/a.md",
        text,
        &["name=Ada", "company=Initech", "role=lens designer", "circle=close", "email=ada@x.org", "!role", "!circle", "!email"],
        &[],
    );
    let prose = "---\n---\n# Ada\n**Status:** waiting for a reply\n**Next:** call him\n**Cadence:** now and then\n**Mood:** fine\n**Type:** journal-digest\n";
    check("people/a.md", prose, &["name=Ada"], &[]);
}

#[test]
fn a_name_in_a_list_may_have_a_comma() {
    let names = ["name=Ada", "alias=Lovelace, Ada", "alias=Addie"];
    check("people/a.md", "---\nname: Ada\naliases: [\"Lovelace, Ada\", Addie]\n---\n", &names, &[]);
    check("people/a.md", "---\nname: Ada\naliases:\n  - Lovelace, Ada\n  - Addie\n---\n", &names, &[]);
    check("people/a.md", "---\nname: Ada\naliases: &a [\"Lovelace, Ada\", Addie]\n---\n", &names, &[]);
    check(
        "people/a.md",
        "---\nname: Ada\naliases: Addie, Ad\ntags: [\"x, y z\"]\n---\n",
        &["name=Ada", "alias=Addie", "alias=Ad", "tag=x", "tag=y", "tag=z"],
        &[],
    );
}

#[test]
fn a_table_under_the_title_does_too() {
    let text = "---\n---\n# Ada\n\n| | |\n|---|---|\n| **Company** | [[Initech\\|the co]] |\n| **Job Title** | dev |\n| **Last contact** | 2026-01-05 |\n";
    check("people/a.md", text, &["name=Ada", "company=the co", "role=dev", "last=2026-01-05", "!company", "!role", "!last"], &[]);
    let bar = "---\nname: Ada\n---\n| **Role** | a \\| b |\n| **Company** | x |\n";
    check("people/a.md", bar, &["name=Ada", "company=x", "role=a | b", "!role", "!company"], &[]);
    check("people/a.md", "---\n---\n| Company | Role |\n|---|---|\n| Initech | dev |\n", &["name=a"], &[]);
}

#[test]
fn dataview_fields_on_their_own_line_are_keys() {
    let text = "---\ntags: [person]\n---\n# Ada\nLast Contact:: 2026-01-01\nCoffee Order:: flat white\n\n## Log\n- 2026-02-15 coffee\n  - gave:: advice\n";
    check("x/a.md", text, &["name=Ada", "last=2026-01-01", "tag=person", "Coffee Order=flat white", "!last", "!Coffee Order"], &[]);
    check("people/a.md", "---\n---\nCadence:: fortnihgtly\n", &["name=a", "!cadence"], &["unknown-cadence"]);
    let brackets = "---\nname: Ada\n---\n[Company:: Inline] (Coffee Order:: flat white)\n(Role:: dev)\n";
    let told = ["name=Ada", "company=Inline", "role=dev", "Coffee Order=flat white", "!company", "!Coffee Order", "!role"];
    check("people/a.md", brackets, &told, &[]);
}

#[test]
fn lists_in_one_line_are_parted_at_commas() {
    let told = ["name=A", "role=x", "offers=cooking+piano", "phone=5", "!offers", "!phone", "!role"];
    check("people/a.md", "# A\n\n**Offers:** cooking, piano\n**Phone:** 5\n**Role:** x\n", &told, &[]);
    check("people/a.md", "name:: A\nskills:: a, b\n", &["name=A", "skills=a+b", "!name", "!skills"], &[]);
    check("people/a.md", "---\nname: A\nskills: a, b\noffers: \"a, b\"\n---\n", &["name=A", "skills=a+b", "offers=a, b"], &[]);
    let stints = |text: &str| {
        let (note, found) = read("people/a.md", &format!("# A\n**Worked together:** {text}\n"));
        assert_eq!(found, [""; 0], "{text}");
        note.contact()
            .unwrap()
            .seldom
            .worked_together
            .iter()
            .map(|stint| (stint.organization.to_string(), stint.range.is_some()))
            .collect::<Vec<_>>()
    };
    let some = |stints: &[(&str, bool)]| stints.iter().map(|(name, dated)| ((*name).to_owned(), *dated)).collect::<Vec<_>>();
    assert_eq!(stints("Acme 2017..2019, Bolt 2020"), some(&[("Acme", true), ("Bolt", true)]));
    assert_eq!(stints("Acme, Inc. 2017..2021, [[Bolt]]"), some(&[("Acme, Inc.", true), ("Bolt", false)]));
    assert_eq!(stints("Acme, Bolt"), some(&[("Acme, Bolt", false)]));
}

#[test]
fn days_are_read_as_logseq_spells_them_where_the_text_tells_them() {
    let text = "name:: Lin\nlast-contact:: [[Mar 5th, 2026]]\nbirthday:: [[Mar 21st, 1980]]\n";
    check("people/Lin.md", text, &["name=Lin", "last=2026-03-05", "birthday=Some(1980)-3-21", "!name", "!last", "!birthday"], &[]);
    let said = Home::new(&[("people/Lin.md", text)]).run(&["check", "--all"]);
    assert!(!said.out.contains("no note"), "{}", said.out);
    check("people/a.md", "# Ada\n**Last contact:** 2 Oct 2026\n", &["name=Ada", "last=2026-10-02", "!last"], &[]);
    check("people/a.md", "---\nlast: Mar 5th, 2026\n---\n", &["name=a"], &["bad-date"]);
}

#[test]
fn logseq_properties_are_the_front_matter_of_their_page() {
    let text = "type:: person\ntitle:: Lin Qvarn\nalias:: Lin, Linny\ntags:: friend, [[climbing]]\ncompany:: [[Initech]]\nlast-contact:: [[2026-01-05]]\n\n- 2026-02-15 coffee\n";
    let want =
        ["name=Lin Qvarn", "company=Initech", "last=2026-01-05", "alias=Lin", "alias=Linny", "tag=friend", "tag=climbing", "type=person"];
    let told = ["!type", "!name", "!aliases", "!tags", "!company", "!last"];
    check("pages/Lin.md", text, &[&want[..], &told].concat(), &[]);
    check("people/Lin.md", "role:: dev\n\n- text\n", &["name=Lin", "role=dev", "!role"], &[]);
    check(
        "pages/Lin.md",
        &format!("---\ncadence: 6w\n---\n{text}"),
        &[&["name=Lin Qvarn", "company=Initech", "cadence=6w"], &want[2..], &told].concat(),
        &[],
    );
    assert!(read("pages/Lin.md", "role:: dev\n").0.contact().is_none());
    assert!(read("pages/Lin.md", "type:: book\n").0.contact().is_none());
}

#[test]
fn in_a_contact_folder_facts_under_the_title_make_a_contact() {
    check(
        "people/ada.md",
        "# Ada Lovelace\n\n**Role:** engineer\n\n## 2026-02-15\nLong walk.\n",
        &["name=Ada Lovelace", "role=engineer", "!role"],
        &[],
    );
    for (path, text) in [
        ("people/ada.md", "# Ada\n\nShe is an engineer.\n"),
        ("people/ada.md", "# Ada\n\n**Mood:** fine\n**Role:** TBD\n"),
        ("people/README.md", "# People\n\n**Role:** engineer\n"),
        ("people/2026-02-15.md", "**Role:** engineer\n"),
        ("notes/ada.md", "# Ada\n\n**Role:** engineer\n"),
    ] {
        assert!(read(path, text).0.contact().is_none(), "{path}: {text}");
    }
}

#[test]
fn address_books_name_and_reach_people_in_their_own_way() {
    let text = "---\nN.PREFIX:\nN.GN: Petra\nN.MN:\nN.FN: Holm\nFN:\nEMAIL[HOME]: petra@x.org\nEMAIL[WORK]: holm@y.org\nTEL[CELL]: \"+1206\"\nBDAY: 19900321\nORG: Fernhill\nADR[HOME].LOCALITY: Bath\nCATEGORIES:\n---\n";
    let want = [
        "name=Petra Holm",
        "company=Fernhill",
        "birthday=Some(1990)-3-21",
        "first_name=Petra",
        "last_name=Holm",
        "email=petra@x.org+holm@y.org",
        "phone=+1206",
        "location=Bath",
    ];
    check("people/p.md", text, &want, &[]);
    check(
        "people/p.md",
        "---\nFirst Name: Ada\nlastName: Lovelace\ntitle: Countess\nemails:\n  work: a@x.org\n  home: b@x.org\nphones:\n  - type: cell\n    value: \"+44 1\"\nlastContact: 2026-01-02T10:00:00Z\njobTitle:\n---\n# x\n",
        &[
            "name=Ada Lovelace",
            "role=Countess",
            "last=2026-01-02",
            "first_name=Ada",
            "last_name=Lovelace",
            "email=a@x.org+b@x.org",
            "phone=+44 1",
        ],
        &[],
    );
    check("people/Ada Low.md", "---\nfirst_name: Ada\nlast_name: N/A\n---\n", &["name=Ada Low", "first_name=Ada"], &[]);
}

#[test]
fn what_nobody_filled_in_is_unknown() {
    for value in ["", "~", "-", "—", "?", "N/A", "TBD", "tba", "null", "Unknown", "YYYY-MM-DD", "..."] {
        let keys = ["name", "company", "role", "circle", "cadence", "last", "next", "birthday", "met", "status", "email"];
        let lines: String = keys.iter().map(|key| format!("{key}: {value}\n")).collect();
        // YAML itself has no `key: -` and no `key: ?`; the lines are read all the same.
        let codes: &[&str] = if matches!(value, "-" | "?") { &["invalid-yaml"] } else { &[] };
        check("people/ada.md", &format!("---\n{lines}---\n"), &["name=ada"], codes);
        let told: String = keys.iter().map(|key| format!("**{key}:** {value}\n")).collect();
        check("people/ada.md", &format!("---\n---\n{told}"), &["name=ada"], &[]);
        let properties: String = keys.iter().map(|key| format!("{key}:: {value}\n")).collect();
        check("people/ada.md", &properties, &["name=ada"], &[]);
    }
    check("people/ada.md", "---\nrole: <role>\ncompany: \"{{company}}\"\n---\n", &["name=ada"], &["placeholder", "placeholder"]);
    check("people/ada.md", "---\n---\n**Role:** {{role}}\n**Last contact:** <date>\n**Company:** [company]\n", &["name=ada"], &[]);
    check(
        "people/ada.md",
        "---\nemail: <ada@x.org>\nrole: \"TBD\"\ntags: [tbd]\n---\n",
        &["name=ada", "role=TBD", "tag=tbd", "email=<ada@x.org>"],
        &[],
    );
}

#[test]
fn a_plain_notes_body_starts_below_its_front_matter() {
    let (note, _) = read("x/2026-02-15.md", "---\nlist:\n- 2026-02-15 coffee with [[Ada]]\n---\n- 2026-02-16 call with [[Ada]]\n");
    assert_eq!(note.entries().len(), 1);
}

/// The file of the `friends` program, which has a line for each activity.
const FRIENDS: &str = "### Activities:\n- 2026-01-04: Got lunch with **Ada Lovelace** and **Bob**. @food\n- 2026-01-05: **Ada** and I went to _Marie's_, **great** fun\n- 2026-01-06: nobody\n\n### Notes:\n- 2026-01-07: **Bob** moved\n";

#[test]
fn names_in_bold_take_part_where_the_settings_say_so() {
    let bold = journal::parse::settings::settings("mentions: bold\n", "config.yaml").unwrap();
    let (note, found) = read_by(bold.clone(), "friends.md", FRIENDS);
    let told: Vec<String> = note
        .entries()
        .iter()
        .map(|entry| {
            let names = note.people().of(entry.people).iter().map(|link| note.str(note.links().at(link as usize).target));
            format!("{} {} {}", entry.date, note.channel(&entry).name(), names.collect::<Vec<_>>().join("+"))
        })
        .collect();
    assert_eq!(told, ["2026-01-04 other Ada Lovelace+Bob", "2026-01-05 other Ada+great", "2026-01-07 note Bob"]);
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(read("friends.md", FRIENDS).0.entries().len(), 0);

    let own = "---\nname: Ada\n---\n**Bold** prose\n- **2026-02-01** coffee with **Bob** [gave:: intro to **Eve**]: **Fact:** x\n";
    let (note, _) = read_by(bold.clone(), "people/ada.md", own);
    assert_eq!(note.links().iter().map(|link| note.str(link.target)).collect::<Vec<_>>(), ["Bob"]);

    let contact = |name: &str| read_by(bold.clone(), &format!("people/{name}.md"), &format!("---\nname: {name}\n---\n")).0;
    let notes = vec![contact("Ada Lovelace"), contact("Bob"), read_by(bold.clone(), "friends.md", FRIENDS).0];
    let index = journal::index::Index::new(notes, Vec::new(), bold);
    assert!(index.findings().is_empty(), "{:?}", index.findings());
    assert_eq!(index.contacts().map(|id| index.interactions_of(id).count()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_category_makes_a_contact_whatever_its_type() {
    let text = "---\ncategories:\n  - \"[[People]]\"\ntype:\n  - \"[[Authors]]\"\n---\n";
    check("References/Ada Vell.md", text, &["name=Ada Vell", "categories=People", "type=Authors"], &[]);
    let (place, found) = read("References/Oslo.md", "---\ncategories:\n  - \"[[Places]]\"\ntype: []\n---\n");
    assert!(place.contact().is_none() && found.is_empty(), "{found:?}");
    let (typed, _) = read("Library/Ada.md", "---\ntype: \"[[People]]\"\n---\n");
    assert!(typed.contact().is_some());
    let (author, _) = read("people/Ada.md", "---\ntype: \"[[Authors]]\"\n---\n");
    assert!(author.contact().is_none());
}

#[test]
fn a_heading_below_others_is_no_name() {
    let name = |body: &str| read("people/Ada Vell.md", &format!("---\ntype: person\n---\n{body}")).0.contact().unwrap().name().to_owned();
    assert_eq!(&*name("text\n# Ada V.\n# Clippings\n"), "Ada V.");
    assert_eq!(&*name("## Books\n\n![[x]]\n\n# Clippings\n"), "Ada Vell");
    assert_eq!(&*name("Books\n-----\nClippings\n===\n"), "Ada Vell");
}

#[test]
fn whoever_has_died_is_deceased() {
    let status = |written: &str| read("people/ada.md", &format!("---\nname: Ada\n{written}\n---\n")).0.contact().unwrap().status;
    for written in ["died: 1940-01-14", "Date of death: 1940", "deceased: yes", "status: active\ndied: 1940-01"] {
        assert_eq!(status(written), Status::Deceased, "{written}");
    }
    for written in ["died:", "deceased: no", "died: ?", "died: laughing"] {
        assert_eq!(status(written), Status::Active, "{written}");
    }
    for written in ["died: 2020/01/02", "died: 2 Jan 2020", "deceased: 1.2.2020", "died: 2020-02-30", "died: spring 2019"] {
        assert_eq!(status(written), Status::Deceased, "{written}");
    }
    let found = |written: &str| read("people/ada.md", &format!("---\nname: Ada\n{written}\n---\n")).1;
    assert_eq!((found("died: 2 Jan 2020"), found("died: laughing")), (vec!["bad-date".to_owned()], vec!["bad-date".to_owned()]));
    assert_eq!((found("died: yes").len(), found("deceased: no").len()), (0, 0));
}

#[test]
fn items_that_begin_with_a_day_in_another_spelling_are_reported() {
    let found = |body: &str| read("people/ada.md", &format!("---\nname: Ada\n---\n{body}\n")).1;
    for body in
        ["- 2026-1-5 call: x", "- 06.01.2026 call: z", "- 5 Jan 2026: x", "- [ ] 2026/01/06 call", "## 2026-1-5", "- 5 January, 2026 - x"]
    {
        assert_eq!(found(body), ["entry-date"], "{body}");
    }
    for body in [
        "- 20260105 x",
        "- 2026 was good",
        "- 3 kids",
        "- 2026-01-05 coffee\n  - 5 Jan 2026: her exam",
        "2026/1/5",
        "- on 2026/1/5",
        "# 2026/1/5",
    ] {
        assert!(found(body).is_empty(), "{body}");
    }
    assert!(read("2026-01-05.md", "- 2026/1/5 coffee with [[Ada]]\n").1.is_empty(), "in no contact's note");
}

const LOGSEQ: &str = "type:: person\r\nrole:: dev: lead\r\n\r\n- 2026-02-15 coffee\r\n";
const BOLD: &str =
    "---\nname: Ada # the first\nknows: [[Lin]]\n---\n# Ada\n**Company:** Initech\n**Tags:** #friend, climbing\n**Next:** call him";

#[test]
fn what_the_text_tells_is_adopted_after_a_diff_and_can_be_taken_back() {
    let home = Home::new(&[("people/ada.md", BOLD), ("pages/Lin.md", LOGSEQ), ("people/eve.md", "---\nname: Eve\n---\n")]);
    let said = home.run(&["check", "--fix", "--adopt", "--dry-run"]);
    assert!(said.out.contains("+company: Initech\n") && said.out.contains("+role: \"dev: lead\""), "{}", said.out);
    assert!(said.err.contains("would mend 1 finding and would adopt 4 keys in 2 notes"), "{}", said.err);
    assert_eq!((home.text("people/ada.md"), home.text("pages/Lin.md")), (BOLD.to_owned(), LOGSEQ.to_owned()));
    assert!(!home.run(&["check", "--fix"]).out.contains("adopted"));
    home.run(&["undo"]);

    let said = home.run(&["check", "--fix", "--adopt"]);
    assert!(said.out.contains("people/ada.md: adopted: company: Initech\n"), "{}", said.out);
    let front = "---\nname: Ada # the first\nknows: \"[[Lin]]\"\ncompany: Initech\ntags:\n  - friend\n  - climbing\n---\n";
    assert_eq!(home.text("people/ada.md"), format!("{front}{}", &BOLD[BOLD.find("# Ada\n").unwrap()..]));
    assert_eq!(home.text("pages/Lin.md"), format!("---\r\ntype: person\r\nrole: \"dev: lead\"\r\n---\r\n{LOGSEQ}"));
    assert!(home.run(&["check", "--fix", "--adopt"]).out.contains("nothing can be mended for certain"));
    home.run(&["undo"]);
    assert_eq!((home.text("people/ada.md"), home.text("pages/Lin.md")), (BOLD.to_owned(), LOGSEQ.to_owned()));

    let page: serde_json::Value = serde_json::from_str(&home.run(&["check", "--fix", "--adopt", "--format", "json", "pages"]).out).unwrap();
    assert_eq!(page["adopted"][1], serde_json::json!({"path": "pages/Lin.md", "key": "role", "value": "dev: lead"}));
    assert_eq!(home.text("people/ada.md"), BOLD);
}

fn piece() -> impl Strategy<Value = &'static str> {
    let pieces = "---\n¦---\r\n¦name: Ada\n¦role:\n¦company: [[X]]\n¦# Ada\n¦type:: person\n¦role:: ¦**Role:** ¦**Last contact**: 2026-01-02\n¦**Knows:** [[Bob]], [[Eve]]\n\
        ¦**Tags:** #a, b\n¦**Aliases:** A: b, \"c\", [d]\n¦| **Email** | <a@x.org> |\n¦Own Key:: x # y\n¦last:: [[2026-01-02]]\n¦cadence:: 6w\n¦birthday:: --02-29\n¦- 2026-02-15 coffee with [[Bob]]\n¦\n¦dev: lead\n\
        ¦'x' \"y\"\n¦{{title}}\n¦TBD\n¦é日\n¦yes\n¦[[A|b]] at [[C]]\n¦[Company:: X]\n¦**Offers:** a, b\n¦**Phone:** 5\n¦own:: [[A]], [[B]]\n¦met:: [[Mar 5th, 2026]]\n\
        ¦**Worked together:** Acme, Inc. 2017..2019, Bolt 2020\n¦offers:\n¦| **Role** | a \\| b |\n¦# x\n¦\u{feff}¦\r\n¦%%¦`";
    prop::sample::select(pieces.split('¦').collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adopting_says_nothing_new_and_is_done_once(pieces in prop::collection::vec(piece(), 0..20)) {
        let text = pieces.concat();
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let adopted = adopt("people/ada.md", &text, &context);
        let facts = |text: &str| read("people/ada.md", text).0.contact().map(|contact| {
            let mut facts: Vec<_> = facts(contact).into_iter().filter(|fact| !fact.starts_with('!')).collect();
            facts.sort();
            facts
        });
        prop_assert_eq!(facts(&text), facts(&adopted.text));
        let again = adopt("people/ada.md", &adopted.text, &context);
        prop_assert_eq!(&again.text, &adopted.text);
        // Lines are added, or filled in; none goes.
        let mut lines = adopted.text.lines().map(|line| line.trim_start_matches('\u{feff}'));
        for line in text.lines().map(|line| line.trim_start_matches('\u{feff}')) {
            prop_assert!(lines.any(|new| new.starts_with(line)), "{line:?} went:\n{}", adopted.text);
        }
    }
}
