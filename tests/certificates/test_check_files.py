"""Files that are no certificates are refused in one line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.certificates.forging import DOCUMENTS
from uccheck.answers.certify import certify
from uccheck.certificates.check import check, check_file
from uccheck.core.errors import InvalidFile

FILES = {
    "empty": b"",
    "bytes": b"\xff\xfe\x00",
    "deep": b"[" * 10**5,
    "twice": b'{"format": "uccheck-tree", "format": "uccheck-tree"}',
    "list": b"[]",
    "large": b" " * (1 << 20) + b"{}",
    "version 1": b'{"format": "uccheck-certificate", "version": 1}',
    "surrogate": b'{"format": "uccheck-tree", "version": 2, "roots": ["\\ud800"], "sha256": "\\ud800"}',
    "infinity": b'{"format": "uccheck-tree", "version": 2, "roots": [Infinity], "sha256": ""}',
}


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_is_no_certificate_is_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(FILES[name])
    with pytest.raises(InvalidFile) as refusal:
        check_file(path)
    assert "\n" not in str(refusal.value)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "none", Path("a\0b")):
        with pytest.raises(InvalidFile):
            check_file(path)


def test_a_file_is_read_as_it_stands_up_to_one_mebibyte(tmp_path: Path) -> None:
    found = certify(*DOCUMENTS["B"]).certificate
    text, path = json.dumps(found).encode(), tmp_path / "c.json"
    for size in (len(text), 1 << 20, (1 << 20) + 1):
        path.write_bytes(text + b" " * (size - len(text)))
        if size > 1 << 20:
            with pytest.raises(InvalidFile, match="larger than 1 MiB"):
                check_file(path)
        else:
            assert check_file(path) == check_file(str(path)) == check(found)
    for text, said in ((b'{"a": 1, "a": 1}', "a key occurs twice"), (b'{"a": ', "truncated or not a certificate")):
        path.write_bytes(text)
        with pytest.raises(InvalidFile, match=said):
            check_file(path)
    with pytest.raises(InvalidFile, match="named by its path"):
        check_file(3)  # type: ignore[arg-type]
