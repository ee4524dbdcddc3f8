"""The tables of the pages, each from kept records alone; a block's first line in the page names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import log10
from pathlib import Path
from typing import Any

from torch_bridge.bounds.bound import Bound
from torch_bridge.bounds.catalogue import BOUNDS
from torch_bridge.data.published import poster_curves, published_exponent
from torch_bridge.draw import pictures
from torch_bridge.growth.kept import Kept, kept_growth, kept_own, kept_run, measured, read_records, spent
from torch_bridge.growth.memorize import counts, ratios
from torch_bridge.growth.report import authors_curves, published_table
from torch_bridge.growth.summary import decisions, growths
from torch_bridge.runs.plan import Certified
from torch_bridge.runs.records import Record
from torch_bridge.train.training import Stop
from uccheck.core.errors import InvalidFile
from uccheck.core.exact import decimal_above, decimal_below
from uccheck.core.verdict import Verdict
from uccheck.statistics.slopes import SlopeInterval

#: Of the checkout, where the pages are.
EXAMPLES = Path(__file__).parents[2] / "examples"
AXES = {"m": "m", "outer": "outer radius", "stop_margin": "stopping margin", "output_bias_rate": "output bias rate, in learning rates"}


def catalogue(data: Path) -> list[str]:
    """Every bound by its record: formula, convention, what it omits."""
    del data  # the records are the program's
    heads = ["name", "formula", "(2,1) norm over", "reference", "constants", "omits", "status"]
    return _table(heads, [_convention(bound) for bound in BOUNDS])


def hypersphere(data: Path, name: str) -> list[str]:
    """The table of one run: what was seen, and what it certifies."""
    run = kept_run(data / name)
    plan = run.plan
    about = f"delta = {plan.delta}, {plan.replicates} replicates a row, seed {plan.seed}; all rows together at {plan.level}"
    older = " Records of format 1: biases started on +-sqrt(3/out)." if run.older else ""
    heads = [_axis(plan.vary), "reached", "epochs", "test error", "error on S'", "e_gen <=", "e_unif-alg >=", "v > u", "v >= 1/2 > u"]
    return [f"`data/{name}`: {about}.{older}", "", *_table(heads, [_row(run, each) for each in run.found])]


def paper(data: Path, name: str) -> list[str]:
    """The sizes of the authors' sphere that were run, as measured, beside their poster; a sentence where none is kept."""
    if not (data / name / "records.jsonl").exists():
        return ["No size of it is kept here."]
    run = measured(data / name)
    heads = ["m", "replicates", "epochs", "log10 test error: the authors', ours", "error on S': the authors', ours"]
    about = f"`data/{name}`: seed {run.plan.seed}; the authors' values are one run, read from a raster figure."
    found = [certified for certified in run.found if certified.value > 0]
    said = "; ".join(f"e_unif-alg({each.m}, {run.plan.delta}) >= {_below(each.value)} at {run.plan.level}" for each in found)
    lines = [about, "", *_table(heads, [_beside_poster(run, m) for m in sorted({record["m"] for record in run.records})])]
    return [*lines, "", f"{said}." if said else "These are measurements: so few replicates certify nothing."]


def control(data: Path, *names: str) -> list[str]:
    """The null controls, one row each."""
    runs = [kept_run(data / name) for name in names]
    heads = ["S'", "m", "replicates", "test error", "error on S'", "delta", "e_unif-alg >="]
    rows = []
    for run in runs:
        plan, each = run.plan, run.found[0]
        rates = [_span(run.records, part) for part in ("test", "partner")]
        rows.append([plan.base.partner.value, each.cell, str(plan.replicates), *rates, plan.delta, _below(each.value)])
    return _table(heads, rows)


def biases(data: Path, *names: str) -> list[str]:
    """The tangent kernel with an output bias: a row a run of `examples/output_bias.py`."""
    heads = ["m", "beta^2", "replicates", "test error", "error on S'", "e_gen <=", "e_unif-alg >=", "v > u", "v >= 1/2 > u"]
    rows = []
    for name in names:
        plan, records, audit = kept_own(data / name, EXAMPLES)
        own, halves = [record for record in records if "replicate" in record], audit.halves
        u = "-" if halves.e_gen_upper is None else decimal_above(halves.e_gen_upper, 4)
        fit: Any = plan.model.fit  # with beta^2 put in
        seen = [str(len(own)), _span(own, "test"), _span(own, "partner"), u, _below(halves.e_unif_alg_lower)]
        rows.append([str(plan.model.m), str(fit.args[0]), *seen, _yes(halves.exceeds), _yes(audit.vacuous)])
    return _table(heads, rows)


