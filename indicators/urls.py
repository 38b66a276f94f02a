from django.urls import path

from .views import indicator, indicator_set, marks, rule

urlpatterns = [
    path("indicators/", indicator_set.indicator_set_list, name="indicator_set_list"),
    path("indicators/new/", indicator_set.indicator_set_create, name="indicator_set_create"),
    path("indicators/<int:pk>/", indicator_set.indicator_set_detail, name="indicator_set_detail"),
    path("indicators/<int:pk>/edit/", indicator_set.indicator_set_change, name="indicator_set_change"),
    path("indicators/<int:pk>/copy/", indicator_set.indicator_set_copy, name="indicator_set_copy"),
    path("indicators/<int:pk>/publish/", indicator_set.indicator_set_publish, name="indicator_set_publish"),
    path("indicators/<int:pk>/remove/", indicator_set.indicator_set_remove, name="indicator_set_remove"),
    path("indicators/<int:pk>/export/", indicator_set.indicator_set_export, name="indicator_set_export"),
    path("indicators/<int:pk>/marks/", marks.indicator_marks, name="indicator_marks"),
    path("indicators/<int:pk>/items/new/", indicator.indicator_create, name="indicator_create"),
    path("indicators/<int:pk>/domains/new/", indicator.domain_create, name="domain_create"),
    path("indicators/items/<int:pk>/", indicator.indicator_detail, name="indicator_detail"),
    path("indicators/items/<int:pk>/edit/", indicator.indicator_change, name="indicator_change"),
    path("indicators/items/<int:pk>/rule/", rule.indicator_rule, name="indicator_rule"),
    path("indicators/items/<int:pk>/rule/draft/", rule.indicator_rule_draft, name="indicator_rule_draft"),
    path("indicators/items/<int:pk>/rule/retire/", rule.indicator_rule_retire, name="indicator_rule_retire"),
    path("indicators/items/<int:pk>/remove/", indicator.indicator_remove, name="indicator_remove"),
    path("indicators/items/<int:pk>/move/", indicator.indicator_move, name="indicator_move"),
    path("indicators/domains/<int:pk>/edit/", indicator.domain_change, name="domain_change"),
    path("indicators/domains/<int:pk>/remove/", indicator.domain_remove, name="domain_remove"),
    path("indicators/domains/<int:pk>/move/", indicator.domain_move, name="domain_move"),
]
