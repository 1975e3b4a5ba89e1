//! Pages for a browser: one person, and a whole site.

use crate::contract::{TODAY, journal, said};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub(crate) fn files(folder: &Path, top: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, top));
        } else {
            found.insert(path.strip_prefix(top).unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap());
        }
    }
    found
}

fn vault(home: &Path) -> std::path::PathBuf {
    let vault = home.join("vault");
    fs::create_dir_all(vault.join("people")).unwrap();
    fs::write(
        vault.join("people/ada.md"),
        "---\nname: Ada <Lovelace>\ncircle: inner\n---\n- 2026-11-02 coffee with [[bob]]: engines [gave:: advice]\n",
    )
    .unwrap();
    fs::write(vault.join("people/bob.md"), "---\nname: Bob\n---\n- 2026-10-02 call [got:: a tip]\n").unwrap();
    vault
}

fn site(home: &Path, vault: &Path, folder: &Path) -> (Option<i32>, String) {
    let mut run = journal(home);
    run.args(["digest", "--today", TODAY, "--site"]).arg(folder).arg("--vault").arg(vault);
    let said = said(run);
    (said.code, said.err)
}

/// Where the links of a page lead, but for places in itself.
fn links(page: &str) -> Vec<&str> {
    page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|link| !link.starts_with('#')).collect()
}

#[test]
fn every_link_of_a_site_leads_to_a_page_of_it_or_to_a_note() {
    let home = tempfile::tempdir().unwrap();
    let (vault, folder) = (vault(home.path()), home.path().join("site"));
    assert_eq!(site(home.path(), &vault, &folder).0, Some(0));
    let pages = files(&folder, &folder);
    assert_eq!(pages.keys().filter(|path| path.starts_with("people/")).count(), 2);
    for (path, text) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        let found = links(text);
        assert!(found.len() > 3, "{path}: {found:?}");
        for link in found {
            let target = folder.join(path).parent().unwrap().join(link);
            assert!(target.exists(), "{path} links {link}");
        }
    }
    assert!(pages["people/people/ada.md.html"].contains("Ada &lt;Lovelace&gt;"));
}

#[test]
fn a_site_made_again_is_the_same_and_loses_the_pages_of_who_is_gone() {
    let home = tempfile::tempdir().unwrap();
    let (vault, folder) = (vault(home.path()), home.path().join("site"));
    site(home.path(), &vault, &folder);
    let first = files(&folder, &folder);
    site(home.path(), &vault, &folder);
    assert_eq!(files(&folder, &folder), first);
    fs::remove_file(vault.join("people/bob.md")).unwrap();
    site(home.path(), &vault, &folder);
    let left = files(&folder, &folder);
    assert!(!left.contains_key("people/people/bob.md.html") && left.contains_key("people/people/ada.md.html"), "{:?}", left.keys());
}

#[test]
fn a_folder_with_something_else_in_it_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let (vault, folder) = (vault(home.path()), home.path().join("mine"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("index.html"), "mine").unwrap();
    let (code, err) = site(home.path(), &vault, &folder);
    assert_eq!(code, Some(2));
    assert!(err.contains("is no site that journal made"), "{err}");
    assert_eq!(files(&folder, &folder).len(), 1);
}

#[test]
fn the_settings_say_what_opens_a_note() {
    let home = tempfile::tempdir().unwrap();
    let vault = vault(home.path()).canonicalize().unwrap();
    fs::create_dir(vault.join(".journal")).unwrap();
    let check = |links: &str, begins: String| {
        fs::write(vault.join(".journal/config.yaml"), format!("digest:\n  links: {links}\n")).unwrap();
        let mut run = journal(home.path());
        run.args(["show", "ada", "--format", "html", "--today", TODAY, "--vault"]).arg(&vault);
        let page = said(run).out;
        assert!(links_to_notes(&page).iter().all(|link| link.starts_with(&begins)), "{links}: {:?}", links_to_notes(&page));
        assert!(!links_to_notes(&page).is_empty());
    };
    let root = vault.display();
    check("file", format!("file://{root}/people/"));
    check("obsidian", format!("obsidian://open?path={root}/people/"));
    check("vscode", format!("vscode://file{root}/people/"));
    check("relative", "people/".to_owned());
}

