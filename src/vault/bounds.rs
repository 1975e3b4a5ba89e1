//! How long a template of one's own may run, and how much memory it may take. The one place that ends the process.
//!
//! A loop inside a loop, or a text doubled again and again, is beyond what the template library bounds, and it cannot be stopped
//! from outside: so a second thread looks on, and ends the process.

use std::process::exit;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The longest run.
const LONGEST: Duration = Duration::from_secs(10);

/// How much larger the process may get (bytes): a page of the largest size in each of its stages takes about half.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(5);

/// Variables that make these smaller: milliseconds, and mebibytes.
const SHORTER: &str = "JOURNAL_TEMPLATE_MS";
const SMALLER: &str = "JOURNAL_TEMPLATE_MIB";

/// Does some work with a template, named `what` for people. The process ends with exit code 2 and a message when it runs longer than
/// 10 s, or takes more than 1 GiB where the system tells how much that is.
pub fn bounded<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (done, bell) = (Mutex::new(false), Condvar::new());
    thread::scope(|scope| {
        scope.spawn(|| look_on(what, &done, &bell));
        let answer = work();
        *done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
        answer
    })
}

/// Waits until the work is done, or ends the process.
fn look_on(what: &str, done: &Mutex<bool>, bell: &Condvar) {
    let (start, before) = (Instant::now(), memory());
    let longest = set(SHORTER).map_or(LONGEST, Duration::from_millis).min(LONGEST);
    let largest = set(SMALLER).map_or(LARGEST, |size| size.saturating_mul(1024 * 1024)).min(LARGEST);
    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
    while !*done {
        done = bell.wait_timeout(done, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        if *done {
            return;
        }
        if start.elapsed() > longest {
            end(what, &format!("ran longer than {longest:?}"), "look for a loop inside a loop");
        }
        if memory().zip(before).is_some_and(|(now, before)| now.saturating_sub(before) > largest) {
            end(what, &format!("took more than {} MiB of memory", largest / 1024 / 1024), "look for a text or a list that grows in a loop");
        }
    }
}

fn set(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Memory of the process in use (bytes), where the system tells.
fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split(' ').nth(1)?.parse::<u64>().ok()? * 4096)
}

#[expect(clippy::print_stderr, reason = "the process ends here")]
fn end(what: &str, why: &str, hint: &str) -> ! {
    eprintln!("error: {what} {why}, and was ended\nhint: {hint}");
    exit(2)
}
