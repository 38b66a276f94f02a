"""Form fields that answer in sentences: numbers as people type them, days."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from .numbers import NotANumber, format_number, parse_number
from .posted import whole_number


class NumberField(forms.CharField):
    """A Decimal; `places` at most so many decimal places, `least` and `most` its limits."""

    def __init__(self, *, places: int = 4, least: Decimal | None = None, most: Decimal = Decimal(10) ** 13, **kwargs):
        self.places, self.least, self.most = places, least, most
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control-num"}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return format_number(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text)
        except NotANumber as error:
            raise ValidationError(f"{error}。") from error
        if -number.normalize().as_tuple().exponent > self.places:
            raise ValidationError(f"最多 {self.places} 位小数。" if self.places else "请填整数。")
        if abs(number) >= self.most:
            raise ValidationError("数字太大，请核对。")
        if self.least is not None and number < self.least:
            raise ValidationError(f"不能小于 {format_number(self.least)}。")
        return number


class PicksField(forms.ModelMultipleChoiceField):
    """Rows ticked on a page; a number beyond every column is that of a row which is not there."""

    def _check_values(self, value):
        for pk in value:
            if whole_number(str(pk)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": pk})
        return super()._check_values(value)


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": "请填写日期，如 2022-01-20。"})
        super().__init__(**kwargs)


def posted(request):
    """What a form is bound to: also an empty POST, which is falsy."""
    return request.POST if request.method == "POST" else None


def set_posted(form: forms.Form, name: str, value) -> None:
    """Show `value` in a bound form, so that posting it again carries it (a version after a conflict)."""
    data = form.data.copy()
    data[form.add_prefix(name)] = str(value)
    form.data = data
