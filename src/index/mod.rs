//! Notes joined by contact: links resolved, entries that tell of the same meeting made one interaction, exchanges counted once.

mod base;
mod dated;
mod findings;
mod given;
mod ground;
mod join;
mod leads;
mod left;
mod lists;
mod live;
mod load;
mod marks;
mod meeting;
mod names;
mod numbers;
mod one_day;
mod part;
mod share;
mod tie;
mod touched;
mod view;

pub use crate::model::{bare, folded};
pub use base::Base;
pub use given::Given;
pub use ground::People;
pub use leads::{Lead, Told};
pub use live::{Change, Live, Seen};
pub use load::{Loaded, Texts, load, load_beside, touched_since};
pub use marks::Mark;
pub use meeting::Meeting;
pub use names::Target;
pub use share::{both, by_all, by_parts};
pub use touched::{Bystanders, Seeing, Touched};

pub use view::{ContactId, Index};
