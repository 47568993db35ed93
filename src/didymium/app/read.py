"""Read documents: what is claimed, by whom, and whether the chain allows it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from didymium.app.error import AskError
from didymium.app.load import ChainLike, load, spelling
from didymium.app.record import Json
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.chain import Chain
    from didymium.evidence import Claim, Conflict, Document, Expectation, ProjectStatus
    from didymium.evidence.link import Proposal
    from didymium.reporting.claims import ClaimsInput

Files: TypeAlias = "str | Path | Sequence[str | Path]"
SECONDS = 60.0  # for one document
MEMORY = 3_000_000_000  # bytes of address space for one document
FEW = 8  # plain texts that are read without child processes
HTML, XLSX, LINES = "index.html", "claims.xlsx", "claims.jsonl"


@dataclass(frozen=True)
class Reading:
    """What documents say: their claims with verdicts, conflicts, proposed changes, expectations, where projects stand.

    ``problems`` tells which file could not be read, or not wholly, or was read under another name; ``unread`` are the
    files of which nothing is known; ``kept`` is the log that the claims went into,
    ``run`` the folder of the report.
    """

    chain: Chain
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    proposals: tuple[Proposal, ...]
    expectations: tuple[Expectation, ...]
    statuses: tuple[ProjectStatus, ...]
    problems: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()
    command: str = ""
    kept: Path | None = None
    run: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether every file could be read, at least in part."""
        return not self.unread and all(d.content.kind != "none" for d in self.documents)

    @property
    def input(self) -> ClaimsInput:
        """What a report of it is made of."""
        from didymium.app.claims_input import claims_input

        return claims_input(self)

    def text(self, width: int = 100) -> str:
        """The reading for a terminal."""
        from didymium.reporting.claims import claims_text

        return claims_text(self.input, width)

    def to_json(self) -> dict[str, Json]:
        """The reading for other programs, as docs/reference/evidence.md tells."""
        from didymium.app.claims_input import document_json

        return {
            "documents": [document_json(d) for d in self.documents],
            "claims": [_json(c.to_json()) for c in self.claims],
            "conflicts": [_json(c.to_json()) for c in self.conflicts],
            "proposals": [_json(p.to_json()) for p in self.proposals],
            "expectations": [_json(e.to_json()) for e in self.expectations],
            "problems": [{"path": path, "problem": problem} for path, problem in self.problems],
        }


def read(
    files: Files,
    chain: ChainLike = None,
    keep: bool = True,
    out: str | Path | None = None,
    progress: Say = silent,
) -> Reading:
    """Claims of documents (text, HTML, PDF, XLSX; a folder stands for its files), set against ``chain``.

    Each claim has its exact span in the raw text, grades, and a verdict of the mass balance with the rows it rests on.
    With ``keep`` the claims go into the log of a chain folder of one's own (``evidence.jsonl``), where ``claim`` finds
    them; what was accepted or rejected there is not proposed again. Nothing is kept for a shipped chain. With ``out`` a
    folder gets HTML, XLSX and JSON Lines. A file that cannot be read is a problem of the result and the others go on;
    raises :class:`AskError` when there is no file at all, or when the log is damaged.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as tmp:
    ...     _ = (Path(tmp) / "item.txt").write_text("Acme Corp. produced 1,200 tonnes of NdPr oxide in 2024.")
    ...     found = read(Path(tmp) / "item.txt", "works")
    >>> found.claims[0].subject, found.claims[0].value, found.claims[0].verdict
    ('acme', 1200.0, 'cannot be checked')
    """
    from didymium.app.log import known
    from didymium.evidence import conflicts, expectations, graded, statuses
    from didymium.evidence.link import proposals
    from didymium.evidence.scope import Atlas
    from didymium.evidence.verdict import judged

    paths = listed(files)
    loaded = load(chain)
    atlas = Atlas(loaded)
    documents, claims, problems, unread = _all(paths, atlas, progress)
    progress("setting claims against the chain")
    found = judged(graded(documents, claims), loaded)
    decided = known(loaded)
    command = shlex.join(["didymium", "read", *(str(p) for p in paths[:20]), "--chain", spelling(chain, loaded)])
    reading = Reading(
        chain=loaded,
        documents=tuple(documents),
        claims=tuple(found),
        conflicts=tuple(conflicts(found, documents, parents(atlas))),
        proposals=tuple(p for p in proposals(found, documents, loaded) if decided.standing(p.claim) == "unreviewed"),
        expectations=tuple(expectations(found, documents)),
        statuses=tuple(statuses(found, documents, today())),
        problems=tuple(problems),
        unread=tuple(unread),
        command=command,
    )
    if keep:
        from didymium.app.log import keep as store

        reading = replace(reading, kept=store(reading))
    return reading if out is None else _written(reading, Path(out), progress)


def listed(files: Files) -> list[Path]:
    """Paths of the files; a folder stands for the files in it, hidden ones left out. Raises :class:`AskError` for none."""
    given = [files] if isinstance(files, str | Path) else list(files)
    found: list[Path] = []
    for name in given:
        path = Path(name)
        if path.is_dir():
            found += sorted(
                p
                for p in path.rglob("*")
                if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts) and not _note(p)
            )
        else:
            found.append(path)
    unique = list(dict.fromkeys(found))
    if not unique:
        raise AskError("no file to read: name files, or folders that hold some")
    if not any(p.is_file() for p in unique):
        raise AskError("\n".join(f"{p}: there is no such file" for p in unique[:20]))
    return unique


