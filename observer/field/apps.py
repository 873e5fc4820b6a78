from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "observer.field"
    label = "field"
