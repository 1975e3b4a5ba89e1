//! From a vault to its index.

use super::view::Index;
use crate::diagnostic::Diagnostic;
use crate::model::{Note, Role};
use crate::parse::{Context, Everyone, Scratch, note};
use crate::vault::{Marked, Vault};

/// Reads every note of a vault and joins them. A bad note never hides the others: what is wrong stands in the findings.
pub fn load(vault: &Vault) -> Index {
    let (notes, findings, context) = read(vault, Everyone::ByRule);
    let any = notes.iter().any(|note| note.contact().is_some());
    let (notes, mut findings, context) = match any || vault.marked() == Marked::Yes {
        true => (notes, findings, context),
        false => read(vault, Everyone::WithFrontMatter),
    };
    findings.extend(vault.settings_fault().cloned());
    Index::new(notes, findings, context.into_settings())
}

fn read(vault: &Vault, everyone: Everyone) -> (Vec<Note>, Vec<Diagnostic>, Context) {
    let context = Context::new(vault.settings().clone(), vault.daily_format(), everyone);
    let (read, mut findings) = vault.read_notes(|scratch: &mut Scratch, path, text, odd| {
        let (note, mut found) = note(path, text, &context, scratch);
        found.extend(odd.map(|odd| odd.at(path)));
        (note, found)
    });
    let mut notes = Vec::with_capacity(read.len());
    for (note, found) in read {
        if !matches!(note.role, Role::Digest) {
            notes.push(note);
        }
        findings.extend(found);
    }
    (notes, findings, context)
}
