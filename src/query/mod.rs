//! Index and a day to answers. One question a file; nothing here reads a clock or a file.

mod balance;
mod career;
mod closeness;
mod coming;
mod edges;
mod evidence;
mod filter;
mod findings;
mod gesture;
mod loops;
mod paths;
mod patterns;
mod scope;
mod standing;
mod ties;
mod who;
mod words;

pub use balance::{Balance, ContactBalance, KindBalance, Season, SeasonBalance, Sum, Sums, balance, by_quarter, season, sums, weight};
pub use career::{Colleague, Sign, colleagues, everyone, overlap, told_stints};
pub use closeness::{Closeness, closeness};
pub use coming::{Coming, ComingKind, coming};
pub use edges::{Edge, EdgeKind, edges};
pub use evidence::Reason;
pub use filter::{Filter, filters, matches};
pub(crate) use findings::count;
pub use findings::{findings, findings_about};
pub use gesture::gesture;
pub use loops::{Loop, LoopKind, LoopOrder, loops, loops_of};
pub use paths::{Graph, Way};
pub use patterns::{Pattern, PatternKind, patterns};
pub use scope::Scope;
pub use standing::{CadenceFrom, Level, Standing, in_transition, stale, standing, standings, urgency};
pub use ties::{Hop, Path, Person, Tie, Ties};
pub use who::{Who, who};
pub use words::{Fit, Trait, Wish, each_trait, fits};
