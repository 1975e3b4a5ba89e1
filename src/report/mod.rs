//! Answers to one serialisable value a page: what JSON prints and what templates are given.

mod balance;
mod between;
mod calendar;
mod card;
mod change;
mod charts;
mod check;
mod config;
mod contact;
mod curate;
mod digest;
mod explain;
mod gentle;
mod help;
mod interaction;
mod inventory;
mod later;
mod list;
mod makings;
mod manual;
mod model;
mod own;
mod reach;
mod refer;
mod referral;
mod rows;
mod section;
mod seen;
mod show;
mod since;
mod site;
mod stale;
mod strip;
mod suggestion;
mod templates;
mod timeline;
mod today;
mod transition;

pub use balance::{BalancePage, BalanceRequest, ExchangeTold, Telling, balance_page};
pub use calendar::{CalendarPage, Event, calendar_page};
pub use card::{Card, KeyRow, person_card};
pub use change::{change_lines, changes_line, people_due};
pub use check::{AdoptedRow, CheckPage, check_page};
pub use config::{ConfigPage, SettingRow, SettingsFile, Value, config_page};
pub use contact::{ContactRow, contact_row, why};
pub use curate::{CrowdRow, CuratePage, Fact, crowd, curate_page};
pub use digest::{DigestPage, DigestRequest, Drawing, SPARE, digest};
pub use explain::{ExplainPage, explain_page};
pub use interaction::{InteractionRow, interaction_row};
pub use inventory::{From, InventoryPage, InventoryRequest, PersonRow, StintRow, inventory_page};
pub use list::{ListPage, Only, list_page};
pub use makings::{ERRORS_TOLD, Gathering, Makings, makings, recent_period};
pub use manual::tables;
pub use model::{Counts, ModelPage, counts, model_page};
pub use reach::{Group, ReachPage, reach_page};
pub use refer::{ReferPage, refer_page};
pub use referral::ReferralRow;
pub use show::{ShowPage, ShowPages, show_page};
pub use since::{Changes, changes};
pub use site::{PeoplePage, YearsPage, people_page, years_page};
pub use stale::{StalePage, stale_page};
pub use suggestion::{Suggestion, rhythm_words, suggestion};
pub use templates::{TemplateRow, TemplatesPage};
pub use timeline::{TimelinePage, timeline_page};
pub use today::{Portion, TodayPage, today_page};
pub use transition::{TransitionPage, transition_page};

use crate::model::{Cadence, Date, Period};

/// The period of a setting such as `90d` up to and with `today`.
pub fn period_of(span: Cadence, today: Date) -> Period {
    let back = match span {
        Cadence::Never => None,
        Cadence::Every(n, crate::model::Unit::Day) => today.plus_days(-i64::from(n)),
        Cadence::Every(n, crate::model::Unit::Week) => today.plus_days(-7 * i64::from(n)),
        Cadence::Every(n, crate::model::Unit::Month) => today.plus_months(-i64::from(n)),
        Cadence::Every(n, crate::model::Unit::Year) => today.plus_months(-12 * i64::from(n)),
    };
    Period { since: back.and_then(|day| day.plus_days(1)), until: today }
}
