//! Time and place: the calendar against two others that know nothing of it, and the same day in every zone and on every clock.

use crate::contract::{journal, said};
use journal::index::Index;
use journal::model::{Cadence, Date, Settings, Unit};
use journal::parse::{Context, Everyone, Scratch, note};
use journal::query::{ComingKind, Scope, coming, standing};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// What Python's `datetime` says; `scripts/make_calendar.py` writes it.
const TABLE: &str = include_str!("civil/table.tsv");

fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::new(year, month, day)
}

/// One contact's note.
fn index(text: &str) -> Index {
    let context = Context::new(Settings::default(), None, Everyone::ByRule);
    let (note, findings) = note("people/a.md", text, &context, &mut Scratch::default());
    Index::new(vec![note], findings, Settings::default())
}

#[test]
fn due_days_counts_weekdays_and_birthdays_are_those_of_another_calendar() {
    for row in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let [last, cadence, today, due, since, overdue, ratio, weekday, birthday, next] =
            row.split('\t').collect::<Vec<_>>().try_into().expect("ten columns");
        let now = date(today).unwrap();
        assert_eq!(now.weekday().to_string(), weekday, "{row}");
        for told in [format!("last: {last}\n---\n"), format!("---\n- {last} coffee\n")] {
            let index = index(&format!("---\ntype: person\ncadence: {cadence}\nbirthday: {birthday}\n{told}"));
            let id = index.contacts().next().unwrap();
            let standing = standing(&index, id, now);
            let number = |count: Option<i32>| count.map_or("-".to_owned(), |count| count.to_string());
            assert_eq!(standing.due.map_or("-".to_owned(), |day| day.to_string()), due, "{row}");
            assert_eq!((number(standing.days_since), number(standing.days_overdue)), (since.to_owned(), overdue.to_owned()), "{row}");
            let want = ratio.split_once('/').map(|(a, b)| a.parse::<f64>().unwrap() / b.parse::<f64>().unwrap());
            assert_eq!(standing.ratio.map(f64::to_bits), want.map(f64::to_bits), "{row}");
            assert_eq!(standing.is_stale(now), date(due).is_some_and(|due| due <= now), "{row}");
            let until = now.plus_days(366).unwrap_or(Date::new(9999, 12, 31).unwrap());
            let held = coming(&index, now, until, Scope::Everyone).into_iter().find(|coming| coming.kind == ComingKind::Birthday);
            assert_eq!(held.map_or("-".to_owned(), |held| held.date.to_string()), next, "{row}");
        }
    }
}

/// A year, a month, a day, kept by counting on from one day to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Counted(i16, i8, i8);

impl Counted {
    fn length(year: i16, month: i8) -> i8 {
        let leap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0;
        [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][usize::from(month.unsigned_abs()) - 1]
    }

    fn next(self) -> Counted {
        match self {
            Counted(year, 12, 31) => Counted(year + 1, 1, 1),
            Counted(year, month, day) if day == Counted::length(year, month) => Counted(year, month + 1, 1),
            Counted(year, month, day) => Counted(year, month, day + 1),
        }
    }

