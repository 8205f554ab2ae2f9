"""What is loaded when the first window is painted, and the icon it is known by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.edit import Edit
from desktop.startup.first_window import FirstWindow
from desktop.startup.paths import Paths, standard_paths
from desktop.storage.library import Library
from desktop.ui.app_icon import app_icon
from tests.storage.samples import an_edit

ROOT = Path(__file__).parents[2]
HEAVY = ("openai", "httpx2", "keyring", "cv2", "PIL", "tiktoken", "tifffile", "pydantic")

PROGRAM = """
import json, sys
from argparse import Namespace
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from desktop.startup.desktop_program import DesktopProgram
from desktop.startup.paths import standard_paths
from desktop.startup.window import _parser

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QApplication.instance().removeEventFilter(self)
            print(json.dumps([name for name in sys.argv[1:] if name in sys.modules]))
            QApplication.instance().quit()
        return False

app = QApplication(["stet"])
program = DesktopProgram(standard_paths(), _parser().parse_args([]))
watch = Painted()
app.installEventFilter(watch)
program.run(())
"""


def loaded_at_first_paint() -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *HEAVY],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stdout)
    return loaded


def store(*edits: Edit) -> Paths:
    paths = standard_paths()
    with Library.open(paths.library) as library:
        for edit in edits:
            library.store_edit(edit)
    return paths


def test_nothing_heavy_is_loaded_before_the_window_is_painted() -> None:
    store(*(an_edit(number) for number in range(1, 60)))
    assert loaded_at_first_paint() == []


def test_the_icon_has_a_drawing_for_every_usual_size(qapp: QApplication, resources: Path) -> None:
    icon = app_icon(resources / "app")
    assert {size.width() for size in icon.availableSizes()} == {16, 24, 32, 48, 64, 128}
    for size in icon.availableSizes():
        image = icon.pixmap(size).toImage()
        alphas = {image.pixelColor(x, x).alpha() for x in range(image.width())}
        assert max(alphas) == 255, f"{size} is drawn empty"


def test_a_bare_window_stands_where_the_real_one_will(qtbot: QtBot, tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    usual = FirstWindow(settings)
    qtbot.addWidget(usual)
    usual.show_now()
    qtbot.waitUntil(lambda: usual.is_painted)
    usual.setGeometry(40, 30, 700, 500)
    words = bytes(usual.saveGeometry().toBase64().data()).decode()
    settings.write_text(json.dumps({"theme": "light", "window": f"{words} x"}), encoding="utf-8")
    again = FirstWindow(settings)
    qtbot.addWidget(again)
    again.show_now()
    assert again.size() == usual.size()
    seen = again.grab().toImage().pixelColor(100, 100)
    assert seen.lightness() > 150
    settings.write_text("[]", encoding="utf-8")
    assert FirstWindow(settings).size().isValid()


def test_the_bare_window_needs_nothing_of_the_program() -> None:
    code = (
        "import sys; import desktop.startup.first_window; "
        "print([n for n in sys.modules if n.startswith(('desktop.', 'numpy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['desktop.startup', 'desktop.startup.first_window']"


def test_what_comes_before_the_bare_window_is_light() -> None:
    code = (
        "import sys; import desktop.startup.arguments, desktop.startup.window; "
        "print([n for n in sys.modules if n.startswith(('numpy', 'desktop.imaging', 'desktop.cli.')"
        ")])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['desktop.cli.commands']"


def test_no_module_is_read_again_for_the_sake_of_qt() -> None:
    """PySide6 would look into the source of every module that is imported; it is told not to."""
    looked = """
import inspect, sys
from desktop.startup import qt_imports
qt_imports.quicken()
read = []
real = inspect.getsource
inspect.getsource = lambda module: read.append(module.__name__) or real(module)
import wsgiref.headers
from PySide6.QtWidgets import QWidget
print(read)
"""
    command = [sys.executable, "-c", looked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
