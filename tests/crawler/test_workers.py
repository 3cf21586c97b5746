"""Workers: killed when a page is hostile, replaced, and never in the way of the next task."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.workers import BODY_LIMIT, WorkerFailed, Workers

PAGE = b"<html><head><title>Season two is here | The Outlet</title></head><body><p>" + b"The show is back. " * 40 + b"</p></body></html>"
URL = "https://outlet.example/2026/09/12/season-two"


def loop_for_ever() -> None:
    """What a hostile page would do to a careless pattern: exponential, and deaf to signals handled in Python."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def eat_memory() -> int:
    return len(bytearray(4 * 2**30))


def crash() -> None:
    os.abort()


def pid() -> int:
    return os.getpid()


def complain() -> None:
    raise KeyError("its own")


async def killed(workers: Workers) -> tuple[float, int]:
    """Seconds until a hanging task is given up, and the process that does the next one."""
    before = time.monotonic()
    with pytest.raises(WorkerFailed, match="longer than 1 s"):
        await workers.run(loop_for_ever)
    return time.monotonic() - before, await workers.run(pid)


def test_reads_a_page_in_another_process() -> None:
    with Workers(1) as workers:

        async def both() -> tuple[str, int]:
            return (await workers.read_page(PAGE, URL)).title, await workers.run(pid)

        title, process = asyncio.run(both())
    assert title == "Season two is here"
    assert process != os.getpid()


def test_reads_a_page_in_this_process_where_there_are_no_workers() -> None:
    with Workers(0) as workers:
        assert asyncio.run(workers.read_page(PAGE, URL)).title == "Season two is here"
        assert asyncio.run(workers.run(pid)) == os.getpid()


def test_a_page_that_hangs_is_killed_and_the_next_one_is_read() -> None:
    with Workers(1, timeout=1.0) as workers:

        async def hang() -> tuple[int, float, int, str]:
            first = await workers.run(pid)
            seconds, second = await killed(workers)
            return first, seconds, second, (await workers.read_page(PAGE, URL)).title

        first, seconds, second, title = asyncio.run(hang())
    assert seconds < 4
    assert first != second
    assert title == "Season two is here"
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_others_go_on_while_one_hangs() -> None:
    with Workers(2, timeout=3.0) as workers:

        async def together() -> list[float]:
            await workers.run(pid)
            hanging = asyncio.ensure_future(workers.run(loop_for_ever))
            done = []
            for _ in range(5):
                before = time.monotonic()
                await workers.read_page(PAGE, URL)
                done.append(time.monotonic() - before)
            assert not hanging.done()
            with pytest.raises(WorkerFailed):
                await hanging
            return done

        assert max(asyncio.run(together())) < 2


def test_memory_has_a_limit() -> None:
    with Workers(1, memory=256 * 2**20) as workers:

        async def greedy() -> str:
            with pytest.raises(WorkerFailed, match="more than 256 MB"):
                await workers.run(eat_memory)
            return (await workers.read_page(PAGE, URL)).title

        assert asyncio.run(greedy()) == "Season two is here"


@pytest.mark.parametrize("count", [1, 2])
def test_a_crash_is_a_reason_and_the_next_task_works(count: int) -> None:
    with Workers(count) as workers:

        async def after_a_crash() -> str:
            with pytest.raises(WorkerFailed, match="crashed"):
                await workers.run(crash)
            return (await workers.read_page(PAGE, URL)).title

        assert asyncio.run(after_a_crash()) == "Season two is here"


def test_workers_killed_from_outside_while_idle_are_replaced() -> None:
    with Workers(1) as workers:

        async def killed_idle() -> tuple[int, int]:
            first = await workers.run(pid)
            os.kill(first, 9)
            await asyncio.sleep(0.5)
            return first, await workers.run(pid)

        first, second = asyncio.run(killed_idle())
    assert first != second


def test_what_the_function_raises_comes_through() -> None:
    with Workers(1) as workers, pytest.raises(KeyError, match="its own"):
        asyncio.run(workers.run(complain))


def test_workers_are_replaced_after_their_share_of_tasks() -> None:
    with Workers(1, tasks=3) as workers:

        async def seven() -> set[int]:
            return {await workers.run(pid) for _ in range(7)}

        assert len(asyncio.run(seven())) == 3


def test_a_body_beyond_the_limit_is_not_sent_anywhere() -> None:
    with Workers(1) as workers, pytest.raises(WorkerFailed, match="larger than 32 MB"):
        asyncio.run(workers.read_page(b"x" * (BODY_LIMIT + 1), URL))


def test_close_is_quick_and_leaves_no_worker_even_in_mid_task() -> None:
    workers = Workers(2)

    async def busy() -> list[int]:
        pids = [await workers.run(pid)]
        asyncio.ensure_future(workers.run(loop_for_ever)).add_done_callback(lambda future: future.cancelled() or future.exception())
        await asyncio.sleep(0.5)
        before = time.monotonic()
        workers.close()
        assert time.monotonic() - before < 3
        return pids

    for process in asyncio.run(busy()):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_the_parent_imports_no_reading_library() -> None:
    script = (
        "import asyncio, sys\n"
        "from crawler.workers import Workers\n"
        "if __name__ == '__main__':\n"
        "    with Workers(1) as workers:\n"
        f"        assert asyncio.run(workers.read_page({PAGE!r}, {URL!r})).title\n"
        "    print(sorted({'trafilatura', 'lxml', 'htmldate', 'feedparser', 'numpy'} & set(sys.modules)))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_no_process_outlives_a_killed_parent(tmp_path: Path) -> None:
    script = (
        "import asyncio, os, sys, time\n"
        "from crawler.workers import Workers\n"
        "from tests.crawler.test_workers import pid\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(1)\n"
        "    print(asyncio.run(workers.run(pid)), flush=True)\n"
        "    time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    for _ in range(50):
        if not Path(f"/proc/{worker}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()


def test_a_page_that_makes_a_library_stumble_is_unreadable_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise ValueError("All strings must be XML compatible")

    with Workers(0) as workers:
        with monkeypatch.context() as broken:
            broken.setattr("crawler.pages.read_page", stumble)
            with pytest.raises(WorkerFailed, match="stumbled: ValueError: All strings"):
                asyncio.run(workers.read_page(PAGE, URL))
        assert asyncio.run(workers.read_page(PAGE, URL)).title == "Season two is here"
