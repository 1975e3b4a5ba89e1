//! What changed since the last digest: its day is remembered outside the vault, and only when that is wanted.

use crate::contract::{journal, said};
use std::fs;

#[test]
fn a_digest_remembers_the_one_before() {
    let home = tempfile::tempdir().unwrap();
    let vault = home.path().join("vault");
    fs::create_dir_all(vault.join("people")).unwrap();
    let note = |name: &str, lines: &str| {
        fs::write(vault.join(format!("people/{name}.md")), format!("---\nname: {name}\ncadence: 4w\n---\n\n{lines}")).unwrap()
    };
    note("Ada", "- 2026-10-20 coffee: x [promised:: the list]\n");
    note("Bea", "- 2026-09-20 call: y\n");
    let digest = |day: &str, more: &[&str]| {
        let mut command = journal(home.path());
        command.args(["digest", "--since-last", "--format", "json", "--today", day]).args(more).arg("--vault").arg(&vault);
        let told = said(command);
        let page: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        let what = page["changes"]["what"].as_array().cloned().unwrap_or_default();
        let rows: Vec<String> =
            what.iter().map(|row| format!("{} {}", row["change"].as_str().unwrap(), row["name"].as_str().unwrap())).collect();
        (page["changes"]["since"].as_str().map(str::to_owned), rows, told.err)
    };
    let (since, rows, err) = digest("2026-11-10", &["--no-remember"]);
    assert_eq!((since, rows.len()), (None, 0));
    assert!(err.contains("no digest before this one is remembered"), "{err}");
    assert!(!home.path().join(".local/state/journal").exists(), "nothing is remembered unasked");
    assert_eq!(digest("2026-11-10", &[]).0, None);
    note("Bea", "- 2026-11-12 call: z [asked:: advice]\n- 2026-09-20 call: y\n");
    note("Ada", "- 2026-10-20 coffee: x [promised:: the list]\n- 2026-11-19 news: - [closed:: the list]\n");
    let changed = ["came_due Ada", "in_touch Bea", "opened Bea", "closed Ada"];
    for more in [&["--no-remember"][..], &["--dry-run"], &[], &[]] {
        let (since, rows, err) = digest("2026-11-20", more);
        assert_eq!((since.as_deref(), err.as_str()), (Some("2026-11-10"), ""));
        assert_eq!(rows, changed, "the same day, the same answer");
    }
    let (since, rows, _) = digest("2026-11-21", &[]);
    assert_eq!((since.as_deref(), rows.len()), (Some("2026-11-20"), 0));
    assert_eq!(digest("2026-11-15", &["--no-remember"]).0.as_deref(), Some("2026-11-10"), "as of then");
    fs::write(
        home.path()
            .join(".local/state/journal")
            .join(fs::read_dir(home.path().join(".local/state/journal")).unwrap().next().unwrap().unwrap().file_name())
            .join("digests"),
        "nonsense\n2026-11-02\n9999-99-99",
    )
    .unwrap();
    assert_eq!(digest("2026-11-20", &[]).0.as_deref(), Some("2026-11-02"), "lines that are no days are passed over");
}
