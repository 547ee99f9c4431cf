"""Files that no editor writes: each is a finding, and the other portals are built."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.content.source import parse

ENGINE = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["folder", "work tree"])
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals/p.yaml").write_text("name: Cổng\nunit_type: commune\nlanguages: [vi]\n")
    (tmp_path / "content/p/news").mkdir(parents=True)
    (tmp_path / "content/p/news/mot.vi.md").write_text("---\ntitle: Một\ndate: 2026-05-01\n---\nMột.\n")
    if request.param == "work tree":
        author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        for arguments in (("init", "-q"), ("add", "."), (*author, "commit", "-qm", "begin")):
            subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


def findings(site: Path, command: str) -> list[str]:
    answer = subprocess.run([sys.executable, ENGINE / "tasks.py", "--site", site, command, "--format", "json"],
                            capture_output=True, text=True, timeout=60)
    assert answer.returncode in (0, 1), answer.stderr
    told = json.loads(answer.stdout)
    return [row["id"] for row in (told["findings"] if command == "build" else told)]


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("place", [b"content/p/news/\xff\xfe.vi.md", b"portals/\xff.yaml", b"content/p/\xff/x.vi.md"])
def test_a_name_that_is_no_text(site: Path, place: bytes, command: str):
    hostile = bytes(site) + b"/" + place
    os.makedirs(os.path.dirname(hostile), exist_ok=True)
    with open(hostile, "wb") as file:
        file.write(b"---\ntitle: A\n---\n")
    assert findings(site, command) == ["path.not-text"]
    if command == "build":
        assert (site / "output/p/tin-tuc/mot/index.html").is_file()
        assert findings(site, command) == ["path.not-text"], "as clear the second time"


@pytest.mark.parametrize("place", ["content/p/news/x.vi.md", "portals/x.yaml"])
def test_a_pipe_is_not_waited_for(site: Path, place: str):
    os.mkfifo(site / place)
    assert set(findings(site, "build")) <= {"path.not-an-item"}
    assert (site / "output/p/tin-tuc/mot/index.html").is_file()


@pytest.mark.parametrize(("title", "id"), [
    (r'"a\u202eb"', "text.forbidden-character"), (r'"a\0b"', "text.forbidden-character"), (r'"e\u0301"', "text.not-nfc"),
])
def test_escapes_cannot_spell_what_bytes_may_not_hold(title: str, id: str):
    found = parse(f"---\ntitle: {title}\ndate: 2026-01-01\n---\nx\n".encode()).findings
    assert [(f.id, f.line) for f in found] == [(id, 2)]


def test_escapes_of_ordinary_letters_are_fine():
    source = parse(b'---\ntitle: "\\u00e9t\\u00e9"\n---\nx\n')
    assert source.values["title"] == "été" and not source.findings


@pytest.mark.parametrize("place", ["content/README.md", "content/p/x.vi.md", "content/p/news/deep/x.vi.md", "content/p/notes.txt"])
def test_a_file_in_the_wrong_place(site: Path, place: str):
    (site / place).parent.mkdir(parents=True, exist_ok=True)
    (site / place).write_text("---\ntitle: A\n---\n")
    assert findings(site, "build") == ["path.not-an-item"]
    assert (site / "output/p/tin-tuc/mot/index.html").is_file()


def test_a_committed_link_is_named_until_it_is_mended(site: Path):
    link = site / "content/p/news/x.vi.md"
    link.symlink_to("/etc/hostname")
    if (site / ".git").is_dir():
        author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        for arguments in (("add", "."), (*author, "commit", "-qm", "link")):
            subprocess.run(["git", *arguments], cwd=site, check=True)
    for _ in range(3):
        assert findings(site, "build") == ["path.symlink"]
    link.unlink()
    link.write_text("---\ntitle: Hai\ndate: 2026-05-02\n---\nHai.\n")
    assert findings(site, "build") == []
    assert (site / "output/p/tin-tuc/x/index.html").is_file()


@pytest.mark.parametrize("body", ["a &#x202e;b", "&#xE000;a0&#xE000;x", "<div>\n&#xe000;l0\n</div>", "e&#x301;", "![&#xfeff;](a.png)"])
def test_references_cannot_spell_what_bytes_may_not_hold(body: str):
    source = parse(f"---\ntitle: T\n---\nLời đầu.\n\n{body}\n".encode())
    assert source.html == "" and {f.id for f in source.findings} <= {"text.forbidden-character", "text.not-nfc"}
    assert [f.line for f in source.findings if "div" not in body] in ([6], [])


def test_ordinary_references_are_fine():
    source = parse("---\ntitle: T\n---\n&lt;b&gt; &amp; &nbsp; &copy; &#233; A&B\n".encode())
    assert not source.findings and "&lt;b&gt; &amp;" in source.html and "©" in source.html
