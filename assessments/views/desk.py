"""What the steps of a review answer with: the two panes as they stand now, and the sentence of a refusal."""

from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments import reading
from assessments.choices import Decision, Met, Verdict
from assessments.forms.facts import FactsForm
from assessments.forms.review import DecisionForm, DeductionForm, MarkForm, QueueForm, ReopenForm
from assessments.models import Deduction
from assessments.reading import DeskLine
from assessments.services import review as services
from tasks.models import Submission

_WRITTEN = ("comment", "internal_note", "override_reason")
LINE = "assessments/review/line.html"
RULE_LENGTH = Deduction._meta.get_field("rule_text").max_length


def line_of(request, pk: int) -> DeskLine:
    """The round with everything on the page; 404 for one that is not on this person's desk."""
    try:
        return reading.line_on_desk(pk, request.user)
    except Submission.DoesNotExist:
        raise Http404 from None


def answer(request, pk: int, *, status=200, **extra):
    """The panes afresh: as fragments for htmx, as the whole page otherwise."""
    if not request.htmx and status == 200:
        return redirect(address(pk, request.GET))
    template = "assessments/review/_changed.html" if request.htmx else LINE
    return render(request, template, page_of(request, line_of(request, pk), **extra), status=status)


def refused(request, line: DeskLine, refusal: services.ReviewRefused, **extra):
    """Nothing was written: say why, with what was typed still in its form; 409 where somebody else was first."""
    status = 409 if isinstance(refusal, services.StaleReview) else 422
    return answer(request, line.submission.pk, status=status, refusal=refusal, **extra)


def page_of(request, line: DeskLine, *, chosen: int | None = None, deduction_form=None, decision_form=None,
            reopen_form=None, facts_form=None, mark_form=None, **extra) -> dict:
    """Everything the panes show; `chosen` is the file that was just judged."""
    decision = line.review.decision if line.review else Decision.PENDING
    query = carried(request.GET)
    return {
        "line": line, "part": line.part, "task": line.part.task, "review": line.review,
        "chosen": _chosen(request, line, chosen), "verdicts": Verdict.choices, "mets": Met.choices,
        "is_accepted": decision == Decision.ACCEPTED, "is_returned": decision == Decision.RETURNED,
        "deduction_form": deduction_form or _fresh_deduction(line),
        "decision_form": decision_form or _fresh_decision(line), "reopen_form": reopen_form or ReopenForm(),
        "facts_form": facts_form or facts_of(line), "mark_form": mark_form or MarkForm(instance=line.my_mark),
        "neighbours": reading.neighbours(queue_behind(request, line.part.year), line.submission),
        "accept_word": _accept_word(line), "tick": _tick(request, line, chosen), "query": f"?{query}" if query else "",
        "and_file": f"?{query}&file=" if query else "?file=", **extra,
    }


def facts_of(line: DeskLine, data=None) -> FactsForm | None:
    return FactsForm(data, facts=line.rule.facts) if line.rule and line.rule.facts else None


def opened(request, line):
    return services.open_review(line.submission, request.user)


def version_of(request) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def next_of(request, line) -> str:
    """Where to go after a decision, found while the line is still in the queue: the next line, else the queue."""
    following = reading.neighbours(queue_behind(request, line.part.year), line.submission).next
    return address(following, request.GET) if following else f"{reverse('review_queue')}?{carried(request.GET)}"


def done_words(line: DeskLine, review) -> str:
    """What became of the line: accepted, or on its way to the next stage."""
    what = f"{line.part.unit.label}第{line.part.task.number}项"
    if review.decision == Decision.ACCEPTED:
        return f"{what}已通过，得{review.score}分。"
    rows = line.stages
    return f"{what}已通过{rows[review.stages_passed - 1].stage}，转{rows[review.stages_passed].stage}。"


def queue_behind(request, year: int):
    """The filtered queue this line was opened from."""
    return reading.queue_of(request.user, year, QueueForm(request.GET, user=request.user, year=year).filters())


def address(pk: int, query: QueryDict) -> str:
    filters = carried(query)
    return reverse("review_line", args=[pk]) + (f"?{filters}" if filters else "")


def carried(query: QueryDict) -> str:
    """The queue's filters, taken along from line to line."""
    return urlencode([(name, query[name]) for name in QueueForm.base_fields if query.get(name)])


def _chosen(request, line: DeskLine, chosen: int | None):
    """The file asked for, else the first that nobody has judged, else the first."""
    wanted = str(chosen or request.POST.get("file") or request.GET.get("file", ""))
    by_key = {str(row.submitted.pk): row for row in line.files}
    if wanted in by_key:
        return by_key[wanted]
    return next((row for row in line.files if row.verdict is None), line.files[0] if line.files else None)


def _accept_word(line: DeskLine) -> str:
    """What the main button does: score the line, or pass it on to the plan's next stage."""
    if line.stage is None or line.stage == line.stages[-1]:
        return "通过并计分"
    return f"通过{line.stage.stage}"


def _tick(request, line: DeskLine, judged: int | None) -> dict | None:
    """The judged file's place among the return reasons: what is written there stays, else its verdict's reason."""
    files = [row.submitted for row in line.files]
    file = next((file for file in files if file.pk == judged), None)
    return DecisionForm(request.POST, files=files).place_of(file) if file else None


def _fresh_deduction(line: DeskLine) -> DeductionForm:
    indicator = line.part.task.indicator
    rule = indicator.scoring_standard[:RULE_LENGTH] if indicator else ""
    return DeductionForm(initial={"rule_text": rule}, submission=line.submission)


def _fresh_decision(line: DeskLine) -> DecisionForm:
    review = line.review
    return DecisionForm(
        initial={name: getattr(review, name) for name in _WRITTEN} if review else {},
        files=[row.submitted for row in line.files],
    )
