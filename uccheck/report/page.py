"""The front page as one self-contained HTML file: no script, no font, no request to anywhere; light, dark, narrow, printed.

Glossary
    entry    a name of the trusted base with its number on the page
"""

from __future__ import annotations

import html
from collections import Counter
from fractions import Fraction
from importlib.metadata import version
from typing import Any

from uccheck import __version__
from uccheck.article.document import Scope, _environment, contents, stamped
from uccheck.article.html import anchor, mathml, numbered, prose
from uccheck.article.ledger import sentences
from uccheck.article.prose import inline as typeset
from uccheck.core.exact import as_written, decimal_above, decimal_below, shown_above, shown_below
from uccheck.report.collect import RATIOS, SIZES, Collected
from uccheck.report.experiments import KeptRun
from uccheck.report.front import DELTA, EPSILON, NOT_ASKED, SIMULATED
from uccheck.report.inline import inline
from uccheck.report.network import WIDTH, network
from uccheck.report.pictures import draw, draw_run

LIBRARIES = ("sympy", "python-flint", "numpy", "scipy", "matplotlib")
PICTURES = {
    "theorem": (
        "S against its flip as D grows",
        "Above: how often h_S errs on a point of the flipped sample, on a fresh point and on a point of its own sample. Below: what is to "
        "be explained, e_gen, and the tightest algorithm-dependent two-sided uniform convergence bound, e_unif-alg. As D grows "
        "e_gen falls to 0, while e_unif-alg rises to 1. A pale bar is a bracket with two ends; the lines join what is certified of "
        "e_unif-alg from below and of e_gen from above.",
    ),
    "skew": (
        "Where the skew lives",
        "The chance that h_S errs on a point whose noise is at correlation -rho from that of a training point: at rho = 0 a fresh point, "
        "so the test error; at rho = 1 the flipped training point. Fresh points are all near rho = 0; the flipped sample is a sample "
        "like any other, and stands where h_S is wrong.",
    ),
}


def page(found: Collected) -> str:
    """The page of what was collected."""
    from markupsafe import Markup

    from uccheck.rules.catalogue import load

    doc = contents(found.names, Scope())
    numbers = {_short(label): number for label, number in numbered(doc).items()}
    sections = [(title, inside) for title, _, inside in doc.chapters]

    def said(text: str) -> Any:
        return Markup(prose(text, {f"uccheck:{label}": number for label, number in numbers.items()}).replace('href="#uccheck:', 'href="#'))

    records = {record.id: record for record in found.records}
    text = _environment("html").get_template("report.html.j2").render(
        sections=sections,
        definitions=doc.notions,
        further=doc.further,
        trusts=[(_short(label), trust) for label, trust in doc.trusts],
        count=len(doc.names),
        mutants={name: [mutant.name for mutant in load()[name].mutants] for name in doc.names},
        where=lambda trust: _short(anchor(trust, doc)),
        found=found,
        numbers=numbers,
        records=records,
        words=sorted(Counter(record.word for record in found.records).items()),
        sentences=sentences(record.given for record in found.records),
        network=network([(title, [one.id for one in inside]) for title, inside in sections], _uses(found.names)),
        width=WIDTH,
        plots={picture.name: Markup(_plot(picture)) for picture in found.pictures},
        runs=[(run, Markup(_run_plot(run)) if len(run.cells) > 1 else "") for run in found.runs],
        phase=_phase(found),
        sizes=SIZES,
        delta=DELTA,
        epsilon=EPSILON,
        verdict_counts=Counter(each.verdict.split("(")[0] for each in found.published).most_common(),
        alpha=_alpha(found),
        libraries=[f"uccheck {__version__}", *(f"{name} {version(name)}" for name in LIBRARIES)],
        ran=_ran(found),
        section_of={one.id: title for title, inside in sections for one in inside},
        command=lambda text: Markup(_command(text)),
        captions={name: (title, Markup(prose(typeset(_marked(words)), numbers))) for name, (title, words) in PICTURES.items()},
        math=lambda text: Markup(mathml(text)),
        symbol=lambda text: Markup(mathml(text, display=False)),
        prose=said,
        said=lambda text: Markup(prose(typeset(text), numbers)),
        below=lambda value: shown_below(value, 4),
        above=lambda value: shown_above(value, 4),
        percent=_percent,
    )  # fmt: skip
    return "<!doctype html>\n" + stamped(text, "<!--", " -->")


