"""Attacks through paths: other portals, themes, the engine, names that mislead."""

from plugins.review.paths import path_fault
from tests.review.attacks.base import NEW, attack, unchanged
from tests.review.scenarios import ENGINE, LOCK, REGISTRY, SITE, THEME, Case
from tests.review.world import World, following, page, policy, signed_policy


@attack
def unknown_portal(world: World) -> Case:
    world.publish({"content/moi/news/a.vi.md": NEW}, "ed", "mem", "head")
    return unchanged(world)


@attack
def new_portal_by_the_board(world: World) -> Case:
    world.publish({"portals/moi.yaml": b"name: Moi\n"}, "mem", "head")
    return unchanged(world)


@attack
def ungoverned_path(world: World) -> Case:
    rules = [rule for rule in policy()["rules"] if rule["id"] != "system"]
    world.commit(signed_policy(following(policy(), rules=rules)))
    world.publish({"themes/congmo/static/x.css": b"*{}"}, "sys1", "sys2", "sys3")
    return unchanged(world, check=lambda tree: any(f.id == "review.ungoverned" for f in tree.findings))


@attack
def theme_edit_by_editors(world: World) -> Case:
    world.publish({THEME: b"<script>"}, "ed", "mem", "head")
    return unchanged(world)


@attack
def theme_edit_with_one_root_approver(world: World) -> Case:
    world.publish({THEME: b"<script>"}, "sys1", "sys2")
    return unchanged(world)


@attack
def catalogue_edit_by_editors(world: World) -> Case:
    world.publish({"translations/vi/LC_MESSAGES/site.po": b"msgid"}, "ed", "mem", "head")
    return unchanged(world)


@attack
def engine_edit(world: World) -> Case:
    world.publish({ENGINE: b"import os\n"}, "ed", "mem", "head")
    return unchanged(world, engine=False)


@attack
def lock_file_edit(world: World) -> Case:
    world.commit({LOCK: b"evil==1\n"})
    return unchanged(world, engine=False)


@attack
def engine_file_added(world: World) -> Case:
    world.publish({"plugins/review/gate.py": b"accept = True\n"}, "sys1", "sys2")
    return unchanged(world, engine=False)


@attack
def registry_edit_unapproved(world: World) -> Case:
    world.commit({REGISTRY: b"board: {head: [ed]}\n"})
    return unchanged(world)


@attack
def registry_edit_by_another_portal(world: World) -> Case:
    world.publish({REGISTRY: b"domain: evil.vn\n"}, "xa-ed", "xa-mem")
    return unchanged(world)


@attack
def people_file_edit_by_the_board(world: World) -> Case:
    world.publish({"portals/_people.yaml": b"people: {}\n"}, "ed", "mem", "head")
    return unchanged(world)


@attack
def nfd_path(world: World) -> Case:
    world.publish({"content/tinh/news/xa\u0303.vi.md": NEW})
    return unchanged(world)


@attack
def bidi_path(world: World) -> Case:
    world.publish({"content/tinh/news/a\u202edm.vi.md": NEW})
    return unchanged(world)


@attack
def zero_width_path(world: World) -> Case:
    world.publish({"content/tinh/news/a\u200b.vi.md": NEW})
    return unchanged(world)


@attack
def case_collision(world: World) -> Case:
    world.publish({"content/tinh/news/A.vi.md": NEW})
    return unchanged(world)


@attack
def case_collision_of_folders(world: World) -> Case:
    world.publish({"content/tinh/News/a.vi.md": NEW})
    return unchanged(world)


@attack
def case_collision_beyond_ascii(world: World) -> Case:
    first = {"content/tinh/news/đa.vi.md": NEW}
    world.publish(first)
    world.publish({"content/tinh/news/Đa.vi.md": page("Giả")})
    return Case(world, SITE | first)


@attack
def look_alike_path(world: World) -> Case:
    world.publish({"content/tinh/news/\u0430.vi.md": NEW})
    return unchanged(world)


@attack
def look_alike_latin_path(world: World) -> Case:
    world.publish({"content/tinh/news/\u0251.vi.md": NEW})
    return unchanged(world)


@attack
def fullwidth_path(world: World) -> Case:
    world.publish({"content/tinh/news/\uff41.vi.md": NEW})
    return unchanged(world)


@attack
def hidden_file(world: World) -> Case:
    world.publish({"content/tinh/news/.htaccess": b"Options +ExecCGI\n"})
    return unchanged(world)


@attack
def backslash_path(world: World) -> Case:
    world.publish({"content/tinh/news/..\\x.vi.md": NEW})
    return unchanged(world)


@attack
def control_character_path(world: World) -> Case:
    world.publish({"content/tinh/news/a\nb.vi.md": NEW})
    return unchanged(world)


@attack
def trailing_space_path(world: World) -> Case:
    world.publish({"content/tinh/news/a.vi.md ": NEW})
    return unchanged(world)


@attack
def path_that_is_not_utf8(world: World) -> Case:
    world.commit({"content/tinh/news/\udcff.vi.md": NEW})
    return unchanged(world)


PIPELINE = ".gitlab-ci.yml"


@attack
def pipeline_edit_by_the_board(world: World) -> Case:
    world.publish({PIPELINE: b"publish: {script: [cat $KEY]}\n"}, "ed", "mem", "head")
    return unchanged(world, check=lambda tree: PIPELINE in tree.state.pending)


@attack
def pipeline_files_among_the_content(world: World) -> Case:
    world.publish({"content/tinh/news/.gitlab-ci.yml": b"x: 1\n", "content/tinh/news/.gitignore": b"*\n"})
    return unchanged(world)


@attack
def other_files_of_a_forge_by_root_approvers(world: World) -> Case:
    paths = (".gitmodules", ".gitattributes", ".github/workflows/../x.yml", ".github/workflows/a\u0430.yml")
    world.publish(dict.fromkeys(paths[:2] + paths[3:], b"x\n"), "sys1", "sys2", "sys3")
    return unchanged(world, check=lambda tree: ".gitmodules" in tree.state.pending and path_fault(paths[2]))
