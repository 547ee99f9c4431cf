"""What the search knows of one published document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """One document as the index sees it: plain text only, nothing that is not on the published page.

    id: stable string (the content path); url: relative to the edition's portal root, or absolute for another portal.
    date: `YYYY-MM-DD` or ""; year: four digits or ""; status: status in force of a legal document, or "".
    number: document number such as `204/2025/QĐ-UBND`, or "". moment: the instant of the date where it is known: it
    orders the documents of one day.
    """

    id: str
    url: str
    title: str
    summary: str = ""
    headings: tuple[str, ...] = ()
    body: str = ""
    portal: str = ""
    section: str = ""
    type: str = ""
    lang: str = "vi"
    date: str = ""
    agency: str = ""
    field: str = ""
    year: str = ""
    status: str = ""
    number: str = ""
    moment: str = ""

    @property
    def order(self) -> tuple[str, str]:
        """Sort key of the segments: oldest first, what has no date before all."""
        return (self.moment or self.date, self.id)


FACETS = ("portal", "section", "type", "agency", "field", "year", "status")
"""The record's fields that a reader can narrow by; the order is the order of the stub's columns."""
