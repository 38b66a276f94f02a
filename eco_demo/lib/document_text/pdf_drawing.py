"""What one PDF page draws: straight lines (strokes, thin filled rectangles) and pieces of text, each in its place."""

from dataclasses import dataclass, field
from itertools import pairwise

THIN = 3.0
LARGEST = 1e6
MAX_LINES = 20_000
STROKES, FILLS = {b"S", b"s", b"B", b"B*", b"b", b"b*"}, {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
CLOSES = {b"s", b"b", b"b*"}
PATHS = {b"re", b"m", b"l", b"c", b"v", b"y", b"h"}
PAINTS = STROKES | FILLS | {b"n"}
IDENTITY = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
TURNS = {90: [0, -1, 1, 0, 0, 0], 180: [-1, 0, 0, -1, 0, 0], 270: [0, 1, -1, 0, 0, 0]}

Point = tuple[float, float]


@dataclass(frozen=True)
class Piece:
    """Text drawn in one go; `x` and `y` are where its baseline begins, y growing upwards."""

    text: str
    x: float
    y: float
    size: float


@dataclass
class Lines:
    """Straight lines of a page; a picture may hold very many, a table does not."""

    across: list[tuple[float, float, float]] = field(default_factory=list)
    """y, from x, to x."""
    down: list[tuple[float, float, float]] = field(default_factory=list)
    """x, from y, to y."""
    _path: list[list[Point]] = field(default_factory=list)
    _points: int = 0

    def draw(self, operations: list[tuple[list, bytes]], turn: int) -> None:
        """`operations` of the page itself, as it looks on screen: `turn` is its /Rotate."""
        matrix, kept = TURNS.get(turn, IDENTITY), []
        for operands, operator in operations:
            if operator in PATHS and self._points < MAX_LINES:
                self._extend(operator, _numbers(operands), matrix)
            elif operator in PAINTS:
                self._paint(operator)
            elif operator == b"q":
                kept.append(matrix)
            elif operator == b"Q" and kept:
                matrix = kept.pop()
            elif operator == b"cm" and len(numbers := _numbers(operands)) == 6:
                matrix = multiply(numbers, matrix)

    def _extend(self, operator: bytes, numbers: list[float], matrix: list[float]) -> None:
        self._points += 1
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
            self._path.append([_at(corner, matrix) for corner in corners])
        elif operator == b"m" and len(numbers) == 2:
            self._path.append([_at((numbers[0], numbers[1]), matrix)])
        elif not self._path:
            return
        elif operator == b"h":
            self._path[-1].append(self._path[-1][0])
        elif operator == b"l" and len(numbers) == 2:
            self._path[-1].append(_at((numbers[0], numbers[1]), matrix))
        elif operator in (b"c", b"v", b"y") and len(numbers) >= 4:
            self._path.append([_at((numbers[-2], numbers[-1]), matrix)])

    def _paint(self, operator: bytes) -> None:
        paths, self._path = self._path, []
        if operator in STROKES:
            for path in paths:
                self._keep_edges([*path, path[0]] if operator in CLOSES else path)
        if operator in FILLS:
            wide = [path for path in paths if len(path) > 2 and not self._keep_thin(path)]
            # One rectangle inside another, the space between them filled, is a border; one alone is a background.
            for path in wide if len(wide) > 1 else []:
                self._keep_edges([*path, path[0]])

    def _keep_thin(self, path: list[Point]) -> bool:
        xs, ys = [x for x, _ in path], [y for _, y in path]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if height <= THIN:
            self.across.append(((min(ys) + max(ys)) / 2, min(xs), max(xs)))
        if width <= THIN:
            self.down.append(((min(xs) + max(xs)) / 2, min(ys), max(ys)))
        return height <= THIN or width <= THIN

    def _keep_edges(self, path: list[Point]) -> None:
        for (x, y), (to_x, to_y) in pairwise(path):
            if abs(y - to_y) <= 1 < abs(x - to_x):
                self.across.append(((y + to_y) / 2, min(x, to_x), max(x, to_x)))
            elif abs(x - to_x) <= 1 < abs(y - to_y):
                self.down.append(((x + to_x) / 2, min(y, to_y), max(y, to_y)))


@dataclass
class Writing:
    """The visitors `extract_text` asks for; text inside a form counts from where the form was put."""

    turn: int
    pieces: list[Piece] = field(default_factory=list)
    _forms: list[list[float]] = field(default_factory=list)

    def before(self, operator: bytes, _operands: list, matrix: list[float], _text_matrix: list[float]) -> None:
        if operator == b"Do":
            self._forms.append(self._placed(matrix))

    def after(self, operator: bytes, _operands: list, _matrix: list[float], _text_matrix: list[float]) -> None:
        if operator == b"Do" and self._forms:
            self._forms.pop()

    def write(self, text: str, matrix: list[float], text_matrix: list[float], _font: dict, size: float) -> None:
        place = multiply(text_matrix, self._placed(matrix))
        self.pieces.append(Piece(text, place[4], place[5], size * (place[2] ** 2 + place[3] ** 2) ** 0.5))

    def _placed(self, matrix: list[float]) -> list[float]:
        return multiply(matrix, self._forms[-1] if self._forms else TURNS.get(self.turn, IDENTITY))


def _numbers(operands: list) -> list[float]:
    """Pages are at most some metres wide; what is larger could not even be compared."""
    numbers = [operand for operand in operands if isinstance(operand, int | float)]
    return [float(number) for number in numbers if abs(number) < LARGEST]


def multiply(first: list[float], second: list[float]) -> list[float]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]


def _at(point: Point, matrix: list[float]) -> Point:
    x, y = point
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]
