//! One entry or one value more: where it goes, that every other byte stays, and that the note reads with exactly that change.

use journal::edit::{NewEntry, adds, insert, set};
use journal::model::{Date, Settings};
use journal::parse::{Context, Everyone, Scratch, note, places};
use proptest::prelude::*;

fn context() -> Context {
    Context::new(Settings::default(), None, Everyone::ByRule)
}

fn entry(date: (i16, i8, i8)) -> NewEntry {
    let date = Date::new(date.0, date.1, date.2).unwrap();
    let fields = vec![("gave", "advice".to_owned())];
    NewEntry {
        date,
        tick: "",
        told: "call: hello".to_owned(),
        fields,
        dated: true,
        in_log: true,
        channel: Some("call".to_owned()),
        people: 0,
    }
}

/// What `log` makes of a note.
fn logged(text: &str, date: (i16, i8, i8)) -> String {
    let places = places(text, &context()).unwrap();
    let (new, line) = insert(text, &places, &entry(date));
    assert!(new.lines().nth(line - 1).unwrap().contains("call: hello"), "line {line} of {new:?}");
    new
}

#[test]
fn an_entry_goes_where_the_order_of_the_note_wants_it() {
    let check = |before: &str, after: &str| assert_eq!(logged(before, (2026, 11, 20)), after);
    let newest = "# A\n\n## Log\n\n- 2026-10-02 coffee: x\n- 2026-09-02 walk\n\n## Other\n\ny\n";
    check(
        newest,
        "# A\n\n## Log\n\n- 2026-11-20 call: hello\n  - gave: advice\n- 2026-10-02 coffee: x\n- 2026-09-02 walk\n\n## Other\n\ny\n",
    );
    let oldest = "## Log\n- 2026-09-02 walk\n- 2026-12-02 coffee: x";
    check(oldest, "## Log\n- 2026-09-02 walk\n- 2026-11-20 call: hello\n  - gave: advice\n- 2026-12-02 coffee: x");
    check("text", "text\n\n## Log\n\n- 2026-11-20 call: hello\n  - gave: advice");
    check("", "## Log\n\n- 2026-11-20 call: hello\n  - gave: advice\n");
    check("## Log\n\n## Next\n", "## Log\n\n- 2026-11-20 call: hello\n  - gave: advice\n\n## Next\n");
    check("* 2026-10-02 a\r\n* 2026-09-01 b\r\n", "* 2026-11-20 call: hello\r\n  * gave: advice\r\n* 2026-10-02 a\r\n* 2026-09-01 b\r\n");
    check("- 2026-10-02 a\n\n- 2026-09-01 b\n", "- 2026-11-20 call: hello\n  - gave: advice\n\n- 2026-10-02 a\n\n- 2026-09-01 b\n");
    check(
        "## Met\n\n### 2026-10-02 coffee\n\nx\n",
        "## Met\n\n### 2026-11-20 call: hello\n\n- gave: advice\n\n### 2026-10-02 coffee\n\nx\n",
    );
    check("- **2026-10-02** a\n", "- **2026-11-20** call: hello\n  - gave: advice\n- **2026-10-02** a\n");
    check("## Log\n  - 2026-10-02 a\n  - b\n", "## Log\n  - 2026-11-20 call: hello\n    - gave: advice\n  - 2026-10-02 a\n  - b\n");
    check("## Log \t\n", "## Log \t\n\n- 2026-11-20 call: hello\n  - gave: advice\n");
    check("text  ", "text  \n\n## Log\n\n- 2026-11-20 call: hello\n  - gave: advice");
    check(
        "- 2026-11-01 a\r\n- 2026-11-02 b  \r\n",
        "- 2026-11-01 a\r\n- 2026-11-02 b  \r\n- 2026-11-20 call: hello\r\n  - gave: advice\r\n",
    );
    check("## Log\n-\n", "## Log\n- 2026-11-20 call: hello\n  - gave: advice\n-\n");
    check(
        "## Log\n### 2026-09\n- 2026-09-02 a\n### 2026-11\n- 2026-11-02 b\n",
        "## Log\n### 2026-09\n- 2026-09-02 a\n### 2026-11\n- 2026-11-02 b\n- 2026-11-20 call: hello\n  - gave: advice\n",
    );
    check("## Log\n\n### Ideas\n- foo\n", "## Log\n\n- 2026-11-20 call: hello\n  - gave: advice\n\n### Ideas\n- foo\n");
    check(
        "## Log\n\n### 2026-10\n\n- 2026-10-02 a\n\n### 2026-09\n",
        "## Log\n\n### 2026-11\n\n- 2026-11-20 call: hello\n  - gave: advice\n\n### 2026-10\n\n- 2026-10-02 a\n\n### 2026-09\n",
    );
    check("## Log\n\n### 2026\n- 2026-10-02 a\n", "## Log\n\n### 2026\n- 2026-11-20 call: hello\n  - gave: advice\n- 2026-10-02 a\n");
    check(
        "## Log\n\n### 2026-10-02 coffee\n- 2026-10-03 sub: a\n",
        "## Log\n\n### 2026-11-20 call: hello\n\n- gave: advice\n\n### 2026-10-02 coffee\n- 2026-10-03 sub: a\n",
    );
    check("- \n  2026-10-02 a\n", "- 2026-11-20 call: hello\n  - gave: advice\n- \n  2026-10-02 a\n");
    check("1. 2026-10-02 a\n2. 2026-09-02 b\n", "1. 2026-11-20 call: hello\n   - gave: advice\n1. 2026-10-02 a\n2. 2026-09-02 b\n");
    check("- 2026-10-02 a\n\t- gave: b\n", "- 2026-11-20 call: hello\n\t- gave: advice\n- 2026-10-02 a\n\t- gave: b\n");
}

