"""Which part of a system is built: some portals, some languages, or one of N disjoint shares."""

from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Selection:
    """Empty tuples choose everything. shard: (I, N), by portal: all editions of a portal share their media and stay
    together, and a portal's share depends on its key alone."""

    portals: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    shard: tuple[int, int] | None = None

    @property
    def whole(self) -> bool:
        return not (self.portals or self.langs or self.shard)

    def has_portal(self, portal: str) -> bool:
        if self.portals and portal not in self.portals:
            return False
        return self.shard is None or crc32(portal.encode()) % self.shard[1] == self.shard[0] - 1

    def has(self, portal: str, lang: str) -> bool:
        return self.has_portal(portal) and (not self.langs or lang in self.langs)

    def has_cell(self, cell: str) -> bool:
        """Whether anything of a cell (`plugins.site.cells`) is to be built."""
        kind, portal, *rest = cell.split("/")
        if kind in ("list", "front", "data", "edition"):
            return self.has(portal, rest[0])
        return self.has_portal(portal)
