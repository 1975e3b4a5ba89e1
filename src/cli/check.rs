//! `journal check`

use super::fix::{Done, mend};
use super::pinpoint::pinpoint;
use super::session::Session;
use super::writing::WriteOptions;
use super::{Exit, output};
use crate::diagnostic::{Code, Codes, Diagnostic, Severity, nearest};
use crate::error::Error;
use crate::index::{self, Texts};
use crate::parse::{Context, Everyone};
use crate::query::findings;
use crate::render::{Look, full, github, json, sarif, short, visible};
use crate::report::check_page;
use crate::vault::{Keeping, Vault};
use clap::Args;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

/// Every finding about the notes: its place, what is wrong, the line it stands on, and the way out.
///
/// Nothing is ever refused: what could not be read is kept, byte for byte. Exits with 1 when there is an error; with
/// --strict also when there is a warning. Formats: full, short (one line each, for editors), json, github, sarif.
///
/// --fix mends what can be mended for certain: it quotes links, spells dates as 2026-03-01, corrects slips in keys, removes
/// `#` from tags and a doubled key that says the same twice, and names the file in links by an alias. `journal undo` takes
/// all of it back; with --dry-run it only shows the difference. With --adopt it also writes into the front matter what only the
/// text of a contact's note tells (`journal show` marks it); the text stays as it is.
///
/// A note can leave a finding out by a comment: `<!-- journal-check: skip=unknown-key -->`, or `# journal-check: skip=…` in its
/// front matter. `check: {levels: {unknown-key: off}}` in the settings does so for all notes.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal check\n  journal check people/ada.md --format short\n  journal check --fix --dry-run\n  journal check --fix --adopt --dry-run\n  journal check --only unquoted-link,bad-date\n  journal check --strict --format github"
)]
pub(super) struct Options {
    /// Only notes below these paths
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Show the infos too
    #[arg(long)]
    all: bool,
    /// Only findings of these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    only: Vec<String>,
    /// No findings of these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    skip: Vec<String>,
    /// Mend what can be mended for certain
    #[arg(long)]
    fix: bool,
    /// With --fix: write what only the text tells into the front matter
    #[arg(long, requires = "fix")]
    adopt: bool,
    #[command(flatten)]
    write: WriteOptions,
}

/// Which findings are asked for.
struct Asked {
    paths: Vec<String>,
    only: Codes,
    skip: Codes,
}

impl Asked {
    fn of(options: &Options, vault: &Vault) -> Result<Asked, Error> {
        Ok(Asked {
            paths: options.paths.iter().map(|path| inside(vault, path)).collect::<Result<_, Error>>()?,
            only: codes(&options.only)?,
            skip: codes(&options.skip)?,
        })
    }

    /// Whether a note is asked for.
    fn covers(&self, note: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|path| below(note, path))
    }

    fn has(&self, found: &Diagnostic) -> bool {
        self.covers(&found.path) && (self.only.is_empty() || self.only.has(found.code)) && !self.skip.has(found.code)
    }

    /// Whether it is asked for by name.
    fn names(&self, found: &Diagnostic) -> bool {
        self.only.has(found.code)
    }
}

/// What a look at the vault shows.
struct Seen {
    found: Vec<Diagnostic>,
    notes: usize,
    everyone: Everyone,
    /// Notes of contacts whose text tells what their front matter does not.
    telling: Vec<String>,
}

fn seen(vault: &Vault, session: &Session, asked: &Asked) -> Seen {
    let loaded = ManuallyDrop::new(index::load(vault, vault.notes(session.caching()), Keeping::Sparing, Texts::All));
    let index = &loaded.index;
    let mut found = findings(index, session.today);
    found.retain(|found| asked.has(found));
    let context = Context::new(vault.settings().clone(), vault.daily_format(), loaded.everyone);
    pinpoint(&mut found, vault, index, &context);
    let telling = index.contacts().filter(|&id| index.contact(id).read_from_text().iter().next().is_some()).map(|id| index.path(id));
    let telling = telling.filter(|path| asked.covers(path)).map(str::to_owned).collect();
    Seen { found, notes: index.note_count(), everyone: loaded.everyone, telling }
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["full", "short", "json", "github", "sarif", "text"])?;
    let vault = if options.fix { session.vault()? } else { session.any_vault()? };
    let asked = Asked::of(options, &vault)?;
    let mut now = seen(&vault, session, &asked);
    let mut done = Done::default();
    if options.fix {
        let telling: &[String] = if options.adopt { &now.telling } else { &[] };
        done = mend(&vault, now.everyone, (&now.found, telling), |found| asked.has(found), options.write, session)?;
        if session.global.dry_run {
            now.found.retain(|found| !done.fixed.contains(found));
            return Ok(exit(&now.found, session));
        }
        now = seen(&vault, session, &asked);
    }
    let shown: Vec<&Diagnostic> =
        now.found.iter().filter(|found| options.all || asked.names(found) || found.severity != Severity::Info).collect();
    let text = match format {
        "json" => json(&check_page(&now.found, &done.fixed, &done.adopted))?,
        "sarif" => sarif(&now.found.iter().collect::<Vec<_>>())?,
        "short" => shown.iter().map(|found| short(found)).collect(),
        "github" => shown.iter().map(|found| github(found)).collect(),
        _ => done.said.clone() + &in_full(&shown, &vault, &session.look(Some(&vault))) + &summary(&now, shown.len()),
    };
    if !matches!(format, "full" | "text") && !session.global.quiet && !done.said.is_empty() {
        output::complain(done.said.trim_end());
    }
    session.answer(&text)?;
    Ok(exit(&now.found, session))
}

fn exit(found: &[Diagnostic], session: &Session) -> Exit {
    let worst = if session.global.strict { Severity::Warning } else { Severity::Error };
    if found.iter().any(|found| found.severity <= worst) { Exit::SeeTo } else { Exit::Done }
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

fn summary(seen: &Seen, shown: usize) -> String {
    let of = |severity| seen.found.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings, infos) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    let shows_infos = infos > 0 && shown == seen.found.len();
    let more = match (infos, shows_infos) {
        (0, _) => String::new(),
        (_, true) => format!(", {}", many(infos, "info")),
        (_, false) => format!("; {} more with --all", many(infos, "info")),
    };
    let notes = many(seen.notes, "note");
    match errors + warnings {
        0 if !shows_infos => format!("{notes} read, nothing to see to{more}\n"),
        _ => format!("{notes} read: {}, {}{more}\n", many(errors, "error"), many(warnings, "warning")),
    }
}

pub(super) fn many(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

/// The codes of these names.
fn codes(names: &[String]) -> Result<Codes, Error> {
    let names = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    names.map(|name| Code::named(name).ok_or_else(|| unknown(name))).collect()
}

fn unknown(name: &str) -> Error {
    Error::usage(format!("there is no code `{}`", visible(name)), near_code(name))
}

/// The way out for whoever named no code.
pub(super) fn near_code(name: &str) -> String {
    let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
    near.map_or_else(|| "`journal explain` lists the codes".to_owned(), |near| format!("did you mean `{near}`?"))
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
