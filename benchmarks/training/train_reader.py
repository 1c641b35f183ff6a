"""Train the reader of statements and of pairs: python -m benchmarks.training.train_reader [--minutes 90] [--further]

Low-rank adapters on the last four layers of the embedded all-MiniLM-L6-v2, a head over the word pieces of a clause, and
a small network over the stances of two clauses, all at once: in each step 32 clauses and 24 pairs, or as many as
`--pairs` says. Trained on the labelled sentences of the real reports that lie outside the repository (split by report),
and on sentences, clauses and pairs that were written for it and lie beside this file. Writes
`indexer/embedding/statement_reader.safetensors`.

What is written is the running mean of the weights over the last few hundred steps, which reads better than where the
last step happened to end. `--further` goes on from the weights in use, as after labels have been added, of which
`--newest` draws the last three times as often; `--measure` trains nothing and says how the weights in use read what was
held out.

The step is halved between two threads of one core each: threads inside a product wait for each other at every product,
which beside a busy neighbour took four times as long.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, gelu
from transformers import BertModel

from benchmarks.training.labelled_sentences import (
    CLAUSE_LABELS,
    LABELS,
    Passage,
    labelled_clauses,
    labelled_pairs,
    labelled_sentences,
)
from indexer.embedding.model import EMBEDDED_MODEL, find_model, open_tokenizer
from indexer.embedding.statement_reader import WEIGHTS
from indexer.records import CLAUSE_STATEMENTS, Statement

MATERIAL = Path(__file__).parent
RELATIONS = ("same", "opposite", "neither")
_RANK = 16
_FROZEN_LAYERS = 2
"""The lowest stay as they are: what they give is computed once for each text."""
_STANCE = 64
_CLAUSES_A_STEP, _PAIRS_A_STEP = 32, 24
_LEARNING_RATE = 1e-3
_PAIR_WEIGHT = 0.7
SMOOTHING = 0.05
_WARM_UP_STEPS = 30
_MEAN_KEEPS = 0.998
"""What each step leaves of the running mean."""
_MOST_TOKENS = 128
_ROUND_CLAUSES = 2_560
_HELD_OUT_EVERY = 6
"""Of the subjects of pairs, one in so many is held out."""


@dataclass(frozen=True, slots=True)
class Item:
    """A clause in its sentence: token ids, which of them are its own, its class, and how much it counts."""

    ids: list[int]
    own: list[bool]
    statement: int
    weight: float


class Adapter(nn.Module):  # type: ignore[misc]  # torch is untyped here
    """An affine map M and what is added to it: M x + B A x."""

    def __init__(self, affine: nn.Linear) -> None:
        super().__init__()
        self.affine = affine
        self.A = nn.Parameter(torch.randn(_RANK, affine.in_features) / (4 * _RANK**0.5))
        self.B = nn.Parameter(torch.zeros(affine.out_features, _RANK))
        self.drop = nn.Dropout(0.05)

    def forward(self, values: Tensor) -> Tensor:
        added = (self.drop(values) @ self.A.T) @ self.B.T
        return torch.as_tensor(self.affine(values) + added)


class Reader(nn.Module):  # type: ignore[misc]  # torch is untyped here
    """The model with its adapters and heads. The names of the heads are those of the weights' file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        for parameter in self.bert.parameters():
            parameter.requires_grad = False
        for layer in self.bert.encoder.layer[_FROZEN_LAYERS:]:
            for parent, name in _adapted(layer):
                setattr(parent, name, Adapter(getattr(parent, name)))
        self.q = nn.Linear(384, 1)
        self.head = nn.Linear(384, len(CLAUSE_STATEMENTS))
        self.proj = nn.Linear(384, _STANCE)
        self.hid = nn.Linear(2 * _STANCE, _STANCE)
        self.out = nn.Linear(_STANCE, len(RELATIONS))
        self.drop = nn.Dropout(0.1)
        self._low: dict[bytes, Tensor] = {}

    def pooled(self, ids: Sequence[list[int]], own: Sequence[list[bool]]) -> Tensor:
        """The vector of each clause, (clauses, 384)."""
        width = max(map(len, ids))
        mask = torch.tensor([[1.0] * len(row) + [0.0] * (width - len(row)) for row in ids])
        span = torch.tensor([row + [False] * (width - len(row)) for row in own])
        seen = torch.zeros_like(mask).masked_fill(mask == 0, -1e9)[:, None, None, :]
        hidden = torch.zeros(len(ids), width, 384)
        for row, each in enumerate(ids):
            hidden[row, : len(each)] = self._lowest(each)
        for layer in self.bert.encoder.layer[_FROZEN_LAYERS:]:
            hidden = _through(layer, hidden, seen)
        shares = self.q(hidden).squeeze(-1).masked_fill(~span, -1e4).softmax(-1)
        return torch.as_tensor((shares.unsqueeze(-1) * hidden).sum(1))

    def _lowest(self, ids: list[int]) -> Tensor:
        key = np.array(ids, dtype=np.int32).tobytes()
        if key not in self._low:
            self.bert.embeddings.eval()
            with torch.no_grad():
                hidden = self.bert.embeddings(input_ids=torch.tensor([ids]))
                for layer in self.bert.encoder.layer[:_FROZEN_LAYERS]:
                    hidden = _through(layer.eval(), hidden, None)
            self._low[key] = hidden[0].half()
        return self._low[key].float()

    def load(self, path: Path) -> None:
        """Takes the adapters and heads of a file that `write_weights` made."""
        kept = load_file(path)
        with torch.no_grad():
            for name, values in self.state_dict().items():
                if (own := _name_in_file(name)) is not None:
                    values.copy_(torch.from_numpy(kept[own].astype(np.float32)))

    def stance(self, pooled: Tensor) -> Tensor:
        return torch.tanh(self.proj(pooled))

    def relation(self, one: Tensor, other: Tensor) -> Tensor:
        """Log-odds of RELATIONS, the same whichever comes first."""
        return torch.as_tensor(self.out(gelu(self.hid(self.drop(torch.cat([one * other, (one - other).abs()], -1))))))


