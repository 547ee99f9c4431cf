"""The demonstration content: valid by the schemas, enough of it, honest about what it is."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from plugins.content.paths import ContentPath, parse_path
from plugins.content.registry import read_registry
from plugins.content.schema import typed_meta
from plugins.content.source import parse
from plugins.model import Field

ROOT = Path(__file__).resolve().parents[2]
REGISTRY, _ = read_registry({p.relative_to(ROOT).as_posix(): p.read_bytes() for p in (ROOT / "portals").rglob("*.yaml")})
PATHS = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "content").glob("*/*/*.md") if not p.parts[-3].startswith("_"))
DEPARTMENTS = [key for key, portal in REGISTRY.portals.items() if portal.parent == "hai-phong" and portal.unit_type == "department"]
COMMUNES = [key for key, portal in REGISTRY.portals.items() if portal.parent == "hai-phong" and portal.unit_type != "department"]
STANDING = ["general-info/index", "functions/index", "org-chart/index", "official-contacts/index", "maps/index",
            "contact/index", "access-to-information/index", "about-portal/index", "about-portal/terms",
            "about-portal/privacy", "about-portal/accessibility", "qa/index"]


def load(path: str):
    """Path, section, typed front matter, body and findings of one item."""
    where = parse_path(path)
    assert isinstance(where, ContentPath), where
    section = REGISTRY.section(REGISTRY.portals[where.portal], where.section)
    assert section is not None, path
    source = parse((ROOT / path).read_bytes())
    kind = REGISTRY.types[source.values.get("type") or section.type]
    meta, findings = typed_meta(source.values, kind, path, source.lines)
    return where, kind, meta, source, [*source.findings, *findings]


ITEMS = {path: load(path) for path in PATHS}


def counted(portal: str, lang: str) -> int:
    return sum(1 for where, *_ in ITEMS.values() if (where.portal, where.lang) == (portal, lang))


def media(fields: tuple[Field, ...], values: dict) -> list[str]:
    found = []
    for field in fields:
        if field.kind == "media" and values.get(field.key):
            found.append(values[field.key])
        for record in values.get(field.key) or () if field.kind == "records" else ():
            found += media(field.fields, record)
    return found


def test_every_item_is_valid_in_its_portals_languages() -> None:
    wrong = {path: [(f.id, f.line, dict(f.params)) for f in findings] for path, (*_, findings) in ITEMS.items() if findings}
    assert not wrong
    assert not [path for path, (where, *_) in ITEMS.items() if where.lang not in REGISTRY.portals[where.portal].languages]


def test_the_city_portal_has_substance_in_every_language() -> None:
    assert counted("hai-phong", "vi") >= 60
    assert counted("hai-phong", "en") >= len(STANDING) + 20
    assert min(counted("hai-phong", lang) for lang in ("zh", "ko", "ja")) >= 10


def test_every_content_type_is_shown_on_the_city_portal() -> None:
    shown = {kind.key for where, kind, *_ in ITEMS.values() if where.portal == "hai-phong" and where.lang == "vi"}
    assert shown == set(REGISTRY.types)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_standing_pages_of_the_city_portal(lang: str) -> None:
    assert not [page for page in STANDING if f"content/hai-phong/{page}.{lang}.md" not in ITEMS]


@pytest.mark.parametrize("portal", DEPARTMENTS)
def test_every_department_has_five_items_or_more(portal: str) -> None:
    assert counted(portal, "vi") >= 5


def test_every_commune_introduces_itself_in_its_languages() -> None:
    assert not [f"{c}.{lang}" for c in COMMUNES for lang in ("vi", "en") if f"content/{c}/introduction/index.{lang}.md" not in ITEMS]


def test_the_other_systems_have_content_in_each_language() -> None:
    assert all(counted("quang-ninh", lang) >= 5 for lang in ("vi", "en", "zh"))
    assert counted("nghe-an", "vi") >= 5 and counted("long-xuyen", "vi") >= 5


def test_the_documents_that_the_decrees_name_are_there() -> None:
    numbers = {meta.get("number_symbol") for _, kind, meta, *_ in ITEMS.values() if kind.key == "legal-document"}
    assert {"204/2025/QĐ-UBND", "40/2024/QĐ-UBND", "29/2020/QĐ-UBND", "01/2020/QĐ-UBND", "2187/2017/QĐ-UBND", "3528/QĐ-UBND",
            "80/2025/QĐ-UBND", "26/2011/QĐ-UBND", "42/2022/NĐ-CP", "64/2007/NĐ-CP", "43/2011/NĐ-CP", "13/2018/NĐ-CP",
            "147/2024/NĐ-CP"} <= numbers


def test_every_document_that_a_regulation_rests_on_or_replaces_can_be_opened() -> None:
    """The regulations that the four systems follow, and whatever they name in their relations; successors that only
    the register of references knows are named, not held."""
    numbers = {meta["number_symbol"] for where, _, meta, *_ in ITEMS.values() if where.section == "legal-documents" and where.lang == "vi"}
    for regulation in ("204/2025/QĐ-UBND", "80/2025/QĐ-UBND", "2187/2017/QĐ-UBND", "01/2020/QĐ-UBND"):
        meta = next(meta for where, _, meta, *_ in ITEMS.values() if where.lang == "vi" and meta.get("number_symbol") == regulation)
        named = {number for key in ("based_on", "replaces", "implements", "amends") for number in meta.get(key) or ()}
        assert named - numbers == set() and named, regulation


def test_every_kind_of_page_has_an_item_in_every_language() -> None:
    kinds = {kind.key for where, kind, *_ in ITEMS.values() if (where.portal, where.lang) == ("hai-phong", "vi")}
    for lang in ("en", "zh", "ko", "ja"):
        shown = {kind.key for where, kind, *_ in ITEMS.values() if (where.portal, where.lang) == ("hai-phong", lang)}
        assert kinds == shown, (lang, kinds - shown)


def test_every_file_named_lies_beside_its_item_and_every_image_is_described() -> None:
    for path, (_, kind, meta, _, _) in ITEMS.items():
        for name in [*media(kind.fields, meta), *([meta["image"]] if "image" in meta else [])]:
            assert (ROOT / path).parent.joinpath(name).is_file(), (path, name)
        assert bool(meta.get("image")) == bool(meta.get("image_alt")), path


def test_pictures_are_small_and_without_metadata() -> None:
    pictures = list((ROOT / "content").rglob("*.jpg"))
    assert sum({p.read_bytes(): p.stat().st_size for p in pictures}.values()) < 4 * 1024 * 1024
    for picture in pictures:
        with Image.open(picture) as image:
            assert not image.getexif()
        assert (ROOT / f"content/_illustrations/{picture.stem}.svg").is_file()


def test_internal_links_lead_to_an_item_or_a_section() -> None:
    broken = []
    for path, (where, _, _, source, _) in ITEMS.items():
        for link in source.links:
            if link.target.startswith("/"):
                section, _, slug = link.target.strip("/").partition("/")
                known = REGISTRY.section(REGISTRY.portals[where.portal], section) is not None
                official = REGISTRY.portals[where.portal].official
                item = f"content/{where.portal}/{section}/{slug}"
                if not known or slug and not {f"{item}.{where.lang}.md", f"{item}.{official}.md"} & set(ITEMS):
                    broken.append((path, link.target))
    assert not broken


def test_text_is_nfc_and_ends_with_one_newline() -> None:
    for path in PATHS:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text) and "\r" not in text, path
        assert text.endswith("\n") and not text.endswith("\n\n"), path


def test_no_personal_data_and_no_signer() -> None:
    """Only offices' mailboxes; no number that could be a person's phone or identity card; no signature block."""
    for path in PATHS:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert set(re.findall(r"[\w.+-]+@[\w.-]+\w", text)) <= {"congthongtindientu@haiphong.gov.vn"}, path
        assert not re.findall(r"\b(?:0\d{9}|\d{12}|\+84\d+)\b", text), path
        assert "TM. ỦY BAN" not in text and "Người ký" not in text, path


def test_made_up_directives_cannot_pass_for_real_ones() -> None:
    """A fictional number carries `MH` (minh họa), which no State body's symbol has."""
    numbers = [meta["number_symbol"] for _, kind, meta, *_ in ITEMS.values() if kind.key == "directive"]
    assert numbers and all("/MH-" in number for number in numbers)


def test_titles_are_unique_within_an_edition_and_section() -> None:
    titles = Counter((where.portal, where.section, where.lang, meta["title"]) for where, _, meta, *_ in ITEMS.values())
    assert not [title for title, count in titles.items() if count > 1]
