//! What one note says, as compact records over one string, so that a large vault stays small in memory.

use super::{Channel, ChannelNumber, Contact, Date, Kind, List, NameKeys, Records, folded};
use crate::diagnostic::Codes;
use bitcode::{Decode, Encode};
use serde::Serialize;

/// A stretch of [`Note::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Text {
    /// First byte.
    pub start: u32,
    /// Bytes.
    pub len: u32,
}

impl Text {
    /// Where texts begin that are not kept.
    const NOWHERE: u32 = u32::MAX;

    /// The text of an entry that was left in its file, where it can be read again: some text.
    pub const LEFT: Text = Text::left(1);

    /// The text of an exchange that was left in its file, of which this is the [`Text::trace`].
    pub const fn left(trace: u32) -> Text {
        Text { start: Text::NOWHERE, len: trace }
    }

    /// What texts that say the same have in common, and few others: a number from 1 to 8,191.
    pub fn trace(text: &str) -> u32 {
        let hash =
            |bytes: &mut dyn Iterator<Item = u8>| bytes.fold(0, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let hash =
            if text.is_ascii() { hash(&mut text.bytes().map(|byte| byte.to_ascii_lowercase())) } else { hash(&mut folded(text).bytes()) };
        1 + hash % 8191
    }

    /// Whether it was left in its file.
    pub fn is_left(self) -> bool {
        self.start == Text::NOWHERE
    }
}

/// A stretch of one of a note's record lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Run {
    /// First record.
    pub start: u32,
    /// Records.
    pub len: u32,
}

impl Run {
    /// The records of `all` that this run names.
    pub fn of<T>(self, all: &[T]) -> &[T] {
        let start = self.start as usize;
        all.get(start..start + self.len as usize).unwrap_or_default()
    }

    /// Whether it names none.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// Where something stands in its note. Lines and columns count from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// Length in characters.
    pub width: u32,
}

/// One file of the vault, parsed.
#[derive(Clone, Debug, Default, Encode, Decode, PartialEq)]
pub struct Note {
    /// Path relative to the vault, with `/`, and behind it the texts of entries, exchanges, tasks and links, one after the other.
    pub(crate) words: Box<str>,
    /// Hashes of its names.
    pub keys: NameKeys,
    /// What its front matter says, if it is a contact's own note (format 2).
    pub contact: Option<Box<Contact>>,
    /// Links, entries, exchanges and tasks.
    pub records: Records,
    /// What few notes have.
    pub(crate) seldom: Option<Box<SeldomOfNote>>,
    /// The last day among its entries.
    pub latest: Option<Date>,
    /// Where the path ends.
    pub(crate) path_end: u32,
}

/// What few notes have.
#[derive(Clone, Debug, Default, Encode, Decode, PartialEq)]
pub struct SeldomOfNote {
    /// Channels of entries that are no rows of the channel table.
    pub channels: Box<[Channel]>,
    /// Findings that its own comments ask to leave out.
    pub skips: Codes,
    /// Whether this program wrote it as a digest; nothing in it is read.
    pub is_digest: bool,
}

impl Note {
    /// The note at this path, with these texts and nothing else.
    pub fn new(path: &str, text: &str) -> Note {
        let mut words = String::with_capacity(path.len() + text.len());
        words.push_str(path);
        words.push_str(text);
        // A path is far from 4 GiB.
        Note { words: words.into(), path_end: path.len() as u32, ..Note::default() }
    }

    /// The same with this of what few notes have.
    pub fn with(self, seldom: SeldomOfNote) -> Note {
        Note { seldom: (seldom != SeldomOfNote::default()).then(|| Box::new(seldom)), ..self }
    }

    /// The same without its path.
    pub fn without_path(&self) -> Note {
        Note { words: self.text().into(), path_end: 0, keys: NameKeys::default(), ..self.clone() }
    }

    /// Path relative to the vault, with `/`.
    pub fn path(&self) -> &str {
        self.words.get(..self.path_end as usize).unwrap_or_default()
    }

    /// Texts of entries, exchanges, tasks and links, one after the other.
    pub fn text(&self) -> &str {
        self.words.get(self.path_end as usize..).unwrap_or_default()
    }

    /// The text a record names; nothing where that was left in its file.
    pub fn str(&self, text: Text) -> &str {
        if text.is_left() {
            return "";
        }
        let start = self.path_end as usize + text.start as usize;
        self.words.get(start..start + text.len as usize).unwrap_or_default()
    }

    /// Findings that its own comments ask to leave out.
    pub fn skips(&self) -> Codes {
        self.seldom.as_ref().map_or_else(Codes::default, |seldom| seldom.skips)
    }

    /// Whether this program wrote it as a digest.
    pub fn is_digest(&self) -> bool {
        self.seldom.as_ref().is_some_and(|seldom| seldom.is_digest)
    }

