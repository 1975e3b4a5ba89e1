//! Names of people, for the shell to complete. They are those of the last run: nothing is read of the notes while one types.

use super::args::{Cli, command};
use super::session::Session;
use crate::index::{self, Index, Texts, bare};
use crate::model::order;
use crate::vault::{Caching, Keeping, Vault};
use clap::FromArgMatches;
use clap_complete::engine::CompletionCandidate;
use std::collections::BTreeMap;
use std::ffi::OsStr;

/// Under which question the names are kept.
const QUESTION: &str = "names to complete";

/// Candidates offered at most.
const MOST: usize = 200;

/// The section of those offered to somebody who typed nothing yet: no word begins with a blank.
const ANYBODY: char = ' ';

/// Contacts one of whose names has a word that begins like this. Without a vault, or when it cannot be read, nobody.
pub(super) fn complete(current: &OsStr) -> Vec<CompletionCandidate> {
    let wanted = words(&current.to_string_lossy());
    vault().map(|vault| candidates(&vault, wanted.trim_start())).unwrap_or_default()
}

/// A name as it is looked for: the dashes of a file's name stand for blanks.
fn words(name: &str) -> String {
    bare(name).replace(['-', '_', '\t', '\n', '\r'], " ")
}

/// The vault that the command line being typed is for.
fn vault() -> Option<Vault> {
    let words: Vec<_> = std::env::args_os().skip_while(|word| word != "--").skip(1).collect();
    let named = words.iter().position(|word| word == "--vault").and_then(|at| words.get(at + 1)).cloned();
    let inside = words.iter().find_map(|word| word.to_str()?.strip_prefix("--vault=").map(Into::into));
    let mut typed = vec![OsStr::new("journal").to_owned()];
    typed.extend(named.or(inside).into_iter().flat_map(|folder| [OsStr::new("--vault").to_owned(), folder]));
    typed.push(OsStr::new("today").to_owned());
    let cli = Cli::from_arg_matches(&command().try_get_matches_from(typed).ok()?).ok()?;
    Session::new(cli.global).ok()?.vault().ok()
}

fn candidates(vault: &Vault, wanted: &str) -> Vec<CompletionCandidate> {
    let section = wanted.chars().next().unwrap_or(ANYBODY);
    let known = vault.kept_section(QUESTION, section).unwrap_or_else(|| {
        let mut loaded = index::load(vault, vault.notes(Caching::On), Keeping::Sparing, Texts::All);
        let mut sections = sections(&loaded.index);
        loaded.notes.keep_sections(QUESTION, &sections);
        sections.remove(&section).unwrap_or_default()
    });
    matching(&known, wanted)
}

/// One line for each contact: its names as they are looked for, its file's stem, its display name. It stands in a section for each
/// letter with which a word of its names begins.
fn sections(index: &Index) -> BTreeMap<char, String> {
    let mut sections: BTreeMap<char, String> = BTreeMap::new();
    for (number, id) in index.contacts().filter(|&id| is_word(index.note(id).stem())).enumerate() {
        let (contact, stem) = (index.contact(id), index.note(id).stem());
        let mut names: Vec<String> = [stem, contact.name()].into_iter().chain(contact.aliases().iter()).map(words).collect();
        names.dedup();
        // So that what is looked for lies within one of them.
        let names = names.join("\r ");
        let line = format!(" {names}\t{stem}\t{}\n", contact.name().replace(['\t', '\n'], " "));
        let letters = order::set(names.split(' ').filter_map(|word| word.chars().next()));
        for letter in letters.into_iter().chain((number < MOST).then_some(ANYBODY)) {
            sections.entry(letter).or_default().push_str(&line);
        }
    }
    sections
}

/// Whether a shell takes this for words and nothing else: what it completes is put on its line as it is, and run as it stands there.
fn is_word(stem: &str) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '+' | '@' | '’' | '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}')
    };
    stem.starts_with(char::is_alphanumeric) && stem.chars().all(plain)
}

/// The contacts of these lines, each once, a word of whose names begins as wanted.
fn matching(lines: &str, wanted: &str) -> Vec<CompletionCandidate> {
    let (word, mut found, mut from) = (format!(" {wanted}"), Vec::new(), 0);
    for at in memchr::memmem::find_iter(lines.as_bytes(), word.as_bytes()) {
        if at < from || found.len() >= MOST {
            continue;
        }
        let start = lines[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = lines[at..].find('\n').map_or(lines.len(), |end| at + end);
        let mut parts = lines[start..end].split('\t');
        let (Some(names), Some(stem), Some(name)) = (parts.next(), parts.next(), parts.next()) else { continue };
        if at < start + names.len() {
            found.push(CompletionCandidate::new(stem).help(Some(crate::render::visible(name).into_owned().into())));
            from = end;
        }
    }
    found
}
