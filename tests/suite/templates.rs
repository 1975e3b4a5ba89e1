//! Templates of one's own: which one is used, what it can change, how its errors are told, and that it can do no harm.
#![cfg(unix)]

use crate::contract::{Said, TODAY, journal, said};
use crate::watching::{PATIENCE, Watch};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const ADA: &str =
    "---\ntype: person\nname: Ada <b>\ncompany: \"=1+1, \\e[31mInc\"\ncadence: 6w\n---\n\n## Log\n\n- 2026-08-02 coffee: talked\n";

/// A vault with one contact, and a home.
struct Place {
    home: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { home: tempfile::tempdir().unwrap() };
        fs::create_dir_all(place.vault().join("people")).unwrap();
        fs::create_dir_all(place.vault().join(".journal/templates")).unwrap();
        fs::create_dir_all(place.home.path().join("config/journal/templates")).unwrap();
        fs::write(place.vault().join("people/ada.md"), ADA).unwrap();
        place
    }

    fn vault(&self) -> PathBuf {
        self.home.path().canonicalize().unwrap().join("vault")
    }

    /// Writes a template into the vault.
    fn template(&self, name: &str, text: &str) {
        fs::write(self.vault().join(".journal/templates").join(name), text).unwrap();
    }

    /// Writes a template into the user's folder.
    fn users(&self, name: &str, text: &str) {
        fs::write(self.home.path().join("config/journal/templates").join(name), text).unwrap();
    }

    fn run_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Said {
        let mut command = journal(self.home.path());
        command.envs(environment.iter().copied()).args(arguments).args(["--today", TODAY, "--vault"]).arg(self.vault());
        said(command)
    }

    fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(&[], arguments)
    }

    /// The answer of a command that could run.
    fn out(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}\n{}", said.err);
        said.out
    }

    /// What is said when a template cannot be used.
    fn fault(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{arguments:?}\n{}", said.err);
        said.err
    }
}

#[test]
fn the_nearest_template_of_a_name_is_used() {
    let place = Place::new();
    let built_in = place.out(&["stale"]);
    place.users("stale.txt", "user: {{ contacts | length }}\n");
    assert_eq!(place.out(&["stale"]), "user: 1\n");
    place.template("stale.txt", "vault: {{ contacts[0].days_overdue }}\n");
    assert_eq!(place.out(&["stale"]), "vault: 68\n");
    assert_eq!(place.out(&["stale", "--template", "builtin/stale.txt"]), built_in);
    assert_eq!(place.out(&["stale", "--format", "csv"]).lines().count(), 2, "other formats stay as they are");
    place.template("style.html", "<style>p { color: red }</style>");
    for page in [["digest", "--format", "html"].as_slice(), &["show", "Ada", "--format", "html"]] {
        let out = place.out(page);
        assert!(out.contains("<style>p { color: red }</style>") && !out.contains("--paper"), "a part of a page can be one's own: {out}");
    }
}

#[test]
fn one_block_can_be_changed_alone() {
    let place = Place::new();
    for name in ["digest.html", "digest.md", "digest.txt"] {
        let format = name.rsplit('.').next().unwrap().replace("txt", "text");
        let arguments = ["digest", "--format", &format];
        let before = place.out(&arguments);
        for parent in [format!("builtin/{name}"), name.to_owned()] {
            place.template(name, &format!("{{% extends \"{parent}\" %}}{{% block reconnect %}}[mine]{{% endblock %}}"));
            let after = place.out(&arguments);
            assert!(after.contains("[mine]") && !after.contains("due since"), "{name}\n{after}");
            assert_eq!(before.lines().next(), after.lines().next());
        }
        place.users(name, "{% extends \"builtin/X\" %}{% block title %}(user){% endblock %}".replace('X', name).as_str());
        place.template(name, &format!("{{% extends \"{name}\" %}}{{% block reconnect %}}{{{{ super() }}}}[mine]{{% endblock %}}"));
        let both = place.out(&arguments);
        assert!(both.contains("(user)") && both.contains("[mine]") && both.contains("due since"), "{name}\n{both}");
    }
}

