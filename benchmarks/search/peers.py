"""The same documents as pages and indexes of the peers, and of ours, below one folder that a server can show."""

import json
import subprocess
import time
from html import escape
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

from plugins.build.search.index import sync_index
from plugins.build.search.script import browser_scripts
from plugins.search.record import SearchRecord

ENGINE = Path(__file__).resolve().parents[2]
MODULES = Path(__file__).parent / "node_modules"


def ours(root: Path, records: list[SearchRecord]) -> float:
    """The product's own page and index; returns seconds."""
    began = time.perf_counter()
    sync_index(root / "state", root / "ours/search", "bench", "vi", records, [], True, jobs=2)
    seconds = time.perf_counter() - began
    for name, content in browser_scripts().items():
        (root / "ours" / name).write_bytes(content)
    env = Environment(loader=FileSystemLoader(ENGINE / "themes/congmo/templates"), autoescape=True)
    page = SimpleNamespace(root="", link=lambda url: url, static=lambda name: name, languages=[])
    edition = SimpleNamespace(home="", search_url="", sitemap_url="", menu=[], section_url=lambda key: "")
    body = env.get_template("partials/search.html").render(page=page, edition=edition, lang="vi", _=lambda text: text)
    (root / "ours/index.html").write_text(f"<!doctype html><meta charset=utf-8><title>t</title>{body}", "utf-8")
    return seconds


def pagefind(root: Path, records: list[SearchRecord]) -> float:
    """Pagefind's index of the documents as pages, full text, and a page that shows titles as its results come."""
    pages = root / "pagefind/pages"
    for number, record in enumerate(records):
        folder = pages / str(number)
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(
            f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{escape(record.title)}</title></head><body><main "
            f"data-pagefind-body><h1>{escape(record.title)}</h1><p>{escape(record.summary)}</p><p>{escape(record.body)}</p></main></body></html>", "utf-8")
    began = time.perf_counter()
    subprocess.run([MODULES / ".bin/pagefind", "--site", pages, "--output-path", root / "pagefind/index"], check=True, capture_output=True)
    seconds = time.perf_counter() - began
    (root / "pagefind/page.js").write_text("""
const pagefind = await import("./index/pagefind.js");
const found = await pagefind.search(new URLSearchParams(location.search).get("q"));
const show = async (result) => document.querySelector("ol").append(Object.assign(document.createElement("li"), { textContent: (await result.data()).meta.title }));
if (found.results[0]) await show(found.results[0]);
await Promise.all(found.results.slice(1, 10).map(show));
document.body.dataset.done = "1";
""", "utf-8")
    (root / "pagefind/index.html").write_text("<!doctype html><meta charset=utf-8><title>t</title><body><ol data-part=results></ol><script type=module src=page.js></script>", "utf-8")
    return seconds


def lunr(root: Path, records: list[SearchRecord]) -> float:
    """Stock lunr.py and lunr.js: one index over title, summary and headings (full text would be several times larger)."""
    from lunr import lunr as build

    folder = root / "lunr"
    folder.mkdir(parents=True)
    began = time.perf_counter()
    index = build(ref="n", fields=("title", "summary", "headings"), documents=[
        {"n": str(n), "title": r.title, "summary": r.summary, "headings": " ".join(r.headings)} for n, r in enumerate(records)])
    (folder / "index.json").write_text(json.dumps(index.serialize(), ensure_ascii=False), "utf-8")
    seconds = time.perf_counter() - began
    (folder / "titles.json").write_text(json.dumps([r.title for r in records], ensure_ascii=False), "utf-8")
    (folder / "lunr.js").write_bytes((MODULES / "lunr/lunr.min.js").read_bytes())
    (folder / "page.js").write_text("""
const [index, titles] = await Promise.all(["index.json", "titles.json"].map((name) => fetch(name).then((response) => response.json())));
const asked = new URLSearchParams(location.search).get("q").toLowerCase().split(/\\s+/);
const found = lunr.Index.load(index).query((query) => asked.forEach((term) => query.term(term)));
document.querySelector("ol").append(...found.slice(0, 10).map((hit) => Object.assign(document.createElement("li"), { textContent: titles[hit.ref] })));
document.body.dataset.done = "1";
""", "utf-8")
    (folder / "index.html").write_text("<!doctype html><meta charset=utf-8><title>t</title><body><ol data-part=results></ol><script src=lunr.js></script><script type=module src=page.js></script>", "utf-8")
    return seconds


def lunr_full_text(records: list[SearchRecord]) -> float:
    """Seconds that lunr.py needs with all the fields that ours indexes."""
    from lunr import lunr as build

    began = time.perf_counter()
    build(ref="n", fields=("title", "summary", "headings", "body"), documents=[
        {"n": str(n), "title": r.title, "summary": r.summary, "headings": " ".join(r.headings), "body": r.body} for n, r in enumerate(records)])
    return time.perf_counter() - began
