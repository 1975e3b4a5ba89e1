//! Texts of entries and exchanges that were left in their files: all of them take much room, and few are asked for. Those are read again.

use crate::model::Note;
use std::array;
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads the note at a path again: as the index has it, and with every text. `None` where it cannot be read.
pub(super) type Again = Box<dyn Fn(&str) -> Option<(Note, Note)> + Send + Sync>;

/// Notes read again, by their numbers, some of which share a chain.
pub(super) struct Left {
    again: Again,
    chains: [Link; CHAINS],
    outdated: AtomicBool,
}

/// Chains of notes read again.
const CHAINS: usize = 64;

type Link = OnceLock<Box<Seen>>;

/// A note that was read again.
struct Seen {
    number: u32,
    /// With every text; nothing where it is another one by now.
    note: Option<Note>,
    next: Link,
}

impl Left {
    /// Notes that `again` reads again.
    pub(super) fn new(again: Again) -> Left {
        Left { again, chains: array::from_fn(|_| Link::new()), outdated: AtomicBool::new(false) }
    }

    /// The note of this number, which is `known` like this, with every text; nothing where it is another one by now.
    pub(super) fn note(&self, number: u32, known: &Note) -> Option<&Note> {
        let mut link = &self.chains[number as usize % CHAINS];
        loop {
            let seen = link.get_or_init(|| Box::new(self.seen(number, known)));
            if seen.number == number {
                return seen.note.as_ref();
            }
            link = &seen.next;
        }
    }

    fn seen(&self, number: u32, known: &Note) -> Seen {
        let note = (self.again)(known.path()).filter(|(same, _)| same == known).map(|(_, whole)| whole);
        if note.is_none() {
            self.outdated.store(true, Ordering::Relaxed);
        }
        Seen { number, note, next: Link::new() }
    }

    /// Whether a note was another one when it was read again.
    pub(super) fn is_outdated(&self) -> bool {
        self.outdated.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Left").field("outdated", &self.outdated).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Date, Settings, Text};
    use crate::parse::{Context, Everyone, Leaving, Scratch, note};
    use std::sync::atomic::AtomicUsize;
    use std::thread;

    fn read(path: &str, text: &str, leaving: Option<Date>) -> Note {
        let whole = Context::new(Settings::default(), None, Everyone::ByRule);
        let context = match leaving {
            Some(since) => whole.leaving(Leaving { since, today: Date::new(2026, 11, 2).unwrap() }),
            None => whole,
        };
        note(path, text, &context, &mut Scratch::default()).0
    }

    const TEXT: &str = "---\ntype: person\n---\n- 2026-10-02 coffee: talked [gave:: Tip on rents]\n- 2026-10-02 news: old\n- 2026-10-03 news: moved [gave:: referral]\n- 2026-10-04 call: was hired [gave:: time, 2 h] [needs:: rest]\n- 2026-10-04 walk: far [got:: help]\n- [ ] 2026-10-01 call: plan\n- 2026-11-02 lunch: ate [got:: a meal]\n";

    fn text<'l>(left: &'l Left, number: u32, known: &Note) -> &'l str {
        left.note(number, known).map_or("", |note| note.str(note.entries().at(0).text))
    }

    #[test]
    fn a_text_that_was_left_is_read_again_once() {
        static READ: AtomicUsize = AtomicUsize::new(0);
        let day = Date::new(2026, 10, 3);
        let again = move |path: &str| {
            READ.fetch_add(1, Ordering::Relaxed);
            Some((read(path, TEXT, day), read(path, TEXT, None)))
        };
        let (left, known) = (Left::new(Box::new(again)), read("people/x.md", TEXT, day));
        let kept: Vec<&str> = known.entries().iter().map(|entry| known.str(entry.text)).collect();
        assert_eq!(kept, ["", "", "moved", "was hired", "", "plan", "ate"]);
        assert!(known.entries().at(0).text == Text::LEFT);
        let kept: Vec<&str> = known.exchanges().iter().map(|exchange| known.str(exchange.text)).collect();
        assert_eq!(kept, ["", "referral", "time, 2 h", "rest", "", "a meal"]);
        assert_eq!(known.exchanges().at(0).text, Text::left(Text::trace("tip ON rents")));
        // Of the same chain, by several threads.
        let all = |number: u32| [7, 7 + CHAINS as u32, 7].iter().all(|at| text(&left, at + number, &known) == "talked");
        assert!(thread::scope(|scope| [scope.spawn(|| all(0)), scope.spawn(|| all(0))].map(|one| one.join().unwrap())) == [true; 2]);
        assert_eq!((READ.load(Ordering::Relaxed), left.is_outdated()), (2, false));
    }

    #[test]
    fn a_note_that_is_another_one_by_now_makes_the_index_outdated() {
        let day = Date::new(2026, 10, 20);
        let known = read("people/x.md", TEXT, day);
        let check = |now: Option<&'static str>, want: (&str, bool)| {
            let left = Left::new(Box::new(move |path| now.map(|text| (read(path, text, day), read(path, text, None)))));
            assert_eq!((text(&left, 0, &known), left.is_outdated()), want);
        };
        check(Some(TEXT), ("talked", false));
        check(None, ("", true));
        check(Some("---\ntype: person\n---\n- 2026-10-02 coffee: talked more\n"), ("", true));
    }
}
