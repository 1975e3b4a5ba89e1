//! Every command line shown in the README, the manual and `tests/cmd/` is run, so that every shown output is true.

/// Runs the command lines of some files on a terminal of so many columns (80 when empty), with this locale.
fn shown(columns: &str, locale: &str, files: &[&str]) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_string_lossy().into_owned();
    let cases = trycmd::TestCases::new();
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        cases.env(name, &path);
    }
    for name in ["JOURNAL_VAULT", "JOURNAL_TODAY", "NO_COLOR", "CLICOLOR_FORCE"] {
        cases.env(name, "");
    }
    cases.env("COLUMNS", columns).env("LANG", locale).env("LC_ALL", locale);
    cases.default_bin_name("journal");
    for file in files {
        cases.case(file);
    }
    cases.run();
}

#[test]
fn every_transcript_is_true() {
    shown("", "C.UTF-8", &["README.md", "example-vault/README.md", "tests/cmd/*.md"]);
}

#[test]
fn every_transcript_of_a_width_is_true() {
    for columns in ["60", "80", "120"] {
        shown(columns, "C.UTF-8", &[&format!("tests/cmd/terminal/{columns}.md")]);
    }
    shown("80", "C", &["tests/cmd/terminal/ascii.md"]);
}
