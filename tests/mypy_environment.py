"""A mypy plugin that only fills the environment: the Django plugin loads the settings, which insist on it."""

import os

from mypy.plugin import Plugin

for name in ("OBSERVER_SECRET_KEY", "OBSERVER_TOKEN_KEY", "OBSERVER_PERSONAL_DATA_KEY", "OBSERVER_INDEX_KEY"):
    os.environ.setdefault(name, "a value for checking types only, 32 characters")
os.environ.setdefault("DATABASE_URL", "postgresql://observer_app@/types")
os.environ.setdefault("REDIS_URL", "redis://")


def plugin(version: str) -> type[Plugin]:
    return Plugin
