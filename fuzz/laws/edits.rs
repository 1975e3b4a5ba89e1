//! Any note can be edited: what is written is what was asked for, it reads so, and every other byte stays.

use super::{PARTING, context};
use journal::diagnostic::Diagnostic;
use journal::edit::{NewEntry, adds, adopt, clean, insert, mend, set};
use journal::model::{ContactWord, Date};
use journal::parse::{Context, Scratch, ValuePlace, note, places};

const PATH: &str = "people/ada.md";

/// An input is a key, a value, and the note.
pub(crate) fn edits(bytes: &[u8]) {
    let all = String::from_utf8_lossy(bytes);
    let mut parts = all.splitn(3, PARTING);
    let mut part = || parts.next().unwrap_or_default();
    let (key, value, text) = (part(), part(), part());
    let context = context();
    one_value(key, value, text, &context);
    one_entry(value, text, &context);
    mended(text, &context);
    adopted(text, &context);
}

/// Bytes at the start and at the end that two texts share, without overlap.
fn shared(old: &str, new: &str) -> usize {
    let start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old.as_bytes()[start..], &new.as_bytes()[start..]);
    start + old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// `journal set`: the body stays, every other key stays, and asking for it again changes nothing more.
fn one_value(key: &str, value: &str, text: &str, context: &Context) {
    let Ok((after, line)) = set(text, key, value, context) else { return };
    let (old, new) = (places(text, context).unwrap(), places(&after, context).unwrap());
    assert_eq!(after[new.body..], text[old.body..], "the body of {text:?} under {key:?} {value:?}");
    assert!(after.lines().nth(line - 1).is_some(), "line {line} of {after:?}");
    let told = |value: &ValuePlace| match value {
        ValuePlace::Plain(text, _) => vec![text.clone()],
        ValuePlace::Other(texts) => texts.clone(),
    };
    let differs = old.keys.iter().zip(&new.keys).filter(|(old, new)| (&old.written, told(&old.value)) != (&new.written, told(&new.value)));
    let more = new.keys.len() - old.keys.len();
    assert!(differs.count() + more <= 1, "{text:?} to {after:?}");
    let longest = old.keys.iter().map(|key| if let ValuePlace::Plain(_, at) = &key.value { at.len() } else { 0 }).max().unwrap_or(0);
    assert!(text.len() - shared(text, &after) <= longest.max(2), "{text:?} to {after:?}");
    if let Ok((again, _)) = set(&after, key, value, context) {
        assert_eq!(again, after, "{key:?} {value:?} twice in {text:?}");
    }
}

/// `journal log`: an entry goes in between, and where it is said to be.
fn one_entry(told: &str, text: &str, context: &Context) {
    let Ok(places) = places(text, context) else { return };
    let told = clean(told);
    let (dated, in_log) = (told.len().is_multiple_of(2), !told.len().is_multiple_of(3));
    let fields = if told.len().is_multiple_of(5) { vec![("gave", told.clone())] } else { Vec::new() };
    let date = Date::new(2026, 11, 20).unwrap();
    let entry = NewEntry { date, tick: "", told: told.clone(), fields, dated, in_log, channel: None, people: 0 };
    let (after, line) = insert(text, &places, &entry);
    assert_eq!(shared(text, &after), text.len(), "{text:?} to {after:?}");
    assert!(after.lines().nth(line - 1).is_some_and(|line| line.contains(&told)), "line {line} of {after:?}");
    adds(&entry, PATH, text, &after, context);
}

/// `journal check --fix`: once is enough, no finding is new, and line ends stay.
fn mended(text: &str, context: &Context) {
    let mend = |text: &str| mend(PATH, text, &[], |_| true, context);
    let first = mend(text);
    let again = mend(&first.text);
    assert_eq!(again.text, first.text, "twice: {text:?}");
    if first.text == text {
        return;
    }
    let one_kind = |text: &str| text.matches('\n').count() == text.matches("\r\n").count();
    assert!(!one_kind(text) || one_kind(&first.text), "{text:?} to {:?}", first.text);
    assert_eq!(first.text.ends_with('\n'), text.ends_with('\n'), "{text:?} to {:?}", first.text);
    let findings = |text: &str| note(PATH, text, context, &mut Scratch::default()).1;
    let key = |found: &Diagnostic| (found.code, found.message.clone());
    let mut known: Vec<_> = findings(text).iter().map(key).collect();
    for left in findings(&first.text) {
        let at = known.iter().position(|known| *known == key(&left));
        assert!(at.map(|at| known.swap_remove(at)).is_some(), "{left:?} is new in {:?}", first.text);
    }
}

/// `journal check --fix --adopt`: the contact is the same, the body stays, and once is enough.
fn adopted(text: &str, context: &Context) {
    let first = adopt(PATH, text, context);
    assert_eq!(adopt(PATH, &first.text, context).text, first.text, "twice: {text:?}");
    if first.keys.is_empty() {
        assert_eq!(first.text, text);
        return;
    }
    let body = |text: &str| places(text, context).map(|found| text[found.body..].to_owned()).unwrap();
    assert_eq!(body(&first.text), body(text), "the body of {text:?}");
    let known = |text: &str| {
        let contact = note(PATH, text, context, &mut Scratch::default()).0.contact().cloned().unwrap();
        let words = [ContactWord::Name, ContactWord::Company, ContactWord::Role, ContactWord::Tags, ContactWord::Aliases];
        (words.map(|word| contact.words.get(word).to_owned()), contact.last, contact.birthday)
    };
    assert_eq!(known(&first.text), known(text), "{text:?} to {:?}", first.text);
}
