"""A table of inputs on a page, with rows to add and to take away (`static/js/row_set.js`)."""

import re
from collections.abc import Iterable

from django import forms


class Rows:
    """A table of inputs, each row a form; rows come and go in the browser, so their numbers may have gaps."""

    def __init__(self, form, prefix: str, most: int, data=None, rows: Iterable[dict] = ()):
        self.prefix, self.most = prefix, most
        self.blank = form(prefix=f"{prefix}-__row__")
        if data is None:
            self.forms = [form(initial=row, prefix=f"{prefix}-{n}") for n, row in enumerate(rows)]
        else:
            posted = [form(data, prefix=f"{prefix}-{n}") for n in _numbers_in(data, prefix)]
            self.forms = [row for row in posted if _is_written(row)]

    def __iter__(self):
        return iter(self.forms)

    @property
    def problem(self) -> str:
        return f"最多{self.most}行，请去掉一些。" if len(self.forms) > self.most else ""

    @property
    def sentences(self) -> list[str]:
        found = [f"第{place}行{form[name].label if name in form.fields else ''}：{errors[0]}"
                 for place, form in enumerate(self.forms, 1) for name, errors in form.errors.items()]
        return [*found, self.problem] if self.problem else found

    def is_valid(self) -> bool:
        return not any(form.errors for form in self.forms) and not self.problem


def _numbers_in(data, prefix: str) -> list[int]:
    found = (re.match(rf"{prefix}-(\d{{1,3}})-", key) for key in data)
    return sorted({int(match[1]) for match in found if match})


def _is_written(row: forms.Form) -> bool:
    """Whether anything but the defaults stands in it."""
    return any(
        row.data.get(row.add_prefix(name), "").strip() not in ("", str(field.initial))
        for name, field in row.fields.items()
    )
