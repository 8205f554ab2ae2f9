"""The fields of an export: format, quality, size, colours, resolution, metadata and name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desktop.domain.export_preset import (
    LONGEST_SIDE,
    ExportColours,
    ExportFormat,
    ExportMetadata,
    ExportPreset,
)
from desktop.domain.name_template import FIELDS, template_problem
from desktop.domain.size import Size
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.roles import set_wrong
from desktop.ui.controls.slider_field import SliderField

_QUALITY = NumberRange(minimum=1, maximum=100, default=92, unit="%")
_SIDE = NumberRange(minimum=1, maximum=LONGEST_SIDE, default=2048, unit="px")
_SIZES = {
    "original": "As it is",
    "longest": "Longest side at most",
    "fit": "Fit into",
    "cut": "Cut to exactly",
}
_COLOURS = {
    ExportColours.KEEP: "The picture's own",
    ExportColours.SRGB: "sRGB, for screens and the web",
    ExportColours.DISPLAY_P3: "Display P3, for wide-colour screens",
    ExportColours.ADOBE_RGB: "Adobe RGB, for print",
}
_METADATA = {
    ExportMetadata.RECIPE: "Everything, with the recipe",
    ExportMetadata.PICTURE: "Without the recipe",
    ExportMetadata.NONE: "Nothing at all",
}
_METADATA_HINT = (
    "With the recipe: prompt, model and settings, so that programs can show them and Stet can "
    "repeat them. Without: camera, date, author and descriptions of the picture's own, and that it "
    "was made with AI. Nothing: only pixels, colour profile and resolution."
)
_RESOLUTIONS = (72, 96, 150, 240, 300, 600)
_FIELD_HINTS = {
    "prompt": "The prompt's beginning",
    "name": "The name of the picture it was made from",
    "id": "Four letters of the edit's id",
    "edit": "The edit's whole id",
    "result": "The result's number, where there are several",
    "number": "Counts what is exported together",
    "date": "The day of the edit",
    "time": "The time of the edit",
    "model": "The model",
    "quality": "The quality that was asked for",
    "project": "The project",
    "preset": "The name of the preset",
    "width": "Pixels across",
    "height": "Pixels down",
}


class ExportFields(QWidget):
    """Shows and reads an ExportPreset. Signals: `edited` when the designer changed something."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.format = ChoiceBox("Format", self)
        self.quality = SliderField("", _QUALITY, self)
        self.extent = ChoiceBox("Size", self)
        self.sides = QWidget(self)
        self.across = NumberEdit(_SIDE, "Width", self)
        self.down = NumberEdit(_SIDE, "Height", self)
        self.colours = ChoiceBox("Colours", self)
        self.resolution = ChoiceBox("Resolution", self)
        self.metadata = ChoiceBox("Metadata", self)
        self.template = QLineEdit(self)
        self.pick = QPushButton("Insert", self)
        self.cross = QLabel("×", self)
        self._form = QFormLayout(self)
        self._fill()
        self._lay_out()
        self._connect()

    def preset(self, name: str = "") -> ExportPreset:
        """What the fields say. ValueError with a sentence where that cannot be."""
        trouble = template_problem(self.template.text())
        if trouble is not None:
            raise ValueError(trouble.text)
        kind = self.extent.currentData()
        across = round(self.across.value)
        down = across if kind == "longest" else round(self.down.value)
        return ExportPreset(
            name=name,
            format=ExportFormat(self.format.currentData()),
            quality=round(self.quality.value),
            bounds=None if kind == "original" else Size(across, down),
            cuts=kind == "cut",
            colours=ExportColours(self.colours.currentData()),
            dpi=self.resolution.currentData() or None,
            metadata=ExportMetadata(self.metadata.currentData()),
            template=self.template.text(),
        )

    def show_preset(self, preset: ExportPreset) -> None:
        _choose(self.format, preset.format)
        self.quality.set_value(preset.quality)
        _choose(self.extent, _size_kind(preset))
        if preset.bounds is not None:
            self.across.set_value(preset.bounds.width)
            self.down.set_value(preset.bounds.height)
        _choose(self.colours, preset.colours)
        self._show_resolution(preset.dpi or 0)
        _choose(self.metadata, preset.metadata)
        self.template.setText(preset.template)
        self.show_what_matters()

    def offer(self, formats: tuple[ExportFormat, ...], *, may_be_bare: bool) -> None:
        """Only what makes sense: `may_be_bare` false takes away that nothing is told."""
        chosen = self.format.currentData()
        self.format.clear()
        for one in formats:
            self.format.addItem(_format_words(one), one)
        _choose(self.format, chosen if chosen in formats else formats[0])
        place = self.metadata.findData(ExportMetadata.NONE)
        if not may_be_bare and place >= 0:
            self.metadata.removeItem(place)

    def show_what_matters(self) -> None:
        """Hides what the chosen format has no place for."""
        form = ExportFormat(self.format.currentData())
        kind = self.extent.currentData()
        for row in (self.extent, self.colours, self.resolution, self.metadata):
            self._form.setRowVisible(row, form.is_flat)
        self._form.setRowVisible(self.quality, form.has_quality)
        self._form.setRowVisible(self.sides, form.is_flat and kind != "original")
        self.down.setVisible(kind != "longest")
        self.cross.setVisible(kind != "longest")
        self.across.setAccessibleName("Longest side" if kind == "longest" else "Width")
        set_wrong(self.template, is_wrong=template_problem(self.template.text()) is not None)

    def _fill(self) -> None:
        for one in ExportFormat:
            self.format.addItem(_format_words(one), one)
        for kind, text in _SIZES.items():
            self.extent.addItem(text, kind)
        for colours, text in _COLOURS.items():
            self.colours.addItem(text, colours)
        for metadata, text in _METADATA.items():
            self.metadata.addItem(text, metadata)
        self._show_resolution(0)
        menu = QMenu(self.pick)
        for name in FIELDS:
            action = menu.addAction(f"{{{name}}}\t{_FIELD_HINTS[name]}")
            action.setData(name)
        menu.triggered.connect(self._insert)
        self.pick.setMenu(menu)

    def _lay_out(self) -> None:
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.quality.set_label_width(0)
        self.quality.label.hide()
        sides = QHBoxLayout(self.sides)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(8)
        sides.addWidget(self.across)
        sides.addWidget(self.cross)
        sides.addWidget(self.down)
        name = QWidget(self)
        names = QHBoxLayout(name)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(8)
        names.addWidget(self.template, 1)
        names.addWidget(self.pick)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("Format", self.format),
            ("Quality", self.quality),
            ("Size", self.extent),
            ("", self.sides),
            ("Colours", self.colours),
            ("Resolution", self.resolution),
            ("Metadata", self.metadata),
            ("Name", name),
        )
        for text, widget in rows:
            self._form.addRow(text, widget)
        self._say_hints()

    def _say_hints(self) -> None:
        self.format.setToolTip("What kind of file is written")
        self.quality.set_hint("Lower makes smaller and coarser files; WebP of 100 % is lossless")
        self.extent.setToolTip(
            "Pictures are made smaller for it, and enlarged only where cut exactly"
        )
        self.across.set_hint("Pixels across")
        self.down.set_hint("Pixels down")
        self.colours.setToolTip(
            "Which colour profile the file has; pixels of another one are converted to it"
        )
        self.resolution.setToolTip("How large it prints; the pixels stay the same")
        self.metadata.setToolTip(_METADATA_HINT)
        self.template.setAccessibleName("Name")
        self.template.setToolTip("What files are called; words in braces are filled in")
        self.pick.setToolTip("Puts a field into the name")
        self.pick.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        for box in (self.format, self.extent, self.colours, self.resolution, self.metadata):
            box.activated.connect(self._say)
        for field in (self.quality, self.across, self.down):
            field.value_edited.connect(self._say)
            field.value_changed.connect(self._say)
        self.template.textEdited.connect(self._say)

    def _say(self, *_: object) -> None:
        self.show_what_matters()
        self.edited.emit()

    def _insert(self, action: QAction) -> None:
        self.template.insert(f"{{{action.data()}}}")
        self._say()

    def _show_resolution(self, dpi: int) -> None:
        """One more entry where a preset has another number."""
        numbers = sorted({*_RESOLUTIONS, *([dpi] if dpi else [])})
        self.resolution.clear()
        self.resolution.addItem("The picture's own", 0)
        for one in numbers:
            self.resolution.addItem(f"{one} dpi", one)
        _choose(self.resolution, dpi)


def _format_words(form: ExportFormat) -> str:
    return {
        ExportFormat.PNG: "PNG: every pixel, with transparency",
        ExportFormat.JPEG: "JPEG: small, without transparency",
        ExportFormat.WEBP: "WebP: small, with transparency",
        ExportFormat.TIFF: "TIFF: every pixel, for print",
        ExportFormat.PSD: "Photoshop: the edits as layers",
        ExportFormat.ORA: "OpenRaster: the edits as layers",
        ExportFormat.ORIGINAL: "As it came: the service's own file",
    }[form]


def _size_kind(preset: ExportPreset) -> str:
    if preset.bounds is None:
        return "original"
    if preset.cuts:
        return "cut"
    return "longest" if preset.bounds.width == preset.bounds.height else "fit"


def _choose(box: ChoiceBox, value: object) -> None:
    """By equality in Python: Qt compares what it does not know by identity."""
    for place in range(box.count()):
        if box.itemData(place) == value:
            box.setCurrentIndex(place)
            return
