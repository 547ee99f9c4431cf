"""Every finding and every word that the review shows has its text in all five languages."""

import re
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for folder in ("review", "build/gate", "cli")
                    for path in (ROOT / "plugins" / folder).glob("*.py")
                    if folder != "cli" or path.stem in ("desk", "review", "submit", "approve", "withdraw", "keys",
                                                        "audit", "verify"))


def catalog(lang: str) -> dict[str, str]:
    with open(ROOT / f"translations/{lang}/LC_MESSAGES/review.po", "rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def wanted() -> set[str]:
    found = {f"review.{name}" for name in re.findall(r'(?:_note|wrong|_finding)\("([a-z0-9-]+)"', SOURCES)}
    found |= {f"review.{name}" for name in re.findall(r'Finding\("review\.([a-z0-9-]+)"', SOURCES)}
    found |= {f"{kind}:{name}" for name in re.findall(r'return "((?:path-)[a-z0-9-]+|mode)"', SOURCES)
              for kind in ("fault",)}
    found |= {f"refusal:{name}"
              for name in re.findall(r'(?:return|why =|person,|id_, person,) "([a-z]+(?:-[a-z]+)+)"', SOURCES)
              if not name.startswith(("path-", "release-"))}
    found |= {f"review.{name}" for name in re.findall(r'return "(release-[a-z-]+)"', SOURCES)}
    rules = yaml.safe_load((ROOT / "portals/_policy.yaml").read_text(encoding="utf-8"))["rules"]
    found |= {f"role:{role}" for rule in rules for part in ("submit", "withdraw", "publish")
              for role in rule.get(part, [])}
    found |= {f"role:{role}" for rule in rules for stage in rule["stages"] for role in stage["roles"]}
    found |= {text for text in re.findall(r'(?<![a-z])(?:_|translate|say)\("([^"]+)"\)', SOURCES)
              if not text.endswith(":")}
    return found


def test_the_search_for_words_finds_them() -> None:
    found = wanted()
    assert {"review.not-approved", "fault:path-character", "refusal:own-submission", "refusal:closed-key", "role:head",
            "Sign this?"} <= found


@pytest.mark.parametrize("lang", ["vi", "en", "zh", "ko", "ja"])
def test_nothing_lacks_its_words(lang: str) -> None:
    texts = catalog(lang)
    assert sorted(id_ for id_ in wanted() if not texts.get(id_)) == []


@pytest.mark.parametrize("lang", ["vi", "zh", "ko", "ja"])
def test_places_are_the_same_in_every_language(lang: str) -> None:
    english, other = catalog("en"), catalog(lang)
    assert english.keys() == other.keys()
    for id_, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", other[id_])), id_
