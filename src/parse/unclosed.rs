//! Code and comments that nothing closes: every Markdown program takes what follows for part of them, and so do we.

use super::date::{Iso, iso_prefix};
use super::draft::Draft;
use crate::diagnostic::Code;

/// Reports a block of code or HTML, which stands at the byte `base` of the note, where its end is missing and it hides what looks like
/// entries.
pub(super) fn report(block: &str, base: usize, draft: &mut Draft<'_>) {
    let Some((what, end)) = missing_end(block) else { return };
    let hidden = match block.lines().skip(1).filter(|line| tells(line, draft)).count() {
        0 => return,
        1 => "an item behind it is".to_owned(),
        more => format!("{more} items behind it are"),
    };
    let opening = block.lines().next().unwrap_or_default().trim_end();
    let message = format!("nothing closes this {what}, so {hidden} not read");
    draft.report(Code::UnclosedBlock, base..base + opening.len(), message, format!("put {end} where it should end"));
}

/// What the block is and what would end it; `None` where that is there.
fn missing_end(block: &str) -> Option<(&'static str, String)> {
    if block.starts_with("<!--") {
        return (!block.contains("-->")).then(|| ("comment", "-->".to_owned()));
    }
    let sign = block.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let rest = block.trim_start_matches(sign);
    let fence = &block[..block.len() - rest.len()];
    let last = rest.trim_end().rsplit_once('\n').map_or("", |(_, last)| last.trim());
    let closed = last.len() >= fence.len() && last.chars().all(|c| c == sign);
    (!closed).then(|| ("code", format!("a line of {fence}")))
}

/// Whether a line looks like an entry: an item or a heading of a contact's note that begins with a day, or an item that links somebody.
fn tells(line: &str, draft: &Draft<'_>) -> bool {
    let line = line.trim_start();
    let Some(text) = line.strip_prefix(['-', '*', '+', '#']).map(|rest| rest.trim_start_matches('#')) else { return false };
    let dated = || draft.owned && matches!(iso_prefix(text.trim_start_matches([' ', '[', ']', 'x', '(', '*', '`'])), Iso::Day(_));
    text.starts_with(' ') && (dated() || !line.starts_with('#') && text.contains("[["))
}

#[cfg(test)]
mod tests {
    use super::super::draft::Scratch;
    use super::super::{Context, Everyone, note};
    use crate::model::Settings;

    fn check(body: &str, want: &[(u32, u32, &str)]) {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let (_, findings) = note("people/ada.md", &format!("---\nname: Ada\n---\n{body}"), &context, &mut Scratch::default());
        let found: Vec<_> = findings.iter().map(|f| (f.span.line, f.span.column, f.message.as_ref())).collect();
        assert_eq!(found, want, "{body}");
    }

    #[test]
    fn what_nothing_closes_is_reported_where_it_hides_entries() {
        check("```\n- 2026-10-02 coffee\n", &[(4, 1, "nothing closes this code, so an item behind it is not read")]);
        check(
            "x\n\n~~~~ sh\n~~~\n- [x] 2026-10-02 a\n### 2026-10-03\n",
            &[(6, 1, "nothing closes this code, so 2 items behind it are not read")],
        );
        check("<!-- old\n\n* coffee with [[Bob]]\n", &[(4, 1, "nothing closes this comment, so an item behind it is not read")]);
        check("- a\n\n  ```\n  - 2026-10-02 coffee\n", &[(6, 3, "nothing closes this code, so an item behind it is not read")]);
    }

    #[test]
    fn what_is_closed_or_hides_no_entry_is_not() {
        for body in [
            "```\n- 2026-10-02 coffee\n```\n",
            "```sh\n- 2026-10-02 coffee\n`````\n- 2026-10-02 tea\n",
            "~~~\n- 2026-10-02 coffee\n~~~",
            "<!-- - 2026-10-02\n- 2026-10-02 coffee -->\n",
            "```\nls\n- a list\n## Notes\n",
            "<!-- nothing follows\n",
            "    - 2026-10-02 indented\n",
        ] {
            check(body, &[]);
        }
    }
}
