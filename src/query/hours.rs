//! The time a text tells of: `three hours on the packing line`, `2.5 h`, `half an hour`, `90 minutes`.

/// Numbers as words, from one.
const WORDS: [&str; 12] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Most minutes one text tells of: a year.
const MOST: f64 = 525_600.0;

/// The time that a text tells of, in whole minutes; 0 when it tells of none. Days and evenings are not counted.
pub(super) fn minutes(text: &str) -> i64 {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || matches!(c, ';' | ':' | '(' | ')')).collect();
    let words: Vec<&str> = words.iter().flat_map(|word| pieces(word.trim_matches(|c: char| !c.is_alphanumeric()))).collect();
    let of = |at: usize| unit(words[at]).map(|unit| unit * number(&words[..at], &words[at + 1..]));
    (0..words.len()).filter_map(of).sum::<f64>().min(MOST).round() as i64
}

/// A number and the unit right behind it: `3h`.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(word.len());
    let (number, rest) = word.split_at(if unit(&word[end..]).is_some() { end } else { 0 });
    [number, rest].into_iter().filter(|piece| !piece.is_empty())
}

/// Minutes of a unit.
fn unit(word: &str) -> Option<f64> {
    match word {
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(60.0),
        "min" | "mins" | "minute" | "minutes" => Some(1.0),
        _ => None,
    }
}

/// How many of a unit stand before it, and `and a half` behind it.
fn number(before: &[&str], after: &[&str]) -> f64 {
    let half = if matches!(after, ["and", "a", "half", ..]) { 0.5 } else { 0.0 };
    half + match before {
        [.., whole, "and", "a", "half"] => plain(whole) + 0.5,
        [.., "half", "a" | "an"] | [.., "half"] => 0.5,
        [.., "couple", "of"] => 2.0,
        [.., "a" | "an"] => 1.0,
        [.., word] => plain(word),
        [] => 0.0,
    }
}

fn plain(word: &str) -> f64 {
    let named = || WORDS.iter().position(|name| *name == word).map(|at| at as f64 + 1.0);
    word.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0).or_else(named).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_a_text_tells_of_is_read() {
        let check = |text: &str, want: i64| assert_eq!(minutes(text), want, "{text}");
        check("time, three hours on the packing line", 180);
        check("time: a short shift, two hours", 120);
        check("2.5 h of tutoring", 150);
        check("1,5h", 90);
        check("half an hour, and 10 minutes of waiting", 40);
        check("an hour and a half", 90);
        check("two and a half hours", 150);
        check("a couple of hours", 120);
        check("90 min", 90);
        check("the evening and a half day of preparation", 0);
        check("hours and hours", 0);
        check("time", 0);
        check("9e999 hours", 0);
        check("1000000000000 hours", 525_600);
        check("", 0);
    }
}
