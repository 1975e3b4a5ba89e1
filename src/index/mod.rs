//! Notes joined by contact: links resolved, entries that tell of the same meeting made one interaction, exchanges counted once.

mod findings;
mod fold;
mod join;
mod live;
mod load;
mod names;
mod tie;
mod view;

pub use fold::{bare, folded};
pub use live::{Change, Live, Seen};
pub use load::{Loaded, load};
pub use names::Target;

pub use view::{ContactId, Given, Index, Meeting};
