"""The section catalogue holds together: names and slugs in five languages, known groups and listings."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = yaml.safe_load((ROOT / "portals/_sections.yaml").read_text(encoding="utf-8"))
SECTIONS, GROUPS = CATALOGUE["sections"], CATALOGUE["groups"]
LANGS = {"vi", "en", "zh", "ko", "ja"}
LISTINGS = {"news", "register", "cards", "page", "schedule", "qa", "gallery", "links"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.mark.parametrize("key", SECTIONS)
def test_section_is_complete(key: str) -> None:
    section = SECTIONS[key]
    assert SLUG.fullmatch(key)
    assert set(section["name"]) == LANGS and all(section["name"].values())
    assert set(section["slug"]) == LANGS and all(SLUG.fullmatch(slug) for slug in section["slug"].values())
    assert section["listing"] in LISTINGS
    assert section["group"] in GROUPS


@pytest.mark.parametrize("lang", sorted(LANGS))
def test_slugs_are_unique_and_never_a_language_or_engine_folder(lang: str) -> None:
    slugs = [section["slug"][lang] for section in SECTIONS.values()]
    assert len(set(slugs)) == len(slugs)
    assert not set(slugs) & (LANGS | {"data", "static", "theme", "media", "assets"})


def test_groups_are_named_in_every_language_and_ordered() -> None:
    assert all(set(group["name"]) == LANGS for group in GROUPS.values())
    orders = [group["order"] for group in GROUPS.values()]
    assert orders == sorted(set(orders))


def test_orders_and_aliases_are_unique() -> None:
    orders = [section["order"] for section in SECTIONS.values()]
    names = [*SECTIONS, *(alias for section in SECTIONS.values() for alias in section["aliases"])]
    assert len(set(orders)) == len(orders)
    assert len(set(names)) == len(names)
    assert SECTIONS["online-services"]["aliases"] == ["services"]
