//! A change as a unified diff. The one place that knows the diff library.

use similar::{ChangeTag, TextDiff};

/// The change of one note as `git apply` and `patch` read it; `None` stands for a note that is not there.
pub fn unified(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let name = |side: &str, text: Option<&str>| text.map_or_else(|| "/dev/null".to_owned(), |_| format!("{side}/{path}"));
    let (old, new) = (name("a", before), name("b", after));
    TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default())
        .unified_diff()
        .context_radius(3)
        .header(&old, &new)
        .to_string()
}

/// The lines that are new in `after`, with their numbers (from 1); empty ones are left out.
pub fn new_lines<'t>(before: &'t str, after: &'t str) -> Vec<(usize, &'t str)> {
    let diff = TextDiff::from_lines(before, after);
    let new = diff.iter_all_changes().filter(|change| change.tag() == ChangeTag::Insert);
    let lines = new.filter_map(|change| Some((change.new_index()? + 1, change.value())));
    lines.filter(|(_, text)| !text.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_more_is_one_line_of_diff() {
        let diff = unified("people/ada.md", Some("# Ada\n\n- a"), Some("# Ada\n\n- b\n- a"));
        assert_eq!(
            diff,
            "--- a/people/ada.md\n+++ b/people/ada.md\n@@ -1,3 +1,4 @@\n # Ada\n \n+- b\n - a\n\\ No newline at end of file\n"
        );
    }
}
