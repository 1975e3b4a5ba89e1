//! Whatever stands in a vault stays text in every answer: a vault with two hundred hostile texts, one in every field of one contact,
//! gives pages of the same shape as a vault with harmless words in their places.
#![cfg(unix)]

mod shapes;
mod strings;

use crate::contract::{Said, TODAY, journal, said};
use shapes::{blocks, harmless, keys, rows, tree};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use strings::hostile;

/// A vault where `words` gives the text of each contact.
struct Vault {
    home: tempfile::TempDir,
}

/// A text as a scalar of YAML.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => format!("\\u{:04x}", c as u32),
            '\u{fffe}' | '\u{ffff}' => "x".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A text in one line of a log, in which it is no field, link, date or box.
fn in_log(text: &str) -> String {
    text.replace(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], " ").replace("::", ": :").replace("[[", "[ [")
}

/// A text as part of a file's name.
fn in_name(text: &str) -> String {
    let short: String = text.chars().filter(|c| !matches!(c, '/' | '\0' | '\u{fffe}' | '\u{ffff}')).take(40).collect();
    short.trim_end_matches(['.', ' ']).to_owned()
}

impl Vault {
    fn new(words: impl Fn(usize) -> String) -> Vault {
        let vault = Vault { home: tempfile::tempdir().unwrap() };
        let root = vault.root();
        fs::create_dir_all(root.join("people")).unwrap();
        fs::create_dir_all(root.join(".journal")).unwrap();
        let me = quoted(&words(0));
        let (kind, channel) = (quoted(words(0).get(..3).unwrap_or("k")), quoted(words(1).get(..4).unwrap_or("c")));
        let settings = format!("me:\n  name: {me}\n  location: {me}\nkinds:\n  {kind}: [kk]\nchannels:\n  {channel}: [cc]\n");
        fs::write(root.join(".journal/config.yaml"), settings).unwrap();
        fs::write(root.join("people/zz.md"), "---\nname: Zz\ncadence: soon\nlast: 2026-02-30\n---\n\n- 2026-11-02 cc: x [gave:: kk x]\n")
            .unwrap();
        for number in 0..200 {
            let word = words(number);
            let text = quoted(&format!("N{number:03} {word}"));
            let field = quoted(&word);
            // A placeholder of a template is no alias and no tag.
            let tag = quoted(&format!("N{number:03}{}", word.replace(|c: char| c.is_whitespace() || c == ',', "").replace("}}", "}_}")));
            let log = in_log(&word);
            let note = format!(
                "---\nname: {text}\naliases: [{}]\ncompany: {text}\nrole: {field}\ntags: [{tag}]\nlocation: {field}\n\
                 transition: 2026-09-01\nhobby: {field}\nbirthday: 1980-11-25\nintroduced_by: {field}\n---\n\n\
                 ## Log\n\n- 2026-11-0{} coffee: x {log}\n  - gave: advice {log}\n  - promised: x {log}\n\
                 - 2026-03-01 call: x {log}\n  - got: referral x {log}\n- [ ] x {log} 📅 2026-11-25\n",
                quoted(&format!("A{number:03} {}", word.replace("}}", "}_}"))),
                1 + number % 9,
            );
            fs::write(root.join(format!("people/p{number:03}{}.md", in_name(&word))), note).unwrap();
        }
        vault
    }

    fn root(&self) -> PathBuf {
        self.home.path().join("vault")
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = journal(self.home.path());
        command.args(arguments).args(["--today", TODAY, "--no-cache", "--vault"]).arg(self.root());
        let said = said(command);
        assert!(said.code != Some(101) && said.code.is_some(), "{arguments:?}\n{}", said.err);
        harmless(&format!("stderr of {arguments:?}"), &said.err);
        said
    }
}

/// One vault with the hostile texts, and one of the same shape without them.
static VAULTS: LazyLock<(Vault, Vault)> = LazyLock::new(|| {
    let texts = hostile();
    (Vault::new(|number| texts[number].clone()), Vault::new(|number| format!("word{number}")))
});

/// Fails unless both answers have the same shape.
fn same_shape(arguments: &[&str], shape: fn(&str) -> Vec<String>) {
    same_shape_of((&VAULTS.0, &VAULTS.1), arguments, shape);
}

fn same_shape_of((bad, good): (&Vault, &Vault), arguments: &[&str], shape: fn(&str) -> Vec<String>) {
    let (bad, good) = (bad.run(arguments).out, good.run(arguments).out);
    let (bad, good) = (shape(&bad), shape(&good));
    assert!(good.len() > 200, "{arguments:?} answers with {} parts only", good.len());
    if let Some(at) = bad.iter().zip(&good).position(|(a, b)| a != b) {
        let from = at.saturating_sub(5);
        panic!("{arguments:?} differs at {at}:\n{:#?}\n{:#?}", &bad[from..(at + 5).min(bad.len())], &good[from..(at + 5).min(good.len())]);
    }
    assert_eq!(bad.len(), good.len(), "{arguments:?}");
}

#[test]
fn pages_for_a_browser_keep_their_tree() {
    same_shape(&["digest", "--limit", "0", "--format", "html"], tree);
}

