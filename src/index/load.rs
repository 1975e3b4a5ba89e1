//! From a vault to its index.

use super::base::Base;
use super::touched::{Edited, Seeing, Touched, touched};
use super::view::Index;
use crate::diagnostic::Diagnostic;
use crate::model::{Note, Role};
use crate::parse::{Context, Everyone, Scratch, note, notes};
use crate::vault::{Keeping, Marked, Notes, Reading, Source, Vault};
use rayon::prelude::*;

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
pub fn load<'v>(vault: &'v Vault, mut source: Notes<'v>, keeping: Keeping) -> Loaded<'v> {
    let known = Everyone::ALL.into_iter().find(|everyone| source.manner() == Some(*everyone as u8));
    let mut everyone = known.unwrap_or(Everyone::ByRule);
    let (mut notes, mut findings, mut context) = read(vault, everyone, &mut source, keeping);
    let wanted = everyone_for(vault, by_rule(&notes));
    if wanted != everyone {
        everyone = wanted;
        (notes, findings, context) = read(vault, everyone, &mut source, keeping);
    }
    findings.extend(vault.settings_fault().cloned());
    Loaded { index: Index::new(notes, findings, context.into_settings()), notes: source, everyone }
}

/// The same, while another thread, if one is idle, does something else.
pub fn load_beside<'v>(vault: &'v Vault, source: Notes<'v>, keeping: Keeping, other: impl FnOnce() + Send) -> Loaded<'v> {
    rayon::join(|| load(vault, source, keeping), other).0
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

/// What the notes edited since the cache was written touch; `None` when everything has to be joined anew. `base` is that of the
/// notes in the cache.
pub fn touched_since(vault: &Vault, source: &mut Notes<'_>, base: &Base, seeing: Seeing) -> Option<Touched> {
    let everyone = Everyone::ALL.into_iter().find(|everyone| source.manner() == Some(*everyone as u8))?;
    let context = reader(vault, everyone);
    let edits = source.edits(|path, text, odd| reading(path, text, odd, &context, &mut Scratch::default()))?;
    let is_digest = |(note, _): &Reading| matches!(note.role, Role::Digest);
    let told = edits.into_iter().filter(|edit| !(is_digest(&edit.before) && is_digest(&edit.after)));
    let edited =
        told.map(|edit| Some(Edited { number: base.number_near(&edit.path, edit.place)?, before: edit.before, after: edit.after }));
    let edited: Vec<Edited> = edited.collect::<Option<_>>()?;
    let load = |numbers: &[u32]| {
        let read = |scratch: &mut Scratch, number: &u32| {
            let path = base.path(*number);
            source.unedited(&path, |text, odd| reading(&path, text, odd, &context, scratch))
        };
        numbers.par_iter().with_min_len(TOGETHER).map_init(Scratch::default, read).collect::<Option<Vec<Note>>>()
    };
    touched(base, &edited, seeing, context.settings(), load)
}

/// Notes that one thread reads at least.
const TOGETHER: usize = 8;

fn read(vault: &Vault, everyone: Everyone, source: &mut Notes<'_>, keeping: Keeping) -> (Vec<Note>, Vec<Diagnostic>, Context) {
    let context = reader(vault, everyone);
    let each = |scratch: &mut Scratch, mut sources: Vec<Source<'_>>| {
        let odd: Vec<_> = sources.iter_mut().map(|source| source.odd.take()).collect();
        let readings = notes(sources.iter().map(|source| (source.path, &*source.text)), &context, scratch);
        readings.into_iter().zip(odd).map(|(reading, odd)| with_odd(reading, odd, &context)).collect()
    };
    let (notes, findings) = source.read(everyone as u8, keeping, each);
    (notes, findings, context)
}

/// What is read of one note.
pub(super) fn reading(path: &str, text: &str, odd: Option<Diagnostic>, context: &Context, scratch: &mut Scratch) -> Reading {
    with_odd(note(path, text, context, scratch), odd, context)
}

/// The same with what was wrong with the bytes of the note.
fn with_odd((note, mut found): Reading, odd: Option<Diagnostic>, context: &Context) -> Reading {
    if let Some(odd) = odd {
        // The text is not what the file holds, so nothing in it can be mended.
        found.iter_mut().for_each(|found| found.fix = None);
        found.push(odd.at(&note.path));
        context.settings().levels.judge(&mut found, note.skips);
    }
    (note, found)
}