def level(data: Path, *names: str) -> list[str]:
    """What all statements of these runs cost together."""
    total = spent(names, data)
    return [f"These are {len(names)} looks; all their statements together hold at {decimal_below(1 - total, 6)}."]


def published(data: Path, name: str) -> list[str]:
    """The authors' values beside ours, with the interval in which one more run of ours would fall."""
    plan, records, _ = kept_growth(data / name)
    rows, rule = published_table(plan, growths(records)), f"fixed {float(plan.stop_margin):g}"
    wanted = ("test error", *(f"{bound}, {rule}" for bound in ("bft17", "nbs18", "n19")))
    shown = [row for row in rows if row["quantity"] in wanted]
    by_m = zip(*(row["values"] for row in shown), strict=True)
    body = [[str(cells[0]["m"]), *map(_compared, cells)] for cells in by_m]
    inside = [value["inside"] for row in rows for value in row["values"]]
    heads = ["m", *(f"{row['quantity']}: published, ours" for row in shown)]
    share = f"{sum(inside)} of {len(inside)} published values (of {len(rows)} quantities) lie in their intervals."
    return [*_table(heads, body), "", share]


def exponents(data: Path, name: str, *quantities: str) -> list[str]:
    """Exponents of the named quantities (words joined by _), and of the last step alone, at each batch size."""
    plan, records, asked = kept_growth(data / name)
    wanted = [q.replace("_", " ") for q in quantities]
    batches = [str(batch) for batch in plan.batch_sizes]
    found = {(g.name, str(g.batch_size)): g for g in growths(records, asked["level"], asked["interval"])}
    heads = ["quantity", *(f"batch {b}" for b in batches), *(f"last step, batch {b}" for b in batches)]
    theirs = authors_curves(plan)
    rows = []
    for quantity in wanted:
        own = [found[quantity, batch] for batch in batches]
        beside = [_interval(published_exponent(theirs, quantity, most=max(plan.ms)))] if theirs else []
        rows.append([quantity, *beside, *(_interval(g.exponent) for g in own), *(_interval(g.last_step) for g in own)])
    if theirs:
        heads.insert(1, "published")
    used = sorted({g.exponent.method for g in found.values() if g.exponent is not None})
    about = f"`data/{name}`: {plan.replicates} replicates, m = {min(plan.ms)} to {max(plan.ms)}, {asked['level']} each"
    return [f"{about}, limits by {', '.join(used)}.", "", *_table(heads, rows)]


def poster(data: Path, most: str) -> list[str]:
    """The exponents of the curves on the authors' MNIST poster, with the interval that one run gives: to m = `most`, and all."""
    del data  # the values are the authors'
    curves = poster_curves()
    found = [[name, *(_interval(published_exponent(curves, name, most=m)) for m in (int(most), None))] for name in curves]
    return [
        "The authors' poster (depth 5, width 1024, batch size 1; one run), the same least squares, regression limits:",
        "",
        *_table(["quantity", f"exponent, m to {most}", f"exponent, m to {max(curves['test error'][0])}"], found),
    ]


def sentences(data: Path, *names: str) -> list[str]:
    """The three sentences on growth, decided for each run at each batch size."""
    rows = []
    for name in names:
        plan, records, asked = kept_growth(data / name)
        rule = f"fixed {float(plan.stop_margin):g}"
        for each in decisions(records, rule, asked["level"]):
            where = f"{plan.data}, batch {each.batch_size}, m to {max(plan.ms)}"
            method = ", ".join(t.split(":")[0] for t in each.evidence.trusts[1:])
            rows.append([where, each.says, each.evidence.word, "; ".join(map(_short, each.parts)), method])
    return _table(["data", "sentence", "verdict", "exponents", "limits"], rows)


