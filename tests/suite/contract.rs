//! The contract of the command line: JSON field for field, exit codes, formats by the ending of `-o`, colour, quiet pipes.
//! All of it on the example vault, on one day.

mod shapes;

use serde_json::Value;
use shapes::check_shape;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The day every answer is for.
pub(crate) const TODAY: &str = "2026-11-20";

/// What a run of the program printed, and how it ended.
pub(crate) struct Said {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

/// The program, with `home` for everything of the user, and nothing of the real one.
pub(crate) fn journal(home: &Path) -> Command {
    at_home(Command::new(env!("CARGO_BIN_EXE_journal")), home)
}

/// A command that starts the program, with the same surroundings.
pub(crate) fn at_home(mut command: Command, home: &Path) -> Command {
    for name in ["JOURNAL_VAULT", "JOURNAL_TODAY", "JOURNAL_PAGER", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LANG", "LC_CTYPE"] {
        command.env_remove(name);
    }
    command.envs([("HOME", home), ("XDG_CONFIG_HOME", &home.join("config")), ("XDG_CACHE_HOME", &home.join("cache"))]);
    command.env("LC_ALL", "C.UTF-8").current_dir(home);
    command
}

/// Runs a command to its end.
pub(crate) fn said(mut command: Command) -> Said {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Said { out: text(stdout), err: text(stderr), code: status.code() }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example() -> PathBuf {
    repository().join("example-vault")
}

/// Runs the program on the example vault with more environment, in a home of its own.
fn run_with(environment: &[(&str, &str)], arguments: &[&str]) -> Said {
    let home = tempfile::tempdir().unwrap();
    let mut command = journal(home.path());
    command.envs(environment.iter().copied()).args(arguments);
    let elsewhere = arguments.contains(&"--vault") || environment.iter().any(|(name, _)| *name == "JOURNAL_VAULT");
    if !elsewhere {
        command.arg("--vault").arg(example());
    }
    if !arguments.contains(&"--today") {
        command.args(["--today", TODAY]);
    }
    said(command)
}

fn run(arguments: &[&str]) -> Said {
    run_with(&[], arguments)
}

fn page(arguments: &[&str]) -> Value {
    let said = run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}{}", said.out, said.err))
}

/// The answer, and no list of it empty, so that every shape was looked at.
fn check_page(arguments: &[&str], shape: &str, full: &[&str]) {
    let page = page(arguments);
    check_shape(&page, shape, shape);
    for list in full {
        assert!(page.pointer(list).and_then(Value::as_array).is_some_and(|list| !list.is_empty()), "{arguments:?}: {list} is empty");
    }
}

fn rows<'v>(page: &'v Value, list: &str) -> &'v [Value] {
    page.pointer(list).and_then(Value::as_array).unwrap_or_else(|| panic!("no list {list}"))
}

