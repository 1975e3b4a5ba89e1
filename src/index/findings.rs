//! Findings that show only when notes are joined: links that lead nowhere, to several contacts, or to the wrong note.

use super::names::{Names, NoteNames, Target, Targets, fits_a_link};
use super::share::by_all;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Link, LinkRole, Note, Place, without_ending};
use crate::parse::linked_day;

/// Codes of findings about links. Where settings make one of them worse than usual, more is told of them than [`of_note`] does.
pub(super) const OF_LINKS: [Code; 5] = [Code::UnresolvedLink, Code::AmbiguousLink, Code::AliasLink, Code::MissingNote, Code::StolenLink];

/// Warnings about the links of one note, whose targets these are, in few words.
pub(super) fn of_note(note: &Note, targets: &[Target]) -> Vec<Diagnostic> {
    let code = |link: &Link, target: &Target| match target {
        Target::Ambiguous => Some(Code::AmbiguousLink),
        Target::Missing if !matches!(link.role, LinkRole::Prose | LinkRole::Bold) && !is_no_note(note.str(link.target)) => {
            Some(Code::UnresolvedLink)
        }
        _ => None,
    };
    let links = note.links().iter().zip(targets);
    let found = links.filter_map(|(link, target)| Some((code(&link, target).filter(|code| !note.skips().has(*code))?, link)));
    found.map(|(code, link)| Diagnostic::new(code, span(link.place), note.str(link.target)).at(note.path())).collect()
}

/// Of these links, which no file's name settled (note and place): those that lead to a contact by an alias, to several or to none.
pub(super) fn of_links(notes: &[Note], links: &[(u32, u32)], targets: &Targets, names: &NoteNames) -> Vec<Diagnostic> {
    let told =
        |note: &Note, found: Option<Diagnostic>| found.filter(|found| !note.skips().has(found.code)).map(|found| found.at(note.path()));
    let link = |&(number, at): &(u32, u32)| {
        let note = &notes[number as usize];
        Some((note, note.links().get(at as usize)?, targets.link(number, at)?))
    };
    let of_alias = |place: &(u32, u32)| {
        let (note, link, target) = link(place)?;
        told(note, by_alias(note, &link, target.note()?, notes, names))
    };
    let mut findings: Vec<Diagnostic> = by_all(links, of_alias);
    let mut guesses = GUESSES;
    for (note, link, target) in links.iter().filter_map(link) {
        let found = match target {
            Target::Note(_) => None,
            Target::Ambiguous => Some(ambiguous(note, &link, notes, names)),
            Target::Missing => missing(note, &link, notes, &mut guesses),
        };
        findings.extend(told(note, found));
    }
    findings
}

fn ambiguous(note: &Note, link: &Link, notes: &[Note], names: &NoteNames) -> Diagnostic {
    let written = note.str(link.target);
    let paths: Vec<&str> = names.bearers(written).into_iter().map(|at| notes[at as usize].path()).collect();
    let shown = paths.iter().take(3).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    let more = if paths.len() > 3 { format!(" and {} more", paths.len() - 3) } else { String::new() };
    Diagnostic::new(Code::AmbiguousLink, span(link.place), format!("the link `{written}` fits {shown}{more}, and counts for none of them"))
        .hint("name the path of the file that is meant in the link")
}

/// A link that leads to a contact only because of an alias. `check` says exactly how to write it.
fn by_alias(note: &Note, link: &Link, to: u32, notes: &[Note], names: &NoteNames) -> Option<Diagnostic> {
    let written = note.str(link.target);
    let bearer = &notes[to as usize];
    let contact = bearer.contact().filter(|_| link.role != LinkRole::Bold)?;
    let may_be = |alias: &str| alias.eq_ignore_ascii_case(written) || !(alias.is_ascii() && written.is_ascii());
    if !contact.aliases().iter().any(may_be) || !names.is_alias(written) {
        return None;
    }
    let message = format!("`{written}` is an alias of {}; other programs do not find the note by it", contact.name());
    let hint = format!("name the file `{}` in the link, and keep `{written}` as its text", bearer.path());
    Some(Diagnostic::new(Code::AliasLink, span(link.place), message).hint(hint))
}

fn missing(note: &Note, link: &Link, notes: &[Note], guesses: &mut usize) -> Option<Diagnostic> {
    let written = note.str(link.target);
    if link.role == LinkRole::Bold || is_no_note(written) {
        return None;
    }
    let code = if link.role == LinkRole::Prose { Code::MissingNote } else { Code::UnresolvedLink };
    let found = Diagnostic::new(code, span(link.place), format!("the link `{written}` leads to no note"));
    let near = (code == Code::UnresolvedLink && *guesses > 0).then(|| near(written, notes, guesses)).flatten();
    Some(match near {
        Some(near) => found.hint(format!("did you mean `[[{near}]]`?")),
        None => found.hint("correct the name, or make the note"),
    })
}

/// Notes that are no contacts but bear a contact's name, so that links meant for the contact lead to them.
pub(super) fn stolen(notes: &[Note], names: &NoteNames) -> Vec<Diagnostic> {
    let plain = (0_u32..).zip(notes).filter(|(_, note)| note.contact().is_none() && !is_day(note.stem()));
    let found = plain.filter_map(|(number, note)| {
        let stem = note.stem();
        let contact = |&at: &u32| notes[at as usize].contact().is_some();
        let bearer =
            names.bearers(stem).first().copied().or_else(|| names.files(stem).into_iter().find(contact)).map(|at| &notes[at as usize])?;
        let stolen = names.resolve(stem, "", |at| notes[at as usize].path()) == Target::Note(number);
        let message = format!("links to `{stem}` lead to this note and not to the contact `{}`", bearer.path());
        let link = Some(without_ending(bearer.path())).filter(|path| fits_a_link(path) && fits_a_link(stem));
        let link = link.map_or_else(String::new, |path| format!(", or link the contact as `[[{path}|{stem}]]`"));
        let hint = format!("rename this note{link}");
        let told = stolen && !note.skips().has(Code::StolenLink);
        told.then(|| Diagnostic::new(Code::StolenLink, Span::START, message).hint(hint).at(note.path()))
    });
    found.collect()
}

/// Whether a link need not lead to a note.
pub(super) fn is_no_note(written: &str) -> bool {
    is_day(written) || is_attachment(written) || linked_day(written).is_some()
}

fn is_day(target: &str) -> bool {
    let last = target.rsplit('/').next().unwrap_or(target).as_bytes();
    last.len() >= 7
        && last[..4].iter().all(u8::is_ascii_digit)
        && last[4] == b'-'
        && last[5..].iter().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'W'))
}

/// Something with an ending that no note has.
fn is_attachment(target: &str) -> bool {
    let ending = target.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    ending.is_some_and(|e| {
        (1..=5).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_alphanumeric()) && e.bytes().any(|b| b.is_ascii_alphabetic())
    }) && without_ending(target) == target
}

fn span(place: Place) -> Span {
    Span { line: place.line, column: place.column, end_line: place.line, end_column: place.column + place.width }
}

/// For how many links a near name is looked for; each look goes through every contact.
const GUESSES: usize = 20;

/// A name of a contact that is nearly `written`.
fn near<'a>(written: &str, notes: &'a [Note], guesses: &mut usize) -> Option<&'a str> {
    *guesses -= 1;
    crate::diagnostic::nearest(written, notes.iter().filter_map(|note| note.contact().map(|contact| contact.name())))
}
