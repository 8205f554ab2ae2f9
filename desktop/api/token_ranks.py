"""A vocabulary's tokens and their ranks in a few megabytes, where a dict takes thirty-two."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

_EMPTY = -1


class TokenRanks:
    """Answers like a dict from token to rank; ranks count from 0 in the order of `tokens`.

    All tokens lie in one piece of memory. Where one is found is a table of twice as many slots at
    least, a power of two, in which a taken slot sends on to the next (linear probing). No token
    may come twice.
    """

    def __init__(self, tokens: Iterable[bytes], count: int = 0) -> None:
        """`count`: how many there are at most, so that the table is made once."""
        self._ends = array("I", [0])
        self._letters = bytearray()
        self._slots = array("i", [_EMPTY]) * (2 << max(count, 1).bit_length())
        self._fill(tokens)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __contains__(self, token: bytes) -> bool:
        return self.get(token) is not None

    def get(self, token: bytes) -> int | None:
        """The token's rank; None when it is none."""
        slots, ends, letters = self._slots, self._ends, self._letters
        last = len(slots) - 1
        slot = hash(token) & last
        while (rank := slots[slot]) != _EMPTY:
            if letters[ends[rank] : ends[rank + 1]] == token:
                return rank
            slot = (slot + 1) & last
        return None

    def _fill(self, tokens: Iterable[bytes]) -> None:
        slots, ends, letters = self._slots, self._ends, self._letters
        last = len(slots) - 1
        for rank, token in enumerate(tokens):
            slot = hash(token) & last
            while slots[slot] != _EMPTY:
                slot = (slot + 1) & last
            slots[slot] = rank
            letters += token
            ends.append(len(letters))
