//! Comments by which a note asks that findings be left out: `<!-- journal-check: skip=unknown-key -->`, the same between `%%`, and
//! `# journal-check: skip=unknown-key` in the front matter. They hold for the whole note.

use super::draft::Draft;
use crate::diagnostic::{Code, Codes, nearest};
use memchr::memmem::Finder;
use std::ops::Range;
use std::sync::LazyLock;

/// What such a comment begins with.
const MARK: &str = "journal-check:";

/// Searches for it; made once, since every note is asked.
static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(MARK));

/// The codes that the comments of a note name. `front` is where its front matter stands. What names none is reported.
pub(super) fn codes(text: &str, front: Range<usize>, draft: &mut Draft<'_>) -> Codes {
    let mut codes = Codes::default();
    let mut passed = Passed { upto: front.end, ..Passed::default() };
    // Comments of the body begin with `<` or `%`.
    let searched = if draft.overview.marked { text } else { &text[..front.end] };
    let mut marks = FINDER.find_iter(searched.as_bytes()).peekable();
    while let Some(at) = marks.next() {
        let is_comment = if at < front.end { front.start <= at && opens_comment(&text[..at]) } else { passed.is_in_comment(text, at) };
        if is_comment {
            // Another one on the same line is read by itself.
            let from = at + MARK.len();
            read(from, &text[from..marks.peek().copied().unwrap_or(text.len())], &mut codes, draft);
        }
    }
    codes
}

/// Whether front matter ends in the `#` that begins a comment.
fn opens_comment(front: &str) -> bool {
    let in_line = |c: char| c != '\n' && c.is_whitespace();
    let Some(before) = front.trim_end_matches(in_line).strip_suffix('#') else { return false };
    let before_blanks = before.trim_end_matches(in_line);
    before.ends_with(' ') || before_blanks.is_empty() || before_blanks.ends_with('\n')
}

/// What the body holds up to a place, counted on from one mark to the next. No sign that is counted holds a letter of a mark.
#[derive(Default)]
struct Passed {
    upto: usize,
    /// Whether a comment `<!--` is open.
    opened: bool,
    /// Marks `%%`.
    percents: usize,
    /// Lines that begin or end code.
    fences: usize,
    /// Backticks on the last line.
    ticks: usize,
    /// Whether it has more than the first line's beginning.
    begun: bool,
}

impl Passed {
    /// Whether what stands at a byte is in a comment, and not in code that shows one.
    fn is_in_comment(&mut self, text: &str, at: usize) -> bool {
        let piece = &text[self.upto..at];
        self.upto = at;
        if let Some(open) = piece.rfind("<!--") {
            self.opened = !piece[open..].contains("-->");
        } else if piece.contains("-->") {
            self.opened = false;
        }
        self.percents += piece.matches("%%").count();
        let starts = piece.split('\n').skip(usize::from(std::mem::replace(&mut self.begun, true)));
        self.fences += starts.filter(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")).count();
        let (line, before) = piece.rsplit_once('\n').map_or((piece, self.ticks), |(_, line)| (line, 0));
        self.ticks = before + line.matches('`').count();
        let odd = |count: usize| !count.is_multiple_of(2);
        (self.opened || odd(self.percents)) && !odd(self.fences) && !odd(self.ticks)
    }
}

/// Reads `skip=CODE, CODE` behind the mark; `rest` starts at the byte `from`.
fn read(from: usize, rest: &str, codes: &mut Codes, draft: &mut Draft<'_>) {
    let rest = rest.lines().next().unwrap_or_default();
    let rest = rest.split("-->").next().unwrap_or_default().split("%%").next().unwrap_or_default();
    let start = from + (rest.len() - rest.trim_start().len());
    let rest = rest.trim();
    let Some(list) = rest.strip_prefix("skip=") else {
        return draft.report(Code::UnknownCode, start..start + rest.len(), "this comment does not say what to leave out", WRITTEN);
    };
    let start = start + "skip=".len();
    let words = list.split([',', ' ']).filter(|word| !word.is_empty());
    let mut named = false;
    for word in words {
        named = true;
        let at = start + (word.as_ptr() as usize - list.as_ptr() as usize);
        match Code::named(word) {
            Some(code) => codes.insert(code),
            None => {
                let near = nearest(word, Code::ALL.iter().map(|code| code.name()));
                let hint = near.map_or_else(|| "`journal explain` lists the codes".to_owned(), |near| format!("did you mean `{near}`?"));
                draft.report(Code::UnknownCode, at..at + word.len(), format!("unknown code `{word}`"), hint);
            }
        }
    }
    if !named {
        draft.report(Code::UnknownCode, start..start + list.len(), "this comment does not say what to leave out", WRITTEN);
    }
}

/// How such a comment is written.
const WRITTEN: &str = "write it as `journal-check: skip=unknown-key`";

#[cfg(test)]
mod tests {
    use super::super::draft::Scratch;
    use super::super::{Context, Everyone, note};
    use super::*;
    use crate::model::Settings;

