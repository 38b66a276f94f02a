"""What a list of tasks can be narrowed down by; choices limited to what the person may see."""

from django import forms
from django.db.models import Q

from eco_demo.lib import clock

from ..choices import LedgerStatus, Light, Receipt, TaskRole

# Receipt.RETURNED and LedgerStatus.RETURNED are both written "returned".
_RECEIPT_KEY, _ABSENT_KEY = "handed_back", "not_applicable"
STATES = [
    (Receipt.WAITING.value, "待签收"), (_RECEIPT_KEY, "已退回分工"), *((s.value, s.label) for s in LedgerStatus),
    (_ABSENT_KEY, "不适用"),
]
LIGHTS = [(Light.NEAR.value, "临期"), (Light.OVERDUE.value, "逾期")]


class TaskFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES])
    light = forms.ChoiceField(label="期限", required=False, choices=[("", "全部"), *LIGHTS])
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *TaskRole.choices])
    domain = forms.TypedChoiceField(label="领域", required=False, coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    q = forms.CharField(label="查找", required=False, max_length=60, widget=forms.TextInput(
        attrs={"type": "search", "placeholder": "序号、任务名称", "data-search": ""}
    ))

    def __init__(self, data, *, domains, units, plans):
        super().__init__(data)
        self.plans = plans
        self.fields["domain"].choices = [("", "全部"), *((d.pk, d.name) for d in domains)]
        self.fields["unit"].choices = [("", "全部"), *((u.pk, u.label) for u in units)]
        if not units:
            del self.fields["unit"]

    def narrow(self, rows):
        """Only the fields that could be read narrow the list."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if chosen.get("state"):
            rows = rows.filter(_in_state(chosen["state"]))
        if chosen.get("light") == Light.OVERDUE:
            rows = rows.overdue(clock.today())
        elif chosen.get("light") == Light.NEAR:
            rows = rows.near(clock.today(), self._near_days())
        if chosen.get("role"):
            rows = rows.filter(role=chosen["role"])
        if chosen.get("domain"):
            rows = rows.filter(Q(task__domain=chosen["domain"]) | Q(task__domain__parent=chosen["domain"]))
        if chosen.get("unit"):
            rows = rows.filter(unit=chosen["unit"])
        if chosen.get("q"):
            rows = rows.filter(Q(task__title__icontains=chosen["q"]) | Q(task__number=chosen["q"]))
        return rows

    def _near_days(self) -> int:
        return self.plans.values_list("near_days", flat=True).first() or 0


def _in_state(state: str) -> Q:
    if state == _ABSENT_KEY:
        return Q(applies=False)
    if state == Receipt.WAITING:
        return Q(receipt=Receipt.WAITING)
    if state == _RECEIPT_KEY:
        return Q(receipt=Receipt.RETURNED)
    return Q(applies=True, receipt=Receipt.SIGNED, ledger__status=state)
