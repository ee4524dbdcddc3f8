"""Claims about papers, about who showed what, about statements of the kit, and about what follows from what."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from uccheck.audit.kinds.fields import Common, Scope, Text, Whole, Word, shown

Names = Annotated[list[Word], Field(min_length=1, max_length=50)]


def entry_of(bib: str) -> dict[str, str]:
    """The fields of one BibTeX entry.  Raises ValueError where there is none, or more than one."""
    from bibtexparser.entrypoint import parse_string

    library = parse_string(bib)
    if len(library.entries) != 1 or library.failed_blocks:
        raise ValueError(f'field "bib": it holds {len(library.entries)} BibTeX entries that can be read; give one, each field once')
    return {k.lower(): str(f.value) for k, f in library.entries[0].fields_dict.items()}


class Citation(Common):
    """A paper, named by any of arXiv number, DOI, title or .bib entry, has these authors, this year, venue and pages."""

    kind: Literal["citation"]
    arxiv: Annotated[str, Field(pattern=r"^(arXiv:|https?://arxiv\.org/abs/)?[0-9]{4}\.[0-9]{4,5}(v[0-9]{1,2})?$")] | None = None
    doi: Annotated[str, Field(pattern=r"^(https?://(dx\.)?doi\.org/|doi:)?10\.[0-9]{4,9}/[!-~]{1,200}$")] | None = None
    title: Text | None = None
    authors: Names | None = None
    year: Annotated[Whole, Field(ge=1900, le=2100)] | None = None
    venue: Word | None = None
    pages: Annotated[str, Field(pattern=r"^[0-9]+([-\u2013]{1,2}[0-9]+)?$")] | None = None
    bib: Annotated[Text, Field(description="a BibTeX entry, instead of the other fields")] | None = None

    @model_validator(mode="after")
    def _something(self) -> Citation:
        named = [self.arxiv, self.doi, self.title, self.authors, self.year, self.venue, self.pages]
        if self.bib is not None and any(x is not None for x in named):
            raise ValueError('field "bib": it replaces the other fields')
        if self.bib is not None:
            entry_of(self.bib)
        if self.bib is None and self.arxiv is None and self.doi is None and self.title is None and self.authors is None:
            raise ValueError('field "title": give arxiv, doi, title, authors or bib')
        return self


class Attribution(Common):
    """The papers found this, in this setting, with this status; decided by the ledger of what was read."""

    kind: Literal["attribution"]
    paper: Annotated[
        Word | Names, Field(description='arXiv number, title, or "Nagarajan and Kolter 2019"; a list if each of several is meant')
    ]
    finding: Annotated[Word, Field(description="a finding of the ledger: uccheck statements lists them")]
    setting: Word | None = None
    status: (
        Annotated[Literal["proved", "measured", "argued", "conjectured", "shown"], Field(description="shown: proved or measured")] | None
    ) = None
    sidedness: Word | None = None
    quantifier: Word | None = None
    only: Annotated[bool, Field(description="no other paper of the ledger found it")] = False
    first: Annotated[bool, Field(description="no paper of an earlier year found it")] = False
    under: Annotated[Scope, Field(description="further words of the scope, such as algorithm, gamma, model")] = Field(default_factory=dict)

    @field_validator("finding")
    @classmethod
    def _not_mistyped(cls, said: str) -> str:
        from uccheck.audit.deciders.literature.attribution import mistyped

        meant = mistyped(said)
        if meant is not None:
            raise ValueError(f'field "finding": the ledger has no {shown(said)} (did you mean {meant!a}?); `uccheck statements` lists them')
        return said

    @model_validator(mode="after")
    def _known_side(self) -> Attribution:
        if self.sidedness is not None and re.sub("[^a-z]", "", self.sidedness.lower()) not in ("onesided", "twosided", "zeroerror", "any"):
            raise ValueError(f'field "sidedness": {shown(self.sidedness)} is none of "one-sided", "two-sided", "zero-error"')
        return self


class Inference(Common):
    """From the premises the conclusion follows: each is the id of a claim of the same file, or a fact of the ledger."""

    kind: Literal["inference"]
    premises: Names
    conclusion: Word
    rule: Annotated[
        Literal["therefore", "implies"],
        Field(description="therefore: here, from these premises; implies: in every setting in which the premises hold"),
    ] = "therefore"


class StatementClaim(Common):
    """The statement `ref` of the ledger holds (or does not), under the named scope."""

    kind: Literal["statement"]
    ref: Annotated[str, Field(min_length=1, max_length=120)]
    holds: bool
    under: Scope = Field(default_factory=dict)
