//! `journal check`

use super::Exit;
use super::session::Session;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::index;
use crate::query::{findings, standings};
use crate::render::{Look, full, github, json, short, visible};
use crate::report::check_page;
use crate::vault::{Keeping, Vault};
use clap::Args;
use std::path::PathBuf;

/// Every finding about the notes: its place, what is wrong, the line it stands on, and the way out.
///
/// Nothing is ever refused: what could not be read is kept, byte for byte. Exits with 1 when there is an error; with
/// --strict also when there is a warning. Formats: full, short (one line each, for editors), json, github.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal check\n  journal check people/ada.md --format short\n  journal check --strict --format github"
)]
pub(super) struct Options {
    /// Only notes below these paths
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Show the infos too
    #[arg(long)]
    all: bool,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["full", "short", "json", "github", "text"])?;
    let vault = session.any_vault()?;
    let index = index::load(&vault, vault.notes(session.caching()), Keeping::Sparing).index;
    let mut found = findings(&index, &standings(&index, session.today), session.today);
    let wanted: Vec<String> = options.paths.iter().map(|path| inside(&vault, path)).collect::<Result<_, Error>>()?;
    found.retain(|found| wanted.is_empty() || wanted.iter().any(|path| below(&found.path, path)));
    let of = |severity| found.iter().filter(|found| found.code.severity() == severity).count();
    let (errors, warnings, infos) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    let look = session.look(Some(&vault));
    let shown: Vec<&Diagnostic> = found.iter().filter(|found| options.all || found.code.severity() != Severity::Info).collect();
    let text = match format {
        "json" => json(&check_page(&found))?,
        "short" => shown.iter().map(|found| short(found)).collect(),
        "github" => shown.iter().map(|found| github(found)).collect(),
        _ => in_full(&shown, &vault, &look) + &summary([errors, warnings, infos], options.all, index.note_count()),
    };
    session.answer(&text)?;
    Ok(if errors > 0 || session.global.strict && warnings > 0 { Exit::SeeTo } else { Exit::Done })
}

/// Findings of one note that are shown with an excerpt; the rest take a line each.
const EXCERPTS: usize = 100;

fn in_full(found: &[&Diagnostic], vault: &Vault, look: &Look) -> String {
    let mut out = String::new();
    for of_note in found.chunk_by(|a, b| a.path == b.path) {
        let text = of_note.first().and_then(|found| vault.text(&found.path)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        for found in of_note.iter().take(EXCERPTS) {
            out.push_str(&full(found, &lines, look));
            out.push('\n');
        }
        of_note.iter().skip(EXCERPTS).for_each(|found| out.push_str(&short(found)));
    }
    out
}

fn summary([errors, warnings, infos]: [usize; 3], all: bool, notes: usize) -> String {
    let many = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let more = match (infos, all) {
        (0, _) => String::new(),
        (_, true) => format!(", {}", many(infos, "info")),
        (_, false) => format!("; {} more with --all", many(infos, "info")),
    };
    match errors + warnings {
        0 if infos == 0 || !all => format!("{} read, nothing to see to{more}\n", many(notes, "note")),
        _ => format!("{} read: {}, {}{more}\n", many(notes, "note"), many(errors, "error"), many(warnings, "warning")),
    }
}

/// A path on the command line, from the working folder or from the vault, as a path inside the vault.
fn inside(vault: &Vault, path: &str) -> Result<String, Error> {
    let real = [PathBuf::from(path), vault.root().join(path)].into_iter().find_map(|path| path.canonicalize().ok());
    let inside = real.and_then(|real| real.strip_prefix(vault.root()).ok().map(|inside| inside.to_string_lossy().into_owned()));
    inside.ok_or_else(|| Error::usage(format!("`{}` is no path of this vault", visible(path)), "name a note or a folder inside it"))
}

fn below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