#[test]
fn one_value_changes_and_the_rest_of_the_line_stays() {
    let check = |before: &str, key: &str, value: &str, after: &str| {
        assert_eq!(set(before, key, value, &context()).map(|(text, _)| text), Ok(after.to_owned()), "{key}: {value}");
    };
    check("---\nlast: 2026-01-01  # keep\n---\n", "last", "2026-11-20", "---\nlast: 2026-11-20  # keep\n---\n");
    check("---\nTier: 'inner'\r\n---\n", "circle", "close", "---\nTier: 'close'\r\n---\n");
    check("---\nrole:\n---\nx", "role", "CTO", "---\nrole: CTO\n---\nx");
    check("---\nrole:   # none yet\n---\n", "role", "CTO", "---\nrole: CTO   # none yet\n---\n");
    check("---\nname: A\n---\nx", "company", "[[Initech]]", "---\nname: A\ncompany: \"[[Initech]]\"\n---\nx");
    check("---\nname: A\n---\n", "seeking", "a: b #c", "---\nname: A\nseeking: \"a: b #c\"\n---\n");
    check("# A\n", "circle", "inner", "---\ncircle: inner\n---\n# A\n");
    check("\u{feff}---\r\nname: A\r\n---\r\n", "role", "B", "\u{feff}---\r\nname: A\r\nrole: B\r\n---\r\n");
    check("---\nrole: CTO\n---\n", "role", "", "---\nrole: \n---\n");
    check("---\nname: A\ntitle: Dev\n---\n", "role", "CTO", "---\nname: A\ntitle: CTO\n---\n");
    check("---\nname: A\n---\n", "tags", "x, y: z", "---\nname: A\ntags:\n  - x\n  - \"y: z\"\n---\n");
    check("---\naliases: []\n---\n", "aliases", "Ada, The Boss", "---\naliases: [Ada, The Boss]\n---\n");
    check("---\ntags:\n---\n", "tags", "[c, d]", "---\ntags: [c, d]\n---\n");
    check("---\nname: A\n---\n", "role", "null", "---\nname: A\nrole: \"null\"\n---\n");
    check("---\nmy-key: 1\n---\n", "my_key", "2", "---\nmy-key: 2\n---\n");
    check("---\nname: A\n---\n\nx\r\ny\n", "role", "B", "---\nname: A\nrole: B\n---\n\nx\r\ny\n");
    let refused = |before: &str, key: &str, line: usize| {
        assert_eq!(set(before, key, "x", &context()).map_err(|refusal| refusal.line), Err(line), "{before:?}");
    };
    refused("---\nname: A\ntags: [a, b]\n---\n", "tags", 3);
    refused("---\nname: A\nrole: |\n  b\n  c\n---\n", "role", 3);
    refused("---\nlast: 2026-01-01\nlast_contact: 2025-01-01\n---\n", "last", 3);
    refused("---\nname: A\nname: B\n---\n", "name", 3);
    refused("---\nrole: &a b\n---\n", "role", 2);
    refused("x\n<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n", "role", 2);
}

