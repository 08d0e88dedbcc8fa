# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0

FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY bot bot
COPY rules rules
COPY templates templates
RUN python -m venv /opt/hubnotice && /opt/hubnotice/bin/pip install --no-cache-dir .

FROM python:3.13-slim
LABEL org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --create-home --home-dir /data hubnotice
COPY --from=build /opt/hubnotice /opt/hubnotice
USER 10001
WORKDIR /data
ENV PATH=/opt/hubnotice/bin:$PATH \
    HUBNOTICE_DATABASE=/data/hubnotice.sqlite3
VOLUME /data
ENTRYPOINT ["hubnotice"]
CMD ["watch"]
