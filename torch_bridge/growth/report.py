"""The answer of `uccheck experiment bounds` as one document: JSON keys, or tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch_bridge.bounds.catalogue import BOUNDS
from torch_bridge.data.published import RECALLED, Curves, comparisons, notebook_curves, poster_curves, published_exponent
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.samples import split_sentence
from torch_bridge.growth.summary import SENTENCES, Growth, GrowthDecision, Record, complete_replicates, decisions, growths
from uccheck.core.verdict import Verdict, conjunction
from uccheck.statistics.slopes import Method


def document(plan: GrowthPlan, records: Sequence[Record], level: str, method: Method = "auto") -> dict[str, Any]:
    """Everything that the experiment found, as plain data; `records` are the trainings themselves."""
    rule = f"fixed {float(plan.stop_margin):g}"
    measured, decided = growths(records, level, method), decisions(records, rule, level)
    return {
        "plan": plan.parameters() | {"m": list(plan.ms), "batch_sizes": list(plan.batch_sizes)},
        "replicates": plan.replicates,
        "split": split_sentence(plan),
        "level": level,
        "left_out": left_out(records),
        "exponents": [g.record() for g in measured],
        "decisions": [d.record() for d in decided],
        "verdict": paper_sentence(decided).value,
        "alpha_total": str(sum(d.evidence.alpha for d in decided)),
        "published": published_table(plan, measured),
        "recalled": RECALLED if plan.data == "mnist" else None,
        "conventions": [b.convention() for b in BOUNDS],
        "records": [dict(r) for r in records],
    }


def paper_sentence(decided: Sequence[GrowthDecision]) -> Verdict:
    """The verdict on the paper's sentence at every batch size; UNDECIDED where nothing could be decided."""
    found = [d.evidence.verdict for d in decided if d.says == SENTENCES[0].says]
    return conjunction(found) if found else Verdict.UNDECIDED


def left_out(records: Sequence[Record]) -> dict[str, int]:
    """Replicates left out of the curves, by batch size, because a training was capped or diverged."""
    batches = sorted({r["batch_size"] for r in records})
    return {str(batch): complete_replicates(records, batch)[2] for batch in batches}


def published_table(plan: GrowthPlan, measured: Sequence[Growth]) -> list[dict[str, Any]]:
    """Published value | ours | prediction interval of one run, for the authors' own experiments only."""
    rows, curves = [], authors_curves(plan)
    for one in measured:
        if one.name not in curves or one.batch_size != 1:
            continue
        theirs = published_exponent(curves, one.name)
        rows.append(
            {
                "quantity": one.name,
                "published_exponent": theirs.record() if theirs else None,
                "values": [c.__dict__ | {"inside": c.inside} for c in comparisons(curves, one.name, one.ms, one.curves)],
            }
        )
    return rows


def authors_curves(plan: GrowthPlan) -> Curves:
    """The authors' values that belong to the plan's experiment: the notebook's, the poster's, or none."""
    return notebook_curves() if is_notebook(plan) else poster_curves() if is_poster(plan) else {}


def is_poster(plan: GrowthPlan) -> bool:
    """Whether the plan trains the poster's network on MNIST as the poster does, whatever digits it draws from."""
    same = (plan.data, plan.hidden, plan.bias, plan.random_labels) == ("mnist", (1024,) * 5, False, False)
    return same and (plan.learning_rate, plan.stop_margin, plan.stop_fraction) == ("0.1", "10", "0.99")


def is_notebook(plan: GrowthPlan) -> bool:
    """Whether the plan is the notebook's experiment, so that its published values may stand beside ours."""
    same = (plan.data, plan.hidden, plan.bias, plan.dimension, plan.random_labels) == (
        "hypersphere",
        (1000,),
        True,
        100,
        False,
    )
    return same and (plan.learning_rate, plan.stop_margin, plan.stop_fraction, plan.outer) == (
        "0.2",
        "4",
        "0.99",
        "1.2",
    )


def text(found: dict[str, Any]) -> str:
    """The document for a reader: the split, exponents, what is published beside ours, decisions."""
    lines = [f"data: {found['split']}", f"replicates: {found['replicates']}; intervals at level {found['level']} each"]
    lines += [f"batch size {b}: {n} replicates left out, not stopped by the rule" for b, n in found["left_out"].items() if n]
    for batch in found["plan"]["batch_sizes"]:
        lines += ["", f"batch size {batch}: exponents in m, and the last step alone"]
        lines += [_exponent_line(e) for e in found["exponents"] if e["batch_size"] == batch]
    for row in found["published"]:
        lines += ["", *_published_lines(row)]
    if found["recalled"]:
        recalled = f"bounds about m^{RECALLED['bounds']}, test error about m^{RECALLED['test error']}"
        lines += ["", f"paper, MNIST, batch size 1 [recalled]: {recalled}"]
    for decision in found["decisions"]:
        lines += ["", f"{decision['word']}: {decision['says']} (batch size {decision['batch_size']})"]
        lines += [f"  {part}" for part in decision["parts"]]
        lines += [f"  trusts: {'; '.join(decision['trusts'])}"]
    return "\n".join([*lines, "", f"alpha spent in all: {found['alpha_total']}"])


def _exponent_line(row: dict[str, Any]) -> str:
    if row["exponent"] is None:
        return f"  {row['quantity']:34} no exponent: {row['reason']}"
    e, last = row["exponent"], row["last_step"]
    tail = f"   last {last['slope']:+.3f} [{last['lower']:+.3f}, {last['upper']:+.3f}]" if last else ""
    return f"  {row['quantity']:34} {e['slope']:+.3f} [{e['lower']:+.3f}, {e['upper']:+.3f}] {e['method']}{tail}"


def _published_lines(row: dict[str, Any]) -> list[str]:
    e = row["published_exponent"]
    limits = f"[{e['lower']:+.3f}, {e['upper']:+.3f}] by {e['method']}"
    lines = [
        f"{row['quantity']}: published exponent {e['slope']:+.3f} {limits}",
        f"  {'m':>6} {'published':>10} {'ours':>10}   one more run of ours would fall in",
    ]
    for v in row["values"]:
        mark = "" if v["inside"] else "   outside"
        lines.append(f"  {v['m']:>6} {v['published']:>10.4g} {v['mean']:>10.4g}   [{v['lower']:.4g}, {v['upper']:.4g}]{mark}")
    return lines