def _short(label: str) -> str:
    """The label as an anchor of this page."""
    return label.removeprefix("uccheck:")


def _uses(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    from uccheck.rules.catalogue import load

    return {name: load()[name].uses for name in names}


def _plot(picture: Any) -> str:
    title, words = PICTURES[picture.name]
    return inline(draw(picture, narrow=True), f"plot-{picture.name}", title, words)


def _run_plot(run: KeptRun) -> str:
    words = f"Errors of each replicate on test points and on S', and the certified halves, against {run.vary}; the table has the numbers."
    return inline(draw_run(run), f"plot-{run.name}", run.name, words)


def _command(text: str) -> str:
    """A command line that breaks between its words alone, not inside an option."""
    words = (f'<span class="word">{html.escape(word)}</span>' for word in text.split())
    return f"<code>{' '.join(words)}</code>"


def _ran(found: Collected) -> list[str]:
    """What was computed for this page, and what was read from records."""
    mutants = sum(record.mutants for record in found.records)
    neighbours = "none of their false neighbours, as --quick asks" if found.quick else f"{mutants} false neighbours"
    seeds = ", ".join(f"{one.name} (seed {one.asked['seed']}, {one.asked['trials']} trials a point)" for one in found.pictures)
    lines = [
        f"{len(found.records)} statements and {neighbours}, put to their own checks",
        f"{len(found.phase)} instances of the phase diagram and the one of the box, each certified or refuted and re-checked",
        f"raw samples for the box Simulation and for the pictures {seeds}",
        f"{len(found.published)} published claims, decided",
        f"read, not run: the kept records {', '.join(run.name for run in found.runs)}; no network was trained",
    ]
    asked = next((one for one in found.verdicts if one.by == "Kernel" and one.word == NOT_ASKED), None)
    return [*lines, "not run: Coq" if asked is not None else "Coq, at the instance of the box"]


def _marked(words: str) -> str:
    """The letters of a caption as mathematics."""
    for letters in ("e_unif-alg", "e_gen", "h_S", "-rho", "rho = 0", "rho = 1"):
        words = words.replace(letters, f"`{letters}`")
    return words


def _phase(found: Collected) -> list[tuple[int, list[Any]]]:
    return [(ratio, [found.phase[m, ratio] for m in SIZES]) for ratio in RATIOS]


def _percent(values: tuple[Fraction, ...]) -> str:
    """The least and the greatest of some shares, rounded outward to a tenth of a percent."""
    low, high = (100 * end for end in (min(values), max(values)))
    least, most = decimal_below(Fraction(int(low * 10), 10), 4), decimal_above(Fraction(-int(-high * 10 // 1), 10), 4)
    return f"{least}%" if least == most else f"{least}% to {most}%"


def _alpha(found: Collected) -> list[tuple[str, str]]:
    """The error probabilities spent, by what spent them; limits that no verdict rests on are named too."""
    published = sum((Fraction(each.alpha) for each in found.published), Fraction(0))
    pictured = [(f"the raw counts of the picture {one.name}", as_written(1 - Fraction(one.asked["level"]))) for one in found.pictures]
    statements = sum((record.alpha for record in found.records), Fraction(0))
    kept = [(f"the kept record {run.name}", as_written(run.alpha)) for run in found.runs]
    said = [("the statements", as_written(statements)), ("the simulation", as_written(SIMULATED))]
    return [*said, *pictured, *kept, ("published claims", as_written(published))]
