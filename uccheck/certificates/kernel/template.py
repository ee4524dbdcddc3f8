"""The .v file of kernel certificates: numbers filled into fixed text, which states up to four bounds of each instance.

The statement depends on m, D, s, b, delta, gamma and the numbers claimed; the witnesses stand in the lemmas before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from uccheck.certificates.kernel import texts
from uccheck.certificates.kernel.search import Generalizing, Instance, LossBound, Rare, Vacuity, generalizing, vacuous
from uccheck.certificates.kernel.upper import Drowned, Floor, Overfitting, Spread, drowned, overfitting, spread


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Bounds of e_gen(m, delta) and e_unif-alg(m, delta) for one instance, with their witnesses; None where nothing is claimed.

    `e_gen` and `e_unif_alg` are the two ends of the theorem (upper and lower), the other two refute it.
    """

    instance: Instance
    e_gen: Fraction | None = None
    e_unif_alg: Fraction | None = None
    generalizing: Generalizing | None = None
    vacuous: Vacuity | None = None
    overfitting: Overfitting | None = None
    ceiling: Spread | Drowned | None = None

    @property
    def e_gen_lower(self) -> Fraction | None:
        """The lower bound of e_gen that is claimed."""
        return None if self.overfitting is None else self.overfitting.value

    @property
    def e_unif_alg_upper(self) -> Fraction | None:
        """The upper bound of e_unif-alg that is claimed."""
        return None if self.ceiling is None else self.ceiling.value

    @property
    def drowned(self) -> Drowned | None:
        """The witnesses of a large gamma."""
        return self.ceiling if isinstance(self.ceiling, Drowned) else None


def source(claims: tuple[Goal, ...], *, print_assumptions: bool = False) -> str:
    """The file that states and proves every claim as `instance1`, `instance2`, ..."""
    numbers = "".join(_numbers(claim, str(k)) for k, claim in enumerate(claims, 1))
    theorems = "".join(_theorem(claim, str(k)) for k, claim in enumerate(claims, 1))
    names = ", ".join(f"instance{k}" for k in range(1, len(claims) + 1))
    ending = f"Definition instances := ({names}).\nPrint Assumptions instances.\n" if print_assumptions else ""
    return texts.HEAD + numbers + texts.BRIDGE + theorems + ending


def models() -> str:
    """A file with one certificate for each way a bound is proved, and what they rest on."""
    flips = [("1/10", 10, 12800), ("1/20", 1000, 17000), ("1/4", 10**6, 10**12)]
    signs = [("19/20", 1000, 10**6), ("19/20", 1000, 4 * 10**5), ("9/10", 1, 10**9)]
    instances = [Instance(m=m, D=D, delta=Fraction(delta), gamma=Fraction(1, 2)) for delta, m, D in flips + signs]
    claims = [best_claim(instance, generalizing(instance), vacuous(instance)) for instance in instances]
    plain = Instance(m=10, D=2000, delta=Fraction(1, 10), gamma=Fraction(0))
    deep = Instance(m=10, D=20000, delta=Fraction(1, 10), gamma=Fraction(0), s=Fraction(3), b=Fraction(16))
    wide = Instance(m=10, D=2000, delta=Fraction(1, 10), gamma=Fraction(1000))
    claims += [full_claim(plain), full_claim(deep, "A"), full_claim(wide)]
    return source(tuple(claims), print_assumptions=True)


def best_claim(instance: Instance, small: Generalizing, large: Vacuity | None) -> Goal:
    """The strongest claim of the theorem that these witnesses prove."""
    e_unif_alg = None if large is None else 1 - large.value
    return Goal(instance=instance, e_gen=small.loss.value, e_unif_alg=e_unif_alg, generalizing=small, vacuous=large)


def full_claim(instance: Instance, theorem: str = "auto") -> Goal:
    """All four ends that the kernel's bounds reach, both sides."""
    below = instance.gamma < instance.s
    small, large = (generalizing(instance), vacuous(instance, theorem)) if below else (None, None)
    ceiling = spread(instance) if below else drowned(instance)
    e_gen = small.loss.value if small is not None else ceiling.value if isinstance(ceiling, Drowned) else None
    e_unif_alg = None if large is None else 1 - large.value
    return Goal(
        instance=instance,
        e_gen=e_gen,
        e_unif_alg=e_unif_alg,
        generalizing=small,
        vacuous=large,
        overfitting=overfitting(instance),
        ceiling=ceiling,
    )


@dataclass(frozen=True)
class _Part:
    """One bound: its conjunct, its proof, the lemmas on numbers before it and the last of them, beside it; blanks as `<name>`."""

    states: str
    proof: str
    numbers: str
    late: str = ""


