"""The bounds themselves: reduced forms as the authors plot them, two classics, and complete forms with constants.

Letters: L weight matrices W_l (out, in), Delta_l (D in statements) = W_l - W_l^0, R = max |x|, h hidden width,
|.|_2 spectral, |.|_F Frobenius.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, prod, sqrt

from torch_bridge.bounds.bound import Bound, Terms
from torch_bridge.bounds.complete import bft17_complete, nbs18_complete, occam_float32
from torch_bridge.bounds.norms import LayerNorms
from uccheck.core.errors import InvalidParameter


def _scale(terms: Terms) -> float:
    """R / (gamma sqrt m)."""
    return terms.radius / (terms.gamma * sqrt(terms.sample.m))


def _beside(terms: Terms) -> list[tuple[LayerNorms, float]]:
    """Each layer with the product of the others' spectral norms: prod |W_i|_2 / |W_l|_2 also where W_l is 0."""
    layers = terms.norms.layers
    return [(layer, prod(other.spectral for other in layers[:i] + layers[i + 1 :])) for i, layer in enumerate(layers)]


def _spectral_covering(terms: Terms, two_one: Callable[[LayerNorms], float]) -> float:
    return _scale(terms) * float(sum((two_one(layer) * others) ** (2 / 3) for layer, others in _beside(terms)) ** 1.5)


def bft17(terms: Terms) -> float:
    """R prod |W_l|_2 (sum_l (|Delta_l^T|_{2,1} / |W_l|_2)^(2/3))^(3/2) / (gamma sqrt m), (2,1) over output units."""
    return _spectral_covering(terms, lambda layer: layer.distance_two_one_by_output)


def bft17_script(terms: Terms) -> float:
    """The same with the (2,1) norm over input units, as the authors' script computes it."""
    return _spectral_covering(terms, lambda layer: layer.distance_two_one_by_input)


def _pac_bayes(terms: Terms, depth: int) -> float:
    moved = sqrt(sum((layer.distance_frobenius * others) ** 2 for layer, others in _beside(terms)))
    return _scale(terms) * depth * sqrt(terms.norms.width) * moved


def nbs18(terms: Terms) -> float:
    """R L sqrt(h) prod |W_l|_2 (sum_l |Delta_l|_F^2 / |W_l|_2^2)^(1/2) / (gamma sqrt m)."""
    return _pac_bayes(terms, terms.norms.depth)


def nbs18_script(terms: Terms) -> float:
    """The same with the number of hidden layers, L - 1, in place of L, as the authors' script computes it."""
    return _pac_bayes(terms, terms.norms.depth - 1)


def n19(terms: Terms) -> float:
    """R |W_2|_F (|Delta_1|_F + |W_1^0|_2) / (gamma sqrt m), for two weight matrices only."""
    hidden, output = terms.norms.layers
    return _scale(terms) * output.frobenius * (hidden.distance_frobenius + hidden.spectral_initial)


def neyshabur15(terms: Terms) -> float:
    """R 2^(L-1) prod |W_l|_F / (gamma sqrt m)."""
    return _scale(terms) * 2.0 ** (terms.norms.depth - 1) * prod(layer.frobenius for layer in terms.norms.layers)


def golowich18(terms: Terms) -> float:
    """R (sqrt(2 ln(2) L) + 1) prod |W_l|_F / (gamma sqrt m)."""
    factor = sqrt(2 * log(2) * terms.norms.depth) + 1
    return _scale(terms) * factor * prod(layer.frobenius for layer in terms.norms.layers)


def parameter_count(terms: Terms) -> float:
    """sqrt(number of weights / m)."""
    return sqrt(terms.norms.parameters / terms.sample.m)


_PLAIN = "constants, logarithms, the term in delta"

