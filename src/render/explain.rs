//! What the codes of findings mean, as text.

use super::wrap::{padded, width, wrapped};
use super::{Colour, Look};
use crate::diagnostic::Code;

/// Every code with its sentence.
pub fn listed(codes: &[Code], look: &Look) -> String {
    let widest = codes.iter().map(|code| width(code.name())).max().unwrap_or(0);
    let rest = " ".repeat(widest + 11);
    let line = |code: &Code| {
        let first = format!("{}  {:<7}  ", padded(&bold(code.name(), look), widest), code.severity().name());
        wrapped(code.about(), look.width, &first, &rest) + "\n"
    };
    codes.iter().map(line).collect::<String>() + "\n`journal explain CODE` tells more of one.\n"
}

/// One code: what it means, the way out, the smallest example, and how to leave it out.
pub fn explained(code: Code, look: &Look) -> String {
    told(code, &bold(code.name(), look), look.width)
}

fn told(code: Code, name: &str, columns: usize) -> String {
    let text = |text: &str| wrapped(&unbroken(text), columns, "", "").replace(UNBROKEN, " ");
    let fix = match code.mends() {
        Some(does) => format!("`journal check --fix` {does}."),
        None => "`journal check --fix` leaves it to you.".to_owned(),
    };
    let shown = |lines: &str| lines.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    let quiet = ways_to_leave_out(code).into_iter().map(|(way, lines)| match lines.is_empty() {
        true => text(&way) + "\n",
        false => format!("{}\n\n{}", text(&way), shown(&lines)),
    });
    format!(
        "{name} ({})\n\n{}\n\n{}\n\n{}\n\nThe smallest vault that shows it:\n\n{}\n{}",
        code.severity().name(),
        text(code.about()),
        text(code.way_out()),
        text(&fix),
        shown(code.example().trim_end()),
        quiet.collect::<Vec<_>>().join("\n")
    )
}

/// How findings of a code are left out: in words, and lines to paste.
fn ways_to_leave_out(code: Code) -> Vec<(String, String)> {
    let name = code.name();
    let mut ways = Vec::new();
    if code.heeds_comments() {
        ways.push(("To leave it out in one note, write this into it:".to_owned(), format!("<!-- journal-check: skip={name} -->")));
        ways.push(("Or into its front matter:".to_owned(), format!("# journal-check: skip={name}")));
    }
    if code.heeds_levels() {
        let what = if code.heeds_comments() { "In all notes" } else { "No comment in a note can leave it out. For the whole vault" };
        ways.push((format!("{what}, in .journal/config.yaml:"), format!("check:\n  levels:\n    {name}: off")));
        ways.push(("Once:".to_owned(), format!("journal check --skip {name}")));
    } else {
        ways.push(("Neither a comment nor a setting can leave it out.".to_owned(), String::new()));
    }
    ways
}

/// What stands for a blank at which no line may end.
const UNBROKEN: &str = "\u{2423}";

/// A text with such blanks in what stands between backticks.
fn unbroken(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { part.replace(' ', UNBROKEN) } else { part.to_owned() }).collect::<Vec<_>>().join("`")
}

fn bold(text: &str, look: &Look) -> String {
    if look.colour == Colour::On { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_pasted_stands_in_one_line() {
        for &code in Code::ALL {
            let text = told(code, code.name(), 40);
            for line in text.lines() {
                assert!(line.starts_with("    ") || line.matches('`').count().is_multiple_of(2), "{}: {line}", code.name());
            }
            let comment = format!("\n    <!-- journal-check: skip={} -->\n", code.name());
            assert_eq!(text.contains(&comment), code.heeds_comments(), "{text}");
        }
    }
}
