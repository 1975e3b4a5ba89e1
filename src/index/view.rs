//! The index and what can be asked of it.

use super::dated::Dated;
use super::findings;
use super::given::Given;
use super::ground::Ground;
use super::join::{self, Joined, Shares, Way};
use super::left::Left;
use super::lists::{Lists, Other, range};
use super::marks::{Mark, Marks};
use super::meeting::Meeting;
use super::names::{Names, NoteNames, Target, Targets, fits_a_link};
use super::tie::{self, TaskRow, Tied};
use crate::diagnostic::{Codes, Diagnostic};
use crate::model::{Contact, Date, LinkRole, Note, Settings, Task, without_ending};
use std::sync::{Arc, OnceLock};

/// A contact, by its place among the contacts in the order of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactId(pub(super) u32);

impl ContactId {
    /// Its place among the contacts, from 0.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// Every note of a vault, joined. Reading it is all that questions need.
#[derive(Debug)]
pub struct Index {
    notes: Vec<Note>,
    settings: Arc<Settings>,
    findings: Vec<Diagnostic>,
    /// How many of the findings are about single notes and files.
    of_notes: usize,
    /// Names that links can use: of notes that left texts in their files made again when they are asked for.
    names: OnceLock<NoteNames>,
    joined: Joined,
    tied: Tied,
    tasks: Vec<TaskRow>,
    of_interactions: Lists,
    of_deals: Lists,
    of_tasks: Lists,
    /// Exchanges that name only such as are no contacts.
    of_nobody: Vec<Dated>,
    marks: Marks,
    /// Texts that were left in their files, if any were.
    left: Option<Left>,
}

impl Index {
    /// Joins `notes`, which come in the order of their paths.
    pub fn new(notes: Vec<Note>, findings: Vec<Diagnostic>, settings: impl Into<Arc<Settings>>) -> Index {
        Index::joined(notes, findings, settings.into(), None)
    }

    /// The same of notes that `left` texts in their files.
    pub(super) fn joined(notes: Vec<Note>, mut findings: Vec<Diagnostic>, settings: Arc<Settings>, left: Option<Left>) -> Index {
        settings.levels.judge(&mut findings, Codes::default());
        let of_notes = findings.len();
        let names = NoteNames::new(&notes);
        let joined = join::join(&notes, &names);
        findings.extend(findings::of_links(&notes, &joined.others, &joined.targets, &names));
        findings.extend(findings::stolen(&notes, &names));
        settings.levels.judge(&mut findings, Codes::default());
        // Where texts are left for want of room, names are gone before more is made.
        let names = left.is_none().then_some(names).map_or_else(OnceLock::new, OnceLock::from);
        Index { of_notes, findings, names, ..Index::tied(notes, joined, settings, left) }
    }

    /// Joins notes whose links are known to lead to some of them: `resolve` gives the target by number of the note and
    /// place of the link. Nothing can be asked of it by name.
    pub(super) fn of_part(notes: Vec<Note>, resolve: impl Fn(u32, usize) -> Target + Sync, settings: Arc<Settings>) -> Index {
        let joined = join::joined(&notes, |note, link, _| (resolve(note, link), Way::File));
        Index::tied(notes, joined, settings, None)
    }

    fn tied(notes: Vec<Note>, mut joined: Joined, settings: Arc<Settings>, left: Option<Left>) -> Index {
        // They served for the findings.
        joined.others = Vec::new();
        let mut shares = Shares::new(&notes, &joined);
        let tied = tie::tie(Ground { notes: &notes, joined: &joined, left: left.as_ref() }, &mut shares);
        let (tasks, people) = tie::tasks(&notes, &joined);
        let concerned = |(at, task): (u32, &TaskRow)| {
            people[range(task.people)].iter().map(move |contact| Other::new(*contact, Dated::new(Date::FIRST, at, 0)))
        };
        let of_tasks = Lists::of_things(joined.contacts.len(), (0..).zip(&tasks).flat_map(concerned).collect());
        let Shares { entries, exchanges, of_nobody, mut marks } = shares;
        people.iter().for_each(|contact| marks.add(*contact, Mark::Opens));
        Index {
            findings: Vec::new(),
            of_notes: 0,
            names: NoteNames::default().into(),
            joined,
            tied,
            tasks,
            of_interactions: entries,
            of_deals: exchanges,
            of_tasks,
            of_nobody,
            marks,
            left,
            notes,
            settings,
        }
    }

