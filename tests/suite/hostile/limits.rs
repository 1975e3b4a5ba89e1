//! The largest vaults: linear in what is read, and at most ten bytes of memory for each byte of a note.
//!
//! No clock is asked. Work in the square of these sizes would take hours, and a command has twenty seconds of the
//! processor.

use super::vault::{Vault, person};
use std::fs;
use std::os::unix::fs::symlink;

/// What a command takes for any vault, in bytes: the program itself and room for its threads.
const BASE: usize = 24 << 20;

#[test]
fn a_log_of_a_million_lines_is_read_in_ten_times_its_size() {
    let lines = 1_000_000;
    for (name, line) in [("one day", "- 2026-11-02 call: hi\n"), ("plans", "- [ ] 2027-11-02 call\n"), ("prose", "some words of prose\n")] {
        let body = line.repeat(lines);
        let vault = person(&body);
        let (ended, peak) = vault.run_measured(&["index"]);
        assert_eq!(ended.code, 0, "{name}: {}", ended.err);
        assert!(peak < 10 * body.len() + BASE, "{name}: {} MiB of memory for {} MiB of text", peak >> 20, body.len() >> 20);
    }
}

#[test]
fn a_hundred_thousand_links_in_one_note_are_read() {
    let body: String = (0..100_000).map(|n| format!("- 2026-11-02 coffee with [[n{n}]] and [[Good Neighbour]]\n")).collect();
    let vault = person(&body);
    let (_, peak) = vault.run_measured(&["digest"]);
    assert!(peak < 20 * body.len() + BASE, "{} MiB of memory for {} MiB of text", peak >> 20, body.len() >> 20);
    assert!(vault.run(&["show", "Good Neighbour"]).out.contains("coffee with Bad Apple"));
}

#[test]
fn many_keys_and_comments_in_one_note_are_read_and_adopted() {
    let keys = |count: usize| (0..count).map(|n| format!("key {n}:: v\n")).collect::<String>();
    let skip = "<!-- journal-check: skip=unkn -->";
    let notes = [
        ("properties", keys(100_000)),
        ("fields", format!("---\nname: Bad Apple\n---\n{}", keys(4_000))),
        ("lists of links", (0..4_000).map(|n| format!("key{n}:: [[a]], [[b]]\n")).collect()),
        ("a slip", format!("---\nname: Bad Apple\n{}---\n", "cadnce: v\n".repeat(6_000))),
        ("slips in properties", "cadnce:: v\n".repeat(100_000)),
        ("sorts of a key", format!("---\nname: Bad Apple\n{}---\n", (0..4_000).map(|n| format!("EMAIL[{n}]: a\n")).collect::<String>())),
        ("comments", format!("---\nname: Bad Apple\n---\n{}", format!("{skip}\n").repeat(100_000))),
        ("comments on one line", format!("---\nname: Bad Apple\n---\n{}", skip.repeat(100_000))),
        ("one comment", format!("---\nname: Bad Apple\n---\n<!-- {}-->\n", skip[5..30].repeat(100_000))),
        ("open brackets", format!("---\nname: Bad Apple\n---\n{}", "[a:: ".repeat(100_000))),
        ("items", format!("# Bad Apple\n**Worked together:** {}\n**Role:** x\n", "A 2017, ".repeat(100_000))),
    ];
    for (name, text) in notes {
        println!("{name}");
        let vault = super::note(text);
        assert!(vault.run(&["list", "--format", "json"]).out.contains("Good Neighbour"));
        for arguments in [&["check", "--all"][..], &["check", "--fix", "--dry-run"], &["check", "--fix", "--adopt", "--dry-run"]] {
            vault.run(arguments);
        }
    }
}

#[test]
fn many_notes_in_one_folder_are_all_read() {
    let vault = Vault::new(|root| {
        for n in 0..20_000 {
            let note = format!("---\nknows: \"[[p{}]]\"\n---\n- 2026-11-02 call\n", (n * 7) % 20_000);
            fs::write(root.join(format!("people/p{n}.md")), note).unwrap();
        }
    });
    for _ in ["first", "from the cache"] {
        assert_eq!(vault.run(&["list", "--format", "{{ path }}"]).out.lines().count(), 20_001);
        assert!(vault.run(&["digest"]).code < 2);
    }
}

#[test]
fn names_as_long_as_they_may_be_are_read_and_written() {
    for letter in ["a", "é", "日", "🙂", "\u{301}a"] {
        let stem: String = letter
            .chars()
            .cycle()
            .scan(0, |bytes, c| Some((*bytes += c.len_utf8(), c)).filter(|_| *bytes <= 252).map(|(_, c)| c))
            .collect();
        let name = format!("{stem}.md");
        println!("{} bytes: {name}", name.len());
        let vault = Vault::new(|root| {
            fs::write(root.join("people").join(&name), "---\ncadence: 6w\n---\n- 2026-11-02 call\n").unwrap();
            symlink(&name, root.join("people/again.md")).unwrap();
        });
        let path = format!("people/{name}");
        vault.survives(&[&path]);
        assert_eq!(vault.run(&["log", &path, "coffee: x"]).code, 0);
        assert_eq!(vault.run(&["set", &path, "company", "Initech"]).code, 0);
        let text = fs::read_to_string(vault.root().join(&path)).unwrap();
        assert!(text.contains("company: Initech") && text.contains("- 2026-11-20 coffee: x"), "{text}");
        assert_eq!(vault.run(&["undo"]).code, 0);
        let page = vault.root().join(&name);
        let ended = vault.run(&["digest", "-o", page.to_str().unwrap()]);
        assert!(ended.code < 2 && page.exists(), "{}", ended.err);
        assert_eq!(fs::read_dir(vault.root()).unwrap().count(), 2, "a temporary file is left");
    }
}

#[test]
fn front_matter_that_nests_by_lines_and_quotes_that_nest_are_survived() {
    for (start, step) in [("", "k:"), ("a:\n", "- "), ("a:\n", "- k:"), ("a:\n", "? x\n")] {
        let nested: String = (1..400).map(|depth| format!("{}{step}\n", " ".repeat(depth))).collect();
        super::note(format!("---\nname: Bad Apple\n{start}{nested}---\n")).survives(&["people/bad.md"]);
    }
    let quotes: String = (1..1_000).map(|depth| format!("{} - 2026-11-02 call\n", ">".repeat(depth))).collect();
    person(&quotes).survives(&["Bad Apple"]);
    let facts = ["**Role:** ", "Role:: ", "| **Role** ", "**", "__", "| ", ":: ", "- **Role:** x "].map(|piece| piece.repeat(20_000));
    for fact in &facts {
        super::note(format!("---\nname: Bad Apple\n---\n# Bad Apple\n{fact}\n")).survives(&["people/bad.md"]);
        super::note(format!("{fact}\n")).survives(&[]);
    }
}
