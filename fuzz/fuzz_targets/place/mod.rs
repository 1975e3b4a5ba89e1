//! A small vault with a cache, and what is asked of it.
#![allow(dead_code, reason = "each target asks for some of it")]

use journal::index::{load, Texts};
use journal::model::Date;
use journal::query::findings;
use journal::render::json;
use journal::report::model_page;
use journal::vault::{find, Caching, Keeping, Page, Vault};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

/// A small vault, its cache as it was written, and what is asked.
pub struct Place {
    _home: tempfile::TempDir,
    pub vault: Vault,
    pub file: PathBuf,
    pub whole: Vec<u8>,
    pub page: Page,
    pub answer: String,
}

pub const QUESTION: &str = "a question";

pub static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let home = tempfile::tempdir().unwrap();
    std::env::set_var("XDG_CACHE_HOME", home.path().join("cache"));
    let root = home.path().join("vault");
    std::fs::create_dir_all(root.join(".journal")).unwrap();
    std::fs::create_dir_all(root.join("people")).unwrap();
    for (name, friend) in [("ada", "bob"), ("bob", "cyd"), ("cyd", "ada")] {
        let text = format!("---\nname: {name}\ncadence: 6w\n---\n- 2026-08-02 coffee with [[{friend}]]: talked [gave:: advice]\n");
        std::fs::write(root.join(format!("people/{name}.md")), text).unwrap();
    }
    // A stamp is believed only when it is older than a tick of the clock.
    std::thread::sleep(Duration::from_millis(200));
    let vault = find(Some(&root), None, &root, &Default::default()).unwrap();
    let page = Page { text: "an answer".into(), errors: Vec::new(), error_count: 0, to_see: false };
    load(&vault, vault.notes(Caching::On), Keeping::Always, Texts::All).notes.keep_page(QUESTION, page.clone());
    let file = vault.cache_path().unwrap();
    let whole = std::fs::read(&file).unwrap();
    assert!(vault.notes(Caching::On).page(QUESTION).is_some(), "the whole cache answers");
    let answer = answer(&vault, Caching::Off);
    Place { _home: home, vault, file, whole, page, answer }
});

pub fn answer(vault: &Vault, caching: Caching) -> String {
    let day = Date::new(2026, 11, 20).unwrap();
    let index = load(vault, vault.notes(caching), Keeping::Always, Texts::All).index;
    let findings = findings(&index, day);
    json(&model_page(&index, "vault", day, &findings)).unwrap()
}
