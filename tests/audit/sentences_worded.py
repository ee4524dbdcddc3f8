"""Sentences of who found what, what follows from what, and questions of the ledger, with the table that a person reads in them.

As in `sentences_said.py`: None is no reading; every verb, setting, side and negation that the readers know stands in a sentence.
"""

from __future__ import annotations

from typing import Any

Row = tuple[str, dict[str, Any] | None]

#: Every verb of finding and the status that it gives what was found; None: it leaves the status open.
STATUS = {
    **dict.fromkeys(("prove", "proves", "proved"), "proved"), **dict.fromkeys(("show", "shows", "showed"), "shown"),
    **dict.fromkeys(("demonstrate", "demonstrates", "demonstrated", "illustrate", "illustrated"), "shown"),
    **dict.fromkeys(("observe", "observes", "observed", "measure", "measures", "measured", "report", "reports", "reported"), "measured"),
    **dict.fromkeys(("conjecture", "conjectures", "conjectured"), "conjectured"), **dict.fromkeys(("argue", "argues", "argued"), "argued"),
    **dict.fromkeys(("propose", "find", "finds", "found", "establish", "established", "derive", "compute", "computed", "introduce"), None),
}  # fmt: skip
#: Every name of a setting, and the ledger's.
SETTINGS = {
    "on the hypersphere": "ReLU hypersphere", "for adversarial spheres": "ReLU hypersphere",
    "for an adversarial sphere": "ReLU hypersphere",
    "on two spheres": "ReLU hypersphere", "for ReLU networks": "SGD-trained ReLU network", "for relu models": "SGD-trained ReLU network",
    "under SGD": "SGD-trained ReLU network", "under stochastic gradient descent": "SGD-trained ReLU network",
    "for ReLU networks on the hypersphere": "ReLU hypersphere", "with exponential activation": "exponential activation",
    "in linear regression": "linear regression", "in the linear example": "linear", "for a linear classifier": "linear",
    "on MNIST": "MNIST",
    "for deep networks": "deep networks", "for deep networks on MNIST": "MNIST", "": None, "for non-linear models": None,
    "for nonlinear models": None,
}  # fmt: skip
_FAILS = {"kind": "attribution", "paper": "1902.04742", "finding": "uniform-convergence-fails"}


def _with(table: dict[str, Any], **more: object) -> dict[str, Any]:
    return {**table, **{key: value for key, value in more.items() if value is not None}}


ATTRIBUTIONS: list[Row] = [
    *((f"Nagarajan and Kolter {verb} that uniform convergence fails", _with(_FAILS, status=status)) for verb, status in STATUS.items()),
    *((f"Nagarajan and Kolter prove that uniform convergence fails {where}", _with(_FAILS, setting=setting, status="proved"))
      for where, setting in SETTINGS.items()),
    *((f"{who} prove that {side}uniform convergence fails", {**_FAILS, "finding": finding, "status": "proved", **said})
      for who in ("Nagarajan and Kolter", "N&K", "N & K", "Nagarajan")
      for side, finding, said in (("one-sided ", "one-sided-fails", {"sidedness": "one-sided"}), ("", "uniform-convergence-fails", {}),
                                  ("two-sided ", "uniform-convergence-fails", {"sidedness": "two-sided"}),
                                  ("Two-sided ", "uniform-convergence-fails", {"sidedness": "two-sided"}))),
    *((f"N&K prove that {said}", _with(_FAILS, status="proved"))
      for said in ("uniform convergence is vacuous", "uniform convergence is inadequate", "uniform convergence is unable to explain it",
                   "uniform convergence cannot explain it", "uniform convergence is loose", "uniform-convergence bounds failed",
                   "no uniform convergence bound explains it", "uniform convergence is not able to explain it",
                   "uniform convergence may not be able to explain it", "uniform convergence does not explain it")),
    *((f"{people} prove that uniform convergence fails", {**_FAILS, "paper": paper, "status": "proved"})
      for people, paper in (("Glasgow et al. (2023)", "Glasgow et al. 2023"), ("Glasgow et al.", "Glasgow et al."),
                            ("Bartlett and Long [2021]", "Bartlett and Long 2021"), ("Wei & Ma 2019", "Wei & Ma 2019"))),
    *((f"Zhang et al. (2017) {said} that standard networks fit random labels",
       {"kind": "attribution", "paper": "Zhang et al. 2017", "finding": "random-labels-fit", "status": "proved", **more})
      for said, more in (("prove", {}), ("are first to prove", {"first": True}), ("were the first that proved", {"first": True}),
                         ("was first and proved", {"first": True}), ("is the first that proves", {"first": True}),
                         ("are first and prove", {"first": True}), ("(first to do so) prove", {"first": True}),
                         ("are the only ones who prove", {"only": True}))),
    *((f"Zhang et al. (2017) {verb} {negation} that standard networks fit random labels", None)
      for verb in ("prove", "show") for negation in ("not", "never", "nor", "neither", "hardly", "that it is false", "that it is wrong",
                                                     "that it is untrue", "that it is incorrect", "that one cannot say",
                                                     "that one is unable to say", "fails to fit", "failed to fit", "fail to fit",
                                                     "it isn't true")),
    *((f"N&K prove that {side}uniform convergence {doubled}",
       {"kind": "statement", "ref": "uniform-convergence-vacuous", "under": {"sidedness": "two-sided"} if side else {}})
      for side in ("", "two-sided ") for doubled in ("does not fail", "never really fails", "is not vacuous", "is never inadequate",
                                                     "is not unable to do it", "is not loose", "is not so loose", "isn't vacuous")),
]  # fmt: skip

