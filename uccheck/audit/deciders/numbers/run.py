"""`run`: a recorded quantity of training runs, recomputed from the counts of the record.

Without `level` the claim speaks of the runs themselves: every one that `under` selects must satisfy it (MEASURED). With `level` it
speaks of the law: limits of the population quantities at that confidence, the error rate shared among the runs. Runs of different
cells that answer differently mean that the claim has left out which cell: NEEDS SCOPE, unless `under` says "every" of the varied word.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from uccheck.audit.deciders.compare import compare, near
from uccheck.audit.deciders.decision import Decision, decided, needs_scope, out_of_scope, undecided
from uccheck.audit.deciders.numbers import growth_run
from uccheck.audit.kinds.numbers import Run
from uccheck.core.exact import as_written, exact
from uccheck.core.verdict import Kind, Verdict, conjunction

Record = dict[str, Any]
EVERY = "every"
SWAP = "human: the passage from the swap lemma to e_unif-alg; the partner S' has the law of S"
IDENTITY = ("cell", "m", "batch_size", "replicate", "seed")
RECORD = "the record of the runs, as it was written"


def decide(claim: Run, deadline: float, context: dict[str, Any]) -> Decision:
    """MEASURED, CONFIRMED(level), REFUTED, NEEDS SCOPE, or OUT-OF-SCOPE where no run is selected."""
    del deadline
    if "record" not in context:
        return undecided(context.get("missing", "the record was not found"))
    parameters, runs = context["record"]["parameters"], context["record"]["records"]
    chosen = [r for r in runs if all(_has(r, parameters, k, v) for k, v in claim.under.items())]
    if not chosen:
        varied = parameters.get("vary", "m")
        values = ", ".join(dict.fromkeys(str(r.get("cell", "?")) for r in runs))
        return out_of_scope(f"no run of {claim.record} has {_shown(claim.under)}; its runs vary {varied}: {values}")
    wrong = _impossible(chosen)
    if wrong:
        return undecided(f"the record is no record of runs: {wrong}")
    try:
        over_m = claim.quantity in ("exponent", "ratio")
        if over_m:
            parameters = parameters | {"vary": "batch_size"}
        key = "batch_size" if over_m else "cell"
        cells: dict[str, list[Record]] = {}
        for run in chosen:
            cells.setdefault(str(run.get(key, "")), []).append(run)
        return _by_cell(claim, parameters, cells)
    except (KeyError, TypeError, ZeroDivisionError) as problem:
        return undecided(f"the record lacks what {claim.quantity} is computed from ({problem}); name a record of `uccheck experiment`")


def _impossible(runs: list[Record]) -> str:
    """What no runs can have: counts that are not whole, more errors than points, the same run twice."""
    for run in runs:
        for part in ("partner", "test", "train"):
            k, n = run.get(f"{part}_errors", 0), run.get(f"{part}_points", 1)
            if not (type(k) is int and type(n) is int and 0 <= k <= n and n > 0):
                return f"{part}_errors = {ascii(k)[:20]} of {part}_points = {ascii(n)[:20]}"
    named = [tuple(ascii(run[k]) for k in IDENTITY if k in run) for run in runs if "replicate" in run]
    twice = next((one for one, following in pairwise(sorted(named)) if one == following), None)
    return f"the run ({', '.join(IDENTITY)}) = ({', '.join(twice)[:60]}) stands in it twice" if twice else ""


def _by_cell(claim: Run, parameters: Record, cells: dict[str, list[Record]]) -> Decision:
    found = {cell: _quantity(claim, parameters, runs, len(cells)) for cell, runs in cells.items()}
    varied = str(parameters.get("vary", "m"))
    told = "; ".join(f"{varied} = {cell}: {value.shown}" for cell, value in found.items())
    if claim.relation is None or claim.value is None:
        missing = ("relation",) if claim.relation is None else ()
        return needs_scope((*missing, "value", *((varied,) if len(cells) > 1 else ())), f"recorded: {told}; say what it is compared with")
    if claim.quantity in ("e_gen", "e_unif-alg") and claim.delta is None:
        return needs_scope(("delta",), f"at delta = 0.05: {told}; say for which delta")
    verdicts = {cell: _over(claim, compare(v.lower, v.upper, claim.relation, claim.value)) for cell, v in found.items()}
    every = claim.under.get(varied, "").lower() == EVERY
    kinds = {conjunction(verdicts.values())} if every else set(verdicts.values())
    if len(kinds) > 1:
        answers = ", ".join(f"{_verb(v)} at {varied} = {cell}" for cell, v in verdicts.items())
        return needs_scope((varied,), f'{answers}; {told}; name one of them in `under`, or {varied} = "{EVERY}"')
    verdict = kinds.pop()
    asked = f"{claim.relation} {as_written(claim.value)}"
    if verdict is Verdict.UNDECIDED:
        return undecided(f"{told}, which does not decide {asked}; more runs, or a value further off, would")
    where = "" if len(set(verdicts.values())) == 1 else " at " + ", ".join(c for c, v in verdicts.items() if v is verdict)
    name = claim.quantity if claim.of is None else f"{claim.quantity} of {claim.of}"
    detail = f"{name} {_verb(verdict)} {asked}{where} in {sum(map(len, cells.values()))} runs: {told}"
    trusts = (RECORD, *dict.fromkeys(t for v in found.values() for t in v.trusts))
    if claim.level is None:
        return decided(verdict, Kind.MEASURED, detail, trusts=trusts)
    return decided(verdict, Kind.STATISTICAL, detail, trusts=trusts, alpha=1 - claim.level)


def _over(claim: Run, verdict: Verdict) -> Verdict:
    """Of runs whose rates are counted exactly, what the range leaves open some run violates."""
    exactly = claim.level is None and (claim.quantity in _RATES or claim.of is not None)
    return Verdict.REFUTED if exactly and verdict is Verdict.UNDECIDED else verdict


def _verb(verdict: Verdict) -> str:
    return {Verdict.UPHELD: "satisfies", Verdict.REFUTED: "violates", Verdict.UNDECIDED: "leaves open"}[verdict]


class Value:
    """The range of a quantity over some runs, and how it is shown."""

    def __init__(self, lower: Fraction, upper: Fraction, shown: str, trusts: tuple[str, ...] = ()) -> None:
        self.lower, self.upper, self.shown, self.trusts = lower, upper, shown, trusts


def _quantity(claim: Run, parameters: Record, runs: list[Record], cells: int) -> Value:
    if claim.quantity == "replicates":
        return Value(Fraction(len(runs)), Fraction(len(runs)), f"{len(runs)} runs")
    if claim.quantity == "stopped":
        reached = [r["stop"] == "reached" for r in runs]
        share = Fraction(sum(reached), len(reached))
        return Value(share, share, f"{sum(reached)} of {len(reached)} runs reached their margin")
    if claim.quantity in ("e_unif-alg", "e_gen"):
        return _certified(claim, parameters, runs, cells)
    if claim.of is not None:
        level = None if claim.level is None else 1 - (1 - claim.level) / cells
        if claim.between is not None:
            return Value(*growth_run.ratio(runs, claim.of, claim.between))
        exponent = claim.quantity == "exponent"
        return Value(*(growth_run.exponent(runs, claim.of, level) if exponent else growth_run.measured(runs, claim.of)))
    alpha = None if claim.level is None else (1 - claim.level) / (cells * len(runs))
    limits = [_RATES[claim.quantity](r, alpha) for r in runs]
    counts = ", ".join(_counts(claim.quantity, r) for r in runs[:6]) + (", .." if len(runs) > 6 else "")
    return Value(min(a for a, _ in limits), max(b for _, b in limits), counts)


def _rate(part: str) -> Callable[[Record, Fraction | None], tuple[Fraction, Fraction]]:
    def limits(record: Record, alpha: Fraction | None) -> tuple[Fraction, Fraction]:
        k, n = int(record[f"{part}_errors"]), int(record[f"{part}_points"])
        if not 0 <= k <= n or alpha is None or part != "test":
            return Fraction(k, n), Fraction(k, n)  # errors on S and S' are what they are; only the test set is a sample
        from uccheck.statistics.estimate import interval

        return interval(k, n, alpha)

    return limits


def _gap(record: Record, alpha: Fraction | None) -> tuple[Fraction, Fraction]:
    partner, test = _rate("partner")(record, alpha), _rate("test")(record, alpha)
    return partner[0] - test[1], partner[1] - test[0]


_RATES = {"test-error": _rate("test"), "partner-error": _rate("partner"), "train-error": _rate("train"), "gap": _gap}


def _counts(quantity: str, r: Record) -> str:
    if quantity == "gap":
        return f"{r['partner_errors']}/{r['partner_points']} - {r['test_errors']}/{r['test_points']}"
    part = quantity.removesuffix("-error")
    return f"{r[f'{part}_errors']}/{r[f'{part}_points']}"


def _certified(claim: Run, parameters: Record, runs: list[Record], cells: int) -> Value:
    """[v, 1] with e_unif-alg(m, delta) >= v by the swap lemma over the replicates; e_gen by the largest upper limit."""
    from uccheck.counterexample.transfer import swap_from_draws
    from uccheck.statistics.estimate import upper_limit

    delta = claim.delta or Fraction(1, 20)
    level = claim.level or Fraction(99, 100)
    alpha = (1 - level) / cells
    if claim.quantity == "e_gen":
        if (1 - delta) ** len(runs) > alpha / 2:
            return Value(Fraction(0), Fraction(1), f"not bounded by {len(runs)} runs at delta = {as_written(delta)}")
        limit = max(upper_limit(r["test_errors"], r["test_points"], alpha / (2 * len(runs))) for r in runs)
        return Value(Fraction(0), limit, f"e_gen <= {near(limit, 6)} from {len(runs)} runs")
    slack = exact(str(parameters.get("gap_alpha", "0.01")), "gap_alpha")
    gaps = [_gap_lower(r, slack) for r in runs]
    reached = swap_from_draws(gaps, delta, alpha, gap_alpha=slack)
    value = Fraction(reached.value)
    shown = f"e_unif-alg(m, {as_written(delta)}) >= {near(value, 6)} from {len(runs)} runs, at confidence {as_written(level)}"
    return Value(value, Fraction(1), shown, (SWAP,))


def _gap_lower(record: Record, slack: Fraction) -> Fraction:
    from uccheck.statistics.estimate import upper_limit

    if record["stop"] != "reached":
        return Fraction(-1)
    error = Fraction(record["partner_errors"], record["partner_points"])
    return error - upper_limit(record["test_errors"], record["test_points"], slack)


def _has(record: Record, parameters: Record, key: str, value: str) -> bool:
    """Whether a run has this value of a parameter, its own or that of its record; numbers are compared as numbers."""
    varied = parameters.get("vary")
    if key == varied and value.lower() == EVERY:
        return True
    own = record.get("cell") if key == varied else record.get(key, parameters.get(key))
    if own is None:
        return False
    if str(own).lower() == value.lower():
        return True
    try:
        return exact(str(own), key) == exact(value, key)
    except ValueError:
        return False


def _shown(under: dict[str, str]) -> str:
    return ", ".join(f"{k} = {v}" for k, v in under.items()) or "no restriction"
