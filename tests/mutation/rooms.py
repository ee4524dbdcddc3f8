"""What is mutated, and what must notice: for each room its modules of formulas and its own fast killing tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .operators import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Room:
    """Modules by their dotted names and the test files that must kill their mutants."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def mutants(self) -> Iterator[Mutant]:
        """Every mutant of the room, module by module."""
        for module in self.modules:
            yield from mutants(module, path_of(module).read_text())


def path_of(module: str) -> Path:
    """The file of a module of this checkout."""
    return ROOT / (module.replace(".", "/") + ".py")


ROOMS = {
    room.name: room
    for room in (
        Room("core", ("uccheck.core.exact", "uccheck.core.verdict"), ("tests/core",)),
        Room(
            "expressions",
            (
                "uccheck.expressions.intervals",
                "uccheck.expressions.derivatives",
                "uccheck.expressions.branch_and_bound",
                "uccheck.expressions.tails",
            ),
            ("tests/expressions",),
        ),
        Room(
            "balls",
            tuple(f"uccheck.balls.{name}" for name in ("basic", "normal", "chi2", "extreme", "beta")),
            ("tests/balls",),
        ),
        Room(
            "linear",
            tuple(f"uccheck.linear.{name}" for name in ("setting", "law", "sample", "factors", "events", "learners")),
            tuple(
                f"tests/linear/test_{name}.py"
                for name in ("setting", "law", "sample", "small_m", "factors", "events", "events_rigour", "learners", "solvers_left_off")
            ),
        ),
        Room("rounding", ("uccheck.linear.rounding",), ("tests/linear/test_rounding.py",)),
        Room(
            "statistics",
            tuple(f"uccheck.statistics.{name}" for name in ("binomial", "estimate", "sequential", "slopes")),
            ("tests/statistics",),
        ),
        Room(
            "counterexample",
            tuple(f"uccheck.counterexample.{name}" for name in ("transfer", "halves", "own", "linear_halves", "guard", "calls")),
            tuple(
                f"tests/counterexample/test_{name}.py"
                for name in ("exact", "guard", "scales", "store_looks", "calls", "halves", "transfer")
            ),
        ),
        Room(
            "checker",
            tuple(f"uccheck.certificates.{name}" for name in ("check", "check_rules", "check_integrals", "check_universes")),
            tuple(
                f"tests/certificates/test_check{name}.py"
                for name in ("", "_forged", "_files", "_rules", "_integrals", "_flips", "_tails", "_universes")
            ),
        ),
        Room(
            "kernel",
            tuple(f"uccheck.certificates.kernel.{name}" for name in ("template", "search", "upper")),
            tuple(
                f"tests/certificates/test_{name}.py"
                for name in ("kernel", "kernel_lemmas", "kernel_optimum", "kernel_search", "kernel_proofs")
            ),
        ),
        Room(
            "audit",
            ("uccheck.audit.deciders.formulas.tail",),
            ("tests/audit/test_deciders.py", "tests/audit/test_stranger.py", "tests/audit/test_words.py", "tests/audit/deciders"),
        ),
        Room(
            "dimension",
            tuple(f"uccheck.audit.deciders.linear.{name}" for name in ("order", "threshold")),
            tuple(f"tests/audit/deciders/test_{name}.py" for name in ("orders", "terms", "thresholds", "least_dimension")),
        ),
        Room("necessity", ("uccheck.audit.deciders.linear.necessity",), ("tests/audit/deciders/test_necessary_factor.py",)),
        Room("few_dimensions", ("uccheck.audit.deciders.linear.few_dimensions",), ("tests/audit/deciders/test_few_dimensions.py",)),
        Room("defined", ("uccheck.audit.deciders.linear.defined",), ("tests/audit/deciders/test_defined.py",)),
        Room("moments", ("uccheck.audit.deciders.linear.moment",), ("tests/audit/deciders/test_moments.py",)),
        Room("about", ("uccheck.audit.deciders.linear.approx",), ("tests/audit/deciders/test_about.py",)),
        Room("instances", ("uccheck.audit.deciders.linear.instance",), ("tests/audit/deciders/test_instances.py",)),
        Room("corners", ("uccheck.audit.deciders.linear.corners",), ("tests/audit/deciders/test_corners.py",)),
        Room(
            "families",
            ("uccheck.audit.deciders.linear.families",),
            ("tests/audit/deciders/test_families.py", "tests/audit/deciders/test_what_suffices.py"),
        ),
        Room(
            "numbers",
            tuple(
                f"uccheck.audit.deciders.numbers.{name}"
                for name in ("statistic", "whole", "proportion", "approximate", "intervals", "exponent")
            ),
            tuple(
                f"tests/audit/deciders/test_{name}.py"
                for name in ("statistic", "reported_statistics", "whole", "proportion", "proportion_readings", "exponent")
            ),
        ),
        Room(
            "torch_bridge",
            tuple(f"torch_bridge.bounds.{name}" for name in ("norms", "catalogue", "complete", "bound", "evaluate")),
            tuple(
                f"tests/torch_bridge/test_{name}.py" for name in ("bounds", "complete_bounds", "bound_statements", "norms", "user_bounds")
            ),
        ),
        Room("runs", tuple(f"torch_bridge.runs.{name}" for name in ("looks", "progress")), ("tests/torch_bridge/test_looks.py",)),
        Room(
            "quantities",
            tuple(f"uccheck.quantities.finite.{name}" for name in ("spaces", "likely", "variants")),
            tuple(f"tests/quantities/test_{name}.py" for name in ("spaces", "space_counts", "likely", "variants")),
        ),
        Room(
            "outcomes",
            tuple(f"uccheck.quantities.{name}" for name in ("outcomes", "simplex", "learners", "exponential", "convex")),
            tuple(f"tests/quantities/test_{name}.py" for name in ("outcomes", "outcome_facts", "words")),
        ),
        *(
            Room(name, (f"uccheck.quantities.{name}",), (f"tests/quantities/test_{name}.py",))
            for name in ("applied", "monotone", "symbols")
        ),
        Room(
            "enclosed",
            tuple(f"uccheck.quantities.enclosed.{name}" for name in ("instances", "bounds", "evaluator", "universes")),
            tuple(
                f"tests/quantities/test_{name}.py"
                for name in ("instances", "instance_errors", "instance_limits", "bounds", "universe_bounds", "evaluator")
            ),
        ),
        Room(
            "questions",
            tuple(f"uccheck.answers.{name}" for name in ("threshold", "universes.inverse")),
            tuple(f"tests/answers/test_{name}.py" for name in ("threshold", "question_halves", "universe_searches")),
        ),
        *(Room(name, (f"uccheck.answers.definitions.{name}",), (f"tests/answers/test_{name}.py",)) for name in ("sets", "gibbs", "rows")),
        Room(
            "brackets",
            tuple(f"uccheck.answers.{name}" for name in ("outcome", "answer", "certify", "universes.universe")),
            tuple(f"tests/answers/test_{name}.py" for name in ("brackets", "shown", "ends_answer_the_question")),
        ),
        Room(
            "interpolator",
            ("uccheck.answers.interpolator",),
            ("tests/answers/test_interpolator_asked.py", "tests/answers/test_interpolator.py"),
        ),
        Room("answers", ("uccheck.answers.stability",), ("tests/answers/test_stability.py",)),
        Room("search", ("uccheck.answers.finders",), tuple(f"tests/answers/test_{name}.py" for name in ("sharp", "upper", "finders"))),
        Room("proposals", ("uccheck.answers.proposals",), ("tests/answers/test_proposals.py",)),
        Room("closed", ("uccheck.answers.closed",), ("tests/answers/test_closed.py",)),
        Room("skew", ("uccheck.answers.skew",), ("tests/answers/test_skew_asked.py",)),
        Room("convex", ("uccheck.answers.universes.convex",), ("tests/answers/test_convex_asked.py",)),
        Room(
            "network",
            ("uccheck.answers.universes.exponential",),
            ("tests/answers/test_network_asked.py", "tests/answers/test_network_outcomes.py"),
        ),
        Room("which", ("uccheck.answers.universes.counterexamples",), ("tests/answers/test_which_counterexample.py",)),
        Room("board", ("uccheck.answers.definitions.linear",), ("tests/answers/test_definition_finders.py",)),
        Room("trade_off", ("uccheck.answers.definitions.figure",), ("tests/answers/test_gibbs_figure.py",)),
        Room("residues", ("uccheck.rules.algebra.residues",), tuple(f"tests/rules/test_exact_{name}.py" for name in ("zeros", "signs"))),
        Room("binders", ("uccheck.rules.algebra.binders",), ("tests/rules/test_bound_variables.py",)),
        Room("steady", ("uccheck.rules.algebra.steady",), ("tests/rules/test_steady_limits.py",)),
        Room("smooth", ("uccheck.rules.algebra.smooth",), ("tests/rules/test_smooth_parts.py",)),
        Room("signs", ("uccheck.rules.steps.signs",), tuple(f"tests/rules/test_{name}.py" for name in ("sign_induction", "signs"))),
        Room("equalities", ("uccheck.rules.steps.residue",), ("tests/rules/test_residue_steps.py",)),
        *(
            Room(name, (f"uccheck.rules.steps.{name}",), (f"tests/rules/test_{test}.py",))
            for name, test in (("cases", "steps_by_others"), ("forms", "forms_and_boxes"), ("hypotheses", "given_relations"))
        ),
        Room("diagram", ("uccheck.diagram.place",), ("tests/diagram/test_place_parts.py",)),
        Room("tables", ("uccheck.answers.tables.thresholds",), ("tests/answers/test_threshold_cells.py",)),
        *(
            Room(name, (f"uccheck.counterexample.{name}",), (f"tests/counterexample/test_{test}.py",))
            for name, test in (("classified", "classified"), ("cross", "cross_law"))
        ),
        Room("language", ("uccheck.certificates.language",), ("tests/certificates/test_language.py",)),
        Room(
            "grammar", ("uccheck.expressions.grammar",), ("tests/expressions/test_grammar_limits.py", "tests/expressions/test_grammar.py")
        ),
        Room(
            "polynomials",
            ("uccheck.expressions.polynomials",),
            ("tests/expressions/test_polynomial_proofs.py", "tests/expressions/test_polynomials.py"),
        ),
        Room(
            "statement",
            ("uccheck.certificates.kernel.statement",),
            ("tests/certificates/test_kernel_readback.py", "tests/certificates/test_kernel_statement.py"),
        ),
        Room(
            "instance",
            ("uccheck.certificates.kernel.instance",),
            (
                "tests/certificates/test_kernel_words.py",
                "tests/certificates/test_kernel_outcomes.py",
                "tests/certificates/test_kernel_pair_said.py",
            ),
        ),
        Room("gates", ("uccheck.certificates.kernel.gates",), ("tests/certificates/test_kernel_gates.py",)),
        Room("trees", ("uccheck.certificates.tree",), ("tests/certificates/test_tree_nodes.py", "tests/certificates/test_tree.py")),
        Room("derivation", ("uccheck.rules.derivation",), ("tests/rules/test_derivations.py",)),
        Room("calculus", ("uccheck.rules.steps.calculus",), ("tests/rules/test_calculus.py",)),
        Room("means", ("uccheck.rules.steps.means",), ("tests/rules/test_at_outcomes.py", "tests/rules/test_outcome_parts.py")),
        Room("cited", ("uccheck.rules.steps.cited",), ("tests/rules/test_citations.py",)),
        Room(
            "on_sets",
            ("uccheck.rules.steps.on_sets", "uccheck.rules.sets"),
            ("tests/rules/test_sets_of_samples.py", "tests/rules/test_on_sets.py"),
        ),
        Room("iterates", ("uccheck.rules.steps.iterates",), ("tests/rules/test_descents.py",)),
        Room("checks", ("uccheck.rules.checks",), ("tests/rules/test_ways_to_decide.py",)),
        Room("claim", ("uccheck.rules.claim",), ("tests/rules/test_claims.py",)),
        Room(
            "simulate",
            ("uccheck.linear.simulate",),
            tuple(f"tests/linear/test_{name}.py" for name in ("tally", "limits_as_evidence", "simulate")),
        ),
        Room(
            "simulation",
            tuple(f"uccheck.linear.{name}" for name in ("simulation", "samplers")),
            ("tests/linear/test_simulation.py", "tests/linear/test_solvers_left_off.py"),
        ),
        Room("replicates", ("uccheck.counterexample.models",), ("tests/counterexample/test_replicates.py",)),
        Room("conclusions", ("uccheck.counterexample.audit",), ("tests/counterexample/test_conclusions.py",)),
        Room(
            "hypersphere",
            ("torch_bridge.gap.hypersphere",),
            tuple(f"tests/torch_bridge/test_{name}.py" for name in ("cells_read", "outcome", "hypersphere", "streams")),
        ),
        Room("growth_samples", ("torch_bridge.growth.samples",), ("tests/torch_bridge/test_growth_samples.py",)),
        Room("growth_units", ("torch_bridge.growth.cells",), ("tests/torch_bridge/test_growth_units.py",)),
        Room(
            "growth",
            ("torch_bridge.growth.summary",),
            tuple(f"tests/torch_bridge/test_growth_{name}.py" for name in ("decisions", "exponents")),
        ),
        Room("survey", ("uccheck.rules.survey",), ("tests/rules/test_statements_decided.py",)),
        Room("statement", ("uccheck.rules.statement",), ("tests/rules/test_statements_decided.py",)),
    )
}
