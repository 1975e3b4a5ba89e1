//! RELIABILITY.md and SECURITY.md name tests, targets and scripts: each exists.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Words of a page that stand between backticks.
fn quoted(page: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let words: Vec<String> = text.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(words.len() > 20, "{page} names hardly anything");
    words
}

#[test]
fn every_test_that_the_pages_name_exists() {
    for page in ["RELIABILITY.md", "SECURITY.md"] {
        let mut named = 0;
        for word in quoted(page) {
            let Some((file, name)) = word.split_once("::") else { continue };
            let text = fs::read_to_string(root().join(format!("tests/suite/{file}.rs"))).unwrap_or_default();
            let at = text.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("{page} names `{word}`, which is no test"));
            let above = text[..at].trim_end().lines().next_back().unwrap_or_default().trim();
            assert_eq!(above, "#[test]", "{page} names `{word}`");
            named += 1;
        }
        assert!(named > 10, "{page} names {named} tests");
    }
}

#[test]
fn every_script_and_page_that_the_pages_name_exists() {
    for page in ["RELIABILITY.md", "SECURITY.md"] {
        for word in quoted(page) {
            let path = word.split(' ').next().unwrap_or_default();
            let is_path = path.starts_with("scripts/") || path.starts_with("fuzz/") || path.ends_with(".toml");
            assert!(!is_path || root().join(path).exists(), "{page} names `{word}`");
        }
    }
}

#[test]
fn every_promise_names_a_test_and_every_target_has_its_figures() {
    let text = fs::read_to_string(root().join("RELIABILITY.md")).unwrap();
    for number in 1..=8 {
        let promise = text.split(&format!("\n**{number}. ")).nth(1).unwrap_or_else(|| panic!("promise {number} is missing"));
        let tests = promise.split("\n: ").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
        assert!(tests.contains("::"), "promise {number} names no test");
    }
    for entry in fs::read_dir(root().join("fuzz/corpus")).unwrap() {
        let target = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(text.contains(&format!("\n| `{target}` |")), "no figures of {target}");
    }
}
