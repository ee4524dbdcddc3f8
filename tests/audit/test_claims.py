"""Claim files: what is malformed is named by line and field, and does not stop the other claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from uccheck.audit.files import Malformed, Stated, parse_text, read, schema
from uccheck.core.errors import InvalidFile

GOOD = """[[claim]]
id = "R2.3"
says = "With 1000 samples in dimension 400000 the flipped set is misclassified with probability 0.999."
kind = "event"
event = "all-flipped"
m = 1000
D = 400000
relation = ">="
value = "0.999"
"""


def one(text: str, name: str = "claims.toml") -> Stated | Malformed:
    (item,) = parse_text(text, name)
    return item


def complaint(text: str, name: str = "claims.toml") -> str:
    item = one(text, name)
    assert isinstance(item, Malformed), item
    assert "\n" not in item.reason
    return item.reason


def test_the_example_of_the_contract_is_read() -> None:
    item = one(GOOD)
    assert isinstance(item, Stated) and item.claim.id == "R2.3" and item.claim.kind == "event"


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ('value = "0.999"', "value = 0.999", ['line 9, field "value"', 'quotation marks: "0.999"']),
        ('value = "0.999"', 'value = "nan"', ['line 9, field "value"', "nan"]),
        ('value = "0.999"', "value = true", ['line 9, field "value"', "true"]),
        ('value = "0.999"', 'value = "0.999"\ncolour = 1', ["line 10, unknown key 'colour'", "knows"]),
        ("m = 1000\n", "", ['field "m" is missing', "'event' needs it"]),
        ("m = 1000", "m = 0", ['line 6, field "m"', "not 0"]),
        ("m = 1000", 'm = "10.5"', ['line 6, field "m"', "whole number"]),
        ("m = 1000", "m = 9999999999999999999999", ['line 6, field "m"', "whole number"]),
        ('relation = ">="', 'relation = "=>"', ['line 8, field "relation"', "not '=>'"]),
        ('event = "all-flipped"', 'event = "all-flopped"', ['line 5, field "event"', "not 'all-flopped'"]),
        ('event = "all-flipped"', 'event = "population-error"', ['field "epsilon"', "needs it"]),
        ('kind = "event"', 'kind = "evnt"', ["line 4, field \"kind\" is 'evnt'", "vacuous, generalizes"]),
        ('kind = "event"\n', "", ['field "kind" is missing', "vacuous, generalizes"]),
        ('id = "R2.3"', 'id = ""', ['line 2, field "id"']),
        ('id = "R2.3"', 'id = "R2\\u001b[31m"', ['line 2, field "id"']),
        ("m = 1000", "m = 1000\nm = 2000", ["not TOML", "line 7"]),
        ('id = "R2.3"', 'id = "R2.3', ["line 2: not TOML"]),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, reasons: list[str]) -> None:
    text = GOOD.replace(old, new)
    assert text != GOOD
    reason = complaint(text)
    for part in reasons:
        assert part in reason


def test_one_bad_claim_does_not_stop_the_others() -> None:
    broken = GOOD.replace('id = "R2.3"', 'id = "R2.3')
    items = parse_text(GOOD + broken + GOOD.replace("R2.3", "R2.4"), "claims.toml")
    assert [type(i) for i in items] == [Stated, Malformed, Stated]
    assert "line 11: not TOML" in items[1].reason  # type: ignore[union-attr]
    assert [i.place.line for i in items] == [1, 11, 19]


def test_a_duplicate_id_is_malformed_and_names_the_first() -> None:
    items = parse_text(GOOD + GOOD, "claims.toml")
    assert isinstance(items[0], Stated) and isinstance(items[1], Malformed)
    assert "is taken by the claim on line 1" in items[1].reason


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_malformed(text: str) -> None:
    assert "line 1: no claim" in complaint(text)


@pytest.mark.parametrize("text", ['title = "x"\n' + GOOD, "claim = 3\n", "claim = []\n", "[claim]\nid = 'x'\n", "claim = [1]\n"])
def test_only_claim_tables_are_read(text: str) -> None:
    items = parse_text(text, "claims.toml")
    assert any(isinstance(i, Malformed) for i in items)


MARKDOWN = f"""# Review

