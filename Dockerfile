# One image, one process, no root. `sitrep run` first brings the database to its newest revision.
#
# The base is pinned by its digest: the one that public Dockerfiles of late 2025 name for this very tag. It was never
# pulled or built where this file was written; `docker buildx imagetools inspect python:3.13.9-slim-trixie` compares it.
# A digest gets no security fixes by itself: raise both together.
ARG BASE=python:3.13.9-slim-trixie@sha256:326df678c20c78d465db501563f3492d17c42a4afe33a1f2bf5406a1d56b0e86

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /build
# Wheels only, each by its hash: nothing that was downloaded runs while it is installed.
COPY requirements.lock build.lock ./
RUN python -m venv /opt/sitrep \
    && /opt/sitrep/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements.lock \
    && pip install --require-hashes --no-deps --only-binary :all: -r build.lock
COPY . .
RUN python -m hatchling build --target wheel --directory /dist \
    && /opt/sitrep/bin/pip install --no-index --no-deps /dist/*.whl \
    # pip compiles the code, and nobody the words; who runs it can write neither.
    && /opt/sitrep/bin/python -I -c "from bot.render.words import Words; Words().prepare()"

FROM ${BASE}
COPY --from=build /opt/sitrep /opt/sitrep
ENV PATH=/opt/sitrep/bin:$PATH \
    PYTHONUNBUFFERED=1

# The base image leaves Python's own modules uncompiled, on purpose, and who runs the bot may not write
# there: each start would compile three hundred of them anew, and hold the holes that this leaves.
RUN python -m compileall -q -x /test/ "$(python -c "import sysconfig; print(sysconfig.get_path('stdlib'))")"

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
