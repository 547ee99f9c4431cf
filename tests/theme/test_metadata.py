"""What machines read of the pages: JSON-LD, Open Graph, Dublin Core, language pairs, feeds, calendars, site maps."""

import json
import re
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MUST = {  # What schema.org's consumers ask of a type; every other type needs its name.
    "GovernmentOrganization": {"name", "url"}, "WebSite": {"name", "url", "inLanguage", "publisher"},
    "NewsArticle": {"headline", "datePublished", "author", "publisher", "inLanguage", "url"},
    "Legislation": {"name", "legislationIdentifier", "legislationDate", "legislationType", "legislationPassedBy", "legislationLegalForce"},
    "Event": {"name", "startDate", "endDate", "location", "eventStatus", "eventAttendanceMode", "organizer"},
    "FAQPage": {"mainEntity"}, "QAPage": {"mainEntity"},
    "Dataset": {"name", "description", "creator", "distribution"}, "VideoObject": {"name", "uploadDate", "thumbnailUrl"},
}
UNDETERMINED = {"legislationLegalForce"}  # stated only where the item says whether it is in force


@pytest.fixture(scope="module")
def pages(demo):
    """Every page of the built demonstration that has a canonical address: path -> markup."""
    found = {str(path.relative_to(demo.folder)): path.read_text() for path in sorted(demo.folder.rglob("*.html"))}
    return {path: html for path, html in found.items() if 'http-equiv="refresh"' not in html and "/s/" not in path}


def blocks(html):
    return [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]


def properties(html, attribute, prefix):
    return {name: unescape(value) for name, value in re.findall(rf'<meta {attribute}="({prefix}[^"]+)" content="([^"]*)">', html)}


def absolute(address):
    return urlsplit(address).scheme == "https" and bool(urlsplit(address).netloc)


def faults(block):
    """What a JSON-LD block lacks or misstates."""
    found = [] if block.get("@context") == "https://schema.org" else ["context"]
    missing = MUST.get(block["@type"], {"name"}) - set(block) - UNDETERMINED
    found += [f"{block['@type']} without {name}" for name in sorted(missing)]
    for name in ("url", "image", "thumbnailUrl", "contentUrl"):
        if isinstance(block.get(name), str) and not absolute(block[name]):
            found.append(f"{name} {block[name]}")
    for name in ("datePublished", "startDate", "endDate", "legislationDate", "uploadDate"):
        if name in block:
            datetime.fromisoformat(block[name])
    return found


def test_structured_data_of_every_page(pages):
    kinds, wrong = set(), []
    for path, html in pages.items():
        for block in blocks(html):
            kinds.add(block["@type"])
            wrong += [f"{path}: {fault}" for fault in faults(block)]
    assert wrong == []
    assert kinds >= {"WebSite", "GovernmentOrganization", "NewsArticle", "Legislation", "Event", "FAQPage", "QAPage", "Dataset"}


def test_faults_are_found():
    assert faults({"@context": "https://schema.org", "@type": "Event", "name": "a", "url": "a/"}) == [
        "Event without endDate", "Event without eventAttendanceMode", "Event without eventStatus", "Event without location",
        "Event without organizer", "Event without startDate", "url a/"]


def test_open_graph_and_dublin_core_of_every_page(pages, demo):
    wrong = []
    for path, html in pages.items():
        graph, core = properties(html, "property", "og:"), properties(html, "name", "DC\\.")
        wrong += [f"{path}: no {name}" for name in ("og:title", "og:type", "og:site_name", "og:locale", "og:description") if not graph.get(name)]
        wrong += [f"{path}: no {name}" for name in ("DC.title", "DC.description", "DC.language", "DC.publisher") if not core.get(name)]
        canonical = re.search(r'<link rel="canonical" href="([^"]+)">', html)
        if canonical is None:
            continue
        if not graph.get("og:url") == core.get("DC.identifier") == unescape(canonical[1]) or not absolute(canonical[1]):
            wrong.append(f"{path}: canonical {canonical[1]}")
        picture = graph.get("og:image", "")
        if not absolute(picture) or not (demo.folder / path.split("/")[0] / urlsplit(picture).path.lstrip("/")).is_file():
            wrong.append(f"{path}: og:image {picture}")
    assert wrong == []


def test_language_pairs_are_reciprocal(pages):
    pairs = {}
    for html in pages.values():
        own = re.search(r'<link rel="canonical" href="([^"]+)">', html)
        if own:
            pairs[own[1]] = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))
    wrong = [f"{own} -> {other}" for own, others in pairs.items() for lang, other in others.items()
             if lang != "x-default" and own not in pairs.get(other, {}).values()]
    assert wrong == [] and sum(map(bool, pairs.values())) > 100


def test_feeds_are_valid_atom(demo):
    feeds = sorted(demo.folder.rglob("feed.xml"))
    for path in feeds:
        feed = ElementTree.parse(path).getroot()
        assert feed.tag == f"{ATOM}feed"
        for part in (feed, *feed.findall(f"{ATOM}entry")):
            assert all(part.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")), path
            assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo, path
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        assert ids and len(ids) == len(set(ids)) and all(map(absolute, ids)), path
        assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [feed.findtext(f"{ATOM}id") + "feed.xml"]
    assert len(feeds) > 30


def test_calendars_can_be_read(demo):
    calendars = sorted(demo.folder.rglob("calendar.ics"))
    for path in calendars:
        content = path.read_bytes()
        assert all(len(line) <= 75 for line in content.split(b"\r\n")), path
        calendar = Calendar.from_ical(content)
        events = calendar.walk("VEVENT")
        assert events and len({str(event["UID"]) for event in events}) == len(events), path
        assert all(event["DTSTART"].dt < event["DTEND"].dt and event["DTSTAMP"] and event["SUMMARY"] for event in events), path
    assert len(calendars) > 5


def test_site_maps_lead_to_pages(demo):
    for portal in sorted(path.parent for path in demo.folder.glob("*/sitemap.xml")):
        index = [node.text for node in ElementTree.parse(portal / "sitemap.xml").iter(f"{SITEMAP}loc")]
        parts = [portal / urlsplit(address).path.lstrip("/") for address in index]
        addresses = [node.text for part in parts for node in ElementTree.parse(part).iter(f"{SITEMAP}loc")]
        missing = [address for address in addresses if not (portal / urlsplit(address).path.lstrip("/") / "index.html").is_file()]
        assert missing == [] and len(addresses) > 5
