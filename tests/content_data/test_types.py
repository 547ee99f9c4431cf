"""The schemas of the content types load, name everything in five languages and speak one vocabulary."""

import re
from pathlib import Path
from typing import Any, Iterator

import pytest
import yaml

from plugins.model.schema import FIELD_KINDS

ROOT = Path(__file__).resolve().parents[2]
TYPES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "portals/_types").glob("*.yaml"))}
SECTIONS = yaml.safe_load((ROOT / "portals/_sections.yaml").read_text(encoding="utf-8"))["sections"]
LANGS = {"vi", "en", "zh", "ko", "ja"}
TYPE_KEYS = {"name", "description", "dated", "date_field", "schema_org", "cite", "fields"}
FIELD_KEYS = {"kind", "rule", "label", "hint", "choices", "fields", "facet", "cite"}
COMMON = {"title", "type", "date", "summary", "author", "source", "tags", "image", "image_alt", "status", "publish_at",
          "expires_at", "withdrawn_reason", "translation_of_blob"}


def fields(specs: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, spec in specs.items():
        yield prefix + key, spec
        yield from fields(spec.get("fields", {}), f"{prefix}{key}.")


ALL_FIELDS = [(name, path, spec) for name, schema in TYPES.items() for path, spec in fields(schema["fields"])]


@pytest.mark.parametrize("name", TYPES)
def test_type_is_described(name: str) -> None:
    schema = TYPES[name]
    assert set(schema) <= TYPE_KEYS
    assert set(schema["name"]) == LANGS and set(schema["description"]) == {"vi", "en"}
    assert isinstance(schema["dated"], bool)
    assert schema.get("date_field", "date") in {"date", *schema["fields"]}
    assert not set(schema["fields"]) & (COMMON - {"date"})


@pytest.mark.parametrize(("name", "path", "spec"), ALL_FIELDS, ids=[f"{name}.{path}" for name, path, _ in ALL_FIELDS])
def test_field_is_complete(name: str, path: str, spec: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z][a-z_]*", path.split(".")[-1])
    assert set(spec) <= FIELD_KEYS
    assert spec["kind"] in FIELD_KINDS and spec["rule"] in {"required", "if_any", "optional"}
    assert set(spec["label"]) == LANGS and all(spec["label"].values())
    assert set(spec.get("hint", {})) in (set(), {"vi", "en"})
    assert (spec["kind"] == "choice") == ("choices" in spec)
    assert (spec["kind"] == "records") == ("fields" in spec)
    for texts in spec.get("choices", {}).values():
        assert set(texts) == LANGS and all(texts.values())


@pytest.mark.parametrize("key", ["field", "topic", "form"])
def test_one_vocabulary_for_all_types(key: str) -> None:
    """A register of one portal and the index of another must name a field of government or a form alike."""
    found = [schema["fields"][key]["choices"] for schema in TYPES.values() if "choices" in schema["fields"].get(key, {})]
    assert found and all(choices == found[0] for choices in found)


def test_a_date_field_that_orders_items_is_a_day_or_an_instant() -> None:
    for name, schema in TYPES.items():
        if schema.get("date_field", "date") in schema["fields"]:
            assert schema["fields"][schema["date_field"]]["kind"] in {"date", "datetime"}, name


def test_every_section_has_its_type() -> None:
    assert {section["type"] for section in SECTIONS.values()} <= set(TYPES)
