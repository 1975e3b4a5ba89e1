//! The kept seeds of the fuzz targets, held to the same laws without a fuzzer: what once broke a law stays here. So are inputs near
//! them, the same ones each time: a small part of what `scripts/fuzz` tries, on any machine that can run the tests.

#[path = "../../fuzz/laws/mod.rs"]
mod laws;

use std::fs;
use std::path::Path;

/// Panics when an input breaks it.
type Law = fn(&[u8]);

/// Targets that are held to their law here, and the law. The seeds of the two about cache files need a vault, and are tried in
/// `caching`.
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

/// Inputs tried near each seed.
const NEAR: u64 = 48;

/// Numbers without an order, the same for the same start (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// A seed with a few changes: a byte turned, a stretch cut out or written twice, a stretch of another seed put in.
fn near(seeds: &[Vec<u8>], at: usize, dice: &mut Dice) -> Vec<u8> {
    let mut input = seeds[at].clone();
    for _ in 0..=dice.below(4) {
        let from = dice.below(input.len() + 1);
        let to = (from + 1 + dice.below(24)).min(input.len());
        match dice.below(4) {
            0 if from < input.len() => input[from] ^= 1 << dice.below(8),
            1 => drop(input.drain(from..to)),
            2 => {
                let twice = input[from..to].to_vec();
                input.splice(from..from, twice);
            }
            _ => {
                let other = &seeds[dice.below(seeds.len())];
                let start = dice.below(other.len() + 1);
                let end = (start + 1 + dice.below(40)).min(other.len());
                input.splice(from..from, other[start..end].iter().copied());
            }
        }
    }
    input
}

#[test]
fn what_lies_near_a_seed_keeps_the_law_too() {
    for (target, law) in LAWS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        for (at, path) in paths.iter().enumerate() {
            let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (at as u64 + 1));
            for turn in 0..NEAR {
                println!("{}, {turn}", path.display());
                law(&near(&seeds, at, &mut dice));
            }
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
