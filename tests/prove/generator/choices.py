"""Where a random statement's decisions come from: one grammar, driven by a seed, by Hypothesis or by a tape."""

import random
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Choices(Protocol):
    def below(self, bound: int) -> int:
        """A number from 0 to ``bound`` - 1; 0 is the plainest answer."""


class Tape:
    """Numbers from a seed, or those of ``replay`` and then zeros; ``taken`` remembers them."""

    def __init__(self, seed: int | None = None, replay: Sequence[int] = ()) -> None:
        self.random = random.Random(seed) if seed is not None else None
        self.replay = replay
        self.taken: list[int] = []

    def below(self, bound: int) -> int:
        if self.random is not None:
            number = self.random.randrange(bound)
        else:
            at = len(self.taken)
            number = min(self.replay[at], bound - 1) if at < len(self.replay) else 0
        self.taken.append(number)
        return number


class Deciding:
    """Choices in the grammar's terms."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices

    def chance(self, percent: int) -> bool:
        return self.choices.below(100) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        return options[self.choices.below(len(options))]

    def weighted(self, *options: tuple[int, T]) -> T:
        number = self.choices.below(sum(weight for weight, _ in options))
        for weight, option in options:
            if number < weight:
                return option
            number -= weight
        raise AssertionError

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """``count`` different options, or all, in their order."""
        left = list(range(len(options)))
        chosen = [left.pop(self.choices.below(len(left))) for _ in range(min(count, len(left)))]
        return [options[index] for index in sorted(chosen)]


def shorter(tape: list[int], holds: Callable[[list[int]], bool], tries: int = 600) -> list[int]:
    """A tape that ``holds`` still, with spans cut out and numbers made smaller."""
    span = max(len(tape) // 2, 1)
    while span and tries > 0:
        at = 0
        while at < len(tape) and tries > 0:
            for candidate in (
                tape[:at] + tape[at + span :],
                tape[:at] + [0] * len(tape[at : at + span]) + tape[at + span :],
            ):
                if candidate == tape:
                    continue
                tries -= 1
                if holds(candidate):
                    tape = candidate
                    break
            else:
                at += span
        span //= 2
    return tape
