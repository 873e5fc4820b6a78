# The packages, each by its hash.
FROM python:3.11-slim-bookworm AS packages
COPY requirements/runtime.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OBSERVER_HOME=/observer
# An account without a name, a shell or a home; the files of the mission are its only property.
RUN mkdir -p /observer/files && chown -R 10001:10001 /observer
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY observer observer
COPY templates templates
COPY static static
COPY locale locale
COPY docs/help docs/help
USER 10001:10001
# Gathering static files needs settings, but no server and no real secret.
RUN for name in SECRET_KEY TOKEN_KEY PERSONAL_DATA_KEY INDEX_KEY; do \
        export "OBSERVER_$name=only for gathering the static files"; \
    done; \
    DATABASE_URL=postgresql://observer_app@none/none REDIS_URL=redis://none \
    python manage.py collectstatic --noinput --verbosity 0
EXPOSE 8000
VOLUME /observer/files
CMD ["granian", "observer.wsgi:application", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers", \
     "--log-level", "warning"]
