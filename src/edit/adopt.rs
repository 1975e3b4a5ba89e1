//! A note's text with keys in its front matter for what only its text tells. The text stays as it is.

use super::entry::line_end;
use super::key::{is_list, list_lines, set, standing};
use crate::model::{Contact, ContactWord, FieldRef, Note, Place, Run, SeldomFacts, order};
use crate::parse::{Context, LARGEST_FRONT_MATTER, Places, Scratch, key_named, note, places, told_in_text};
use std::collections::HashSet;

/// A note with keys adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Its text now.
    pub text: String,
    /// The keys it has now, each with its value.
    pub keys: Vec<(String, String)>,
}

/// Writes what the text of a contact's note tells into its front matter. A key that cannot be written safely, or with which the
/// note would say anything else than before, is left in the text alone.
pub fn adopt(path: &str, text: &str, context: &Context) -> Adopted {
    let unchanged = || Adopted { text: text.to_owned(), keys: Vec::new() };
    let Some(before) = places(text, context).ok().filter(|before| before.fault.is_none()) else { return unchanged() };
    let facts = facts(path, text, &before, context);
    let before = Before { path, text, context, places: &before, facts: &facts, note: read(path, text, context) };
    let mut trial = Trial { before, chosen: HashSet::new(), text: text.to_owned(), left: TRIALS };
    let (known, own): (Vec<usize>, Vec<usize>) = (0..facts.len()).partition(|&at| key_named(&facts[at].key, context).is_some());
    trial.choose(&own);
    trial.choose(&known);
    let Trial { text, chosen, .. } = trial;
    let kept = facts.into_iter().enumerate().filter(|(at, _)| chosen.contains(at));
    Adopted { text, keys: kept.map(|(_, fact)| (fact.key, fact.value)).collect() }
}

/// Texts tried at most; each of the keys that the program knows may be one that has to be found among the others.
const TRIALS: usize = 128;

/// What the text tells, and how front matter says it.
struct Fact {
    key: String,
    value: String,
    /// The lines of a new key; `None` for one that stands there and holds nothing.
    lines: Option<String>,
}

/// The facts that can be written, as many as front matter has room for.
fn facts(path: &str, text: &str, before: &Places, context: &Context) -> Vec<Fact> {
    let mut room = LARGEST_FRONT_MATTER.saturating_sub(before.front_matter.as_ref().map_or(0, ExactSizeIterator::len));
    let fact = |(key, items): (String, Vec<String>)| {
        let (known, value) = (key_named(&key, context), items.join(", "));
        if known.is_some() && !standing(before, &key, context).1.is_empty() {
            return Some(Fact { key, value, lines: None });
        }
        let lines = if is_list(known) || known.is_none() && items.len() > 1 {
            list_lines(&key, &items.iter().map(String::as_str).collect::<Vec<_>>(), "\n", context)
        } else {
            set("", &key, &value, context).ok().and_then(|(new, _)| Some(new.strip_prefix("---\n")?.strip_suffix("---\n")?.to_owned()))
        };
        let lines = lines?.replace('\n', line_end(text));
        room = room.checked_sub(lines.len())?;
        Some(Fact { key, value, lines: Some(lines) })
    };
    told_in_text(path, text, context).into_iter().filter_map(fact).collect()
}

/// A note as it was.
struct Before<'t> {
    path: &'t str,
    text: &'t str,
    context: &'t Context,
    places: &'t Places,
    facts: &'t [Fact],
    note: Note,
}

/// Facts that are tried together and, where that does not do, in halves.
struct Trial<'t> {
    before: Before<'t>,
    /// Those that do, by their place among the facts.
    chosen: HashSet<usize>,
    /// The note with them.
    text: String,
    left: usize,
}

impl Trial<'_> {
    /// Chooses all of these that do.
    fn choose(&mut self, facts: &[usize]) {
        if facts.is_empty() || self.left == 0 {
            return;
        }
        self.left -= 1;
        let all: HashSet<usize> = self.chosen.iter().chain(facts).copied().collect();
        if let Some(text) = self.before.with(&all) {
            (self.text, self.chosen) = (text, all);
        } else if facts.len() > 1 {
            let (first, second) = facts.split_at(facts.len() / 2);
            self.choose(first);
            self.choose(second);
        }
    }
}

