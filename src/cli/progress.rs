//! How far the reading of a large vault is, on stderr, when that is a terminal and takes longer than half a second.

use crate::vault::Vault;
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_millis(500);

/// Between two looks.
const STEP: Duration = Duration::from_millis(100);

/// Columns of the bar.
const BAR: usize = 24;

/// Shows the progress until it is dropped, and leaves nothing behind.
pub(super) struct Shown(Option<(Sender<()>, JoinHandle<()>)>);

/// Shows how far the reading of `vault` is, if anybody can see it.
pub(super) fn show(vault: &Vault, quiet: bool) -> Shown {
    if quiet || !std::io::stderr().is_terminal() || std::env::var("TERM").as_deref() == Ok("dumb") {
        return Shown(None);
    }
    let (sender, end) = channel();
    let progress = Arc::clone(vault.progress());
    let draw = move || {
        let mut wait = PATIENCE;
        while end.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            let _ = write!(std::io::stderr(), "\r{}\x1b[K", bar(progress.state()));
            wait = STEP;
        }
        if wait == STEP {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    };
    Shown(Some((sender, std::thread::spawn(draw))))
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.0.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

/// `reading [#####-----] 4200 of 10000 notes`
fn bar((done, total): (usize, usize)) -> String {
    match total {
        0 => "looking for notes".to_owned(),
        total if done >= total => format!("joining {total} notes"),
        total => {
            let full = done * BAR / total;
            format!("reading [{}{}] {done} of {total} notes", "#".repeat(full), "-".repeat(BAR - full))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_up() {
        let check = |done, total, want: &str| assert_eq!(bar((done, total)), want);
        check(0, 0, "looking for notes");
        check(0, 10, "reading [------------------------] 0 of 10 notes");
        check(5, 10, "reading [############------------] 5 of 10 notes");
        check(10, 10, "joining 10 notes");
    }
}
