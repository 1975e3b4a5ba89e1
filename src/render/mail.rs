//! A page as a message that mail programs read (RFC 5322, MIME): its text, and the same as HTML. The one place that knows the
//! library for mail.

use super::escape::in_line;
use crate::error::Error;
use crate::model::{Date, Mailbox, fingerprint};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::MimePart;

/// What goes into a message.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// Who sends it.
    pub from: &'a Mailbox,
    /// Who gets it.
    pub to: &'a [Mailbox],
    /// What it is about.
    pub subject: &'a str,
    /// The day it is of: midnight of it, in UTC, is its date.
    pub day: Date,
    /// The page as text.
    pub text: &'a str,
    /// The page as HTML.
    pub html: &'a str,
}

/// The message, with lines that end in CRLF. Its boundary and its ID follow from what it holds, so the same letter is the same
/// bytes. No text in it can add a header.
///
/// # Errors
/// Never for letters of ours; kept for the library's sake.
pub fn letter(letter: &Letter<'_>) -> Result<String, Error> {
    let html = without_places(letter.html);
    let whole =
        [&letter.from.address, letter.subject, &letter.day.to_string(), letter.text, &html].map(|text| text.len().to_string() + text);
    let mark = fingerprint(whole.concat().as_bytes());
    let host = letter.from.address.rsplit('@').next().unwrap_or_default();
    // `=_` stands in no part: encoded text has `=` only before hexadecimal digits and line ends.
    let content = ContentType::new("multipart/alternative").attribute("boundary", format!("=_{mark}"));
    let parts = vec![MimePart::new("text/plain", letter.text), MimePart::new("text/html", html.as_str())];
    let message = MessageBuilder::new()
        .date(letter.day.unix_midnight())
        .from(address(letter.from))
        .to(Address::new_list(letter.to.iter().map(address).collect()))
        .subject(in_line(letter.subject).into_owned())
        .message_id(format!("{}.{mark}@{host}", letter.day))
        .header("Auto-Submitted", mail_builder::headers::raw::Raw::new("auto-generated"))
        .body(MimePart::new(content, parts));
    message.write_to_string().map_err(|error| Error::Render(error.to_string()))
}

fn address(mailbox: &Mailbox) -> Address<'static> {
    Address::new_address(mailbox.name.as_deref().map(|name| in_line(name).into_owned()), mailbox.address.clone())
}

/// A page without its links to places beside it: a message lies nowhere. Those to elsewhere (with a scheme) stay. What notes hold is
/// escaped in a page, so `<a ` is always the template's.
fn without_places(html: &str) -> String {
    let (mut out, mut rest, mut bare) = (String::with_capacity(html.len()), html, false);
    while let Some(at) = rest.find("<a ").into_iter().chain(rest.find("</a>")).min() {
        let (before, tag) = rest.split_at(at);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let drop = if tag.starts_with("</") { std::mem::take(&mut bare) } else { !has_scheme(&tag[..end]) };
        bare |= drop && !tag.starts_with("</");
        out.push_str(before);
        if !drop {
            out.push_str(&tag[..end]);
        }
        rest = &tag[end..];
    }
    out + rest
}

/// Whether the link that this tag opens leads elsewhere.
fn has_scheme(tag: &str) -> bool {
    let target = tag.split_once("href=\"").map_or("", |(_, target)| target);
    let scheme = target.len() - target.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
    scheme > 0 && target[scheme..].starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn mailbox(name: &str, address: &str) -> Mailbox {
        Mailbox { name: Some(name.to_owned()).filter(|name| !name.is_empty()), address: address.to_owned() }
    }

    fn written(from: &Mailbox, subject: &str, text: &str) -> String {
        let to = [mailbox("", "ada@example.org"), mailbox("Grace, H.", "grace@example.org")];
        let day = Date::new(2026, 11, 20).unwrap();
        letter(&Letter { from, to: &to, subject, day, text, html: "<p>Zoë</p>\n" }).unwrap()
    }

    fn check(from: &Mailbox, subject: &str, text: &str, want: Expect) {
        want.assert_eq(&written(from, subject, text).replace("\r\n", "\n"));
    }

    #[test]
    fn a_message_has_what_mail_programs_want() {
        check(
            &mailbox("Zoë Lindqvarn", "zoe@example.org"),
            "Digest, Friday",
            "Zoë = all\n",
            expect![[r#"
            Date: Fri, 20 Nov 2026 00:00:00 +0000
            From: =?utf-8?Q?Zo=C3=AB_Lindqvarn?= <zoe@example.org>
            To: <ada@example.org>, "Grace, H." <grace@example.org>
            Subject: Digest, Friday
            Message-ID: <2026-11-20.bb983b04b9bec07c@example.org>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_bb983b04b9bec07c"

            --=_bb983b04b9bec07c
            Content-Type: text/plain; charset="utf-8"
            Content-Transfer-Encoding: base64

            Wm/DqyA9IGFsbAo=

            --=_bb983b04b9bec07c
            Content-Type: text/html; charset="utf-8"
            Content-Transfer-Encoding: quoted-printable

            <p>Zo=C3=AB</p>

            --=_bb983b04b9bec07c--
        "#]],
        );
    }

    #[test]
    fn nothing_in_it_can_add_a_header_or_a_part() {
        let evil = "x\r\nBcc: eve@example.org\r\n\r\n--=_0";
        let message = written(&mailbox(evil, "zoe@example.org"), evil, &format!("{evil}\n--=_{}\n.\nFrom me", "0".repeat(16)));
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        let names: Vec<&str> =
            head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])).map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(names, ["Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]);
        let boundary = head.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(body.matches(&format!("--{boundary}")).count(), 3, "{message}");
        assert!(message.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    }

    #[test]
    fn links_beside_the_page_go_and_others_stay() {
        let page = "<p><a href=\"people/a%3Ab.md\">A</a> <a href=\"obsidian://open?x\">B</a> <a class=\"c\" href=\"#top\">C</a></p>";
        assert_eq!(without_places(page), "<p>A <a href=\"obsidian://open?x\">B</a> C</p>");
    }
}
