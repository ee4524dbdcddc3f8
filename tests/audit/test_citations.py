"""Citations as authors write them: right ones are not refuted, wrong ones are, and of two papers the claim is asked which."""

from __future__ import annotations

import pytest

from tests.audit.asking import decided

BIB = """@inproceedings{nk, title={Uniform convergence may be unable to explain generalization in deep learning},
  author={Nagarajan, Vaishnavh and Kolter, J. Zico}, booktitle={NeurIPS}, year={2019}}"""
RIGHT = {"kind": "citation", "title": "Uniform convergence may be unable to explain generalization in deep learning"}


@pytest.mark.parametrize(
    "table",
    [
        {**RIGHT, "authors": ["Vaishnavh Nagarajan", "J. Zico Kolter"], "year": 2019},
        {**RIGHT, "title": "{U}niform {C}onvergence may be unable to explain generalisation in deep learning", "year": 2019},
        {**RIGHT, "authors": ["Nagarajan V", "Kolter JZ"]},
        {**RIGHT, "authors": ["Nagarajan, V.", "et al."]},
        {**RIGHT, "authors": ["NAGARAJAN", "KOLTER"], "venue": "Advances in Neural Information Processing Systems 32"},
        {**RIGHT, "venue": "NeurIPS'19"},
        {**RIGHT, "arxiv": "https://arxiv.org/abs/1902.04742v4"},
        {
            "kind": "citation",
            "arxiv": "2105.03491",
            "title": "Uniform Convergence, Adversarial Spheres and a Simple Remedy",
            "authors": ["Gregor Bachmann", "Seyed-Mohsen Moosavi-Dezfooli", "Thomas Hofmann"],
            "year": 2021,
        },
        {"kind": "citation", "arxiv": "2105.03491", "authors": ["Bachmann", "Moosavi Dezfooli", "Hofmann"]},
        {
            "kind": "citation",
            "title": "Max-Margin Works while Large Margin Fails",
            "authors": ["Glasgow", "Wei", "Wootters", "Ma"],
            "year": 2023,
        },
        {
            "kind": "citation",
            "title": "Max–Margin Works While Large Margin Fails: Generalization without Uniform Convergence",
            "year": 2022,
        },
        {
            "kind": "citation",
            "doi": "https://doi.org/10.1073/pnas.1903070116",
            "authors": ["M. Belkin", "D. Hsu", "S. Ma", "S. Mandal"],
            "year": 2019,
        },
        {"kind": "citation", "doi": "10.48550/arXiv.1902.04742", "year": 2019},
        {"kind": "citation", "bib": BIB},
    ],
)
def test_right_citations_are_not_refuted(table: dict[str, object]) -> None:
    found = decided(**table)
    assert found.word == "MEASURED", found.detail


@pytest.mark.parametrize(
    "table",
    [
        {**RIGHT, "authors": ["Nagarajan", "Zhang"]},
        {**RIGHT, "year": 2017},
        {**RIGHT, "venue": "ICML"},
        {**RIGHT, "arxiv": "1901.01672"},
        {
            "kind": "citation",
            "title": "Max-Margin Works while Large Margin Fails",
            "authors": ["Glasgow", "Zhang", "Wootters", "Ma"],
            "year": 2023,
        },
        {"kind": "citation", "doi": "10.1073/pnas.1903070116", "authors": ["Belkin", "Ma", "Mandal"], "year": 2019},
    ],
)
def test_wrong_citations_are_refuted(table: dict[str, object]) -> None:
    found = decided(**table)
    assert found.word == "REFUTED", found.detail


def test_which_paper_of_nagarajan_and_kolter_is_asked() -> None:
    found = decided(kind="citation", authors=["Nagarajan", "Kolter"], year=2019)
    assert found.word == "INCONCLUSIVE" and "1902.04742" in found.detail and "1901.01672" in found.detail
    pages = decided(**RIGHT, pages="11611-11622")
    assert pages.needs == ("edition of the proceedings",)
    near = decided(kind="citation", title=f"{RIGHT['title']}".replace("in deep learning", "of deep nets"), authors=["Nagarajan", "Kolter"])
    assert near.word != "REFUTED"
