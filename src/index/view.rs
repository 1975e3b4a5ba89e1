//! The index and what can be asked of it.

use super::findings;
use super::given::Given;
use super::join::{self, Joined, Way};
use super::lists::{Dated, Lists};
use super::marks::{Mark, Marks};
use super::names::{Names, NoteNames, Target, Targets, fits_a_link};
use super::rows::{Deal, Deals, Fate, Row, Rows, range, sort};
use super::tie::{self, Several, TaskRow};
use crate::diagnostic::{Codes, Diagnostic};
use crate::model::{Channel, Contact, Date, Done, Entry, LinkRole, Note, Purpose, Settings, Task, Who, without_ending};
use std::collections::HashMap;
use std::sync::Arc;

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
    names: NoteNames,
    contacts: Vec<u32>,
    contact_of: Vec<Option<u32>>,
    targets: Targets,
    rows: Rows,
    several: HashMap<u32, Several>,
    deals: Deals,
    tasks: Vec<TaskRow>,
    people: Vec<u32>,
    of_interactions: Lists,
    of_deals: Lists,
    of_tasks: Lists,
    marks: Marks,
}

impl Index {
    /// Joins `notes`, which come in the order of their paths.
    pub fn new(notes: Vec<Note>, mut findings: Vec<Diagnostic>, settings: impl Into<Arc<Settings>>) -> Index {
        let settings = settings.into();
        settings.levels.judge(&mut findings, Codes::default());
        let of_notes = findings.len();
        let names = NoteNames::new(&notes);
        let joined = join::join(&notes, &names);
        findings.extend(findings::of_links(&notes, &joined.others, &joined.targets, &names));
        findings.extend(findings::stolen(&notes, &names));
        settings.levels.judge(&mut findings, Codes::default());
        Index { of_notes, findings, names, ..Index::tied(notes, joined, settings) }
    }

    /// Joins notes whose links are known to lead to some of them: `resolve` gives the target by number of the note and
    /// place of the link. Nothing can be asked of it by name.
    pub(super) fn of_part(notes: Vec<Note>, resolve: impl Fn(u32, usize) -> Target + Sync, settings: Arc<Settings>) -> Index {
        let joined = join::joined(&notes, |note, link, _| (resolve(note, link), Way::File));
        Index::tied(notes, joined, settings)
    }

    fn tied(notes: Vec<Note>, mut joined: Joined, settings: Arc<Settings>) -> Index {
        let tied = tie::tie(&notes, &mut joined);
        let count = joined.contacts.len();
        let of_tasks = Lists::new(count, tied.tasks.len(), |at| {
            (Dated::new(Date::FIRST, at as u32, 0), tied.people[range(tied.tasks[at].people)].iter().copied())
        });
        let marks = Marks::new(count, &tied);
        Index {
            findings: Vec::new(),
            of_notes: 0,
            names: NoteNames::default(),
            contacts: joined.contacts,
            contact_of: joined.contact_of,
            targets: joined.targets,
            rows: tied.rows,
            several: tied.several,
            deals: tied.deals,
            tasks: tied.tasks,
            people: tied.people,
            of_interactions: tied.of_interactions,
            of_deals: tied.of_deals,
            of_tasks,
            marks,
            notes,
            settings,
        }
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
        &self.targets
    }

    /// The names that links can use.
    pub(super) fn names(&self) -> &NoteNames {
        &self.names
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
        self.contact_of.get(note as usize).copied().flatten().map(ContactId)
    }

    /// The contact whose note is at this path.
    pub fn contact_at(&self, path: &str) -> Option<ContactId> {
        let number = self.notes.binary_search_by(|note| (*note.path).cmp(path)).ok()?;
        self.contact_of[number].map(ContactId)
    }

    /// The note at this path.
    pub fn note_at(&self, path: &str) -> Option<&Note> {
        self.notes.binary_search_by(|note| (*note.path).cmp(path)).ok().map(|at| &self.notes[at])
    }

