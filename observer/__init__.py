"""Observer: field reporting and analysis for election-observation missions."""

from observer.celery import app as celery_app

__all__ = ["celery_app"]
