"""The preview, as a person uses it: start, open, change a file, see it."""

import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.conftest import Site

ENGINE = Path(__file__).resolve().parents[2]


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read().decode()


def test_a_changed_file_shows(site: Site) -> None:
    site.article("city/news/mot.vi.md", "Trước khi sửa")
    running = subprocess.Popen([sys.executable, "-u", ENGINE / "tasks.py", "serve", "--site", site.root, "--port", "0"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        address = ""
        for line in running.stdout:
            if found := re.search(r"(http://\S+)/city/", line):
                address = found.group(1)
                break
        assert "Trước khi sửa" in fetch(f"{address}/city/tin-tuc/mot/")
        assert "/_preview/reload.js" in fetch(f"{address}/city/")
        time.sleep(1)  # the watch starts beside the server
        site.article("city/news/mot.vi.md", "Sau khi sửa")
        deadline = time.monotonic() + 30
        while "Sau khi sửa" not in fetch(f"{address}/city/tin-tuc/mot/"):
            assert time.monotonic() < deadline, "the change never showed"
            time.sleep(0.05)
        assert "/_preview/" not in site.read("city/index.html")
    finally:
        running.terminate()
        running.wait(10)