    /// Every contact, in the order of their paths.
    pub fn contacts(&self) -> impl ExactSizeIterator<Item = ContactId> + Clone + use<> {
        (0..self.contacts.len() as u32).map(ContactId)
    }

    /// The facts of a contact.
    pub fn contact(&self, id: ContactId) -> &Contact {
        static NOBODY: std::sync::LazyLock<Contact> = std::sync::LazyLock::new(Contact::default);
        self.note(id).contact().unwrap_or(&NOBODY)
    }

    /// The note of a contact.
    pub fn note(&self, id: ContactId) -> &Note {
        &self.notes[self.contacts[id.0 as usize] as usize]
    }

    /// The path of a contact's note.
    pub fn path(&self, id: ContactId) -> &str {
        &self.note(id).path
    }

    /// The number of notes, contacts among them.
    pub fn note_count(&self) -> usize {
        self.notes.len()
    }

    /// The contacts whose name, else whose alias, this is, without regard to case.
    pub fn bearers(&self, name: &str) -> Vec<ContactId> {
        self.names.bearers(name).into_iter().filter_map(|note| self.contact_of[note as usize]).map(ContactId).collect()
    }

    /// The contact to whose note a link of `note` leads.
    pub fn linked(&self, note: &Note, link: u32) -> Option<ContactId> {
        let number = self.notes.binary_search_by(|other| other.path.cmp(&note.path)).ok()?;
        self.contact_of[self.targets.link(number as u32, link)?.note()? as usize].map(ContactId)
    }

    /// Whether such a thing may be told of a contact, on whatever day.
    pub fn may(&self, id: ContactId, mark: Mark) -> bool {
        self.marks.has(id.0, mark)
    }

    /// Every interaction, in the order of the notes that tell them.
    pub fn interactions(&self) -> impl Iterator<Item = Meeting<'_>> {
        let led = (0..self.rows.len()).zip(self.rows.iter()).filter(|(_, row)| row.fate != Fate::Follows);
        led.map(|(number, row)| Meeting { index: self, item: row.dated(number) })
    }

    /// The interactions of a contact, oldest first.
    pub fn interactions_of(&self, id: ContactId) -> impl DoubleEndedIterator<Item = Meeting<'_>> + '_ {
        self.of_interactions.of(id.0).iter().map(|&item| Meeting { index: self, item })
    }

    /// Those of them from a day on.
    pub fn interactions_since(&self, id: ContactId, day: Date) -> impl DoubleEndedIterator<Item = Meeting<'_>> + '_ {
        self.of_interactions.since(id.0, day).iter().map(|&item| Meeting { index: self, item })
    }

    pub(super) fn meeting(&self, at: u32) -> Meeting<'_> {
        Meeting { index: self, item: self.rows.get(at).dated(at) }
    }

    /// Every exchange, each once.
    pub fn exchanges(&self) -> impl Iterator<Item = Given<'_>> {
        let once = (0_u32..).zip(self.deals.iter()).filter(|(_, deal)| !deal.double);
        once.map(|(number, deal)| Given { index: self, item: deal.dated(number) })
    }

    /// The exchanges of a contact, oldest first.
    pub fn exchanges_of(&self, id: ContactId) -> impl DoubleEndedIterator<Item = Given<'_>> + '_ {
        self.of_deals.of(id.0).iter().map(|&item| Given { index: self, item })
    }

    /// Those of them from a day on.
    pub fn exchanges_since(&self, id: ContactId, day: Date) -> impl DoubleEndedIterator<Item = Given<'_>> + '_ {
        self.of_deals.since(id.0, day).iter().map(|&item| Given { index: self, item })
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
        let (note, number) = (self.note(id), self.contacts[id.0 as usize]);
        let leads = |target: &&str| {
            fits_a_link(target) && self.names.resolve(target, from, |at| &self.notes[at as usize].path) == Target::Note(number)
        };
        [note.stem(), without_ending(&note.path)].into_iter().find(leads)
    }

    /// A link from the note at `from` to a contact, shown as `shown`; `None` like [`Index::name_in_links`].
    pub fn link_to(&self, from: &str, id: ContactId, shown: &str) -> Option<String> {
        let target = self.name_in_links(from, id)?;
        let plain = target == shown || shown.contains(['[', ']', '|']);
        Some(if plain { format!("[[{target}]]") } else { format!("[[{target}|{shown}]]") })
    }

    /// An exchange by its number.
    pub(super) fn deal(&self, number: u32) -> Deal {
        self.deals.get(number)
    }

    pub(super) fn people(&self, stretch: (u32, u32)) -> impl ExactSizeIterator<Item = ContactId> + '_ {
        self.people[range(stretch)].iter().map(|&contact| ContactId(contact))
    }

    /// Links between contacts' notes: from, to, and why the link stands there.
    pub fn links_of(&self, id: ContactId) -> impl Iterator<Item = (u32, ContactId, LinkRole)> + '_ {
        let note = self.contacts[id.0 as usize] as usize;
        let links = (0_u32..).zip(self.targets.of(note as u32)).zip(self.notes[note].links().iter());
        links.filter_map(|((number, target), link)| self.contact_of[target.note()? as usize].map(|to| (number, ContactId(to), link.role)))
    }
}

