from django import template

from ..reports import trail

register = template.Library()

register.filter("action_label", trail.action_label)
register.filter("object_label", trail.object_label)
