"""Words for one thing: verbs of finding, settings, sides, quantifiers, places of print; each with its meaning by hand, none with two."""

from __future__ import annotations

import re
import tomllib
import types
from itertools import combinations, product
from typing import Any

import pytest

from tests.audit import sentences_worded as worded
from tests.audit.asking import decided
from tests.audit.idle_words import idle
from tests.forked import ROOT
from uccheck.audit.said import names, propose, words

GROUPS = {name: rows for name, rows in vars(worded).items() if name.isupper() and isinstance(rows, list) and name != "ALL"}

#: What each word of a scope means; the meanings are the ledgers' own words.
MEANINGS = {
    "two-sided": ("two sided", "Two-Sided", "2-sided", "absolute difference"), "one-sided": ("one sided", "1-sided"),
    "some distributions": ("exists", "there exists", "some settings", "certain settings", "some setting", "existential"),
    "every setting": ("every distribution", "all settings", "all distributions", "for all", "always", "universal"),
    "0-1": ("0-1 loss", "zero-one", "zero-one loss", "01"),
    "hypersphere": ("ReLU hypersphere", "adversarial spheres", "spheres"),
    "linear": ("linear model", "linear example", "linear classifier", "linear N&K"),
    "outputs": ("outputs of the learner", "outputs of the algorithm", "algorithm-dependent"),
}  # fmt: skip
MEANING = {word: meaning for meaning, others in MEANINGS.items() for word in (meaning, *others)}
PRINTED = {
    "neurips": ("NeurIPS 2019", "NIPS", "Advances in Neural Information Processing Systems 32", "NeurIPS'19"),
    "icml": ("ICML", "International Conference on Machine Learning"),
    "iclr": ("ICLR", "International Conference on Learning Representations"),
    "jmlr": ("JMLR", "Journal of Machine Learning Research"), "pnas": ("PNAS", "Proceedings of the National Academy of Sciences"),
    "cacm": ("CACM", "Communications of the ACM", "Commun. ACM"), "colt": ("COLT", "Conference on Learning Theory"),
    "alt": ("ALT", "Algorithmic Learning Theory"), "uai": ("UAI", "Uncertainty in Artificial Intelligence"),
    "aistats": ("AISTATS", "Artificial Intelligence and Statistics"), "arxiv": ("arXiv", "CoRR", "preprint"),
    "thesis": ("PhD thesis", "dissertation", "Carnegie Mellon University"), None: ("Nature", "salt", "Journal of Statistics"),
}  # fmt: skip
AMERICAN = {
    "generalise": "generalize", "generalised": "generalized", "organiser": "organizer", "normalises": "normalizes",
    "optimising": "optimizing", "realisation": "realization", "realisations": "realizations", "analyse": "analyze", "analysed": "analyzed",
    "analyser": "analyzer", "analyses": "analyzes", "analysing": "analyzing", "behaviour": "behavior", "colours": "colors",
    "behavioural": "behavioral", "coloured": "colored", "favouring": "favoring", "labelled": "labeled", "modelling": "modeling",
    "labeller": "labeler", "centre": "center", "centred": "centerd", "our": "our", "four": "four",
}  # fmt: skip
DOIS = ("10.1/AB", "doi:10.1/ab", "DOI:10.1/ab", "http://doi.org/10.1/AB", "https://doi.org/10.1/ab", "https://dx.doi.org/10.1/ab")


def reading(text: str) -> dict[str, Any] | None:
    found = propose.propose(text)
    return found and found.table


def told(found: Any) -> tuple[Any, ...] | None:
    """A proposal of either copy of the module."""
    return found and (found.table, found.remarks)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_each_sentence_is_read_as_a_person_reads_it(group: str) -> None:
    assert {text: found for text, table in GROUPS[group] if (found := reading(text)) != table} == {}


def test_every_verb_and_status_has_its_meaning_by_hand() -> None:
    """No beginning of a verb gives another status than the verbs that begin so, and each verb that is heard stands in a sentence."""
    for start, status in words._STATUS:
        assert {worded.STATUS[verb] for verb in worded.STATUS if verb.startswith(start)} == {status}, start
    starts = re.sub(r"[^a-z|]", "", words.VERB.partition(r"\w*")[0].replace(r"\b", "").replace("(?:", "")).split("|")
    assert len(starts) > 10 and all(any(verb.startswith(start) for verb in worded.STATUS) for start in starts)
    assert {status for _, status in words._STATUS} <= {"proved", "measured", "conjectured", "argued", "shown"}


def test_every_setting_is_one_of_the_ledger() -> None:
    ledger = tomllib.loads((ROOT / "uccheck/data/attributions.toml").read_text())
    known = {
        *(row["setting"] for row in ledger["result"]),
        *ledger["aliases"],
        *(a for aliases in ledger["aliases"].values() for a in aliases),
    }
    assert {setting for _, setting in words._SETTINGS} <= known
    assert {setting for _, setting in words._SETTINGS} == {setting for setting in worded.SETTINGS.values() if setting}


