"""python -m tests.said [--write]: every sentence of README.md and docs/ as it was read, section by section (tests/said.toml).

A sentence is turned by a number, a relation or sign of a formula, a name in code, or a small word (`only`, `never`, `at most`, `before`,
`lower`). Where a fact or something given holds it (tests/facts.toml), it is bound there. Of the rest the list has, below page and
heading: `why`, what bears the section out; `turns`, a line for each sentence with its plain words left out; `read`, a digest. This
finds changes, and no falsehood: a changed sentence fails until its section is listed anew, and there its turn is seen.

With --write `turns` and `read` are made anew; `why` is never written, and a section without it is an error.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

from .documents import GENERATED, ROOT, facts, given, pages

LIST = ROOT / "tests" / "said.toml"
HEAD = """# What bears each section out, and what turns its sentences (tests/said.py): `turns` and `read` are written by
# `python -m tests.said --write` after the section was read beside `why`, which a person writes.
"""

#: Words that turn a sentence where another stands for them, by what they say.
KINDS = {
    "denial": "not no never none nothing nobody neither nor without cannot unless except but instead only alone",
    "share": "every all any each some both either whole part half third quarter most few many several almost nearly exactly "
    "about once twice",
    "count": "zero one two three four five six seven eight nine ten eleven twelve fifteen sixteen twenty thirty hundred "
    "thousand million billion single double first second fourth fifth last next",
    "way": "more less fewer greater smaller larger least largest smallest above below over under beyond within outside "
    "inside exceed exceeds reaches lower upper raise raises rise rises fall falls fell grow grows increase increases "
    "decrease decreases small large near nearer far inward outward narrower wider weaker stronger weakest strongest "
    "sharper worse better higher up down left right from",
    "time": "before after until while always often sometimes again beforehand second seconds minute minutes hour hours day "
    "days millisecond milliseconds",
    "likeness": "same other another otherwise different opposite equal equals like unlike alike strict sharp own itself "
    "themselves",
    "truth": "true false wrong valid holds hold fails fail failed can may must should known unknown shown proved certified "
    "confirmed measured argued refuted upheld undecided inconclusive invalid open accepted refused recalled "
    "sufficient necessary suffices if or than",
    "side": "one-sided two-sided input inputs output outputs training test fresh flipped population mean median variance row "
    "rows column columns initialisation origin independent dependent linear random typical labelled unlabelled "
    "processor clock float floats rational rationals",
    "letter": "alpha beta gamma delta epsilon eps eta zeta zbar kappa rho sigma tau mu pi phi sqrt ln log exp sum prod max min "
    "sup inf clip",
}  # fmt: skip
_TURNS = {word: kind for kind, words in KINDS.items() for word in words.split()}
_PLAIN = re.compile(r"[A-Za-z]{2,}(?:['-][A-Za-z]+)*|[aAI]|[^\w<>=+/^~-]{0,3}|-{3,}:?|```\w*")
_LINK = re.compile(r"\(?\[[\w/.-]+\]\(\S*")
#: What is tested as it stands: sessions, the review of docs/audit.md (tests/audit/test_docs.py), generated tables.
_SKIPPED = re.compile(rf"```\n(?:\$ uccheck |CERTIFIED  R1\.1).*?^```$|{GENERATED.pattern}", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_END = re.compile(r"\S*[.!?][\"')*`]* [^a-z ]")
_PIECE = re.compile(r"\n(?=\s*(?:[-*|] |\d+\. |#|\n|    \S))")


@dataclass(frozen=True)
class Section:
    """The words that turn a section's sentences, a line for each; the digest of all its words; and what bears them out."""

    page: str
    title: str
    turns: tuple[str, ...] = ()
    read: str = ""
    why: str = ""

    def with_words(self, words: list[str], turns: tuple[str, ...]) -> Section:
        """The section and what comes next in it; the digest goes on from that of what came before."""
        digest = sha256(f"{self.read} {' '.join(words)}".encode()).hexdigest()[:8]
        return replace(self, turns=(*self.turns, *turns), read=digest) if words else self


def turning(word: str, *, in_code: bool) -> str:
    """What is kept of a word: a small word that turns in plain letters, what is a formula or a name without its punctuation."""
    if _LINK.fullmatch(word):
        return ""
    bare = re.sub(r"\]\([^)]*\)", "]", word).strip(".,;:!?\"'*_")
    letters = bare.strip("()[]").lower()
    kinds = {_TURNS.get(part) for part in (letters, *letters.split("-"))} - {None}
    if in_code or "letter" in kinds or not (kinds or _PLAIN.fullmatch(bare.strip("()[]"))):
        return bare.strip("`") if in_code else bare
    return letters if kinds else ""


