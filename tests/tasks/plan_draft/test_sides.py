import pytest

from tasks.plan_draft.shape import ALL_LEAD, ALL_SUPPORT, FIRST_LEADS
from tasks.plan_draft.sides import sides
from tests.tasks.plan_draft.drafts import coop, lead, resp, row


@pytest.mark.parametrize(("units", "resp_as", "expected"), [
    ((lead("甲"), coop("乙"), resp("丙")), FIRST_LEADS, (("甲",), ("乙", "丙"))),
    ((lead("甲"), resp("乙")), ALL_LEAD, (("甲",), ("乙",))),
    ((resp("甲"), resp("乙"), coop("丙")), FIRST_LEADS, (("甲",), ("乙", "丙"))),
    ((resp("甲"), resp("乙"), coop("丙")), ALL_LEAD, (("甲", "乙"), ("丙",))),
    ((resp("甲"), coop("乙")), ALL_SUPPORT, ((), ("甲", "乙"))),
    ((coop("甲"),), FIRST_LEADS, ((), ("甲",))),
    ((lead("甲"), lead("乙"), coop("甲")), FIRST_LEADS, (("甲", "乙"), ())),
    ((resp("甲"), coop("甲"), resp("乙")), FIRST_LEADS, (("甲",), ("乙",))),
    ((lead("各镇(办、区)"), coop("各镇（办、区）"), coop("乙"), coop("乙")), FIRST_LEADS, (("各镇(办、区)",), ("乙",))),
    ((), FIRST_LEADS, ((), ())),
])
def test_a_name_stands_on_one_side(units, resp_as, expected):
    assert sides(row("r1", units=units), resp_as) == expected
