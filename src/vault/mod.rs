//! Disk to text: finding a vault, walking it, reading its files; and back, by one door. No content of a vault can make it read
//! or write outside.

mod alarm;
mod bounds;
mod cache;
mod cache_file;
mod census;
mod find;
mod git;
mod ignore;
mod notes;
mod packing;
mod passed;
mod past;
mod read;
mod readers;
mod remembered;
mod seen;
mod shelf;
mod since;
mod site;
mod stamp;
mod store;
mod swap;
mod templates;
mod walk;
mod watched;
mod write;
mod writer;

pub use alarm::{Alarm, Heard};
pub use bounds::bounded;
pub use find::{Marked, SETTINGS, Vault, find, user_settings, user_settings_path};
pub(crate) use notes::take_part;
pub use notes::{Caching, Keeping, Notes, Page, Progress};
pub use past::Past;
pub use readers::Source;
pub use since::{Fetch, Following, KeptMakings, PagedWords, Reading, Reread, Since, Words};
pub use site::SiteFolder;
pub use store::{Change, Edit};
pub use templates::{OwnTemplate, OwnTemplates, Place, user_templates};
pub use watched::{Difference, Look, Watched};
pub use write::{Durable, init, write_output};
pub use writer::{Undo, Writer};
