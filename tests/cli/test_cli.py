"""Exit codes, streams and JSON of the command line."""

from __future__ import annotations

import json

import pytest

from didymium.cli.run import run, spread
from tests.mini import write_mini


@pytest.fixture
def says(capsys):
    """Run a command line: exit code, stdout, stderr."""

    def run_and_read(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        return code, *capsys.readouterr()

    return run_and_read


def test_results_on_stdout_progress_on_stderr(says, mini, tmp_path):
    code, out, err = says("plan", mini, "--quarters", 0, "--out", tmp_path / "run")
    assert code == 0
    assert "Plan of Two places" in out
    assert "SYNTHETIC" in out
    assert str(tmp_path / "run") in out
    assert "building the programme" in err
    assert "building" not in out


def test_every_command_has_json(says, mini, tmp_path):
    for words in (
        ("brief", mini, "--quarters", 0, "--out", tmp_path / "report"),
        ("plan", mini, "--quarters", 0, "--out", tmp_path / "run"),
        ("plan", mini, "--quarters", 0, "--out", tmp_path / "run", "--set", "lines.sx.capacity=70", "--set", "lines.mine.capacity=70"),
        ("check", mini, "--backcast", 2024, 2025),
        ("find", "sx", mini),
        ("why", "lines/sx", mini),
        ("index", "hhi"),
        ("init", tmp_path / "new"),
    ):
        code, out, _ = says(*words, "--json")
        assert code == 0, words
        assert isinstance(json.loads(out), dict), words


def test_the_current_folder_is_the_chain(says, mini, monkeypatch):
    monkeypatch.chdir(mini)
    code, out, _ = says("check")
    assert code == 0
    assert out.startswith("mini@1")


def test_runs_go_into_a_folder_of_their_own(says, mini, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert says("plan", mini, "--quarters", 0)[0] == 0
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_findings_are_exit_code_1(says, tmp_path):
    folder = write_mini(tmp_path / "c", lines=["mine,Mine,pit,mine,-5,,,,1,,"])
    code, out, _ = says("check", folder)
    assert code == 1
    assert "lines.csv:2" in out
    assert "at least 0" in out
    code, out, _ = says("check", folder, "--json")
    assert code == 1
    assert json.loads(out)["findings"][0]["line"] == 2
    for verb in ("plan", "brief"):
        code, out, err = says(verb, folder, "--out", tmp_path / "run", "--json")
        assert code == 1
        assert "lines.csv:2" in err
        assert json.loads(out)["findings"][0]["column"] == "capacity"
        assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "nowhere"), "didymium init"),
        (("plan", "MINI", "--owner", "nobody"), "didymium find nobody"),
        (("plan", "MINI", "--set", "lines.sx.capacity=-1"), "at least 0"),
        (("check", "MINI", "--backcast", "1999"), "observed are 2024, 2025"),
        (("why", "nowhere", "MINI"), "didymium find nowhere"),
        (("find", "no such thing", "MINI"), ""),
    ],
)
def test_what_the_data_do_not_hold_is_exit_code_1(says, mini, words, said):
    code, _, err = says(*(mini if word == "MINI" else word for word in words))
    assert code == 1
    assert said in err
    assert "Traceback" not in err


def test_rules_that_conflict_are_named(says, tmp_path):
    folder = write_mini(tmp_path / "c", targets=["floor,co,,output,separation,nd,,,2026,>=,25,must,"])
    code, out, err = says("plan", folder, "--quarters", 0, "--json")
    assert code == 1
    assert "targets.csv:2" in err
    assert {row["key"] for row in json.loads(out)["findings"]} >= {"floor", "sx"}


@pytest.mark.parametrize(
    "words",
    [
        ("plann",),
        ("plan", "--quarters", "-1"),
        ("plan", "--quarters", "many"),
        ("plan", "--set", "lines.sx.capacity"),
        ("plan", "--set", "=1"),
        ("check", "--backcast"),
        ("check", "--backcast", "last"),
        ("brief", "--no-such-option"),
        ("why",),
        ("find", "a", "b", "c"),
    ],
)
def test_wrong_usage_is_exit_code_2(says, words):
    code, out, err = says(*words)
    assert code == 2
    assert out == ""
    assert "Error" in err


def test_refusals_are_exit_code_3(says, mini, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    for words in (("plan", mini, "--quarters", 0, "--out", tmp_path / "mine"), ("init", tmp_path / "mine")):
        code, out, err = says(*words)
        assert (code, out) == (3, "")
        assert "no earlier result" in err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_help_and_version(says):
    code, out, _ = says("--help")
    assert code == 0
    assert all(f"  {verb} " in out for verb in ("brief", "plan", "check", "find", "why", "init"))
    assert says("--version")[1].startswith("didymium ")
    for verb in ("brief", "plan", "check", "find", "why", "init"):
        assert says(verb, "--help")[0] == 0


@pytest.mark.parametrize(
    ("words", "spelt"),
    [
        (["--backcast", "2024"], ["--backcast", "2024"]),
        (["--backcast", "2024", "2025", "works"], ["--backcast", "2024", "--backcast", "2025", "works"]),
        (["works", "2024"], ["works", "2024"]),
        (["--backcast", "2024", "--json", "2025"], ["--backcast", "2024", "--json", "2025"]),
        (["--backcast"], ["--backcast"]),
    ],
)
def test_years_after_backcast(words, spelt):
    assert spread(words) == spelt
