"""The walls of the house, as far as import-linter cannot see them."""

from __future__ import annotations

import ast
import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import didymium
from tests.actuals import write_actuals, write_plant
from tests.mini import write_mini

HOUSE = Path(didymium.__file__).parent
CORE = ("chain", "disruption", "evidence", "network", "operations", "planning", "separation")
VERBS = (
    "access",
    "action",
    "actuals",
    "audit",
    "brief",
    "check",
    "claim",
    "cover",
    "events",
    "find",
    "hindcast",
    "index",
    "init",
    "load",
    "plan",
    "read",
    "review",
    "separate",
    "stress",
    "version",
    "watch",
    "why",
)
MODULES = sorted(m.name for m in pkgutil.walk_packages(didymium.__path__, "didymium."))
HEAVY = (
    "lxml",
    "numpy",
    "pypdf",
    "trafilatura",
    "numba",
    "polars",
    "scipy",
    "highspy",
    "openpyxl",
    "xlsxwriter",
    "jinja2",
    "sqlalchemy",
    "alembic",
)
WRITES = {"write_text", "write_bytes", "write_csv", "write_parquet", "write_json", "mkdir", "unlink", "rmdir", "touch", "to_csv"}


def test_public_face():
    assert tuple(didymium.__all__) == VERBS
    assert set(VERBS) <= set(dir(didymium))
    with pytest.raises(AttributeError, match="verbs are access, action, actuals"):
        didymium.forecast  # noqa: B018


def test_no_room_bears_the_name_of_a_verb():
    rooms = {name.split(".")[1] for name in MODULES}
    assert rooms.isdisjoint(VERBS)


def test_every_module_says_what_it_is():
    for name in ("didymium", *MODULES):
        assert (import_module(name).__doc__ or "").strip(), name


def test_no_module_is_a_drawer():
    assert not [name for name in MODULES if name.split(".")[-1] in ("utils", "util", "helpers", "common", "misc")]


@pytest.mark.parametrize("room", CORE)
def test_the_core_writes_no_file(room):
    for path in (HOUSE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert name not in WRITES | {"open"}, f"{path.name}:{node.lineno} calls {name}"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {node.module} if isinstance(node, ast.ImportFrom) else {alias.name for alias in node.names}
                assert not names & {"shutil", "tempfile"}, f"{path.name}:{node.lineno} could move files"


def fresh(code: str, cwd: Path | None = None) -> str:
    """Run code in a new interpreter and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "code",
    [
        "import didymium",
        "from didymium.cli.run import run; run(['--help'])",
        "from didymium.cli.run import run; run(['plan', '--help'])",
    ],
)
def test_starting_imports_nothing_heavy(code):
    found = fresh(f"import sys\n{code}\nprint('loaded', *sys.modules)").splitlines()[-1].split()
    assert found[0] == "loaded"
    assert not set(HEAVY) & set(found)


def test_every_verb_twice_after_every_module(tmp_path):
    """A lazy export and a sub-package of one name would break at the second call."""
    write_mini(tmp_path / "mini")
    write_actuals(tmp_path / "actual")
    (tmp_path / "item.txt").write_text("The works will make 400 t of magnets a year from 2027.\n")
    (tmp_path / "bom.csv").write_text("part,mass,mass_unit,grade,region,stock,stock_unit\nmotor,2.1,kg,N42SH,EUR,3,weeks\n")
    write_plant(tmp_path / "plant")
    write_plant(tmp_path / "kept")
    code = f"""
from importlib import import_module
for name in {MODULES!r}:
    import_module(name)
import didymium
for turn in (1, 2):
    chain = didymium.load("mini")
    didymium.check(chain, backcast=(2024,))
    didymium.plan(chain, quarters=0, out=f"run{{turn}}")
    didymium.brief(chain, quarters=0, out=None)
    didymium.find("sx", chain)
    didymium.separate({{"beta": {{"A": 2.0, "B": 1.0}}, "feed": {{"A": 0.5, "B": 0.5}}, "circuit": {{"stages": 3, "S": 0.4}}}})
    didymium.why("lines/sx", chain)
    didymium.init(f"new{{turn}}")
    didymium.index("hhi")
    didymium.review("actual", "2025Q1")
    didymium.actuals("reconcile", "2025-07", "plant")
    if turn == 1:
        didymium.access("start", chain="kept", by="kim")
    didymium.access("person", f"ann{{turn}}", "kept", by="kim")
    didymium.version(chain="kept", by="kim")
    didymium.action(chain="kept", by="kim")
    didymium.audit(chain="kept", by="kim")
    didymium.hindcast(2010, draws=16)
    didymium.events()
    halt = {{"start": "2026", "action": [{{"kind": "outage", "lines": ["press"], "share": 0.5}}]}}
    didymium.stress("works", halt, draws=2, weeks=4, governance="nobody", choke=False, variance=False)
    didymium.cover("world", "bom.csv", draws=2)
    didymium.read("item.txt", "works", keep=False)
print("done")
"""
    assert fresh(code, cwd=tmp_path).endswith("done\n")


def test_what_is_tested_is_the_wheel():
    """``make test`` installs the wheel; data files must have come with it."""
    if not os.environ.get("DIDYMIUM_WHEEL"):
        pytest.skip("not started by make test")
    root = Path(__file__).parents[1]
    assert not HOUSE.is_relative_to(root / "src")
    data = {p.relative_to(root / "src" / "didymium") for p in (root / "src" / "didymium").rglob("*") if p.is_file()}
    shipped = {p.relative_to(HOUSE) for p in HOUSE.rglob("*") if p.is_file()}
    missing = {p.as_posix() for p in data - shipped if "__pycache__" not in p.parts}
    assert not missing