/// What somebody looks for decides who could help, so it stands in vaults of its own, in which nobody can.
#[test]
fn what_somebody_looks_for_is_text() {
    let texts = hostile();
    let vault = |words: &dyn Fn(usize) -> String| {
        let vault = Vault::new(|number| format!("word{number}"));
        for number in 0..200 {
            let seeking = quoted(&format!("x {}", words(number)));
            let note = format!("---\nname: N{number:03}\nseeking: {seeking}\ntransition: 2026-09-01\n---\n");
            fs::write(vault.root().join(format!("people/p{number:03}word{number}.md")), note).unwrap();
        }
        vault
    };
    let (bad, good) = (vault(&|number| texts[number].clone()), vault(&|number| format!("word{number}")));
    same_shape_of((&bad, &good), &["digest", "--limit", "0", "--format", "html"], tree);
    same_shape_of((&bad, &good), &["digest", "--limit", "0", "--format", "md"], blocks);
    harmless("digest", &bad.run(&["digest", "--limit", "0"]).out);
}

#[test]
fn markdown_keeps_its_blocks() {
    for arguments in [["digest", "--limit", "0", "--format", "md"], ["timeline", "--limit", "0", "--format", "md"]] {
        same_shape(&arguments, blocks);
    }
    for command in ["list", "stale", "balance"] {
        same_shape(&[command, "--format", "md"], blocks);
    }
}

#[test]
fn json_keeps_its_keys() {
    for command in ["digest", "index", "list", "stale", "balance", "timeline", "today"] {
        same_shape(&[command, "--format", "json"], keys);
    }
}

#[test]
fn spreadsheets_keep_their_cells() {
    for command in ["list", "stale", "timeline", "balance"] {
        let arguments = [command, "--format", "csv"];
        let (bad, good) = (rows(&VAULTS.0.run(&arguments).out), rows(&VAULTS.1.run(&arguments).out));
        assert!(bad == good && good.len() > 100, "{command}: {} and {} rows", bad.len(), good.len());
    }
}

#[test]
fn nothing_drives_the_terminal() {
    let all: [&[&str]; 20] = [
        &["digest", "--limit", "0"],
        &["digest", "--limit", "0", "--color", "always"],
        &["digest", "--limit", "0", "--format", "html"],
        &["digest", "--limit", "0", "--format", "md"],
        &["digest", "--limit", "0", "--format", "json"],
        &["today", "--color", "always"],
        &["stale", "--color", "always"],
        &["balance"],
        &["balance", "--format", "csv"],
        &["list"],
        &["list", "--format", "csv"],
        &["list", "--format", "{{ name }} {{ path }} {{ tags }}"],
        &["timeline", "--limit", "0", "--color", "always"],
        &["index", "--format", "json"],
        &["check", "--all"],
        &["check", "--all", "--color", "always"],
        &["check", "--all", "--format", "short"],
        &["check", "--all", "--format", "github"],
        &["check", "--all", "--format", "json"],
        &["reach", "place:Leeds"],
    ];
    for arguments in all {
        harmless(&arguments.join(" "), &VAULTS.0.run(arguments).out);
    }
    for number in [4, 50, 51, 55, 56, 57, 59, 120, 199] {
        for format in ["text", "json"] {
            let name = format!("N{number:03}");
            let shown = VAULTS.0.run(&["show", &name, "--format", format]).out;
            assert!(shown.contains(&name), "show {name} says {shown}");
            harmless(&format!("show {name}"), &shown);
        }
    }
}

#[test]
fn what_is_typed_comes_back_as_text() {
    for text in hostile().iter().filter(|text| text.len() < 1_000) {
        let text = text.trim_start_matches('-');
        for arguments in [vec!["show", "--", text], vec!["reach", "--", text], vec!["list", "--", text]] {
            let said = VAULTS.1.run(&arguments);
            harmless(&format!("{arguments:?}"), &said.out);
        }
        let said = VAULTS.1.run(&["log", "--dry-run", "--", "N001", text]);
        harmless("log --dry-run", &said.out);
    }
}

#[test]
fn changes_are_told_as_text() {
    let texts = hostile();
    let vault = Vault::new(|number| texts[number].clone());
    for number in [50, 56, 59] {
        let name = format!("N{number:03}");
        for arguments in
            [vec!["set", &name, "role", "\u{1b}[31mx"], vec!["log", &name, "coffee: \u{202e}x"], vec!["undo", "--dry-run"], vec!["undo"]]
        {
            harmless(&format!("{arguments:?}"), &vault.run(&arguments).out);
        }
    }
    let odd = vault.home.path().join("out\u{1b}[31m\u{202e}.html");
    assert_eq!(vault.run(&["digest", "-o", odd.to_str().unwrap()]).code, Some(0));
    vault.run(&["digest", "-o", vault.home.path().join("no\u{1b}[31m/x.html").to_str().unwrap()]);
}

#[test]
fn completions_are_words_that_no_shell_runs() {
    let texts = hostile();
    let vault = Vault::new(|number| texts[number].clone());
    let mut command = journal(vault.home.path());
    command.env("JOURNAL_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "4").current_dir(vault.root());
    command.args(["--", "journal", "--vault", ".", "show", ""]);
    let out = said(command).out.replace('\u{b}', "\n");
    harmless("completions", &out);
    let names: Vec<&str> = out.lines().filter(|line| !line.starts_with("--")).collect();
    assert!(names.contains(&"zz"), "{names:?}");
    let harmful = names.iter().find(|name| name.contains(['$', '`', ';', '|', '&', '<', '>', '(', '\'', '"', '\\', '*', '!']));
    assert_eq!(harmful, None);
}
