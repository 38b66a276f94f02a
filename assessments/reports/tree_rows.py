"""The tree of an explanation as rows of a table, for paper and for workbooks: the same nodes, flat."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..explanation import Kind, Node
from .wording import plain_number

# What a printed table says elsewhere, or what only fills it.
_LEFT_OUT = ("角色", "评分标准", "审核时间", "自评分")


@dataclass(frozen=True)
class TreeRow:
    """`counted` is what the number adds to the row it stands under; None where it only tells."""

    depth: int
    kind: str
    text: str
    value: Decimal | None
    number: str
    counted: Decimal | None
    share: str
    equation: str
    note: str
    is_struck: bool
    has_below: bool


def tree_rows(node: Node, depth: int = 0) -> Iterator[TreeRow]:
    """Every node, top down."""
    yield _row(node, depth, node.children)
    for child in node.children:
        yield from tree_rows(child, depth + 1)


def printed_rows(node: Node, depth: int = 0) -> Iterator[TreeRow]:
    """On paper: a rule's inputs in one row, and no row that says nothing new."""
    below = _worth_printing(node)
    yield _row(node, depth, below, _LEFT_OUT)
    for child in below:
        yield from printed_rows(child, depth + 1)


def _worth_printing(node: Node) -> tuple[Node, ...]:
    if node.kind == Kind.LINE:
        kept_all = len(node.terms) == 1
        # The office's comment stands with what the unit wrote, in a chapter of its own.
        return tuple(
            child for child in node.children
            if child.kind != Kind.COMMENT and not (kept_all and child.kind == Kind.MARKS)
        )
    if node.kind == Kind.RULE:
        inputs = [child for child in node.children if child.kind == Kind.INPUT]
        return (*_joined(inputs), *(child for child in node.children if child.kind != Kind.INPUT))
    return () if _takes_nothing(node) else node.children


def _joined(inputs: list[Node]) -> Iterator[Node]:
    if inputs:
        words = (f"{node.text}（{'、'.join(text for _, text in node.details)}）" for node in inputs)
        yield Node("所用数据：" + "；".join(words), kind=Kind.INPUT)


def _takes_nothing(node: Node) -> bool:
    """A part of a rule that took no points although it could: its own calculation ends in all it could give."""
    results = [child.value for child in node.children if not child.is_term and child.children]
    return node.kind == Kind.STEP and node.is_term and not node.value and any(results)


def _row(node: Node, depth: int, below: tuple[Node, ...], without: tuple[str, ...] = ()) -> TreeRow:
    notes = [f"{label}：{text}" for label, text in node.details if label not in without]
    if node.file:
        notes.append(f"材料：{node.file}")
    return TreeRow(
        depth, node.kind, _text(node), node.value, node.number, node.counted if node.is_term else None,
        node.share_text, node.equation, "；".join(notes), node.is_struck, bool(below),
    )


def _text(node: Node) -> str:
    if node.kind == Kind.LINE and node.out_of is not None:
        role = dict(node.details).get("角色", "")
        return f"{node.text}（{role}，分值{plain_number(node.out_of)}）" if role else node.text
    return f"{node.text}（已撤销）" if node.is_struck else node.text
