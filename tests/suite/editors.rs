//! Editors and code hosts understand what `check` prints: Vim's quickfix list, the `$gcc` matcher of VS Code, annotations of
//! GitHub, SARIF. And the codes can be left out, raised and explained.

use crate::contract::{journal, said};
use crate::writing::Home;
use journal::diagnostic::Code;
use std::fs;
use std::process::Command;

/// A note whose findings stand behind wide and combining characters and a tab, and whose path needs escapes.
const ODD: &str =
    "---\nname: 日本 Zoë\ncadnce: 6w\nlast: soon\n---\n\n日本 e\u{301}\twith [[Bbo]] %0A, 100%:\n\n- 2026-10-02 日本 with\t[[Bbo]]: x\n";

fn odd() -> Home {
    Home::new(&[("people/a, b: 100%.md", ODD), ("people/bob.md", "---\nname: Bob\n---\n")])
}

#[test]
fn vim_finds_every_place() {
    if Command::new("vim").arg("--version").output().is_err() {
        println!("left out: there is no vim");
        return;
    }
    let home = Home::new(&[("people/zoë.md", ODD), ("people/bob.md", "---\nname: Bob\n---\n")]);
    let short = home.run(&["check", "--format", "short"]).out;
    assert_eq!(short.lines().count(), 3, "{short}");
    fs::write(home.at("found.txt"), &short).unwrap();
    let script = "set encoding=utf-8\nset errorformat=%f:%l:%c:\\ %t%*[^:]:\\ %m\ncfile found.txt\n\
        call writefile(map(getqflist(), 'printf(\"%s:%d:%d:%s:%s\", bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type, v:val.text)'), 'seen.txt')\nqa!\n";
    fs::write(home.at("script.vim"), script).unwrap();
    let mut vim = Command::new("vim");
    vim.args(["-u", "NONE", "-N", "-es", "-S", "script.vim"]).current_dir(home.at("")).env("LC_ALL", "C.UTF-8").env("TERM", "dumb");
    said(vim);
    let seen = home.text("seen.txt");
    let wanted: String = short.replace(": warning: ", ":w:").replace(": error: ", ":e:");
    assert_eq!(seen, wanted);
}

/// The expression of VS Code's `$gcc` matcher, taken apart: file, line, column, severity, message.
fn gcc(line: &str) -> Option<(&str, u32, u32, &str, &str)> {
    // ^(.*?):(\d+):(\d*):?\s+(?:fatal\s+)?(warning|error):\s+(.*)$
    let at = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let rest = &line[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && rest[digits..].starts_with(':')
    })?;
    let (number, rest) = line[at + 1..].split_once(':')?;
    let (column, rest) = rest.split_once(':')?;
    let (severity, message) = rest.trim_start().split_once(": ")?;
    matches!(severity, "warning" | "error").then_some((&line[..at], number.parse().ok()?, column.parse().ok()?, severity, message))
}

#[test]
fn the_gcc_matcher_of_vs_code_takes_every_line() {
    let home = odd();
    let short = home.run(&["check", "--format", "short"]).out;
    let read: Vec<_> = short.lines().map(|line| gcc(line).unwrap_or_else(|| panic!("{line}"))).collect();
    let places: Vec<_> = read.iter().map(|(file, line, column, severity, _)| (*file, *line, *column, *severity)).collect();
    let file = "people/a, b: 100%.md";
    assert_eq!(places, [(file, 3, 1, "warning"), (file, 4, 7, "warning"), (file, 9, 22, "warning")]);
}

#[test]
fn github_reads_the_annotations_back() {
    let home = odd();
    home.put("people/long.md", "---\nname: X\nstatus: 100%, 50:50\n---\n".as_bytes());
    let said = home.run(&["check", "--format", "github", "--all"]);
    // As the runner reads a command: `::name key=value,…::data`.
    let unescaped = |text: &str| text.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    for line in said.out.lines() {
        let (head, data) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (name, properties) = head.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&name));
        let properties: Vec<(&str, String)> =
            properties.split(',').map(|one| one.split_once('=').unwrap()).map(|(key, value)| (key, unescaped(value))).collect();
        assert!(properties.iter().all(|(key, _)| ["file", "line", "col", "endLine", "endColumn", "title"].contains(key)), "{line}");
        let file = &properties[0].1;
        assert!(home.at(file).is_file(), "{file}");
        assert!(unescaped(data).contains("\nhint: "), "{data}");
    }
    assert!(said.out.contains("unknown status `100%25, 50:50`"), "{}", said.out);
}

