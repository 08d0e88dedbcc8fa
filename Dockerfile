# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
#
# docs/operating/docker.md says how to run it, and how to pin the base image by its digest.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY bot bot
COPY rules rules
COPY templates templates
COPY locales locales
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .
RUN python -m venv --without-pip /opt/hubnotice \
 && python -m pip --python /opt/hubnotice/bin/python install --no-cache-dir /wheels/*.whl \
 && mkdir -p /data

# Nothing is run in this stage: what is in it was made above.
FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="hubnotice" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/hubnotice /opt/hubnotice
COPY --from=build --chown=1000:1000 /data /data
ENV PATH=/opt/hubnotice/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    HUBNOTICE_DATABASE=/data/hubnotice.sqlite3 \
    HUBNOTICE_LISTEN=0.0.0.0:7860
# The number that Spaces run containers as.
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['HUBNOTICE_LISTEN'].rpartition(':')[2]), timeout=8); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["hubnotice"]
CMD ["watch"]
