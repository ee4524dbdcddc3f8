"""Did you mean: the known names that a mistyped one is like."""

from __future__ import annotations

from collections.abc import Sequence

_LEAST, _FELLOWS = 55, 5  # of 100: below the first a suggestion would puzzle more than it helps; so close is as good as the best


def nearest(name: str, among: Sequence[str], otherwise: str) -> str:
    """A question that names up to three of `among` that are like it, or what to do otherwise; the order of words does not matter."""
    from rapidfuzz import fuzz, process, utils

    def alike(one: str, other: str, **options: float | None) -> float:
        return max(fuzz.ratio(one, other), 0.95 * fuzz.token_sort_ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other))

    found = process.extract(name.replace("_", "-"), among, scorer=alike, processor=utils.default_process, limit=3, score_cutoff=_LEAST)
    close = [repr(word) for word, score, _ in found if score >= found[0][1] - _FELLOWS]
    return f"did you mean {' or '.join(close)}?" if close else otherwise
