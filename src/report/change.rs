//! What a change of a note means, in one line: `ada: coffee logged for today, next due 2 Jan`.

use crate::index::{Change, ContactId, Index};
use crate::model::{Channel, Contact, ContactWord, Date, Done, Entry, Note, file_name, stem};
use crate::query::{Level, Scope, in_transition, standing};

/// Entries told one by one; more are counted.
const TOLD: usize = 2;

/// What the changes mean, a line each; one for a note that went and came back under another name. `index` is one with the changes in
/// it, which knows of those in scope how they stand.
pub fn change_lines(index: &Index, changes: &[Change], today: Date, scope: Scope<'_>) -> Vec<String> {
    let gone = |change: &&Change| change.after.is_none() && change.findings.is_empty();
    let went: Vec<&Note> = changes.iter().filter(gone).filter_map(|change| change.before.as_ref()).collect();
    let came: Vec<&Note> = changes.iter().filter(|change| change.before.is_none()).filter_map(|change| change.after.as_ref()).collect();
    let mut renamed: Vec<(&str, &str)> = Vec::new();
    for new in came {
        let free = |old: &&&Note| renamed.iter().all(|(known, _)| *known != old.path()) && unnamed(old) == unnamed(new);
        renamed.extend(went.iter().find(free).map(|old| (old.path(), new.path())));
    }
    let told = changes.iter().filter(|change| !renamed.iter().any(|(old, _)| *old == &*change.path));
    told.map(|change| match renamed.iter().find(|(_, new)| *new == &*change.path) {
        Some((old, new)) if stem(old) == stem(new) => format!("{}: moved to {}", stem(new), folder(new)),
        Some((old, new)) => format!("{}: was {} before", stem(new), stem(old)),
        None => change_line(index, change, today, scope),
    })
    .collect()
}

/// A note without what its path alone says.
fn unnamed(note: &Note) -> Note {
    let mut bare = note.without_path();
    if let Some(contact) = &mut bare.contact
        && contact.name() == note.stem()
    {
        contact.words = std::mem::take(&mut contact.words).with(ContactWord::Name, "");
    }
    bare
}

/// The folder of a path.
fn folder(path: &str) -> &str {
    path.strip_suffix(file_name(path)).map(|folder| folder.trim_end_matches('/')).filter(|folder| !folder.is_empty()).unwrap_or("the top")
}

fn change_line(index: &Index, change: &Change, today: Date, scope: Scope<'_>) -> String {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let mut said = match (before, after) {
        (None, Some(after)) => arrived(after, today),
        (Some(before), None) if change.findings.is_empty() => {
            vec![if before.contact().is_some() { "gone" } else { "note gone" }.to_owned()]
        }
        (Some(_), None) => vec!["cannot be read any more".to_owned()],
        (None, None) => Vec::new(),
        (Some(before), Some(after)) => differs(index, before, after, today),
    };
    if said.is_empty() {
        said.push(match (change.findings_before, change.findings.len()) {
            (_, 1..) if before.is_none() => "not read".to_owned(),
            (0, 0) | (_, 1..) => "text changed".to_owned(),
            (_, 0) => "in order again".to_owned(),
        });
    }
    said.extend(after.and_then(|after| person(index, after, scope)).and_then(|id| due(index, id, today)));
    let name = after.or(before).map_or(&*change.path, Note::stem);
    format!("{name}: {}", said.join(", "))
}

/// What many changes at once come to: `312 notes changed, 300 of them new; 7 people due`.
pub fn changes_line(index: &Index, changes: &[Change], today: Date) -> String {
    let new = changes.iter().filter(|change| change.before.is_none()).count();
    let gone = changes.iter().filter(|change| change.after.is_none()).count();
    let some = |n: usize, word: &str| if n == 0 { String::new() } else { format!(", {n} of them {word}") };
    format!("{} notes changed{}{}; {}", changes.len(), some(new, "new"), some(gone, "gone"), people_due(index, today))
}

/// How many are due, in words: `7 people due`.
pub fn people_due(index: &Index, today: Date) -> String {
    match index.contacts().filter(|&id| standing(index, id, today).is_stale(today)).count() {
        1 => "1 person due".to_owned(),
        due => format!("{due} people due"),
    }
}

fn arrived(after: &Note, today: Date) -> Vec<String> {
    let mut said = vec![if after.contact().is_some() { "new contact" } else { "new note" }.to_owned()];
    let entries = after.entries();
    match entries.len() {
        0..=TOLD => said.extend(entries.iter().map(|entry| logged(after, &entry, today))),
        count => said.push(format!("{count} entries")),
    }
    said
}

