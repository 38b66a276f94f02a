# 构建阶段带编译器，成品镜像里没有。
FROM python:3.11.14-slim-bookworm AS builder
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.lock

FROM python:3.11.14-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk libharfbuzz-subset0 libmagic1 libpango-1.0-0 libpangoft2-1.0-0 libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin eco \
    && install -d -o eco -g eco -m 750 /data/media
COPY --from=builder /opt/venv /opt/venv
WORKDIR /app
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TZ=Asia/Shanghai \
    ECO_VAR_DIR=/tmp/eco \
    ECO_MEDIA_DIR=/data/media \
    ECO_STATIC_ROOT=/app/staticfiles
# 收集静态文件时临时生成的密钥随目录一起删去，不留在镜像里。
RUN ECO_VAR_DIR=/tmp/build ECO_MEDIA_DIR=/tmp/build/media \
        python manage.py collectstatic --noinput --verbosity 0 --ignore 'fonts/*' --ignore report.css \
    && rm -rf /tmp/build
USER eco
EXPOSE 8000
CMD ["gunicorn", "eco_demo.wsgi", "--config", "docker/gunicorn.conf.py"]