def memorized(data: Path, name: str) -> list[str]:
    """True and random labels: errors, and ratios of bounds and norms."""
    true, random = (read_records(data / name / kind) for kind in ("true", "random"))
    m, M = sorted({record["m"] for record in true})
    small, large = ([r for r in true if r["m"] == size] for size in (m, M))
    lines = [f"`data/{name}`: m = {m}, M = {M}, {len(small)} replicates, limits 0.95 each.", ""]
    rows = []
    for label, runs in (("true labels, m", small), ("random labels, m", random), ("true labels, M", large)):
        found = counts(label, runs)
        rate = found["test_errors"] / found["test_points"]
        fits = f"{found['train_errors']} of {found['train_points']}"
        rows.append([label, fits, f"{found['test_errors']} of {found['test_points']} ({rate:.3f})"])
    lines += _table(["labels", "training errors", "test errors"], rows)
    wanted = ("bft17, fixed 4", "nbs18, fixed 4", "distance from initialisation")
    both = [ratios(small, random, "0.95"), ratios(random, large, "0.95")]
    rows = [[name, *(_ratio(side, name) for side in both)] for name in wanted]
    return [*lines, "", *_table(["quantity", "random / true, both at m", "true at M / random at m"], rows)]


def _beside_poster(run: Kept, m: int) -> list[str]:
    """A row of `paper`.  Raises: InvalidFile for a run of another sphere than the poster's, or of an m that it has not."""
    own, theirs = [record for record in run.records if record["m"] == m], pictures.poster(run.plan)
    if theirs is None or str(m) not in theirs["test"]:
        raise InvalidFile(f"data/{run.name}: the authors' poster has no value for this sphere at m = {m}")
    stopped = [f"{record['epochs']}{'' if record['stop'] == Stop.REACHED.value else ' (not reached)'}" for record in own]
    rates = sorted(log10(record["test_errors"] / record["test_points"]) for record in own)
    ours = " to ".join(dict.fromkeys(f"{rate:.3f}" for rate in (rates[0], rates[-1])))
    test, partner = f"{log10(theirs['test'][str(m)]):.3f}", f"{theirs['partner'][str(m)]:.3f}"
    return [str(m), str(len(own)), ", ".join(stopped), f"{test}, {ours}", f"{partner}, {_span(own, 'partner')}"]


def _convention(bound: Bound) -> list[str]:
    formula = bound.statement.replace("|", "\\|") + ("" if bound.depth is None else f", L = {bound.depth}")
    constants = "all" if bound.complete else "of the term shown" if bound.constants else "omitted"
    omits = bound.omits.removeprefix("constants, ") if not bound.constants else bound.omits
    status = "the authors' script" if bound.status == "script" else bound.status
    return [f"`{bound.name}`", formula, bound.two_one or "-", bound.reference or "-", constants, omits or "nothing", status]


def _row(run: Kept, each: Certified) -> list[str]:
    own = [record for record in run.records if record["cell"] == each.cell]
    epochs = [record["epochs"] for record in own]
    u = each.halves.e_gen_upper
    return [
        each.cell,
        f"{each.reached}/{run.plan.replicates}",
        f"{min(epochs)} to {max(epochs)}",
        _span(own, "test"),
        _span(own, run.plan.shown),
        "-" if u is None else decimal_above(u, 4),
        _below(each.value),
        _yes(each.halves.exceeds),
        _yes(each.vacuous),
    ]


def _yes(verdict: Verdict) -> str:
    return "yes" if verdict is Verdict.UPHELD else "not shown"


def _below(value: Fraction) -> str:
    return decimal_below(value, 4)


def _span(records: Sequence[Record], part: str) -> str:
    rates = [record[f"{part}_errors"] / record[f"{part}_points"] for record in records]
    low, high = f"{min(rates):.3f}", f"{max(rates):.3f}"
    return low if low == high else f"{low} to {high}"


def _axis(name: str) -> str:
    return AXES.get(name, name.replace("_", " "))


def _compared(value: Mapping[str, Any]) -> str:
    return f"{value['published']:.4g}, {value['mean']:.4g} [{value['lower']:.3g}, {value['upper']:.3g}]"


def _interval(found: SlopeInterval | None) -> str:
    return "-" if found is None else f"{found.slope:+.3f} [{found.lower:+.3f}, {found.upper:+.3f}]"


def _ratio(found: Sequence[Any], name: str) -> str:
    one = next(each for each in found if each.quantity == name)
    return f"{one.ratio:.3g} [{one.lower:.3g}, {one.upper:.3g}]"


def _short(part: str) -> str:
    name, _, rest = part.partition(": exponent")
    return f"{name.split(',')[0]} {rest[rest.index('[') : rest.index(']') + 1]}" if "[" in rest else f"{name}: none"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
