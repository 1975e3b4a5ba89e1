//! What people type, as one safe line of a note.

/// The text on one line: line breaks and other white space become single blanks, control characters and marks that hide or turn
/// text go.
pub fn clean(text: &str) -> String {
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let words = text.split_whitespace().map(|word| word.chars().filter(visible).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `text` with the names in it as links. `link_of` gives the link for a name, shown as it is written; the longest name wins, names
/// start with a capital letter, and links that stand there already are left alone.
pub fn linked(text: &str, link_of: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let apart = out.is_empty() || out.ends_with([' ', '(']);
        if let Some(end) = untouched(rest, apart) {
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let word = word_length(rest);
        if word == 0 {
            let next = rest.chars().next().map_or(rest.len(), char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
            continue;
        }
        let named = rest.starts_with(char::is_uppercase).then(|| names(rest).into_iter().rev()).into_iter().flatten();
        let goes_on = |end: usize| rest[end..].strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase));
        let whole = |end: &usize| rest[..*end].contains(' ') || !goes_on(*end);
        let found = named.filter(whole).filter_map(|end| Some((end, link_of(&rest[..end])?))).next();
        match found {
            Some((end, link)) => {
                out.push_str(&link);
                rest = &rest[end..];
            }
            None => {
                out.push_str(&rest[..word]);
                rest = &rest[word..];
            }
        }
    }
    out
}

/// How much at the start is a link, code, a tag, an address or HTML, in which no name is linked.
fn untouched(text: &str, apart: bool) -> Option<usize> {
    let until = |close: &str| text[1..].find(close).map(|at| 1 + at + close.len());
    let token = text.split(char::is_whitespace).next().unwrap_or_default();
    match text.chars().next()? {
        '[' if text.starts_with("[[") => until("]]"),
        '[' => text.find("](").filter(|at| !text[..*at].contains(']')).and_then(|at| text[at..].find(')').map(|end| at + end + 1)),
        '`' => until("`"),
        '<' => until(">"),
        '#' => Some(token.len()),
        _ if apart && (token.contains("://") || token.contains('@')) => Some(token.len()),
        _ => None,
    }
}

/// Ends of the names that may start here: one to four words with blanks between.
fn names(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    for _ in 0..4 {
        let length = word_length(&text[at..]);
        if length == 0 {
            break;
        }
        ends.push(at + length);
        at += length;
        match text[at..].strip_prefix(' ') {
            Some(_) => at += 1,
            None => break,
        }
    }
    ends
}

/// Length of the word at the start: letters and digits, with `-`, `'` and `.` between letters.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '-' | '\'' | '’') && at > 0 && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !c.is_alphanumeric() && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_whatever_is_typed() {
        assert_eq!(clean("👨\u{200d}👩 می\u{200c}خواهم"), "👨\u{200d}👩 می\u{200c}خواهم");
        assert_eq!(clean(" a\n- 2020-01-01 call\u{1b}[31m:\tb\u{202e} \u{200b} c "), "a - 2020-01-01 call[31m: b c");
    }

    #[test]
    fn the_longest_name_becomes_a_link() {
        let link = |name: &str| ["Grace Hopper", "Grace", "Łukasz"].contains(&name).then(|| format!("[[x|{name}]]"));
        assert_eq!(linked("introduction to Grace Hopper, and to Grace.", link), "introduction to [[x|Grace Hopper]], and to [[x|Grace]].");
        for same in ["see https://x.org/Grace", "Grace@x.org", "[Grace](g.md)", "`Grace`", "#Grace", "<b title=\"Grace\">", "Grace Kelly"] {
            assert_eq!(linked(same, link), same);
        }
        assert_eq!(linked("to [[Grace]] and grace, Graceland, Łukasz’s", link), "to [[Grace]] and grace, Graceland, Łukasz’s");
    }
}
