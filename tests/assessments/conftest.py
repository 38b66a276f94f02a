import pytest

from assessments.services.review import judge_file, open_review
from tests.assessments.desk import hand_in


@pytest.fixture
def submission(world, plan):
    """水利局's first line, handed in with one file and a value that meets the target."""
    return hand_in(world, plan, world.water)


@pytest.fixture
def review(world, submission):
    return open_review(submission, world.reviewer)


@pytest.fixture
def judged(world, review):
    """The same with its file judged valid: nothing is doubtful any more."""
    for submitted in review.submission.evidence.all():
        judge_file(submitted, "valid", "", world.reviewer)
    review.refresh_from_db()
    return review