fn texts(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

#[test]
fn index_has_every_field_of_the_contract() {
    check_page(&["index"], "index", &["/contacts", "/interactions", "/edges"]);
}

#[test]
fn stale_has_every_field_of_the_contract() {
    check_page(&["stale"], "stale", &["/contacts"]);
}

#[test]
fn list_has_every_field_of_the_contract() {
    check_page(&["list"], "list", &["/contacts"]);
    let said = run(&["list", "--format", "jsonl"]);
    let lines: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.iter().for_each(|row| check_shape(row, "contact", "line"));
    assert_eq!(lines, rows(&page(&["list"]), "/contacts"), "one line each, the same rows");
}

#[test]
fn balance_has_every_field_of_the_contract() {
    let full = ["/contacts", "/kinds", "/seasons"];
    check_page(&["balance"], "balance", &full);
    check_page(&["balance", "mira"], "balance", &full);
    check_page(&["balance", "-p", "2026"], "balance", &full);
    check_page(&["balance", "-p", "all"], "balance", &full);
    check_page(&["balance", "--by", "quarter"], "balance", &["/people"]);
    check_page(&["balance", "--by", "person", "--kind", "advice,feedback"], "balance", &["/exchanges", "/only"]);
}

#[test]
fn show_has_every_field_of_the_contract() {
    for name in ["mira", "lukasz", "owen", "harold", "soren", "Alder Street Food Bank"] {
        check_page(&["show", name], "show", &["/between"]);
    }
}

#[test]
fn digest_has_every_field_of_the_contract() {
    check_page(
        &["digest"],
        "digest",
        &["/reconnect", "/drifting", "/news", "/transition", "/coming", "/open", "/balance/contacts", "/patterns", "/referrals", "/recent"],
    );
    check_page(&["digest", "--period", "2026Q3", "--limit", "1"], "digest", &["/reconnect", "/recent"]);
    check_page(&["digest", "--circle", "inner"], "digest", &["/recent"]);
}

#[test]
fn reach_has_every_field_of_the_contract() {
    for target in ["Ferrowell", "owen", "tag:team", "Seattle"] {
        check_page(&["reach", target], "reach", &["/there", "/paths", "/paths/0/hops"]);
    }
}

#[test]
fn inventory_and_curate_have_every_field_of_the_contract() {
    check_page(&["inventory", "--years", "all"], "inventory", &["/stints", "/stints/0/people", "/stints/0/in_touch", "/no_stint"]);
    check_page(&["inventory", "pellworth"], "inventory", &["/no_stint"]);
    check_page(&["curate"], "curate", &["/contacts", "/contacts/0/facts"]);
}

#[test]
fn refer_has_every_field_of_the_contract() {
    check_page(&["refer", "site reliability, Portland"], "refer", &["/words", "/contacts", "/contacts/0/reasons"]);
}

#[test]
fn check_has_every_field_of_the_contract() {
    check_page(&["check"], "check", &[]);
    for code in ["impossible-date", "unquoted-link", "missing-note", "sync-conflict"] {
        let vault = repository().join("tests/diagnostics").join(code).join("vault");
        check_page(&["check", "--vault", vault.to_str().unwrap()], "check", &["/diagnostics"]);
    }
}

#[test]
fn transition_has_every_field_of_the_contract() {
    check_page(&["transition"], "transition", &["/people", "/asks", "/needs"]);
    check_page(&["transition", "--today", "2027-02-15"], "transition", &["/helped"]);
}

#[test]
fn every_page_of_json_names_its_schema() {
    let commands: [&[&str]; 9] =
        [&["transition"], &["index"], &["stale"], &["list"], &["balance"], &["digest"], &["check"], &["show", "mira"], &["timeline"]];
    for arguments in commands {
        assert_eq!(page(arguments)["schema"], format!("journal.{}/1", arguments[0]));
    }
}

#[test]
fn null_stands_where_the_contract_says_that_nothing_is_known() {
    for contact in rows(&page(&["list"]), "/contacts") {
        let name = &contact["name"];
        let level = contact["level"].as_str().unwrap();
        let absent = |field: &str| contact[field].is_null();
        assert_eq!(absent("due"), level == "none", "{name}: due");
        assert_eq!((absent("days_overdue"), absent("ratio")), (level == "none", level == "none"), "{name}");
        assert_eq!(absent("days_since"), absent("last"), "{name}: days_since goes with last");
        assert!(level != "never" || absent("last"), "{name}: never in touch and a last contact");
        assert!(!absent("last") || absent("last_channel"), "{name}: a channel of no contact");
        let late = contact["due"].as_str().is_some_and(|due| due < TODAY);
        assert_eq!(contact["days_overdue"].as_u64().is_some_and(|days| days > 0), late, "{name}: days_overdue");
    }
}

#[test]
fn sums_and_counts_agree_with_the_rows() {
    let index = page(&["index"]);
    let count = |name: &str| index["counts"][name].as_u64().unwrap() as usize;
    let counted: Vec<&Value> = rows(&index, "/interactions").iter().filter(|row| row["counts"] == true).collect();
    assert_eq!(count("contacts"), rows(&index, "/contacts").len());
    assert_eq!(count("interactions"), counted.len());
    assert!(counted.iter().all(|row| row["date"].as_str().unwrap() <= TODAY), "an interaction of a day to come counts");
    for row in rows(&index, "/contacts").iter().chain(rows(&page(&["balance"]), "/contacts")) {
        let number = |field: &str| row[field].as_f64().unwrap();
        assert!((number("gave") - number("got") - number("net")).abs() < 1e-9, "{row}");
        let season = if number("net") > 0.0 {
            "giving"
        } else if number("net") < 0.0 {
            "receiving"
        } else {
            ""
        };
        assert!(season.is_empty() || row["season"] == season, "{row}");
    }
    for contact in rows(&index, "/contacts") {
        let with = counted.iter().filter(|row| row["contacts"].as_array().unwrap().contains(&contact["path"])).count();
        assert_eq!(contact["interactions"].as_u64(), Some(with as u64), "{}", contact["name"]);
    }
}

#[test]
fn everyone_named_is_a_contact_of_the_index() {
    let index = page(&["index"]);
    let known = texts(rows(&index, "/contacts"), "path");
    let edges = rows(&index, "/edges");
    let named = texts(edges, "from").into_iter().chain(texts(edges, "to")).chain(texts(rows(&page(&["stale"]), "/contacts"), "path"));
    named.for_each(|path| assert!(known.contains(&path), "{path}"));
    for row in rows(&index, "/interactions") {
        assert!(row["contacts"].as_array().unwrap().iter().all(|path| known.contains(&path.as_str().unwrap().to_owned())), "{row}");
        assert!(example().join(row["path"].as_str().unwrap()).is_file(), "{row}");
    }
}

#[test]
fn stale_is_most_overdue_first_and_reconnect_keeps_its_order() {
    let stale = page(&["stale"]);
    let ratios: Vec<f64> = rows(&stale, "/contacts").iter().map(|row| row["ratio"].as_f64().unwrap()).collect();
    assert!(ratios.is_sorted_by(|a, b| a >= b), "{ratios:?}");
    assert!(ratios.iter().all(|ratio| *ratio >= 1.0), "{ratios:?}");
    assert_eq!(texts(rows(&stale, "/contacts"), "path"), texts(rows(&page(&["digest"]), "/reconnect"), "path"));
}

#[test]
fn the_same_command_twice_gives_the_same_bytes() {
    let commands: [&[&str]; 14] = [
        &["transition"],
        &["index", "--format", "json"],
        &["digest"],
        &["digest", "--format", "html"],
        &["digest", "--format", "md"],
        &["digest", "--format", "json"],
        &["stale"],
        &["list", "--format", "csv"],
        &["balance"],
        &["timeline"],
        &["show", "mira"],
        &["check", "--all"],
        &["reach", "Kestrelgrid"],
        &["man", "digest"],
    ];
    for arguments in commands {
        let (first, second) = (run(arguments), run(&[arguments, &["--no-cache"]].concat()));
        assert!(!first.out.is_empty(), "{arguments:?} says nothing: {}", first.err);
        assert_eq!(first.out, second.out, "{arguments:?}");
    }
}

#[test]
fn the_exit_code_says_how_it_went() {
    let faulty = repository().join("tests/diagnostics/impossible-date/vault");
    let faulty = faulty.to_str().unwrap();
    let cases: &[(i32, &[&str])] = &[
        (0, &["digest"]),
        (0, &["show", "Mira Castellan"]),
        (0, &["show", "people/mira-castellan.md"]),
        (0, &["show", "luk"]),
        (0, &["check", "--strict"]),
        (0, &["--help"]),
        (0, &["--version"]),
        (0, &["stale", "name:nobody-at-all"]),
        (0, &["digest", "--vault", faulty]),
        (1, &["digest", "--fail-if-stale"]),
        (1, &["show", "Nobody McNowhere"]),
        (1, &["balance", "Nobody McNowhere"]),
        (1, &["timeline", "Nobody McNowhere"]),
        (1, &["list", "tag:no-such-tag"]),
        (1, &["reach", "Nobody McNowhere"]),
        (0, &["reach", "Rafael Montoya-Birch"]),
        (2, &["reach", "har"]),
        (0, &["refer", "reliability"]),
        (1, &["refer", "deep sea welding"]),
        (2, &["refer", "for", "the"]),
        (1, &["check", "--vault", faulty]),
        (1, &["digest", "--strict", "--vault", faulty]),
        (2, &["show", "har"]),
        (2, &["balance", "har"]),
        (2, &["digest", "--today", "2026-02-30"]),
        (2, &["digest", "--today", "10/1"]),
        (2, &["digest", "--vault", "/nonexistent/vault"]),
        (2, &["digest", "--format", "pdf"]),
        (2, &["digest", "--since", "2026-11-01", "--until", "2026-10-01"]),
        (2, &["balance", "-p", "whenever"]),
        (2, &["list", "--sort", "height"]),
        (2, &["digset"]),
        (2, &[]),
    ];
    for (wanted, arguments) in cases {
        let said = run(arguments);
        assert_eq!(said.code, Some(*wanted), "{arguments:?}\n{}{}", said.out, said.err);
        assert!(*wanted > 0 || !said.out.is_empty(), "{arguments:?} says nothing");
        assert!(*wanted < 2 || said.out.is_empty() && !said.err.is_empty(), "{arguments:?}: a refusal goes to stderr\n{}", said.out);
    }
}

#[test]
fn without_a_vault_the_program_says_so_and_ends_with_2() {
    let home = tempfile::tempdir().unwrap();
    let mut command = journal(home.path());
    command.args(["digest", "--today", TODAY]);
    let said = said(command);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert!(said.err.contains("--vault") && said.err.contains("journal init"), "{}", said.err);
}

#[test]
fn the_vault_is_the_one_named_then_that_of_the_environment_then_the_nearest_upwards_then_the_users_own() {
    let home = tempfile::tempdir().unwrap();
    let vault = |name: &str| {
        let folder = home.path().join(name);
        fs::create_dir_all(folder.join("people/deep")).unwrap();
        fs::create_dir_all(folder.join(".journal")).unwrap();
        fs::write(folder.join("people/who.md"), format!("---\nname: {name}\n---\n")).unwrap();
        folder
    };
    let (named, from_env, upwards, own) = (vault("Named"), vault("Env"), vault("Upwards"), vault("Own"));
    fs::create_dir_all(home.path().join("config/journal")).unwrap();
    fs::write(home.path().join("config/journal/config.yaml"), format!("vault: {}\n", own.display())).unwrap();
    let listed = |here: &Path, environment: Option<&Path>, argument: Option<&Path>| {
        let mut command = journal(home.path());
        command.args(["list", "--format", "{{ name }}", "--today", TODAY]).current_dir(here);
        command.envs(environment.map(|folder| ("JOURNAL_VAULT", folder)));
        command.args(argument.iter().flat_map(|folder| ["--vault".as_ref(), folder.as_os_str()]));
        said(command).out
    };
    let below = upwards.join("people/deep");
    assert_eq!(listed(&below, Some(&from_env), Some(&named)), "Named\n");
    assert_eq!(listed(&below, Some(&from_env), None), "Env\n");
    assert_eq!(listed(&below, None, None), "Upwards\n");
    assert_eq!(listed(home.path(), None, None), "Own\n");
}

#[test]
fn without_utf_8_plots_and_signs_are_ascii() {
    for arguments in [&["balance", "--by", "quarter"][..], &["digest"], &["stale"], &["show", "lukasz"]] {
        let (plain, rich) = (run_with(&[("LC_ALL", "C")], arguments).out, run(arguments).out);
        let drawn = |text: &str| text.contains(['▇', '│', '→', '·', '▄', '█', '…']);
        assert!(drawn(&rich) && !drawn(&plain), "{arguments:?}:\n{plain}");
    }
}

#[test]
fn the_ending_of_the_output_file_chooses_the_format_and_an_option_wins_over_it() {
    let home = tempfile::tempdir().unwrap();
    let check = |name: &str, arguments: &[&str], wanted: &str| {
        let file = home.path().join(name);
        let said = run(&[arguments, &["-o", file.to_str().unwrap()]].concat());
        assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{name}: {}", said.err);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(wanted), "{name} does not hold {wanted:?}:\n{text}");
    };
    check("a.html", &["digest"], "<!doctype html>");
    check("a.htm", &["digest"], "<!doctype html>");
    check("a.md", &["digest"], "\n## ");
    check("a.json", &["digest"], "\"schema\": \"journal.digest/1\"");
    check("a.txt", &["digest"], "RECONNECT");
    check("a.JSON", &["digest"], "\"schema\": \"journal.digest/1\"");
    check("list.csv", &["list"], "name,path,");
    check("list.jsonl", &["list"], "{\"name\":");
    check("list.md", &["list"], "| ---");
    check("due.csv", &["stale"], "name,level,due");
    check("b.md", &["digest", "--format", "json"], "\"schema\": \"journal.digest/1\"");
    check("log.2026-11-20", &["stale"], "due since");
    check("mine.html", &["templates", "show", "digest.html"], "{% block");
    assert!(fs::read_dir(home.path()).unwrap().count() == 13, "a temporary file was left behind");
    let refuse = |name: &str, arguments: &[&str], why: &str| {
        let file = home.path().join(name);
        let said = run(&[arguments, &["-o", file.to_str().unwrap()]].concat());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{name}");
        assert!(said.err.contains(why) && !file.exists(), "{name}: {}", said.err);
    };
    // Text in a file that a browser takes for a page would be run there.
    let all = "timeline list stale today balance index check curate spread transition inventory undo";
    for command in all.split(' ') {
        for name in ["no.html", "no.HTM", "no.svg", "no.xhtml"] {
            refuse(name, &[command], "no page for a browser");
        }
    }
    refuse("no.html", &["reach", "Acme"], "no page for a browser");
    refuse("no.html", &["set", "mira", "cadence", "6w"], "no page for a browser");
    refuse("no.html", &["digest", "--format", "text"], "would take `text`");
    refuse("no.svg", &["show", "mira", "--format", "json"], "would take `json`");
    refuse("no.svg", &["digest"], "`svg` is no format of this command");
    refuse("no.csv", &["digest"], "`csv` is no format of this command");
    refuse("no.pdf", &["timeline"], "it knows text, json, csv, md");
    refuse("no.md", &["today"], "it knows text, json");
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let home = tempfile::tempdir().unwrap();
    for arguments in ["list", "index --format json", "timeline --limit 0", "digest"] {
        let script = format!("{{ \"$0\" {arguments} --vault \"$1\" --today {TODAY}; echo \"ended with $?\" >&2; }} | head -c 1");
        let mut command = at_home(Command::new("sh"), home.path());
        command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_journal")).arg(example());
        assert_eq!(said(command).err, "ended with 0\n", "{arguments}");
    }
}

#[test]
fn colour_is_for_terminals_unless_asked_for_and_the_flag_wins() {
    let check = |environment: &[(&str, &str)], arguments: &[&str], coloured: bool| {
        let said = run_with(environment, &[&["digest"], arguments].concat());
        assert_eq!(said.out.contains('\u{1b}'), coloured, "{environment:?} {arguments:?}");
    };
    check(&[], &[], false);
    check(&[], &["--color", "auto"], false);
    check(&[], &["--color", "always"], true);
    check(&[("CLICOLOR_FORCE", "1")], &[], true);
    check(&[("CLICOLOR_FORCE", "0")], &[], false);
    check(&[("CLICOLOR_FORCE", "")], &[], false);
    check(&[("CLICOLOR_FORCE", "1")], &["--color", "never"], false);
    check(&[("NO_COLOR", "1")], &[], false);
    check(&[("NO_COLOR", "1")], &["--color", "always"], true);
    check(&[("NO_COLOR", "")], &["--color", "always"], true);
    check(&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], &[], true);
    for format in ["json", "html", "md"] {
        check(&[("CLICOLOR_FORCE", "1")], &["--color", "always", "--format", format], false);
    }
}
