//! One note, from its text to its records (format 2).

use super::body::{self, Kindred};
use super::draft::{Draft, Scratch};
use super::facts::Facts;
use super::keys::{Key, KeyNames};
use super::leave::Leaving;
use super::overview::Overview;
use super::words::ChannelWords;
use super::{amiss, conflict, contact, daily::DailyFormat, date, front_matter, link, skip, told};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Contact, ContactWord, Date, Done, Entry, LinkRole, Note, Origin, Purpose, Run, SeldomOfNote, Settings, Text, file_name, stem,
};

/// What the notes of one vault are read by.
#[derive(Debug)]
pub struct Context {
    pub(super) settings: Settings,
    pub(super) keys: KeyNames,
    pub(super) words: ChannelWords,
    daily: Option<DailyFormat>,
    folders: Vec<Vec<String>>,
    everyone: Everyone,
    /// The first day whose texts are kept; `None` where all are.
    pub(super) leaving: Option<Leaving>,
}

/// Which notes with front matter are contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Everyone {
    /// Those that the rules of format 2 name.
    ByRule,
    /// Every one: the vault has no `.journal/` and no contact by the rules.
    WithFrontMatter,
}

impl Everyone {
    /// Both.
    pub const ALL: [Everyone; 2] = [Everyone::ByRule, Everyone::WithFrontMatter];
}

impl Context {
    /// A context for these settings; `daily_format` is the name format of Obsidian's daily notes.
    pub fn new(settings: Settings, daily_format: Option<&str>, everyone: Everyone) -> Context {
        let folders = settings
            .contact_folders
            .iter()
            .map(|folder| folder.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_lowercase).collect());
        Context {
            keys: KeyNames::new(&settings),
            words: ChannelWords::new(&settings),
            daily: daily_format.map(DailyFormat::new),
            folders: folders.collect(),
            everyone,
            leaving: None,
            settings,
        }
    }

    /// The same for notes that leave texts in their files.
    pub fn leaving(self, leaving: Leaving) -> Context {
        Context { leaving: Some(leaving), ..self }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The settings, when nothing is left to read.
    pub fn into_settings(self) -> Settings {
        self.settings
    }

    /// The name, without its ending, of the daily note for a day: as Obsidian's settings say, else `YYYY-MM-DD`.
    /// `None` when these cannot be followed.
    pub fn daily_name(&self, day: Date) -> Option<String> {
        self.daily.as_ref().map_or_else(|| Some(day.to_string()), |format| format.path(day))
    }

    /// Whether the note at `path` is called by its day alone, or as daily notes are.
    pub fn is_daily(&self, path: &str) -> bool {
        let without_ending = path.rsplit_once('.').map_or(path, |(start, _)| start);
        let called = self.daily.as_ref().is_some_and(|format| format.day(without_ending).is_some());
        called || stem(path).bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'_')
    }

    /// The day in the name of the note at `path`.
    pub fn day_of(&self, path: &str) -> Option<Date> {
        let without_ending = path.rsplit_once('.').map_or(path, |(start, _)| start);
        self.daily.as_ref().and_then(|format| format.day(without_ending)).or_else(|| date::of_file_name(stem(path)))
    }

    /// The channel phrase at the start of a text: the channel's name, whether it counts as contact, and the phrase's length in bytes.
    pub fn channel_at_start(&self, text: &str) -> Option<(&str, Purpose, usize)> {
        self.words.longest_at_start(text).map(|(channel, length)| (channel.name(), channel.purpose(), length))
    }

    /// The name of the channel of which this is a spelling, else the word itself: `phone call` is `call`, `sauna` is `sauna`.
    pub fn channel_named(&self, word: &str) -> String {
        self.words.exact_or_own(word).name().to_owned()
    }

    fn in_contact_folder(&self, path: &str) -> bool {
        let Some(name) = path.bytes().rposition(|b| b == b'/') else { return false };
        let mut own = path.as_bytes()[..name].split(|b| *b == b'/');
        // Most contact folders are one name, and most notes lie in a folder of the vault.
        let singles = || self.folders.iter().filter_map(|wanted| if let [only] = &wanted[..] { Some(only) } else { None });
        own.any(|own| singles().any(|wanted| same(own, wanted)))
            || self.folders.iter().filter(|wanted| wanted.len() > 1).any(|several| {
                let own: Vec<&[u8]> = path.as_bytes()[..name].split(|b| *b == b'/').collect();
                own.windows(several.len()).any(|own| own.iter().zip(several).all(|(own, wanted)| same(own, wanted)))
            })
    }
}

/// Reads the note at `path` (relative to the vault, with `/`). Findings carry the path, and the severity that the settings give
/// them; those that settings or the note's own comments leave out are not among them.
/// `scratch` is room to read in; handing on the same one saves making it anew.
pub fn note(path: &str, text: &str, context: &Context, scratch: &mut Scratch) -> (Note, Vec<Diagnostic>) {
    let mut begun = Begun::new(path, text, context, scratch);
    begun.read_body(scratch);
    begun.finish(context, scratch)
}

