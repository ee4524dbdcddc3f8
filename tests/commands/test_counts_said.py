"""What probability and simulate print: raw counts meet the enclosure at the numbers asked, and text and JSON say the same."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from scipy import stats

from tests.commands.said import NUMBER, Asked, asked, number
from uccheck.linear.setting import EVENTS

#: Numbers of their own for everything that an event takes, so that none stands for another.
SHAPE = ("--m", "6", "--D", "90", "--s", "3", "--b", "30")
TAKES = {
    "one-flipped": ("--rho", "0.7"),
    "training-margin": ("--gamma", "22"),
    "population-error": ("--epsilon", "0.36", "--gamma", "0.5"),
    "all-flipped-and-population-error": ("--epsilon", "0.4", "--gamma", "0.5"),
}
#: Of limits so wide one in a million misses the enclosure of what it counts.
LEVEL = "0.999999"
COUNT = ("--trials", "3000", "--sampler", "raw", "--seed", "9", "--level", LEVEL)


def counted(event: str) -> Asked:
    return asked("simulate", event, *SHAPE, *TAKES.get(event, ()), *COUNT)


@pytest.mark.parametrize("event", EVENTS)
def test_an_enclosure_is_that_of_the_event_in_raw_data_and_the_text_is_the_json(event: str) -> None:
    found, raw = asked("probability", event, *SHAPE, *TAKES.get(event, ())), counted(event).made
    made, one = found.made, Fraction(1)
    low, high, missed, most = (Fraction(ends[side]) for ends in (made, made["complement"]) for side in ("lower", "upper"))
    assert made["event"] == event and found.status == (0, 0)
    assert 0 < low <= high < 1 and high - low < Fraction(1, 10**12) and most - missed < Fraction(1, 10**12)
    assert low + missed <= one <= high + most
    assert Fraction(raw["lower"]) <= high and low <= Fraction(raw["upper"])
    lines = re.findall(rf"(.*?) +(?:lies )?in +\[({NUMBER}), ({NUMBER})\]", found.text)
    assert [line[0] for line in lines] == [f"P({event})", "its complement"]
    for (_, *ends), exact in zip(lines, ((low, high), (missed, most)), strict=True):
        assert number(ends[0]) <= exact[0] and exact[1] <= number(ends[1]) and number(ends[1]) - number(ends[0]) < Fraction(1, 10**11)
    assert f"trusts: {', '.join(made['trusts'])}\n" in found.text
    assert re.findall("given: (.*)", found.text) == made["given"]


@pytest.mark.parametrize("event", EVENTS)
def test_a_count_is_told_with_everything_that_it_depends_on(event: str) -> None:
    found = counted(event)
    made, k, n = found.made, found.made["k"], found.made["n"]
    assert found.status == (0, 0) and made["event"] == event and n == 3000 and 0 < k < n
    for name, value in found.options.items():
        assert made[name] == value if name == "sampler" else Fraction(str(made[name])) == Fraction(value), name
    alpha = 1 - float(LEVEL)
    limits = stats.beta.ppf([alpha / 2, 1 - alpha / 2], [k, k + 1], [n - k + 1, n - k])
    assert [float(made["lower"]), float(made["upper"])] == pytest.approx(list(limits), rel=1e-6)
    assert Fraction(made["lower"]) < Fraction(k, n) < Fraction(made["upper"])
    first, second = found.text.splitlines()
    assert first == f"{event} at m = 6, D = 90: {k} of {n} trials"
    said = (
        f"probability in [{made['lower']}, {made['upper']}] at confidence {LEVEL} (Clopper-Pearson limits, verified; sampler raw, seed 9)"
    )
    assert second == said and made["method"] == "clopper-pearson"


@pytest.mark.parametrize(("against", "side", "status"), [("0.01", "above", 0), ("0.999", "below", 0), ("0.94", None, 1)])
def test_a_sequence_says_on_which_side_the_value_lies_and_ends_with_the_status(against: str, side: str | None, status: int) -> None:
    """At D = 60 a point of the flip is misclassified with a chance of about 0.936: 200 trials decide nothing about it."""
    trials = 1_000_000 if side else 200
    words = ("simulate", "one-flipped", "--m", "20", "--D", "60", "--trials", str(trials), "--until-decided-against", against)
    found = asked(*words)
    made = found.made
    assert (made["side"], found.status, made["method"]) == (side, (status, status), "confidence-sequence")
    assert "(confidence sequence, valid at every n;" in found.text
    assert made["trials"] == trials and (made["n"] < trials) == (side is not None)
    told = re.findall(r"decided: (above|below) the value asked about, after (\d+) trials", found.text)
    assert told == ([] if side is None else [(side, str(made["n"]))])
    excluded = {"above": Fraction(made["lower"]) > Fraction(against), "below": Fraction(made["upper"]) < Fraction(against)}
    assert excluded[side] if side else not any(excluded.values())
