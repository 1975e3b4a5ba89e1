//! Two hundred texts that would do harm if they were taken for anything but text.

/// Openings and closings of whatever a text may stand in.
const FRAMES: &[(&str, &str)] = &[("", ""), ("\"", "\""), ("'>", "<!--"), ("--!>", "<!--"), ("]]>", "<![CDATA["), ("</title>", "<title>")];

/// What they would like to be.
const PLAIN: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "<a href=\"javascript:alert(1)\">x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<iframe src=//evil.example>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button>x",
    "</p></article></main></body></html>",
    "<plaintext>",
    "<table><tr><td>",
    "&lt;script&gt;",
    "&#60;b&#62; &amp;amp; &nbsp;",
    "{{ 7 * 7 }}",
    "{% for x in range(end=9) %}x{% endfor %}",
    "{# gone #}",
    "{{ name | safe }}",
    "**bold** _soft_ ~~gone~~ ==lit== `code`",
    "[x](http://evil.example)",
    "![x](http://evil.example/x.png)",
    "[x]: http://evil.example",
    "<http://evil.example>",
    "www.evil.example",
    "[^1] and [^1]: note",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "| a | b |",
    "```sh",
    "~~~",
    "    indented",
    "---",
    "$x$ and $$y$$",
    "%%hidden%%",
    "%%{init: {}}%%",
    "\\",
    "\\\\ \\* \\| \\]",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-1+1|x",
    "@SUM(A1)",
    "\t=1+1",
    ",;\"a\",\"b\"",
    "a,b\",\"c",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]8;;http://evil.example\u{7}link\u{1b}]8;;\u{7}",
    "\u{1b}]0;title\u{7}",
    "\u{9b}31m",
    "\u{90}q\u{9c}",
    "\u{7}\u{8}\u{b}\u{c}\u{e}\u{7f}",
    "\u{202e}dlrow\u{202c}",
    "\u{2066}a\u{2069}\u{61c}\u{200f}",
    "a\u{200b}b\u{200d}c\u{feff}d\u{ad}e",
    "a\u{2028}b\u{2029}c\u{85}d",
    "\u{e0041}\u{e0042}",
    "\u{fffe}\u{ffff}\u{10ffff}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "日本語 😀 العربية",
    "%s%n%x %0A%0D %00",
    "::error file=x::y",
    "..\\..\\etc\\passwd",
    "~/.ssh/id $(id) `id` ; id | id",
    "null",
    "true",
    "x:y#z@w?v&u=t",
];

/// The texts, each once.
pub(super) fn hostile() -> Vec<String> {
    let framed = FRAMES.iter().flat_map(|(open, close)| PLAIN.iter().map(move |text| format!("{open}{text}{close}")));
    let mut texts: Vec<String> = framed.take(198).collect();
    texts.push("long".repeat(2_000));
    texts.push("<".repeat(500));
    assert_eq!(texts.len(), 200);
    texts
}
