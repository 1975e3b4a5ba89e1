//! The objects of the JSON contract as data, and whether a value has their fields.

use serde_json::Value;

/// Fields of the objects of the contract: `name:type`. A type is `text`, `path`, `bool`, `count`, `int`, `number`, `date`, `=` and
/// the only words allowed, or another shape; `[]` before it is a list, `?` after it allows null.
const SHAPES: &[(&str, &[&str])] = &[
    (
        "contact",
        &[
            "name:text path:path aliases:[]text type:=person|organization company:text? role:text? tags:[]text circle:text?",
            "cadence:text cadence_from:=contact|circle|tag|default status:text in_transition:bool last:date? last_channel:text?",
            "due:date? days_since:count? days_overdue:count? ratio:number? level:=fresh|due|overdue|drifted|never|none",
            "interactions:count gave:number got:number net:number season:=giving|receiving|even|quiet open:count",
        ],
    ),
    ("between", &["..suggested seeking:text? transition_since:date? topic:text? asked_before:[]text loops:[]open could_help:[]helper"]),
    ("helper", &["name:text path:path why:text way:text?"]),
    ("suggested", &["..contact why:text suggestion:text gesture:gesture rhythm:rhythm?"]),
    ("gesture", &["channel:text warmth:=light|closer|warm action:text reason:text hook:hook? why:text"]),
    ("hook", &["kind:=promise|birthday|anniversary|thanks|moved|news|need|topic|met text:text date:date?"]),
    ("rhythm", &["days:count measured:count gaps:count silent_for:count drifting:bool"]),
    ("heard", &["date:date channel:text name:text path:path text:text"]),
    (
        "interaction",
        &["date:date channel:text counts:bool contacts:[]path text:text by:=me|them? path:path line:count exchanges:[]exchange"],
    ),
    ("exchange", &["direction:=gave|got|asked|needs|promised|thanked|closed kind:text text:text weight:number"]),
    ("counts", &["notes:count contacts:count interactions:count exchanges:count"]),
    ("edge", &["from:path to:path kind:=introduced|knows|worked|mentioned"]),
    (
        "diagnostic",
        &[
            "path:path line:count column:count end_line:count end_column:count severity:=error|warning|info code:text message:text",
            "hint:text? fix:fix?",
        ],
    ),
    ("fix", &["title:text edits:[]edit"]),
    ("edit", &["line:count column:count end_line:count end_column:count text:text"]),
    (
        "giving",
        &["since:date? until:date gave:number got:number net:number contacts:[]share kinds:[]kind organizations:shared seasons:[]quarter"],
    ),
    ("share", &["name:text path:path gave:number got:number net:number season:=giving|receiving|even|quiet"]),
    ("kind", &["kind:text gave:number got:number"]),
    ("shared", &["gave:number got:number hours:number"]),
    ("quarter", &["label:text since:date until:date gave:number got:number season:=giving|receiving|even|quiet"]),
    ("coming", &["date:date kind:=plan|birthday|next|task|anniversary name:text path:path text:text"]),
    ("open", &["kind:=asked|needs|promised|task name:text path:path line:count since:date? due:date? text:text"]),
    ("pattern", &["pattern:=only_when_i_need|only_when_they_need|unthanked name:text path:path why:text"]),
    (
        "referral",
        &[
            "name:text path:path direction:=gave|got text:text since:date about:[]text stage:=waiting|talking|hired|declined|closed",
            "word:text? word_on:date? thanked:date? open:bool next:text",
        ],
    ),
    ("problems", &["errors:count warnings:count"]),
    (
        "index",
        &[
            "schema:=journal.index/1 vault:text today:date counts:counts contacts:[]contact interactions:[]interaction",
            "edges:[]edge diagnostics:[]diagnostic",
        ],
    ),
    ("stale", &["schema:=journal.stale/1 today:date contacts:[]suggested"]),
    ("list", &["schema:=journal.list/1 today:date contacts:[]contact"]),
    (
        "balance",
        &[
            "schema:=journal.balance/1 today:date name:text? only:[]text ..giving all_time:all_time reached:reached exchanges:[]told",
            "people:[]person more_people:count",
        ],
    ),
    ("all_time", &["gave:number got:number net:number"]),
    ("reached", &["me:count them:count unknown:count"]),
    ("told", &["name:text path:path direction:=gave|got kind:text date:date text:text"]),
    ("person", &["name:text path:path gave:[]number got:[]number"]),
    (
        "show",
        &[
            "schema:=journal.show/1 today:date contact:contact why:text suggestion:text? gesture:gesture? rhythm:rhythm? history:history read_from_text:[]text",
        ],
    ),
    (
        "history",
        &["known_since:date? years:count? anniversary:anniversary? longest_silence:silence? heard:lately? news:lately? reached:reached"],
    ),
    ("anniversary", &["date:date years:count"]),
    ("silence", &["days:count since:date until:date?"]),
    ("lately", &["date:date days:count channel:text text:text"]),
    (
        "digest",
        &[
            "schema:=journal.digest/1 today:date since:date? until:date counts:counts own_transition:own?",
            "reconnect:[]suggested drifting:[]suggested news:[]heard transition:[]between",
            "coming:[]coming open:[]open balance:giving patterns:[]pattern referrals:[]referral recent:[]interaction problems:problems changes:changes?",
        ],
    ),
    ("own", &["stage:=ahead|open|ended since:date? until:date? day:count? seeking:text? words:text"]),
    ("changes", &["since:date what:[]change more:count"]),
    ("change", &["change:=came_due|in_touch|opened|closed name:text path:path text:text"]),
    ("reach", &["schema:=journal.reach/1 today:date target:text target_kind:=company|person|tag|place there:[]there paths:[]way"]),
    ("refer", &["schema:=journal.refer/1 today:date opening:text words:[]text contacts:[]fitting more:count left_out:[]named"]),
    ("fitting", &["..contact why:text reasons:[]text seeking:text? would_work_again:=yes|no|unsure? fit:number"]),
    ("named", &["name:text path:path"]),
    ("there", &["name:text path:path how:=works|worked|knows|tag|place why:text last:date?"]),
    ("way", &["hops:[]hop strength:number ask:text topic:text?"]),
    ("hop", &["name:text path:path? via:=introduced|knows|worked|mentioned last:date? strength:number tie:text"]),
    (
        "inventory",
        &[
            "schema:=journal.inventory/1 today:date years:count? since:date? from:=career|notes counts:inventoried stints:[]stint",
            "no_stint:[]colleague earlier:count",
        ],
    ),
    ("inventoried", &["people:count unanswered:count silent:count waiting:count without_people:count no_stint:count no_stint_told:count"]),
    ("stint", &["organization:text role:text? since:date? until:date? span:text people:[]colleague in_touch:[]touched more:count"]),
    (
        "colleague",
        &[
            "..contact would_work_again:=yes|no|unsure? how:=worked|company|perhaps|log? since:date? until:date? during:count silent:bool",
            "waiting:count why:text",
        ],
    ),
    ("touched", &["name:text path:path during:count"]),
    ("curate", &["schema:=journal.curate/1 today:date contacts:[]crowd more:count"]),
    ("crowd", &["..contact stint:text? facts:[]fact"]),
    ("fact", &["key:text text:text"]),
    ("check", &["schema:=journal.check/1 diagnostics:[]diagnostic fixed:[]diagnostic adopted:[]adopted"]),
    ("adopted", &["path:path key:text value:text"]),
    (
        "transition",
        &[
            "schema:=journal.transition/1 today:date stage:=ahead|open|ended? since:date? until:date? days:count? seeking:text? needs:[]text",
            "first:text people:[]planned resting:count asks:[]ask progress:progress? helped:[]helped done:count check:asking more:left",
        ],
    ),
    (
        "planned",
        &[
            "..contact worked_at:text? would_work_again:=yes|no|unsure? bond:=close|steady|loose reconnect_first:bool in_touch:date?",
            "fits:text? step:=thank|wait|reconnect|ask|tell ask_for:text? channel:text? address:text? city:text? why:text suggestion:text",
        ],
    ),
    (
        "ask",
        &[
            "date:date days_ago:count name:text path:path kind:text text:text outcome:=open|got|closed outcome_date:date? outcome_text:text?",
        ],
    ),
    ("progress", &["since:date people:count in_touch:count after_silence:count asked:count answered:count"]),
    ("helped", &["..contact helped_with:[]got told:date? thanked:date? done:bool stale:bool why:text"]),
    ("got", &["date:date kind:text text:text"]),
    ("asking", &["days:count since:date contacts:count with_ask:count share:number? words:text"]),
    ("left", &["people:count asks:count"]),
];

