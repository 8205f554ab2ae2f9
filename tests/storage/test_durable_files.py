"""Files come into being whole or not at all, and litter goes when its writer is gone."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.storage import durable_files
from desktop.storage.durable_files import LITTER, NewFile, make_folder, sweep, write_whole
from desktop.storage.file_lock import FileLock, is_held


def fail_with(number: int) -> Callable[..., None]:
    def failing(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    return failing


def test_a_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert not list(tmp_path.glob(f"*{LITTER}"))


@pytest.mark.parametrize("step", ["write_all", "sync_file", "replace", "sync_folder"])
def test_the_old_file_stands_when_the_disk_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = tmp_path / "files"
    make_folder(folder)
    path = folder / "a.json"
    write_whole(path, b"old")
    monkeypatch.setattr(durable_files, step, fail_with(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    if step != "sync_folder":  # by then the new file has its name, whole
        assert path.read_bytes() == b"old"
    assert [one.name for one in folder.iterdir()] == ["a.json"]


def test_a_disk_that_takes_little_at_a_time_gets_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:3])))
    with NewFile(tmp_path) as file:
        file.write(b"0123456789")
        file.keep_as(tmp_path / "whole")
    monkeypatch.undo()
    assert (tmp_path / "whole").read_bytes() == b"0123456789"


def test_windows_is_given_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refusals = Path.replace, [1, 2, 3]

    def replace(source: Path, target: Path) -> Path:
        if refusals:
            refusals.pop()
            error = PermissionError(errno.EACCES, "a scanner has it open")
            error.winerror = 32  # type: ignore[attr-defined]  # as Windows sets it
            raise error
        return real(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    write_whole(tmp_path / "a", b"data")
    assert (tmp_path / "a").read_bytes() == b"data"


def test_a_file_that_may_not_be_replaced_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []

    def replace(source: Path, target: Path) -> Path:
        tries.append(source)
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "a", b"data")
    assert len(tries) == 1


def test_litter_is_swept_and_work_in_progress_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    make_folder(folder)
    (folder / f"dead{LITTER}").write_bytes(b"half")
    (folder / "kept.png").write_bytes(b"whole")
    with NewFile(folder) as file:
        file.write(b"going on")
        assert sweep(folder) == 1
        file.keep_as(folder / "done.png")
    assert sorted(one.name for one in folder.iterdir()) == ["done.png", "kept.png"]


def test_a_lock_excludes_others_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(path)
    lock = FileLock.take(path)
    assert lock is not None
    assert is_held(path)
    assert FileLock.take(path) is None
    lock.describe("process 1")
    assert path.read_text() == "process 1"
    lock.release()
    lock.release()
    assert not is_held(path)


def test_looking_at_a_lock_does_not_take_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    assert not is_held(path)
    lock = FileLock.take(path)
    assert lock is not None
    lock.release()


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    program = (
        "import sys; from pathlib import Path; from desktop.storage.file_lock import FileLock;"
        "lock = FileLock.take(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert FileLock.take(path) is None
        assert is_held(path)
        holder.kill()
    lock = FileLock.take(path, patience=5)
    assert lock is not None
    lock.release()
