"""What the search tests share: records, the browser's sources in Node, and the evaluation set where it is at hand."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from plugins.search.record import SearchRecord
from plugins.search.tokenizer import rules

ENGINE = Path(__file__).resolve().parents[2]
FIXTURE = Path(__file__).parent / "evaluation.json"
SHARED = ENGINE.parent / "shared/search"


class Twin:
    """The browser's sources, bundled and running in Node."""

    def __init__(self, bundle: Path) -> None:
        self.process = subprocess.Popen(["node", ENGINE / "tests/search/twin.mjs", bundle], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, do: str, **values: Any) -> Any:
        if "lang" in values:
            values["rules"] = rules(values["lang"])
        self.process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)


@pytest.fixture(scope="session")
def twin(tmp_path_factory):
    bundle = tmp_path_factory.mktemp("twin") / "twin.mjs"
    subprocess.run([ENGINE / "node_modules/.bin/esbuild", ENGINE / "plugins/search/browser/twin.js", "--bundle",
                    "--format=esm", "--platform=neutral", "--log-level=error", f"--outfile={bundle}"], check=True)
    twin = Twin(bundle)
    yield twin
    twin.close()


def record(key: int | str, title: str, **more: Any) -> SearchRecord:
    """A record with an id and an address from its key."""
    return SearchRecord(**{"id": f"content/p/news/{key}.vi.md", "url": f"tin-tuc/{key}/", "title": title, **more})