    fn check(text: &str, skipped: &[Code], found: &[(Code, u32, u32)]) {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let (note, findings) = note("people/ada.md", text, &context, &mut Scratch::default());
        assert_eq!(note.skips(), skipped.iter().copied().collect(), "{text}");
        assert_eq!(findings.iter().map(|f| (f.code, f.span.line, f.span.column)).collect::<Vec<_>>(), found, "{text}");
    }

    #[test]
    fn comments_of_all_three_kinds_leave_findings_out() {
        let odd = |front: &str, body: &str| format!("---\nname: Ada\ncadnce: 6w\n{front}---\n{body}");
        check(&odd("", ""), &[], &[(Code::UnknownKey, 3, 1)]);
        check(&odd("# journal-check: skip=unknown-key\n", ""), &[Code::UnknownKey], &[]);
        check(&odd("role: CTO # journal-check: skip=unknown-key\n", ""), &[Code::UnknownKey], &[]);
        check(&odd("", "<!-- journal-check: skip=unknown-key, bad-date -->\n"), &[Code::UnknownKey, Code::BadDate], &[]);
        check(&odd("", "%% journal-check: skip=unknown-key %%\n"), &[Code::UnknownKey], &[]);
        check(&odd("", "<!--\njournal-check: skip=unknown-key\n-->\n"), &[Code::UnknownKey], &[]);
    }

    #[test]
    fn what_only_looks_like_such_a_comment_does_nothing() {
        let text = |body: &str| format!("---\nname: Ada\ncadnce: 6w\n---\n{body}");
        for body in [
            "journal-check: skip=unknown-key\n",
            "`<!-- journal-check: skip=unknown-key -->`\n",
            "```\n<!-- journal-check: skip=unknown-key -->\n```\n",
            "<!-- x --> journal-check: skip=unknown-key\n",
            "# journal-check: skip=unknown-key\n",
        ] {
            check(&text(body), &[], &[(Code::UnknownKey, 3, 1)]);
        }
    }

    #[test]
    fn a_comment_that_names_no_code_is_reported() {
        check("---\nname: Zoë\n---\né <!-- journal-check: skip=unknwn-key -->\n", &[], &[(Code::UnknownCode, 4, 28)]);
        check("---\nname: Ada\n---\n<!-- journal-check: off -->\n", &[], &[(Code::UnknownCode, 4, 21)]);
        check("---\nname: Ada\n---\n<!-- journal-check: skip= -->\n", &[], &[(Code::UnknownCode, 4, 26)]);
        let two = "<!-- journal-check: skip=bad-date journal-check: skip=unknwn-key -->\n";
        check(&format!("---\nname: Ada\n---\n{two}"), &[Code::BadDate], &[(Code::UnknownCode, 4, 55)]);
        check("---\nname: Ada\n# journal-check: skip=unknown-code nonsense\n---\n", &[Code::UnknownCode], &[]);
    }
}
