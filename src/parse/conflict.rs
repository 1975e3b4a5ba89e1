//! Conflict markers that a merge left behind: found without false alarms on setext headings, and blanked so that both sides are read.

use super::draft::Draft;
use crate::diagnostic::Code;

const MARKERS: [&str; 6] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>", "%%%%%%%", "+++++++"];

/// The text with the lines of conflict markers blanked, byte for byte as long; `None` when there is no conflict.
pub(super) fn without_markers(text: &str, draft: &mut Draft<'_>) -> Option<String> {
    // The first marker begins with `<`.
    if !draft.overview.marked {
        return None;
    }
    let opens = |at: &usize| begins_line(text, *at) && text.as_bytes()[*at..].starts_with(b"<<<<<<<") && is_marker(text, *at);
    let first = memchr::memchr_iter(b'<', text.as_bytes()).find(opens)?;
    memchr::memmem::find_iter(&text.as_bytes()[first..], b">>>>>>>")
        .find(|at| begins_line(text, first + at) && is_marker(text, first + at))?;
    let end = draft.overview.line_end(first);
    draft.report(
        Code::ConflictMarkers,
        first..end,
        "a merge left conflict markers here",
        "choose a side, delete the marker lines, and commit",
    );
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let marker = MARKERS.iter().any(|marker| line.starts_with(marker)) && is_marker(line, 0);
        inside |= marker && line.starts_with('<');
        match inside && marker {
            true => out.extend(line.bytes().map(|b| if matches!(b, b'\n' | b'\r') { char::from(b) } else { ' ' })),
            false => out.push_str(line),
        }
        inside &= !(marker && line.starts_with('>'));
    }
    Some(out)
}

fn begins_line(text: &str, at: usize) -> bool {
    at == 0 || matches!(text.as_bytes()[at - 1], b'\n' | 0xbf)
}

/// Seven marks, then a blank or the end of the line.
fn is_marker(text: &str, at: usize) -> bool {
    text.as_bytes().get(at + 7).is_none_or(|b| matches!(b, b' ' | b'\n' | b'\r'))
}