Major comments.

```uccheck
{GOOD}```

```python
[[claim]]
```

````markdown
```uccheck
not a claim
```
````

~~~ uccheck
{GOOD.replace("R2.3", "R2.4").replace("value", "valeu")}~~~
"""


def test_markdown_blocks_are_read_with_the_lines_of_the_file() -> None:
    items = parse_text(MARKDOWN, "review.md")
    assert [i.place.line for i in items] == [6, 28]
    assert isinstance(items[0], Stated) and isinstance(items[1], Malformed)
    assert "line 36, unknown key 'valeu'" in items[1].reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("text\n> ```uccheck\n> [[claim]]\n> ```\n", "quotation or a list"),
        ("1. x\n\n      ```uccheck\n      [[claim]]\n      ```\n", "quotation or a list"),
        ("```uccheck\n[[claim]]\n", "never closed"),
        ("```uccheck\nid = 'x'\n```\n", "outside a claim"),
        ("no block at all\n", "opens with ```uccheck"),
    ],
)
def test_blocks_that_would_be_lost_are_reported(text: str, reason: str) -> None:
    items = parse_text(text, "review.md")
    assert any(isinstance(i, Malformed) and reason in i.reason for i in items), items


@pytest.mark.parametrize(
    "text",
    [
        "[[claim]]\nx = " + "[" * 3000 + "]" * 3000,
        "[[claim]]\n" + "a." * 3000 + "b = 1",
        "[[claim]]\nid = " + "9" * 9000,
        "[[claim]]\nsays = '" + "x" * 9900 + "'",
        "[[claim]]\n" * 1500,
        "x" * 20000,
        "[[claim]]\nid = 2020-01-01\nsays = 12:00:00\nkind = inf\n",
    ],
)
def test_hostile_texts_are_malformed(text: str) -> None:
    items = parse_text(text, "claims.toml")
    assert items and all(isinstance(i, Malformed) for i in items)


def test_paths(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="no such file"):
        read([tmp_path / "none.toml"])
    with pytest.raises(InvalidFile, match="no claim file"):
        read([tmp_path])
    (tmp_path / "a.txt").write_text(GOOD)
    with pytest.raises(InvalidFile, match="must end in"):
        read([tmp_path / "a.txt"])
    (tmp_path / "b.toml").write_text(GOOD)
    (tmp_path / "c.md").write_text(MARKDOWN)
    (tmp_path / "d.toml").write_bytes(b"[[claim]]\nid = '\xff'\n")
    items = read([tmp_path])
    assert [Path(i.place.file).name for i in items] == ["b.toml", "c.md", "c.md", "d.toml"]
    assert isinstance(items[3], Malformed) and "line 2: not UTF-8" in items[3].reason
    (tmp_path / "e.toml").write_bytes(b"#" * 600_000)
    assert "larger than" in read([tmp_path / "e.toml"])[0].reason  # type: ignore[union-attr]


def test_the_schema_accepts_the_example_and_rejects_mutants() -> None:
    import tomllib

    import jsonschema

    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    data = tomllib.loads(GOOD)
    assert validator.is_valid(data)
    for change in ({"value": 0.5}, {"kind": "x"}, {"colour": 1}, {"relation": "=>"}):
        mutant = {"claim": [{**data["claim"][0], **change}]}
        assert not validator.is_valid(mutant), change
    assert not validator.is_valid({"claim": []})


def test_bounds_of_a_field_are_shown_as_people_write_them() -> None:
    text = '[[claim]]\nid = "e"\nsays = "s"\nkind = "exponent"\nx = [1, 2, 3]\ny = [1, 2, 3]\nrelation = ">"\nvalue = 0\nlevel = "1e-9"\n'
    assert "field \"level\": input should be greater than or equal to 4/5, not '1e-9'" in complaint(text)
