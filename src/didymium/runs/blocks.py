"""Blocks of work on one or many processes: with progress, resumed where a run was stopped, the same for any number of workers.

A block that is done is kept as a file of arrays beside the place of the run (written aside, then renamed), until the run is
whole. What a block yields depends on its number alone, so neither the number of workers nor the order of ending matters.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.generic]]

Task = Callable[..., "Arrays"]


class WorkersError(RuntimeError):
    """The workers cannot be reached or were lost; the message says what to do."""


def blocks(
    task: Task, arguments: Sequence[tuple[Any, ...]], keep: Path | None, say: Callable[[str], None], executor: Executor | None = None
) -> list[Arrays]:
    """``task(*arguments[i])`` for every block i, in order; blocks that ``keep`` holds already are read instead.

    Without an ``executor`` blocks run here, one after another. Progress is told as ``draws: block 3 of 16``.

    >>> import numpy as np
    >>> found = blocks(lambda i: {"x": np.array([i])}, [(1,), (2,)], None, lambda text: None)
    >>> [int(b["x"][0]) for b in found]
    [1, 2]
    """
    import numpy as np

    count = len(arguments)
    found: dict[int, Arrays] = {}
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        for i in range(count):
            old = _read(keep / f"{i:05d}.npz")
            if old is not None:
                found[i] = old
    if found:
        say(f"draws: {len(found)} blocks are there from a run that was stopped")
    left = [i for i in range(count) if i not in found]

    def done(i: int, arrays: Arrays) -> None:
        found[i] = arrays
        if keep is not None:
            draft = keep / f".{i:05d}.npz"
            with draft.open("wb") as file:
                np.savez(file, **arrays)  # type: ignore[arg-type]  # its stubs take every name for a flag
            draft.rename(keep / f"{i:05d}.npz")
        say(f"draws: block {len(found)} of {count}")

    if executor is None:
        for i in left:
            done(i, task(*arguments[i]))
    else:
        waiting: dict[Future[Arrays], int] = {executor.submit(task, *arguments[i]): i for i in left}
        try:
            for future in as_completed(waiting):
                done(waiting[future], future.result())
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
    return [found[i] for i in range(count)]


def _read(path: Path) -> Arrays | None:
    """Arrays of a block file; None where there is none or it is damaged."""
    import zipfile

    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as held:
            return {name: held[name] for name in held.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def forget(keep: Path) -> None:
    """Remove kept blocks: the run that they belong to is whole."""
    shutil.rmtree(keep, ignore_errors=True)


@contextmanager
def workers(count: int = 1, on: str | None = None) -> Iterator[Executor | None]:
    """An executor of ``count`` processes here, or of the Dask cluster ``on`` (``tcp://host:8786``); None for one worker here.

    Raises :class:`WorkersError` when the cluster is not there or its package is not installed.
    """
    if on is not None:
        with _cluster(on) as executor:
            yield executor
        return
    if count <= 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise WorkersError("a worker process was lost: run the same command again, finished blocks are kept") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _cluster(url: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise WorkersError("clusters need an extra: pip install 'didymium[cluster]'") from error
    connect: Any = Client
    try:
        client = connect(url, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError, TypeError) as error:
        raise WorkersError(f"no Dask scheduler answers at {url}: start one (`dask scheduler`), or leave --on out") from error
    try:
        yield client.get_executor(pure=False, retries=2)
    finally:
        client.close()
