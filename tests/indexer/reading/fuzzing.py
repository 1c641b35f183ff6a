"""Damaged copies of a file, the same for the same seed: what mail, disks and half-done downloads do to one."""

from __future__ import annotations

import random


def damaged_copy(data: bytes, seed: int) -> bytes:
    """A copy of `data` with one kind of damage, chosen by the seed."""
    chance = random.Random(seed)
    damage = chance.choice((_flip, _cut, _hole, _swap, _insert, _repeat))
    return damage(bytearray(data), chance)


def _flip(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 5, 50, 500))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(1, len(data))])


def _hole(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    length = min(chance.choice((16, 512, 4096)), len(data) - start)
    data[start : start + length] = bytes(length)
    return bytes(data)


def _swap(data: bytearray, chance: random.Random) -> bytes:
    middle, end = sorted(chance.randrange(len(data)) for _ in range(2))
    return bytes(data[middle:end] + data[:middle] + data[end:])


def _insert(data: bytearray, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return bytes(data[:place]) + chance.randbytes(chance.choice((1, 64, 4096))) + bytes(data[place:])


def _repeat(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    part = bytes(data[start : start + chance.choice((64, 2048))])
    return bytes(data[:start]) + part * chance.choice((2, 50)) + bytes(data[start:])
