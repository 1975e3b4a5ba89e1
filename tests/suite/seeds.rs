//! The kept seeds of the fuzz targets, held to the same laws without a fuzzer: what once broke a law stays here.

#[path = "../../fuzz/laws/mod.rs"]
mod laws;

use std::fs;
use std::path::Path;

/// Panics when an input breaks it.
type Law = fn(&[u8]);

/// Targets that are held to their law here, and the law. The two about cache files need a home of their own, and have their
/// tests in `caching`.
const LAWS: [(&str, Law); 9] = [
    ("body", laws::body),
    ("dates", laws::dates),
    ("digest", laws::digest),
    ("edits", laws::edits),
    ("front_matter", laws::front_matter),
    ("lines", laws::lines),
    ("links", laws::links),
    ("note", laws::note),
    ("settings", laws::settings),
];

fn names(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = entries.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_kept_seed_keeps_the_law_of_its_target() {
    for (target, law) in LAWS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let seeds = names(&format!("corpus/{target}"));
        assert!(seeds.len() > 5, "{target} has too few seeds");
        for seed in seeds {
            println!("{target}/{seed}");
            law(&fs::read(folder.join(seed)).unwrap());
        }
    }
}

#[test]
fn every_target_is_run_has_seeds_and_a_law() {
    let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/fuzz")).unwrap();
    let listed = script.split("targets=(").nth(2).and_then(|rest| rest.split(')').next()).unwrap();
    let mut run: Vec<&str> = listed.split_whitespace().collect();
    run.sort_unstable();
    let targets: Vec<String> = names("fuzz_targets").into_iter().filter(|name| name != "place").collect();
    assert_eq!((&run, names("corpus")), (&targets.iter().map(String::as_str).collect(), targets.clone()));
    let held: Vec<&str> = run.into_iter().filter(|name| !["cache", "sealed"].contains(name)).collect();
    assert_eq!(LAWS.map(|(name, _)| name).to_vec(), held);
}
