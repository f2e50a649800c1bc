"""Limits on a learner's code: so many seconds, so much memory, and the kernel lives on.

Their function runs here, in the kernel, because it uses what their other cells have defined, which
another process could not be given. Whatever was there before is put back afterwards.

Time, on the main thread of Linux and macOS, is watched by a timer signal (SIGALRM), which also ends
`time.sleep` and arithmetic on enormous integers. On Windows and on other threads a second thread
throws an exception into the one that runs; there a sleep is ended only once it is over. Both are
repeated until the code gives up, so a loop that swallows exceptions ends as well. Neither can
interrupt one endless call into compiled code, such as ``sum(itertools.count())``; and seconds at a
debugger's breakpoint count.

Memory is capped on Linux alone (RLIMIT_AS), the system that would otherwise kill the kernel.
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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

SECONDS = 3.0
MEMORY = 2**30

#: Seconds between one attempt to end the code and the next.
AGAIN = 0.05


class TimeUp(BaseException):
    """The time is up. Not an `Exception`, so that ``except Exception`` does not swallow it."""


@contextmanager
def limited(seconds: float, more: int) -> Iterator[None]:
    """Run the block within both limits, and keep what it prints and warns of from the page."""
    nowhere = io.StringIO()
    with (
        time_limit(seconds),
        memory_limit(more),
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        np.errstate(all="ignore"),
    ):
        yield


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp within the block once `seconds` have passed."""
    on_main_thread = threading.current_thread() is threading.main_thread()
    if on_main_thread and sys.platform != "win32":
        with _alarm(seconds):
            yield
    else:
        with _watchdog(seconds):
            yield


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

    @contextmanager
    def _alarm(seconds: float) -> Iterator[None]:
        running = True

        def ring(signum: int, frame: object) -> None:
            if running:
                raise TimeUp

        started = time.monotonic()
        handler = signal.signal(signal.SIGALRM, ring)
        left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        try:
            # Two blocks, because the alarm may ring on the way out of the inner one.
            try:
                yield
            finally:
                running = False
        finally:
            running = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL if handler is None else handler)
            if left:  # somebody else's timer, which goes on as if we had not been here
                left = max(left - (time.monotonic() - started), 1e-3)
                signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    throw = ctypes.pythonapi.PyThreadState_SetAsyncExc
    done = threading.Event()
    throwing = threading.Lock()

    def watch() -> None:
        patience = seconds
        while not done.wait(patience):
            with throwing:
                if not done.is_set():
                    throw(thread, ctypes.py_object(TimeUp))
            patience = AGAIN

    threading.Thread(target=watch, name="optlearn time limit", daemon=True).start()
    try:
        try:
            yield
        finally:
            done.set()
    finally:
        done.set()
        with throwing:
            throw(thread, None)  # take back one that was thrown and has not yet arrived