    fn after_months(self, months: i16) -> Option<Counted> {
        let (mut year, mut month) = (self.0, self.1);
        for _ in 0..months {
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        (year <= 9999).then(|| Counted(year, month, self.2.min(Counted::length(year, month))))
    }
}

#[test]
fn every_day_of_ten_thousand_years_is_counted_as_one_counts_on_fingers() {
    let of = |Counted(year, month, day): Counted| Date::new(year, month, day);
    let (mut day, mut weekday, first) = (Counted(1, 1, 1), 1, Date::FIRST);
    for count in 0_i64.. {
        let date = of(day).unwrap_or_else(|| panic!("{day:?} is missing"));
        assert_eq!((date.weekday(), first.days_until(date), first.plus_days(count)), (weekday, count, Some(date)));
        if day.2 >= 28 || count % 97 == 0 {
            for months in [1_i16, 2, 3, 12, 47] {
                let every = Cadence::Every(u32::from(months.unsigned_abs()), Unit::Month);
                assert_eq!(every.after(date), day.after_months(months).and_then(of), "{date} and {months} months");
            }
            assert_eq!(Cadence::Every(1, Unit::Year).after(date), Cadence::Every(12, Unit::Month).after(date), "{date} and a year");
        }
        if date.plus_days(1).is_none() {
            assert_eq!((day, count), (Counted(9999, 12, 31), 3_652_058));
            break;
        }
        (day, weekday) = (day.next(), weekday % 7 + 1);
    }
}

/// Zones as the environment names them, with how many minutes they are ahead of UTC.
const ZONES: [(&str, i64); 7] = [
    ("<-12>12", -720),
    ("<-0930>9:30", -570),
    ("UTC0", 0),
    ("<+0545>-5:45", 345),
    ("<+1245>-12:45", 765),
    ("<+13>-13", 780),
    ("<+14>-14", 840),
];

#[test]
fn the_day_is_the_civil_day_of_the_zone() {
    let home = tempfile::tempdir().unwrap();
    let vault = home.path().join("vault");
    fs::create_dir_all(vault.join("people")).unwrap();
    let civil = |minutes: i64| {
        let seconds = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap() + minutes * 60;
        Date::new(1970, 1, 1).unwrap().plus_days(seconds.div_euclid(86_400)).unwrap().to_string()
    };
    for (zone, minutes) in ZONES {
        let before = civil(minutes);
        let mut command = journal(home.path());
        command.args(["digest", "--format", "json", "--vault"]).arg(&vault).env("TZ", zone);
        let page: serde_json::Value = serde_json::from_str(&said(command).out).unwrap();
        let today = page["today"].as_str().unwrap();
        assert!(today == before || today == civil(minutes), "{zone}: {today}, not {before}");
    }
}

#[test]
fn for_a_named_day_every_zone_and_clock_gives_the_same_answer() {
    let home = tempfile::tempdir().unwrap();
    let people = home.path().join("vault/people");
    fs::create_dir_all(&people).unwrap();
    let log = "- 0001-01-01 call\n- 1969-12-31 call\n- 2026-03-28 coffee\n- 2026-10-25 call [gave:: advice]\n- 9999-12-31 lunch\n";
    fs::write(people.join("a.md"), format!("---\nname: Ada\ncadence: 1mo\nbirthday: 02-29\nmet: 2024-02-29\n---\n{log}")).unwrap();
    let run = |day: &str, zone: &str, command: &str| {
        let mut process = journal(home.path());
        process.args([command, "--no-cache", "--format", "json", "--today", day, "--vault", "vault"]).env("TZ", zone);
        said(process)
    };
    // The nights on which clocks are put forward and back, the ends of the usual counters, a leap day.
    let days =
        ["1970-01-01", "2026-03-29", "2026-10-25", "2026-03-08", "2028-02-29", "2038-01-19", "2038-01-20", "9999-12-31", "0001-01-01"];
    let dst = ["CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "Nowhere/Never", ""];
    for (day, command) in days.iter().flat_map(|day| ["digest", "index"].map(|command| (day, command))) {
        let want = run(day, "UTC0", command);
        assert!(want.code.is_some_and(|code| code < 2), "{command} {day}: {}", want.err);
        for zone in ZONES.map(|(zone, _)| zone).into_iter().chain(dst) {
            let got = run(day, zone, command);
            assert_eq!((got.code, &got.out), (want.code, &want.out), "{command} on {day} in `{zone}`");
        }
    }
}

#[test]
fn what_lies_ahead_is_no_contact_and_no_count_runs_backwards() {
    let index =
        index("---\ntype: person\ncadence: 1w\nlast: 2027-01-01\n---\n- 2026-11-21 coffee\n- 2026-11-01 call\n- [x] 2026-12-24 dinner\n");
    let id = index.contacts().next().unwrap();
    let on = |day: &str| standing(&index, id, date(day).unwrap());
    let told = |day: &str| (on(day).last.map(|day| day.to_string()), on(day).days_since, on(day).days_overdue, on(day).interactions);
    assert_eq!(told("2026-11-20"), (Some("2026-11-01".to_owned()), Some(19), Some(12), 1));
    assert_eq!(told("2026-11-21"), (Some("2026-11-21".to_owned()), Some(0), Some(0), 2));
    assert_eq!(told("2026-10-31"), (None, None, Some(0), 0));
    assert_eq!(told("2027-01-01"), (Some("2027-01-01".to_owned()), Some(0), Some(0), 3));
}