def _adapted(layer: Any) -> Iterator[tuple[Any, str]]:
    for name in ("query", "key", "value"):
        yield layer.attention.self, name
    yield layer.attention.output, "dense"
    yield layer.intermediate, "dense"
    yield layer.output, "dense"


def _through(layer: Any, hidden: Tensor, seen: Tensor | None) -> Tensor:
    given = layer(hidden, seen)
    return torch.as_tensor(given[0] if isinstance(given, tuple) else given)


class Encoder:
    """Texts to token ids and to which of them lie in a span."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = open_tokenizer(folder)
        self._tokenizer.enable_truncation(_MOST_TOKENS)

    def __call__(self, text: str, start: int = 0, end: int | None = None) -> tuple[list[int], list[bool]]:
        encoding = self._tokenizer.encode(text)
        last = len(text) if end is None else end
        own = [b > a and a >= start and b <= last for a, b in encoding.offsets]
        return encoding.ids, own if any(own) else [b > a for a, b in encoding.offsets]


def written(name: str) -> list[list[str]]:
    """The rows of a file beside this one, without its first."""
    with (MATERIAL / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


class Newest(NamedTuple):
    """How many rows at the end of each file were added last, of those to learn from: of labelled sentences, of labelled
    clauses, and of written sentences."""

    sentences: int = 0
    clauses: int = 0
    written: int = 0


def training_items(encode: Encoder, newest: Newest) -> list[Item]:
    """All clauses to learn from: of real reports that no figure is measured on, and written ones. The newest are there
    three times, since the weights in use know the others."""
    items = real_items(encode, "train", "tune") + newest_items(encode, newest) * 2
    for statement, _, text in written("written_sentences.tsv"):
        items += [_item(encode, text, 0, None, Statement(statement), 1.5)] * 2
    for statements, text, cuts in written("written_clauses.tsv"):
        items += _clause_items(encode, statements, text, cuts) * 2
    return items + later_items(encode, "train") * 2


def real_items(encode: Encoder, *splits: str) -> list[Item]:
    """The labelled sentences of real reports, each as a whole, and the clauses of those that have several."""
    sentences = [each for each in labelled_sentences()[0] if each.split in splits]
    clauses = [each for each in labelled_clauses() if each.split in splits]
    items = [_item(encode, each.sentence.text, 0, None, each.statement, 1.0) for each in sentences]
    return items + [_item(encode, each.sentence.text, each.start, each.end, each.statement, 1.5) for each in clauses]


def newest_items(encode: Encoder, newest: Newest) -> list[Item]:
    """What was labelled and written last."""
    last = {
        path: _last_keys(path, number) for path, number in ((LABELS, newest.sentences), (CLAUSE_LABELS, newest.clauses))
    }
    rows = [row[1:] for row in written("written_later_sentences.tsv") if row[0] == "train"]
    return (
        [
            _item(encode, each.sentence.text, 0, None, each.statement, 1.0)
            for each in labelled_sentences()[0]
            if each.sentence.key in last[LABELS] and each.split == "train"
        ]
        + [
            _item(encode, each.sentence.text, each.start, each.end, each.statement, 1.5)
            for each in labelled_clauses()
            if each.sentence.key in last[CLAUSE_LABELS] and each.split == "train"
        ]
        + [
            _item(encode, text, 0, None, Statement(statement), 1.5)
            for statement, text in rows[len(rows) - newest.written :]
        ]
    )


def _last_keys(path: Path, number: int) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        keys = [(row["report"], row["sentence"]) for row in csv.DictReader(lines)]
    return set(keys[len(keys) - number :])


def real_pairs(split: str) -> list[Pair]:
    """Clauses of real reports, each read in its sentence, as a build reads them."""
    return [Pair(each.relation, each.one, each.other) for each in labelled_pairs() if each.split == split]


def later_items(encode: Encoder, split: str) -> list[Item]:
    """Sentences and clauses that were written last, of the hard kinds; `split` is "train" or "test"."""
    sentences = [row[1:] for row in written("written_later_sentences.tsv") if row[0] == split]
    clauses = [row[1:] for row in written("written_later_clauses.tsv") if row[0] == split]
    items = [_item(encode, text, 0, None, Statement(statement), 1.5) for statement, text in sentences]
    return items + [item for row in clauses for item in _clause_items(encode, *row)]


def later_pairs(split: str) -> list[Pair]:
    """Pairs that were written last. To learn from, what follows from them too: a paraphrase and the opposite of one
    finding are opposites, and two opposites of one finding state the same."""
    rows = [
        (relation, one, other) for part, relation, _, one, other in written("written_later_pairs.tsv") if part == split
    ]
    if split != "train":
        return [_texts(*row) for row in rows]
    said: dict[tuple[str, str], list[str]] = {}
    for relation, one, other in rows:
        said.setdefault((one, relation), []).append(other)
    derived = [
        ("opposite", alike, other)
        for relation, one, other in rows
        if relation == "opposite"
        for alike in said.get((one, "same"), ())[:1]
    ]
    twice = [others[:2] for (_, relation), others in said.items() if relation == "opposite" and len(others) > 1]
    return [_texts(*row) for row in [*rows, *derived, *(("same", one, other) for one, other in twice)]]


def families(split: str) -> list[dict[str, str]]:
    """Written families of sentences, by the columns of their file: a finding, what states the same, the opposite, and
    neither. `split` is "train" or "test"."""
    with (MATERIAL / "written_families.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{name: text for name, text in row.items() if name != "split"} for row in rows if row["split"] == split]


def family_pairs(split: str) -> list[Pair]:
    """Of each family all pairs that state the same or the opposite, and as many again that state neither."""
    pairs: list[Pair] = []
    for family in families(split):
        finding, close, reworded, denied, antonym, contrary, aspect, fact = family.values()
        alike, opposed = (finding, close, reworded), (denied, antonym, contrary)
        for side in (alike, opposed):
            pairs += [_texts("same", one, other) for one, other in combinations(side, 2)]
        pairs += [_texts("opposite", one, other) for one, other in product(alike, opposed)]
        pairs += [_texts("neither", one, aspect) for one in (*alike, *opposed)]
        pairs += [_texts("neither", one, fact) for one in (finding, reworded, contrary)]
    return pairs


def _clause_items(encode: Encoder, statements: str, text: str, cuts: str) -> list[Item]:
    starts = [0, *(text.index(cut.strip()) for cut in cuts.split("|") if cut.strip())]
    spans = zip(starts, [*starts[1:], len(text)], statements.split("|"), strict=True)
    return [_item(encode, text, start, end, Statement(name.strip()), 1.0) for start, end, name in spans]


def _item(encode: Encoder, text: str, start: int, end: int | None, statement: Statement, weight: float) -> Item:
    return Item(*encode(text, start, end), CLAUSE_STATEMENTS.index(statement), weight)


class Pair(NamedTuple):
    """One of RELATIONS, and the two that stand to each other so."""

    relation: str
    one: Passage
    other: Passage


def _texts(relation: str, one: str, other: str) -> Pair:
    return Pair(relation, Passage(one), Passage(other))


def pairs_by_subject() -> tuple[list[Pair], list[Pair]]:
    """Written pairs to learn from, and those held out: all pairs that share a sentence are on the same side."""
    pairs = [(relation, one, other) for relation, _, one, other in written("written_pairs.tsv")]
    first: dict[str, str] = {}

    def subject(text: str) -> str:
        while first.setdefault(text, text) != text:
            text = first[text]
        return text

    for _, one, other in pairs:
        first[subject(one)] = subject(other)
    held_out = [
        int(hashlib.sha256(subject(one).encode()).hexdigest(), 16) % _HELD_OUT_EVERY == 0 for _, one, _ in pairs
    ]
    learnt = [_texts(*pair) for pair, out in zip(pairs, held_out, strict=True) if not out]
    learnt += opposites() + later_pairs("train") + family_pairs("train") + real_pairs("train")
    return learnt, [_texts(*pair) for pair, out in zip(pairs, held_out, strict=True) if out]


def opposites() -> list[Pair]:
    """Written sentences come two by two, a statement and its opposite."""
    rows = written("written_sentences.tsv")
    twos = zip(rows[::2], rows[1::2], strict=False)
    return [_texts("opposite", one[2], two[2]) for one, two in twos if {one[0], two[0]} == {"strength", "shortfall"}]


def pair_batches(pairs: Sequence[Pair], number: int, chance: random.Random) -> Iterator[list[Pair]]:
    """Pairs in ever new order, and among them sentences that have nothing to do with each other, and each with itself,
    which states the same."""
    waiting: list[Pair] = []
    while True:
        if len(waiting) < number:
            few = range(len(pairs) // 16)
            strangers = [Pair("neither", chance.choice(pairs).one, chance.choice(pairs).other) for _ in few]
            itself = [Pair("same", one, one) for _, one, _ in chance.sample(pairs, len(few))]
            every = [*pairs, *strangers, *itself]
            waiting = chance.sample(every, len(every))
        yield waiting[:number]
        waiting = waiting[number:]


def item_batches(items: Sequence[Item], chance: random.Random) -> Iterator[list[Item]]:
    """Clauses in ever new order, those of like length together."""
    while True:
        drawn = chance.sample(items, min(_ROUND_CLAUSES, len(items)))
        drawn.sort(key=lambda item: len(item.ids) + chance.random() * 8)
        batches = [drawn[at : at + _CLAUSES_A_STEP] for at in range(0, len(drawn), _CLAUSES_A_STEP)]
        yield from chance.sample(batches, len(batches))


Batches = Iterator[tuple[list[Item], list[Pair]]]


def train(reader: Reader, encode: Encoder, batches: Batches, seconds: float) -> None:
    """For so long; the rate of learning falls to nothing over the time. Leaves the running mean of the weights."""
    began = time.monotonic()
    parameters = [each for each in reader.parameters() if each.requires_grad]
    means = [each.detach().clone() for each in parameters]
    optimiser = torch.optim.AdamW(parameters, lr=_LEARNING_RATE, weight_decay=0.01)
    halves = ThreadPoolExecutor(2, initializer=partial(torch.set_num_threads, 1))

    def learn(half: tuple[Sequence[Item], Sequence[Pair]]) -> float:
        loss = _loss(reader, encode, *half) / 2
        loss.backward()
        return float(loss.item())

    for step, (clauses, two) in enumerate(batches):
        left = 1 - (time.monotonic() - began) / seconds
        if left <= 0:
            break
        for group in optimiser.param_groups:
            group["lr"] = _LEARNING_RATE * min(1.0, (step + 1) / _WARM_UP_STEPS) * max(left, 0.02)
        reader.train()
        optimiser.zero_grad()
        middle, pair = len(clauses) // 2, len(two) // 2
        losses = list(halves.map(learn, [(clauses[:middle], two[:pair]), (clauses[middle:], two[pair:])]))
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        with torch.no_grad():
            kept = min(_MEAN_KEEPS, (step + 1) / (step + 20))  # the first steps are soon forgotten
            for mean, value in zip(means, parameters, strict=True):
                mean.mul_(kept).add_(value, alpha=1 - kept)
        if step % 20 == 0:
            print(f"step {step}: loss {sum(losses):.3f}, {100 * (1 - left):.0f}% of the time", flush=True)
    with torch.no_grad():
        for mean, value in zip(means, parameters, strict=True):
            value.copy_(mean)


def _loss(reader: Reader, encode: Encoder, items: Sequence[Item], pairs: Sequence[Pair]) -> Tensor:
    pooled = reader.pooled([item.ids for item in items], [item.own for item in items])
    wanted = torch.tensor([item.statement for item in items])
    weights = torch.tensor([item.weight for item in items])
    each = cross_entropy(reader.head(reader.drop(pooled)), wanted, reduction="none", label_smoothing=SMOOTHING)
    texts = [encode(*pair.one) for pair in pairs] + [encode(*pair.other) for pair in pairs]
    stances = reader.stance(reader.pooled([ids for ids, _ in texts], [own for _, own in texts]))
    relation = reader.relation(stances[: len(pairs)], stances[len(pairs) :])
    wanted_relation = torch.tensor([RELATIONS.index(name) for name, _, _ in pairs])
    of_pairs = cross_entropy(relation, wanted_relation, label_smoothing=SMOOTHING)
    return torch.as_tensor((each * weights).mean() + _PAIR_WEIGHT * of_pairs)


def measure(reader: Reader, encode: Encoder) -> None:
    """Prints how much of what was held out is read right, and how much is turned: praise read as fault or the same as
    the opposite, or the reverse."""
    sentences = [labelled for labelled in labelled_sentences()[0] if labelled.split == "test"]
    clauses = [clause for clause in labelled_clauses() if clause.split == "test"]
    _print_items(reader, "sentences of held-out reports, read as a whole", [
        _item(encode, each.sentence.text, 0, None, each.statement, 1.0) for each in sentences
    ])  # fmt: skip
    _print_items(reader, "clauses of held-out sentences that state two things", [
        _item(encode, each.sentence.text, each.start, each.end, each.statement, 1.0) for each in clauses
    ])  # fmt: skip
    _print_items(reader, "written sentences and clauses of the hard kinds", later_items(encode, "test"))
    measure_pairs(reader, encode, "pairs held out by subject", pairs_by_subject()[1])
    measure_pairs(reader, encode, "pairs written last", later_pairs("test"))
    measure_pairs(reader, encode, "pairs of written families", family_pairs("test"))
    validate(reader, encode)


def validate(reader: Reader, encode: Encoder) -> None:
    """Prints the same of what stages of the training are chosen on."""
    _print_items(reader, "validation, sentences and clauses of real reports", real_items(encode, "validation"))
    measure_pairs(reader, encode, "validation, clauses of two real reports", real_pairs("validation"))


@torch.no_grad()
def _print_items(reader: Reader, title: str, items: Sequence[Item]) -> None:
    reader.eval()
    read = [
        int(reader.head(reader.pooled([item.ids], [item.own])).argmax()) for item in items
    ]  # one by one: nothing is padded
    praise, fault = CLAUSE_STATEMENTS.index(Statement.STRENGTH), CLAUSE_STATEMENTS.index(Statement.SHORTFALL)
    _print_score(title, [item.statement for item in items], read, {praise, fault})


@torch.no_grad()
def measure_pairs(reader: Reader, encode: Encoder, title: str, pairs: Sequence[Pair]) -> None:
    reader.eval()

    def stance(passage: Passage) -> Tensor:
        ids, own = encode(*passage)
        return reader.stance(reader.pooled([ids], [own]))

    read = [int(reader.relation(stance(one), stance(other)).argmax()) for _, one, other in pairs]
    _print_score(title, [RELATIONS.index(relation) for relation, _, _ in pairs], read, {0, 1})


def _print_score(title: str, wanted: Sequence[int], read: Sequence[int], contrary: set[int]) -> None:
    right = sum(one == other for one, other in zip(wanted, read, strict=True))
    turned = sum({one, other} == contrary for one, other in zip(wanted, read, strict=True))
    print(f"{title}: {right / len(wanted):.3f} right, {turned} turned, of {len(wanted)}")


def write_weights(reader: Reader, path: Path) -> None:
    """Adapters and heads, in half precision."""
    kept = {own: values for name, values in reader.state_dict().items() if (own := _name_in_file(name)) is not None}
    save_file({name: np.ascontiguousarray(values.numpy().astype(np.float16)) for name, values in kept.items()}, path)


def _name_in_file(name: str) -> str | None:
    """What the weights' file calls a parameter; None for what is the model's own."""
    if name.endswith((".A", ".B")):
        return f"{name.removeprefix('bert.')[:-2]}.weight{name[-2:]}"
    return None if name.startswith("bert.") else name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--further", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--newest", type=int, nargs=3, default=(0, 0, 0), help="see Newest")
    parser.add_argument("--pairs", type=int, default=_PAIRS_A_STEP, help="pairs in each step")
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    folder = find_model(EMBEDDED_MODEL).folder
    assert folder is not None
    encode, reader = Encoder(folder), Reader(folder)
    items, (pairs, _) = training_items(encode, Newest(*given.newest)), pairs_by_subject()
    if given.further or given.measure:
        reader.load(WEIGHTS)
    if given.measure:
        measure(reader, encode)
        return
    print(f"{len(items)} clauses, {len(pairs)} pairs")
    chance = random.Random(0)
    batches = zip(item_batches(items, chance), pair_batches(pairs, given.pairs, chance), strict=False)
    train(reader, encode, batches, 60 * given.minutes)
    write_weights(reader, WEIGHTS)


if __name__ == "__main__":
    main()
