"""Every finding that checking can give: one broken repository each, and a clean one that gives none."""

import re
from pathlib import Path

import pytest

from plugins.build.check import check
from plugins.cli.findings import Speaker
from tests.conftest import NOW, PORTAL, Site

GOOD = "---\ntitle: Tin\ndate: 2026-05-01\nauthor: Biên tập viên A\nsource: Cổng\n---\nNội dung.\n"
FRONT = "---\ntitle: Tin\ndate: 2026-05-01\nauthor: Biên tập viên A\nsource: Cổng\n{extra}---\n{body}\n"


def front(extra: str = "", body: str = "Nội dung.") -> str:
    return FRONT.format(extra=extra, body=body)


ITEM = "content/city/news/tin.vi.md"
BROKEN: dict[str, tuple[str, str | bytes]] = {
    "front-matter.missing": (ITEM, "Không có gì"),
    "front-matter.unclosed": (ITEM, "---\ntitle: Tin\n"),
    "front-matter.bad-yaml": (ITEM, "---\ntitle: [a\n---\nx"),
    "front-matter.duplicate-key": (ITEM, front("title: Hai\n")),
    "front-matter.unknown-key": (ITEM, front("titel: Hai\n")),
    "front-matter.unknown-type": (ITEM, front("type: artikel\n")),
    "front-matter.not-a-mapping": (ITEM, "---\n- a\n- b\n---\nx"),
    "front-matter.too-large": (ITEM, front(f"summary: {'a' * 70_000}\n")),
    "front-matter.alias": (ITEM, front("tags: &a [x]\n")),
    "front-matter.tag": (ITEM, front("tags: !!python/object:os.system x\n")),
    "front-matter.too-deep": (ITEM, front("tags: " + "[" * 30 + "]" * 30 + "\n")),
    "front-matter.key-not-text": (ITEM, front("? [a]\n: b\n")),
    "front-matter.several-documents": (ITEM, "---\ntitle: a\n--- {b: 1}\n---\nx"),
    "field.missing": (ITEM, "---\ndate: 2026-05-01\n---\nx"),
    "field.wrong-kind": (ITEM, front("tags: {a: b}\n")),
    "field.not-a-choice": (ITEM, front("status: publised\n")),
    "field.bad-date": (ITEM, front("publish_at: 31/12/2026\n")),
    "text.not-utf8": (ITEM, b"---\ntitle: \xff\n---\nx"),
    "text.not-nfc": (ITEM, front(body="Ha\u0309i Pho\u0300ng")),
    "text.forbidden-character": (ITEM, front(body="a\u202eb")),
    "text.too-large": (ITEM, front(body="a" * 2_100_000)),
    "markdown.too-deep": (ITEM, front(body=">" * 400 + " a")),
    "markdown.unsafe-html": (ITEM, front(body="<script>alert(1)</script>")),
    "markdown.refused-link": (ITEM, front(body="[a](javascript:alert(1))")),
    "markdown.foreign-image": (ITEM, front(body="![a](https://example.com/a.png)")),
    "path.not-an-item": ("content/city/tin.vi.md", GOOD),
    "path.no-language": ("content/city/news/tin.md", GOOD),
    "path.reserved-name": ("content/city/news/2026.vi.md", GOOD),
    "path.bad-name": ("content/city/news/Tin Mới.vi.md", GOOD),
    "path.unknown-portal": ("content/khac/news/tin.vi.md", GOOD),
    "path.unknown-section": ("content/city/khac/tin.vi.md", GOOD),
    "path.language-not-of-portal": ("content/city/news/tin.ko.md", GOOD),
    "media.not-a-picture": ("content/city/news/a.png", b"\x89PNG nothing"),
    "media.not-its-type": ("content/city/news/a.pdf", b"<html><script>"),
    "media.type-not-allowed": ("content/city/news/a.exe", b"MZ"),
    "link.broken": (ITEM, front(body="[a](khong-co.vi.md)")),
    "link.no-file": (ITEM, front(body="![a](khong-co.png)")),
    "link.no-anchor": (ITEM, front(body="[a](tin.vi.md#khong)")),
    "image.no-alt": (ITEM, front(body="![](khong-co.png)")),
    "translation.no-original": ("content/city/news/tin.en.md", GOOD),
    "registry.missing": ("portals/x.yaml", "unit_type: ward\nlanguages: [vi]\n"),
    "registry.bad-language": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi, xx]\n"),
    "registry.bad-unit-type": ("portals/x.yaml", "name: X\nunit_type: town\nlanguages: [vi]\n"),
    "registry.bad-domain": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\ndomain: a b\n"),
    "registry.bad-level": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\nlevel: 9\n"),
    "registry.unknown-key": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\nnmae: y\n"),
    "registry.wrong-kind": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\ncontact: [a]\n"),
    "registry.bad-address": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\nservices_portal: 'javascript:alert(1)'\n"),
    "registry.bad-section": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\nsections: {a b: {}}\n"),
    "registry.no-parent": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\nparent: none\n"),
    "registry.domain-twice": ("portals/x.yaml", "name: X\nunit_type: ward\nlanguages: [vi]\ndomain: city.gov.vn\n"),
    "registry.no-permission": ("portals/x.yaml", "name: X\nunit_type: other\nlanguages: [vi]\n"),
    "type.bad-field": ("portals/_types/article.yaml", "name: {vi: A}\nfields: {a: {kind: tekst, rule: optional}}\n"),
}


