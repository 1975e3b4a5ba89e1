//! A change as a unified diff. The one place that knows the diff library.

use similar::TextDiff;

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
