#!/usr/bin/env python3
"""Makes a vault of invented people for measuring: make_vault.py CONTACTS FOLDER.

The same number gives the same bytes. Each contact has front matter, a few paragraphs and a log (median 8, at most 300
entries, some with fields and further people); daily notes name several contacts each. The day it is made for is 2026-01-15.
"""
import datetime
import math
import pathlib
import random
import sys

TODAY = datetime.date(2026, 1, 15)
FIRST = "Abena Bruno Celia Dario Elif Farid Gisela Henrik Ilse Jonah Kamala Lucio Mirjam Nuno Odile Pavel Quirin Runa Sanna Tiago Ulla Vito Wanda Xenia Yasin Zora Zoé Łucja Børge".split()
LAST = "Aldana Brenner Corvo Dressel Eklund Fabre Gantz Hollis Iversen Jurek Kaplan Lindell Moretti Nyberg Oduya Prewett Quist Romano Stahl Tveit Ursell Vance Winther Yilmaz Zeman Núñez Šimek".split()
FIRMS = [f"{a} {b}" for a in "Amber Birch Cobalt Dune Elm Flint Grove Heron".split() for b in "Works Labs Foods Energy Press Health".split()]
CHANNELS = ["coffee", "lunch", "email", "call", "video call", "walk", "message", "dinner", "seminar"]
TOPICS = ["caught up on the new team", "talked about the move", "they weigh an offer", "planned the reunion", "compared notes on hiring", "mostly listened", "traded book tips"]
GIFTS = ["introduction to [[{who}]]", "listened for an hour", "reviewed the draft", "referral at {firm}", "coffee", "feedback on the talk", "a good book", "job lead at {firm}", "advice on the offer"]
TEXTS = ["We first worked on the {firm} project; calm under pressure. See [[{who}]].", "Prefers e-mail over calls. Likes **mornings** and `plain text`.", "Two kids, runs marathons, partner works at {firm}.", "Asked to be kept in mind for teaching, see [the plan](https://example.org/plan)."]


def main(count, folder):
    rng = random.Random(count)
    slugs = [f"{rng.choice(FIRST)}-{rng.choice(LAST)}-{n}".lower() for n in range(count)]
    known = lambda: slugs[int(count * rng.random() ** 2)]
    fill = lambda text: text.format(who=known(), firm=rng.choice(FIRMS))
    for part in ("people", "journal"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for slug in slugs:
        (folder / "people" / f"{slug}.md").write_text(contact(rng, slug, known, fill), encoding="utf-8")
    for back in range(max(365, min(3650, count))):
        day = TODAY - datetime.timedelta(days=back)
        lines = [f"- {rng.choice(CHANNELS)} with [[{known()}]]: {rng.choice(TOPICS)}" for _ in range(rng.randint(2, 8))]
        text = f"---\ndate: {day}\ntype: daily\n---\n\n# {day}\n\n" + "\n".join(lines) + f"\n\n{fill(rng.choice(TEXTS))}\n"
        (folder / "journal" / f"{day}.md").write_text(text, encoding="utf-8")


def contact(rng, slug, known, fill):
    name = " ".join(part.capitalize() for part in slug.split("-")[:2])
    span = rng.randint(200, 3650)
    head = [f"name: {name} {slug.rsplit('-', 1)[1]}", f"aliases: [{name.split()[0]}]", f"company: {rng.choice(FIRMS)}", f"met: {TODAY - datetime.timedelta(days=span + 30)}", f"cadence: {rng.choice(['2w', '6w', '3mo', '1y'])}", "tags:", "  - alumni", f"status: {rng.choice(['active'] * 8 + ['dormant', 'in transition'])}", f"email: {slug}@example.org"]
    body = [fill(rng.choice(TEXTS)) + "\n" for _ in range(rng.randint(1, 4))]
    log = []
    for back in sorted({rng.randint(0, span) for _ in range(min(300, round(8 * math.exp(1.1 * rng.gauss(0, 1)))))}, reverse=True):
        with_ = f" with [[{known()}]]" if rng.random() < 0.25 else ""
        log.append(f"- {TODAY - datetime.timedelta(days=back)} {rng.choice(CHANNELS)}{with_}: {rng.choice(TOPICS)}")
        log += [f"  - gave: {fill(rng.choice(GIFTS))}"] * (rng.random() < 0.28) + [f"  - got: {fill(rng.choice(GIFTS))}"] * (rng.random() < 0.2)
    return "---\n" + "\n".join(head) + f"\n---\n\n# {name}\n\n" + "\n".join(body) + "\n## Log\n\n" + "\n".join(log) + "\n"


if __name__ == "__main__":
    main(int(sys.argv[1]), pathlib.Path(sys.argv[2]))
