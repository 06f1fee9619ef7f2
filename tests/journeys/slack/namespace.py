"""A network that nobody else is in, for a simulator that listens on every address.

Run inside `unshare --user --map-root-user --net`: brings the loopback up, and lets the file
`SOCKET` outside lead to `PORT` inside, until its standard input ends.

    python namespace.py SOCKET PORT
"""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import sys

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1
_CHUNK = 64 * 1024


def bring_loopback_up() -> None:
    """A new network has one, and it is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | _IFF_UP))


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One direction of a connection."""
    try:
        while read := await reader.read(_CHUNK):
            writer.write(read)
            await writer.drain()
    except OSError:
        return
    finally:
        writer.close()


async def serve(path: str, port: int) -> None:
    """Until standard input ends."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pass_on(reader, back), pass_on(there, writer))

    await asyncio.start_unix_server(connected, path)
    sys.stdout.write("up\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    bring_loopback_up()
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
