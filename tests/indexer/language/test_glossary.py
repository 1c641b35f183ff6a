from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import GlossaryError
from indexer.language import load_glossary
from indexer.language.glossary import Entry, Glossary


def written(folder: Path, text: str) -> Path:
    path = folder / "names.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_of_the_same_service_expand_to_each_other() -> None:
    glossary = load_glossary()
    assert {"YOS", "YJS", "youth offending service"} <= set(glossary.expansions("YOT"))
    assert "YOT" in glossary.expansions("Youth Offending Services")
    assert "YOT" not in glossary.expansions("yot")


@pytest.mark.parametrize(
    "term", ["PSR", "MAPPA", "RoSH", "VMP", "RMP", "CSE", "SLCN", "LAC", "ETE", "LADO", "NRM", "DTO"]
)
def test_the_abbreviations_that_inspectors_type_are_known(term: str) -> None:
    assert load_glossary().expansions(term)


def test_hyphens_and_plurals_make_no_difference() -> None:
    glossary = load_glossary()
    assert glossary.expansions("looked after children") == glossary.expansions("looked-after children")
    assert glossary.expansions("PSRs") == glossary.expansions("PSR")


def test_an_abbreviation_that_is_a_word_counts_only_in_capitals() -> None:
    glossary = load_glossary()
    assert glossary.expansions("SEND")
    assert glossary.expansions("send") == ()
    assert glossary.expansions("salt") == ()


def test_an_unknown_term_expands_to_nothing() -> None:
    assert load_glossary().expansions("lighthouse") == ()
    assert load_glossary().expansions("") == ()


def test_terms_are_found_in_a_text_the_longest_first() -> None:
    text = "Does the YOS know the risk of serious harm?"
    found = load_glossary().find_terms(text)
    assert [text[term.start : term.end] for term in found] == ["YOS", "risk of serious harm"]
    assert "RoSH" in found[1].expansions


def test_learned_abbreviations_join_but_do_not_replace() -> None:
    glossary = load_glossary().with_abbreviations({"ZQX": "zonal quay exchange", "YOS": "yard of sails"})
    assert glossary.expansions("ZQX") == ("zonal quay exchange",)
    assert "yard of sails" not in glossary.expansions("YOS")


def test_every_name_that_comes_with_precedent_finds_the_others() -> None:
    glossary = load_glossary()
    for entry in glossary.entries:
        for form in entry.forms:
            (found,) = glossary.find_terms(form)
            assert found.entry == entry


def test_an_edited_file_is_read(tmp_path: Path) -> None:
    glossary = load_glossary(written(tmp_path, '[[entry]]\nnames = ["tag"]\nshort = ["EM"]\n'))
    assert glossary == Glossary((Entry(("tag",), ("EM",)),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[entry]\n", "are not valid TOML"),
        ("entry = 3\n", "no list of entries"),
        ('[[entry]]\nshort = ["A"]\n', "Entry 1"),
        ('[[entry]]\nnames = "a"\n', '"names" in entry 1'),
        ('[[entry]]\nnames = ["a"]\ncapitals_only = "yes"\n', "Entry 1"),
        ('[[entry]]\nnames = ["a b"]\n[[entry]]\nnames = ["A-B"]\n', "entries 1 and 2"),
    ],
)
def test_a_malformed_glossary_is_refused_with_the_entry_and_a_hint(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        load_glossary(written(tmp_path, text))
    assert said in str(caught.value)
    assert "names.toml" in str(caught.value)
    assert caught.value.hint


def test_a_missing_or_unreadable_glossary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="cannot be read"):
        load_glossary(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'[[entry]]\nnames = ["caf\xe9"]\n')
    with pytest.raises(GlossaryError, match="cannot be read"):
        load_glossary(path)
