"""Open data of the demonstration: rows follow their schema, the catalogue leads to files that exist."""

import csv
import json

import pytest
from jsonschema import Draft202012Validator

pytestmark = [pytest.mark.xdist_group("theme")]


@pytest.fixture
def data(demo):
    return demo.folder / "hai-phong/data"


def test_rows_follow_their_schema(data):
    files = [path for path in sorted(data.glob("*.json")) if ".rows." not in path.name]
    count = 0
    for path in files:
        for row in json.loads(path.read_text()):
            schema = json.loads((data / "schema" / f"{row['type']}.json").read_text())
            Draft202012Validator.check_schema(schema)
            assert list(Draft202012Validator(schema).iter_errors([row])) == []
            count += 1
    assert count > 200


def test_catalogue_leads_to_files(demo, data):
    catalogue = json.loads((data / "catalog.jsonld").read_text())
    addresses = [each["dcat:downloadURL"]["@id"] for found in catalogue["dcat:dataset"] for each in found["dcat:distribution"]]
    assert len(addresses) > 100
    for address in addresses:
        assert (demo.folder / "hai-phong" / address.removeprefix("https://haiphong.gov.vn/")).is_file(), address


def test_csv_and_json_hold_the_same_rows(data):
    for path in sorted(data.glob("legal-documents.vi.*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        found = json.loads(path.with_suffix(".json").read_text())
        assert [row["id"] for row in rows] == [row["id"] for row in found]


def test_filter_rows_hold_every_document(data):
    whole = sum(len(json.loads(path.read_text())) for path in data.glob("legal-documents.vi.????.json"))
    rows = sum(len(json.loads(path.read_text())["rows"]) for path in data.glob("legal-documents.vi.rows.*.json"))
    assert rows == whole > 15
