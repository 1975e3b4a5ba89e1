#!/usr/bin/env python3
"""Writes tests/suite/civil/table.tsv: due days, day counts, weekdays and birthdays as Python's datetime knows them.

The test tests/suite/civil.rs holds the program to that table, so that two calendars that know nothing of each other agree.
"""
import calendar
import datetime as dt
import random


def add(day, count, unit):
    """A cadence after a day; None past the year 9999."""
    try:
        if unit in "dw":
            return day + dt.timedelta(days=count * (7 if unit == "w" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None


def birthday(month, day, today):
    """The next birthday from today on; 29 February falls on the 28th in common years."""
    for year in (today.year, today.year + 1):
        if year > 9999:
            return None
        held = dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if held >= today:
            return held


def rows():
    random.seed(29)
    edges = """0001-01-01 1600-02-29 1899-12-31 1900-02-28 1969-12-31 1970-01-01 1999-12-31 2000-02-29 2023-12-31 2024-01-31
    2024-02-28 2024-02-29 2024-03-31 2024-12-31 2025-01-29 2025-01-30 2025-01-31 2025-02-28 2025-03-30 2025-08-31 2025-10-26 2025-12-31
    2026-03-29 2026-10-25 2038-01-18 2038-01-19 2038-01-20 2096-02-29 2100-02-28 9998-12-31 9999-12-31""".split()
    cadences = ["1d", "10d", "6w", "1mo", "2mo", "3mo", "11mo", "13mo", "1y", "4y"]
    steps = [0, 1, 27, 28, 29, 30, 31, 59, 90, 365, 366, 1461, 36524]
    for last in map(dt.date.fromisoformat, edges):
        for cadence in cadences:
            step = random.choice(steps)
            today = last + dt.timedelta(days=min(step, (dt.date.max - last).days))
            due = add(last, int(cadence.rstrip("dwmoy")), cadence.lstrip("0123456789")[0])
            month = random.choice([2, 2, 1, 12, 4])
            day = {2: random.choice([28, 29]), 1: 1, 12: 31, 4: 30}[month]
            held = birthday(month, day, today)
            span = max((due - last).days, 1) if due else None
            yield [
                last, cadence, today, due or "-", (today - last).days,
                max((today - due).days, 0) if due else "-",
                f"{(today - last).days}/{span}" if due else "-",
                today.isoweekday(), f"{month:02}-{day:02}", held or "-",
            ]


if __name__ == "__main__":
    with open("tests/suite/civil/table.tsv", "w", encoding="utf-8") as table:
        print("# last\tcadence\ttoday\tdue\tdays_since\tdays_overdue\tratio\tweekday\tbirthday\tnext", file=table)
        for row in rows():
            print(*row, sep="\t", file=table)
