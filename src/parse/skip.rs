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
    for at in FINDER.find_iter(text.as_bytes()) {
        if is_comment(text, at, &front) {
            read(text, at + MARK.len(), &mut codes, draft);
        }
    }
    codes
}

/// Whether what stands at a byte is in a comment, and not in code that shows one.
fn is_comment(text: &str, at: usize, front: &Range<usize>) -> bool {
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[line_start..at].trim();
    if front.contains(&at) {
        return line == "#" || line.ends_with(" #");
    }
    let body = &text[front.end..at];
    let opened = body.rfind("<!--").is_some_and(|open| body.rfind("-->").is_none_or(|close| close < open));
    let fences = body.lines().filter(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")).count();
    let odd = |count: usize| !count.is_multiple_of(2);
    (opened || odd(body.matches("%%").count())) && !odd(fences) && !odd(line.matches('`').count())
}

/// Reads `skip=CODE, CODE` behind the mark.
fn read(text: &str, from: usize, codes: &mut Codes, draft: &mut Draft<'_>) {
    let rest = text[from..].lines().next().unwrap_or_default();
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
        assert_eq!(note.skips, skipped.iter().copied().collect(), "{text}");
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
        check("---\nname: Ada\n# journal-check: skip=unknown-code nonsense\n---\n", &[Code::UnknownCode], &[]);
    }
}
