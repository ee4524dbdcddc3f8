"""Complete bounds, every constant and logarithm included; derivations in docs/bounds.md.

Each returns what is added to the empirical term: with probability at least 1 - delta over the sample,
L_0(f) <= (fraction of training margins <= gamma) + value, for the bias-free ReLU network with the weights at hand,
provided the reference matrices W^0 do not depend on the sample.

Union bounds. A quantity known only after training is put on a grid with weights that sum to one:
    integers j >= 1       weight 1/(j(j+1))                              cost ln(j(j+1))
    powers a^k, k in Z    weight (2/3)/((|k|+1)(|k|+2))                  cost ln(3/2) + ln((|k|+1)(|k|+2))
The margin uses a = 2^(1/8), so that rounding it down loses at most 9%.
"""

from __future__ import annotations

from math import ceil, e, floor, log, prod, sqrt

from torch_bridge.bounds.bound import Terms


def bft17_complete(terms: Terms) -> float:
    """Covering-number bound with spectral norms and (2,1) distances over output units.

    With s_l = ceil(L |W_l|_2)/L, b_l = ceil(L |Delta_l^T|_{2,1})/L (at least 1/L), H the largest layer dimension and
    C = (2/gamma) |X|_F sqrt(ln(2 H^2)) prod s_l (sum_l (b_l/s_l)^(2/3))^(3/2):
    value = 8/m^(3/2) + 36 ln(m) C/m + 24 sqrt(L ln(2 H^2)/m) + 3 sqrt((ln(2/delta) + union)/(2m)).
    Source: the ingredients are BFT17's [recalled: Maurey's covering of a matrix product, the layerwise chain, Dudley's
    integral cut at 1/m]; the third term keeps the ceilings of the matrix covering.
    """
    m, L = terms.sample.m, terms.norms.depth
    dimension = log(2 * terms.norms.largest_dimension**2)
    s = [max(1, ceil(L * layer.spectral)) for layer in terms.norms.layers]
    b = [max(1, ceil(L * layer.distance_two_one_by_output)) for layer in terms.norms.layers]
    gamma, gamma_cost = _margin_grid(terms)
    ratios = sum((bl / sl) ** (2 / 3) for bl, sl in zip(b, s, strict=True))
    C = 2 / gamma * terms.sample.frobenius * sqrt(dimension) * prod(sl / L for sl in s) * float(ratios**1.5)
    union = sum(_integer_cost(j) for j in (*s, *b)) + gamma_cost
    rademacher = 8 / (m * sqrt(m)) + 36 * log(m) * C / m + 24 * sqrt(L * dimension / m)
    return rademacher + 3 * sqrt((log(2 / terms.delta) + union) / (2 * m))


def nbs18_complete(terms: Terms) -> float:
    """PAC-Bayes bound with Gaussian perturbations of layer l scaled to a grid value of |W_l|_2.

    With a = 1 + 1/(8L), t_l <= |W_l|_2 < s_l neighbouring powers of a, H the largest layer dimension and
    KL = 16 e^2 R^2 L^2 H ln(4 L H) prod s_l^2 sum_l |Delta_l|_F^2/t_l^2 / gamma^2:
    value = 4 sqrt((KL + ln(6m/delta) + union)/(m - 1)).
    Source: NBS18's two lemmas [recalled: perturbation bound; margin PAC-Bayes]; scaling each layer by itself, not the
    network to equal spectral norms, is what lets the initialisation be the reference.
    """
    m, L, H = terms.sample.m, terms.norms.depth, terms.norms.largest_dimension
    if m < 2 or any(layer.spectral == 0 for layer in terms.norms.layers):
        return float("inf")
    ratio = 1 + 1 / (8 * L)
    k = [floor(log(layer.spectral) / log(ratio)) for layer in terms.norms.layers]
    gamma, gamma_cost = _margin_grid(terms)
    moved = sum((layer.distance_frobenius / ratio**kl) ** 2 for layer, kl in zip(terms.norms.layers, k, strict=True))
    product = prod(ratio ** (kl + 1) for kl in k) ** 2
    kl_term = 16 * e**2 * (terms.radius * L / gamma) ** 2 * H * log(4 * L * H) * product * moved
    union = sum(_power_cost(kl) for kl in k) + gamma_cost
    return 4 * sqrt((kl_term + log(6 * m / terms.delta) + union) / (m - 1))


def occam_float32(terms: Terms) -> float:
    """sqrt((32 P ln 2 + ln(1/delta))/(2m)): there are at most 2^(32 P) networks with P 32-bit weights and biases."""
    bits = 32 * (terms.norms.parameters + terms.norms.bias_entries) * log(2)
    return sqrt((bits + log(1 / terms.delta)) / (2 * terms.sample.m))


def _margin_grid(terms: Terms) -> tuple[float, float]:
    """gamma at no cost where it was fixed beforehand; else the grid value below it and the cost of the union."""
    if terms.gamma_fixed:
        return terms.gamma, 0.0
    k = floor(8 * log(terms.gamma, 2))
    return 2.0 ** (k / 8), _power_cost(k)


def _integer_cost(j: int) -> float:
    return log(j) + log(j + 1)


def _power_cost(k: int) -> float:
    return log(1.5) + log(abs(k) + 1) + log(abs(k) + 2)
