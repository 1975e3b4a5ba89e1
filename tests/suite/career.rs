//! Who overlapped with which stint of a career.

use journal::index::Index;
use journal::model::{Career, Date, DateRange, Note, Settings};
use journal::parse::{Context, Everyone, Scratch, note};
use journal::query::{Sign, colleagues, everyone, told_stints};

fn date(text: &str) -> Date {
    let numbers: Vec<i16> = text.split('-').map(|part| part.parse().unwrap()).collect();
    Date::new(numbers[0], numbers[1].try_into().unwrap(), numbers[2].try_into().unwrap()).unwrap()
}

fn today() -> Date {
    date("2026-11-20")
}

fn index(notes: &[(&str, &str)]) -> Index {
    let context = Context::new(Settings::default(), None, Everyone::ByRule);
    let mut notes: Vec<Note> = notes
        .iter()
        .map(|(stem, text)| note(&format!("people/{stem}.md"), &format!("---\n{text}"), &context, &mut Scratch::default()).0)
        .collect();
    notes.sort_by(|a, b| a.path().cmp(b.path()));
    Index::new(notes, Vec::new(), Settings::default())
}

fn stint(organization: &str, since: &str, until: &str) -> Career {
    let day = |text: &str| (!text.is_empty()).then(|| date(text));
    Career { organization: organization.to_owned(), role: None, range: DateRange { since: day(since), until: day(until) } }
}

/// Of one person's note and a stint at Initech from March 2017 to August 2021: the sign, and the days shared.
fn of(text: &str) -> Option<(Sign, String)> {
    let index = index(&[("ada", text)]);
    let found = colleagues(&index, &[stint("Initech", "2017-03-01", "2021-08-31")], today());
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    found[0].first().map(|it| (it.sign, format!("{}..{}", day(it.shared.since), day(it.shared.until))))
}

#[test]
fn worked_together_counts_where_its_days_overlap() {
    let check = |days: &str, want: Option<&str>| {
        let found = of(&format!("name: Ada\nworked_together:\n  - {days}\n---\n"));
        assert_eq!(found, want.map(|days| (Sign::Worked, days.to_owned())), "{days}");
    };
    check("Initech 2018-01..2020", Some("2018-01-01..2020-12-31"));
    check("initech 2010..2018-02", Some("2017-03-01..2018-02-28"));
    check("Initech 2021..", Some("2021-01-01..2021-08-31"));
    check("Initech", Some("2017-03-01..2021-08-31"));
    check("\"[[initech|Initech]] 2019\"", Some("2019-01-01..2019-12-31"));
    check("Initech 2010..2016", None);
    check("Initech 2021-09..", None);
    check("Initech Labs 2018..2020", None);
}

#[test]
fn the_company_counts_with_the_days_that_moves_give_it() {
    let check = |text: &str, want: Option<(Sign, &str)>| {
        assert_eq!(of(&format!("name: Ada\n{text}")), want.map(|(sign, days)| (sign, days.to_owned())), "{text}");
    };
    let moved = |company: &str, lines: &[&str]| {
        format!("company: {company}\n---\n## Log\n{}", lines.iter().map(|line| format!("- {line}\n")).collect::<String>())
    };
    check("company: Initech\n---\n", Some((Sign::Perhaps, "..")));
    check("company: Globex\n---\n", None);
    check(&moved("Globex", &["2019-05-02 moved: Globex, CTO (was Initech, Engineer)"]), Some((Sign::Company, "2017-03-01..2019-05-02")));
    check(&moved("Globex", &["2016-05-02 moved: Globex (was Initech)"]), None);
    check(&moved("Globex", &["2024-05-02 moved: Globex (was Initech)"]), Some((Sign::Perhaps, "..")));
    check(&moved("Initech", &["2019-05-02 moved: to Initech"]), Some((Sign::Company, "2019-05-02..2021-08-31")));
    check(&moved("Initech", &["2024-05-02 moved: to Initech"]), None);
    check(&moved("Initech", &["2024-05-02 moved: to Lisbon"]), Some((Sign::Perhaps, "..")));
    check(&moved("Globex", &["2018-05-02 moved: left Initech"]), Some((Sign::Company, "2017-03-01..2018-05-02")));
    let twice = ["2020-05-02 moved: Globex (was Initech)", "2018-01-01 moved: Initech, Engineer (was Umbrella)"];
    check(&moved("Globex", &twice), Some((Sign::Company, "2018-01-01..2020-05-02")));
    check(&moved("Globex", &["2019-05-02 moved: Reinitech"]), None);
}

#[test]
fn being_in_touch_is_the_weakest_sign_and_organizations_have_none() {
    assert_eq!(of("name: Ada\n---\n- 2018-05-02 coffee: x\n"), Some((Sign::Log, "2017-03-01..2021-08-31".to_owned())));
    assert_eq!(of("name: Ada\n---\n- 2018-05-02 news: x\n- 2022-05-02 coffee: y\n"), None);
    assert_eq!(of("type: organization\nname: Ada\ncompany: Initech\n---\n- 2018-05-02 coffee: x\n"), None);
    assert_eq!(of("name: Ada\ncompany: Initech\n---\n- 2018-05-02 coffee: x\n").map(|(sign, _)| sign), Some(Sign::Perhaps));
}

#[test]
fn an_alias_of_an_organization_is_its_name_too() {
    let notes = [
        ("initech", "type: organization\nname: Initech\naliases: [IT Corp]\n---\n"),
        ("ada", "name: Ada\nworked_together:\n  - IT Corp 2018..2020\n---\n"),
    ];
    let found = colleagues(&index(&notes), &[stint("Initech", "2017-03-01", "2021-08-31")], today());
    assert_eq!(found[0].len(), 1);
}

#[test]
fn everybody_is_there_once_where_it_is_surest() {
    let notes = [
        ("ada", "name: Ada\ncompany: Initech\nworked_together:\n  - Globex 2012..2014\n  - Initech 2018..\n---\n"),
        ("bob", "name: Bob\n---\n- 2018-05-02 coffee: x\n"),
        ("eve", "name: Eve\ncompany: Globex\n---\n"),
    ];
    let stints = [stint("Globex", "2010-01-01", "2016-12-31"), stint("Initech", "2017-03-01", ""), stint("Later", "2027-01-01", "")];
    let index = index(&notes);
    let all = colleagues(&index, &stints, today());
    let shown: Vec<(usize, &str, Sign)> =
        everyone(&all).into_iter().map(|(stint, it)| (stint, index.contact(it.id).name(), it.sign)).collect();
    assert_eq!(shown, [(1, "Ada", Sign::Worked), (0, "Eve", Sign::Perhaps)]);
    assert_eq!((all[0].len(), all[1].len(), all[2].len()), (2, 2, 0), "Bob was in touch during the second");
}

#[test]
fn without_a_career_the_notes_tell_of_stints() {
    let notes = [
        ("ada", "name: Ada\nworked_together:\n  - Globex 2012..2014\n  - Initech 2018..\n---\n"),
        ("bob", "name: Bob\nworked_together:\n  - globex 2011-05..2012-06\n---\n"),
    ];
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let told = told_stints(&index(&notes));
    let shown: Vec<_> = told.iter().map(|it| format!("{} {}..{}", it.organization, day(it.range.since), day(it.range.until))).collect();
    assert_eq!(shown, ["Globex 2011-05-01..2014-12-31", "Initech 2018-01-01.."]);
}