#[test]
fn escaping_goes_by_what_is_made_and_not_by_the_name() {
    let place = Place::new();
    let row = "{% for c in contacts %}{{ c.name }},{{ c.company }}\n{% endfor %}";
    for name in ["x", "x.html", "x.html.tera", "x.txt", "x.csv", "x.md", "x.tera"] {
        place.template(name, row);
        let made = |format: &str| place.out(&["list", "--template", name, "--format", format]);
        assert_eq!(made("text"), "Ada <b>,=1+1, ␛[31mInc\n");
        assert!(made("html").ends_with("\nAda &lt;b&gt;,=1+1, ␛[31mInc\n"));
        assert_eq!(made("md"), "Ada &lt;b&gt;,\\=1+1, ␛\\[31mInc\n");
        assert_eq!(made("csv"), "Ada <b>,\"'=1+1, ␛[31mInc\"\n");
    }
    let by_name = |name: &str| place.out(&["list", "--template", name]);
    assert_eq!(by_name("x.txt"), "Ada <b>,=1+1, ␛[31mInc\n");
    assert!(by_name("x.html").contains("&lt;b&gt;") && by_name("x.html") == by_name("x.html.tera"));
    for name in ["x", "x.tera"] {
        assert!(place.fault(&["list", "--template", name]).contains("does not say what it makes"), "{name}");
    }
    place.template("raw.txt", "{% for c in contacts %}{{ c.company | safe }}\u{1b}]0;x\u{7}\u{202e}{% endfor %}\n");
    assert_eq!(by_name("raw.txt"), "=1+1, ␛[31mInc␛]0;x␇<U+202E>\n");
    place.template("raw.html", "<!doctype html>\n<script>x</script>{{ today | safe }}");
    assert!(by_name("raw.html").starts_with("<!doctype html>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'"));
}

#[test]
fn nothing_outside_the_folders_is_read() {
    let place = Place::new();
    let secret = place.home.path().join("secret");
    fs::write(&secret, "secret").unwrap();
    fs::write(place.vault().join("people/secret.txt"), "secret").unwrap();
    let folder = place.vault().join(".journal/templates");
    symlink(&secret, folder.join("link.txt")).unwrap();
    fs::create_dir(folder.join("sub")).unwrap();
    fs::write(folder.join("sub/inner.txt"), "secret").unwrap();
    let names =
        ["../../people/secret.txt", "../../../secret", secret.to_str().unwrap(), "link.txt", "sub/inner.txt", "./x.txt", "/etc/passwd"];
    for name in names {
        for word in ["include", "extends"] {
            place.template("x.txt", &format!("{{% {word} \"{name}\" %}}"));
            let err = place.fault(&["list", "--template", "x.txt"]);
            assert!(!err.replace(name, "").contains("secret\n") && err.contains(".journal/templates/"), "{name}: {err}");
        }
    }
    assert!(place.fault(&["list", "--template", "link.txt"]).contains("link out of its folder"));
    place.template("x.txt", "{% include \"y.txt\" %}");
    place.template("y.txt", "{% include \"x.txt\" %}");
    assert!(place.fault(&["list", "--template", "x.txt"]).contains("leads back to itself"));
}

#[test]
fn errors_name_the_place_and_what_was_meant() {
    let place = Place::new();
    let told = |text: &str| {
        place.template("stale.txt", text);
        place.fault(&["stale"])
    };
    let expected = "error: .journal/templates/stale.txt:2:7: there is no variable `contcts`\n  |\n2 | né {{ contcts }}\n  |       ^\nhint: did you mean `contacts`?\n";
    assert_eq!(told("one\nné {{ contcts }}\n"), expected);
    assert!(told("{% for c in contacts %}{{ c.nmae }}{% endfor %}").contains("stale.txt:1:29: there is no field `nmae`"));
    assert!(told("{% for c in contacts %}{{ c.nmae }}{% endfor %}").contains("hint: did you mean `name`?"));
    assert!(told("{% if today %}").contains("stale.txt:1:"));
    assert!(told("a\n{{ today | dya }}").contains("stale.txt:2:12: unknown filter `dya`"));
    assert!(told("\n{% extends \"builtin/stael.txt\" %}").contains("stale.txt:2:13: there is no template `builtin/stael.txt`"));
    assert!(told("{% include \"row.txt\" %}").contains("there is no template `row.txt`"));
    place.template("row.txt", "\n {{ what }}");
    assert!(told("{% include \"row.txt\" %}").contains("row.txt:2:5: there is no variable `what`"));
    fs::write(place.vault().join(".journal/templates/stale.txt"), [0xff]).unwrap();
    assert!(place.fault(&["stale"]).contains("no UTF-8"));
}

#[test]
fn a_template_ends() {
    let place = Place::new();
    let ends = |environment: &[(&str, &str)], text: &str, why: &str| {
        place.template("x.txt", text);
        let output = place.home.path().join("out.txt");
        let said = place.run_with(environment, &["list", "--template", "x.txt", "-o", output.to_str().unwrap()]);
        assert!(said.code == Some(2) && said.err.contains(why) && said.out.is_empty(), "{:?} {}", said.code, said.err);
        assert!(!output.exists());
    };
    let short = [("JOURNAL_TEMPLATE_MS", "300")];
    let small = [("JOURNAL_TEMPLATE_MIB", "64")];
    let nested = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";
    ends(&short, nested, "x.txt` ran longer than 300ms");
    let doubling = "{% set s = \"xxxxxxxxxxxxxxxx\" %}{% for a in range(end=40) %}{% set_global s = s ~ s %}{% endfor %}";
    ends(&small, doubling, "took more than 64 MiB of memory");
    let list = "{% set s = [1, 2] %}{% for a in range(end=40) %}{% set_global s = [...s, ...s] %}{% endfor %}";
    ends(&small, list, "took more than 64 MiB of memory");
    ends(&[], &format!("{{% for a in range(end=100000) %}}{}{{% endfor %}}", "x".repeat(1000)), "over 64 MiB");
}

