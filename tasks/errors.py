"""Refusals with a name: `str(error)` is the sentence the user reads."""

from django.utils import timezone


class Refused(Exception):
    """The rules do not allow this now; nothing was changed."""


class SelfCheckClosed(Refused):
    """Before the self-check opens or after it closed, outside every re-opened window."""


class NotSignedFor(Refused):
    """The unit fills only what it has signed for (签收)."""


class LedgerLocked(Refused):
    """The ledger is with the office, or in a state from which this step does not lead."""


class ReviewBegun(Refused):
    """The office has begun to review this round; it can only be returned by the office."""


class StaleLedger(Refused):
    """Somebody else saved first. `ledger` is what is kept now."""

    def __init__(self, ledger):
        who = ledger.updated_by or "其他人"
        when = f"{timezone.localtime(ledger.updated_at):%m-%d %H:%M}" if ledger.updated_at else "刚才"
        super().__init__(f"{who} 已于 {when} 保存过这份台账，您的改动没有覆盖上去。请核对后再保存。")
        self.ledger = ledger


class LedgerIncomplete(Refused):
    """`missing`: what is not filled in yet, each in words; `gaps`: evidence that the indicator asks for."""

    def __init__(self, missing: list[str], gaps: list[str] = ()):
        self.missing, self.gaps = list(missing), list(gaps)
        parts = [f"还没有填写{'、'.join(self.missing)}"] if self.missing else []
        parts += [f"缺少应交佐证：{'、'.join(self.gaps)}，请补齐，或写明缺件原因后提交"] if self.gaps else []
        super().__init__("；".join(parts) + "。")


class ValueRefused(Refused):
    """A reported value that cannot be kept as written."""


class CertificationRefused(Refused):
    """The certifying unit cannot say that of this number, or no longer."""


class EvidenceRefused(Refused):
    """Evidence cannot be added, attached or taken off now."""


class ImportRefused(Refused):
    """A plan document cannot be taken in, corrected, confirmed or undone that way."""


class StaleDraft(ImportRefused):
    """Somebody else changed the same row, or the head, of the draft first; nothing was overwritten."""

    def __init__(self, what: str):
        super().__init__(f"{what}刚刚被改动过，您的改动没有覆盖上去。请核对现在的内容后再改。")
