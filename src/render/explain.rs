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
    let text = |text: &str| wrapped(text, look.width, "", "");
    let fix = match code.mends() {
        Some(does) => format!("`journal check --fix` {does}."),
        None => "`journal check --fix` leaves it to you.".to_owned(),
    };
    let quiet = format!(
        "To leave it out in one note, write `<!-- journal-check: skip={name} -->` into it, or `# journal-check: skip={name}` into its front matter; in all notes, write `check: {{levels: {{{name}: off}}}}` into .journal/config.yaml; once: `journal check --skip {name}`.",
        name = code.name()
    );
    let example: String = code.example().trim_end().lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
    format!(
        "{} ({})\n\n{}\n\n{}\n\n{}\n\nThe smallest vault that shows it:\n\n{example}\n{}\n",
        bold(code.name(), look),
        code.severity().name(),
        text(code.about()),
        text(code.way_out()),
        text(&fix),
        text(&quiet)
    )
}

fn bold(text: &str, look: &Look) -> String {
    if look.colour == Colour::On { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