#[test]
fn a_changed_template_changes_the_page_with_and_without_the_cache() {
    let place = Place::new();
    let both = || {
        let (kept, anew) = (place.out(&["digest"]), place.out(&["digest", "--no-cache"]));
        assert_eq!(kept, anew);
        assert_eq!(place.out(&["digest"]), anew);
        kept
    };
    let built_in = both();
    for text in ["one\n", "two\n", "one\n"] {
        place.template("digest.txt", text);
        assert_eq!(both(), text);
    }
    place.template("digest.txt", "{% include \"row.txt\" %}");
    for text in ["three\n", "four\n"] {
        place.users("row.txt", text);
        assert_eq!(both(), text);
    }
    fs::remove_file(place.vault().join(".journal/templates/digest.txt")).unwrap();
    assert_eq!(both(), built_in);
    let file = place.home.path().join("own.txt");
    for text in ["five\n", "six\n"] {
        fs::write(&file, text).unwrap();
        assert_eq!(place.out(&["digest", "--template", file.to_str().unwrap()]), text);
    }
}

#[test]
fn a_changed_template_changes_the_page() {
    let watch =
        Watch::with(|vault| fs::create_dir_all(vault.join(".journal")).unwrap(), "digest.txt", &["--today", TODAY], |command| command);
    fs::create_dir(watch.at(".journal/templates")).unwrap();
    for word in ["one", "two"] {
        fs::write(watch.at(".journal/templates/digest.txt"), format!("{word}: {{{{ counts.contacts }}}}\n")).unwrap();
        let since = Instant::now();
        while fs::read_to_string(&watch.output).unwrap_or_default() != format!("{word}: 2\n") {
            assert!(since.elapsed() < PATIENCE, "the page does not follow its template");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn ejecting_writes_the_built_in_text_and_can_be_undone() {
    let place = Place::new();
    let text = place.out(&["templates", "show", "digest.txt"]);
    let page = place.out(&["digest"]);
    place.out(&["templates", "eject", "digest.txt"]);
    let file = place.vault().join(".journal/templates/digest.txt");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(place.out(&["digest"]), page);
    assert!(place.fault(&["templates", "eject", "digest.txt"]).contains("is there already"));
    place.out(&["undo"]);
    assert!(!file.exists());
    place.out(&["templates", "eject", "digest.txt", "--to", "user"]);
    assert_eq!(fs::read_to_string(place.home.path().join("config/journal/templates/digest.txt")).unwrap(), text);
    assert!(place.out(&["templates", "list"]).contains("digest.txt"));
}

/// Fails on a field of `value` that `known` does not tell of.
fn told(value: &Value, known: &Value, at: &str) {
    match (value, known) {
        (Value::Object(fields), Value::Object(known)) => {
            for (name, value) in fields {
                told(value, known.get(name).unwrap_or_else(|| panic!("{at}.{name} is not told of")), &format!("{at}.{name}"));
            }
        }
        (Value::Array(items), Value::Array(known)) => items.iter().for_each(|item| told(item, &known[0], at)),
        (Value::Null, Value::String(word)) => assert!(word.contains("nothing"), "{at} may be nothing, and is told to be {word}"),
        (Value::Null, _) | (Value::String(_) | Value::Number(_) | Value::Bool(_), Value::String(_)) => {}
        _ => panic!("{at} is told to be {known}, and is {value}"),
    }
}

#[test]
fn the_context_tells_of_every_field_of_every_page() {
    let place = Place::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault");
    let answer = |arguments: &[&str]| -> Value {
        let mut command = journal(place.home.path());
        command.args(arguments).args(["--format", "json", "--today", TODAY, "--vault"]).arg(&example);
        serde_json::from_str(&said(command).out).unwrap()
    };
    let contexts = answer(&["templates", "context"]);
    let pages = contexts["pages"].as_array().unwrap();
    let commands: [&[&str]; 8] =
        [&["balance"], &["digest"], &["list"], &["reach", "Ferrowell"], &["show", "Marcus"], &["stale"], &["timeline"], &["today"]];
    for command in commands {
        let known = pages.iter().find(|page| page["name"] == command[0]).unwrap();
        told(&answer(command), &known["fields"], command[0]);
    }
}

#[test]
fn every_filter_is_in_the_manual() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, manual) =
        (fs::read_to_string(root.join("src/render/filters.rs")).unwrap(), fs::read_to_string(root.join("docs/templates.md")).unwrap());
    let names: Vec<&str> = code.split("register_filter(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() > 8);
    for name in names {
        assert!(manual.contains(&format!("`{name}")), "docs/templates.md says nothing of the filter {name}");
    }
}
