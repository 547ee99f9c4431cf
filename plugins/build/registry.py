"""The registry of a site root, completed by the engine's own types and sections."""

from typing import Mapping

from plugins.build.inputs import Inputs
from plugins.build.request import ENGINE_ROOT
from plugins.content.registry import read_registry
from plugins.model import Finding, Registry
from plugins.site.entry import digest


def load_registry(inputs: Inputs, files: Mapping[str, str]) -> tuple[Registry, list[Finding], dict[str, str]]:
    """The registry of a site root, its findings, and the digest of each file it comes from. Types and sections that
    the site root lacks come from the engine's own. files: path -> blob id of what lies in `portals/`."""
    contents = {path: inputs.read(path, blob) for path, blob in files.items() if path.endswith((".yaml", ".yml"))}
    own = ENGINE_ROOT / "portals"
    for path in sorted((own / "_types").glob("*.yaml")):  # a site's own types stand beside the engine's, or in their place
        contents.setdefault(f"portals/_types/{path.name}", path.read_bytes())
    if "portals/_sections.yaml" not in files:
        contents["portals/_sections.yaml"] = (own / "_sections.yaml").read_bytes()
    registry, findings = read_registry(contents)
    return registry, findings, {path: digest(content) for path, content in contents.items()}
