//! The period of an answer, as several commands take it.

use super::session::Session;
use crate::error::Error;
use crate::model::{Cadence, Period, Unit};
use clap::Args;

/// A period: named whole, or by its first and last day. Both ends are in.
#[derive(Debug, Args)]
pub(super) struct PeriodOptions {
    /// The period: 30d, 2026Q3, last month, 2026-01..2026-03, all
    #[arg(short, long, value_name = "PERIOD")]
    period: Option<String>,
    /// First day of the period
    #[arg(long, value_name = "DATE", conflicts_with = "period")]
    since: Option<String>,
    /// Last day of the period, included
    #[arg(long, value_name = "DATE", conflicts_with = "period")]
    until: Option<String>,
    /// The seven days up to today, like --period 7d: weekly answers leave no day out and hold none twice
    #[arg(long, conflicts_with_all = ["period", "since", "until", "monthly", "quarterly"])]
    weekly: bool,
    /// The month up to today, like --period 1mo
    #[arg(long, conflicts_with_all = ["period", "since", "until", "quarterly"])]
    monthly: bool,
    /// The three months up to today, like --period 3mo
    #[arg(long, conflicts_with_all = ["period", "since", "until"])]
    quarterly: bool,
}

impl PeriodOptions {
    /// The period meant, if one was named.
    pub(super) fn span(&self, session: &Session) -> Result<Option<Period>, Error> {
        let rhythm = self.rhythm().map(|(text, _)| text);
        session.span(rhythm.or(self.period.as_deref()), self.since.as_deref(), self.until.as_deref())
    }

    /// How far it is until the next answer of this kind, if answers come regularly.
    pub(super) fn ahead(&self) -> Option<Cadence> {
        self.rhythm().map(|(_, span)| span)
    }

    /// The period of regular answers, as people type it and as a span.
    fn rhythm(&self) -> Option<(&'static str, Cadence)> {
        match (self.weekly, self.monthly, self.quarterly) {
            (true, ..) => Some(("7d", Cadence::Every(7, Unit::Day))),
            (_, true, _) => Some(("1mo", Cadence::Every(1, Unit::Month))),
            (.., true) => Some(("3mo", Cadence::Every(3, Unit::Month))),
            _ => None,
        }
    }
}