    /// Whether a note was edited since, and a text of it that was left in its file would have been told: what was told is not what
    /// the vault says.
    pub fn is_outdated(&self) -> bool {
        self.left.as_ref().is_some_and(Left::is_outdated)
    }

    /// The vault's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Every note, in the order of their paths.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What was wrong with the notes whatever the day; not in order.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Where links lead.
    pub(super) fn targets(&self) -> &Targets {
        &self.joined.targets
    }

    /// The names that links can use.
    pub(super) fn names(&self) -> &NoteNames {
        self.names.get_or_init(|| NoteNames::new(&self.notes))
    }

    /// Those of them that reading single notes and files gave.
    pub(super) fn parse_findings(&self) -> &[Diagnostic] {
        &self.findings[..self.of_notes]
    }

    /// The notes themselves, in the order of their paths.
    pub fn into_notes(self) -> Vec<Note> {
        self.notes
    }

    /// The contact whose note has this number.
    pub(super) fn contact_of(&self, note: u32) -> Option<ContactId> {
        self.joined.contact_of.get(note as usize).copied().flatten().map(ContactId)
    }

    /// The contact whose note is at this path.
    pub fn contact_at(&self, path: &str) -> Option<ContactId> {
        let number = self.notes.binary_search_by(|note| note.path().cmp(path)).ok()?;
        self.joined.contact_of[number].map(ContactId)
    }

    /// The note at this path.
    pub fn note_at(&self, path: &str) -> Option<&Note> {
        self.number_at(path).and_then(|at| self.notes.get(at as usize))
    }

    /// Its place among the notes.
    pub(super) fn number_at(&self, path: &str) -> Option<u32> {
        self.notes.binary_search_by(|note| note.path().cmp(path)).ok().map(|at| at as u32)
    }

    /// Every contact, in the order of their paths.
    pub fn contacts(&self) -> impl ExactSizeIterator<Item = ContactId> + Clone + use<> {
        (0..self.joined.contacts.len() as u32).map(ContactId)
    }

    /// The facts of a contact.
    pub fn contact(&self, id: ContactId) -> &Contact {
        static NOBODY: std::sync::LazyLock<Contact> = std::sync::LazyLock::new(Contact::default);
        self.note(id).contact().unwrap_or(&NOBODY)
    }

    /// The same with every field, of which some may have been left in the file.
    pub fn whole_contact(&self, id: ContactId) -> &Contact {
        let (contact, number) = (self.contact(id), self.joined.contacts[id.0 as usize]);
        let left = self.left.as_ref().filter(|_| contact.fields_left);
        left.and_then(|left| left.note(number, self.note(id))?.contact()).unwrap_or(contact)
    }

    /// The note of a contact.
    pub fn note(&self, id: ContactId) -> &Note {
        &self.notes[self.joined.contacts[id.0 as usize] as usize]
    }

    /// The path of a contact's note.
    pub fn path(&self, id: ContactId) -> &str {
        self.note(id).path()
    }

    /// The number of notes, contacts among them.
    pub fn note_count(&self) -> usize {
        self.notes.len()
    }

    /// The contacts whose name, else whose alias, this is, without regard to case.
    pub fn bearers(&self, name: &str) -> Vec<ContactId> {
        self.names().bearers(name).into_iter().filter_map(|note| self.joined.contact_of[note as usize]).map(ContactId).collect()
    }

    /// The contact to whose note a link of `note` leads.
    pub fn linked(&self, note: &Note, link: u32) -> Option<ContactId> {
        let number = self.notes.binary_search_by(|other| other.path().cmp(note.path())).ok()?;
        self.joined.contact_of[self.joined.targets.link(number as u32, link)?.note()? as usize].map(ContactId)
    }

