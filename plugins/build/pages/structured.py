"""What search engines and other machines read of a page: schema.org as JSON-LD.

A data block is neither run nor blocked by the content security policy. `<`, `>` and `&` are written as escapes, so
that no title can end the block.
"""

from typing import Any, Callable, Mapping

import msgspec
from markupsafe import Markup

from plugins.build.pages.views import Card, EditionView
from plugins.content import markdown
from plugins.model import ContentType

_json = msgspec.json.Encoder(order="sorted")
_FORCE = {"in_force": "InForce", "expired": "NotInForce", "not_yet_in_force": "NotInForce", "partly_expired": "PartiallyInForce"}
Absolute = Callable[[str], str]


def block(value: Mapping[str, Any]) -> Markup:
    """A JSON-LD block of one thing."""
    text = _json.encode({"@context": "https://schema.org", **value}).decode()
    for character, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(character, written)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def organisation(edition: EditionView, absolute: Absolute) -> dict[str, Any]:
    """The unit that a portal speaks for, as far as its contacts are known."""
    contact = edition.portal.contact
    found = {"@type": "GovernmentOrganization", "name": edition.short_name, "url": absolute(edition.home),
             "address": edition.text(contact.address), "email": contact.email, "telephone": contact.phone,
             "faxNumber": contact.fax}
    if edition.parent:
        found["parentOrganization"] = {"@type": "GovernmentOrganization", "name": edition.portal_name(edition.parent.key)}
    return {key: value for key, value in found.items() if value}


def home(edition: EditionView, absolute: Absolute) -> Markup:
    site: dict[str, Any] = {"@type": "WebSite", "name": edition.name, "url": absolute(edition.home),
                            "inLanguage": edition.lang, "publisher": organisation(edition, absolute)}
    if edition.settings.search:
        site["potentialAction"] = {"@type": "SearchAction", "query-input": "required name=q",
                                   "target": absolute(edition.search_url) + "?q={q}"}
    return block(site)


def item(card: Card, content_type: ContentType, edition: EditionView, absolute: Absolute) -> Markup:
    """An item in the vocabulary that its type names."""
    kind = content_type.schema_org
    meta = card.meta
    value: dict[str, Any] = {
        "@type": kind, "url": absolute(card.url), "name": card.title, "description": card.summary,
        "inLanguage": card.lang, "image": absolute(card.image["url"]) if card.image and card.image.get("webp") else "",
    }
    if kind == "NewsArticle":
        value |= {"headline": card.title[:110], "datePublished": card.day, "publisher": _name(edition),
                  "author": {"@type": "Person", "name": meta["author"]} if meta.get("author") else _name(edition)}
    elif kind == "Legislation":
        value |= {"legislationIdentifier": meta.get("number_symbol"), "legislationDate": meta.get("issued_on"),
                  "legislationType": edition.choice(card.type, "form", meta.get("form", "")),
                  "legislationPassedBy": _agency(meta.get("issuing_agency")),
                  "legislationDateVersion": meta.get("effective_on"), "legislationLegalForce": _FORCE.get(card.phase)}
    elif kind == "Event":
        value |= {"startDate": meta.get("starts_at"), "endDate": meta.get("ends_at"), "organizer": _name(edition),
                  "eventStatus": "EventCancelled" if meta.get("stage") == "cancelled" else "EventScheduled",
                  "eventAttendanceMode": "OnlineEventAttendanceMode",
                  "location": {"@type": "VirtualLocation", "url": absolute(card.url)}}
    elif kind == "QAPage":
        value |= {"mainEntity": _question(card)}
    elif kind == "Dataset":
        value |= {"description": card.summary or meta.get("analysis") or card.title, "creator": _name(edition),
                  "temporalCoverage": meta.get("survey_period"), "datePublished": meta.get("release_decided_on"),
                  "distribution": {"@type": "DataDownload", "encodingFormat": "text/csv",
                                   "contentUrl": absolute(card.url) + "data.csv"}}
    elif kind == "GovernmentService":
        value |= {"serviceOperator": _agency(meta.get("agency")), "serviceUrl": meta.get("service_url")}
    elif kind == "VideoObject":
        value |= {"uploadDate": card.day, "thumbnailUrl": value["image"], "transcript": meta.get("transcript")}
    elif card.day:
        value |= {"datePublished": card.day, "publisher": _name(edition)}
    return block({key: each for key, each in value.items() if each})


def questions(cards: list[Card]) -> Markup:
    """The answered questions of a page."""
    answered = [card for card in cards if card.meta.get("answer")]
    return block({"@type": "FAQPage", "mainEntity": [_question(card) for card in answered]}) if answered else Markup("")


def _question(card: Card) -> dict[str, Any]:
    meta = card.meta
    found: dict[str, Any] = {"@type": "Question", "name": card.title, "text": _plain(meta.get("question", "")),
                             "answerCount": 1 if meta.get("answer") else 0}
    if meta.get("answer"):
        found["acceptedAnswer"] = {"@type": "Answer", "text": _plain(meta["answer"])}
    return found


def _plain(text: str) -> str:
    """The words of a Markdown field: consumers of this vocabulary take markup in it for HTML."""
    return markdown.plain_text(markdown.render(text, "").html)


def _name(edition: EditionView) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": edition.short_name}


def _agency(name: Any) -> dict[str, str] | None:
    return {"@type": "GovernmentOrganization", "name": str(name)} if name else None
