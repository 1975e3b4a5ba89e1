//! Hostile vaults: whatever lies in one, every command ends in time and without a panic, shows the good notes, prints nothing that
//! could drive a terminal, reads nothing outside, and changes no byte, name, mode or time in the vault.
#![cfg(unix)]

mod limits;
mod vault;

use crate::contract::{TODAY, journal, said};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;
use vault::{Vault, brief, harmless, note, person};

#[test]
fn yaml_that_explodes_is_survived() {
    let mut bomb = "---\nname: Bad Apple\na: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, now) in "abcdefghijklmnop".chars().zip("bcdefghijklmnopq".chars()) {
        bomb.push_str(&format!("{now}: &{now} [{}]\n", vec![format!("*{before}"); 9].join(", ")));
    }
    note(bomb + "---\n").survives(&["people/bad.md"]);
    let wide = format!("---\nname: Bad Apple\na: &a [{}]\nb: [{}]\n---\n", "x,".repeat(10_000), "*a,".repeat(10_000));
    note(wide).survives(&["people/bad.md"]);
    note("---\nname: Bad Apple\na: &a [*a, *a]\n---\n").survives(&["people/bad.md"]);
    note("---\nname: Bad Apple\na: &a\n  <<: *a\n  b: *a\n---\n").survives(&["people/bad.md"]);
}

#[test]
fn yaml_that_is_deep_or_wide_is_survived() {
    for open in ["[", "{", "{a: ", "- ", "? ", "!x ", "&x ", "'", "\"", "[[", "[{a: ", "|\n ", "a: [\n"] {
        let deep = open.repeat(60_000 / open.len());
        println!("60 KB of {open:?}");
        note(format!("---\nname: Bad Apple\na: {deep}\n---\n")).survives(&["people/bad.md"]);
    }
    let indented: String = (0..300).map(|n| format!("{}k:\n", " ".repeat(n))).collect();
    note(format!("---\nname: Bad Apple\n{indented}---\n")).survives(&["people/bad.md"]);
    let keys: String = (0..5_000).map(|n| format!("key{n}: v\n")).collect();
    note(format!("---\nname: Bad Apple\n{keys}---\n")).survives(&["people/bad.md"]);
    note(format!("---\nname: Bad Apple\n{}---\n", "last: 2026-01-01\n".repeat(3_500))).survives(&["people/bad.md"]);
    note(format!("---\n{}", "name: Bad Apple\n".repeat(100_000))).survives(&[]);
}

#[test]
fn numbers_and_dates_out_of_all_bounds_are_survived() {
    let big = "9".repeat(400);
    let values = [
        format!("cadence: {big}d\nlast: 2026-01-01"),
        format!("cadence: every {big} weeks\nlast: {big}-01-01"),
        "cadence: 4294967296mo\nlast: 2026-01-01".to_owned(),
        "cadence: 2147483647y\nlast: 0000-01-01".to_owned(),
        "cadence: -5w\nlast: -2026-01-01".to_owned(),
        "cadence: 1d\nlast: 0001-01-01".to_owned(),
        "cadence: 7999y\nlast: 9999-12-31\nnext: 9999-12-31\nsnooze: 9999-12-31\nmet: 9999".to_owned(),
        "birthday: 0000-00-00\nmet: 0000\ntransition: 0000..9999\nworked_together: X 9999-99..0000-00".to_owned(),
        "birthday: 02-29\nmet: 0001-01-01\ntransition: 9999-12-31..0001-01-01".to_owned(),
        format!("phone: {big}\nage: {big}\nx: 1e{big}\ny: .inf\nz: .nan"),
    ];
    for value in values {
        println!("{value}");
        note(format!("---\nname: Bad Apple\n{value}\n---\n\n- 0000-00-00 call\n- 9999-12-31 call\n- 0001-01-01 call\n"))
            .survives(&["people/bad.md"]);
    }
}