    /// Whether such a thing may be told of a contact, on whatever day.
    pub fn may(&self, id: ContactId, mark: Mark) -> bool {
        self.marks.has(id.0, mark)
    }

    /// The interactions of a contact, oldest first.
    pub fn interactions_of(&self, id: ContactId) -> impl DoubleEndedIterator<Item = Meeting<'_>> + '_ {
        let near = self.joined.contacts[id.0 as usize];
        self.of_interactions.of(id.0).iter().map(move |&item| Meeting { index: self, item, near })
    }

    /// Those of them from a day on.
    pub fn interactions_since(&self, id: ContactId, day: Date) -> impl DoubleEndedIterator<Item = Meeting<'_>> + '_ {
        let near = self.joined.contacts[id.0 as usize];
        self.of_interactions.since(id.0, day).iter().map(move |&item| Meeting { index: self, item, near })
    }

    /// The exchanges of a contact, oldest first.
    pub fn exchanges_of(&self, id: ContactId) -> impl DoubleEndedIterator<Item = Given<'_>> + '_ {
        let near = self.joined.contacts[id.0 as usize];
        self.of_deals.of(id.0).iter().map(move |&item| Given { index: self, item, near, entry: None })
    }

    /// Those of them from a day on.
    pub fn exchanges_since(&self, id: ContactId, day: Date) -> impl DoubleEndedIterator<Item = Given<'_>> + '_ {
        let near = self.joined.contacts[id.0 as usize];
        self.of_deals.since(id.0, day).iter().map(move |&item| Given { index: self, item, near, entry: None })
    }

    /// The exchanges of interactions with contacts that count for none of them: they name only such as are no contacts.
    pub fn exchanges_of_nobody(&self) -> impl Iterator<Item = Given<'_>> + '_ {
        self.of_nobody.iter().map(move |&item| Given { index: self, item, near: 0, entry: None })
    }

    /// The tasks that concern a contact: place among the tasks of their note, the note, the task.
    pub fn tasks_of(&self, id: ContactId) -> impl Iterator<Item = (u32, &Note, Task)> + '_ {
        self.of_tasks.of(id.0).iter().map(|item| {
            let row = &self.tasks[item.number() as usize];
            let note = &self.notes[row.note as usize];
            (row.task, note, note.tasks().at(row.task as usize))
        })
    }

    /// By what a link from the note at `from` leads to a contact's file: its stem, or its path where the stem leads elsewhere.
    /// `None` when the file's name has characters that no link can hold.
    pub fn name_in_links(&self, from: &str, id: ContactId) -> Option<&str> {
        let (note, number) = (self.note(id), self.joined.contacts[id.0 as usize]);
        let leads = |target: &&str| {
            fits_a_link(target) && self.names().resolve(target, from, |at| self.notes[at as usize].path()) == Target::Note(number)
        };
        [note.stem(), without_ending(note.path())].into_iter().find(leads)
    }

    /// A link from the note at `from` to a contact, shown as `shown`; `None` like [`Index::name_in_links`].
    pub fn link_to(&self, from: &str, id: ContactId, shown: &str) -> Option<String> {
        let target = self.name_in_links(from, id)?;
        let plain = target == shown || shown.contains(['[', ']', '|']);
        Some(if plain { format!("[[{target}]]") } else { format!("[[{target}|{shown}]]") })
    }

    /// Its notes and what their links tell.
    pub(super) fn ground(&self) -> Ground<'_> {
        Ground { notes: &self.notes, joined: &self.joined, left: self.left.as_ref() }
    }

    /// What is known of its doubles.
    pub(super) fn doubles(&self) -> &Tied {
        &self.tied
    }

    /// Links between contacts' notes: from, to, and why the link stands there.
    pub fn links_of(&self, id: ContactId) -> impl Iterator<Item = (u32, ContactId, LinkRole)> + '_ {
        let note = self.joined.contacts[id.0 as usize] as usize;
        let links = (0_u32..).zip(self.joined.targets.of(note as u32)).zip(self.notes[note].links().iter());
        links.filter_map(|((number, target), link)| {
            self.joined.contact_of[target.note()? as usize].map(|to| (number, ContactId(to), link.role))
        })
    }
}
