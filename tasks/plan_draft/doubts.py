"""What a person should mend or look at before a draft becomes tasks, in sentences. Pure."""

from dataclasses import dataclass

BAD, LOOK = "bad", "look"


@dataclass(frozen=True)
class Doubt:
    """`kind`: BAD must be mended before 确认导入, LOOK only asks for a look. `field` is one of the row or the head."""

    kind: str
    field: str
    text: str
