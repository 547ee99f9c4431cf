"""The web server of docs/operate.md: its very configuration, run by nginx over published releases."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Iterator

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from plugins.build.publish import publish, rollback
from tests.conftest import Site

ENGINE = Path(__file__).resolve().parents[2]
UNPACKED = ENGINE / ".congmo/nginx"
NGINX = shutil.which("nginx", path=f"{UNPACKED}/usr/sbin:/usr/sbin:{os.environ['PATH']}")
TYPES = next((path for path in (UNPACKED / "etc/nginx/mime.types", Path("/etc/nginx/mime.types")) if path.is_file()), None)
NAME = "haiphong.gov.vn"
pytestmark = pytest.mark.skipif(NGINX is None, reason="there is no nginx (`make nginx` fetches Debian's)")


def documented() -> str:
    """The server block as the page of docs gives it."""
    found = re.search(r"```nginx\n(.*?)```", (ENGINE / "docs/operate.md").read_text("utf-8"), re.S)
    assert found
    return found.group(1)


def certificate(folder: Path) -> None:
    """A certificate of our own for the documented name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)]), datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256()))
    (folder / f"{NAME}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{NAME}.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(site: Site, tmp_path: Path) -> Iterator[tuple[httpx.Client, Site, Path]]:
    releases, folder, port = tmp_path / "releases", tmp_path / "nginx", free_port()
    folder.mkdir()
    certificate(folder)
    site.article("city/news/mot.vi.md", "Một tin")
    for number in range(40):
        site.article(f"city/news/tin-{number}.vi.md", f"Tin số {number}")
    site.build(search=True)
    publish(site.output, releases, keep=5)
    block = documented()
    for there, here in (("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"), ("/etc/ssl/portals", str(folder)),
                        ("/srv/portals/live/hai-phong", f"{releases}/live/city")):
        assert there in block
        block = block.replace(there, here)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ include {TYPES}; access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; "
        f"fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;\n{block} }}\n", "utf-8")
    running = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE)
    trusted = ssl.create_default_context(cafile=folder / f"{NAME}.pem")
    trusted.check_hostname = False
    client = httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusted, headers={"Host": NAME})
    try:
        for _ in range(100):
            try:
                client.get("/")
                break
            except httpx.ConnectError:
                if running.poll() is not None:
                    pytest.fail(f"nginx refuses the documented block: {running.stderr.read().decode()}")
                time.sleep(0.05)
        yield client, site, releases
    finally:
        client.close()
        running.terminate()
        running.wait()


def test_pages_and_what_they_load_come_with_the_right_heads(served: tuple[httpx.Client, Site, Path]) -> None:
    client, site, _ = served
    home = client.get("/")
    assert home.status_code == 200 and home.headers["content-type"].startswith("text/html")
    assert home.headers["content-encoding"] == "gzip" and "cache-control" not in home.headers
    root = site.output / "city"
    sheet = next(path for path in (root / "static").rglob("congmo.*.css")).relative_to(root)
    shard = next((root / "search/h").iterdir()).relative_to(root)
    csv = next((root / "data").rglob("*.csv")).relative_to(root)
    script = next(path for path in (root / "static").rglob("search.*.js")).relative_to(root)
    for path, kind, kept in ((sheet, "text/css", True), (script, "javascript", True), (shard, "octet-stream", True),
                             ("search/manifest.idx", "octet-stream", False), ("tin-tuc/mot/", "text/html", False),
                             ("tin-tuc/feed.xml", "xml", False), ("data/catalog.jsonld", "application/ld+json", False),
                             (csv, "text/csv; charset=utf-8", False)):
        answer = client.get(f"/{path}")
        assert answer.status_code == 200, path
        assert kind in answer.headers["content-type"], path
        assert ("max-age=31536000" in answer.headers.get("cache-control", "")) == kept, path
        assert answer.headers["content-security-policy"] == "default-src 'self'", path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["strict-transport-security"], path


def test_what_is_not_there_is_answered_with_the_page_that_helps(served: tuple[httpx.Client, Site, Path]) -> None:
    client, site, _ = served
    answer = client.get("/khong-co/")
    assert answer.status_code == 404 and answer.content == (site.output / "city/404.html").read_bytes()


def test_a_release_is_seen_at_once_and_so_is_a_rollback(served: tuple[httpx.Client, Site, Path]) -> None:
    client, site, releases = served
    site.article("city/news/moi.vi.md", "Tin mới")
    assert client.get("/tin-tuc/moi/").status_code == 404
    site.build(search=True)
    publish(site.output, releases, keep=5)
    assert "Tin mới" in client.get("/tin-tuc/moi/").text and client.get("/data/health.json").json()["release"] == "000002"
    rollback(releases, None)
    assert client.get("/tin-tuc/moi/").status_code == 404 and client.get("/data/health.json").json()["release"] == "000001"
