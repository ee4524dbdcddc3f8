"""Options that several commands take alike: what a counterexample, its setting and its learner are called, and what is said of them."""

from __future__ import annotations

from typing import Annotated

import typer

GammaOption = Annotated[str | None, typer.Option("--gamma", help="Margin of the ramp loss; 0, the 0-1 loss, unless given.")]
TheoremOption = Annotated[str | None, typer.Option("--theorem", help="auto, A (delta < 1/2), B (delta < 1/2) or C (every delta).")]
SignalOption = Annotated[str | None, typer.Option("--s", help="Signal: 4 unless given; exponential: 1.")]
NoiseOption = Annotated[str | None, typer.Option("--b", help="Noise, s < b: 32 unless given; exponential: about (4/3)(2 s + ln m).")]
CounterexampleOption = Annotated[str, typer.Option("--counterexample", help="linear, exponential or sco.")]
LearnerOption = Annotated[
    str | None, typer.Option("--learner", help="linear: one-step, minimum-norm; sco: erm, regularised, gradient-descent.")
]
EtaOption = Annotated[str | None, typer.Option("--eta", help="sco: strength of the term eta |w - 1|^2.")]
LamOption = Annotated[str | None, typer.Option("--lam", help="sco, regularised: strength of the term lam |w|^2.")]
StepsOption = Annotated[str | None, typer.Option("--tau", help="sco, gradient descent: the sum of the steps.")]
