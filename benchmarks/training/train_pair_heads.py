"""Train what compares two clauses, and nothing else: python -m benchmarks.training.train_pair_heads

The adapters and what reads statements stay as they are in `indexer/embedding/statement_reader.safetensors`, so that
pairs are learnt and no statement is read differently. Each text is read once, in minutes; the rest takes one. After
five rounds the pairs that were learnt are known by heart, and those of other reports suffer.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.training.labelled_sentences import Passage
from benchmarks.training.train_reader import (
    RELATIONS,
    SMOOTHING,
    Encoder,
    Pair,
    Reader,
    measure_pairs,
    pairs_by_subject,
    real_pairs,
    write_weights,
)
from indexer.embedding.model import EMBEDDED_MODEL, find_model
from indexer.embedding.statement_reader import WEIGHTS

_PAIRS_A_STEP = 256
_LEARNING_RATE = 2e-3
_DROP = 0.15
_MEAN_FORGETS = 0.005


@torch.no_grad()
def pooled_texts(reader: Reader, encode: Encoder, texts: Sequence[Passage]) -> Tensor:
    """The vector of each text, float32 (texts, 384)."""
    reader.eval()
    encoded = [encode(*text) for text in texts]
    return torch.cat([reader.pooled([ids], [own]) for ids, own in encoded])  # one by one: nothing is padded


def train(reader: Reader, vectors: Tensor, one: Tensor, other: Tensor, wanted: Tensor, rounds: int) -> None:
    """For so many rounds; `one` and `other` are rows of `vectors`. Leaves the running mean of the heads. Added to the
    pairs of each round are strangers, which are neither, and clauses beside themselves, which are the same."""
    reader.train()
    parameters = [*reader.proj.parameters(), *reader.hid.parameters(), *reader.out.parameters()]
    means = [each.detach().clone() for each in parameters]
    drop, few = nn.Dropout(_DROP), len(wanted) // 16
    steps = rounds * ((len(wanted) + 2 * few) // _PAIRS_A_STEP + 1)
    optimiser = torch.optim.AdamW(parameters, lr=_LEARNING_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _LEARNING_RATE, total_steps=steps, pct_start=0.05)
    step = 0
    for _ in range(rounds):
        itself, strange, stranger = (torch.randint(len(wanted), (few,)) for _ in range(3))
        ones = torch.cat([one, one[strange], one[itself]])
        others = torch.cat([other, other[stranger], one[itself]])
        added = torch.tensor([RELATIONS.index("neither"), RELATIONS.index("same")]).repeat_interleave(few)
        relations = torch.cat([wanted, added])
        for rows in torch.randperm(len(relations)).split(_PAIRS_A_STEP):
            stances = (reader.stance(drop(vectors[side[rows]])) for side in (ones, others))
            optimiser.zero_grad()
            cross_entropy(reader.relation(*stances), relations[rows], label_smoothing=SMOOTHING).backward()
            optimiser.step()
            schedule.step()
            step += 1
            with torch.no_grad():
                for mean, value in zip(means, parameters, strict=True):
                    mean.lerp_(value, max(_MEAN_FORGETS, 1 / (step + 1)))
    with torch.no_grad():
        for mean, value in zip(means, parameters, strict=True):
            value.copy_(mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    rounds: int = parser.parse_args().rounds
    torch.manual_seed(0)
    folder = find_model(EMBEDDED_MODEL).folder
    assert folder is not None
    encode, reader = Encoder(folder), Reader(folder)
    reader.load(WEIGHTS)
    pairs, held_out = pairs_by_subject()
    rows: dict[Passage, int] = {}

    def row(text: Passage) -> int:
        return rows.setdefault(text, len(rows))

    numbered = [(row(pair.one), row(pair.other), RELATIONS.index(pair.relation)) for pair in pairs]
    one, other, wanted = torch.tensor(numbered).T
    train(reader, pooled_texts(reader, encode, list(rows)), one, other, wanted, rounds)
    measured: dict[str, list[Pair]] = {
        "pairs held out by subject": held_out,
        "validation, clauses of two real reports": real_pairs("validation"),
    }
    for title, own in measured.items():
        measure_pairs(reader, encode, title, own)
    write_weights(reader, WEIGHTS)


if __name__ == "__main__":
    main()
