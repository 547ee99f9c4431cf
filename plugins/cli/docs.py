"""`tasks.py docs`: the reference pages that are made from the code and the schemas."""

import importlib
from pathlib import Path

import click

from plugins.build.registry import load_registry
from plugins.build.inputs import Folder
from plugins.cli import COMMANDS
from plugins.cli.options import ENGINE_ROOT
from plugins.content.schema import COMMON_FIELDS
from plugins.model import ContentType, Field, Registry

_COMMON = {
    "title": "Tiêu đề; bắt buộc ở mọi loại.", "type": "Loại nội dung; mặc định là loại của mục.",
    "date": "Ngày, giờ đăng (ISO 8601; không ghi múi giờ là giờ Việt Nam). Ngày ở tương lai thì chưa đăng.",
    "summary": "Tóm tắt một, hai câu.", "author": "Tác giả.", "source": "Nguồn.", "tags": "Danh sách thẻ.",
    "image": "Tệp ảnh đặt cạnh bài.", "image_alt": "Lời thay thế của ảnh; bắt buộc khi có ảnh.",
    "status": "`draft`, `published` hoặc `withdrawn`; mặc định `published`.",
    "publish_at": "Không đăng trước thời điểm này.", "expires_at": "Không còn đăng từ thời điểm này.",
    "withdrawn_reason": "Lý do gỡ bỏ, hiện trên trang thông báo.",
    "withdrawn_order": "Số quyết định, công văn yêu cầu gỡ bỏ, hiện trên trang thông báo.",
    "withdrawn_on": "Ngày gỡ bỏ, hiện trên trang thông báo.",
    "translation_of_blob": "Mã blob của bản gốc lúc dịch; đổi bản gốc thì bản dịch được báo là cũ.",
    "personal_data_reviewed": "Vì sao dữ liệu cá nhân trong bài được phép công khai; được ký cùng bài khi phê duyệt.",
    "order": "Thứ tự trong danh sách không theo ngày.",
}


def content_types(registry: Registry) -> str:
    """The reference page of all content types."""
    lines = ["# Content types / Loại nội dung", "",
             "Made from `portals/_types/` by `python tasks.py docs`; do not edit by hand.", "",
             "## Common keys / Khóa chung", "", "| Key | Kind | |", "|---|---|---|"]
    lines += [f"| `{key}` | {field.kind} | {_COMMON[key]} |" for key, field in COMMON_FIELDS.items()]
    for key, content_type in sorted(registry.types.items()):
        lines += ["", f"## `{key}` – {content_type.name.get('vi', '')} / {content_type.name.get('en', '')}", ""]
        lines += [text for text in (content_type.description.get("vi"), content_type.description.get("en")) if text]
        sections = [s.key for s in registry.sections.values() if s.type == key]
        lines += ["", f"Default of the sections: {', '.join(f'`{s}`' for s in sections) or '–'}. "
                      f"{'Ordered by `' + content_type.date_field + '`.' if content_type.dated else 'Undated.'} "
                      f"schema.org: {content_type.schema_org}. {_cites(content_type)}", ""]
        lines += ["| Key | Kind | Rule | Vietnamese | English | Cites |", "|---|---|---|---|---|---|"]
        lines += [row for field in content_type.fields for row in _rows(field, "")]
    return "\n".join([*lines, ""])


def _cites(content_type: ContentType) -> str:
    return f"Cites: {', '.join(content_type.cite)}." if content_type.cite else ""


def _rows(field: Field, prefix: str) -> list[str]:
    kind = field.kind + (": " + ", ".join(f"`{c}`" for c in field.choices) if field.choices else "")
    row = f"| `{prefix}{field.key}` | {kind} | {field.rule} | {field.label.get('vi', '')} | {field.label.get('en', '')} | {', '.join(field.cite)} |"
    return [row, *(inner for f in field.fields for inner in _rows(f, f"{prefix}{field.key}[]."))]


def commands() -> str:
    """The reference page of all commands, from their own help."""
    lines = ["# Commands", "", "Made by `python tasks.py docs`; do not edit by hand.", "",
             "`python tasks.py [--site DIR] COMMAND`. Exit codes: 0 clean, 1 findings, 2 usage, 3 a bug in this program, "
             "130 interrupted."]
    for name, (module, _) in COMMANDS.items():
        command = importlib.import_module(module).command
        lines += ["", f"## {name}", "", *_help(command, f"tasks.py {name}")]
    return "\n".join([*lines, ""])


def _help(command: click.Command, name: str) -> list[str]:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    lines = ["```", command.get_help(context), "```"]
    if isinstance(command, click.Group):
        for sub in sorted(command.commands):
            lines += ["", f"### {name.removeprefix('tasks.py ')} {sub}", "", *_help(command.commands[sub], f"{name} {sub}")]
    return lines


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    inputs = Folder(ENGINE_ROOT)
    files = {path: blob for path, blob in inputs.delta(None).changed.items() if path.startswith("portals/_")}
    registry, _, _ = load_registry(inputs, files)
    return {"content-types.md": content_types(registry), "commands.md": commands()}


@click.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a page is out of date.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=ENGINE_ROOT / "docs")
def command(check: bool, output: Path) -> int:
    """Generate the reference pages of content types and commands."""
    stale = 0
    for name, text in pages().items():
        path = output / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            click.echo(f"{name} is out of date: run `python tasks.py docs`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(f"{name} written")
    return 1 if check and stale else 0