BOUNDS: tuple[Bound, ...] = (
    Bound(
        name="bft17",
        source="Bartlett, Foster, Telgarsky 2017, arXiv 1706.08498 (covering numbers); notebook's convention",
        statement="R prod|W|_2 (sum (|D^T|_{2,1}/|W|_2)^{2/3})^{3/2} / (gamma sqrt m)",
        status="recalled",
        formula=bft17,
        two_one="output units",
        omits=_PLAIN,
    ),
    Bound(
        name="bft17-script",
        source="the authors' experiments.py: (2,1) norm over input units; no theorem is known to us in this form",
        statement="R prod|W|_2 (sum (|D|_{2,1}/|W|_2)^{2/3})^{3/2} / (gamma sqrt m)",
        status="script",
        formula=bft17_script,
        two_one="input units",
        omits=_PLAIN,
    ),
    Bound(
        name="nbs18",
        source="Neyshabur, Bhojanapalli, Srebro 2018, arXiv 1707.09564 (PAC-Bayes); distance in place of norm",
        statement="R L sqrt(h) prod|W|_2 (sum |D|_F^2/|W|_2^2)^{1/2} / (gamma sqrt m)",
        status="recalled",
        formula=nbs18,
        omits=_PLAIN,
    ),
    Bound(
        name="nbs18-script",
        source="the authors' experiments.py: hidden layers L - 1 in place of L",
        statement="R (L-1) sqrt(h) prod|W|_2 (sum |D|_F^2/|W|_2^2)^{1/2} / (gamma sqrt m)",
        status="script",
        formula=nbs18_script,
        omits=_PLAIN,
    ),
    Bound(
        name="n19",
        source="Neyshabur et al. 2019, openreview BygfghAcYX (Rademacher, one hidden layer)",
        statement="R |W_2|_F (|D_1|_F + |W_1^0|_2) / (gamma sqrt m)",
        status="recalled",
        formula=n19,
        depth=2,
        omits="constants, logarithms, the term in delta, the additive sqrt(h/m), the factor sqrt(number of classes)",
    ),
    Bound(
        name="neyshabur15",
        source="Neyshabur, Tomioka, Srebro 2015, arXiv 1503.00036 (layer peeling; constant 2^(L-1) derived)",
        statement="R 2^{L-1} prod|W|_F / (gamma sqrt m)",
        status="derived",
        formula=neyshabur15,
        reference="origin",
        constants=True,
        omits="the factor of the multi-class margin, the union over norms and gamma, the term in delta",
    ),
    Bound(
        name="golowich18",
        source="Golowich, Rakhlin, Shamir 2018, arXiv 1712.06541 (size-independent Rademacher bound)",
        statement="R (sqrt(2 ln(2) L) + 1) prod|W|_F / (gamma sqrt m)",
        status="recalled",
        formula=golowich18,
        reference="origin",
        constants=True,
        omits="the factor of the multi-class margin, the union over norms and gamma, the term in delta",
    ),
    Bound(
        name="parameters",
        source="parameter counting (classical; the shape of VC and covering bounds)",
        statement="sqrt(number of weights / m)",
        status="recalled",
        formula=parameter_count,
        reference=None,
        uses_gamma=False,
        omits="constants, the factor L log(number of weights) of the VC dimension, the term in delta",
    ),
    Bound(
        name="bft17-complete",
        source="Bartlett, Foster, Telgarsky 2017: matrix covering and Dudley integral, with every constant",
        statement="8/m^{3/2} + 36 ln(m) C/m + 24 sqrt(L ln(2H^2)/m) + 3 sqrt((ln(2/delta) + union)/(2m))",
        status="derived",
        formula=bft17_complete,
        two_one="output units",
        constants=True,
        logarithms=True,
        complete=True,
    ),
    Bound(
        name="nbs18-complete",
        source="Neyshabur, Bhojanapalli, Srebro 2018: PAC-Bayes, perturbations scaled to each layer, every constant",
        statement="4 sqrt((KL + ln(6m/delta) + union)/(m - 1)), KL ~ 16 e^2 (R L/gamma)^2 H ln(4LH) prod|W|_2^2 sum |D|_F^2/|W|_2^2",
        status="derived",
        formula=nbs18_complete,
        constants=True,
        logarithms=True,
        complete=True,
    ),
    Bound(
        name="occam-float32",
        source="Occam: a union over every value of 32-bit weights (exact counting, Hoeffding)",
        statement="sqrt((32 P ln 2 + ln(1/delta)) / (2m)), P the number of stored numbers, 0-1 loss",
        status="derived",
        formula=occam_float32,
        reference=None,
        constants=True,
        logarithms=True,
        complete=True,
        uses_gamma=False,
        allows_biases=True,
    ),
)


def bound(name: str) -> Bound:
    """The bound of that name."""
    for one in BOUNDS:
        if one.name == name:
            return one
    raise InvalidParameter(f"unknown bound {name!r}: choose one of {', '.join(b.name for b in BOUNDS)}")
