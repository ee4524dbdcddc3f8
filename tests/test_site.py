"""The documentation site: mkdocs builds it strictly, every page is in its navigation, the API reference has signatures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


def built(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    # not --quiet: it would silence the warnings that --strict counts
    options = ["--strict", "--site-dir", str(target), "--config-file", str(source / "mkdocs.yml")]
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=300, env=environment, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs")
    target = tmp_path_factory.mktemp("site")
    done = built(ROOT, target)
    assert done.returncode == 0, done.stderr
    return target


def test_every_page_is_built_and_in_the_navigation(site: Path) -> None:
    names = {page.stem for page in (ROOT / "docs").glob("*.md")}
    assert names == {page.stem for page in site.glob("*.html")} - {"404"}
    home = (site / "index.html").read_text()
    assert {name for name in names if f'href="{name}.html"' not in home} <= {"index"}


def test_the_reference_is_made_from_the_docstrings(site: Path) -> None:
    text = re.sub(r"<[^>]+>", "", (site / "api.html").read_text())
    from uccheck import certify

    first = (certify.__doc__ or "").strip().splitlines()[0]
    assert first.rstrip(".") in text.replace("&gt;", ">").replace("&lt;", "<") and "delta" in text


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    loads = re.compile(r"""(?:<script[^>]+src|<link[^>]+href|<img[^>]+src)=["'](https?:[^"']+)""")
    assert [found for page in site.glob("*.html") for found in loads.findall(page.read_text())] == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("[gone](nowhere.md)\n")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    text = (tmp_path / "mkdocs.yml").read_text()
    (tmp_path / "mkdocs.yml").write_text(text.partition("plugins:")[0] + "nav:\n  - Home: index.md\n")
    assert "nowhere.md" in built(tmp_path, tmp_path / "site").stderr
