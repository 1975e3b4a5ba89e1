//! What makes a note another one than it was meant to be: front matter below a blank line, a word for its type that is none, and
//! somebody of a meeting who is no link.

use super::draft::Draft;
use super::facts::Facts;
use super::keys::Key;
use super::{Context, link, mending};
use crate::diagnostic::Code;

/// Lines in which front matter is looked for.
const LINES: usize = 200;

/// Reports front matter below blank lines, which is text. The note, which has none, begins at the byte `start`.
pub(super) fn late_front_matter(text: &str, start: usize, context: &Context, draft: &mut Draft<'_>) {
    let blank = text[start..].bytes().take_while(u8::is_ascii_whitespace).count();
    let mut lines = text[start + blank..].lines().take(LINES).map(str::trim_end);
    let keyed = |line: &str| line.split_once(':').is_some_and(|(key, _)| context.keys.find(key).is_some());
    if text[start..start + blank].contains('\n')
        && lines.next() == Some("---")
        && lines.next().is_some_and(keyed)
        && lines.any(|line| line == "---")
    {
        let at = start + blank;
        let message = "this front matter is text, for it does not begin with the note";
        draft.report(Code::LateFrontMatter, at..at + 3, message, "delete what is blank above it");
    }
}

/// Keys that tell of contacts and hardly of anything else.
const OF_CONTACTS: [Key; 7] = [Key::Birthday, Key::Cadence, Key::Circle, Key::Email, Key::Last, Key::Met, Key::Phone];

/// Reports the type of a note of a contact folder by which it is no contact, where that may be a slip.
pub(super) fn other_type(facts: &Facts<'_>, draft: &mut Draft<'_>) {
    let Some((text, at)) = facts.texts(Key::Type).next() else { return };
    let near = match text.to_lowercase().as_str() {
        "org" | "company" => Some("organization"),
        "human" | "contacts" => Some("person"),
        other => ["person", "organization"].into_iter().find(|known| mending::is_slip(other, known) || other == format!("{known}s")),
    };
    if near.is_none() && !OF_CONTACTS.iter().any(|key| facts.written_as(*key).is_some()) {
        return;
    }
    let hint = near.map_or_else(
        || "write `person` or `organization` if it is a contact, and what it is to you as a tag".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    draft.report(Code::BadValue, at, format!("a note of the type `{text}` is no contact"), hint);
}

/// Reports somebody of a meeting who is no link where others are links.
pub(super) fn unlinked_people(facts: &Facts<'_>, draft: &mut Draft<'_>) {
    let people: Vec<_> = facts.sources(Key::With).collect();
    let Some((text, at)) = people.iter().find(|(text, _)| !link::is_list(text)) else { return };
    if people.iter().all(|(text, _)| link::find_all(text).is_empty()) {
        return;
    }
    let hint = match text.contains(['[', '"', '|', '`']) {
        true => "let it be a link and nothing else, one an item".to_owned(),
        false => format!("write `\"[[{text}]]\"`, or leave it out"),
    };
    draft.report(Code::BadValue, at.clone(), format!("`{text}` is not a link alone, so this meeting counts for nobody"), hint);
}

#[cfg(test)]
mod tests {
    use super::super::draft::Scratch;
    use super::super::{Context, Everyone, note};
    use crate::diagnostic::Code;
    use crate::model::Settings;

    fn check(path: &str, text: &str, want: &[(Code, u32, u32, &str)]) {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let (_, findings) = note(path, text, &context, &mut Scratch::default());
        let found: Vec<_> = findings.iter().map(|f| (f.code, f.span.line, f.span.column, f.hint.as_deref().unwrap_or_default())).collect();
        assert_eq!(found, want, "{path}: {text}");
    }

    #[test]
    fn front_matter_below_blank_lines_is_told() {
        let late = |line| [(Code::LateFrontMatter, line, 1, "delete what is blank above it")];
        check("people/ada.md", "\n---\nname: Ada\n---\n", &late(2));
        check("people/ada.md", "\u{feff} \r\n\r\n---\r\nname: Ada\r\n---\r\n", &late(3));
        check("ada.md", "\n\n---\ntype: person\nrole: CTO\n---", &late(3));
        for text in [
            "\n---\nname: Ada\n",
            "\n---\n\n---\n",
            "\n---\nsaid to me: x\n---\n",
            "\n---\nBest: time to call\n---\n",
            "\nname: Ada\n---\n",
            "---\nname: Ada\n---\n",
            "---\n",
            "\n",
        ] {
            check("people/ada.md", text, &[]);
        }
    }

    #[test]
    fn a_type_that_may_be_a_slip_is_told() {
        let hint = |hint| [(Code::BadValue, 2, 7, hint)];
        check("people/ada.md", "---\ntype: persn\n---\n", &hint("did you mean `person`?"));
        check("people/acme.md", "---\ntype: Org\n---\n", &hint("did you mean `organization`?"));
        let tag = hint("write `person` or `organization` if it is a contact, and what it is to you as a tag");
        check("people/ada.md", "---\ntype: friend\nbirthday: 03-12\n---\n", &tag);
        check("people/2026-10-02.md", "---\ntype: persn\n---\n", &[]);
        check("people/plans.md", "---\ntype: meeting\n---\n", &[]);
        check("people/plans.md", "---\ntype: contract\n---\n", &[]);
        check("projects/ada.md", "---\ntype: persn\n---\n", &[]);
        check("people/ada.md", "---\ntype: friend\ntags: [person]\nbirthday: 03-12\n---\n", &[]);
    }

    #[test]
    fn somebody_of_a_meeting_without_a_link_is_told() {
        let hint = [(Code::BadValue, 2, 8, "write `\"[[Bob]]\"`, or leave it out")];
        check("2026-10-02 review.md", "---\nwith: [Bob, \"[[Ada]]\"]\n---\n", &hint);
        let alone = [(Code::BadValue, 2, 8, "let it be a link and nothing else, one an item")];
        check("2026-10-02.md", "---\nwith: \"[[Bob]] and [[Ada]]\"\n---\n", &alone);
        check("2026-10-02 review.md", "---\nwith: [Bob, Ada]\n---\n", &[]);
        check("2026-10-02 review.md", "---\nwith: [\"[[Bob]]\", \"[[Ada]]\"]\n---\n", &[]);
        check("review.md", "---\nwith: [Bob, \"[[Ada]]\"]\n---\n", &[]);
    }
}
