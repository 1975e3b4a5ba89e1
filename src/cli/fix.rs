//! `journal check --fix`: what can be mended for certain, through the same door as every change.

use super::check::many;
use super::output;
use super::session::{Session, now};
use super::writing::{WriteOptions, show_diff};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit;
use crate::error::Error;
use crate::parse::{Context, Everyone};
use crate::render::visible;
use crate::vault::{Edit, Vault};

/// What was mended.
#[derive(Default)]
pub(super) struct Done {
    /// A line for each finding that was, and how to take it back.
    pub(super) said: String,
    /// The findings that were.
    pub(super) fixed: Vec<Diagnostic>,
}

/// Mends those of the findings that are `wanted`, in all notes at once; with `--dry-run` prints the difference instead. A note that
/// cannot be written into is left as it is, and named on stderr.
pub(super) fn mend(
    vault: &Vault,
    everyone: Everyone,
    found: &[Diagnostic],
    wanted: impl Fn(&Diagnostic) -> bool,
    options: WriteOptions,
    session: &Session,
) -> Result<Done, Error> {
    if !found.iter().any(|found| found.fix.is_some()) {
        if session.global.dry_run {
            output::complain(NOTHING.trim_end());
        }
        return Ok(Done { said: NOTHING.to_owned(), fixed: Vec::new() });
    }
    let context = Context::new(vault.settings().clone(), vault.daily_format(), everyone);
    let writer = if session.global.dry_run { None } else { Some(vault.writer()?) };
    let (mut edits, mut fixed) = (Vec::new(), Vec::new());
    for of_note in found.chunk_by(|a, b| a.path == b.path).filter(|of_note| of_note.iter().any(|found| found.fix.is_some())) {
        let path = &*of_note[0].path;
        let text = vault.may_replace(path, options.part_hard_links).and_then(|()| vault.writable_text(path));
        let before = match text {
            Ok(text) => text,
            Err(error) => {
                output::complain(&format!("{}: left as it is: {error}", visible(path)));
                continue;
            }
        };
        let of_links: Vec<Diagnostic> = of_note.iter().filter(|found| found.code == Code::AliasLink).cloned().collect();
        let mended = edit::mend(path, &before, &of_links, &wanted, &context);
        if mended.text != before {
            edits.push(Edit { path: path.to_owned(), before: Some(before), after: Some(mended.text) });
            fixed.extend(mended.fixed);
        }
    }
    fixed.sort_by(|a, b| a.order().cmp(&b.order()));
    let told = match edits.len() {
        0 => NOTHING.to_owned(),
        notes => format!("mended {} in {}", many(fixed.len(), "finding"), many(notes, "note")),
    };
    let Some(writer) = writer else {
        show_diff(session, &edits.iter().collect::<Vec<_>>())?;
        output::complain(told.replace("mended", "would mend").trim_end());
        return Ok(Done { said: String::new(), fixed });
    };
    let mut said: String = fixed.iter().map(line).collect();
    said += &told;
    if !edits.is_empty() {
        said += "; `journal undo` takes it back\n\n";
        writer.write(&told, now(), edits, options.part_hard_links)?;
    }
    Ok(Done { said, fixed })
}

/// What is said when nothing is.
const NOTHING: &str = "nothing can be mended for certain\n\n";

fn line(found: &Diagnostic) -> String {
    let title = found.fix.as_ref().map_or("", |fix| &fix.title);
    format!("{}:{}:{}: mended: {} [{}]\n", visible(&found.path), found.span.line, found.span.column, visible(title), found.code.name())
}