def test_no_word_stands_in_two_groups() -> None:
    """The kit's groups are those of the hand, and a word that is in none of the latter fails."""
    kit = {names.plain(word): names.plain(group[0]) for group in names._SAME for word in group}
    assert kit == {names.plain(word): names.plain(meaning) for word, meaning in MEANING.items()}
    assert len(kit) == len({(names.plain(word), n) for n, group in enumerate(names._SAME) for word in group})
    for a, b in combinations(MEANING, 2):
        assert names.same_word(a, b) == names.same_word(b, a) == (MEANING[a] == MEANING[b]), (a, b)


def test_the_first_word_of_each_group_is_a_word_of_the_ledgers() -> None:
    texts = "".join((ROOT / "uccheck/data" / name).read_text() for name in ("attributions.toml", "ledger.toml"))
    for group in names._SAME:
        assert f'= "{group[0]}"' in texts, group[0]


def test_no_alias_of_a_setting_has_two_names() -> None:
    aliases = tomllib.loads((ROOT / "uccheck/data/attributions.toml").read_text())["aliases"]
    written = [names.plain(word) for name, others in aliases.items() for word in {name, *others}]
    assert len(written) == len(set(written))


MAIN = {"sidedness": "two-sided", "class": "outputs", "loss": "0-1", "setting": "linear", "algorithm": "one gradient step"}


@pytest.mark.parametrize("word", [word for word, meaning in MEANING.items() if meaning in ("some distributions", "every setting")])
def test_a_quantifier_is_decided_as_what_it_means(word: str) -> None:
    """The main question holds of some distributions and fails of every one."""
    found = decided("statement", ref="uniform-convergence-vacuous", holds=True, under={**MAIN, "quantifier": word})
    assert found.verdict.name == ("UPHELD" if MEANING[word] == "some distributions" else "REFUTED")


@pytest.mark.parametrize(
    ("key", "word"),
    [("sidedness", w) for w in MEANING if MEANING[w].endswith("-sided")] + [("loss", w) for w in MEANING if MEANING[w] == "0-1"]
    + [("class", w) for w in MEANING if MEANING[w] == "outputs"] + [("setting", w) for w in MEANING if MEANING[w] == "linear"],
)  # fmt: skip
def test_a_word_of_a_scope_is_decided_as_what_it_means(key: str, word: str) -> None:
    """Uniform convergence over the outputs fails in the linear example of two sides, not of one."""
    under = {**MAIN, "quantifier": "some distributions", key: word}
    found = decided("statement", ref="uniform-convergence-vacuous", holds=True, under=under)
    assert found.verdict.name == ("REFUTED" if MEANING[word] == "one-sided" else "UPHELD")


@pytest.mark.parametrize(("verb", "where"), [*product(worded.STATUS, ("linear", "ReLU hypersphere"))])
def test_a_verb_is_decided_as_its_status(verb: str, where: str) -> None:
    """The failure is proved in the linear example, and measured on the hypersphere."""
    found = reading(
        f"Nagarajan and Kolter {verb} that two-sided uniform convergence fails {'on the ' if where != 'linear' else 'for '}{where}."
    )
    assert found is not None and found["setting"] == where
    status, table = worded.STATUS[verb], {key: value for key, value in found.items() if key != "kind"}
    expected = {"linear": {"proved": "UPHELD"}, "ReLU hypersphere": {"proved": "REFUTED", "measured": "UPHELD"}}[where]
    assert decided("attribution", **table).verdict.name == expected.get(str(status), "UNDECIDED")


def test_every_place_of_print_has_its_short_name() -> None:
    assert {written: name for name, all_ in PRINTED.items() for written in all_ if names.venue(written) != name} == {}
    assert {name for name, _ in names._VENUES} == {name for name in PRINTED if name}
    assert set(names.CONFERENCES) < {name for name, _ in names._VENUES}


def test_spelling_is_american() -> None:
    assert {british: names.plain(british) for british in AMERICAN if names.plain(british) != AMERICAN[british]} == {}


def test_an_identifier_is_bare() -> None:
    assert {names.doi(written) for written in DOIS} == {"10.1/ab"}
    for written in ("1902.04742", "arXiv:1902.04742v3", "https://arxiv.org/abs/1902.04742", "10.48550/arXiv.1902.04742"):
        assert names.arxiv_number(written) == "1902.04742"


def test_every_word_of_a_pattern_of_names_decides_something() -> None:
    """Of venues, spellings and identifiers."""

    def found(module: types.ModuleType) -> list[str]:
        return [*map(module.venue, written), *map(module.plain, AMERICAN), *map(module.doi, DOIS)]

    written = [w for all_ in PRINTED.values() for w in all_]
    known = found(names)
    assert idle(names, lambda word, changed: found(changed) != known) == []


def test_every_word_of_a_pattern_of_words_decides_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is proposed, or what is told of it."""
    known = {text: propose.propose(text) for text, _ in worded.ALL}

    def is_seen(word: str, changed: types.ModuleType) -> bool:
        with monkeypatch.context() as put:
            put.setattr(propose, "words", changed)
            return any(told(propose.propose(text)) != told(known[text]) for text, _ in worded.ALL)

    assert idle(words, is_seen) == []
