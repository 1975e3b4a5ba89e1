//! With cache and without, every answer is the same, byte for byte: whatever happens to the notes, to the cache, and at once.

use crate::contract::{TODAY, journal, said};
use proptest::prelude::*;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A home and a vault in it.
struct Place {
    home: tempfile::TempDir,
    vault: PathBuf,
}

impl Place {
    fn new() -> Place {
        let home = tempfile::tempdir().unwrap();
        let vault = home.path().join("vault");
        fs::create_dir_all(vault.join("people")).unwrap();
        Place { vault, home }
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.vault.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> (String, String, Option<i32>) {
        let mut command = journal(self.home.path());
        command.args(arguments).args(["--today", TODAY]).arg("--vault").arg(&self.vault);
        let said = said(command);
        (said.out, said.err, said.code)
    }

    /// Asks with the cache and without; a second time too, when it has just been written.
    fn agrees(&self, arguments: &[&str]) {
        let fresh = self.run(&[arguments, &["--no-cache"]].concat());
        assert_eq!(self.run(arguments), fresh, "{arguments:?}");
        assert_eq!(self.run(arguments), fresh, "{arguments:?}, once more");
    }

    fn cache(&self) -> PathBuf {
        PathBuf::from(self.run(&["cache", "path"]).0.trim_end())
    }
}

const ADA: &str = "---\ntype: person\nname: Ada\ncadence: 6w\n---\n- 2026-08-02 coffee with [[bob]]: talked [gave:: advice]\n";

/// What can happen to a vault between two answers.
#[derive(Clone, Debug)]
enum Event {
    Write(&'static str, String),
    Append(&'static str, &'static str),
    /// As many bytes, another day, in the same tick of the clock perhaps.
    SameSize(&'static str),
    Delete(&'static str),
    Rename(&'static str, &'static str),
    /// The time of the last change set back by a day.
    Older(&'static str),
    Mode(&'static str, u32),
    FolderMode(&'static str, u32),
    Link(&'static str, &'static str),
    Settings(&'static str),
    FolderMoves(&'static str, &'static str),
    Sleep,
}

const PATHS: [&str; 7] = ["people/ada.md", "people/bob.md", "people/new/eve.md", "log/2026-10-02.md", "zoe.md", "people/.b.md", "x.txt"];

fn event() -> impl Strategy<Value = Event> {
    let path = || prop::sample::select(PATHS.to_vec());
    let text = (1..29_u32, prop::sample::select(vec!["coffee", "call", "news:", ""]), any::<bool>(), any::<bool>()).prop_map(
        |(day, channel, person, alias)| {
            let kind = if person { "type: person\n" } else { "" };
            let alias = if alias { "aliases: [Bob]\n" } else { "" };
            format!("---\n{kind}{alias}cadence: 6w\n---\n- 2026-10-{day:02} {channel} with [[bob]]: x [got:: a tip]\n")
        },
    );
    prop_oneof![
        5 => (path(), text).prop_map(|(path, text)| Event::Write(path, text)),
        4 => (path(), prop::sample::select(vec!["- 2026-11-02 lunch with [[ada]]\n", "last: 2026-13-01\n", "\u{fffd}[[", "- [ ] 2026-12-01 call\n"]))
            .prop_map(|(path, line)| Event::Append(path, line)),
        3 => path().prop_map(Event::SameSize),
        2 => path().prop_map(Event::Delete),
        2 => (path(), path()).prop_map(|(from, to)| Event::Rename(from, to)),
        1 => path().prop_map(Event::Older),
        1 => (path(), prop::sample::select(vec![0o644, 0o600])).prop_map(|(path, mode)| Event::Mode(path, mode)),
        1 => (prop::sample::select(vec!["people", "log"]), prop::sample::select(vec![0o755, 0o700])).prop_map(|(path, mode)| Event::FolderMode(path, mode)),
        1 => (path(), prop::sample::select(vec!["link.md", "people/link.md"])).prop_map(|(to, link)| Event::Link(to, link)),
        1 => prop::sample::select(vec!["cadence:\n  default: 1w\n", "ignore: [log]\n", "kinds: [padel]\n"]).prop_map(Event::Settings),
        1 => prop::sample::select(vec![("people", "folk"), ("folk", "people"), ("log", "people/log")]).prop_map(|(a, b)| Event::FolderMoves(a, b)),
        1 => Just(Event::Sleep),
    ]
}

fn happen(event: &Event, vault: &Path) {
    let at = |path: &str| vault.join(path);
    let mode = |path: &str, mode: u32| drop(fs::set_permissions(at(path), fs::Permissions::from_mode(mode)));
    match event {
        Event::Write(path, text) => {
            fs::create_dir_all(at(path).parent().unwrap()).unwrap();
            drop(fs::write(at(path), text));
        }
        Event::Append(path, line) => {
            if let Ok(text) = fs::read_to_string(at(path)) {
                fs::write(at(path), text + line).unwrap();
            }
        }
        Event::SameSize(path) => {
            if let Ok(text) = fs::read_to_string(at(path)) {
                fs::write(at(path), text.replace("-10-1", "-10-2").replace("-10-0", "-10-1")).unwrap();
            }
        }
        Event::Delete(path) => drop(fs::remove_file(at(path))),
        Event::Rename(from, to) => {
            fs::create_dir_all(at(to).parent().unwrap()).unwrap();
            drop(fs::rename(at(from), at(to)));
        }
        Event::Older(path) => {
            if let Ok(file) = fs::File::options().write(true).open(at(path)) {
                file.set_modified(SystemTime::now() - Duration::from_secs(86_400)).unwrap();
            }
        }
        Event::Mode(path, bits) | Event::FolderMode(path, bits) => mode(path, *bits),
        Event::Link(to, link) => drop(std::os::unix::fs::symlink(at(to), at(link))),
        Event::Settings(text) => {
            fs::create_dir_all(at(".journal")).unwrap();
            fs::write(at(".journal/config.yaml"), text).unwrap();
        }
        Event::FolderMoves(from, to) => drop(fs::rename(at(from), at(to))),
        Event::Sleep => std::thread::sleep(Duration::from_millis(70)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_the_notes_the_cache_does_not_show(events in prop::collection::vec(prop::collection::vec(event(), 1..4), 1..8)) {
        let place = Place::new();
        place.write("people/ada.md", ADA);
        place.write("people/bob.md", &ADA.replace("Ada", "Bob"));
        for some in &events {
            some.iter().for_each(|event| happen(event, &place.vault));
            for arguments in [&["index", "--format", "json"][..], &["digest"]] {
                let cached = place.run(arguments);
                let fresh = place.run(&[arguments, &["--no-cache"]].concat());
                prop_assert_eq!(&cached, &fresh, "{:?}", arguments);
            }
        }
    }
}

#[test]
fn every_command_answers_the_same_with_the_cache() {
    let place = Place::new();
    place.write("people/ada.md", ADA);
    place.write("people/bob.md", "---\ntype: person\nname: Bob\nlast: 2026-02-30\n---\n");
    // The options of some have the same words.
    let commands: [&[&str]; 14] = [
        &["transition"],
        &["refer", "lenses"],
        &["inventory"],
        &["digest"],
        &["digest", "--format", "html"],
        &["digest", "--fail-if-stale"],
        &["digest", "--strict"],
        &["today"],
        &["stale", "--format", "json"],
        &["balance"],
        &["show", "ada"],
        &["list", "cadence:6w"],
        &["timeline"],
        &["check"],
    ];
    commands.iter().for_each(|arguments| place.agrees(arguments));
}

#[test]
fn a_folder_without_marked_contacts_is_read_by_the_rule_that_fits_it_now() {
    let place = Place::new();
    place.write("one.md", "---\nname: One\n---\n- 2026-10-02 coffee\n");
    place.write("two.md", "---\nname: Two\n---\n");
    place.agrees(&["list"]);
    place.write("three.md", "---\ntype: person\nname: Three\n---\n");
    place.agrees(&["list"]);
    fs::remove_file(place.vault.join("three.md")).unwrap();
    place.agrees(&["list"]);
    fs::create_dir(place.vault.join(".journal")).unwrap();
    place.agrees(&["list"]);
}

#[test]
fn a_page_of_an_unmarked_folder_is_none_of_a_marked_one() {
    let place = Place::new();
    place.write("ann.md", "---\nname: Ann\n---\n- 2026-01-01 coffee: x\n");
    std::thread::sleep(Duration::from_millis(100));
    place.agrees(&["digest"]);
    fs::create_dir(place.vault.join(".journal")).unwrap();
    place.agrees(&["digest"]);
}

#[test]
fn a_folder_gives_the_same_notes_whichever_way_it_is_listed() {
    let place = Place::new();
    place.write(".journal/config.yaml", "ignore: ['*-draft.md', 'people/left']\n");
    for path in ["x.md", "y.MARKDOWN", "z.txt", ".hidden.md", "a-draft.md", "left/b.md", "kept/c.md", "kept/d (case conflict).md", "zoë.md"]
    {
        place.write(&format!("people/{path}"), "---\nname: Somebody\n---\n");
    }
    let ask = |arguments: &[&str]| place.run(&[arguments, &["--no-cache"]].concat()).0;
    let answers = || (ask(&["list", "--format", "{{ path }}"]), ask(&["check"]));
    let plain = answers();
    assert_eq!(plain.0.lines().collect::<Vec<_>>(), ["people/kept/c.md", "people/x.md", "people/y.MARKDOWN", "people/zoë.md"]);
    // A link that leads nowhere is passed over in silence, but the walker lists its folder.
    ["", "people", "people/kept"]
        .iter()
        .for_each(|folder| std::os::unix::fs::symlink("gone", place.vault.join(folder).join("link")).unwrap());
    assert_eq!(answers(), plain);
}

#[test]
fn nothing_is_kept_inside_the_vault_by_whatever_way_the_cache_would_lead_there() {
    let place = Place::new();
    place.write("people/ada.md", ADA);
    let home = place.home.path();
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, home.join(name)).unwrap();
    link(&place.vault, "link");
    fs::create_dir(home.join("elsewhere")).unwrap();
    link(&place.vault.join("people"), "elsewhere/journal");
    for folder in ["vault/cache", "link/cache", "config/../vault/cache", "elsewhere"] {
        let mut command = journal(home);
        command.args(["digest", "--today", TODAY, "--vault"]).arg(&place.vault).env("XDG_CACHE_HOME", home.join(folder));
        assert_eq!(said(command).code, Some(0));
        assert!(!place.vault.join("cache").exists(), "{folder}");
        assert_eq!(fs::read_dir(place.vault.join("people")).unwrap().count(), 1, "{folder}");
    }
}

#[test]
fn the_cache_is_one_private_file_outside_the_vault_and_can_be_cleared() {
    let place = Place::new();
    place.write("people/ada.md", ADA);
    place.run(&["digest"]);
    let cache = place.cache();
    assert!(cache.starts_with(place.home.path().join("cache/journal")));
    assert_eq!(fs::metadata(&cache).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(cache.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read_dir(cache.parent().unwrap()).unwrap().count(), 1);
    place.run(&["cache", "clear"]);
    assert!(!cache.exists());
    place.run(&["index", "--no-cache"]);
    assert!(!cache.exists(), "--no-cache keeps nothing");
    place.run(&["index", "--rebuild"]);
    assert!(cache.exists());
    // What a killed run left.
    fs::write(cache.with_file_name(format!("{}.1.tmp", cache.file_name().unwrap().to_str().unwrap())), "half").unwrap();
    assert_eq!(place.run(&["cache", "clear"]).2, Some(0));
    assert_eq!(fs::read_dir(cache.parent().unwrap()).unwrap().count(), 0);
    assert_eq!(place.run(&["cache", "clear"]).2, Some(0), "none is no error");
}

#[test]
fn a_cache_that_cannot_be_used_or_written_is_no_error() {
    let place = Place::new();
    place.write("people/ada.md", ADA);
    let cache = place.cache();
    let folder = cache.parent().unwrap().to_owned();
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    let fresh = place.run(&["digest", "--no-cache"]);
    fs::write(&folder, "no folder").unwrap();
    assert_eq!(place.run(&["digest"]), fresh, "a file where the folder should be");
    fs::remove_file(&folder).unwrap();
    fs::create_dir_all(&cache).unwrap();
    assert_eq!(place.run(&["digest"]), fresh, "a folder where the file should be");
    fs::remove_dir(&cache).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    assert_eq!(place.run(&["digest"]), fresh, "a folder that cannot be written");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    place.agrees(&["digest"]);
    let whole = fs::read(&cache).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 40 + 1) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(&cache, bytes).unwrap();
        assert_eq!(place.run(&["digest"]), fresh, "byte {at}");
        fs::write(&cache, &whole[..at]).unwrap();
        assert_eq!(place.run(&["digest"]), fresh, "cut at {at}");
    }
    fs::write(&cache, &whole).unwrap();
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o666)).unwrap();
    place.write("people/ada.md", &ADA.replace("coffee", "lunch "));
    place.agrees(&["digest"]);
}

#[test]
fn several_programs_at_once_agree_while_notes_change() {
    let place = Place::new();
    (0..40).for_each(|n| place.write(&format!("people/p{n}.md"), &ADA.replace("Ada", &format!("P {n}"))));
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let place = &place;
            scope.spawn(move || {
                for round in 0..12 {
                    place.write(&format!("people/p{writer}.md"), &ADA.replace("2026-08-02", &format!("2026-09-{:02}", round + 1)));
                    let (_, err, code) = place.run(&["digest"]);
                    assert_eq!((err.as_str(), code), ("", Some(0)));
                }
            });
        }
    });
    place.agrees(&["index", "--format", "json"]);
    place.agrees(&["digest"]);
}

#[test]
fn the_shell_is_offered_people_by_any_word_of_their_names() {
    let place = Place::new();
    place.write("people/ada-king.md", "---\ntype: person\nname: Ada King\naliases: [The Countess]\n---\n");
    place.write("people/zoe.md", "---\ntype: person\nname: Zoë\n---\n");
    let offered = |words: &[&str]| {
        let mut command = journal(place.home.path());
        command.arg("--").arg("journal").args(words).env("JOURNAL_COMPLETE", "bash");
        command
            .envs([("_CLAP_COMPLETE_INDEX", words.len().to_string()), ("_CLAP_IFS", "\n".to_owned())])
            .env("JOURNAL_VAULT", &place.vault);
        said(command).out
    };
    for round in ["read for it", "kept"] {
        assert_eq!(offered(&["show", "ki"]), "ada-king", "{round}");
        assert_eq!(offered(&["show", "coun"]), "ada-king", "{round}");
        assert_eq!(offered(&["log", "ZO"]), "zoe", "{round}");
        assert_eq!(offered(&["show", "xx"]), "", "{round}");
        assert_eq!(offered(&["show", "ada-"]), "ada-king", "{round}: what is completed can be completed further");
        assert_eq!(offered(&["show", "Ada_Ki"]), "ada-king", "{round}");
        assert_eq!(offered(&["show", "ada x"]), "", "{round}");
        assert_eq!(offered(&["show", "king-t"]), "", "{round}: the end of one name and the beginning of the next are none");
        assert!(offered(&["log", ""]).starts_with("ada-king\nzoe\n--"), "{round}");
    }
    assert_eq!(offered(&["dig"]), "digest");
    for (at, odd) in
        ["a$(touch x)", "a`touch x`", "a;touch x", "a&b", "a|b", "a>b", "a'b", "a\"b", "a\\b", "-a", "~a", "a*", "!a", "a(b", "a{b", "a#b"]
            .iter()
            .enumerate()
    {
        place.write(&format!("people/{odd}.md"), &format!("---\ntype: person\nname: Quux {at}\n---\n"));
    }
    place.write("people/quux-plain.md", "---\ntype: person\nname: Quux Søren\n---\n");
    place.run(&["today"]);
    for round in ["read for it", "kept"] {
        assert_eq!(offered(&["show", "quux"]), "quux-plain", "{round}: a name that a shell would run is not put on its line");
    }
    place.write("people/bob.md", "---\ntype: person\nname: Bob\n---\n");
    assert_eq!(offered(&["show", "bo"]), "", "names are those of the last run");
    place.run(&["today"]);
    assert_eq!(offered(&["show", "bo"]), "bob");
}

#[test]
fn as_many_errors_are_told_beside_few_rows() {
    let place = Place::new();
    for at in 0..8 {
        place.write(&format!("people/p{at}.md"), "---\ntype: person\nlast: 2026-13-01\n---\n");
    }
    place.agrees(&["digest", "-n", "1"]);
    assert_eq!(place.run(&["digest", "-n", "1", "--no-cache"]).1.matches("2026-13-01").count(), 5);
}

/// In a large vault of which nothing is kept, most texts are left in their files.
#[test]
fn a_large_vault_that_is_read_once_says_the_same() {
    let place = Place::new();
    for at in 0..4200 {
        let (other, year, day) = ((at * 7 + 1) % 4200, 2019 + at % 8, at % 28 + 1);
        let log = format!(
            "- {year}-06-{day:02} coffee with [[p{other}]]: about {at} [gave:: tip {at}]\n  - got: advice\n- 2025-11-{day:02} call\n  - said {at}\n- [ ] 2020-03-01 lunch: the plan of {at}\n"
        );
        place.write(&format!("people/p{at}.md"), &format!("---\nname: Person {at}\ncadence: {}w\n---\n{log}", at % 90 + 1));
    }
    for arguments in
        [&["digest"][..], &["digest", "--format", "html", "-n", "40"], &["digest", "--format", "json"], &["digest", "--weekly"]]
    {
        place.agrees(arguments);
    }
    // The file of a note whose name is no text is not found by what is shown of it.
    let odd = place.vault.join("people").join(std::ffi::OsStr::from_bytes(b"p\xff.md"));
    fs::write(odd, "---\nname: Odd\ncadence: 1w\n---\n- 2001-03-01 coffee: odd talk\n").unwrap();
    place.agrees(&["digest"]);
    assert!(place.run(&["digest", "--no-cache"]).0.contains("about: odd talk\n"));
    let said = place.run(&["digest", "--no-cache"]).0;
    assert!(said.contains("about: said 1260\n"), "a text that was left is among what is said: {said}");
}

#[path = "../../fuzz/laws/cache_files.rs"]
mod cache_files;

/// What [`scripts/fuzz`] found worth keeping of its targets `cache` and `sealed`.
#[test]
fn every_kept_seed_of_a_cache_file_is_survived() {
    let place = Place::new();
    fs::create_dir_all(place.vault.join(".journal")).unwrap();
    for (name, friend) in [("ada", "bob"), ("bob", "cyd"), ("cyd", "ada")] {
        let text = format!("---\nname: {name}\ncadence: 6w\n---\n- 2026-08-02 coffee with [[{friend}]]: talked [gave:: advice]\n");
        place.write(&format!("people/{name}.md"), &text);
    }
    // A stamp is believed only when it is older than a tick of the clock.
    std::thread::sleep(Duration::from_millis(200));
    let question = ["list", "--format", "json"];
    let fresh = place.run(&[&question[..], &["--no-cache"]].concat());
    assert_eq!(place.run(&question), fresh);
    let (file, mut tried) = (place.cache(), 0);
    let whole = fs::read(&file).unwrap();
    for (target, make) in [("cache", cache_files::broken as fn(&[u8], &[u8]) -> Vec<u8>), ("sealed", cache_files::sealed)] {
        for seed in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)).unwrap() {
            let seed = seed.unwrap().path();
            fs::write(&file, make(&fs::read(&seed).unwrap(), &whole)).unwrap();
            let said = place.run(&question);
            // Only a checksum can tell that what it vouches for is wrong.
            assert!(said == fresh || target == "sealed" && said.2 == Some(0) && !said.1.contains("panicked"), "{seed:?}: {said:?}");
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried} seeds");
}
