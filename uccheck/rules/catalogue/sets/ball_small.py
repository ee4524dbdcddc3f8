"""Few points can be misclassified by a member of a small ball: the share is at most a + kappa^2 b^2 t q/(D g)^2."""

from fractions import Fraction

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, H, L, N, T, a, b, delta, g, gamma, kappa, m, q, s, t, u, v, w
from uccheck.rules.catalogue.sets._still import place
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, Relation, gt, le, lt, positives, reals, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, e_ball, loss, misfit, swollen, tail
from uccheck.rules.statement import Mutant, Statement, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet

CAUCHY = (
    "human: where `v` misses `k` points of margin `gamma + g` by `gamma`, `(w_2 - v)` has with the sum of their `y_i x2_i` a product of at "
    "least `k g`, hence by the Cauchy-Schwarz inequality `k g <= kappa |w_2| ((b/D) W k)^(1/2)`, `W` the greatest `|sum_I z_i|^2/|I|`"
)
WIDER = "human: `|v| <= (1 + kappa) |w_2|`, and the population loss increases with the norm of the noise weights, `gamma <= 2s`"


def statement() -> Statement:
    """On the set T < t, W <= q, and all but a fraction a of the training margins are at least gamma + g."""
    share = kappa**2 * b**2 * t * q / (D * g) ** 2
    chance = tail(D, t) + misfit(*X, gamma + g) / a + swollen(m, D, q)
    largest = loss(*X, gamma, (1 + kappa) ** 2 * t)
    narrow, often, missed, wide = le(gamma, 2 * s), le(chance, delta), le(a + share, v), le(largest, v)
    where = (*PAIRS, *positives(kappa, g, t, q), *shares(a), *reals(v))
    claim = Claim((le(e_ball(*X, gamma, kappa, delta), v),), where, (narrow, often, missed, wide), _points)
    short, calm, few = lt(T, t), le(w, q), le(N, a * m)
    now = loss(*X, gamma, (1 + kappa) ** 2 * T)
    upper = le(now, largest)
    inside = OnSet(
        (short, calm, few),
        chance,
        {
            T: outcome("chi")(D),
            w: outcome("swell")(m, D),
            N: outcome("short")(*X, gamma + g),
            H: outcome("member")(*X, gamma, kappa),
            L: outcome("member_risk")(*X, gamma, kappa),
        },
        facts=facts(X, gamma, kappa, g),
        lines=(
            (
                upper,
                Known("loss-increases", {u: (1 + kappa) ** 2 * T, t: (1 + kappa) ** 2 * t}, using=_grown(short)),
            ),
        ),
        by=(
            Form(using={gt(N, a * m): 1 / (a * m)}),
            Form(using={wide: 1, upper: 1, now - L: 1, H: 1}),
            Form(
                using={
                    missed: 1,
                    few: 1 / m,
                    short: kappa**2 * b**2 * q / (D * g) ** 2,
                    calm: kappa**2 * b**2 * T / (D * g) ** 2,
                    N / m + kappa**2 * b**2 * T * w / (D * g) ** 2 - H: 1,
                    L: 1,
                }
            ),
        ),
    )
    why = "on that set no member misses more than the fraction `a` and what its distance from `w_2` allows"
    return Statement(
        id="ball-small",
        section=6,
        title="Small balls about the learned noise weights",
        says=(
            "If `T < t`, no sum of a subset of the noise is swollen beyond `q`, and all but a fraction `a` of the training margins are at "
            "least `gamma + g`, but for the chance `delta`, then"
        ),
        claim=claim,
        proofs=(chain(e_ball(*X, gamma, kappa, delta), ("<=", v, why, inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("the radius not squared", under(claim, 2, le(a + kappa * share / 2, v))),
            Mutant("a quarter of the reach", under(claim, 2, le(a + share / 4, v))),
            Mutant("no swelling", under(claim, 2, le(a + share * t / (t * q), v))),
            Mutant("rare margins", under(claim, 1, le(tail(D, t) + swollen(m, D, q), delta))),
        ),
        source="this kit, theorem J",
    )


def facts(X: tuple[object, ...], gamma: object, kappa: object, g: object) -> tuple[Fact, Fact]:
    """What a member of the ball does on S, and on the population."""
    total, swell, missing = outcome("chi")(D), outcome("swell")(m, D), outcome("short")(*X, gamma + g)  # type: ignore[operator]
    bound = missing / m + kappa**2 * b**2 * total * swell / (D * g) ** 2  # type: ignore[operator]
    member, risk = outcome("member")(*X, gamma, kappa), outcome("member_risk")(*X, gamma, kappa)
    far = loss(*X, gamma, (1 + kappa) ** 2 * total)  # type: ignore[operator]
    laws = ("training-margin", "weight-norm")
    narrow = le(gamma, 2 * s)  # beyond, the loss does not increase with the deviation
    return Fact(member, "<=", bound, CAUCHY, laws), Fact(risk, "<=", far, WIDER, ("loss-increases", "population-error"), (narrow,))


def _grown(short: Relation) -> dict[object, dict[object, object]]:
    return {(1 + kappa) ** 2 * (t - T): {short: (1 + kappa) ** 2}}


def _points() -> tuple[dict[object, object], ...]:
    """The setting without chance at every radius where a further point can be missed, and between."""
    found = []
    for radius in (
        Fraction(1, 4),
        Fraction(9, 16) + Fraction(1, 1000),
        Fraction(4, 5),
        Fraction(1),
        Fraction(9, 8) + Fraction(1, 1000),
        Fraction(3, 2),
    ):
        for size in (
            Fraction(1, 1000),
            Fraction(1, 4),
            Fraction(26, 100),
            Fraction(1, 2),
            Fraction(51, 100),
            Fraction(3, 4),
            Fraction(9, 10),
        ):
            values = {kappa: radius, v: size, a: Fraction(1, 10**6), t: 10**6 + 1, q: 10**6}
            found += [place() | values | {g: Fraction(36)}, place() | values | {g: Fraction(10**4)}]
    return tuple(found)