#[test]
fn what_is_no_regular_file_is_not_read() {
    Vault::new(|root| assert!(Command::new("mkfifo").arg(root.join("people/x.md")).status().unwrap().success())).survives(&[]);
    let socket = Vault::new(|root| drop(UnixListener::bind(root.join("people/x.md")).unwrap()));
    socket.survives(&[]);
    socket.finds("not-a-file");
    Vault::new(|root| fs::create_dir_all(root.join("people/x.md/y.md")).unwrap()).survives(&[]);
    Vault::new(|root| symlink("/dev/zero", root.join("people/x.md")).unwrap()).survives(&[]);
    Vault::new(|root| symlink("/dev/stdin", root.join("people/x.md")).unwrap()).survives(&[]);
}

#[test]
fn links_in_circles_are_walked_once() {
    let circle = Vault::new(|root| {
        symlink("b.md", root.join("people/a.md")).unwrap();
        symlink("a.md", root.join("people/b.md")).unwrap();
        symlink("..", root.join("people/up")).unwrap();
        symlink(".", root.join("people/here")).unwrap();
        symlink("good.md", root.join("people/again.md")).unwrap();
    });
    circle.survives(&[]);
    circle.finds("unreadable");
    assert_eq!(circle.run(&["list", "--format", "{{ name }}"]).out, "Good Neighbour\n");
}

#[test]
fn nothing_outside_the_vault_is_read() {
    let links = Vault::new(|root| {
        symlink("/etc/passwd", root.join("people/x.md")).unwrap();
        symlink("/etc", root.join("people/etc")).unwrap();
        symlink("/etc", root.join("people/folder.md")).unwrap();
        fs::create_dir(root.with_file_name("outside")).unwrap();
        fs::write(root.with_file_name("outside.md"), "---\nname: root: outside\n---\n").unwrap();
        fs::write(root.with_file_name("outside/in.md"), "---\nname: root: outside\n---\n").unwrap();
        symlink("../../outside.md", root.join("people/y.md")).unwrap();
        symlink("../outside", root.join("contacts")).unwrap();
        symlink("people/y.md", root.join("z.md")).unwrap();
        symlink("../outside.md", root.join(".obsidian")).unwrap();
    });
    links.survives(&[]);
    links.finds("outside-vault");
    for path in ["/etc/passwd", "../outside.md", "people/etc/passwd", "people/x.md"] {
        assert_eq!(links.run(&["show", path]).code, 1, "show {path}");
        harmless(&links.run(&["check", path]).out, &["check", path]);
    }
}

#[test]
fn a_file_that_is_far_too_large_is_told_of_and_not_read() {
    let large = Vault::new(|root| File::create(root.join("people/bad.md")).unwrap().set_len(100 * 1024 * 1024).unwrap());
    large.survives(&[]);
    large.finds("too-large");
}

#[test]
fn every_encoding_is_read_as_far_as_it_goes() {
    let text = "---\nname: Bad Apple\n---\n\n- 2026-11-02 coffee: Zoë was there";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>();
    let check = |name: &str, bytes: Vec<u8>, odd: bool| {
        println!("{name}");
        let vault = note(bytes);
        vault.survives(&["people/bad.md"]);
        let shown = vault.run(&["show", "Bad Apple"]).out;
        assert!(shown.contains("2026-11-02  coffee: Zo"), "{name}: {shown}");
        assert_eq!(vault.codes().iter().any(|code| code == "encoding"), odd, "{name}: {:?}", vault.codes());
    };
    check("no final newline", text.into(), false);
    check("CRLF", text.replace('\n', "\r\n").into(), false);
    check("CR CR LF", (text.replace('\n', "\r\n") + "\r\r\r\n").into(), false);
    check("BOM", format!("\u{feff}{text}\n").into(), false);
    check("BOM and CRLF", format!("\u{feff}{text}\n").replace('\n', "\r\n").into(), false);
    check("NUL bytes", format!("{text}\0\0 and more\0\n").into(), true);
    check("UTF-16 LE", utf16(u16::to_le_bytes), true);
    check("UTF-16 BE", utf16(u16::to_be_bytes), true);
    check("UTF-16 cut in the middle", utf16(u16::to_le_bytes).into_iter().chain([0x3d]).collect(), true);
    check("Latin-1", [text.as_bytes(), b" Zo\xeb"].concat(), true);
    check("cut in a character", [text.as_bytes(), b" \xe2\x82"].concat(), true);
    check("surrogates and overlong", [text.as_bytes(), b" \xed\xa0\x80 \xc0\xaf \xf8\x88\x80\x80\x80"].concat(), true);
    note(vec![0xff_u8; 100_000]).survives(&[]);
    note(vec![0_u8; 100_000]).survives(&[]);
    note([0xff, 0xfe]).survives(&[]);
    note("").survives(&[]);
    note("---").survives(&[]);
}

