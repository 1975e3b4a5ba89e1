//! Fetching from memory what is soon asked, several things at once.

use std::hint::black_box;

/// Things that are fetched at once: memory hands out about so many at a time.
pub const AT_ONCE: usize = 32;

/// Looks at each of these. To fetch one thing takes a hundred times as long as to ask it something; where each is asked before the next
/// one is fetched, these times add up, and where all are looked at first, they pass together.
pub fn fetch(glances: impl Iterator<Item = u16>) {
    black_box(glances.fold(0, |sum, glance| sum ^ glance));
}
