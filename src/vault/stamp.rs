//! What tells that a file is as it was.

use bitcode::{Decode, Encode};
use rustix::fs::Stat;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// What the system says of a file or folder. Times are nanoseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(super) struct Stamp {
    modified: i64,
    changed: i64,
    size: u64,
    inode: u64,
}

/// How long the stamp of something just written is in doubt: a second change in the same tick of the clock would not show.
const TICK: Duration = Duration::from_millis(50);

/// The same where the file system keeps whole seconds only.
const COARSE_TICK: Duration = Duration::from_secs(2);

impl Stamp {
    /// The stamp of nothing: never that of a file.
    pub(super) const NONE: Stamp = Stamp { modified: 0, changed: 0, size: 0, inode: 0 };

    /// The stamp that the system gave.
    pub(super) fn new(stat: &Stat) -> Stamp {
        Stamp {
            modified: nanoseconds(stat.st_mtime, i64::try_from(stat.st_mtime_nsec).unwrap_or(0)),
            changed: nanoseconds(stat.st_ctime, i64::try_from(stat.st_ctime_nsec).unwrap_or(0)),
            size: u64::try_from(stat.st_size).unwrap_or(0),
            inode: stat.st_ino,
        }
    }

    /// The stamp of an open file.
    pub(super) fn of(facts: &Metadata) -> Stamp {
        Stamp {
            modified: nanoseconds(facts.mtime(), facts.mtime_nsec()),
            changed: nanoseconds(facts.ctime(), facts.ctime_nsec()),
            size: facts.size(),
            inode: facts.ino(),
        }
    }

    /// The stamp of what is at `path`, links not followed; `None` when nothing is.
    pub(super) fn of_path(path: &Path) -> Option<Stamp> {
        std::fs::symlink_metadata(path).ok().map(|facts| Stamp::of(&facts))
    }

    /// The inode, which is 0 in a stamp that vouches for nothing.
    pub(super) fn inode(self) -> u64 {
        self.inode
    }

    /// Bytes.
    pub(super) fn size(self) -> u64 {
        self.size
    }

    /// This stamp if it vouches for what is read from `began` on, else one that no file ever has.
    pub(super) fn settled(self, began: i64) -> Stamp {
        let coarse = self.modified % 1_000_000_000 == 0 && self.changed % 1_000_000_000 == 0;
        let tick = if coarse { COARSE_TICK } else { TICK };
        let settled = self.modified.max(self.changed) < began.saturating_sub(i64::try_from(tick.as_nanos()).unwrap_or(0));
        if settled { self } else { Stamp { inode: 0, ..self } }
    }
}

fn nanoseconds(seconds: i64, rest: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}

/// Nanoseconds since 1970, now.
pub(super) fn now() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_vouches_only_when_the_clock_has_ticked_since() {
        let second = 1_000_000_000;
        let check = |modified: i64, changed: i64, began: i64, want: bool| {
            let stamp = Stamp { modified, changed, size: 3, inode: 9 };
            assert_eq!(stamp.settled(began) == stamp, want, "{modified} {changed} at {began}");
        };
        check(5 * second + 1, 5 * second + 1, 6 * second, true);
        check(5 * second + 1, 6 * second - 1, 6 * second, false);
        check(6 * second - 1, 5 * second + 1, 6 * second, false);
        check(5 * second, 5 * second, 6 * second, false);
        check(3 * second, 3 * second, 6 * second, true);
        check(7 * second + 1, second, 6 * second, false);
    }
}