#[test]
fn sarif_has_the_shape_that_readers_ask_for() {
    let home = odd();
    let log: serde_json::Value = serde_json::from_str(&home.run(&["check", "--format", "sarif"]).out).unwrap();
    assert_eq!((&log["version"], &log["runs"][0]["columnKind"]), (&"2.1.0".into(), &"unicodeCodePoints".into()));
    let driver = &log["runs"][0]["tool"]["driver"];
    let rules: Vec<&str> = driver["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(rules, Code::ALL.iter().map(|code| code.name()).collect::<Vec<_>>());
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 4, "{results:#?}");
    for result in results {
        assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()) && result["message"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "people/a%2C%20b%3A%20100%25.md");
        let number = |key: &str| place["region"][key].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1);
        assert!((number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")));
    }
    let fix = &results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!((&fix["insertedContent"]["text"], &fix["deletedRegion"]["endColumn"]), (&"cadence".into(), &7.into()));
}

#[test]
fn the_mark_stands_under_wide_characters_and_tabs() {
    let full = odd().run(&["check", "--only", "unresolved-link"]).out;
    let lines: Vec<&str> = full.lines().collect();
    assert_eq!(lines[2], "9 | - 2026-10-02 日本 with [[Bbo]]: x");
    // Two characters of two columns each stand before it.
    assert_eq!(lines[3], format!("  | {}^^^^^^^", " ".repeat(23)));
}

#[test]
fn codes_are_left_out_raised_and_looked_for_by_name() {
    let home = Home::new(&[("people/a.md", "---\nname: X\ncadnce: 6w\n---\n\n[[nowhere]]\n")]);
    let shown = |words: &[&str]| {
        let said = home.run(&[&["check", "--format", "short"], words].concat());
        (said.out.lines().map(|line| line.rsplit('[').next().unwrap().trim_end_matches(']').to_owned()).collect::<Vec<_>>(), said.code)
    };
    assert_eq!(shown(&[]), (vec!["unknown-key".to_owned()], Some(0)));
    assert_eq!(shown(&["--strict"]).1, Some(1));
    assert_eq!(shown(&["--strict", "--skip", "unknown-key,bad-date"]), (vec![], Some(0)));
    assert_eq!(shown(&["--only", "missing-note"]), (vec!["missing-note".to_owned()], Some(0)));
    let said = home.run(&["check", "--skip", "unknwn-key"]);
    assert!(said.code == Some(2) && said.err.contains("did you mean `unknown-key`?"), "{}", said.err);
    home.put(".journal/config.yaml", b"check:\n  levels: {unknown-key: error, missing-note: warning}\n");
    assert_eq!(shown(&[]), (vec!["unknown-key".to_owned(), "missing-note".to_owned()], Some(1)));
    let digest: serde_json::Value = serde_json::from_str(&home.run(&["digest", "--format", "json"]).out).unwrap();
    assert_eq!(digest["problems"], serde_json::json!({"errors": 1, "warnings": 1}));
    home.put("people/a.md", b"---\nname: X\ncadnce: 6w\n---\n\n[[nowhere]] %% journal-check: skip=unknown-key,missing-note %%\n");
    assert_eq!(shown(&["--all"]), (vec![], Some(0)));
    let digest: serde_json::Value = serde_json::from_str(&home.run(&["digest", "--format", "json"]).out).unwrap();
    assert_eq!(digest["problems"], serde_json::json!({"errors": 0, "warnings": 0}));
    home.put(".journal/config.yaml", b"check:\n  levels: {unknwn-key: off}\n");
    assert!(home.run(&["check"]).out.contains("did you mean `unknown-key`?"));
}

#[test]
fn every_code_is_explained_with_its_example() {
    let home = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = journal(home.path());
        command.arg("explain").args(words);
        said(command)
    };
    for code in Code::ALL {
        let said = run(&[code.name()]);
        assert!(said.out.starts_with(&format!("{} ({})\n", code.name(), code.severity().name())), "{}", said.out);
        assert!(said.out.contains(&format!("[{}]", code.name())) && said.out.contains("hint:"), "{}", said.out);
        assert!(said.out.lines().all(|line| line.chars().count() <= 80 || line.starts_with("    ")), "{}", said.out);
    }
    let all = run(&[]);
    assert!(Code::ALL.iter().all(|code| all.out.contains(code.name())));
    let wrong = run(&["unquoted-lnk"]);
    assert!(wrong.code == Some(1) && wrong.out.is_empty() && wrong.err.contains("did you mean `unquoted-link`?"), "{}", wrong.err);
}
