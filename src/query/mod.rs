//! Index and a day to answers. One question a file; nothing here reads a clock or a file.

mod approach;
mod asks;
mod balance;
mod between;
mod career;
mod closeness;
mod coming;
mod crowd;
mod edges;
mod evidence;
mod filter;
mod findings;
mod gesture;
mod gratitude;
mod help;
mod history;
mod hook;
mod hours;
mod loops;
mod paths;
mod patterns;
mod place;
mod reach;
mod rhythm;
mod scope;
mod standing;
mod target;
mod ties;
mod who;
mod words;

pub use approach::{Approach, approach};
pub use asks::{Ask, Outcome, asks};
pub use balance::{
    Balance, ContactBalance, KindBalance, Looking, OrganizationBalance, PersonSeasons, Season, SeasonBalance, Sum, Sums, balance,
    by_quarter, season, seasons_by_contact, sums, weight,
};
pub use between::{Asking, Bond, Plan, Planned, Stage, Step, Wanted, asking, plan, stage};
pub use career::{Colleague, Sign, colleagues, everyone, overlap, told_stints};
pub use closeness::{Closeness, closeness};
pub use coming::{Coming, ComingKind, coming};
pub use crowd::{FirstDay, first_days, in_crowd};
pub use edges::{Edge, EdgeKind, edges};
pub use evidence::Reason;
pub use filter::{Filter, filters, matches};
pub(crate) use findings::count;
pub use findings::{findings, findings_about};
pub use gesture::{Gesture, Warmth, gesture};
pub use gratitude::{Kindness, kindnesses};
pub use help::{Helper, Seeker, help, introduced, same_help, wish};
pub use history::{Anniversary, Heard, History, Reached, Silence, history};
pub use hook::{Hook, HookKind, is_news, news, topic};
pub use loops::{Loop, LoopKind, LoopOrder, loops, loops_of};
pub use paths::{Graph, Way};
pub use patterns::{Pattern, PatternKind, patterns};
pub use place::{city, location, same_place};
pub use reach::{How, Insider, Reach, Told, reach};
pub use rhythm::{Rhythm, drift, rhythm};
pub use scope::Scope;
pub use standing::{CadenceFrom, Level, Standing, in_transition, stale, standing, standings, urgency};
pub use target::{Aim, Target, target};
pub use ties::{Hop, Path, Person, Tie, Ties};
pub use who::{Who, who};
pub use words::{Fit, Trait, Wish, each_trait, fits};
