"""The command line as a user meets it: exit statuses, one-line misuse, JSON keys, and a light start."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.forked import uccheck
from uccheck.core.errors import InvalidFile, UccheckError

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, status: int) -> subprocess.CompletedProcess[str]:
    found = uccheck(*arguments)
    assert found.returncode == status, found.stderr + found.stdout
    return found


def misuse(*arguments: str) -> str:
    """The single line on stderr of a call that exits with status 2 and prints nothing else."""
    found = run(*arguments, status=2)
    assert found.stdout == ""
    assert found.stderr.count("\n") == 1
    assert re.match(rf"uccheck( {arguments[0]})?[a-z ]*: ", found.stderr)
    return found.stderr


INSTANCE = ("--m", "1000", "--D", "400000", "--delta", "0.05", "--epsilon", "0.01")


def test_certify_then_check(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    found = json.loads(run("certify", *INSTANCE, "-o", str(path), "--json", status=0).stdout)
    keys = {"verdict", "halves", "theorem", "m", "D", "s", "b", "delta", "epsilon", "gamma", "e_gen", "e_unif_alg", "e_gen_upper"}
    assert set(found) == keys | {"e_unif_alg_lower", "probability_lower", "trusts", "given", "certificate"}
    assert (found["verdict"], found["halves"]) == ("CERTIFIED", {"e_gen": "CERTIFIED", "e_unif_alg": "CERTIFIED"})
    assert json.loads(path.read_text()) == found["certificate"]
    checked = json.loads(run("check", str(path), "--json", status=0).stdout)
    assert checked["verdict"] == "CERTIFIED"
    assert {"file", "verdict", "sentence", "trusts", "given"} == set(checked["files"][0])
    assert "at m = 1000, D = 400000, s = 4, b = 32, gamma = 0, delta = 0.05" in checked["files"][0]["sentence"]
    path.write_text(path.read_text().replace('"delta": "1/20"', '"delta": "1/21"'))
    assert "was changed" in misuse("check", str(path))


def test_a_refutation_says_what_it_refutes_and_has_a_certificate_too(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    arguments = [a if a != "400000" else "200000" for a in INSTANCE]
    found = run("certify", *arguments, "-o", str(path), "--why", status=1)
    assert "REFUTED       e_gen <= 0.01: 0.038934871 <= e_gen <= 0.038934872" in found.stdout
    assert "REFUTED       e_unif-alg >= 0.99: 0.9617494 <= e_unif-alg <= 0.96183404" in found.stdout
    assert "both halves are certified at D = 347729" in found.stdout
    assert run("check", str(path), status=0).stdout.startswith("CERTIFIED")


def test_every_command_that_speaks_of_an_instance_says_the_same(tmp_path: Path) -> None:
    """certify, threshold, table and audit read the same answer."""
    numbers = ("--m", "50", "--D", "20000", "--delta", "0.2", "--epsilon", "0.01")
    certified = json.loads(run("certify", *numbers, "--json", status=0).stdout)
    rows = json.loads(run("table", "50,20000,0.2,0.01", "--json", status=0).stdout)["rows"]
    assert rows[0] == certified
    upper, lower = certified["e_gen"]["upper"], certified["e_unif_alg"]["lower"]
    claims = tmp_path / "claims.toml"
    body = '[[claim]]\nid = "{}"\nsays = "s"\nkind = "{}"\nm = 50\nD = 20000\ndelta = "0.2"\n{} = "{}"\n'
    claims.write_text(body.format("a", "generalizes", "at_most", upper) + body.format("b", "vacuous", "at_least", lower))
    found = json.loads(run("audit", str(claims), "--json", status=0).stdout)["claims"]
    assert [claim["verdict"] for claim in found] == ["CERTIFIED", "CERTIFIED"]
    D = json.loads(run("threshold", *numbers[:2], *numbers[4:], "--json", status=0).stdout)["D"]
    assert D <= 20000
    assert json.loads(run("certify", "--m", "50", "--D", str(D), *numbers[4:], "--json", status=0).stdout)["verdict"] == "CERTIFIED"


def test_the_one_that_is_left_out_is_found() -> None:
    for left, name in (("--epsilon", "epsilon"), ("--delta", "delta"), ("--m", "m")):
        place = INSTANCE.index(left)
        found = json.loads(run("threshold", *INSTANCE[:place], *INSTANCE[place + 2 :], "--json", status=0).stdout)
        assert (found["sought"], found["verdict"]) == (name, "CERTIFIED")
    assert "give three" in misuse("threshold", *INSTANCE)
    assert "give three" in misuse("threshold", *INSTANCE[:4])


def test_threshold_and_probability_have_their_keys() -> None:
    found = json.loads(run("threshold", "--m", "20", "--delta", "0.05", "--epsilon", "0.2", "--json", status=0).stdout)
    assert {"D", "theorem", "m", "delta", "epsilon", "e_unif_alg_lower"} <= set(found)
    again = json.loads(run("probability", "one-flipped", "--m", "20", "--D", "200", "--json", status=0).stdout)
    assert {"event", "lower", "upper"} <= set(again)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("certify", "--m", "0", *INSTANCE[2:]), "m must be at least 1"),
        (("certify", "--m", "12.5", *INSTANCE[2:]), "whole number"),
        (("certify", *INSTANCE[:4], "--delta", "NaN", "--epsilon", "0.01"), "delta is not a number"),
        (("certify", *INSTANCE[:4], "--delta", "0.5", "--epsilon", "0.01", "--theorem", "B"), "use C"),
        (("certify", *INSTANCE, "--s", "32"), "the flip fails"),
        (("certify", *INSTANCE, "-o", "/no/such/folder/c.json"), "cannot write"),
        (("table", "1000,400000,0.05"), "m,D,delta,epsilon"),
        (("table", "threshold", "--m", "10", "--epsilon", "0.1,2"), "between 0 and 1"),
        (("figure", "skew", "-o", "skew.gif"), "choose one of .pdf"),
        (("figure", "theorem", "--s", "32", "-o", "t.pdf"), "the flip fails"),
        (("report", "-o", "."), "it is a directory"),
        (("certify", *INSTANCE[:2], "--D", "10000000000000", *INSTANCE[4:]), "at most 1000000000000"),
        (("threshold", "--m", "10", "--delta", "0.05", "--epsilon", "2"), "between 0 and 1"),
        (("probability", "flipped", "--m", "20", "--D", "200"), "unknown event"),
        (("check", "/no/such/file"), "cannot read"),
        (("certify", "--m", "10"), "Missing option"),
        (("certify", *INSTANCE, "--zeta", "1"), "there is no option --zeta: "),
        (("certify", *INSTANCE, "--ouput", "c"), "there is no option --ouput: did you mean '--output'?"),
        (("experiment", "own", "m:o", "--only", "x"), "there is no option --only: see uccheck experiment own --help"),
        (("experiment", "hypersphera"), "there is no command 'hypersphera': did you mean 'hypersphere'?"),
        (("certifi",), "there is no command 'certifi': did you mean 'certify'"),
        (("derive", "theorem_b_rot"), "no statement has the id 'theorem_b_rot': did you mean 'theorem-b-root'?"),
        (("verify", "lemma-swap"), "did you mean 'swap-lemma'"),
        (("report", "hypercontractivity"), "`uccheck verify` lists them all"),
    ],
)
def test_misuse_is_one_line_and_status_2(arguments: tuple[str, ...], line: str) -> None:
    assert line in misuse(*arguments)


HEAVY = ("torch", "sympy", "matplotlib", "pydantic", "scipy", "numpy", "flint", "torch_bridge")
CODE = "import sys; {first}; print([n for n in {heavy!r} if n in sys.modules])"


@pytest.mark.parametrize("first", ["import uccheck", "import uccheck.cli as c; c.build_app()"])
def test_the_start_is_light(first: str) -> None:
    found = subprocess.run([sys.executable, "-c", CODE.format(first=first, heavy=HEAVY)], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_test_of_lightness_can_fail() -> None:
    code = CODE.format(first="import uccheck, sympy", heavy=HEAVY)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "sympy" in found.stdout


def test_help_names_every_command() -> None:
    text = run("--help", status=0).stdout
    for name in ("certify", "threshold", "probability", "simulate", "check", "verify", "audit", "experiment"):
        assert name in text


INSIDE = "\n    try: raise KeyboardInterrupt\n    except KeyboardInterrupt as cause: raise SystemError('inside an integrand') from cause\n"


@pytest.mark.parametrize("stop", [" raise KeyboardInterrupt\n", INSIDE])
def test_an_interrupt_is_status_130(stop: str) -> None:
    code = (
        "import uccheck.answers.threshold\n"
        "from uccheck import cli\n"
        f"def stop(*numbers, **more):{stop}"
        "uccheck.answers.threshold.threshold = stop\n"
        "cli.main(['threshold', '--m', '10', '--delta', '0.1', '--epsilon', '0.1'])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert found.returncode == 130
    assert found.stderr == "uccheck threshold: interrupted; nothing was written\n"


def test_a_dimension_may_be_a_formula_and_is_echoed_as_a_number() -> None:
    found = run("certify", "--m", "1000", "--D", "128 m ln(2/epsilon)", *INSTANCE[4:], "--json", status=0)
    assert json.loads(found.stdout)["D"] == 678185
    assert found.stderr == "uccheck: D = 128 m ln(2/epsilon) = 678185, rounded up\n"
    assert "at m = 20, D = 160: " in run("simulate", "one-flipped", "--m", "20", "--D", "8m", "--trials", "10", status=0).stdout
    assert (
        run("probability", "one-flipped", "--m", "20", "--D", "8m", status=0).stdout
        == run("probability", "one-flipped", "--m", "20", "--D", "160", status=0).stdout
    )


def test_an_epsilon_may_serve_the_formula_of_the_dimension_alone() -> None:
    shape = ["--m", "20", "--D", "64 m ln(1/epsilon)", "--epsilon", "0.1"]
    found = run("probability", "one-flipped", *shape, status=0)
    assert found.stdout == run("probability", "one-flipped", "--m", "20", "--D", "2948", status=0).stdout
    assert "at m = 20, D = 2948: " in run("simulate", "one-flipped", *shape, "--trials", "10", status=0).stdout
    assert "has no epsilon" in run("probability", "one-flipped", "--m", "20", "--D", "8m", "--epsilon", "0.1", status=2).stderr
    assert "has no value" in misuse("certify", "--m", "1000", "--D", "8n", *INSTANCE[4:])


#: Options that take a path and write nothing there.
READ = {"--folder", "--csv", "--library"}


def file_options() -> list[tuple[str, Any]]:
    """Every option of every command that takes a path, with the name of its command."""
    from uccheck.cli import _below, command_line

    found = [(command, parameter) for command in _below(command_line()) if command.callback for parameter in command.params]
    options = [(command, one) for command, one in found if one.param_type_name == "option" and not READ & set(one.opts)]
    kinds = {(command, one): inspect.signature(command.callback).parameters[one.name].annotation for command, one in options}
    return [(command.name, one) for (command, one), kind in kinds.items() if "Path" in str(kind)]


def test_every_target_of_every_command_is_refused_before_any_work(tmp_path: Path) -> None:
    """Directories, missing folders, FIFOs, devices, links that lead nowhere or round in a circle."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    (tmp_path / "astray").symlink_to(tmp_path / "no" / "such" / "file")
    (tmp_path / "file").write_text("")
    bad = [str(tmp_path), *(str(tmp_path / name) for name in ("missing/x.svg", "fifo", "ring", "astray")), "/dev/full"]
    assert len(file_options()) >= 14
    for name, option in file_options():
        for target in [str(tmp_path / "file")] if "--out" in option.opts else bad:
            assert option.callback is not None, f"{name} {option.opts[0]}"
            with pytest.raises(InvalidFile, match=re.escape(target)):
                option.callback(None, option, [target] if option.multiple else target)
        fine = str(tmp_path / "new") if "--out" in option.opts else str(tmp_path / "file")
        assert option.callback(None, option, fine) == fine


