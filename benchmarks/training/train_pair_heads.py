"""Train what compares two clauses, and nothing else: python -m benchmarks.training.train_pair_heads

The adapters and what reads statements stay as they are in `indexer/embedding/statement_reader.safetensors`, so that the
pairs may be learnt without a word of a statement being read differently. Each text is read once; the rest takes a
minute. Stop early: after five rounds the pairs that were learnt are known by heart, and those of other reports suffer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor
from torch.nn.functional import cross_entropy, dropout, gelu

from benchmarks.training.labelled_sentences import Passage
from benchmarks.training.train_reader import RELATIONS, Encoder, Pair, Reader, pairs_by_subject, real_pairs
from indexer.embedding.model import EMBEDDED_MODEL, find_model
from indexer.embedding.statement_reader import WEIGHTS

_HEADS = ("proj.weight", "proj.bias", "hid.weight", "hid.bias", "out.weight", "out.bias")
_PAIRS_A_STEP = 256
_LEARNING_RATE = 2e-3
_DROP = 0.15
_SMOOTHING = 0.05
_MEAN_FORGETS = 0.005

Numbered = tuple[Tensor, Tensor, Tensor]


@torch.no_grad()
def pooled_texts(reader: Reader, encode: Encoder, texts: Sequence[Passage]) -> Tensor:
    """The vector of each text, float32 (texts, 384)."""
    reader.eval()
    encoded = [encode(*text) for text in texts]
    return torch.cat([reader.pooled([ids], [own]) for ids, own in encoded])  # one by one: nothing is padded


def relation(heads: dict[str, Tensor], one: Tensor, other: Tensor, drop: float = 0.0) -> Tensor:
    """Log-odds of RELATIONS for each pair of vectors."""

    def stance(pooled: Tensor) -> Tensor:
        return torch.tanh(dropout(pooled, drop) @ heads["proj.weight"].T + heads["proj.bias"])

    one, other = stance(one), stance(other)
    features = dropout(torch.cat([one * other, (one - other).abs()], -1), drop)
    inner = dropout(gelu(features @ heads["hid.weight"].T + heads["hid.bias"]), drop)
    return torch.as_tensor(inner @ heads["out.weight"].T + heads["out.bias"])


def train(heads: dict[str, Tensor], vectors: Tensor, pairs: Numbered, rounds: int) -> dict[str, Tensor]:
    """The running mean of the heads over so many rounds. Added to the pairs of each round are strangers, which are
    neither, and clauses beside themselves, which are the same."""
    one, other, wanted = pairs
    few, means = len(wanted) // 16, {name: values.detach().clone() for name, values in heads.items()}
    steps = rounds * ((len(wanted) + 2 * few) // _PAIRS_A_STEP + 1)
    optimiser = torch.optim.AdamW(heads.values(), lr=_LEARNING_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _LEARNING_RATE, total_steps=steps, pct_start=0.05)
    step = 0
    for _ in range(rounds):
        itself, strange, stranger = (torch.randint(len(wanted), (few,)) for _ in range(3))
        ones = torch.cat([one, one[strange], one[itself]])
        others = torch.cat([other, other[stranger], one[itself]])
        relations = torch.cat([wanted, torch.full((few,), 2), torch.zeros(few, dtype=torch.long)])
        for rows in torch.randperm(len(relations)).split(_PAIRS_A_STEP):
            read = relation(heads, vectors[ones[rows]], vectors[others[rows]], _DROP)
            optimiser.zero_grad()
            cross_entropy(read, relations[rows], label_smoothing=_SMOOTHING).backward()
            optimiser.step()
            schedule.step()
            step += 1
            with torch.no_grad():
                for name, values in heads.items():
                    means[name].lerp_(values, max(_MEAN_FORGETS, 1 / (step + 1)))
    return means


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    rounds: int = parser.parse_args().rounds
    torch.manual_seed(0)
    folder = find_model(EMBEDDED_MODEL).folder
    assert folder is not None
    encode, reader = Encoder(folder), Reader(folder)
    reader.load(WEIGHTS)
    learnt, held_out = pairs_by_subject()
    measured = {"pairs held out by subject": held_out, "validation, real reports": real_pairs("validation")}
    places: dict[Passage, int] = {}
    for pair in [*learnt, *(each for pairs in measured.values() for each in pairs)]:
        for text in (pair.one, pair.other):
            places.setdefault(text, len(places))
    vectors = pooled_texts(reader, encode, list(places))

    def numbered(pairs: Sequence[Pair]) -> Numbered:
        rows = [(places[pair.one], places[pair.other], RELATIONS.index(pair.relation)) for pair in pairs]
        one, other, wanted = torch.tensor(rows).T
        return one, other, wanted

    kept = load_file(WEIGHTS)
    heads: dict[str, Tensor] = {
        name: torch.nn.Parameter(torch.from_numpy(kept[name].astype(np.float32))) for name in _HEADS
    }
    means = train(heads, vectors, numbered(learnt), rounds)
    for title, pairs in measured.items():
        one, other, wanted = numbered(pairs)
        right = relation(means, vectors[one], vectors[other]).argmax(1) == wanted
        print(f"{title}: {right.float().mean():.3f} right, of {len(pairs)}")
    save_file(kept | {name: values.numpy().astype(np.float16) for name, values in means.items()}, WEIGHTS)


if __name__ == "__main__":
    sys.exit(main())
