//! The rules of the house as tests: who may import whom, one door for each dependency, a head in every module, sizes.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders of `src/` in the order data flows; each may import itself and those before it.
const ORDER: [&str; 9] = ["model", "vault", "parse", "edit", "index", "query", "report", "render", "cli"];

/// Imports against the order, each with its reason.
const EXCEPTIONS: [(&str, &str); 1] = [
    // The settings say what the walk leaves out, and they are read by the YAML door.
    ("vault", "parse"),
];

/// Where each dependency may be named; a path is a file or a folder of `src/`.
const DOORS: [(&str, &[&str]); 27] = [
    ("bitcode", &["code.rs", "diagnostic.rs", "index", "model", "query", "render/pieces.rs", "render/values.rs", "report", "vault"]),
    ("bytemuck", &["index/base.rs", "vault"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli/man.rs"]),
    ("csv", &["render/table.rs"]),
    ("fast_glob", &["vault/ignore.rs"]),
    ("foldhash", &["index", "model", "parse"]),
    ("granit_parser", &["parse/yaml.rs"]),
    ("jiff", &["model/date.rs"]),
    ("mail_builder", &["render/mail.rs"]),
    ("notify", &["vault/alarm.rs"]),
    ("pulldown_cmark", &["parse/markdown.rs", "parse/places.rs"]),
    ("rayon", &["cli/digest.rs", "index", "query", "report", "vault"]),
    ("rustix", &["vault"]),
    ("serde_json", &["render/json.rs", "render/values.rs", "vault/find.rs", "vault/store.rs"]),
    ("serde_yaml", &["parse/settings.rs"]),
    ("signal_hook", &["vault/alarm.rs"]),
    ("similar", &["render/diff.rs"]),
    ("strsim", &["diagnostic.rs", "parse/keys.rs", "query/who.rs"]),
    ("tera", &["render/filters.rs", "render/page.rs", "render/pieces.rs", "render/values.rs"]),
    ("terminal_size", &["cli"]),
    ("unicode_normalization", &["model/fold.rs"]),
    ("unicode_width", &["render/wrap.rs"]),
    ("walkdir", &["vault/walk.rs"]),
    ("wide", &["parse/lanes.rs"]),
    ("xxhash_rust", &["render/values.rs", "vault"]),
];

/// Longest file in lines, its tests included.
const LONGEST: usize = 400;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push((path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())),
            }
        }
    }
    found.sort();
    assert!(found.len() > 40, "the sources were not found");
    found
}

fn folder(path: &str) -> Option<&str> {
    path.split_once('/').map(|(folder, _)| folder)
}

/// The code of a file without comments and tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(own) = folder(&path) else { continue };
        let place = ORDER.iter().position(|name| *name == own).expect("a folder that the order does not name");
        for later in &ORDER[place + 1..] {
            if code(&text).contains(&format!("crate::{later}")) && !EXCEPTIONS.contains(&(own, *later)) {
                wrong.push(format!("{path} imports {later}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_dependency_has_one_door() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let text = code(&text);
        for (name, doors) in DOORS {
            let named = text.contains(&format!("{name}::")) || text.contains(&format!("use {name}"));
            if named && !doors.iter().any(|door| path == *door || path.starts_with(&format!("{door}/"))) {
                wrong.push(format!("{path} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_dependency_is_listed_with_its_door() {
    let section = |path: &str| {
        let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap().to_owned()
    };
    // Named everywhere, and each a vocabulary rather than a service.
    let everywhere = ["journal_core", "memchr", "serde", "thiserror"];
    for line in (section("Cargo.toml") + &section("core/Cargo.toml")).lines().filter(|line| line.contains('=')) {
        let name = line.split(['.', '=']).next().unwrap().trim().replace('-', "_");
        assert!(everywhere.contains(&name.as_str()) || DOORS.iter().any(|(known, _)| *known == name), "{name} has no door");
    }
}

#[test]
fn files_clocks_and_environment_stay_at_the_edge() {
    let outside = ["std::fs", "std::env", "SystemTime", "Instant::now", "Date::now", "println!", "std::process::Command"];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let edge = matches!(folder(&path), Some("vault" | "cli") | None);
        wrong.extend(outside.iter().filter(|word| !edge && code(&text).contains(**word)).map(|word| format!("{path}: {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn programs_are_started_at_few_doors() {
    // The editor, the pager, and git for the past.
    let doors = ["cli/edit.rs", "cli/output.rs", "vault/git.rs"];
    let starts = |text: &str| text.contains("process::Command") || text.contains("process::{") && text.contains("Command::new(");
    let found: Vec<String> = sources().into_iter().filter(|(_, text)| starts(&code(text))).map(|(path, _)| path).collect();
    assert_eq!(found, doors);
}

#[test]
fn nothing_speaks_to_a_network() {
    let words = ["std::net", "std::os::unix::net", "TcpStream", "UdpSocket", "UnixStream", "UnixListener", "ToSocketAddrs"];
    let wrong: Vec<_> =
        sources().into_iter().filter(|(_, text)| words.iter().any(|word| text.contains(word))).map(|(path, _)| path).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let wrong: Vec<_> = sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_short_and_folders_flat() {
    for (path, text) in sources() {
        assert!(text.lines().count() <= LONGEST, "{path} has {} lines", text.lines().count());
        assert!(path.matches('/').count() <= 1, "{path} lies too deep");
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".rs");
        assert!(!["util", "utils", "helpers", "common", "types", "prelude"].contains(&name), "{path} is no noun");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name} is not in main.rs");
    }
}
