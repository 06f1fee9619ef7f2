#!/bin/sh
# Installs the peers into bench/peers/.venv, apart from the bot: sh bench/peers/install.sh
# With the word txtai also txtai, which brings PyTorch along (about 5 GB).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
[ -x "$here/.venv/bin/python" ] || "$python" -m venv "$here/.venv"
install() {
    "$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement "$1"
}
install "$here/constraints.txt"
if [ "${1:-}" = txtai ]; then
    install "$here/constraints-txtai.txt"
fi