def _loose(piece: str, start: int, bound: list[range]) -> tuple[list[str], tuple[str, ...]]:
    """The words of a paragraph that nothing binds, and what turns each of its sentences; it begins at that place of the page's one line."""
    text = " ".join(piece.split())
    codes = [range(found.start(), found.end()) for found in re.finditer(r"`[^`]+`", text)]
    words, sentences = list[str](), list[list[str]]([[]])
    for found in re.finditer(r"\S+", text):
        here = found.start()
        if not any(start + here in one for one in bound) and not (here == 0 and found[0] in "-*|"):
            words.append(found[0])
            sentences[-1].append(turning(found[0], in_code=any(here < one.stop and found.end() > one.start for one in codes)))
        if _END.match(text, found.start()):
            sentences.append([])
    return words, tuple(filter(None, (" ".join(filter(None, one)) for one in sentences)))


def sections(page: str, text: str) -> list[Section]:
    """The sections of a page as they are; sessions, Python and generated tables are tested by themselves."""
    line = " ".join(text.split())
    says = {entry.says for entry in (*facts(), *given()) if entry.page == page}
    bound = [range(at.start(), at.end()) for one in says for at in re.finditer(re.escape(one), line)]
    found, start = [Section(page, "")], 0
    for piece, kind in _pieces(text):
        if kind == "heading":
            found.append(Section(page, " ".join(piece.split()).lstrip("# ")))
        elif kind == "read":
            found[-1] = found[-1].with_words(*_loose(piece, start, bound))
        start += sum(len(word) + 1 for word in piece.split())
    return [one for one in found if one.read]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The whole text in headings, paragraphs, points, rows and lines of code; of Python only comments are read."""
    last = 0
    for block in (*re.finditer(rf"{_SKIPPED.pattern}|{_FENCE.pattern}", text, re.DOTALL | re.MULTILINE), None):
        for piece in _PIECE.split(text[last : block.start() if block else None]):
            heading, _, below = piece.lstrip("\n").partition("\n") if piece.lstrip().startswith("#") else ("", "", piece)
            yield from ((part, kind) for part, kind in ((heading, "heading"), (below, "read")) if part)
        if block:
            for line in block[0].splitlines():
                code, mark, comment = line.partition("#") if block[0].startswith("```python") else ("", "", line)
                yield from ((code, "skipped"), (mark + comment, "skipped" if _SKIPPED.fullmatch(block[0]) else "read"))
            last = block.end()


@cache
def listed() -> list[Section]:
    """The list of tests/said.toml."""
    rows = tomllib.loads(LIST.read_text(encoding="utf-8"))["section"]
    return [Section(**{**row, "turns": tuple(row["turns"].splitlines())}) for row in rows]


def unsaid(page: str, text: str, known: list[Section]) -> list[str]:
    """Where a section is not as it was read: how it is turned now and was before, or that other words of it were changed."""
    left = {one.title: one for one in known if one.page == page}
    problems = []
    for one in sections(page, text):
        before = left.pop(one.title, Section(page, one.title))
        new, gone = (
            [line for line in these if line not in those] for these, those in ((one.turns, before.turns), (before.turns, one.turns))
        )
        if one.turns != before.turns:
            problems.append(f"{page}, {one.title!r} is turned by {new}, where tests/said.toml has {gone}")
        elif one.read != before.read:
            problems.append(f"{page}, {one.title!r} has other words: read it beside {before.why!r}, then python -m tests.said --write")
    return [*problems, *(f"{page} has no section {title!r}" for title in left)]


def written(made: list[Section]) -> str:
    """The file, with the reasons that stand in the sections."""
    heads = (
        f"page = {_quoted(one.page)}\ntitle = {_quoted(one.title)}\nwhy = {_quoted(one.why)}\nread = {_quoted(one.read)}" for one in made
    )
    lines = ("\n".join(["'''", *one.turns, "'''"]) for one in made)
    return "\n".join([HEAD, *(f"[[section]]\n{head}\nturns = {one}\n" for head, one in zip(heads, lines, strict=True))])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(arguments: list[str]) -> int:
    known = listed() if LIST.exists() else []
    problems = [problem for page in pages() for problem in unsaid(str(page.relative_to(ROOT)), page.read_text(), known)]
    print("\n".join(problems))
    if "--write" in arguments:
        whys = {(one.page, one.title): one.why for one in known}
        every = [one for page in pages() for one in sections(str(page.relative_to(ROOT)), page.read_text())]
        made = [replace(one, why=whys.get((one.page, one.title), "")) for one in every]
        LIST.write_text(written(made), encoding="utf-8")
        return int(not all(one.why for one in made))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
