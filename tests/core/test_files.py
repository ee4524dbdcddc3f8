"""The one writer: links are followed, and no stream of the process loses its file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from uccheck.core.errors import InvalidFile
from uccheck.core.files import write_text

WRITE = "import sys; from pathlib import Path; from uccheck.core.files import write_text; write_text(Path(sys.argv[1]), 'new')"


def test_a_link_stays_a_link_and_what_it_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    target, link = tmp_path / "kept" / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink() and target.read_text() == "new"
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["target"]


def test_a_link_to_nothing_in_a_folder_makes_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "target").read_text() == "new"


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_the_file_of_a_stream_is_refused_by_its_name_and_by_a_link(stream: str, tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    link.symlink_to(file)
    for name in (file, link):
        file.write_text("kept")
        with file.open("r+") as handle:
            found = subprocess.run([sys.executable, "-c", WRITE, str(name)], **{stream: handle}, timeout=60)  # type: ignore[call-overload]
        assert found.returncode == 1 and not file.read_text().startswith("new") and link.is_symlink()


def test_a_device_is_refused() -> None:
    with pytest.raises(InvalidFile, match="no regular file"):
        write_text(Path("/dev/null"), "new")


def test_the_command_line_refuses_its_own_output_before_any_work(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    with file.open("w") as handle:
        words = ["certify", "--m", "10", "--D", "200", "--delta", "0.05", "--epsilon", "0.01", "-o", str(file)]
        found = subprocess.run([sys.executable, "-m", "uccheck", *words], stdout=handle, stderr=subprocess.PIPE, text=True, timeout=60)
    assert found.returncode == 2 and file.read_text() == ""
    said = f"cannot write {file}: it is the standard output of this command; choose another -o"
    assert found.stderr == f"uccheck certify: {said}; nothing was written\n"
