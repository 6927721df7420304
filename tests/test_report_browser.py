"""The report in a real browser: it filters, fits a phone, follows the colour scheme; hostile text is inert."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, chromium, missing
from report_folder import small_run
from test_report import HOSTILE, hostile_run

from cleaner.writers.report import write_report

pytestmark = [pytest.mark.browser, pytest.mark.skipif(missing() != "", reason=missing() or "chromium is here")]

SHOWN = "return [...document.querySelectorAll('.card:not(.gone), .rejects tbody tr:not(.gone)')].length"
GROUND = "return getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as session:
        yield session


@pytest.fixture
def report(browser: Browser, tmp_path: Path) -> Browser:
    """The small run's report, freshly opened on a wide light screen."""
    write_report(small_run(tmp_path))
    browser.size(1200, 900)
    browser.scheme("light")
    browser.open(tmp_path / "report.html")
    return browser


def type_into(browser: Browser, field: str, text: str) -> int:
    """Cards shown after a person typed into a field."""
    browser.run(
        "const f = document.getElementById(arguments[0]); f.value = arguments[1];"
        "f.dispatchEvent(new Event('input', {bubbles: true}))",
        field,
        text,
    )
    return int(browser.run("return new Promise(done => setTimeout(() => done((() => {" + SHOWN + "})()), 300))"))


def test_report_runs_without_complaint(report: Browser) -> None:
    """The script runs under its own policy, and nothing is logged."""
    assert report.run("return document.getElementById('find').hidden") is False
    assert report.log() == []
    assert report.run("return performance.getEntriesByType('resource').length") == 0


def test_search_and_filters(report: Browser) -> None:
    everything = report.run(SHOWN)

    assert 0 < type_into(report, "words", "guards the guards") < everything
    assert type_into(report, "words", "") == everything
    assert type_into(report, "label", "teaser") == 2  # the page and the rule
    assert report.run("return document.querySelectorAll('.page .l.teaser:not(.dim)').length") == 1
    assert report.run("return document.querySelectorAll('.page:not(.gone) .l.body:not(.dim)').length") == 0
    type_into(report, "label", "")
    assert type_into(report, "rule", "share/") == 2
    report.run("document.querySelector('#find [type=reset]').click()")
    assert type_into(report, "source", "other.txt") == 2  # its page, its cluster
    assert type_into(report, "source", "nowhere") == 0


def test_rule_and_margin_appear_on_hover_and_tap(report: Browser) -> None:
    shown = "return getComputedStyle(document.querySelector('.page .l.share .why')).display"

    assert report.run(shown) == "none"
    report.run("document.querySelector('.page .l.share').focus()")
    assert report.run(shown) == "block"
    assert "share/example · margin 0.40" in report.run("return document.querySelector('.l.share .why').textContent")


def test_dark_scheme_has_dark_ground_and_enough_contrast(report: Browser) -> None:
    light = report.run(GROUND)
    report.scheme("dark")

    assert report.run(GROUND) != light
    for scheme in ("light", "dark"):
        report.scheme(scheme)
        assert min(report.run(CONTRASTS)) >= 4.5


CONTRASTS = """
const level = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
  .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
const ground = (node) => { for (; node; node = node.parentElement) { const c = getComputedStyle(node).backgroundColor;
  if (!c.endsWith(', 0)')) return c; } return 'rgb(255, 255, 255)'; };
return [...document.querySelectorAll('p, h1, h2, h3, small, .sure, .label, a, b, code, .fact, mark, .l bdi')]
  .filter(n => n.offsetParent && !n.closest('.dropped')).map(n => {
  const a = level(getComputedStyle(n).color), b = level(ground(n));
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); });
"""


def test_phone_needs_no_sideways_scrolling(report: Browser) -> None:
    report.size(360, 740)
    report.run("document.getElementById('open').click()")

    assert report.run("return document.documentElement.scrollWidth") <= 360
    report.run("document.querySelector('.page .l.share').focus()")
    assert report.run("return getComputedStyle(document.querySelector('.page .l.share .why')).position") == "static"


def test_print_shows_rules_and_no_controls(report: Browser) -> None:
    report.devtools("Emulation.setEmulatedMedia", media="print")
    try:
        assert report.run("return getComputedStyle(document.querySelector('.l.share .why')).display") == "block"
        assert report.run("return getComputedStyle(document.getElementById('find')).display") == "none"
    finally:
        report.devtools("Emulation.setEmulatedMedia", media="")


def test_two_columns_stand_side_by_side(report: Browser) -> None:
    report.run("document.querySelectorAll('#repeats .card').forEach(node => node.open = true)")
    heads = "return [...document.querySelectorAll('#repeats thead th')].map(n => n.getBoundingClientRect().left)"
    left, right = report.run(heads)[:2]

    assert left < right
    assert "three times" in report.run("return document.querySelector('#repeats').textContent")
    marks = "return [...document.querySelectorAll(arguments[0])].map(n => n.textContent).join('')"
    assert report.run(marks, "#repeats td:nth-child(1) mark") == "three times"
    assert report.run(marks, "#repeats td:nth-child(2) mark") == "twice"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(browser: Browser, tmp_path: Path, text: str) -> None:
    """Nothing of it runs, nothing loads, and even the policy has nothing to stop."""
    write_report(hostile_run(tmp_path, text))
    browser.log()
    browser.open(tmp_path / "report.html")
    browser.run("document.getElementById('open')?.click()")

    assert browser.run("return document.title") == "cleaner: 2 articles"
    assert browser.run("return document.scripts.length + document.images.length") == 1
    assert browser.log() == []
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    names = "return [...document.querySelectorAll('*')].flatMap(n => [...n.attributes].map(a => a.name))"
    assert not [name for name in browser.run(names) if name.startswith("on")]
