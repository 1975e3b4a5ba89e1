//! A command for the programs that start others at set times: systemd, cron, launchd. Each has quoting of its own around the
//! shell's.

/// How often something is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Every day.
    Daily,
    /// On one day of the week: 1 is Monday, 7 is Sunday.
    Weekly(u8),
    /// On the first day of the month.
    Monthly,
}

/// When something is run, by the local clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// On which days.
    pub rhythm: Rhythm,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Times {
    /// In words: `every Monday at 08:00`.
    pub fn spoken(self) -> String {
        let days = match self.rhythm {
            Rhythm::Daily => "every day".to_owned(),
            Rhythm::Weekly(day) => format!("every {}", weekday(day)),
            Rhythm::Monthly => "on the first of every month".to_owned(),
        };
        format!("{days} at {:02}:{:02}", self.hour, self.minute)
    }
}

fn weekday(day: u8) -> &'static str {
    WEEKDAYS.get(usize::from(day).saturating_sub(1)).unwrap_or(&"Monday")
}

/// A word for a POSIX shell. Two backslashes or a backslash and a percent sign never stand side by side in it, which cron's own
/// quoting could not tell.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_/.:=@+,-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let (mut out, mut before) = ("'".to_owned(), ' ');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("'\\''"),
            '%' | '\\' if before == '\\' => {
                out.push_str("''");
                out.push(c);
            }
            c => out.push(c),
        }
        before = c;
    }
    out + "'"
}

/// The service that systemd runs; `what` says what it is.
pub fn systemd_service(what: &str, script: &str) -> String {
    let (what, script) = (what.replace('%', "%%"), script.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$"));
    format!("[Unit]\nDescription={what}\n\n[Service]\nType=oneshot\nExecStart=/bin/sh -c \"{script}\"\nSuccessExitStatus=1\n")
}

/// The timer that starts it.
pub fn systemd_timer(what: &str, times: Times) -> String {
    let days = match times.rhythm {
        Rhythm::Daily => "*-*-*".to_owned(),
        Rhythm::Weekly(day) => format!("{} *-*-*", &weekday(day)[..3]),
        Rhythm::Monthly => "*-*-01".to_owned(),
    };
    let (what, hour, minute) = (what.replace('%', "%%"), times.hour, times.minute);
    format!(
        "[Unit]\nDescription={what}, {}\n\n[Timer]\nOnCalendar={days} {hour:02}:{minute:02}:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n",
        times.spoken()
    )
}

/// The line of a crontab.
pub fn cron_line(script: &str, times: Times) -> String {
    let days = match times.rhythm {
        Rhythm::Daily => "* * *".to_owned(),
        Rhythm::Weekly(day) => format!("* * {}", day % 7),
        Rhythm::Monthly => "1 * *".to_owned(),
    };
    format!("{} {} {days} {}\n", times.minute, times.hour, script.replace('%', "\\%"))
}

/// The property list of launchd.
pub fn launchd_list(label: &str, script: &str, times: Times) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let number = |key: &str, value: u8| format!("    <key>{key}</key>\n    <integer>{value}</integer>\n");
    let day = match times.rhythm {
        Rhythm::Daily => String::new(),
        Rhythm::Weekly(day) => number("Weekday", day % 7),
        Rhythm::Monthly => number("Day", 1),
    };
    let (label, script, time) = (escaped(label), escaped(script), number("Hour", times.hour) + &number("Minute", times.minute));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{label}</string>\n  <key>ProgramArguments</key>\n  <array>\n    \
         <string>/bin/sh</string>\n    <string>-c</string>\n    <string>{script}</string>\n  </array>\n  <key>StartCalendarInterval</key>\n  \
         <dict>\n{day}{time}  </dict>\n</dict>\n</plist>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_word(text: &str, want: &str) {
        assert_eq!(shell_word(text), want);
    }

    #[test]
    fn words_stay_one_word_in_a_shell() {
        check_word("/home/ada/people", "/home/ada/people");
        check_word("", "''");
        check_word("it's $HOME", "'it'\\''s $HOME'");
        check_word("100%", "'100%'");
        check_word("a\\%b\\\\c", "'a\\''%b\\''\\c'");
    }

    /// What cron hands to the shell: a backslash keeps the next character from its meaning, and goes only before a percent sign; a
    /// bare percent sign ends the command.
    fn as_cron_reads(line: &str) -> String {
        let (mut out, mut escaped) = (String::new(), false);
        for c in line.chars() {
            match c {
                '%' if escaped => {
                    out.pop();
                    out.push(c);
                }
                '%' => return out,
                c => out.push(c),
            }
            escaped = c == '\\' && !escaped;
        }
        out
    }

    #[test]
    fn cron_hands_the_script_on_as_it_is() {
        let times = Times { rhythm: Rhythm::Weekly(7), hour: 8, minute: 5 };
        for path in ["/a b/100%", "/\\%", "/\\\\%", "/%%'%\\'%", "/x\\"] {
            let script = format!("printf '%s\\n' {}", shell_word(path));
            let line = cron_line(&script, times);
            assert_eq!(as_cron_reads(line.trim_end()), format!("5 8 * * 0 {script}"));
        }
    }
}
