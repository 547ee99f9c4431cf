"""Two builds of the same content are byte-identical, whatever the machine says about itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import Site

ENGINE = Path(__file__).resolve().parents[2]


def run(root: Path, *more: str, **environment: str) -> dict[str, bytes]:
    output = root / "output"
    done = subprocess.run([sys.executable, ENGINE / "tasks.py", "build", "--site", root, "--now", "2026-06-15T09:00:00+07:00", *more],
                          env={**os.environ, **environment}, capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    return {str(p.relative_to(output)): p.read_bytes() for p in sorted(output.rglob("*")) if p.is_file()}


def test_path_zone_locale_hash_seed_workers_and_git_do_not_matter(site: Site, tmp_path: Path) -> None:
    from PIL import Image

    for number in range(220):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài {number}", body=f"[xem](bai-{number // 2}.vi.md) 1/2020/QĐ-UBND",
                     date=f"2026-0{number % 5 + 1}-1{number % 9}", tags="[a, b]")
    site.article("city/news/bai-1.en.md", "Item")
    Image.effect_noise((900, 300), 40).convert("RGB").save(site.root / "content/city/news/a.jpg")
    site.article("city/news/anh.vi.md", "Ảnh", image="a.jpg", image_alt="Nhiễu")
    other = tmp_path / "một nơi khác" / "sâu hơn"
    shutil.copytree(site.root, other)
    subprocess.run("git init -q && git add -A && git -c user.name=x -c user.email=x@y commit -qm x", shell=True, check=True, cwd=other)
    first = run(site.root, TZ="Asia/Ho_Chi_Minh", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    second = run(other, "--jobs", "1", TZ="America/New_York", LC_ALL="POSIX", PYTHONHASHSEED="77", PYTHONUTF8="0")
    third = run(other, "--ref", "HEAD", "--clean", TZ="UTC", PYTHONHASHSEED="3")
    assert first == second == third
    assert len(first) > 240
