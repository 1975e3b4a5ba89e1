//! Every command line shown in the README, the manual and `tests/cmd/` is run, so that every shown output is true.

#[test]
fn every_transcript_is_true() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_string_lossy().into_owned();
    let cases = trycmd::TestCases::new();
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        cases.env(name, &path);
    }
    for name in ["JOURNAL_VAULT", "JOURNAL_TODAY", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        cases.env(name, "");
    }
    cases.env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8");
    cases.default_bin_name("journal");
    cases.case("README.md").case("example-vault/README.md").case("tests/cmd/*.md");
    cases.run();
}
