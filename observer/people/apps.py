from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "observer.people"
    label = "people"
