"""The page in a real browser: Chromium, headless, without a network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from quiz.exchange.html import page
from tests.exchange.helpers import home
from tests.exchange.test_html import EVIL
from tests.study.helpers import DECK

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    with home(tmp_path / "home", DECK + EVIL) as collection:
        path = tmp_path / "page.html"
        path.write_text(page(collection, (), ("ko", "en")), encoding="utf-8")
    return path


def browse(path: Path, *arguments: str) -> str:
    assert CHROMIUM is not None, "Chromium is not installed: apt-get install chromium"
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=3000",
         f"--user-data-dir={path.parent / 'profile'}", *arguments, path.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def shot(path: Path, width: int, *more: str) -> Image.Image:
    picture = path.parent / f"shot-{width}.png"
    browse(path, f"--screenshot={picture}", f"--window-size={width},900", *more)
    return Image.open(picture).convert("L")


def ink(image: Image.Image) -> int:
    """How many pixels differ much from the ground, which is that of the lower right corner."""
    ground = image.getpixel((image.width - 5, image.height - 5))
    assert isinstance(ground, int)
    histogram = image.point(lambda value: 255 if abs(value - ground) > 80 else 0).histogram()
    return int(histogram[255])


def test_the_list_is_built_and_nothing_ran(written: Path) -> None:
    dom = browse(written, "--dump-dom")
    assert dom.count("<details>") == 11
    assert "제곱 오차의 평균인 손실은?" in dom
    assert "alert(1)" in dom  # as words
    assert "<script>alert" not in dom.split("</main>")[0]
    assert 'aria-pressed="true"' in dom


@pytest.mark.parametrize("width", [390, 1200])
def test_it_is_seen_on_a_phone_and_on_a_desk(written: Path, width: int) -> None:
    assert ink(shot(written, width)) > 3000


def test_in_the_dark_the_ground_is_dark(written: Path) -> None:
    light = shot(written, 800)
    dark = shot(written, 801, "--force-dark-mode", "--blink-settings=preferredColorScheme=0")
    assert light.getpixel((790, 890)) > 200
    assert dark.getpixel((790, 890)) < 80


def test_korean_is_drawn_and_not_boxes(written: Path, tmp_path: Path) -> None:
    """Two syllables of one width look different; boxes of missing letters would be the same."""
    pictures = []
    for syllable in ("가", "뷁"):
        path = tmp_path / f"{ord(syllable)}.html"
        style = "<meta charset=utf-8><style>body{font:200px 'Noto Sans CJK KR','Noto Sans KR',sans-serif}</style>"
        path.write_text(style + syllable, encoding="utf-8")
        pictures.append(shot(path, 400).tobytes())
    assert pictures[0] != pictures[1]


def test_paper(written: Path, tmp_path: Path) -> None:
    browse(written, f"--print-to-pdf={tmp_path / 'page.pdf'}")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
