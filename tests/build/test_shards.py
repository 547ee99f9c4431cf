"""Parts of a system: shares that join to the whole, one portal, one language; and a cache shared over HTTP."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.build.join import join
from plugins.model import OperatorError
from tests.conftest import Site


@pytest.fixture
def system(site: Site) -> Site:
    for number in range(6):
        site.write(f"portals/w{number}.yaml", f"name: Phường {number}\nunit_type: ward\nparent: city\nlanguages: [vi]\n")
        site.article(f"w{number}/news/tin.vi.md", f"Tin phường {number}")
    site.article("city/news/tin.vi.md", "Tin thành phố")
    site.article("city/news/tin.en.md", "City news")
    return site


def test_shares_join_to_what_one_machine_builds(system: Site) -> None:
    system.build(search=True)
    parts = [system.root / f"part-{i}" for i in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        system.build(output=part, search=True, shard=(number, 3))
    names = [{p.name for p in part.iterdir() if p.is_dir()} for part in parts]
    assert not (names[0] & names[1] or names[1] & names[2] or names[0] & names[2])
    whole = system.root / "whole"
    join(parts, whole)
    assert system.files(whole) == system.files()


def test_a_join_that_proves_nothing_is_refused(system: Site) -> None:
    parts = [system.root / f"part-{i}" for i in (1, 2)]
    for number, part in enumerate(parts, 1):
        system.build(output=part, shard=(number, 2))
    for wrong in ([parts[0]], [parts[0], parts[0]]):
        with pytest.raises(OperatorError):
            join(wrong, system.root / "no")
    system.article("city/news/sau.vi.md", "Viết sau")
    system.build(output=parts[1], shard=(2, 2))
    with pytest.raises(OperatorError, match="different content"):
        join(parts, system.root / "no")
    assert not (system.root / "no").exists()


def test_one_portal_or_language_then_the_rest(system: Site) -> None:
    system.build(portals=("w1",))
    assert {p.name for p in system.output.iterdir() if p.is_dir()} == {"w1"}
    system.build(langs=("en",))
    assert (system.output / "city/en/news/tin/index.html").is_file() and not (system.output / "city/tin-tuc").exists()
    system.build()
    grown = system.files()
    clean = system.root / "clean"
    system.build(output=clean)
    assert grown == system.files(clean)


def test_the_cache_is_shared_over_http(system: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for name, value in (("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_DEFAULT_REGION", "us-east-1"),
                            ("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}"), ("FSSPEC_S3_ENDPOINT_URL", f"http://127.0.0.1:{port}")):
            monkeypatch.setenv(name, value)
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.2)
        import s3fs

        s3fs.S3FileSystem(endpoint_url=f"http://127.0.0.1:{port}").mkdir("congmo")
        system.build(cache="s3://congmo/packs")
        assert s3fs.S3FileSystem(endpoint_url=f"http://127.0.0.1:{port}").ls("congmo/packs")
        other = system.root / "other"
        honest = __import__("plugins.content.source", fromlist=["parse"]).parse
        parsed = []
        monkeypatch.setattr("plugins.content.source.parse", lambda content: parsed.append(1) or honest(content))
        system.build(output=other, cache="s3://congmo/packs")
        assert parsed == [] and system.files(other) == system.files()
    finally:
        server.kill()
        server.wait()


def test_an_unreachable_cache_is_said_and_the_build_is_right(system: Site) -> None:
    result = system.build(cache="nosuchscheme://nowhere/packs")
    assert {f.id for f in result.findings} == {"build.cache-unusable"}
    assert (system.output / "city/index.html").is_file() and os.listdir(system.output)
