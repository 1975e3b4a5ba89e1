//! `journal check --fix`: what can be mended for certain, through the same door as every change.

use super::check::many;
use super::output;
use super::session::{Session, now};
use super::writing::{WriteOptions, show_diff};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit;
use crate::error::Error;
use crate::model::order;
use crate::parse::{Context, Everyone};
use crate::render::visible;
use crate::report::AdoptedRow;
use crate::vault::{Edit, Vault};
use std::collections::{BTreeMap, HashSet};

/// What was mended.
#[derive(Default)]
pub(super) struct Done {
    /// A line for each finding that was, and how to take it back.
    pub(super) said: String,
    /// The findings that were.
    pub(super) fixed: Vec<Diagnostic>,
    /// Keys that front matter has now, and only the text had before.
    pub(super) adopted: Vec<AdoptedRow>,
}

/// Mends those of the findings that are `wanted`, and lets the notes that are `telling` adopt what their text tells, all at once;
/// with `--dry-run` prints the difference instead. A note that cannot be written into is left as it is, and named on stderr.
pub(super) fn mend(
    vault: &Vault,
    everyone: Everyone,
    (found, telling): (&[Diagnostic], &[String]),
    wanted: impl Fn(&Diagnostic) -> bool,
    options: WriteOptions,
    session: &Session,
) -> Result<Done, Error> {
    let of_notes = found.chunk_by(|a, b| a.path == b.path).filter(|of_note| of_note.iter().any(|found| found.fix.is_some()));
    let mut notes: BTreeMap<&str, &[Diagnostic]> = order::map(telling.iter().map(|path| (path.as_str(), &[][..])));
    notes.extend(of_notes.map(|of_note| (&*of_note[0].path, of_note)));
    let adopts: HashSet<&str> = telling.iter().map(String::as_str).collect();
    let mut done = Done::default();
    if notes.is_empty() {
        if session.global.dry_run {
            output::complain(NOTHING.trim_end());
        }
        done.said = NOTHING.to_owned();
        return Ok(done);
    }
    let context = Context::new(vault.settings().clone(), vault.daily_format(), everyone);
    let writer = if session.global.dry_run { None } else { Some(vault.writer()?) };
    let mut edits = Vec::new();
    for (path, of_note) in notes {
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
        let after = if adopts.contains(path) { done.adopt(path, &mended.text, &context) } else { mended.text };
        if after != before {
            edits.push(Edit { path: path.to_owned(), before: Some(before), after: Some(after) });
            done.fixed.extend(mended.fixed);
        }
    }
    order::sort_by(&mut done.fixed, |a, b| a.order().cmp(&b.order()));
    let Some(writer) = writer else {
        show_diff(session, &edits.iter().collect::<Vec<_>>())?;
        output::complain(done.told(edits.len(), ["would mend", "would adopt"]).trim_end());
        return Ok(done);
    };
    let told = done.told(edits.len(), ["mended", "adopted"]);
    done.said = done.fixed.iter().map(line).chain(done.adopted.iter().map(adopted_line)).collect();
    done.said += &told;
    if !edits.is_empty() {
        done.said += "; `journal undo` takes it back\n\n";
        writer.write(&told, now(), edits, options.part_hard_links)?;
    }
    Ok(done)
}

impl Done {
    /// The text of a note with its keys adopted, which are kept.
    fn adopt(&mut self, path: &str, text: &str, context: &Context) -> String {
        let adopted = edit::adopt(path, text, context);
        self.adopted.extend(adopted.keys.into_iter().map(|(key, value)| AdoptedRow { path: path.to_owned(), key, value }));
        adopted.text
    }

    /// What was done to so many notes, in words; `verbs` say that findings are mended and that keys are adopted.
    fn told(&self, notes: usize, [mends, adopts]: [&str; 2]) -> String {
        let fixed = (!self.fixed.is_empty()).then(|| format!("{mends} {}", many(self.fixed.len(), "finding")));
        let adopted = (!self.adopted.is_empty()).then(|| format!("{adopts} {}", many(self.adopted.len(), "key")));
        let done: Vec<String> = fixed.into_iter().chain(adopted).collect();
        if notes == 0 { NOTHING.to_owned() } else { format!("{} in {}", done.join(" and "), many(notes, "note")) }
    }
}

/// What is said when nothing is.
const NOTHING: &str = "nothing can be mended for certain\n\n";

fn line(found: &Diagnostic) -> String {
    let title = found.fix.as_ref().map_or("", |fix| &fix.title);
    format!("{}:{}:{}: mended: {} [{}]\n", visible(&found.path), found.span.line, found.span.column, visible(title), found.code.name())
}

fn adopted_line(row: &AdoptedRow) -> String {
    format!("{}: adopted: {}: {}\n", visible(&row.path), visible(&row.key), visible(&row.value))
}
