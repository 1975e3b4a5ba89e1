//! What is left of an answer when the words are taken out: the tree of a page, the blocks of Markdown, the keys of JSON.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use pulldown_cmark::{Event, Options, Parser};
use serde_json::Value;

/// Elements that pages may have.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "body",
    "caption",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "li",
    "main",
    "meta",
    "meter",
    "nav",
    "ol",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
    "svg",
    "g",
    "rect",
    "line",
    "path",
    "text",
    "desc",
    "circle",
    "polyline",
];

/// Attributes that these may have, besides `aria-*`.
const ATTRIBUTES: &[&str] = &[
    "charset",
    "class",
    "content",
    "datetime",
    "focusable",
    "height",
    "href",
    "http-equiv",
    "id",
    "lang",
    "max",
    "min",
    "name",
    "open",
    "role",
    "scope",
    "tabindex",
    "value",
    "viewBox",
    "width",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "d",
    "points",
    "transform",
    "text-anchor",
    "preserveAspectRatio",
    "title",
];

/// Where links may lead; a destination without a scheme is inside.
const SCHEMES: &[&str] = &["http", "https", "mailto", "obsidian"];

/// The elements of a page with their attributes' names, in order. Fails on whatever no page may have.
pub(super) fn tree(page: &str) -> Vec<String> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut lines = Vec::new();
    walk(&dom.document, 0, &mut lines);
    lines
}

fn walk(node: &Handle, deep: usize, lines: &mut Vec<String>) {
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            assert!(ELEMENTS.contains(&&*name.local), "the page has an element <{}>", name.local);
            let mut line = format!("{deep} {}", name.local);
            for attribute in attrs.borrow().iter() {
                let name: &str = &attribute.name.local;
                assert!(ATTRIBUTES.contains(&name) || name.starts_with("aria-"), "the page has an attribute {name}={}", attribute.value);
                if name == "href" {
                    let scheme =
                        attribute.value.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
                    assert!(scheme.is_none_or(|scheme| SCHEMES.contains(&scheme)), "a link leads to {}", attribute.value);
                }
                line.push_str(&format!(" {name}"));
            }
            lines.push(line);
        }
        NodeData::Comment { contents } => panic!("the page has a comment: {contents}"),
        _ => {}
    }
    node.children.borrow().iter().for_each(|child| walk(child, deep + 1, lines));
}

/// The blocks, links, images and HTML of a Markdown text, in order.
pub(super) fn blocks(text: &str) -> Vec<String> {
    let text = text.strip_prefix("---\n").and_then(|text| text.split_once("---\n")).map_or(text, |(_, text)| text);
    let kind = |event: Event<'_>| match event {
        Event::Start(tag) => {
            let name = format!("{tag:?}");
            Some(name.split(['(', ' ', '{']).next().unwrap_or_default().to_owned())
        }
        Event::End(tag) => Some(format!("/{tag:?}")),
        Event::Html(html) | Event::InlineHtml(html) => Some(format!("html {html}")),
        Event::Text(_) | Event::SoftBreak => None,
        other => Some(format!("{other:?}")),
    };
    Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION).filter_map(kind).collect()
}

/// The keys of a JSON value and the lengths of its lists.
pub(super) fn keys(text: &str) -> Vec<String> {
    fn walk(value: &Value, at: &str, lines: &mut Vec<String>) {
        match value {
            // Another text may well be another finding.
            Value::Array(_) if at == ".diagnostics" => {}
            Value::Object(fields) => fields.iter().for_each(|(name, value)| walk(value, &format!("{at}.{name}"), lines)),
            Value::Array(items) => {
                lines.push(format!("{at} {}", items.len()));
                items.iter().for_each(|value| walk(value, at, lines));
            }
            _ => lines.push(at.to_owned()),
        }
    }
    let mut lines = Vec::new();
    walk(&serde_json::from_str(text).unwrap(), "", &mut lines);
    lines
}

/// The number of cells in each row of CSV. Fails on a cell that a spreadsheet would take for a formula.
pub(super) fn rows(text: &str) -> Vec<usize> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        for cell in &record {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            assert!(!formula, "a cell is a formula: {cell}");
        }
        record.len()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// Fails on a character that could drive a terminal or disguise a text; our own colours pass where they are on.
pub(super) fn harmless(what: &str, text: &str) {
    let mut rest = text;
    for code in ["0", "1", "2", "33", "34", "1;4", "1;31", "1;33", "1;34", "1;36"] {
        if what.contains("--color always") {
            rest = Box::leak(rest.replace(&format!("\u{1b}[{code}m"), "").into_boxed_str());
        }
    }
    let hidden = |c: char| {
        c != '\n' && c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    if let Some((at, c)) = rest.char_indices().find(|(_, c)| hidden(*c)) {
        let around: String = rest[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what} prints {c:?} after {around:?}");
    }
}
