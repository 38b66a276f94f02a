"""The child: `python -m lib.file_check PATH NAME` prints the facts or the reason for refusing, as JSON."""

import json
import sys
from importlib import import_module
from pathlib import PurePath

from ..bounded_child import limit_this_process
from ..file_kinds import kind_of_name
from .refusal import Refusal, refuse_mismatch

# Only the checker that is needed is imported: pypdf alone takes longer than all the rest.
CHECKERS = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "package"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), "compound"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
)


def check(path: str, name: str) -> dict:
    """`{"kind", "content_type", …}`; raises Refusal."""
    kind = kind_of_name(name)
    with open(path, "rb") as file:
        head = file.read(16)
        checker = next((checker for magic, checker in CHECKERS if head.startswith(magic)), None)
        if checker is None:
            refuse_mismatch(kind, file)
        code, facts = import_module(f".{checker}", __package__).examine(file)
        if code != kind.code:
            refuse_mismatch(kind, file, code)
    return {"kind": kind.code, "content_type": kind.content_type, **facts}


def main() -> None:
    limit_this_process()
    path, name = sys.argv[1:]
    try:
        answer = check(path, PurePath(name).name)
    except Refusal as reason:
        answer = {"refused": str(reason)}
    json.dump(answer, sys.stdout)


main()
