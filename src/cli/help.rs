//! `journal --help` as a ready text. To build the whole command line only to describe it takes longer than to start the program.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// What the whole command line says of itself, without colour, at its full width.
const TEXT: &str = include_str!("../../templates/help.txt");

/// Widest line of a help text (columns).
const FULL_WIDTH: usize = 100;

/// Answers `--help`, where the ready text is what would be said; whether it did.
pub(super) fn answered(words: &[OsString]) -> bool {
    let asked = matches!(words, [program, flag] if Path::new(program).file_name() == Some(OsStr::new("journal")) && flag == "--help");
    let ready = asked && !io::stdout().is_terminal() && std::env::var_os("CLICOLOR_FORCE").is_none() && is_wide();
    if ready {
        let _ = io::stdout().lock().write_all(TEXT.as_bytes());
    }
    ready
}

/// Whether no terminal or setting asks for shorter lines.
fn is_wide() -> bool {
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let columns = terminal.or_else(|| std::env::var("COLUMNS").ok()?.parse().ok());
    columns.is_none_or(|columns| columns >= FULL_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;
    use expect_test::expect_file;

    #[test]
    fn the_ready_text_is_what_the_command_line_says() {
        let said = command().term_width(FULL_WIDTH).render_long_help().to_string();
        expect_file!["../../templates/help.txt"].assert_eq(&said);
    }
}
