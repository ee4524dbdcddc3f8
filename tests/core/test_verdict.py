from fractions import Fraction

import pytest

from uccheck.core.verdict import Kind, Verdict, conjunction, weakest, word


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_is_never_a_bool(verdict: Verdict) -> None:
    with pytest.raises(TypeError, match="three-valued"):
        bool(verdict)
    with pytest.raises(TypeError, match="three-valued"):
        assert not verdict


def test_kleene_tables() -> None:
    up, no, un = Verdict.UPHELD, Verdict.REFUTED, Verdict.UNDECIDED
    assert [up & x for x in (up, no, un)] == [up, no, un]
    assert [no & x for x in (up, no, un)] == [no, no, no]
    assert [un & x for x in (up, no, un)] == [un, no, un]
    assert [~x for x in (up, no, un)] == [no, up, un]
    assert conjunction(()) is up


def test_a_weaker_kind_never_prints_a_stronger_word() -> None:
    words = [word(Verdict.UPHELD, kind, Fraction(1, 100)) for kind in Kind]
    assert words == ["MEASURED", "CONFIRMED(0.99)", "CERTIFIED", "PROVED", "PROVED", "PROVED"]
    assert word(Verdict.REFUTED, Kind.EXACT) == "REFUTED"
    assert word(Verdict.UNDECIDED, Kind.EXACT) == "INCONCLUSIVE"


def test_a_chain_is_as_strong_as_its_weakest_link() -> None:
    assert weakest([Kind.EXACT, Kind.BALL, Kind.SYMBOLIC]) is Kind.BALL
    assert weakest([]) is Kind.EXACT
