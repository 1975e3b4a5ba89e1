//! Links in any text, between notes of any name: they lie apart, lead where the program says they lead, and a link that the program
//! writes leads to the one it is meant for.

use super::{PARTING, context, holds};
use journal::index::Index;
use journal::model::{Note, Settings};
use journal::parse::{Scratch, note, value_laws};

/// Reads the first part as text with links; the other parts name notes.
pub(crate) fn links(bytes: &[u8]) {
    let all = String::from_utf8_lossy(bytes);
    let mut parts = all.split(PARTING);
    let text = parts.next().unwrap_or_default();
    holds(value_laws::links(text));
    let mut paths: Vec<String> = parts.take(6).filter_map(path).collect();
    paths.push("people/ada.md".to_owned());
    paths.sort();
    paths.dedup();
    let read = |path: &str, text: &str| note(path, text, &context(), &mut Scratch::default()).0;
    let named = |path: &String| read(path, &format!("---\ntype: person\nknows: \"[[ada]]\"\n---\n{text}"));
    let index = Index::new(paths.iter().map(named).collect(), Vec::new(), Settings::default());
    for id in index.contacts() {
        let Some(link) = index.link_to("people/ada.md", id, "somebody") else { continue };
        let asked = |note: &Note| {
            if note.path() == "people/ada.md" { read(note.path(), &format!("---\ntype: person\n---\n{link}\n")) } else { note.clone() }
        };
        let again = Index::new(index.notes().iter().map(asked).collect(), Vec::new(), Settings::default());
        let from = again.note_at("people/ada.md").unwrap();
        let leads = (0..from.links().len() as u32).find_map(|number| again.linked(from, number));
        assert_eq!(leads.map(|id| again.path(id)), Some(index.path(id)), "{link:?} among {paths:?}");
    }
}

/// The path of a note of this name, in one of two folders; `None` where no file can be called so.
fn path(name: &str) -> Option<String> {
    let folder = if name.len().is_multiple_of(2) { "people" } else { "friends" };
    let fits = !name.is_empty() && name.len() < 200 && !name.contains(['/', '\0']) && !name.starts_with('.');
    fits.then(|| format!("{folder}/{name}.md"))
}
