from django.urls import path

from assessments.views import review, review_rule, score

urlpatterns = [
    path("review/", review.review_queue, name="review_queue"),
    path("review/<int:pk>/", review.review_line, name="review_line"),
    path("review/<int:pk>/deductions/", review.review_deduct, name="review_deduct"),
    path("review/<int:pk>/deductions/<int:deduction>/", review.review_deduction, name="review_deduction"),
    path("review/<int:pk>/deductions/<int:deduction>/remove/", review.review_deduction_remove,
         name="review_deduction_remove"),
    path("review/<int:pk>/files/<int:submitted>/", review.review_file, name="review_file"),
    path("review/<int:pk>/met/", review.review_met, name="review_met"),
    path("review/<int:pk>/rule/", review_rule.review_use_rule, name="review_use_rule"),
    path("review/<int:pk>/facts/", review_rule.review_facts, name="review_facts"),
    path("review/<int:pk>/mark/", review_rule.review_mark, name="review_mark"),
    path("review/<int:pk>/note/", review.review_note, name="review_note"),
    path("review/<int:pk>/return/", review.review_return, name="review_return"),
    path("review/<int:pk>/accept/", review.review_accept, name="review_accept"),
    path("review/<int:pk>/reopen/", review.review_reopen, name="review_reopen"),
    path("scores/", score.score_table, name="score_table"),
    path("scores/export/", score.score_export, name="score_export"),
    path("scores/lost/", score.score_lost, name="score_lost"),
    path("scores/<int:plan>/<int:unit>/", score.score_unit, name="score_unit"),
]