/// Notes put together from odd lines.
fn odd_note() -> impl Strategy<Value = String> {
    let front = prop::sample::select(vec![
        "",
        "---\nname: Ada\n---\n",
        "---\n# c\nname: \"Ada\"   # t\ntags: [a, b]\nlast-contact: 2026-01-01 # keep\nx: &a [1,  2]\ny: |\n  z\n---\n",
        "---\n---\n",
        "\u{feff}---\nname: Ada\nrole:\n---\n\n",
    ]);
    let lines = [
        "# Ada",
        "## Log",
        "## Notes",
        "### 2026-08-01 lunch",
        "text",
        "",
        "",
        "- 2026-10-02 coffee: x",
        "- 2026-10-05 walk",
        "* 2026-09-01 call",
        "  - gave: y",
        "\t- got: z",
        "- [ ] 2027-01-01 lunch",
        "- item",
        "1. 2026-03-03 dinner",
        "> - 2026-02-02 quoted",
        "```",
        "| a | b |",
        "| - | - |",
        "<!-- c -->",
        "***",
        "2026-04-04 no item",
        "- **2026-05-05** mail",
        "  more text",
        "%% x %%",
        "- [[2026-06-06]] visit",
        "Zoë 😀",
        "---",
        "    code",
    ];
    let body = prop::collection::vec(prop::sample::select(lines.to_vec()), 0..16);
    let line_end = prop::sample::select(vec!["\n", "\r\n"]);
    (front, body, line_end, any::<bool>()).prop_map(|(front, body, line_end, ended)| {
        let text = format!("{front}{}{}", body.join("\n"), if ended { "\n" } else { "" });
        text.replace('\n', line_end)
    })
}

/// How many bytes at the start and at the end two texts share, without overlap.
fn shared(old: &str, new: &str) -> usize {
    let start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old.as_bytes()[start..], &new.as_bytes()[start..]);
    start + old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_entry_more_changes_no_other_byte(text in odd_note(), day in 1..28_i8, month in 1..13_i8) {
        let Ok(places) = places(&text, &context()) else { return Ok(()) };
        let new = entry((2026, month, day));
        let (after, line) = insert(&text, &places, &new);
        prop_assert_eq!(shared(&text, &after), text.len(), "{:?} to {:?}", text, after);
        prop_assert_eq!(after.ends_with('\n'), text.ends_with('\n') || text.is_empty());
        if adds(&new, "people/ada.md", &text, &after, &context()) {
            prop_assert!(after.lines().nth(line - 1).unwrap().contains("call: hello"), "line {} of {:?}", line, after);
        }
    }

    #[test]
    fn one_value_more_changes_no_other_byte(text in odd_note(), key in prop::sample::select(vec!["last", "role", "company", "name", "tags", "x", "y", "own"]),
        value in prop::sample::select(vec!["2026-11-20", "plain text", "a: b", "#x", "[[Initech]]", "yes", "- x", "it's", "\"q\"", ""])) {
        let Ok((after, line)) = set(&text, key, value, &context()) else { return Ok(()) };
        let (old, _) = note("people/ada.md", &text, &context(), &mut Scratch::default());
        let (new, _) = note("people/ada.md", &after, &context(), &mut Scratch::default());
        let kept = shared(&text, &after);
        let replaced = text.len() - kept;
        prop_assert!(replaced <= 12, "{:?} to {:?}", text, after);
        // A note without front matter may become a contact's by having some, and its log counts from then on.
        let had_front_matter = places(&text, &context()).unwrap().front_matter.is_some();
        prop_assert!(old.entries().len() == new.entries().len() || !had_front_matter);
        prop_assert!(after.lines().nth(line - 1).unwrap().contains(':'));
        let again = places(&after, &context()).unwrap();
        prop_assert!(again.keys.len() >= places(&text, &context()).unwrap().keys.len());
    }
}
