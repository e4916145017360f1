# One image, one process, no root. `sitrep run` first brings the database to its newest revision.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /build
COPY . .
RUN pip install -c constraints.txt . && rm -rf /build

# The default database is a file in /data: mount a volume there, or set DATABASE_URL to a PostgreSQL.
RUN useradd --system --uid 10001 --home-dir /data --create-home sitrep
USER sitrep
WORKDIR /data
VOLUME /data
ENV DATABASE_URL=sqlite:////data/sitrep.db \
    SITREP_HTTP_HOST=0.0.0.0 \
    SITREP_HTTP_PORT=8722
EXPOSE 8722

# urlopen raises on any answer but a good one, and the image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['SITREP_HTTP_PORT']}/healthz\", timeout=4)"]

CMD ["sitrep", "run"]
