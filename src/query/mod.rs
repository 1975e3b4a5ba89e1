//! Index and a day to answers. One question a file; nothing here reads a clock or a file.

mod balance;
mod career;
mod coming;
mod edges;
mod filter;
mod findings;
mod gesture;
mod loops;
mod patterns;
mod scope;
mod standing;
mod who;
mod words;

pub use balance::{Balance, ContactBalance, KindBalance, Season, SeasonBalance, Sum, Sums, balance, by_quarter, season, sums, weight};
pub use career::{Colleague, Sign, colleagues, everyone, overlap, told_stints};
pub use coming::{Coming, ComingKind, coming};
pub use edges::{Edge, EdgeKind, edges};
pub use filter::{Filter, filters, matches};
pub(crate) use findings::count;
pub use findings::{findings, findings_about};
pub use gesture::gesture;
pub use loops::{Loop, LoopKind, LoopOrder, loops, loops_of};
pub use patterns::{Pattern, PatternKind, patterns};
pub use scope::Scope;
pub use standing::{CadenceFrom, Level, Standing, in_transition, stale, standing, standings, urgency};
pub use who::{Who, who};
pub use words::{Fit, Trait, Wish, each_trait, fits};
