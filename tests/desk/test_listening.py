"""Where the servers listen."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from desk.cli.listening import listening


def test_what_is_said_on_a_kept_connection_is_sent_at_once() -> None:
    async def told() -> int:
        delayed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            delayed.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with contextlib.closing(listening("127.0.0.1", 0)) as at:
            async with await asyncio.start_server(answer, sock=at):
                _, writer = await asyncio.open_connection(*at.getsockname())
                writer.close()
                return await asyncio.wait_for(delayed, 20)

    assert asyncio.run(told()), "TCP_NODELAY: with Nagle's delay an answer of two parts takes 40 ms"
