"""What a scoring rule has to be told, as a form made from the rule: the office's answers beside the unit's."""

from django import forms

from assessments.reading.rule_score import Fact
from indicators.rules import Asked, RuleError

_YES_NO = (("", "—"), ("true", "是"), ("false", "否"))


class FactsForm(forms.Form):
    """Reads the shape alone; the rule reads the answers, and `refuse` puts its sentence at the field."""

    def __init__(self, data=None, *, facts: list[Fact]):
        super().__init__(data, prefix="fact", auto_id="fact-%s")
        self.facts = facts
        for place, fact in enumerate(facts):
            self.fields[str(place)] = _field(fact)

    def rows(self) -> list[tuple[Fact, forms.BoundField]]:
        return [(fact, self[str(place)]) for place, fact in enumerate(self.facts)]

    def answers(self) -> dict[str, str]:
        return {fact.asked.path: self.cleaned_data[str(place)] for place, fact in enumerate(self.facts)}

    def refuse(self, error: RuleError) -> None:
        at = next((str(place) for place, fact in enumerate(self.facts) if fact.asked.field == error.field), None)
        self.add_error(at, error.message)


def _field(fact: Fact) -> forms.Field:
    asked, given = fact.asked, fact.office_answer
    options = {"required": False, "label": asked.full_label, "help_text": asked.help}
    if asked.type == "boolean":
        shown = "" if given is None else str(given).lower()
        return forms.ChoiceField(choices=_YES_NO, initial=shown, **options)
    if asked.type == "choice":
        return forms.ChoiceField(choices=[("", "—"), *asked.choices], initial=given or "", **options)
    shown = "" if given is None else given
    if asked.type == "text":
        return forms.CharField(max_length=500, initial=shown, widget=forms.Textarea(attrs={"rows": 2}), **options)
    return forms.CharField(max_length=40, initial=shown, widget=_number(asked), **options)


def _number(asked: Asked) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric" if asked.type == "integer" else "decimal"})
