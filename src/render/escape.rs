//! Making text of notes harmless: for terminals, Markdown, HTML and CSV.

use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a character could drive a terminal or disguise a text: controls, bidi marks, zero-width characters.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

/// A text with every hidden character shown: `␛` for controls, `<U+202E>` for the rest. Line ends are `␊` and `␍`, a tab is a blank.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, ['␊', '␍'])
}

/// The same of what a page tells, where a line end is a blank as any other.
pub(super) fn in_line(text: &str) -> Cow<'_, str> {
    shown(text, [' ', ' '])
}

fn shown(text: &str, [line_feed, carriage_return]: [char; 2]) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            '\n' => out.push(line_feed),
            '\r' => out.push(carriage_return),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('?')),
            '\u{7f}' => out.push('␡'),
            c if is_hidden(c) => out.push_str(&format!("<U+{:04X}>", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Escapes for a terminal.
pub(super) fn terminal(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(in_line(text).as_bytes())
}

/// Escapes for Markdown as GitHub and Obsidian read it: no emphasis, link, tag, comment, highlight, formula or HTML.
pub(super) fn markdown(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for c in in_line(text).chars() {
        match c {
            '&' => out.write_all(b"&amp;")?,
            '<' => out.write_all(b"&lt;")?,
            '>' => out.write_all(b"&gt;")?,
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '|' | '~' | '$' | '%' | '=' | '!' | '^' | '{' | '}' => {
                write!(out, "\\{c}")?
            }
            c => write!(out, "{c}")?,
        }
    }
    Ok(())
}

/// Escapes for HTML text and quoted attributes.
pub(super) fn html(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for c in in_line(text).chars() {
        match c {
            '&' => out.write_all(b"&amp;")?,
            '<' => out.write_all(b"&lt;")?,
            '>' => out.write_all(b"&gt;")?,
            '"' => out.write_all(b"&quot;")?,
            '\'' => out.write_all(b"&#39;")?,
            c => write!(out, "{c}")?,
        }
    }
    Ok(())
}

/// A cell of a spreadsheet that no program takes for a formula. A number is none, whatever its sign.
pub(super) fn cell(text: &str) -> String {
    let shown = in_line(text);
    match text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number(&shown) {
        true => format!("'{shown}"),
        false => shown.into_owned(),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Escapes a whole cell of CSV: quoted where it has to be.
pub(super) fn csv(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let cell = cell(text);
    match cell.contains([',', ';', '"']) || cell.starts_with(' ') || cell.ends_with(' ') {
        true => write!(out, "\"{}\"", cell.replace('"', "\"\"")),
        false => out.write_all(cell.as_bytes()),
    }
}

/// A path as the destination of a link: everything but letters, digits and `/-._~` percent-encoded.
pub(super) fn destination(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(with: fn(&str, &mut dyn Write) -> io::Result<()>, text: &str) -> String {
        let mut out = Vec::new();
        with(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn hidden_characters_show() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\u{9b}\u{200b}\n"), "a␛[31mb<U+202E>c<U+009B><U+200B>␊");
        assert_eq!(in_line("a\r\nb\u{1b}"), "a  b␛");
        assert_eq!(visible("Zoë 日本"), "Zoë 日本");
    }

    #[test]
    fn nothing_of_a_note_becomes_markup() {
        assert_eq!(escaped(html, "<script>\"x\"&'"), "&lt;script&gt;&quot;x&quot;&amp;&#39;");
        assert_eq!(escaped(markdown, "[[x]] *b* <b> %%c%% #t"), "\\[\\[x\\]\\] \\*b\\* &lt;b&gt; \\%\\%c\\%\\% \\#t");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("\t=1+1"), "' =1+1");
        assert_eq!(cell("-3.5"), "-3.5");
        assert_eq!(cell("-3+cmd"), "'-3+cmd");
        assert_eq!(escaped(csv, "=a,\"b\""), "\"'=a,\"\"b\"\"\"");
        assert_eq!(destination("people/Zoë (x).md"), "people/Zo%C3%AB%20%28x%29.md");
    }
}
