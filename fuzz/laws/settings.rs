//! Any text can stand in the settings: they are read, or refused with a place inside the text; and no note is too odd for any
//! settings.

use journal::model::Settings;
use journal::parse::settings::{settings as read_settings, user};
use journal::parse::{Context, Everyone, Scratch, note};

/// A note with something of everything that settings say how to read.
const NOTE: &str = "---\nname: Ada\ntags: [a, b/c]\ncircle: inner\nour_key: 6w\nlast: 2026-01-01\nx: y\n---\n\n**Role:** x\n\n## Log\n\n\
    - 2026-10-02 coffee with **Bob** and [[Eve]]: text [gave:: advice] [got:: padel]\n- 2026-09-02 padel: x\n";

/// Reads any text as the settings of a vault and of a user.
pub(crate) fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<usize> = text.lines().map(|line| line.chars().count()).collect();
    for refused in [read_settings(&text, "config.yaml").err(), user(&text, "config.yaml").err()].into_iter().flatten() {
        let (line, column) = (refused.span.line as usize, refused.span.column as usize);
        // An error at the end of the text stands behind the last line.
        let inside = line == lines.len() + 1 || lines.get(line - 1).is_some_and(|length| column <= length + 2) || lines.is_empty();
        assert!(inside && column >= 1, "{refused:?} in {text:?}");
        assert!(!refused.message.is_empty());
    }
    if let Ok(read) = read_settings(&text, "config.yaml") {
        assert_eq!(format!("{:?}", read_settings(&text, "config.yaml").ok()), format!("{:?}", Some(&read)), "twice: {text:?}");
        reads_a_note(read);
    }
}

fn reads_a_note(settings: Settings) {
    let context = Context::new(settings, None, Everyone::ByRule);
    for path in ["people/x.md", "2026-10-02.md"] {
        note(path, NOTE, &context, &mut Scratch::default());
    }
}
