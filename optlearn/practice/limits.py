"""Limits on a learner's code: so many seconds, so much memory, and the kernel lives on.

Their function runs here, in the kernel, because it uses what their other cells have defined, which
another process could not be given. Whatever was there before is put back afterwards.

Time. On the main thread of Linux and macOS a timer signal (SIGALRM) ends whatever runs, a sleep
and arithmetic on enormous integers included. On Windows, and where a check runs on another thread,
the code is given a thread of its own, into which an exception is thrown; what does not hear it in
time, such as a long sleep, is left behind there and ends when it can. Both try again and again, so
a loop that swallows exceptions ends as well. Neither can interrupt one endless call into compiled
code that never looks up, such as ``sum(itertools.count())``; and seconds at a breakpoint count.

Memory. It is capped on Linux alone (RLIMIT_AS), the system that would otherwise kill the kernel.
Windows refuses of its own accord what it cannot provide; macOS swaps to disk until time is up. An
array that no machine could hold is refused by NumPy everywhere.
"""

import contextlib
import ctypes
import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import TextIO, TypeVar

import numpy as np

SECONDS = 3.0
MEMORY = 2**30

#: Seconds between one attempt to end the code and the next, and until it is left behind.
AGAIN = 0.05
PATIENCE = 1.0

Result = TypeVar("Result")


class TimeUp(SystemExit):
    """The time is up. A SystemExit, because that is what ends a thread without a word."""


def limited(action: Callable[[], Result], heard: TextIO | None = None) -> Result:
    """Return what `action` returns, and keep what it prints and warns of from the page.

    heard : where what it prints goes, if anybody wants to know.

    Raises TimeUp after `SECONDS`, MemoryError where it would take `MEMORY` bytes more than are in
    use (on Linux), and whatever the action raises.
    """
    with (
        memory_limit(MEMORY),
        contextlib.redirect_stdout(heard or io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        np.errstate(all="ignore"),
    ):
        if threading.current_thread() is threading.main_thread() and sys.platform != "win32":
            return under_an_alarm(action, SECONDS)
        return on_a_thread(action, SECONDS)


@contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """Raise MemoryError within the block where it would take `more` bytes than now; on Linux."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + more
    if soft != resource.RLIM_INFINITY:
        limit = min(limit, soft)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if sys.platform != "win32":

    def under_an_alarm(action: Callable[[], Result], seconds: float) -> Result:
        """Run `action` on this thread, the main one, until a timer signal raises TimeUp in it."""
        armed = False

        def ring(signum: int, frame: object) -> None:
            if armed:
                raise TimeUp

        started = time.monotonic()
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        handler = signal.signal(signal.SIGALRM, ring)
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
            armed = True
            return action()
        finally:
            armed = False  # Python hears signals after a call or a loop, so none comes before this
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL if handler is None else handler)
            if left:  # somebody else's timer, which goes on as if we had not been here
                left = max(left - (time.monotonic() - started), 1e-3)
                signal.setitimer(signal.ITIMER_REAL, left, interval)


def on_a_thread(action: Callable[[], Result], seconds: float) -> Result:
    """Run `action` on a thread of its own, and throw TimeUp into that until it ends."""
    results: list[Result] = []
    errors: list[BaseException] = []
    running = threading.Lock()  # and no Event, whose Python code an exception could leave locked
    running.acquire()

    def work() -> None:
        try:
            results.append(action())
        except BaseException as error:
            errors.append(error)
        finally:
            running.release()

    worker = threading.Thread(target=copy_context().run, args=(work,), daemon=True)
    try:
        worker.start()
        running.acquire(timeout=seconds)
    finally:  # when time is up, and when the person interrupts
        throw = ctypes.pythonapi.PyThreadState_SetAsyncExc
        until = time.monotonic() + PATIENCE
        while worker.is_alive() and not results and not errors and time.monotonic() < until:
            throw(ctypes.c_ulong(worker.ident or 0), ctypes.py_object(TimeUp))
            running.acquire(timeout=AGAIN)
    if results:
        return results[0]
    raise errors[0] if errors else TimeUp
