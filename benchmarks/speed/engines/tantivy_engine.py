"""tantivy: a search library in Rust, words only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.speed.engines.asking import TOP, ask_words
from benchmarks.speed.material import paragraphs
from benchmarks.speed.measure import folder_bytes

_WRITER_BYTES = 512 * 1024 * 1024


def build(material: Path, out: Path) -> None:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
    schema.add_unsigned_field("ordinal", stored=True)
    index = tantivy.Index(schema.build(), path=str(out))
    writer = index.writer(_WRITER_BYTES, 1)
    for ordinal, paragraph in enumerate(paragraphs(material)):
        document = tantivy.Document()
        document.add_text("text", paragraph.text)
        document.add_unsigned("ordinal", ordinal)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def ask(material: Path, out: Path) -> dict[str, Any]:
    index = tantivy.Index.open(str(out))
    searcher = index.searcher()

    def top(query: str) -> list[int]:
        found = searcher.search(index.parse_query(query, ["text"]), TOP).hits
        return [searcher.doc(address)["ordinal"][0] for _, address in found]

    def joined(operator: str) -> Callable[[str], list[int]]:
        return lambda words: top(f" {operator} ".join(words.split()))

    found = ask_words(material, either=top, both=joined("AND"), row=lambda words: top(f'"{words}"'))
    return found | {"bytes": folder_bytes(out)}
