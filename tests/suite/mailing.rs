//! What other programs take from ours: messages, calendars, units. Each is given to the real one where it is there, and a test
//! that a machine cannot run says so.

use crate::contract::{TODAY, journal, said};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A vault whose settings and notes try to get out of every format.
fn hostile(home: &Path) -> String {
    let vault = home.join("my 50% \"vault\" \\%s $HOME it's");
    fs::create_dir_all(vault.join(".journal")).unwrap();
    fs::create_dir_all(vault.join("people")).unwrap();
    let settings = "me:\n  name: \"Zoë \\\"Z\\\"\\r\\nBcc: eve@example.org\"\n  email: [zoe@example.org]\n";
    fs::write(vault.join(".journal/config.yaml"), settings).unwrap();
    let name = "Łukasz, \\\"x\\\"\\r\\nBcc: eve@example.org; <b>=\\\\";
    let note = format!(
        "---\nname: \"{name}\"\nbirthday: 1992-02-29\nmet: 2020-01-01\nnext: 2026-12-24\n---\n\n- 2026-01-02 call: .\n  .\n  From = x\n- [ ] {} 📅 2026-11-01\n",
        "日本".repeat(60)
    );
    fs::write(vault.join("people/a.md"), note).unwrap();
    vault.to_string_lossy().into_owned()
}

fn run(home: &Path, arguments: &[&str]) -> String {
    let mut command = journal(home);
    command.args(["--today", TODAY]).args(arguments);
    let said = said(command);
    assert_eq!(said.code, Some(0), "{arguments:?}: {}{}", said.err, said.out);
    said.out
}

/// Runs a Python program over some text; `None` where there is no Python.
fn python(program: &str, input: &[u8]) -> Option<String> {
    let child = Command::new("python3").args(["-c", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("left out: there is no python3");
        return None;
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap())
}

const READ_MAIL: &str = "
import email, email.policy, sys
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = list(message.iter_parts())
assert not message.defects and not any(part.defects for part in parts)
assert [part.get_content_type() for part in parts] == ['text/plain', 'text/html'], parts
print(sorted(message.keys()))
for name in ['From', 'To', 'Subject', 'Date', 'Message-ID']:
    assert not message[name].defects, (name, message[name].defects)
print(message['From'].addresses[0].addr_spec, [to.addr_spec for to in message['To'].addresses], message['Subject'], message['Date'])
print(parts[0].get_content().replace('\\r\\n', '\\n'), end='')
assert '<!doctype html>' in parts[1].get_content()
";

#[test]
fn a_message_is_what_a_mail_program_reads() {
    let home = tempfile::tempdir().unwrap();
    let vault = hostile(home.path());
    let arguments = ["digest", "--format", "eml", "--vault", &vault];
    let message = run(home.path(), &arguments);
    assert_eq!(message, run(home.path(), &arguments), "the same day, the same bytes");
    assert!(!message.contains('\r'), "lines end as sendmail wants them");
    let file = home.path().join("x.eml");
    run(home.path(), &["digest", "-o", file.to_str().unwrap(), "--vault", &vault]);
    assert_eq!(fs::read_to_string(&file).unwrap(), message.replace('\n', "\r\n"));
    let mut page = journal(home.path());
    page.env("COLUMNS", "76").args(["digest", "--vault", &vault, "--today", TODAY]);
    let page = said(page).out;
    for bytes in [message.into_bytes(), fs::read(&file).unwrap()] {
        let Some(read) = python(READ_MAIL, &bytes) else { return };
        let (head, text) = read.split_once("+0000\n").unwrap();
        assert_eq!(
            head,
            "['Auto-Submitted', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Subject', 'To']\nzoe@example.org \
             ['zoe@example.org'] Digest, Friday 20 Nov 2026: 1 due Fri, 20 Nov 2026 00:00:00 "
        );
        assert_eq!(text, page);
    }
}

const READ_CALENDAR: &str = "
import sys
text = sys.stdin.buffer.read()
assert b'\\n' not in text.replace(b'\\r\\n', b'') and all(len(line) <= 75 for line in text.split(b'\\r\\n'))
lines = text.decode().replace('\\r\\n ', '').split('\\r\\n')
uids = [line for line in lines if line.startswith('UID:')]
assert len(uids) == len(set(uids)) == lines.count('BEGIN:VEVENT') == lines.count('END:VEVENT')
print([line.split(':')[1] for line in lines if line.startswith('DTSTART')])
";

#[test]
fn a_calendar_holds_the_coming_year() {
    let home = tempfile::tempdir().unwrap();
    let vault = hostile(home.path());
    let arguments = ["digest", "--format", "ics", "--vault", &vault];
    let calendar = run(home.path(), &arguments);
    assert_eq!(calendar, run(home.path(), &arguments), "the same day, the same bytes");
    if let Some(days) = python(READ_CALENDAR, calendar.as_bytes()) {
        // Due and a task of the past, a follow-up, a birthday of 29 February.
        assert_eq!(days, "['20261120', '20261120', '20261224', '20270228']\n");
    }
    let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    let mut later = journal(home.path());
    later.args(arguments).args(["--today", "2026-11-25"]);
    assert_eq!(uids(&said(later).out), uids(&calendar), "a thing keeps its name when it moves");
}

#[test]
fn schedules_are_taken_by_their_programs() {
    let home = tempfile::tempdir().unwrap();
    let vault = hostile(home.path());
    for command in [&[][..], &["--daily", "--", "digest", "--tag", "50% \\%s $x '\"", "-o", "/tmp/a b.html"]] {
        let printed = |kind: &[&str]| run(home.path(), &[&["schedule"], kind, &["--vault", &vault], command].concat());
        let (service, timer) = (home.path().join("x.service"), home.path().join("x.timer"));
        fs::write(&service, printed(&["systemd", "--format", "service"])).unwrap();
        fs::write(&timer, printed(&["systemd", "--format", "timer"])).unwrap();
        let mut verify = Command::new("systemd-analyze");
        verify.args(["verify", "--user", "--man=no"]).args([&service, &timer]).env("XDG_RUNTIME_DIR", home.path());
        match verify.output() {
            Ok(done) => assert!(done.status.success() && done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr)),
            Err(_) => println!("left out: there is no systemd-analyze"),
        }
        let list = printed(&["launchd"]);
        let read = "import plistlib, sys\nprint(plistlib.loads(sys.stdin.buffer.read())['ProgramArguments'][2], end='')";
        if let Some(script) = python(read, list.as_bytes()) {
            let line = printed(&["cron"]).lines().nth(1).unwrap().splitn(6, ' ').nth(5).unwrap().to_owned();
            assert_eq!(line.replace("\\%", "%"), script, "cron's percent signs are escaped, and nothing else");
            runs_as_written(home.path(), &script, &vault);
        }
    }
}

/// Runs the script in a shell with a program in the place of ours that prints its words.
fn runs_as_written(home: &Path, script: &str, vault: &str) {
    let echo = home.join("echo");
    fs::write(&echo, "#!/bin/sh\nprintf '[%s]' \"$@\" >&2\n").unwrap();
    Command::new("chmod").arg("+x").arg(&echo).status().unwrap();
    let script = script.replace(env!("CARGO_BIN_EXE_journal"), &echo.to_string_lossy());
    let done = Command::new("/bin/sh").args(["-c", &script]).output().unwrap();
    let words = String::from_utf8(done.stderr).unwrap();
    assert!(words.starts_with("[digest]") && words.contains(&format!("[--vault][{vault}]")), "{words}");
}