/// One interaction.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'a> {
    index: &'a Index,
    item: Dated,
}

impl<'a> Meeting<'a> {
    fn row(&self) -> Row {
        self.index.rows.get(self.item.number())
    }

    fn several(&self) -> Option<&'a Several> {
        if self.row().fate == Fate::Leads { self.index.several.get(&self.item.number()) } else { None }
    }

    fn note(&self) -> &'a Note {
        &self.index.notes[self.row().note as usize]
    }

    /// Its day.
    pub fn date(&self) -> Date {
        self.item.day()
    }

    /// How one met.
    pub fn channel(&self) -> &'a Channel {
        self.note().channel(&self.told_by())
    }

    /// Whether its channel is another one than `other`.
    pub fn names_channel(&self) -> bool {
        self.row().named
    }

    /// Whether it refreshed the relationship as of `today`: it took place, and it was no news.
    pub fn counts(&self, today: Date) -> bool {
        sort(self.item) == (Done::Yes, Purpose::Contact) && self.date() <= today
    }

    /// Whether it took place up to `today`; an unticked box never did.
    pub fn happened(&self, today: Date) -> bool {
        !self.is_plan() && self.date() <= today
    }

    /// Whether it is, or was, a plan: an unticked box.
    pub fn is_plan(&self) -> bool {
        sort(self.item).0 == Done::Plan
    }

    /// Who reached out, where that is written.
    pub fn by(&self) -> Option<Who> {
        self.row().by
    }

    /// The entry that tells it.
    pub fn told_by(&self) -> Entry {
        self.note().entries().at(self.row().entry as usize)
    }

    /// What it tells, without fields.
    pub fn text(&self) -> &'a str {
        let own = || (self.row().note, self.row().entry);
        let (note, entry) = self.several().map_or_else(own, |several| several.told);
        let note = &self.index.notes[note as usize];
        note.str(note.entries().at(entry as usize).text)
    }

    /// The path of the note that tells it.
    pub fn path(&self) -> &'a str {
        &self.note().path
    }

    /// Who took part.
    pub fn contacts(&self) -> impl ExactSizeIterator<Item = ContactId> + 'a {
        self.index.people(self.row().people)
    }

    /// Its exchanges, each once.
    pub fn exchanges(&self) -> impl Iterator<Item = Given<'a>> {
        let index = self.index;
        let several = self.several().map_or(&[][..], |several| &several.deals);
        let alone = several.is_empty().then_some(self.row().deals);
        let stretches = alone.into_iter().chain(several.iter().copied());
        let numbered = stretches.flat_map(|stretch| stretch.0..stretch.1).map(|number| (number, index.deals.get(number)));
        numbered.filter(|(_, deal)| !deal.double).map(move |(number, deal)| Given { index, item: deal.dated(number) })
    }
}