    /// Entries, in the order they stand.
    pub fn entries(&self) -> List<'_, Entry> {
        self.records.entries()
    }

    /// Exchanges of all entries.
    pub fn exchanges(&self) -> List<'_, Exchange> {
        self.records.exchanges()
    }

    /// Links, in the order they stand.
    pub fn links(&self) -> List<'_, Link> {
        self.records.links()
    }

    /// Numbers of links: who took part in which entry or exchange.
    pub fn people(&self) -> List<'_, u32> {
        self.records.people()
    }

    /// Tasks with a due day.
    pub fn tasks(&self) -> List<'_, Task> {
        self.records.tasks()
    }

    /// A look at what tells of its entries, for [`fetch`](super::fetch).
    pub fn glance(&self) -> u16 {
        self.entries().glance() ^ self.exchanges().glance() ^ self.people().glance()
    }

    /// How one met.
    pub fn channel(&self, entry: &Entry) -> &Channel {
        entry.channel.channel(self.seldom.as_ref().map_or(&[], |seldom| &seldom.channels))
    }

    /// The contact this note is about, if it is one.
    pub fn contact(&self) -> Option<&Contact> {
        self.contact.as_deref()
    }

    /// The file's name without folder and ending.
    pub fn stem(&self) -> &str {
        stem(self.path())
    }
}

/// The file's name in a path.
pub fn file_name(path: &str) -> &str {
    // Paths are short: looking at byte after byte is quicker than making ready to look at many at once.
    path.bytes().rposition(|b| b == b'/').map_or(path, |at| &path[at + 1..])
}

/// The file's name in a path, without folder and ending.
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.bytes().rposition(|b| b == b'.').map_or(name, |at| &name[..at])
}

/// Why a link stands where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum LinkRole {
    /// In prose: a mention.
    Prose,
    /// Names people of an entry or an exchange.
    People,
    /// A value of the front matter.
    FrontMatter,
    /// No link but a name in bold, where the settings say that these name people. It may be mere emphasis.
    Bold,
}

/// A link to another note.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq)]
pub struct Link {
    /// Target as written, without heading, block and display text.
    pub target: Text,
    /// Why it stands there.
    pub role: LinkRole,
    /// Where it stands.
    pub place: Place,
}

/// Whether an entry tells of something that took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Done {
    /// No checkbox, or a ticked one.
    Yes,
    /// An unticked checkbox: a plan whatever its day.
    Plan,
}

/// By which rule of format 5 an entry counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Origin {
    /// A dated entry in a contact's own note: the owner took part.
    Own,
    /// A dated item elsewhere: counts if its lead links a contact.
    Elsewhere,
    /// An item of a dated note: counts if its lead links a contact.
    DatedNote,
    /// A dated note with people in its front matter.
    Meeting,
}

/// A dated entry: raw material of an interaction.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq)]
pub struct Entry {
    /// Its day.
    pub date: Date,
    /// How one met: [`Note::channel`].
    pub channel: ChannelNumber,
    /// Whether it took place.
    pub done: Done,
    /// By which rule it counts.
    pub origin: Origin,
    /// Who reached out.
    pub by: Option<Who>,
    /// Its line in the note.
    pub line: u32,
    /// What it tells, without fields. It may have been left in its file.
    pub text: Text,
    /// Those who took part, beside the note's owner: a stretch of [`Note::people`].
    pub people: Run,
    /// Its exchanges.
    pub exchanges: Run,
}

/// Who reached out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// The owner of the vault.
    Me,
    /// The contact.
    Them,
}

/// What an exchange does (format 5, fields).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// I gave them something.
    Gave,
    /// I got something from them.
    Got,
    /// I asked them for something.
    Asked,
    /// They asked me, or need it.
    Needs,
    /// I said I would.
    Promised,
    /// I thanked them.
    Thanked,
    /// Closes open loops.
    Closed,
}

impl Verb {
    /// Every verb with the field key that names it.
    pub const ALL: [(Verb, &'static str); 7] = [
        (Verb::Gave, "gave"),
        (Verb::Got, "got"),
        (Verb::Asked, "asked"),
        (Verb::Needs, "needs"),
        (Verb::Promised, "promised"),
        (Verb::Thanked, "thanked"),
        (Verb::Closed, "closed"),
    ];

    /// The verb with this place in [`Verb::ALL`]; a number that is no place gives one, too.
    pub(crate) fn of_number(number: u32) -> Verb {
        Verb::ALL[number as usize % Verb::ALL.len()].0
    }

    /// The field key that names it.
    pub fn name(self) -> &'static str {
        Verb::ALL.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }
}

/// One field of an entry.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq)]
pub struct Exchange {
    /// What it does.
    pub verb: Verb,
    /// What it was.
    pub kind: Kind,
    /// Its value. It may have been left in its file.
    pub text: Text,
    /// Line of the field.
    pub line: u32,
    /// Day a promise is due.
    pub due: Option<Date>,
    /// Whether its own checkbox is ticked, which closes a promise, ask or need.
    pub ticked: bool,
    /// Those it counts for: a stretch of [`Note::people`]; empty: everybody of the entry.
    pub people: Run,
    /// Links inside its value.
    pub links: Run,
}

/// An unticked checkbox with a due day.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq)]
pub struct Task {
    /// What is to be done.
    pub text: Text,
    /// When.
    pub due: Date,
    /// Since when it stands there, where that is written.
    pub since: Option<Date>,
    /// Its line in the note.
    pub line: u32,
    /// Links in it.
    pub links: Run,
    /// The entry under which it stands.
    pub entry: Option<u32>,
}
