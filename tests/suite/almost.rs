//! What almost is an entry or a field is told by `check`.

use crate::entries::page;
use serde_json::Value;

#[test]
fn lines_that_almost_are_entries_are_told() {
    let check = |log: &str, want: &[(&str, u64, u64)]| {
        let found = page("check", &[("people/ana.md", &format!("---\nname: Ana\n---\n{log}\n"))]);
        let found: Vec<_> = found["diagnostics"].as_array().unwrap().iter().collect();
        let found: Vec<_> =
            found.iter().map(|f| (f["code"].as_str().unwrap(), f["line"].as_u64().unwrap(), f["end_column"].as_u64().unwrap())).collect();
        let found: Vec<_> = found.into_iter().filter(|(code, ..)| *code != "missing-note").collect();
        assert_eq!(found, want, "{log}");
    };
    // The day stands behind something.
    check("- Fri 2026-10-02 coffee: hi", &[("entry-date", 4, 17)]);
    check("- [x] Friday, 2 Oct 2026: hi", &[("entry-date", 4, 25)]);
    check("- ☕ 2026-10-02: hi", &[("entry-date", 4, 15)]);
    check("## Fri. 2026-10-02", &[("entry-date", 4, 19)]);
    // It is spelt with other hyphens, or without any.
    check("- 2026‑10‑02 coffee", &[("entry-date", 4, 13)]);
    check("- 2026–10–02 coffee", &[("entry-date", 4, 13)]);
    check("- 20261002 coffee: hi", &[("entry-date", 4, 11)]);
    check("- 20261002: hi", &[("entry-date", 4, 11)]);
    // It is no item.
    check("2026-10-02 coffee: hi", &[("loose-entry", 4, 11)]);
    check("2026-10-01: hi\n2026-10-02 with [[Ana]]", &[("loose-entry", 5, 11)]);
    check("**2026-10-02** call - hi", &[("loose-entry", 4, 13)]);
    check("- 2026-10-03 tea\n2026-10-02 call: hi\n2026-10-01 call\n- 2026-09-30 tea", &[("loose-entry", 5, 11)]);
    let other = [
        "- 20261002 is her number",
        "- 20261302 coffee",
        "- [[2026-10-02 Review]] has it",
        "- [20261002 coffee](2026-10-02.md) has it",
        "- Sun and rain",
        "- [ ] 📅 2026-12-01 buy a gift",
        "- 🎂 1951-03-12",
        "- ≥ 2026-10-02 coffee",
        "- 20261002 – an invoice",
        "since the operation on\n2026-09-14 coffee is out",
        "2026-10-02: a phone added",
        "1951-03-12 – born in Turin",
        "- Fri 13",
        "- 2017–2021 at Acme",
        "2026-10-02 was a bad day",
        "2026-10-02..2026-10-09 away",
        "- 2026-10-01 call: hi\n\n  2026-10-02 coffee: the next day",
        "### 2026-10-01 call\n\n2026-10-02 coffee: what she said of it",
    ];
    other.into_iter().for_each(|log| check(log, &[]));
    let bo = page("check", &[("bo.md", "2026-10-02 coffee: no contact's note\n"), ("people/ana.md", "---\nname: Ana\n---\n")]);
    assert_eq!(bo["diagnostics"], Value::Array(Vec::new()));
}

#[test]
fn fields_that_almost_are_some_are_told() {
    let check = |text: &str, want: &[(&str, u64, u64, &str)]| {
        let found = page("check", &[("people/ana.md", &format!("---\nname: Ana\n---\n- 2026-10-02 coffee: hi{text}\n"))]);
        let found: Vec<_> = found["diagnostics"].as_array().unwrap().iter().collect();
        let said = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
        let found: Vec<_> = found.iter().map(|f| (said(f, "code"), f["line"].as_u64(), f["column"].as_u64(), said(f, "hint"))).collect();
        let want: Vec<_> =
            want.iter().map(|(code, line, at, hint)| ((*code).to_owned(), Some(*line), Some(*at), (*hint).to_owned())).collect();
        assert_eq!(found, want, "{text:?}");
    };
    let near = |line, column, hint| [("unknown-key", line, column, hint)];
    check(" [gav:: advice]", &near(4, 26, "did you mean `gave`?"));
    check(" (promise:: to send it)", &near(4, 26, "did you mean `promised`?"));
    check(" [ask:: advice]", &near(4, 26, "did you mean `asked`?"));
    check(" [a:: b] [c:: d] [e:: f] [g:: h] [i:: j] [k:: l] [m:: n] [o:: p] [gav:: x]", &near(4, 90, "did you mean `gave`?"));
    check(" [Gaev:: advice]", &near(4, 26, "did you mean `gave`?"));
    check("\n  - need: a room", &near(5, 5, "did you mean `needs`?"));
    check("\n  - [[Ana]] Thnaked: for it", &near(5, 13, "did you mean `thanked`?"));
    check("\n  - promisd:: a book", &near(5, 5, "did you mean `promised`?"));
    let open = |line, column, hint| [("bad-value", line, column, hint)];
    check(" [gave:: advice", &open(4, 25, "put `]` behind its value"));
    check("\n  and more (Got:: advice", &open(5, 12, "put `)` behind its value"));
    for text in [
        " [mood:: good] (gave:: [[Ana]]'s)",
        "\n  - ask: how Rome was",
        "\n  - name: Bo",
        "\n  - asking: x",
        "\n  - Thanks: to all\n  - Given: the cut\n  - Width: 3 m\n  - Cloned: x\n  - premised: x",
        " std::gave:: x",
        " `[gave:: x`",
        "\n  gave:: advice",
    ] {
        check(text, &[]);
    }
    let none = page("check", &[("bo.md", "- [gav:: x]\n- need: y\n- [gave:: z\n"), ("people/ana.md", "---\nname: Ana\n---\n")]);
    assert_eq!(none["diagnostics"], Value::Array(Vec::new()));
}
