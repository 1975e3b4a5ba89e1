//! From a vault to its index.

use super::base::Base;
use super::left::Left;
use super::touched::{Edited, Known, Seeing, Touched, touched};
use super::view::Index;
use crate::diagnostic::Diagnostic;
use crate::model::Note;
use crate::parse::{Context, Everyone, Leaving, Scratch, note, notes};
use crate::vault::{Keeping, Marked, Notes, Reading, Since, Source, Vault};

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

/// Which texts of entries an index has at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Every one.
    All,
    /// In a vault of many notes of which nothing is kept, those that are asked of everybody. Any other is read again when it is asked for;
    /// whether the note was the same, [`Index::is_outdated`] tells.
    Few(Leaving),
}

/// Fewer notes are kept with all their texts: there is little to spare, and to read some of them again takes time.
const MANY: usize = 1024;

impl Texts {
    /// Which texts are left in their files, if any are.
    fn leaving(self, source: &Notes<'_>) -> Option<Leaving> {
        match self {
            Texts::Few(leaving) if source.read_once() >= MANY => Some(leaving),
            _ => None,
        }
    }
}

/// Reads every note of a vault and joins them. A bad note never hides the others: what is wrong stands in the findings.
pub fn load<'v>(vault: &'v Vault, mut source: Notes<'v>, keeping: Keeping, texts: Texts) -> Loaded<'v> {
    let known = Everyone::ALL.into_iter().find(|everyone| source.manner() == Some(*everyone as u8));
    let mut everyone = known.unwrap_or(Everyone::ByRule);
    let leaving = texts.leaving(&source);
    let context = |everyone| {
        let whole = reader(vault, everyone);
        if let Some(leaving) = leaving { whole.leaving(leaving) } else { whole }
    };
    let mut by = context(everyone);
    let (mut notes, mut findings) = read(&by, everyone, &mut source, keeping);
    let wanted = everyone_for(vault, by_rule(&notes));
    if wanted != everyone {
        (everyone, by) = (wanted, context(wanted));
        (notes, findings) = read(&by, everyone, &mut source, keeping);
    }
    if leaving.is_some() {
        // Before joining, when most memory is in use.
        source.forget_files();
    }
    findings.extend(vault.settings_fault().cloned());
    let (settings, left) = match leaving {
        Some(_) => (by.settings().clone(), Some(left(vault, by, everyone))),
        None => (by.into_settings(), None),
    };
    Loaded { index: Index::joined(notes, findings, settings.into(), left), notes: source, everyone }
}

/// The same, while another thread, if one is idle, does something else.
pub fn load_beside<'v>(vault: &'v Vault, source: Notes<'v>, keeping: Keeping, texts: Texts, other: impl FnOnce() + Send) -> Loaded<'v> {
    rayon::join(|| load(vault, source, keeping, texts), other).0
}

/// What notes left in their files when they were read by `leaving`.
fn left(vault: &Vault, leaving: Context, everyone: Everyone) -> Left {
    let (text, whole) = (vault.again(), reader(vault, everyone));
    Left::new(Box::new(move |path| {
        let (text, mut scratch) = (text(path)?, Scratch::default());
        let mut read = |context: &Context| note(path, &text, context, &mut scratch).0;
        Some((read(&leaving), read(&whole)))
    }))
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
pub fn touched_since(vault: &Vault, source: &Since<'_>, base: &Base, seeing: Seeing) -> Option<Touched> {
    let everyone = Everyone::ALL.into_iter().find(|everyone| source.manner() == Some(*everyone as u8))?;
    let context = reader(vault, everyone);
    let edits = source.edits(|path, text, odd| reading(path, text, odd, &context, &mut Scratch::default()))?;
    let is_digest = |(note, _): &Reading| note.is_digest();
    let told = edits.into_iter().filter(|edit| !(is_digest(&edit.before) && is_digest(&edit.after)));
    let edited = told.map(|edit| Some(Edited { number: base.number(edit.place)?, before: edit.before, after: edit.after }));
    let edited: Vec<Edited> = edited.collect::<Option<_>>()?;
    let path = |number| source.path(base.place(number));
    let places = |numbers: &[u32]| numbers.iter().map(|number| base.place(*number)).collect::<Vec<_>>();
    let known = Known { path: &path, notes: &|numbers| source.before(&places(numbers)) };
    touched(base, edited, seeing, context.into_settings(), known)
}

fn read(context: &Context, everyone: Everyone, source: &mut Notes<'_>, keeping: Keeping) -> (Vec<Note>, Vec<Diagnostic>) {
    let each = |scratch: &mut Scratch, mut sources: Vec<Source<'_>>| {
        let odd: Vec<_> = sources.iter_mut().map(|source| source.odd.take()).collect();
        let readings = notes(sources.iter().map(|source| (source.path, &*source.text)), context, scratch);
        readings.into_iter().zip(odd).map(|(reading, odd)| with_odd(reading, odd, context)).collect()
    };
    source.read(everyone as u8, keeping, each)
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
        found.push(odd.at(note.path()));
        context.settings().levels.judge(&mut found, note.skips());
    }
    (note, found)
}
