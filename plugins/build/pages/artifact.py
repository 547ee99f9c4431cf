"""One file of the output, planned but not yet rendered."""

from typing import Callable, NamedTuple


class Artifact(NamedTuple):
    """One output file. path: below the output folder; why: the inputs that its fingerprint covers, for --explain."""

    path: str
    fingerprint: str
    why: str
    render: Callable[[], bytes]