@pytest.mark.parametrize("more", [("--figure", "x.svg", "-o", "/missing/x"), ("--figure", "f.gif")])
def test_definitions_draw_nothing_before_they_refuse(more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import uccheck.answers.definitions.rows as module
    from uccheck.cli import command_line

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "definitions", lambda *numbers, **named: pytest.fail("decided before it refused"))
    with pytest.raises(UccheckError):
        command_line().main(["definitions", *INSTANCE, *more], standalone_mode=False)
    assert list(tmp_path.iterdir()) == []


def test_the_ids_are_known_before_a_statement_is_loaded() -> None:
    from uccheck.rules.catalogue import load
    from uccheck.rules.known import ids

    assert set(ids()) == set(load())
    code = "import sys; from uccheck.cli import main\ntry: main(['derive', 'theorem-x'])\nfinally: print('sympy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (found.returncode, found.stdout) == (2, "False\n") and "'theorem-a' or 'theorem-b' or 'theorem-c'" in found.stderr


def test_what_takes_json_is_what_the_page_of_commands_says() -> None:
    from uccheck.cli import _below, command_line

    ends = [one for one in _below(command_line()) if not getattr(one, "commands", {})]
    without = {one.name for one in ends if not any("--json" in parameter.opts for parameter in one.params)}
    assert without == {"derive", "report", "build"}
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert "Every command but `derive`, `report` and `kernel build` takes `--json`" in page


CALLED, RUN = "from uccheck.__main__ import main; main()", "import runpy; runpy.run_module('uccheck', run_name='__main__')"


@pytest.mark.parametrize(("loading", "entry"), [("uccheck.cli", CALLED), ("typer", RUN), ("uccheck.core.nearest", CALLED)])
def test_an_interrupt_while_the_command_line_is_loaded_is_one_line(loading: str, entry: str) -> None:
    """Ctrl-C falls into the import of a module, wherever in the order of imports it stands."""
    interrupt = f"""
import sys
class Interrupt:
    def find_spec(self, name, path, target=None):
        if name == {loading!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
sys.argv = ["uccheck", "--version"]
"""
    done = subprocess.run(
        [sys.executable, "-c", interrupt + entry],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "uccheck: interrupted\n")


def test_the_installed_command_is_the_guarded_one() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"] == {"uccheck": "uccheck.__main__:main"}
