"""On the desk: the rule's score, what the office answers for it, and one's own mark where several score."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments.choices import Decision
from assessments.forms.review import MarkForm
from assessments.services import review as services
from indicators.rules import RuleError

from .desk import (
    answer,
    done_words,
    facts_of,
    line_of,
    next_of,
    opened,
    refused,
    version_of,
)


@require_POST
def review_use_rule(request, pk):
    """The rule's losses become the line's deductions."""
    line = line_of(request, pk)
    try:
        services.use_rule(opened(request, line), request.user, version_of(request))
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal)
    return answer(request, pk)


@require_POST
def review_facts(request, pk):
    """What the office has found out for the rule."""
    line = line_of(request, pk)
    form = facts_of(line, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return answer(request, pk, facts_form=form, status=422)
    try:
        services.answer_facts(opened(request, line), form.answers(), request.user, version_of(request))
    except RuleError as error:
        form.refuse(error)
        return answer(request, pk, facts_form=form, status=422)
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, facts_form=form)
    return answer(request, pk, is_answered=True)


@require_POST
def review_mark(request, pk):
    """One's own score; with the last one the stage is done, and it goes on to the next line."""
    line = line_of(request, pk)
    going_on = next_of(request, line)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return answer(request, pk, mark_form=form, status=422)
    facts = form.cleaned_data
    try:
        review = services.mark_line(opened(request, line), facts["score"], facts["reason"], request.user,
                                    version_of(request), confirmed="confirmed" in request.POST)
    except services.ReviewRefused as refusal:
        return refused(request, line, refusal, mark_form=form)
    messages.success(request, _marked(line, review))
    return redirect(going_on)


def _marked(line, review) -> str:
    is_waiting = review.decision == Decision.PENDING and review.stages_passed == _passed(line)
    return "您的评分已记下，等其他人评完后合成。" if is_waiting else done_words(line, review)


def _passed(line) -> int:
    return line.review.stages_passed if line.review else 0
