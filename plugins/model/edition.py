"""One portal in one language: the unit of rendering, of parallel work and of search."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    portal: str
    lang: str

    def __str__(self) -> str:
        return f"{self.portal}/{self.lang}"