/// Texts that would drive a terminal or disguise what they are.
const DRIVERS: [&str; 6] = [
    "\u{1b}]0;owned\u{7}",
    "\u{1b}[2J\u{1b}[31m",
    "\u{9b}31m\u{90}q\u{9c}",
    "a\u{8}\u{8}\u{7f}\u{b}\u{c}\u{85}",
    "\u{202e}nimda\u{2066}x\u{2069}\u{61c}",
    "\u{200b}x\u{200d}\u{2060}\u{feff}\u{2028}",
];

#[test]
fn nothing_in_a_note_drives_the_terminal() {
    for text in DRIVERS {
        println!("{text:?}");
        let yaml: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        for value in [text.to_owned(), format!("\"{text}\""), format!("\"{yaml}\"")] {
            let keys = ["name", "company", "role", "circle", "cadence", "status", "last", "seeking", "worked_together", "knows", "own_key"];
            let lines: String = keys.iter().map(|key| format!("{key}: {value}\n")).collect();
            let body = format!(
                "- 2026-11-02 {text}: {text} [gave:: {text}] [asked:: {text}] with [[{text}]]\n- [ ] {text} 📅 2026-11-25\n- 2026-02-30 {text}\n"
            );
            note(format!("---\n{lines}transition: 2026-09-01..\naliases: [{value}]\n{text}: {text}\n---\n\n{body}"))
                .survives(&["people/bad.md"]);
        }
    }
}

#[test]
fn a_yaml_escape_in_a_name_is_shown_and_not_obeyed() {
    let vault = note("---\nname: \"\\e[31mRed\\a\\x9b\"\n---\n");
    vault.survives(&["people/bad.md"]);
    assert!(vault.run(&["list"]).out.contains("␛[31mRed␇<U+009B>"), "{}", vault.run(&["list"]).out);
}

#[test]
fn no_file_name_drives_the_terminal_or_breaks_a_line() {
    let names: Vec<Vec<u8>> = DRIVERS
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .chain([b"a\nb: error: c".to_vec(), b"\xff\xfe".to_vec(), b"-rf".to_vec(), b"%0A::error::x".to_vec()])
        .collect();
    for name in names {
        println!("{}", name.escape_ascii());
        let vault = Vault::new(|root| {
            let file = |ending: &str| root.join("people").join(OsStr::from_bytes(&[&name[..], ending.as_bytes()].concat()));
            fs::write(file(".md"), "---\nlast: 2026-02-30\n---\n\n- 2026-11-02 call [gave:: advice]\n").unwrap();
            symlink("gone", file("2.md")).unwrap();
            fs::create_dir(file("3.md")).unwrap();
            fs::write(file("3.md").join("x.md"), "---\nlast: 2026-02-30\n---\n").unwrap();
        });
        vault.survives(&[]);
        for format in ["short", "github"] {
            let out = vault.run(&["check", "--format", format]).out;
            assert!(out.lines().count() <= 3, "a name makes a line of its own:\n{out}");
        }
    }
}

