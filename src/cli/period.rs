//! The period of an answer, as several commands take it.

use super::session::Session;
use crate::error::Error;
use crate::model::Period;
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
}

impl PeriodOptions {
    /// The period meant, if one was named.
    pub(super) fn span(&self, session: &Session) -> Result<Option<Period>, Error> {
        session.span(self.period.as_deref(), self.since.as_deref(), self.until.as_deref())
    }
}