fn differs(index: &Index, before: &Note, after: &Note, today: Date) -> Vec<String> {
    let mut said = match (before.contact(), after.contact()) {
        (None, Some(_)) => vec!["now a contact".to_owned()],
        (Some(_), None) => vec!["no contact any more".to_owned()],
        (Some(old), Some(new)) => facts(index, old, new, today),
        (None, None) => Vec::new(),
    };
    let (mut gone, mut new): (Vec<Entry>, Vec<Entry>) = (Vec::new(), Vec::new());
    let mut left: Vec<(Entry, String)> = before.entries().iter().map(|entry| (entry, told(before, &entry))).collect();
    for entry in after.entries() {
        let words = told(after, &entry);
        match left.iter().position(|(_, old)| *old == words) {
            Some(at) => drop(left.remove(at)),
            None => new.push(entry),
        }
    }
    gone.extend(left.into_iter().map(|(entry, _)| entry));
    let mut changed = 0;
    new.retain(|entry| {
        let twin = gone.iter().position(|old| old.date == entry.date && before.channel(old) == after.channel(entry));
        changed += usize::from(twin.is_some());
        if let Some(at) = twin {
            let old = gone.remove(at);
            if changed <= TOLD {
                let done = old.done == Done::Plan && entry.done == Done::Yes;
                let how = if done { "ticked" } else { "changed" };
                said.push(format!("{} of {} {how}", noun(after.channel(entry)), day(entry.date, today)));
            }
        }
        twin.is_none()
    });
    if changed > TOLD {
        said.truncate(said.len() - TOLD);
        said.push(format!("{changed} entries changed"));
    }
    match new.len() {
        0..=TOLD => said.extend(new.iter().map(|entry| logged(after, entry, today))),
        n => said.push(format!("{n} entries logged")),
    }
    match gone.len() {
        0..=TOLD => {
            said.extend(gone.iter().map(|entry| format!("{} of {} taken out", noun(before.channel(entry)), day(entry.date, today))))
        }
        n => said.push(format!("{n} entries taken out")),
    }
    match (before.tasks().len(), after.tasks().len()) {
        (old, new) if old < new => said.push("something to do noted".to_owned()),
        (old, new) if old > new => said.push("something to do done".to_owned()),
        _ => {}
    }
    said
}

/// What is different in the front matter.
fn facts(index: &Index, old: &Contact, new: &Contact, today: Date) -> Vec<String> {
    let mut said = Vec::new();
    let mut tell = |differs: bool, words: String| {
        if differs {
            said.push(words);
        }
    };
    let or_none = |text: Option<&str>| text.unwrap_or("none").to_owned();
    let until = |date: Option<Date>, word: &str| {
        date.map_or_else(|| format!("no {word} any more"), |date| format!("{word} {}", date.spoken(today)))
    };
    tell(old.name() != new.name(), format!("now called {}", new.name()));
    tell(old.cadence() != new.cadence(), format!("cadence {}", or_none(new.cadence().map(|(_, text)| text))));
    tell(old.circle() != new.circle(), format!("circle {}", or_none(new.circle())));
    tell(old.status != new.status, format!("status {}", new.status.name()));
    tell(old.snooze != new.snooze, until(new.snooze, "snoozed until"));
    tell(old.next != new.next, until(new.next, "follow-up on"));
    tell(old.last != new.last, until(new.last, "last contact"));
    tell(old.company() != new.company(), format!("company {}", or_none(new.company())));
    tell(old.role() != new.role(), format!("role {}", or_none(new.role())));
    let between = (in_transition(old, today), in_transition(new, today));
    tell(between == (false, true), format!("between jobs, {}", index.settings().in_transition.spoken()));
    tell(between == (true, false), "no longer between jobs".to_owned());
    if said.is_empty() && old != new {
        said.push("details changed".to_owned());
    }
    said
}

/// An entry as words, to tell whether another is the same.
fn told(note: &Note, entry: &Entry) -> String {
    use std::fmt::Write;
    let mut words = format!("{} {:?} {:?} {:?} {}", entry.date, note.channel(entry), entry.done, entry.by, note.str(entry.text));
    for link in note.people().of(entry.people).iter() {
        let target = note.links().get(link as usize).map_or("", |link| note.str(link.target));
        let _ = write!(words, "\n{target}");
    }
    for exchange in note.exchanges().of(entry.exchanges).iter() {
        let _ =
            write!(words, "\n{:?} {:?} {} {:?} {}", exchange.verb, exchange.kind, exchange.ticked, exchange.due, note.str(exchange.text));
    }
    words
}

fn logged(note: &Note, entry: &Entry, today: Date) -> String {
    let people: Vec<&str> = note
        .people()
        .of(entry.people)
        .iter()
        .filter_map(|link| note.links().get(link as usize))
        .map(|link| note.str(link.target))
        .collect();
    let with = if people.is_empty() { String::new() } else { format!(" with {}", people.join(" and ")) };
    let planned = entry.done == Done::Plan || entry.date > today;
    format!("{}{with} {} for {}", noun(note.channel(entry)), if planned { "planned" } else { "logged" }, day(entry.date, today))
}

fn noun(channel: &Channel) -> &str {
    if *channel == Channel::OTHER { "contact" } else { channel.name() }
}

fn day(date: Date, today: Date) -> String {
    match date.days_until(today) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        -1 => "tomorrow".to_owned(),
        _ => date.spoken(today),
    }
}

/// Whose due day a change of this note may move: its own contact, or the first it tells of.
fn person(index: &Index, note: &Note, scope: Scope<'_>) -> Option<ContactId> {
    let people =
        || note.entries().iter().flat_map(|entry| note.people().of(entry.people).iter()).filter_map(|link| index.linked(note, link));
    index.contact_at(note.path()).into_iter().chain(people()).find(|&id| scope.has(id))
}

fn due(index: &Index, id: ContactId, today: Date) -> Option<String> {
    let standing = standing(index, id, today);
    let due = standing.due.filter(|_| standing.level != Level::None)?;
    Some(match due.days_until(today) {
        0 => "due today".to_owned(),
        1.. => format!("due since {}", due.spoken(today)),
        _ => format!("next due {}", due.spoken(today)),
    })
}