/// Reads some notes, each given by its path and its text, as [`note`] does. The front matter of all is read before the body of any:
/// what reads a whole note is larger than what a processor has at hand of a program.
pub fn notes<'a>(
    sources: impl Iterator<Item = (&'a str, &'a str)>,
    context: &'a Context,
    scratch: &mut Scratch,
) -> Vec<(Note, Vec<Diagnostic>)> {
    let mut begun: Vec<Begun<'a>> = sources.map(|(path, text)| Begun::new(path, text, context, scratch)).collect();
    begun.iter_mut().for_each(|begun| begun.read_body(scratch));
    begun.into_iter().map(|begun| begun.finish(context, scratch)).collect()
}

/// A note whose front matter has been read.
struct Begun<'a> {
    draft: Draft<'a>,
    /// The text without conflict markers, if it had some.
    clean: Option<String>,
    contact: Option<Box<Contact>>,
    /// Where the body starts, and what it is read for; a digest of ours is not read.
    body: Option<(usize, Kindred<'a>)>,
}

impl<'a> Begun<'a> {
    fn new(path: &'a str, text: &'a str, context: &'a Context, scratch: &mut Scratch) -> Begun<'a> {
        let mut draft = Draft::new(path, text, scratch);
        draft.bold_names = context.settings.bold_names;
        let clean = conflict::without_markers(draft.source, &mut draft);
        let text: &str = clean.as_deref().unwrap_or(draft.source);
        let mut findings = Vec::new();
        let cut = front_matter::cut(text, &draft.overview, &mut findings);
        if clean.is_some() {
            findings.clear();
        }
        draft.diagnostics.append(&mut findings);
        let mut facts = Facts::new(&cut, context, &mut draft);
        if !cut.present {
            amiss::late_front_matter(text, cut.body, context, &mut draft);
        }
        if clean.is_some() {
            draft.diagnostics.truncate(1);
        }
        draft.skips = skip::codes(text, if cut.present { 0..cut.body } else { 0..0 }, &mut draft);
        let (properties, body_start) = told::properties(text, &draft.overview, cut.body);
        facts.tell(&properties, context);
        let present = cut.present || !properties.is_empty();
        let kindred = Kindred { owned: true, day: None, meeting: None, nameless: false, context };
        let (contact, kindred) =
            match genre(path, &facts, present || tells_facts(path, text, &draft.overview, body_start, context), context) {
                Genre::Digest => (None, None),
                Genre::Contact { by_rule } => {
                    facts.tell(&told::under_title(text, &draft.overview, body_start), context);
                    facts.report_near_keys(context, &mut draft);
                    facts.report_tags(&mut draft);
                    let mut contact = Box::new(contact::read(&facts, context, &mut draft));
                    contact.by_rule = by_rule;
                    let nameless = contact.name().is_empty();
                    draft.owned = true;
                    (Some(contact), Some(Kindred { nameless, ..kindred }))
                }
                Genre::Plain => {
                    if facts.written_as(Key::Type).is_some() && context.in_contact_folder(path) && may_be_contact(path) {
                        amiss::other_type(&facts, &mut draft);
                    }
                    let day = day(path, &mut facts, context, &mut draft);
                    let meeting = day.and_then(|day| meeting(day, &facts, context, &mut draft));
                    let (with, start) = (Key::With, draft.links.len());
                    if meeting.is_none() {
                        if day.is_some() {
                            amiss::unlinked_people(&facts, &mut draft);
                        }
                        contact::people(&facts, with, &mut draft);
                        draft.links[start..].iter_mut().for_each(|link| link.role = LinkRole::Prose);
                    }
                    (None, Some(Kindred { owned: false, day, meeting, ..kindred }))
                }
            };
        Begun { draft, clean, contact, body: kindred.map(|kindred| (body_start, kindred)) }
    }

    fn read_body(&mut self, scratch: &mut Scratch) {
        let Some((start, kindred)) = self.body else { return };
        let text = self.clean.as_deref().unwrap_or(self.draft.source);
        let title = body::read(&mut self.draft, start, text, kindred, scratch);
        if let Some(contact) = &mut self.contact
            && kindred.nameless
        {
            let name = title.as_deref().filter(|title| !title.is_empty()).unwrap_or_else(|| stem(self.draft.path));
            contact.words = std::mem::take(&mut contact.words).with(ContactWord::Name, name);
        }
    }

    fn finish(self, context: &Context, scratch: &mut Scratch) -> (Note, Vec<Diagnostic>) {
        let conflict = self.clean.is_some();
        let (note, mut findings) = match self.body {
            None => (Note::new(self.draft.path, "").with(SeldomOfNote { is_digest: true, ..SeldomOfNote::default() }), Vec::new()),
            Some(_) => self.draft.finish(self.contact, scratch),
        };
        if conflict {
            findings.iter_mut().for_each(|found| found.fix = None);
        }
        context.settings.levels.judge(&mut findings, note.skips());
        (note, findings)
    }
}

/// What the text of the note at `path` tells under keys of which its front matter says nothing, each with the items of its
/// value as written. Nothing when the note is about no contact.
pub fn told_in_text(path: &str, text: &str, context: &Context) -> Vec<(String, Vec<String>)> {
    let mut draft = Draft::new(path, text, &mut Scratch::default());
    let text = draft.source;
    let cut = front_matter::cut(text, &draft.overview, &mut Vec::new());
    let mut facts = Facts::new(&cut, context, &mut draft);
    let (properties, body_start) = told::properties(text, &draft.overview, cut.body);
    facts.tell(&properties, context);
    let present = cut.present || !properties.is_empty() || tells_facts(path, text, &draft.overview, body_start, context);
    match genre(path, &facts, present, context) {
        Genre::Contact { .. } => facts.tell(&told::under_title(text, &draft.overview, body_start), context),
        Genre::Plain | Genre::Digest => return Vec::new(),
    }
    facts.told_values(context)
}

/// Whether a note without front matter lies in a contact folder and has facts under its title: it is about a contact all the same.
fn tells_facts(path: &str, text: &str, overview: &Overview, start: usize, context: &Context) -> bool {
    context.in_contact_folder(path) && told::under_title(text, overview, start).iter().any(|fact| fact.tells(context))
}

/// What a note is, as its front matter and its place say.
enum Genre {
    Plain,
    Digest,
    Contact { by_rule: bool },
}

/// What the note is (format 2 and 11).
fn genre(path: &str, facts: &Facts<'_>, present: bool, context: &Context) -> Genre {
    if facts.texts(Key::Type).any(|(text, _)| text == "journal-digest") {
        return Genre::Digest;
    }
    if is_overview(path) {
        return Genre::Plain;
    }
    let one_of = |text: &str, words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let typed = facts.texts(Key::Type).any(|(text, _)| one_of(&text, &["person", "people", "contact", "organization", "organisation"]));
    let is_people = |found: &link::Found<'_>| one_of(stem(link::target(&found.target)), &["people"]);
    let linked = || facts.sources(Key::Categories).any(|(text, _)| link::find_all(text).iter().any(is_people));
    let categorized = facts.texts(Key::Categories).any(|(text, _)| one_of(&text, &["people"])) || linked();
    let tagged = facts.any_item(Key::Tags, &[',', ' '], |tag| one_of(tag.trim_start_matches('#'), &["person", "people", "contact"]));
    let otherwise = facts.written_as(Key::Type).is_some();
    let in_folder = present && context.in_contact_folder(path) && may_be_contact(path);
    let by_rule = typed || categorized || tagged || in_folder && !otherwise;
    let everyone = context.everyone == Everyone::WithFrontMatter && present && !otherwise;
    if by_rule || everyone { Genre::Contact { by_rule } } else { Genre::Plain }
}

/// Whether a note is called as no contact is: `README.md`, `index.md`.
fn is_overview(path: &str) -> bool {
    let name = file_name(path);
    let starts = |word: &str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    (starts("readme.") || starts("index.")) && name.matches('.').count() == 1
}

/// Whether the name of a note speaks against a contact neither by that nor by a day.
fn may_be_contact(path: &str) -> bool {
    !is_overview(path) && date::of_file_name(stem(path)).is_none()
}

/// The day of a dated note: `date:`, else its name.
fn day(path: &str, facts: &mut Facts<'_>, context: &Context, draft: &mut Draft<'_>) -> Option<Date> {
    if let Some((text, at)) = facts.one(Key::Date)
        && let Some(day) = contact::day(&text, at, draft)
    {
        return Some(day);
    }
    context.day_of(path)
}

/// The interaction that the front matter of a dated note makes with all its people.
fn meeting(date: Date, facts: &Facts<'_>, context: &Context, draft: &mut Draft<'_>) -> Option<u32> {
    let people: Vec<_> = facts.sources(Key::With).collect();
    let all_links = people.iter().all(|(text, _)| link::is_list(text));
    if people.is_empty() || !all_links {
        return None;
    }
    let channel =
        facts.one(Key::Channel).map_or_else(|| context.words.exact_or_own("meeting"), |(text, _)| context.words.exact_or_own(&text));
    let run = contact::people(facts, Key::With, draft);
    let entry = body::next_entry(draft);
    draft.attendance.extend((run.start..run.start + run.len).map(|link| (entry, link)));
    let line = people.first().map_or(1, |(_, at)| draft.line(at.start));
    let (channel, nothing) = (draft.channel(&channel), Run::default());
    let text = Text::default();
    draft.entries.push(Entry {
        date,
        channel,
        done: Done::Yes,
        origin: Origin::Meeting,
        by: None,
        line,
        text,
        people: nothing,
        exchanges: nothing,
    });
    Some(entry)
}

/// Whether two names are the same whatever the letter case; `lower` is in lower case.
fn same(name: &[u8], lower: &str) -> bool {
    let letters = || std::str::from_utf8(name).is_ok_and(|name| name.to_lowercase() == lower);
    name.eq_ignore_ascii_case(lower.as_bytes()) || !name.is_ascii() && letters()
}