#[test]
fn a_limit_of_the_settings_means_what_that_of_a_run_means() {
    let home = tempfile::tempdir().unwrap();
    let vault = vault(home.path());
    fs::create_dir(vault.join(".journal")).unwrap();
    for name in ["cy", "dee", "eve"] {
        fs::write(vault.join(format!("people/{name}.md")), "---\ncadence: 1w\n---\n- 2026-10-02 call\n").unwrap();
    }
    let digest = |settings: &str, arguments: &[&str]| {
        fs::write(vault.join(".journal/config.yaml"), settings).unwrap();
        let mut run = journal(home.path());
        run.args(["digest", "--today", TODAY, "--vault"]).arg(&vault).args(arguments);
        said(run).out
    };
    for limit in ["0", "1", "2"] {
        let by_settings = digest(&format!("digest:\n  limit: {limit}\n"), &[]);
        assert_eq!(by_settings, digest("digest:\n", &["--limit", limit]));
        assert!(!by_settings.contains("Nobody is due"), "{by_settings}");
    }
}

fn links_to_notes(page: &str) -> Vec<&str> {
    links(page).into_iter().filter(|link| link.ends_with(".md")).collect()
}

#[test]
fn a_digest_kept_in_the_vault_is_no_note_and_the_same_twice() {
    let home = tempfile::tempdir().unwrap();
    let vault = vault(home.path());
    let run = |arguments: &[&str]| {
        let mut run = journal(home.path());
        run.args(arguments).args(["--today", TODAY, "--vault"]).arg(&vault);
        let said = said(run);
        assert_eq!((said.code, &*said.err), (Some(0), ""), "{arguments:?}");
        said.out
    };
    let index = || run(&["index", "--format", "json"]);
    let before = index();
    for (file, link) in
        [("digests/2026-W47.md", "](../people/ada.md)"), ("people/digest.md", "](../people/ada.md)"), ("week.md", "](people/ada.md)")]
    {
        let path = vault.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        run(&["digest", "-o", path.to_str().unwrap()]);
        let first = fs::read(&path).unwrap();
        let text = String::from_utf8(first.clone()).unwrap();
        assert!(text.starts_with("---\ntype: journal-digest\n") && text.contains(link), "{text}");
        run(&["digest", "-o", path.to_str().unwrap()]);
        assert_eq!(fs::read(&path).unwrap(), first, "{file}");
        run(&["digest", "--no-cache", "-o", path.to_str().unwrap()]);
        assert_eq!(fs::read(&path).unwrap(), first, "{file}");
        assert_eq!(index(), before, "{file}");
    }
}

/// A site made by one thread, and by many, beside an index in which everybody has referrals to others.
#[test]
fn pages_made_side_by_side_are_those_of_show() {
    let home = tempfile::tempdir().unwrap();
    let people = home.path().join("vault/people/deep/er");
    fs::create_dir_all(&people).unwrap();
    let vault = home.path().join("vault");
    for number in 0..40 {
        let folder = if number % 2 == 0 { vault.join("people") } else { people.clone() };
        let (other, third) = ((number * 7 + 3) % 40, (number * 11 + 5) % 40);
        let note = format!(
            "---\nname: P{number:02}\n---\n- 2026-10-0{} call with [[p{third:02}]] [gave:: referral of [[p{other:02}]] and [[p{other:02}|again]]]\n\
             - 2026-11-02 message: interview soon [got:: referral to [[p{third:02}]]]\n",
            1 + number % 9
        );
        fs::write(folder.join(format!("p{number:02}.md")), note).unwrap();
    }
    for threads in ["1", "4"] {
        let folder = home.path().join(format!("site{threads}"));
        let mut run = journal(home.path());
        run.env("RAYON_NUM_THREADS", threads).args(["digest", "--today", TODAY, "--site"]).arg(&folder).arg("--vault").arg(&vault);
        assert_eq!(said(run).code, Some(0));
    }
    let (one, many) = (home.path().join("site1"), home.path().join("site4"));
    let (one, many) = (files(&one, &one), files(&many, &many));
    assert_eq!(one.len(), 45);
    assert!(one == many, "threads change a site");
    for number in 0..40 {
        let path = if number % 2 == 0 { format!("people/p{number:02}") } else { format!("people/deep/er/p{number:02}") };
        let mut run = journal(home.path());
        run.args(["show", &format!("p{number:02}"), "--today", TODAY, "--format", "html", "--vault"]).arg(&vault);
        let (alone, page) = (said(run).out, &one[&format!("people/{path}.md.html")]);
        let told = |text: &str| text.matches("interview soon").count() + text.matches("eferral").count();
        assert_eq!(told(&alone), told(page), "{path}");
    }
}
