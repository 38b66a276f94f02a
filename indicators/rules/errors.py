"""The one way a rule or a value is refused."""

MAX_FIELD = 200
MAX_MESSAGE = 800


class RuleError(ValueError):
    """A bad rule or input: `field` is the dotted path to it, `message` a Chinese sentence for the person."""

    def __init__(self, field: str, message: str):
        self.field = field[:MAX_FIELD]
        self.message = message[:MAX_MESSAGE]
        super().__init__(f"{self.field}：{self.message}")


def join(at: str, name: object) -> str:
    """`parameters` + `step` → `parameters.step`; an empty `at` is the rule itself."""
    return f"{at}.{name}" if at else str(name)