_LABELS = {"kind": "inference", "premises": ["class-fits-arbitrary-labels"], "conclusion": "two-sided-bound-vacuous"}
INFERENCES: list[Row] = [
    *((f"{start} a class fits arbitrary labels{middle} every two-sided bound is vacuous", {**_LABELS, "rule": "implies"})
      for start in ("If", "As soon as", "Whenever", "Once", "if") for middle in (",", " then", ", then")),
    *((f"A class fits arbitrary labels, {so} every two-sided bound is vacuous", {**_LABELS, "rule": "therefore"})
      for so in ("so", "hence", "therefore", "thus")),
    ("If the projected set is misclassified, every one-sided bound is vacuous",
     {**_LABELS, "premises": ["projected-set-misclassified"], "conclusion": "one-sided-bound-vacuous", "rule": "implies"}),
]  # fmt: skip

_MAIN = {"kind": "statement", "ref": "uniform-convergence-vacuous", "holds": True}
STATEMENTS: list[Row] = [
    *((f"Uniform convergence {fails} {scope}", {**_MAIN, "under": under})
      for fails in ("fails", "is vacuous", "is unable to explain it", "cannot explain it", "is inadequate", "is loose")
      for scope, under in (("", {}), ("for every distribution", {"quantifier": "every distribution"}),
                           ("for some distributions", {"quantifier": "some distributions"}))),
    *((f"Uniform convergence {denied}", {"kind": "statement", "ref": "uniform-convergence-vacuous", "under": {}})
      for denied in ("does not fail", "is not vacuous", "never fails", "is never really vacuous", "isn't loose", "is not inadequate")),
]  # fmt: skip

TITLE = "Uniform convergence may be unable to explain generalization in deep learning"
_CITED = {"kind": "citation", "title": TITLE, "authors": ["Nagarajan", "Kolter"]}
CITATIONS: list[Row] = [
    *((f"Nagarajan and Kolter. {TITLE}. {venue} 2019.", {**_CITED, "year": 2019, "venue": venue})
      for venue in ("NeurIPS", "NIPS", "ICML", "ICLR", "COLT", "ALT", "UAI", "AISTATS", "JMLR", "PNAS")),
    *((f"{before} Nagarajan and Kolter. {TITLE}.", _CITED)
      for before in ("arXiv", "arXiv:", "See", "In", "Cf", "The", "As", "By", "From", "Paper", "Preprint", "Advances", "Proceedings",
                     "Proc", "Journal", "Conference", "Transactions", "Neural", "Information", "Processing", "Systems", "Machine",
                     "Learning",
                     "Research", "http://a.b/Cd", "https://a.b/Cd", "(1998b)")),
    (f"NeurIPS Nagarajan and Kolter. {TITLE}.", {**_CITED, "venue": "NeurIPS"}),
    (f"(2019) Nagarajan and Kolter. {TITLE}.", {**_CITED, "year": 2019}),
    *((f"Nagarajan and Kolter. {TITLE}, {pages}.", {**_CITED, "pages": "11-19"})
      for pages in ("p. 11-19", "pp. 11--19", "page 11-19", "pages 11 - 19")),
    (f"Nagarajan et al. {TITLE}.", {**_CITED, "authors": ["Nagarajan", "et al."]}),
    (f"Nagarajan, V., Kolter, J. Z.: {TITLE}.", {**_CITED, "authors": ["Nagarajan, V.", "Kolter, J. Z."]}),
    (f"Nagarajan; Kolter & Zico. {TITLE}.", {**_CITED, "authors": ["Nagarajan", "Kolter", "Zico"]}),
    ("Nagarajan and Kolter (2019), 10.1234/abc.56.", {"kind": "citation", "doi": "10.1234/abc.56",
     "authors": ["Nagarajan", "Kolter"], "year": 2019}),
    ("@misc{x, title = {Y}}", {"kind": "citation", "bib": "@misc{x, title = {Y}}"}),
]  # fmt: skip
ALL = [*CITATIONS, *ATTRIBUTIONS, *INFERENCES, *STATEMENTS]
