//! Whatever the cache file of a vault holds, answers are those without a cache.
#![no_main]

use journal::index::load;
use journal::model::Date;
use journal::query::{findings, standings};
use journal::render::json;
use journal::report::model_page;
use journal::vault::{find, Caching, Page, Vault};
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

/// A small vault, its cache as it was written, and what is asked.
struct Place {
    _home: tempfile::TempDir,
    vault: Vault,
    file: PathBuf,
    whole: Vec<u8>,
    page: Page,
    answer: String,
}

const QUESTION: &str = "a question";

static PLACE: LazyLock<Place> = LazyLock::new(|| {
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
    load(&vault, vault.notes(Caching::On)).notes.keep_page(QUESTION, &page);
    let file = vault.cache_path().unwrap();
    let whole = std::fs::read(&file).unwrap();
    assert!(vault.notes(Caching::On).page(QUESTION).is_some(), "the whole cache answers");
    let answer = answer(&vault, Caching::Off);
    Place { _home: home, vault, file, whole, page, answer }
});

fn answer(vault: &Vault, caching: Caching) -> String {
    let day = Date::new(2026, 11, 20).unwrap();
    let index = load(vault, vault.notes(caching)).index;
    let findings = findings(&index, &standings(&index, day), day);
    json(&model_page(&index, "vault", day, &findings)).unwrap()
}

/// The bytes themselves when the first is even, else the whole cache with some of its bytes exchanged and perhaps its end cut off.
fn broken(bytes: &[u8], whole: &[u8]) -> Vec<u8> {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    if first % 2 == 0 {
        return rest.to_vec();
    }
    let mut file = whole.to_vec();
    for change in rest.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % file.len();
        file[at] ^= change[2];
    }
    let left = if first & 2 == 0 { file.len() } else { file.len() * usize::from(first >> 2) / 64 };
    file.truncate(left);
    file
}

fuzz_target!(|bytes: &[u8]| {
    let place = &*PLACE;
    std::fs::write(&place.file, broken(bytes, &place.whole)).unwrap();
    let page = place.vault.notes(Caching::On).page(QUESTION);
    assert!(page.is_none_or(|page| page == place.page), "another page");
    assert_eq!(answer(&place.vault, Caching::On), place.answer);
    assert_eq!(answer(&place.vault, Caching::On), place.answer, "once more");
});
