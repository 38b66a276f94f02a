from django.urls import path

from ..views import special

urlpatterns = [
    path("special/", special.special_list, name="special_list"),
    path("special/<int:pk>/enter/", special.special_enter, name="special_enter"),
    path("special/<int:pk>/items/", special.special_items, name="special_items"),
    path("special/<int:pk>/items/presets/", special.special_presets, name="special_presets"),
    path("special/<int:pk>/items/new/", special.special_item_create, name="special_item_create"),
    path("special/items/<int:pk>/change/", special.special_item_change, name="special_item_change"),
    path("special/items/<int:pk>/remove/", special.special_item_remove, name="special_item_remove"),
    path("special/entries/<int:pk>/revoke/", special.special_revoke, name="special_revoke"),
]
