"""What of Python, Qt and the libraries stays out of a package, because Stet never uses it."""

from __future__ import annotations

import re

_LANGUAGES = ("en", "de", "fr", "es", "ja", "zh_CN")
"""Languages of Qt's own words (in file dialogs and menus of text fields)."""

MODULES = (
    *("tkinter", "unittest", "pydoc", "pydoc_data", "doctest", "pdb", "lib2to3", "idlelib"),
    *("ensurepip", "venv", "turtle", "turtledemo", "readline", "curses", "distutils", "test"),
    *("setuptools", "pip", "wheel", "pytest", "hatchling", "editables", "trove_classifiers"),
    *("numpy.f2py", "numpy.testing", "numpy.distutils", "numpy._core.tests"),
    *("PIL.ImageTk", "PIL.ImageQt", "PIL.ImageShow", "IPython", "matplotlib", "pandas", "scipy"),
    *("openai.cli", "tiktoken", "trio", "cv2.gapi", "websockets", "aiohttp", "httpx_aiohttp"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtQuickControls2"),
    *("PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtSql", "PySide6.QtTest"),
    *("PySide6.QtUiTools", "PySide6.QtXml", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"),
    *("PySide6.QtConcurrent", "PySide6.QtPrintSupport", "PySide6.QtDBus", "PySide6.QtNetwork"),
)
"""Modules that a freezer must not follow, even though some library mentions them."""

_PLUGINS = r"PySide6/(Qt/)?plugins/"
_DROPPED = (
    (
        _PLUGINS
        + r"(egldeviceintegrations|generic|networkinformation|sqldrivers|qmltooling|qmllint"
        r"|qmlls|designer|scenegraph|position|multimedia|virtualkeyboard|assetimporters|renderers"
        r"|geometryloaders|sceneparsers|help|renderplugins|printsupport)/"
    ),
    # windows of machines without a window system
    (
        _PLUGINS + r"platforms/(lib)?q(eglfs|linuxfb|minimalegl|minimal|vkkhrdisplay|vnc|webgl"
        r"|direct2d)\."
    ),
    # takes GTK, cairo and pango along: 20 MB for GTK's file dialog
    _PLUGINS + r"platformthemes/libqgtk3\.so",
    # needs QtPdf, which PySide6_Essentials does not have
    _PLUGINS + r"imageformats/(lib)?qpdf\.",
    _PLUGINS + r"wayland-graphics-integration-client/lib(qt-plugin-)?(vulkan|shm|drm|dmabuf)",
    _PLUGINS + r"wayland-shell-integration/lib(fullscreen|ivi|wl|qt-shell)",
    # Qt never goes to the network; Python does, with the system's certificates
    _PLUGINS + r"tls/",
    (
        r"(^|/)(lib)?Qt6?(Qml|Quick|Labs|Designer|Help|Sql|Test|UiTools|Xml|Concurrent|ShaderTools|Pdf"
        r"|Network|VirtualKeyboard|QuickControls2?|Eglfs|EglFS|EglFs|WlShell|OpenGLWidgets|PrintSupport"
        r"|WaylandCompositor|WaylandEglCompositor)[A-Za-z0-9]*(\.abi3)?\.(so|pyd|dll|dylib)"
    ),
    (
        r"PySide6/(Qt/lib/)?Qt(Labs|Lottie|Network|Qml|Quick|Designer|Help|Sql|Test|Pdf"
        r"|VirtualKeyboard)\w*\.framework"
    ),
    r"PySide6/(Qt(OpenGL|DBus|SvgWidgets)\.pyd|Qt6(OpenGL|SvgWidgets|Lottie\w*)\.dll)$",
    r"(PySide6|shiboken6)/(concrt|vcamp|vccorlib|vcomp)140\.dll$",
    _PLUGINS + r"vectorimageformats/",
    _PLUGINS + r"platforminputcontexts/(lib)?qtvirtualkeyboard",
    r"PySide6/Qt/(libexec|qml|metatypes|modules|mkspecs)/",
    (
        r"PySide6/(include|typesystems|qml|glue|doc|resources|metatypes|scripts|support|Assistant"
        r"|Designer|Linguist|QtAsyncio|libexec)(/|\.app/)"
    ),
    r"PySide6/[a-z]+[0-9]*(\.exe)?$",
    r"PySide6/(Qt/)?translations/(?!qtbase_(" + "|".join(_LANGUAGES) + r")\.qm)",
    r"(^|/)(lib)?pyside6qml",
    r"(^|/)(opengl32sw|d3dcompiler_\d+|libclang[\w-]*)\.dll$",
    r"PySide6/(av\w+|sw\w+)-\d+\.dll$",
    # pictures only: no video is ever read
    r"cv2/opencv_videoio_ffmpeg\w*\.dll$",
    r"cv2/data/",
    r"numpy/(f2py|distutils|doc|testing|_core/include|_core/lib)/",
    r"(^|/)(tests?|conformance|benchmarks)/",
    r"\.(pyi|pxd|pyx|h|hpp|lib|a|pdb|qmltypes|cmake|prl)$",
    r"(^|/)(py\.typed|direct_url\.json|RECORD|REQUESTED|INSTALLER|uv_cache\.json)$",
    r"openai/cli/",
)
_DROP = re.compile("|".join(_DROPPED))

_KEPT = re.compile(r"^(lib/)?desktop/")
"""Stet's own files are never dropped by a pattern meant for others."""


def is_wanted(name: str) -> bool:
    """Whether the file `name`, relative to the package's folder, goes into a package."""
    name = name.replace("\\", "/")
    return bool(_KEPT.match(name)) or not _DROP.search(name)