def _parts(claim: Goal) -> Iterator[_Part]:
    gen, unif = "egen S (Z.to_nat <D>) <gamma>%coqR <delta>%coqR", "eunif S (Z.to_nat <D>) <gamma>%coqR <delta>%coqR"
    if (small := claim.generalizing) is not None:
        text = texts.GENERALIZING.replace("<long>", _long(small.long, "<delta>", "g"))
        numbers = _filled(text, g_alpha=small.long.alpha, losses=_loss(small.loss, "<e_gen>", "g"))
        yield _Part(f"({gen} <= <e_gen>%coqR%:E)%E", "exact (egen_le m1 D1 s1 b1 g1 S gs g_numbers<k>)", numbers)
    if (large := claim.vacuous) is not None:
        losses = _loss(large.loss, rational(large.loss.value), "v")
        side = "v_delta<k> " if large.pair == "sign" else ""
        proof = f"exact ({large.pair}_eunif_ge m1 D1 s1 b1 g1 S gs v_count<k> {side}v_side<k> v_numbers<k>)"
        yield _Part(f"(<e_unif>%coqR%:E <= {unif})%E", proof, _vacuous(large, losses), _count(large))
    if (over := claim.overfitting) is not None:
        caps = {"cap_thin": over.cap_thin, "cap_right": over.cap_right}
        numbers = _floor(over.floor, "o") + _filled(texts.OVERFITTING, f_step=over.floor.c, o_tau=over.tau, **caps)
        states = f"({rational(over.value)}%coqR%:E <= {gen})%E"
        yield _Part(states, "exact (egen_ge m1 D1 b1 g1 S o_numbers<k>)", _filled(numbers, o_value=over.value))
    if isinstance(top := claim.ceiling, Spread):
        states = f"({unif} <= {rational(top.value)}%coqR%:E)%E"
        numbers = _floor(top.floor, "u") + _filled(texts.SPREAD, u_cap=top.cap_thin, u_value=top.value, u_floor=top.floor.value)
        yield _Part(states, "exact (eunif_le_spread m1 D1 s1 b1 g1 S gs u_value<k> u_floored<k> u_rare<k>)", numbers)
    if (deep := claim.drowned) is not None:
        caps = {"cap_long": deep.cap_long, "cap_total": deep.cap_total}
        numbers = _filled(texts.DROWNED, d_alpha=deep.alpha, d_beta=deep.beta, reach=deep.reach, d_value=deep.value, **caps)
        for quantity, name in ((gen, "egen"), (unif, "eunif")):
            states = f"({quantity} <= {rational(deep.value)}%coqR%:E)%E"
            yield _Part(states, f"exact ({name}_le_drowned m1 D1 s1 b1 S gp d_numbers<k>)", numbers if name == "egen" else "")


def _numbers(claim: Goal, k: str) -> str:
    return _about("".join(part.numbers for part in _parts(claim)), claim, k)


def _theorem(claim: Goal, k: str) -> str:
    parts = tuple(_parts(claim))
    facts = [texts.FACTS["below"]] if claim.instance.gamma < claim.instance.s else []
    facts += [texts.FACTS["positive"]] if claim.instance.gamma > 0 else []
    states = " /\\\n  ".join(part.states for part in parts)
    proof = "repeat split; [" + " | ".join(part.proof for part in parts) + "]" if len(parts) > 1 else parts[0].proof
    late = "".join(part.late for part in parts)
    return _about(late + texts.THEOREM.replace("<states>", states).replace("<facts>", "".join(facts)).replace("<proof>", proof), claim, k)


def _about(text: str, claim: Goal, k: str) -> str:
    """The blanks that every part shares."""
    a = claim.instance
    numbers = {"delta": a.delta, "gamma": a.gamma, "s": a.s, "b": a.b}
    ends = {"e_gen": claim.e_gen, "e_unif": claim.e_unif_alg}
    text = _filled(text, **numbers, **{name: value for name, value in ends.items() if value is not None})
    for name, value in (("m", str(a.m)), ("D", str(a.D)), ("k", k)):
        text = text.replace(f"<{name}>", value)
    return text


def _vacuous(large: Vacuity, losses: str) -> str:
    names = {"pair": large.pair, "mgf": {"flip": "flip_mgf", "sign": "sign_mix"}[large.pair]}
    kappa = {"flip": "(1 - 2 * <delta>)", "sign": "((1 - <delta>) ^ 4)"}[large.pair]
    text = texts.VACUOUS.replace("<losses>", losses).replace("<pair_numbers>", texts.PAIRS[large.pair]).replace("<kappa>", kappa)
    text = text.replace("<long>", _long(large.long, "<v_rare>", "v"))
    for name, value in names.items():
        text = text.replace(f"<{name}>", value)
    caps = {"v_rare": large.long.p, "cap_flip": large.cap_flip}
    return _filled(text, v_alpha=large.long.alpha, tau=large.tau, e1=large.e1, loss=large.loss.value, **caps)


def _count(large: Vacuity) -> str:
    """How many flipped points are right."""
    return _filled(texts.COUNT.replace("<right>", str(large.right)), e1=large.e1, loss=large.loss.value)


def _long(long: Rare, p: str, half: str) -> str:
    """The lemma on long weights."""
    return _filled(texts.LONG[long.shape].replace("<half>", half).replace("<long_p>", p), long_cap=long.cap, mu=long.mu)


def _loss(loss: LossBound, value: str, half: str) -> str:
    statement = f"Lemma {half}_loss<k> : q_bound (pop_scale <s> <b> <m> <D> <gamma> {half}_alpha<k>) <= {value}.\n"
    proof = {"tail": texts.TAIL, "middle": texts.MIDDLE, "far": texts.FAR}[loss.shape]
    return statement + _filled(proof.replace("<half>", half), y=loss.y, terms=str(loss.terms), far=loss.far)


def _floor(floor: Floor, half: str) -> str:
    proof = {"tail": texts.FLOOR_TAIL, "middle": texts.FLOOR_MIDDLE}[floor.shape]
    text = texts.FLOORED.replace("<proof>", proof).replace("<half>", half)
    e = floor.value / (1 - floor.c)
    return _filled(text, f_alpha=floor.alpha, f_step=floor.c, f_value=floor.value, f_share=e, y=floor.y, terms=str(floor.terms))


def _filled(text: str, **values: Fraction | str) -> str:
    for name, value in values.items():
        text = text.replace(f"<{name}>", value if isinstance(value, str) else rational(value))
    return text


def rational(value: Fraction) -> str:
    """`(p / q)`, or `(p)`."""
    return f"({value.numerator})" if value.denominator == 1 else f"({value.numerator} / {value.denominator})"
