# Baromètre Client: `docker compose up --build --detach`; docs/operations.md. Needs no network once built.
FROM python:3.11-slim-bookworm AS build
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin barometre && install -d -o barometre -g barometre /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /opt/barometre
COPY . .
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 CRM_WORKSPACE=/data/workspace TMPDIR=/data/tmp
RUN python -m compileall -q app.py crm_core crm_ui pages
USER barometre
VOLUME /data
EXPOSE 8501
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/health', timeout=9)"]
CMD ["sh", "-c", "mkdir -p \"$TMPDIR\" && exec streamlit run app.py --server.address 0.0.0.0 --server.port 8501"]