def found(site: Site) -> set[str]:
    return {finding.id for finding in check(site.root, NOW).findings}


def test_a_clean_site_has_no_findings(site: Site) -> None:
    site.write(ITEM, GOOD)
    assert found(site) == set()


@pytest.mark.parametrize("id", BROKEN)
def test_each_fault_is_found_and_the_other_portal_stands(id: str, site: Site) -> None:
    path, content = BROKEN[id]
    site.write("content/ward/news/lanh.vi.md", GOOD)
    site.write(path, content)
    finding = next((f for f in check(site.root, NOW).findings if f.id == id), None)
    assert finding is not None, found(site)
    assert finding.path == path
    for lang in ("vi", "en"):
        speaker = Speaker(lang)
        assert finding.id not in speaker.message(finding) and speaker.hint(finding)
        assert "?" not in re.sub(r"[…«“].*?[»”]", "", speaker.message(finding))
    if id != "type.bad-field":
        site.build()
        assert (site.output / "ward/tin-tuc/lanh/index.html").is_file()


def test_every_finding_of_the_engine_has_its_words() -> None:
    """Message and hint in Vietnamese and English for each id that the code can raise."""
    engine = Path(__file__).resolve().parents[2] / "plugins"
    ids = set()
    for path in engine.rglob("*.py"):
        if path.relative_to(engine).parts[0] in ("content", "site", "build"):
            ids |= set(re.findall(r'"((?:front-matter|field|text|markdown|path|url|media|link|image|translation|registry|type|build)\.[a-z][a-z-]+)"', path.read_text()))
    assert len(ids) > 50
    for lang in ("vi", "en"):
        catalogs = Speaker(lang).catalogs
        missing = [id for id in sorted(ids) for key in (id, id + ".hint") if not catalogs.has(lang, key)]
        assert missing == []


def test_two_files_for_one_address(site: Site) -> None:
    site.write("content/city/services/a.vi.md", "---\ntitle: A\ntype: page\n---\nx\n")
    site.write("content/city/online-services/a.vi.md", "---\ntitle: B\ntype: page\n---\nx\n")
    assert "url.taken" in found(site)


def test_symlink_is_refused(site: Site) -> None:
    outside = site.write("secret.txt", "bí mật")
    (site.root / "content/city/news").mkdir(parents=True)
    (site.root / "content/city/news/a.vi.md").symlink_to(outside)
    assert "path.symlink" in found(site)


def test_stale_translation(site: Site) -> None:
    site.write(ITEM, GOOD)
    site.write("content/city/news/tin.en.md", front("translation_of_blob: '0123456789ab'\n"))
    assert "translation.stale" in found(site)


def test_huge_picture_is_refused_before_it_is_unpacked(site: Site) -> None:
    from PIL import Image

    path = site.root / "content/city/news/to.png"
    path.parent.mkdir(parents=True)
    Image.new("1", (9000, 9000)).save(path)
    assert "media.too-many-pixels" in found(site)


def test_a_portal_key_is_a_plain_name(site: Site) -> None:
    site.write("portals/Sở Một.yaml", PORTAL)
    assert "path.bad-name" in found(site)
