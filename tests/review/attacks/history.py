"""Attacks on history and on the object store."""

import subprocess
import zlib

from plugins.review.gate import MAX_CHAIN
from tests.review.attacks.base import NEW, attack, unchanged
from tests.review.scenarios import A, PHOTO, SITE, Case, chain
from tests.review.world import ENVIRONMENT, World, page, policy, signed_policy


@attack
def rewritten_history(world: World) -> Case:
    parent = world.git("rev-parse", f"{world.tip}~2")
    world.commit({A: page("Khác")}, parents=(parent,))
    return unchanged(world, only="next",
                     check=lambda tree: any(f.id == "review.history-rewritten" for f in tree.findings))


@attack
def foreign_history(world: World) -> Case:
    other = World(world.folder, world.time)
    other.commit(signed_policy(policy()) | {A: NEW}, parents=(), branch="other")
    return Case(other, SITE, only="next")


@attack
def git_replace(world: World) -> Case:
    good = world.tip
    evil = world.commit({A: page("Thay")}, branch="evil", move=False)
    world.git("update-ref", f"refs/replace/{good}", evil)
    return unchanged(world, quiet=True)


@attack
def git_replace_of_a_blob(world: World) -> Case:
    evil = world.git("hash-object", "-w", "--stdin", stdin=page("Thay"))
    world.git("update-ref", f"refs/replace/{world.side(SITE[A]).blob}", evil)
    return unchanged(world, quiet=True)


@attack
def grafts(world: World) -> Case:
    orphan = World(world.folder, world.time)
    tip = orphan.commit({A: NEW}, parents=(), branch="orphan")
    (world.folder / "info").mkdir(exist_ok=True)
    (world.folder / "info/grafts").write_text(f"{tip} {world.tip}\n")
    return Case(orphan, SITE, only="next")


@attack
def alternates(world: World) -> Case:
    other = world.folder.with_name(f"{world.folder.name}-store")
    World.new(other)
    evil = World(other, world.time).commit({A: NEW}, parents=(), branch="evil")
    (world.folder / "objects/info").mkdir(exist_ok=True)
    (world.folder / "objects/info/alternates").write_text(f"{other}/objects\n")
    world.git("update-ref", "refs/heads/main", evil)
    return Case(world, SITE, only="next", tip="refs/heads/main")


@attack
def forged_commit_graph(world: World) -> Case:
    world.commit({A: NEW})
    world.git("commit-graph", "write", "--reachable")
    return unchanged(world)


def _tree_with(world: World, folder: str, *entries: tuple[str, bytes]) -> str:
    """The tip's tree with a folder's tree replaced by a hand-made one: (name, bytes) as they are given, unchecked."""
    raw = b"".join(b"100644 " + name.encode() + b"\0" + bytes.fromhex(world.git("hash-object", "-w", "--stdin",
                                                                                stdin=data)) for name, data in entries)
    tree = world.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)
    parts = folder.split("/")
    for depth in range(len(parts) - 1, -1, -1):
        above = "/".join(parts[:depth])
        lines = world.git("ls-tree", f"{world.tip}:{above}").split("\n")
        lines = [f"040000 tree {tree}\t{parts[depth]}" if line.endswith(f"\t{parts[depth]}") else line
                 for line in lines]
        tree = world.git("mktree", stdin="\n".join(lines).encode())
    return tree


def _hand_made(world: World, *trees: str) -> None:
    """Commits with these trees, one after the other."""
    stamp = int(world.time.timestamp()) + 600
    for tree in trees:
        lines = f"tree {tree}\nparent {world.tip}\nauthor X <x@y.vn> {stamp} +0000\ncommitter X <x@y.vn> {stamp} +0000\n\nx\n"
        world.tip = world.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=lines.encode())
        world.git("update-ref", "refs/heads/main", world.tip)


@attack
def name_twice_in_a_tree(world: World) -> Case:
    photo, old = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A])
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, old, ("a.vi.md", NEW)))
    return unchanged(world)


@attack
def name_twice_then_once(world: World) -> Case:
    photo, old, new = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A]), ("a.vi.md", NEW)
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, old, new),
               _tree_with(world, "content/tinh/news", photo, new))
    return unchanged(world)


@attack
def name_twice_in_the_other_order(world: World) -> Case:
    photo, old, new = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A]), ("a.vi.md", NEW)
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, new, old),
               _tree_with(world, "content/tinh/news", photo, new))
    return unchanged(world)


@attack
def name_with_a_slash_in_a_tree(world: World) -> Case:
    photo, old = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A])
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, old, ("../news/a.vi.md", NEW)))
    return unchanged(world)


@attack
def tree_out_of_order(world: World) -> Case:
    photo, old, new = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A]), ("0.vi.md", NEW)
    _hand_made(world, _tree_with(world, "content/tinh/news", old, photo, new))
    return unchanged(world)


@attack
def shallow_clone(world: World) -> Case:
    (world.folder / "shallow").write_text(f"{world.tip}\n")
    return unchanged(world, only="scratch", error=True)


@attack
def object_with_other_bytes(world: World) -> Case:
    world.publish({A: NEW})
    packs = list((world.folder / "objects/pack").glob("*.pack"))
    moved = [pack.rename(world.folder / pack.name) for pack in packs]
    for pack in moved:
        subprocess.run(["git", "-C", str(world.folder), "unpack-objects", "-q"], stdin=pack.open("rb"), env=ENVIRONMENT,
                       check=True)
    for leftover in (world.folder / "objects/pack").glob("*"):
        leftover.unlink()
    (statement,) = [path for path in world.files if path.endswith(".json") and b'"approve"' in world.files[path][1]
                    and world.side(NEW).blob.encode() in world.files[path][1]]
    blob = world.side(world.files[statement]).blob
    stored = world.folder / "objects" / blob[:2] / blob[2:]
    stored.chmod(0o644)
    forged_bytes = world.files[statement][1].replace(b'"mem"', b'"ed2"')
    stored.write_bytes(zlib.compress(b"blob %d\0" % len(forged_bytes) + forged_bytes))
    return unchanged(world, error=True)


@attack
def more_edits_at_once_than_are_followed(world: World) -> Case:
    chain(world, MAX_CHAIN + 2)
    return unchanged(world)


@attack
def hand_made_tree_at_the_very_beginning(world: World) -> Case:
    """Nothing was ever published, so nothing is."""
    tree = _tree_with(world, "content/tinh/news", ("a.vi.md", SITE[A]), ("a.vi.md", NEW))
    stamp = int(world.time.timestamp())
    text = f"tree {tree}\nauthor X <x@y.vn> {stamp} +0000\ncommitter X <x@y.vn> {stamp} +0000\n\nx\n"
    world.tip = world.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=text.encode())
    return Case(world, {}, only="scratch", engine=False)
