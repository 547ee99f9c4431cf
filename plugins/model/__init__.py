"""The few central types. Standard library only; everything here is frozen and holds no behaviour with effects."""

from plugins.model.blob import blob_id
from plugins.model.document import Document, Heading, Link
from plugins.model.edition import Edition
from plugins.model.errors import CongMoError, OperatorError
from plugins.model.finding import Finding, Severity
from plugins.model.portal import Board, Contact, Portal, Ring, Seat, Section, localised
from plugins.model.registry import Registry
from plugins.model.schema import ContentType, Field

__all__ = [
    "Board", "CongMoError", "Contact", "ContentType", "Document", "Edition", "Field", "Finding", "Heading", "Link",
    "OperatorError", "Portal", "Registry", "Ring", "Seat", "Section", "Severity", "blob_id", "localised",
]
