"""Small scenes for rules: a portal, a few items, one day."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Mapping

from plugins.content.registry import read_registry
from plugins.model import Portal, Registry, Severity
from plugins.model.rule import PortalType, Profile, Rule
from plugins.rules.calendar import NATIONAL
from plugins.rules.scene import Item, Scene

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE, _ = read_registry({p.relative_to(ROOT).as_posix(): p.read_bytes()
                              for p in [ROOT / "portals/_sections.yaml", *(ROOT / "portals/_types").glob("*.yaml")]})
PROFILE = Profile("test", "1/2026", {}, "2020-01-01", "", (), ("vi",), False, False, (PortalType("any", {}),), ())
CITY = Portal("city", {"vi": "Cổng thành phố"}, "city", ("vi", "en"), short_name={"vi": "Thành phố Cảng"}, level=1, domain="cang.gov.vn", regulation="test")
WARD = Portal("ward", {"vi": "Cổng phường Một"}, "ward", ("vi",), short_name={"vi": "Phường Một"}, level=2, parent="city", domain="mot.cang.gov.vn",
              regulation="test")


def item(section: str = "news", slug: str = "tin", lang: str = "vi", type: str = "article", on: str = "2026-05-04", **meta: Any) -> Item:
    text, links = meta.pop("text", "Nội dung."), tuple(meta.pop("links", ()))
    return Item(f"content/city/{section}/{slug}.{lang}.md", section, slug, lang, type, {"title": "Tin", **meta}, f"{section}/{slug}/",
                published_on=on, text=text, links=links)


def scene(*items: Item, portal: Portal = CITY, today: str = "2026-06-15", also: tuple[Portal, ...] = (), profile: Profile = PROFILE,
          logbooks: Mapping[str, list[dict[str, str]]] | None = None, offices: Mapping[str, tuple[str, ...]] | None = None,
          approvals: Mapping[str, bool] | None = None, **changes: Any) -> Scene:
    portal = replace(portal, **changes)
    portals = {p.key: p for p in (CITY, WARD, *also)} | {portal.key: portal}
    registry = Registry(portals, CATALOGUE.sections, CATALOGUE.aliases, CATALOGUE.groups, CATALOGUE.types)
    return Scene(portal, registry, items, today, NATIONAL, profile, {"search": "tim-kiem/", "feed": "feed.xml"}, logbooks or {}, offices or {},
                 approvals=approvals or {})


def rule(kind: str, **parameters: Any) -> Rule:
    typed = {key: tuple(value) if isinstance(value, list) else value for key, value in parameters.items()}
    return Rule("t-rule", "T-01.1", kind, (), Severity.WARNING, typed)
