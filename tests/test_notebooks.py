"""The notebooks of examples/, run as notebooks: by a kernel of their own, in a folder of their own, slider included."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.tools import needed

FOLDER = Path(__file__).resolve().parents[1] / "examples"


def executed(path: Path, folder: Path) -> list[Any]:
    """The code cells with what a kernel made of them; an error in a cell is the test's."""
    nbformat, nbclient = needed("nbformat"), needed("nbclient")
    needed("ipykernel")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell["outputs"] for cell in notebook.cells if cell.cell_type == "code")  # no output is kept that this run did not make
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cells: list[Any], kind: str) -> list[str]:
    """What the cells display in one format, in order; `text` is what they print."""
    found = [output for cell in cells for output in cell["outputs"]]
    if kind == "text":
        return [output["text"] for output in found if output["output_type"] == "stream" and output["name"] == "stdout"]
    return [str(output["data"][kind]) for output in found if kind in output.get("data", {})]


def prose(path: Path) -> str:
    """What a notebook says in words."""
    return " ".join(" ".join(c["source"]) for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "markdown").replace("\n", "")


@pytest.fixture(autouse=True)
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kernel of this interpreter under the notebooks' name, without the user's settings; it imports this checkout."""
    spec = {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "here", "language": "python"}
    place = tmp_path / "jupyter" / "kernels" / "python3"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps(spec))
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FOLDER.parent), *filter(None, [os.environ.get("PYTHONPATH")])]))
    with (Path(tempfile.gettempdir()) / f"uccheck-kernels-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two kernels that start at once may choose the same ports, and one waits for minutes
        yield


@pytest.mark.filterwarnings("default")  # pyzmq and jupyter_client warn of what is theirs
def test_the_theorem(tmp_path: Path) -> None:
    needed("ipywidgets")
    """What it displays is what the kit says of the numbers that its text speaks of."""
    from uccheck import LinearSetting, certify, probability, threshold

    cells = executed(FOLDER / "theorem.ipynb", tmp_path)
    html = shown(cells, "text/html")
    asked = (
        certify(1000, 400_000, "0.05", "0.01"),
        certify(1000, 200_000, "0.05", "0.01"),
        probability("all-flipped", LinearSetting(1000, 8000)),
    )
    assert [found.verdict.value for found in asked[:2]] == ["upheld", "refuted"]
    assert html[:2] == [found._repr_html_() for found in asked[:2]]
    assert repr(asked[2]) in shown(cells, "text/plain")
    assert "how likely it is that every flipped training point is misclassified at 8 m" in prose(FOLDER / "theorem.ipynb")
    assert shown(cells, "text/latex")[0].startswith("$")
    assert shown(cells, "image/svg+xml")[0].startswith("<svg")
    said = "".join(shown(cells, "text"))
    assert f"{asked[1]}\n" in said and f"{threshold(1000, '0.05', '0.01')}\n" in said
    assert len(shown(cells, "application/vnd.jupyter.widget-view+json")) == 1


@pytest.mark.filterwarnings("default")
def test_moving_the_slider_decides_again(tmp_path: Path) -> None:
    """What the slider shows is kept in its widget: D = 400000 is certified, and 100000, where the notebook moves it, refuted."""
    needed("ipywidgets")
    nbformat, nbclient = needed("nbformat"), needed("nbclient")
    notebook = nbformat.read(FOLDER / "theorem.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first, last = (cell for cell in code if "import LinearSetting" in cell.source or "interact(" in cell.source)
    seen = "seen = []\n_word = at\nslider.observe(lambda change: seen.append(_word(change['new']).word), names='value')\n"
    moved = nbformat.v4.new_code_cell(seen + "slider.value = 800; slider.value = 100\nprint('seen', seen)")
    notebook.cells = [first, last, moved]
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert "seen ['CERTIFIED', 'REFUTED']" in "".join(shown(notebook.cells[2:], "text"))


@pytest.mark.filterwarnings("default")
def test_the_reviewer(tmp_path: Path) -> None:
    """The sentence of its text is the one that is decided, each verdict stands at its claim, and a changed certificate is refused."""
    cells = executed(FOLDER / "reviewer.ipynb", tmp_path)
    said = "".join(shown(cells, "text"))
    claims = tomllib.loads(cells[0]["source"].partition('"""')[2].partition('"""')[0])["claim"]
    quoted = re.search(r"A paper says: \*([^*]+)\*", prose(FOLDER / "reviewer.ipynb"))
    assert quoted is not None and claims[0]["says"].rstrip(".").lower() == quoted[1].lower()
    for claim, word in zip(claims, ("CERTIFIED", "REFUTED"), strict=True):
        numbers = re.findall(r"\d+(?:\.\d+)?", claim["says"])
        assert set(map(Decimal, numbers)) <= {Decimal(claim["m"]), Decimal(claim["D"]), Decimal(claim["value"])}
        assert re.search(
            rf"^{word} +{claim['id']} .*\n.*: P\(h_S [^)]*\) >= {claim['value']} .*, m = {claim['m']}, D = {claim['D']}$",
            said,
            re.MULTILINE,
        ), said
    assert "CHECKED e_gen" in said and "was changed" in said


@pytest.mark.filterwarnings("default")
def test_an_error_in_a_cell_is_seen(tmp_path: Path) -> None:
    broken = json.loads((FOLDER / "reviewer.ipynb").read_text())
    broken["cells"][1]["source"] = ["raise ValueError('planted')"]
    (tmp_path / "broken.ipynb").write_text(json.dumps(broken))
    nbclient = needed("nbclient")
    with pytest.raises(nbclient.exceptions.CellExecutionError) as seen:
        executed(tmp_path / "broken.ipynb", tmp_path)
    assert (seen.value.ename, seen.value.evalue) == ("ValueError", "planted")


def test_a_missing_package_fails_where_none_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert importlib.util.find_spec("no_such_package") is None
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no_such_package"):
        needed("no_such_package")
    monkeypatch.delenv("CI")
    monkeypatch.delenv("UCCHECK_REQUIRE_TOOLS", raising=False)
    with pytest.raises(pytest.skip.Exception):
        needed("no_such_package")


def test_in_continuous_integration_no_file_of_tests_skips_for_a_package(tmp_path: Path) -> None:
    """A file that asks `importorskip` for what is not there, under this project's conftest: skipped by hand, an error with CI=true."""
    (tmp_path / "test_it.py").write_text("import pytest\npytest.importorskip('no_such_package')\ndef test(): pass\n")
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_configure\n")
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "UCCHECK_REQUIRE_TOOLS")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(tmp_path), str(tmp_path)]
    for more, status in (({}, 5), ({"CI": "true"}, 2)):
        settings = {**kept, **more, "PYTHONPATH": str(FOLDER.parent)}
        assert subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, check=False).returncode == status