/// Fails unless `value` is of the type `wanted`; `at` is where it stands, for the message.
fn check(value: &Value, wanted: &str, at: &str) {
    if let Some(item) = wanted.strip_prefix("[]") {
        let items = value.as_array().unwrap_or_else(|| panic!("{at} is no list: {value}"));
        return items.iter().enumerate().for_each(|(n, value)| check(value, item, &format!("{at}[{n}]")));
    }
    let (wanted, nullable) = wanted.strip_suffix('?').map_or((wanted, false), |wanted| (wanted, true));
    let fits = match wanted {
        _ if value.is_null() => nullable,
        "text" => value.is_string(),
        "path" => value.as_str().is_some_and(|path| !path.is_empty() && !path.starts_with(['/', '.']) && !path.contains('\\')),
        "bool" => value.is_boolean(),
        "count" => value.is_u64(),
        "number" => value.is_number(),
        "date" => value.as_str().is_some_and(is_date),
        words if words.starts_with('=') => words[1..].split('|').any(|word| value == word),
        shape => return check_shape(value, shape, at),
    };
    assert!(fits, "{at} is no {wanted}: {value}");
}

/// Fails unless `value` is an object with every field of the shape.
pub(super) fn check_shape(value: &Value, shape: &str, at: &str) {
    let (_, fields) = SHAPES.iter().find(|(name, _)| *name == shape).unwrap_or_else(|| panic!("no shape {shape}"));
    let object = value.as_object().unwrap_or_else(|| panic!("{at} is no object: {value}"));
    for field in fields.iter().flat_map(|line| line.split(' ')) {
        match field.strip_prefix("..").map(|shape| check_shape(value, shape, at)) {
            Some(()) => {}
            None => {
                let (name, wanted) = field.split_once(':').unwrap();
                let value = object.get(name).unwrap_or_else(|| panic!("{at} has no field {name}"));
                check(value, wanted, &format!("{at}.{name}"));
            }
        }
    }
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    shape == "9999-99-99" && ("01"..="12").contains(&&text[5..7]) && ("01"..="31").contains(&&text[8..])
}