#[test]
fn no_name_of_the_vaults_folder_drives_the_terminal() {
    for text in DRIVERS {
        let outer = Vault::new(|root| {
            fs::create_dir_all(root.join(text).join("people")).unwrap();
            fs::write(root.join(text).join("people/bad.md"), "---\nlast: 2026-02-30\n---\n").unwrap();
        });
        let folder = outer.root().join(text);
        for arguments in [
            &["digest", "-v"][..],
            &["check"],
            &["index", "--format", "json"],
            &["digest", "-o", "no/such/folder.md"],
            &["list", "--vault", "gone"],
        ] {
            for named in [&["--vault", "."][..], &["--vault", folder.to_str().unwrap()], &[]] {
                let mut command = journal(&outer.folder.path().join("home"));
                let vault = if arguments.contains(&"--vault") { &[] } else { named };
                command.args(arguments).args(vault).args(["--today", TODAY]).current_dir(&folder);
                let said = said(command);
                harmless(&said.out, arguments);
                harmless(&said.err, arguments);
            }
        }
    }
}

#[test]
fn nothing_in_a_note_becomes_markup_of_a_page_or_a_formula() {
    let texts = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><b onmouseover=\"x",
        "' onclick='x",
        "](javascript:alert(1))",
        "=cmd|' /C calc'!A0",
        "{{ 7 * 7 }}{% include 'x' %}",
    ];
    for text in texts {
        println!("{text}");
        let quoted = text.replace('\'', "''");
        let vault = note(format!(
            "---\nname: '{quoted}'\ncompany: '{quoted}'\nseeking: '{quoted}'\n---\n\n- 2026-11-02 call: {text} [gave:: {text}]\n- [ ] {text} 📅 2026-11-25\n"
        ));
        vault.survives(&["people/bad.md"]);
        let html = vault.run(&["digest", "--format", "html"]).out;
        for bad in ["<script", "<img", "<b ", "onclick='x", "\"javascript:", "onmouseover=\"x"] {
            assert!(!html.contains(bad), "{bad} stands in the page:\n{html}");
        }
        let policy = html.find("default-src 'none'").expect("a page without a policy");
        assert!(policy < html.find("<body").unwrap());
        assert!(!vault.run(&["digest", "--format", "md"]).out.contains("](javascript"), "{text}");
        let rows = vault.run(&["list", "--format", "csv"]).out;
        assert!(rows.lines().all(|row| !row.starts_with(['=', '+', '-', '@']) && !row.contains(",=") && !row.contains(",\"=")), "{rows}");
        assert!(!vault.run(&["digest"]).out.contains("49"), "a text was taken for a template");
    }
}

