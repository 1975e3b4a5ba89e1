//! What one look over a note tells: where its lines end, and whether some bytes that most notes lack stand in it at all.
//!
//! Front matter, facts under the title, and body are read line by line; each would look for the ends of its lines anew.

use super::draft::number;
use super::lanes;
use std::cell::Cell;
use std::slice;

/// A note as one look over it shows it.
#[derive(Debug)]
pub(super) struct Overview {
    /// Where lines end: bytes.
    ends: Vec<u32>,
    /// Bytes of the note.
    len: usize,
    /// The line last asked for: most ask for it again, or for the next one.
    near: Cell<usize>,
    /// Whether a `%`, `<` or `{` stands anywhere.
    pub(super) marked: bool,
    /// Whether anything stands anywhere but printable ASCII and ends of lines.
    pub(super) odd: bool,
}

/// Lines looked at one by one, before one further on is searched for.
const NEXT: usize = 4;

impl Overview {
    /// Of a text of less than 4 GiB; `room` is taken for the ends of its lines.
    pub(super) fn new(text: &str, mut room: Vec<u32>) -> Overview {
        room.clear();
        let (mut marked, mut odd) = (false, false);
        lanes::each_chunk(text.as_bytes(), |start, chunk| {
            let mut ends = chunk.equal(b'\n');
            while ends != 0 {
                room.push(number(start) + ends.trailing_zeros());
                ends &= ends - 1;
            }
            marked |= chunk.has(*b"%<{");
            odd |= chunk.has_odd();
        });
        Overview { ends: room, len: text.len(), near: Cell::new(0), marked, odd }
    }

    /// The room of the ends of lines.
    pub(super) fn into_room(self) -> Vec<u32> {
        self.ends
    }

    /// The line of a byte, from 0. What ends a line is part of it.
    pub(super) fn line(&self, at: usize) -> usize {
        let before = |end: &u32| (*end as usize) < at;
        let near = Some(self.near.get()).filter(|near| near.checked_sub(1).is_none_or(|last| before(&self.ends[last]))).unwrap_or(0);
        let rest = &self.ends[near..];
        let next = rest.iter().take(NEXT).take_while(|end| before(end)).count();
        let line = near + if next < NEXT { next } else { next + rest[next..].partition_point(before) };
        self.near.set(line);
        line
    }

    /// Where the line of a byte ends: at its `\n`, or with the text.
    pub(super) fn line_end(&self, from: usize) -> usize {
        self.ends.get(self.line(from)).map_or(self.len, |end| *end as usize)
    }

    /// Where the line of this number, from 0, starts.
    pub(super) fn line_start(&self, line: usize) -> usize {
        line.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize + 1)
    }

    /// Where the lines from a byte on end, as far from there; the last one ends with the text.
    pub(super) fn ends_from(&self, base: usize) -> Ends<'_> {
        Ends { others: self.ends[self.line(base)..].iter(), last: Some(self.len), base }
    }
}

/// Where lines end, one after the other.
pub(super) struct Ends<'o> {
    others: slice::Iter<'o, u32>,
    last: Option<usize>,
    base: usize,
}

impl Iterator for Ends<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let end = self.others.next().map(|end| *end as usize).or_else(|| self.last.take())?;
        Some(end - self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::super::front_matter::line_end;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_end_where_a_search_finds_their_end(
            pieces in prop::collection::vec(prop::sample::select(vec!["\n", "\n", "\n\n\n\n\n\n", "a", "é", " ", "a long piece of text", "\r\n", "\t", "%", "<", "{", "\u{7f}"]), 0..80),
            asked in prop::collection::vec(0..400_usize, 0..20),
        ) {
            let text = pieces.concat();
            let all = Overview::new(&text, vec![7]);
            prop_assert_eq!(all.marked, text.contains(['%', '<', '{']));
            prop_assert_eq!(all.odd, text.contains(|c: char| c != '\n' && !(' '..='~').contains(&c)));
            for at in asked.into_iter().map(|at| at.min(text.len())) {
                prop_assert_eq!(all.line_end(at), line_end(&text, at));
                let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
                prop_assert_eq!(all.line(at), line);
                prop_assert_eq!(all.line_start(line), text[..].as_bytes()[..at].iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1));
                let ends: Vec<usize> = text.as_bytes()[at..].iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(end, _)| end).collect();
                prop_assert_eq!(all.ends_from(at).collect::<Vec<_>>(), [ends, vec![text.len() - at]].concat());
            }
        }
    }
}
