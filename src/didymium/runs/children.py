"""Work done in child processes that may take only so long and so much memory: a bad item costs itself and no other."""

from __future__ import annotations

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, Any

SERVE = "from didymium.runs.children import serve; serve()"
_SIZE = struct.Struct(">Q")
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Overrun(RuntimeError):
    """An item that took too long or too much memory, or whose process died."""


def each(function: str, items: Sequence[tuple[Any, ...]], seconds: float, memory: int, workers: int = 2) -> Iterator[tuple[int, Any]]:
    """Call ``module:name`` for every tuple of arguments in child processes; yields (number, result) as they come.

    An item that runs longer than ``seconds`` or needs more than ``memory`` bytes gives an :class:`Overrun` in the place
    of its result; an exception gives itself. Children are started anew after that.

    >>> sorted(each("math:sqrt", [(4.0,), (9.0,)], seconds=30, memory=10**9))
    [(0, 2.0), (1, 3.0)]
    """
    waiting: queue.SimpleQueue[tuple[int, tuple[Any, ...]]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
    for entry in enumerate(items):
        waiting.put(entry)
    stop = threading.Event()
    crew = [
        threading.Thread(target=_tend, args=(function, seconds, memory, waiting, done, stop), daemon=True)
        for _ in range(min(workers, len(items)))
    ]
    for thread in crew:
        thread.start()
    try:
        for _ in items:
            yield done.get()
    finally:
        stop.set()


def _tend(
    function: str, seconds: float, memory: int, waiting: queue.SimpleQueue[Any], done: queue.SimpleQueue[Any], stop: threading.Event
) -> None:
    """Hand items to one child, and start another when it is lost."""
    child: subprocess.Popen[bytes] | None = None
    try:
        while not stop.is_set():
            try:
                number, arguments = waiting.get_nowait()
            except queue.Empty:
                return
            if child is None:
                child = _start(memory)
            result = _ask(child, function, arguments, seconds)
            if isinstance(result, Overrun):
                _end(child)
                child = None
            done.put((number, result))
    finally:
        if child is not None:
            _end(child)


def _start(memory: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "DIDYMIUM_CHILD_MEMORY": str(memory)}
    environment |= dict.fromkeys(_THREADS, "1")  # each child has a core of its own
    return subprocess.Popen(
        [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        child.kill()
    for stream in (child.stdin, child.stdout):
        with suppress(OSError, AttributeError):
            stream.close()  # type: ignore[union-attr]
    child.wait()


def _ask(child: subprocess.Popen[bytes], function: str, arguments: tuple[Any, ...], seconds: float) -> Any:
    """One item to a child and its answer back."""
    late = threading.Event()

    def kill() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        _write(child.stdin, (function, arguments))
        return _read(child.stdout)
    except (EOFError, OSError):
        return Overrun(
            f"took more than {seconds:g} s" if late.is_set() else "ended the process that read it: too much memory, or a fault in a library"
        )
    finally:
        timer.cancel()


def _write(stream: IO[bytes], value: object) -> None:
    content = pickle.dumps(value)
    stream.write(_SIZE.pack(len(content)) + content)
    stream.flush()


def _read(stream: IO[bytes]) -> Any:
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    (size,) = _SIZE.unpack(head)
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return pickle.loads(content)


def serve() -> None:
    """What a child does: take calls from stdin, give results on stdout, until stdin ends."""
    from importlib import import_module

    _limit(int(os.environ.get("DIDYMIUM_CHILD_MEMORY", "0")))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not reach the answers
    while True:
        try:
            function, arguments = _read(sys.stdin.buffer)
        except EOFError:
            return
        module, _, name = function.partition(":")
        result: Any
        try:
            result = getattr(import_module(module), name)(*arguments)
        except MemoryError:
            result = Overrun("needs more memory than it may take")
        except Exception as error:
            result = error
        try:
            _write(out, result)
        except (pickle.PicklingError, TypeError, AttributeError):
            _write(out, RuntimeError(f"{type(result).__name__}: {result}"))


def _limit(memory: int) -> None:
    """Bound the address space where the system can."""
    try:
        import resource
    except ImportError:
        return
    if memory > 0:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
