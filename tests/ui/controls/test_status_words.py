"""The status line's words: a note stands before the hint for a while."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.ui.controls.status_words import StatusWords


def test_a_note_hides_the_hint_until_its_time_is_over(qtbot: QtBot) -> None:
    words = StatusWords()
    qtbot.addWidget(words)
    words.show_hint("Drag to mask")
    assert (words.text(), words.note) == ("Drag to mask", "")
    words.show_note("Saved as coffee.png.")
    words.show_hint("Drag to unmask")
    assert words.text() == words.note == "Saved as coffee.png."
    words._over.setInterval(1)
    words.show_note("Saved as tea.png.")
    qtbot.waitUntil(lambda: not words.note)
    assert words.text() == "Drag to unmask"
