//! The nouns of the product. Plain data: no parsing, no files, no clock.
//!
//! Glossary (the same words in code, help, JSON and manual; sections are those of the format):
//!
//! - **vault**: a folder of Markdown notes. **note**: one file of it. **contact**: a note about a person or an organization (2).
//! - **front matter**: the YAML block at the top of a note; its lines are **keys** (3). **link**: `[[Target]]` or `[text](Target.md)` (4).
//! - **entry**: a dated list item or heading. **interaction**: entries that tell of the same meeting, joined (5).
//! - **channel**: how one met (`coffee`, `call`). **lead**: what stands before an entry's first separator (5).
//! - **exchange**: something `gave` or `got`, with a **kind** and a weight; also `asked`, `needs`, `promised`, `thanked`, `closed` (5).
//! - **task**: an unticked box with a due day. **open loop**: a task, or an ask, need or promise nobody closed (5).
//! - **cadence**: how often one wants to be in touch. **due**: last contact plus cadence. **stale**: due, not snoozed, status allows it (6).
//! - **balance**: weight of gave, weight of got, and their difference over a period. **season**: the balance of a contact in a word (7).

mod cadence;
mod channel;
mod contact;
mod date;
mod fetch;
mod fields;
mod fingerprint;
mod fold;
mod kind;
pub(crate) mod lexicon;
mod lower;
mod mailbox;
mod names;
mod note;
pub mod order;
mod outcome;
mod packed;
mod records;
mod settings;
mod texts;
mod words;

pub use cadence::{Cadence, Unit, lasting};
pub use channel::{CHANNELS, Channel, ChannelNumber, ChannelRow, Purpose};
pub use contact::{Again, Birthday, Contact, Field, Seldom, SeldomFacts, Status, Stint, Transition};
pub use date::{Date, DateRange, MONTHS, PartialDate, Period};
pub use fetch::{AT_ONCE, fetch};
pub use fields::{FieldRef, Fields, FieldsWriter};
pub use fingerprint::fingerprint;
pub use fold::{bare, folded, start_of};
pub use kind::{KINDS, Kind, KindRow, Kinds};
pub(crate) use lexicon::{Layout, Lexicon, Meaning, NOTHING, Spelt, known};
pub(crate) use lower::Lower;
pub use mailbox::Mailbox;
pub use names::{NameKeys, last_part, link_key, name_hash, without_ending};
pub use note::{Done, Entry, Exchange, Link, LinkRole, Note, Origin, Place, Run, SeldomOfNote, Task, Text, Verb, Who, file_name, stem};
pub use outcome::{Outcome, outcome};
pub use packed::{Narrow, Record};
pub use records::{Each, List, Packing, Records};
pub use settings::{Career, Circle, DigestSettings, Me, NoteLinks, OwnTransition, Settings, Word};
pub use texts::{TextList, Texts, push_text};
pub use words::{ContactWord, ContactWords, ContactWordsBuilder};
