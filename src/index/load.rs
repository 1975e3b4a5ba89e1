//! From a vault to its index.

use super::view::Index;
use crate::diagnostic::Diagnostic;
use crate::model::Note;
use crate::parse::{Context, Everyone, Scratch, note};
use crate::vault::{Marked, Notes, Vault};

/// A vault's index, and what keeps finished pages of it.
#[derive(Debug)]
pub struct Loaded<'v> {
    /// The notes, joined.
    pub index: Index,
    /// Where they came from.
    pub notes: Notes<'v>,
}

impl<'v> Loaded<'v> {
    /// Where the notes came from. The index is left to the system, which takes it back faster.
    pub fn into_notes(self) -> Notes<'v> {
        std::mem::forget(self.index);
        self.notes
    }
}

/// Reads every note of a vault and joins them. A bad note never hides the others: what is wrong stands in the findings.
pub fn load<'v>(vault: &'v Vault, mut source: Notes<'v>) -> Loaded<'v> {
    let ask = |everyone, source: &mut Notes<'v>| read(vault, everyone, source);
    let by_rule = |notes: &[Note]| notes.iter().filter_map(Note::contact).any(|contact| contact.by_rule);
    let first = Everyone::ALL.into_iter().find(|everyone| source.manner() == Some(*everyone as u8)).unwrap_or(Everyone::ByRule);
    let (mut notes, mut findings, mut context) = ask(first, &mut source);
    if first == Everyone::WithFrontMatter && (by_rule(&notes) || vault.marked() == Marked::Yes) {
        (notes, findings, context) = ask(Everyone::ByRule, &mut source);
    } else if first == Everyone::ByRule && !by_rule(&notes) && vault.marked() == Marked::No {
        (notes, findings, context) = ask(Everyone::WithFrontMatter, &mut source);
    }
    findings.extend(vault.settings_fault().cloned());
    Loaded { index: Index::new(notes, findings, context.into_settings()), notes: source }
}

fn read(vault: &Vault, everyone: Everyone, source: &mut Notes<'_>) -> (Vec<Note>, Vec<Diagnostic>, Context) {
    let context = Context::new(vault.settings().clone(), vault.daily_format(), everyone);
    let (notes, findings) = source.read(everyone as u8, |scratch: &mut Scratch, path, text, odd| {
        let (note, mut found) = note(path, text, &context, scratch);
        found.extend(odd.map(|odd| odd.at(path)));
        (note, found)
    });
    (notes, findings, context)
}