impl Before<'_> {
    /// The note with these facts in its front matter; `None` when it would say anything else, or the text alone still told them.
    fn with(&self, chosen: &HashSet<usize>) -> Option<String> {
        let facts = || self.facts.iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, fact)| fact);
        let lines: String = facts().filter_map(|fact| fact.lines.as_deref()).collect();
        let fence = format!("---{}", line_end(self.text));
        let (at, new) = match &self.places.front_matter {
            Some(block) => (block.end, lines),
            None if lines.is_empty() => (self.places.body, lines),
            None => (self.places.body, format!("{fence}{lines}{fence}")),
        };
        let mut text = format!("{}{new}{}", &self.text[..at], &self.text[at..]);
        for fact in facts().filter(|fact| fact.lines.is_none()) {
            text = set(&text, &fact.key, &fact.value, self.context).ok()?.0;
        }
        let keys: HashSet<&str> = facts().map(|fact| fact.key.as_str()).collect();
        let is_valid = places(&text, self.context).is_ok_and(|after| after.fault.is_none());
        // A key that is not read leaves the text to go on telling it.
        let is_read = || !told_in_text(self.path, &text, self.context).iter().any(|(told, _)| keys.contains(told.as_str()));
        (is_valid && is_read() && says_the_same(&self.note, &read(self.path, &text, self.context))).then_some(text)
    }
}

fn read(path: &str, text: &str, context: &Context) -> Note {
    note(path, text, context, &mut Scratch::default()).0
}

/// Whether two notes say the same of their contact and of what happened, wherever it stands.
fn says_the_same(before: &Note, after: &Note) -> bool {
    let days = |note: &Note| note.entries().iter().map(|entry| (entry.date, note.str(entry.text).to_owned())).collect::<Vec<_>>();
    let people = |note: &Note, run: fn(&Contact) -> Run| {
        let links = note.links().of(note.contact().map(run).unwrap_or_default());
        links.iter().map(|link| note.str(link.target).to_owned()).collect::<Vec<_>>()
    };
    let fields = |note: &Note| {
        let fields = note.contact().map(|contact| contact.fields().iter().map(FieldRef::to_field).collect::<Vec<_>>());
        let mut fields: Vec<_> = fields.unwrap_or_default().into_iter().map(|field| (field.key, field.values)).collect();
        order::sort_by(&mut fields, |a, b| a.0.cmp(&b.0));
        fields
    };
    let bare = |note: &Note| {
        let mut contact = note.contact()?.clone();
        contact.words = contact.words.with(ContactWord::ReadFromText, "").with(ContactWord::Fields, "");
        contact.last_place = Place::default();
        contact.seldom = SeldomFacts { introduced_by: Run::default(), knows: Run::default(), ..(*contact.seldom).clone() }.into();
        // A note in a folder without any rule becomes a contact by rule when it adopts a type.
        contact.by_rule = true;
        Some(contact)
    };
    let same_people = people(before, |contact| contact.seldom.introduced_by) == people(after, |contact| contact.seldom.introduced_by)
        && people(before, |contact| contact.seldom.knows) == people(after, |contact| contact.seldom.knows);
    bare(before) == bare(after) && fields(before) == fields(after) && same_people && days(before) == days(after)
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

    fn check_added(text: &str, front: &str) {
        check(text, &format!("---\n{front}---\n{text}"));
    }

    #[test]
    fn lists_bars_brackets_and_days_are_written_as_front_matter_has_them() {
        check_added(
            "# A\n\n**Offers:** cooking, piano\n**Phone:** 5\n**Role:** x\n",
            "offers:\n  - cooking\n  - piano\nphone: 5\nrole: x\n",
        );
        check_added(
            "worked-together:: Acme, Inc. 2017..2019, Bolt 2020\nown:: [[A]], [[B]]\n",
            "worked_together:\n  - Acme, Inc. 2017..2019\n  - Bolt 2020\nown:\n  - \"[[A]]\"\n  - \"[[B]]\"\n",
        );
        check_added("# A\n| **Role** | a \\| b |\n[Company:: Inline]\n", "role: a | b\ncompany: Inline\n");
        check_added("last-contact:: [[Mar 5th, 2026]]\n", "last: 2026-03-05\n");
    }

    #[test]
    fn what_cannot_be_adopted_stops_nothing_else() {
        check_added(
            "last:: soon\nit's:: odd\nemail:: a@x.org\nlinks:: [[Marlow, Ada]], b\nphone:: 5\n",
            "email: a@x.org\nlinks: \"[[Marlow, Ada]], b\"\nphone: 5\n",
        );
        check("---\ntags:\n  -\n---\n**Tags:** a\n**Role:** x\n", "---\ntags:\n  -\nrole: x\n---\n**Tags:** a\n**Role:** x\n");
    }

    #[test]
    fn front_matter_adopts_what_it_has_room_for() {
        let text: String = (0..10_000).map(|n| format!("key{n}:: v\n")).collect();
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let adopted = adopt("people/ada.md", &text, &context);
        assert!(adopted.text.ends_with(&text) && adopted.keys.len() > 5_000, "{} keys", adopted.keys.len());
        assert!(adopted.text.len() - text.len() <= LARGEST_FRONT_MATTER + "---\n---\n".len());
    }
}