/// A person's note with each of these bodies.
fn check_bodies(bodies: impl IntoIterator<Item = (&'static str, String)>) {
    for (name, body) in bodies {
        println!("{name}");
        person(&body).survives(&["Bad Apple"]);
    }
}

#[test]
fn many_links_and_fields_in_one_note_are_survived() {
    check_bodies([
        ("links", "[[Good Neighbour]] [[nobody]]\n".repeat(50_000)),
        ("links on one line", "[[Good Neighbour]] [[nobody]] ".repeat(50_000)),
        ("entries with links", "- 2026-09-02 coffee with [[Good Neighbour]], [[x]] and [[y]]: z\n".repeat(20_000)),
        ("links in a lead", format!("- 2026-09-02 coffee with {}: x", "[[Good Neighbour]], ".repeat(30_000))),
        ("fields", format!("- 2026-11-02 coffee: x {}", "[gave:: advice] ".repeat(50_000))),
        ("open fields", format!("- 2026-11-02 coffee: x {}", "[gave:: ".repeat(50_000))),
        ("child fields", format!("- 2026-11-02 coffee: x\n{}", "  - gave: advice on [[x]]\n".repeat(30_000))),
    ]);
}

#[test]
fn many_lines_and_marks_in_one_note_are_survived() {
    check_bodies([
        ("comments", "%% a %% b ".repeat(20_000)),
        ("comments over lines", "%%\na\n%%\n".repeat(20_000)),
        ("open comments", "<!-- ".repeat(50_000)),
        ("impossible dates", "- 2026-02-30 coffee\n".repeat(12_500)),
        ("tasks", "- [ ] call 📅 2026-11-25\n".repeat(20_000)),
        ("headings", "### 2026-11-02 call\n".repeat(30_000)),
        ("a log of 200,000 lines", "- 2026-11-02 call: hello\n".repeat(200_000)),
        ("a line of 10 MB", "- 2026-11-02 call: ".to_owned() + &"x".repeat(10_000_000)),
        ("conflicts", "<<<<<<< a\n- 2026-11-02 call\n=======\n>>>>>>> b\n".repeat(20_000)),
        ("reference definitions", (0..20_000).map(|n| format!("[r{n}]: x.md\n\n[r{n}]\n")).collect()),
        ("table rows", "| a | b |\n| --- | --- |\n".to_owned() + &"| [[x]] | b |\n".repeat(30_000)),
    ]);
}

#[test]
fn deep_nesting_is_survived() {
    for open in [
        "- ",
        "> ",
        "1. ",
        "[",
        "![[",
        "[a](",
        "[a:: ",
        "(a:: ",
        "**a ",
        "*",
        "_",
        "`a",
        "<b>",
        "<",
        "\\",
        "[[a|",
        "- 2026-11-02 ",
        "> - 2026-11-02 call ",
        "# ",
    ] {
        println!("{open:?}");
        person(&open.repeat(20_000)).survives(&["Bad Apple"]);
        person(&format!("- 2026-11-02 call with {}: x", open.repeat(20_000))).survives(&["Bad Apple"]);
    }
    let steps: String = (0..1_000).map(|depth| format!("{}- 2026-11-02 call\n", "  ".repeat(depth))).collect();
    person(&steps).survives(&["Bad Apple"]);
}

#[test]
fn deep_folders_and_many_of_them_are_survived() {
    let deep = Vault::new(|root| {
        let folder = root.join(vec!["d"; 800].join("/"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("x.md"), "---\ntype: person\nname: Deep Down\n---\n").unwrap();
        for n in 0..3_000 {
            fs::create_dir(root.join(format!("people/{n}.md"))).unwrap();
        }
    });
    deep.survives(&["Deep Down"]);
}

#[test]
fn hostile_settings_are_refused_in_time_and_never_shown() {
    let bomb = (0..12)
        .fold("a0: &a0 [x]\n".to_owned(), |text, n| text + &format!("a{}: &a{} [{}]\n", n + 1, n + 1, vec![format!("*a{n}"); 9].join(",")));
    let texts = [
        bomb,
        "[".repeat(60_000),
        "ignore: ".to_owned() + &"[".repeat(60_000),
        format!("ignore: [\"{}\"]", "{a,b}".repeat(5_000)),
        format!("ignore: [\"{}\"]", "**/".repeat(5_000)),
        format!("ignore: [\"{}a\"]", "{".repeat(5_000)),
        "\"\\e]0;x\\a\": 1".to_owned(),
        "circles: {inner: \"\\e[31m\"}".to_owned(),
        "circles: {\"\\e[31m\": 4w}\nchannels: [\"\\e[31m\"]\nkinds: {\"\\e[31m\": [x]}".to_owned(),
        "ignore: [\"\\e[31m{\"]".to_owned(),
        "digest:\n  limit: 99999999999999999999\n  period: 9999999999999d".to_owned(),
        "weights:\n  advice: .inf\n  gift: 1e308".to_owned(),
        "editor: touch /tmp/owned\npager: touch /tmp/owned".to_owned(),
    ];
    for text in texts {
        println!("{}", brief(&text).escape_debug().take(200).collect::<String>());
        let vault = Vault::new(|root| {
            fs::create_dir(root.join(".journal")).unwrap();
            fs::write(root.join(".journal/config.yaml"), &text).unwrap();
        });
        vault.survives_with(&[], |_, _, _| ());
    }
}

#[test]
fn settings_outside_the_vault_are_not_read() {
    for target in ["/etc/passwd", "/dev/zero", "../../outside.yaml"] {
        let vault = Vault::new(|root| {
            fs::create_dir(root.join(".journal")).unwrap();
            fs::write(root.with_file_name("outside.yaml"), "root: outside\n").unwrap();
            symlink(target, root.join(".journal/config.yaml")).unwrap();
        });
        vault.survives_with(&[], |_, _, _| ());
        vault.finds("bad-setting");
    }
}
