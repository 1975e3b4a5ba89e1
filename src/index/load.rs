//! From a vault to its index.

use super::view::Index;
use crate::diagnostic::Diagnostic;
use crate::model::Note;
use crate::parse::{Context, Everyone, Scratch, note};
use crate::vault::{Marked, Notes, Vault};

/// A vault's index, and where its notes came from.
#[derive(Debug)]
pub struct Loaded<'v> {
    /// The notes, joined.
    pub index: Index,
    /// Where they came from.
    pub notes: Notes<'v>,
    /// By which rule notes are contacts.
    pub everyone: Everyone,
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
    let known = Everyone::ALL.into_iter().find(|everyone| source.manner() == Some(*everyone as u8));
    let mut everyone = known.unwrap_or(Everyone::ByRule);
    let (mut notes, mut findings, mut context) = read(vault, everyone, &mut source);
    let wanted = everyone_for(vault, by_rule(&notes));
    if wanted != everyone {
        everyone = wanted;
        (notes, findings, context) = read(vault, everyone, &mut source);
    }
    findings.extend(vault.settings_fault().cloned());
    Loaded { index: Index::new(notes, findings, context.into_settings()), notes: source, everyone }
}

/// Whether the rules of format 2 name any of these notes a contact.
pub(super) fn by_rule(notes: &[Note]) -> bool {
    notes.iter().filter_map(Note::contact).any(|contact| contact.by_rule)
}

/// By which rule notes are contacts in a vault where the rules of format 2 name one, or none.
pub(super) fn everyone_for(vault: &Vault, any: bool) -> Everyone {
    if any || vault.marked() == Marked::Yes { Everyone::ByRule } else { Everyone::WithFrontMatter }
}

/// What the notes of a vault are read by.
pub(super) fn reader(vault: &Vault, everyone: Everyone) -> Context {
    Context::new(vault.settings().clone(), vault.daily_format(), everyone)
}

fn read(vault: &Vault, everyone: Everyone, source: &mut Notes<'_>) -> (Vec<Note>, Vec<Diagnostic>, Context) {
    let context = reader(vault, everyone);
    let (notes, findings) = source.read(everyone as u8, |scratch: &mut Scratch, path, text, odd| {
        let (note, mut found) = note(path, text, &context, scratch);
        found.extend(odd.map(|odd| odd.at(path)));
        (note, found)
    });
    (notes, findings, context)
}
