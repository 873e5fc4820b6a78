from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "observer.gateways"
    label = "gateways"
