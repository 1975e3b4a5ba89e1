//! How a link to a contact is written so that it names the file.

use crate::diagnostic::Span;

/// A link as it stands in a note: `[[name#part|shown]]`.
#[derive(Debug, PartialEq, Eq)]
pub struct LinkText<'t> {
    /// What it leads to.
    pub name: &'t str,
    /// Heading or block behind the name, with its sign; mostly empty.
    part: &'t str,
    /// What a reader sees, with the bar before it.
    shown: Option<&'t str>,
    /// What a name may not hold here, since it would end the text that the link stands in.
    quote: Option<char>,
    in_table: bool,
}

impl<'t> LinkText<'t> {
    /// The link at a place of a note; `None` when there is none, or one of another kind.
    pub fn at(span: Span, lines: &Lines<'t>) -> Option<LinkText<'t>> {
        let number = (span.line as usize).checked_sub(1).filter(|_| span.line == span.end_line)?;
        let line = lines.lines.get(number)?;
        let byte = |column: u32| line.char_indices().map(|(at, _)| at).chain([line.len()]).nth((column as usize).checked_sub(1)?);
        let (start, end) = (byte(span.column)?, byte(span.end_column)?);
        let inner = line.get(start..end)?.strip_prefix("[[")?.strip_suffix("]]").filter(|inner| !inner.contains(['[', ']']))?;
        let bar = inner.find("\\|").or_else(|| inner.find('|')).unwrap_or(inner.len());
        let (target, shown) = inner.split_at(bar);
        let (name, part) = target.split_at(target.find(['#', '^']).unwrap_or(target.len()));
        let quote = line[..start].chars().next_back().filter(|c| matches!(c, '"' | '\''));
        let shown = Some(shown).filter(|shown| !shown.trim_start_matches(['\\', '|']).trim().is_empty());
        Some(LinkText { name: name.trim(), part: part.trim_end(), shown, quote, in_table: lines.in_table[number] })
    }

    /// The same link by the name of a file; `None` where that cannot stand.
    pub fn to_file(&self, file: &str) -> Option<String> {
        if self.quote.is_some_and(|quote| file.contains(quote)) {
            return None;
        }
        let bar = if self.in_table { "\\|" } else { "|" };
        let shown = self.shown.map_or_else(|| format!("{bar}{}", self.name), str::to_owned);
        Some(format!("[[{file}{}{shown}]]", self.part))
    }

    /// Whether a reader sees the same when it is written so.
    pub fn reads_the_same(&self) -> bool {
        self.part.is_empty() || self.shown.is_some()
    }
}

/// The lines of a note, and which of them are rows of a table.
#[derive(Debug, Default)]
pub struct Lines<'t> {
    lines: Vec<&'t str>,
    in_table: Vec<bool>,
}

impl<'t> Lines<'t> {
    /// Those of this text.
    pub fn of(text: &'t str) -> Lines<'t> {
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        let mut in_table = vec![false; lines.len()];
        for at in 1..lines.len() {
            let rules = is_rule(lines[at]) && lines[at - 1].contains('|');
            in_table[at - 1] |= rules;
            in_table[at] = rules || in_table[at - 1] && !inside(lines[at]).is_empty();
        }
        Lines { lines, in_table }
    }
}

/// A line without what marks a quote.
fn inside(line: &str) -> &str {
    line.trim().trim_start_matches(['>', ' ', '\t'])
}

/// Whether a line is the one below the head of a table: `| --- | :-: |`.
fn is_rule(line: &str) -> bool {
    let line = inside(line);
    line.contains('|') && line.contains('-') && line.bytes().all(|byte| b"|-: \t".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, file: &str, want: Option<&str>) {
        let at = text.find("[[").unwrap();
        let line = text[..at].matches('\n').count();
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let column = |at: usize| u32::try_from(text[start..at].chars().count() + 1).unwrap();
        let line = u32::try_from(line + 1).unwrap();
        let end = at + text[at..].find("]]").unwrap() + 2;
        let span = Span { line, column: column(at), end_line: line, end_column: column(end) };
        let lines = Lines::of(text);
        assert_eq!(LinkText::at(span, &lines).and_then(|link| link.to_file(file)).as_deref(), want, "{text}");
    }

    #[test]
    fn a_link_keeps_its_heading_and_what_it_shows() {
        check("é [[Bobby]]", "bob", Some("[[bob|Bobby]]"));
        check("[[Bobby#Log]]", "bob", Some("[[bob#Log|Bobby]]"));
        check("[[Bobby|B]]", "bob", Some("[[bob|B]]"));
        check("[[ Bobby ^a1 | B ]]", "bob", Some("[[bob^a1| B ]]"));
        check("[[Bobby|]]", "bob", Some("[[bob|Bobby]]"));
    }

    #[test]
    fn a_bar_in_a_table_is_no_cell() {
        check("| who | day |\n| --- | --- |\n| [[Bobby]] | x |\n", "bob", Some("[[bob\\|Bobby]]"));
        check("> | who |\n> |---|\n> | Eve |\n> | [[Bobby\\|B]] |\n", "bob", Some("[[bob\\|B]]"));
        check("| [[Bobby]] |\n|:-:|\n", "bob", Some("[[bob\\|Bobby]]"));
        check("| who |\n|---|\n| Eve |\n\n[[Bobby]] and [[ada|Ada]]\n", "bob", Some("[[bob|Bobby]]"));
    }

    #[test]
    fn what_would_end_the_text_around_it_is_not_written() {
        check("knows: '[[Bobby]]'", "o'neil", None);
        check("knows: \"[[Bobby]]\"", "o'neil", Some("[[o'neil|Bobby]]"));
    }
}
