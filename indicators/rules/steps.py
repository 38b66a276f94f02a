"""The lines of an explanation. The `points` lines of a result add up to its score before rounding."""

from dataclasses import dataclass
from decimal import Decimal

from .amounts import SHOWN, shown

FACT, POINTS, SCORE = "fact", "points", "score"


@dataclass(frozen=True)
class Step:
    """One line: a sentence, its number, and the lines it rests on.

    `role` says what the number is: a fact looked at, points given or (negative) taken, or the score.
    """

    text: str
    value: Decimal
    role: str = FACT
    steps: tuple["Step", ...] = ()
    grade: str = ""

    @property
    def _written(self) -> str:
        """A score keeps the places it was rounded to."""
        is_rounded = self.role == SCORE and self.value.as_tuple().exponent >= -6
        return f"{self.value:f}" if is_rounded else shown(self.value)

    def as_json(self) -> dict:
        """The line as it is kept beside a score: with its role, so that the sum can be checked again later."""
        line = {"text": self.text, "value": self._written, "role": self.role}
        if self.steps:
            line["steps"] = [step.as_json() for step in self.steps]
        return line

    def as_answer(self) -> dict:
        """The line as `evaluate_rule` answers: `{"text", "value"}`, and `steps` where there are any."""
        line = {"text": self.text, "value": self._written}
        if self.steps:
            line["steps"] = [step.as_answer() for step in self.steps]
        return line


def fact(text: str, value: Decimal, steps: tuple[Step, ...] = ()) -> Step:
    return Step(text, value, FACT, steps)


def points(text: str, value: Decimal, steps: tuple[Step, ...] = ()) -> Step:
    return Step(text, value, POINTS, steps)


def arithmetic(steps: list[Step]) -> str:
    """`3 − 1.2 = 1.8` from the points lines."""
    numbers = [step.value for step in steps if step.role == POINTS]
    total = shown(sum(numbers))
    written = shown(numbers[0]) + "".join(
        f" {'−' if number < 0 else '+'} {shown(abs(number))}" for number in numbers[1:]
    )
    return written if len(numbers) == 1 else f"{written} {_equals(numbers)} {total}"


def _equals(numbers: list[Decimal]) -> str:
    return "≈" if any(number != number.quantize(SHOWN) for number in numbers) else "="
