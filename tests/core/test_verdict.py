from fractions import Fraction

import pytest

from uccheck.core.verdict import Evidence, Kind, Verdict, conjunction, union_of_trusts, vouched, weakest, word


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


def test_evidence_prints_its_own_word_and_level() -> None:
    found = Evidence(kind=Kind.STATISTICAL, verdict=Verdict.UPHELD, detail="k of n", alpha=Fraction(1, 20))
    assert found.word == "CONFIRMED(0.95)"
    assert [kind.label for kind in (Kind.MEASURED, Kind.BALL, Kind.EXACT)] == ["measured", "ball", "exact"]
    assert union_of_trusts([("sympy", "flint"), (), ("flint",)]) == ("flint", "sympy")


def test_what_is_vouched_for_is_all_but_the_definitions() -> None:
    assert vouched(("human: b", "definition: a", "cited: c")) == ("human: b", "cited: c")
