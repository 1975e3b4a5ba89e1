//! A note's text with keys in its front matter for what only its text tells. The text stays as it is.

use super::key::set;
use crate::model::{Contact, Note, Place, Run, Texts};
use crate::parse::{Context, Scratch, note, told_in_text};

/// A note with keys adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Its text now.
    pub text: String,
    /// The keys it has now, each with its value.
    pub keys: Vec<(String, String)>,
}

/// Writes what the text of a contact's note tells into its front matter, key by key. A key that cannot be written safely, or with
/// which the note would say anything else than before, is left in the text alone.
pub fn adopt(path: &str, text: &str, context: &Context) -> Adopted {
    let read = |text: &str| note(path, text, context, &mut Scratch::default()).0;
    let mut adopted = Adopted { text: text.to_owned(), keys: Vec::new() };
    let before = read(text);
    for (key, value) in told_in_text(path, text, context) {
        let Ok((new, _)) = set(&adopted.text, &key, &value, context) else { continue };
        // A key in a block that is no valid YAML may not be read; then the text goes on telling it.
        let still_told = told_in_text(path, &new, context).iter().any(|(told, _)| *told == key);
        if !still_told && says_the_same(&before, &read(&new)) {
            adopted.text = new;
            adopted.keys.push((key, value));
        }
    }
    adopted
}

/// Whether two notes say the same of their contact and of what happened, wherever it stands.
fn says_the_same(before: &Note, after: &Note) -> bool {
    let days = |note: &Note| note.entries.iter().map(|entry| (entry.date, note.str(entry.text).to_owned())).collect::<Vec<_>>();
    let people = |note: &Note, run: fn(&Contact) -> Run| {
        let links = note.contact().map(|contact| run(contact).of(&note.links)).unwrap_or_default();
        links.iter().map(|link| note.str(link.target).to_owned()).collect::<Vec<_>>()
    };
    let bare = |note: &Note| {
        let mut contact = note.contact()?.clone();
        (contact.read_from_text, contact.last_place) = (Texts::default(), Place::default());
        (contact.introduced_by, contact.knows) = (Run::default(), Run::default());
        // A note in a folder without any rule becomes a contact by rule when it adopts a type.
        contact.by_rule = true;
        Some(contact)
    };
    let same_people = people(before, |contact| contact.introduced_by) == people(after, |contact| contact.introduced_by)
        && people(before, |contact| contact.knows) == people(after, |contact| contact.knows);
    bare(before) == bare(after) && same_people && days(before) == days(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;
    use crate::parse::Everyone;

    fn check(text: &str, want: &str) {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let adopted = adopt("people/ada.md", text, &context);
        assert_eq!(adopted.text, want);
        assert_eq!(adopt("people/ada.md", &adopted.text, &context), Adopted { text: adopted.text.clone(), keys: Vec::new() });
    }

    #[test]
    fn what_the_text_tells_becomes_front_matter_once() {
        check(
            "---\ncompany: Initech\nrole:\n---\n# Ada\n**Role:** dev: lead\n**Company:** Globex\n**Tags:** #friend, climbing\n**Birthday:** 03-21\n",
            "---\ncompany: Initech\nrole: \"dev: lead\"\ntags:\n  - friend\n  - climbing\nbirthday: 03-21\n---\n# Ada\n**Role:** dev: lead\n**Company:** Globex\n**Tags:** #friend, climbing\n**Birthday:** 03-21\n",
        );
        check(
            "type:: person\r\ncompany:: [[Initech]]\r\nknows:: [[Bob]], [[Eve]]\r\n\r\n- 2026-02-15 coffee",
            "---\r\ntype: person\r\ncompany: \"[[Initech]]\"\r\nknows:\r\n  - \"[[Bob]]\"\r\n  - \"[[Eve]]\"\r\n---\r\ntype:: person\r\ncompany:: [[Initech]]\r\nknows:: [[Bob]], [[Eve]]\r\n\r\n- 2026-02-15 coffee",
        );
        check("# Ada\n\nProse alone.\n", "# Ada\n\nProse alone.\n");
    }
}
