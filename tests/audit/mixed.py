"""Claims of every outcome, and one whose text attacks the page that prints it."""

from __future__ import annotations

from uccheck.audit import engine as audit
from uccheck.audit import files as claims

GOOD = """[[claim]]
id = "good"
says = "The square of a sum."
kind = "identity"
lhs = "(a + b)**2"
rhs = "a**2 + 2*a*b + b**2"
where = { a = "real", b = "real" }
"""


BAD = GOOD.replace("good", "bad").replace("2*a*b", "a*b")


BROKEN = GOOD.replace("good", "broken").replace("rhs", "rsh")


NASTY = """[[claim]]
id = "nasty"
says = "<script>alert('x')</script> \\u001b[31mred\\u202e {{ 7*7 }}"
source = "https://example.org/?q=<b>&r=\\"x\\""
kind = "proportion"
k = 1
n = 3
"""


def found_in(text: str) -> list[audit.Finding]:
    return list(audit.findings(claims.parse_text(text, "dir/a b.toml")))