def _note(path: Path) -> bool:
    """Whether a file only tells about the document beside it."""
    return path.suffix == ".meta" and path.with_suffix("").is_file()


def today() -> float:
    """Now, in decimal years."""
    now = datetime.now(UTC)
    return now.year + (now.timetuple().tm_yday - 1) / 366


def parents(atlas: object) -> dict[str, str]:
    """Owner of each entity, by the ids that claims use."""
    from didymium.evidence.scope import Atlas

    assert isinstance(atlas, Atlas)
    ids = {ident: key for key, idents in atlas.entities.items() for ident in idents}
    rows = atlas.chain.tables["holdings"].iter_rows(named=True)
    return {ids[r["owned"]]: ids[r["owner"]] for r in rows if r["control"] and r["owned"] in ids and r["owner"] in ids}


def _all(paths: Sequence[Path], atlas: object, progress: Say) -> tuple[list[Document], list[Claim], list[tuple[str, str]], list[str]]:
    """Documents in the order of the files, their claims, what is to be said of files, and which could not be read."""
    from didymium.evidence.scope import Atlas

    assert isinstance(atlas, Atlas)
    names = atlas.names()
    results: dict[int, object] = {}
    for done, (i, result) in enumerate(_results(paths, names), start=1):
        results[i] = result
        progress(f"reading documents: {done} of {len(paths)}")
    documents: list[Document] = []
    claims: list[Claim] = []
    problems: list[tuple[str, str]] = []
    unread: list[str] = []
    seen: dict[str, str] = {}
    for i, path in enumerate(paths):
        result = results[i]
        if isinstance(result, BaseException):
            problems.append((str(path), _said(result)))
            unread.append(str(path))
            continue
        document, own = _pair(result)
        if document.id in seen:
            problems.append((str(path), f"is the same as {seen[document.id]}: read once"))
            continue
        seen[document.id] = str(path)
        documents.append(document)
        claims += own
        problems += [(str(path), problem) for problem in document.problems]
    return documents, claims, problems, unread


def _results(paths: Sequence[Path], names: object) -> Iterator[tuple[int, object]]:
    """Each file read: a few plain texts here, the rest in child processes that are bounded in time and memory."""
    from didymium.app.document import read_one
    from didymium.runs.children import each

    plain = [i for i, path in enumerate(paths) if _plain(path)]
    here = set(plain if len(paths) <= FEW else [])
    for i in here:
        yield i, _caught(read_one, str(paths[i]), names)
    rest = [i for i in range(len(paths)) if i not in here]
    for n, result in each("didymium.app.document:read_one", [(str(paths[i]), names) for i in rest], SECONDS, MEMORY):
        yield rest[n], result


def _pair(result: object) -> tuple[Document, tuple[Claim, ...]]:
    """What a document was read into."""
    assert isinstance(result, tuple)
    return result[0], result[1]


def _caught(function: object, *arguments: object) -> object:
    try:
        return function(*arguments)  # type: ignore[operator]
    except OSError as error:
        return error


def _plain(path: Path) -> bool:
    """Whether a file is a text of moderate size, which our own code reads within bounds."""
    from didymium.evidence.reader import kind_of

    try:
        with path.open("rb") as file:
            head = file.read(20_000)
        return kind_of(head) == "text" and path.stat().st_size < 1_000_000
    except OSError:
        return True


def _said(error: BaseException) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, OSError):
        return str(error.strerror or error)
    return f"{error}" if type(error).__name__ == "Overrun" else f"could not be read ({type(error).__name__})"


def _json(row: dict[str, object]) -> dict[str, Json]:
    from didymium.app.claims_input import plain

    return {key: plain(value) for key, value in row.items()}


def _written(found: Reading, out: Path, progress: Say) -> Reading:
    """The reading with its folder: page, workbook, JSON Lines, and the extractions of PDF and XLSX that claims point into."""
    import json

    from didymium.app.claims_input import reading_manifest
    from didymium.reporting.claims.html import claims_html
    from didymium.reporting.claims.xlsx import claims_xlsx
    from didymium.runs import write

    progress("writing the report")
    facts = found.input

    def files(draft: Path) -> None:
        (draft / HTML).write_text(claims_html(facts), encoding="utf-8")
        claims_xlsx(facts, draft / XLSX)
        lines = "".join(json.dumps(c.to_record(), ensure_ascii=True, allow_nan=False) + "\n" for c in found.claims)
        (draft / LINES).write_text(lines, encoding="utf-8")
        for document in found.documents:
            if document.content.kind in ("pdf", "xlsx"):
                (draft / "raw").mkdir(exist_ok=True)
                (draft / "raw" / f"{document.id}.txt").write_bytes(document.raw.encode("utf-8", "surrogateescape"))

    return replace(found, run=write(out, reading_manifest(found), {}, files))
