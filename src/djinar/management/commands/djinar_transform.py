"""Runs one transform on a file."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from djinar.exceptions import OptionError, UnknownTransform
from djinar.management.listing import listing
from djinar.management.options import options_from_text
from djinar.management.progress import Progress
from djinar.management.report import Report
from djinar.management.transforming import TransformFailed, transform_file
from djinar.media.files.reading import FileError, MediaFile
from djinar.transforms.chain import Step
from djinar.transforms.registry import every_transform, resolve
from djinar.transforms.transform import Transform

_WRONG_USE = 2
_INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "Runs one transform on a picture or a video, or a sound transform on the sound of a file. A video keeps its "
        "frame rate and its sound. The root URLconf is imported first, so that your own transforms are known."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="a name of --list, or a dotted path such as streams.my_transform")
        parser.add_argument("input", nargs="?", type=Path, help="any picture, video or sound file that FFmpeg reads")
        parser.add_argument(
            "output",
            nargs="?",
            type=Path,
            help="ends in .png, .jpg or .webp; .mp4, .mov, .mkv or .webm; .wav, .flac, .mp3, .m4a or .ogg",
        )
        parser.add_argument(
            "-o", "--option", action="append", default=[], metavar="NAME=VALUE", help="such as low=50; any number of"
        )
        parser.add_argument("--overwrite", action="store_true", help="replace OUTPUT if it exists")
        parser.add_argument("--messages", action="store_true", help="print what the transform tells, as JSON lines")
        parser.add_argument(
            "--list", action="store_true", help="print all transforms, or NAME only, with their options"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        _import_urlconf()
        if options["list"]:
            self._list(options["name"])
        elif options["output"] is None:
            raise _refusal("Give a transform, a file to read and a file to write. --list shows all transforms.")
        else:
            self._run_or_say_why(**options)

    def _list(self, name: str | None) -> None:
        chosen = [_transform(name)] if name else every_transform().values()
        self.stdout.write(listing(chosen, width=shutil.get_terminal_size((100, 0)).columns))

    def _run_or_say_why(self, **options: Any) -> None:
        try:
            self._run(**options)
        except (OptionError, FileError) as error:
            raise _refusal(error) from error
        except TransformFailed as error:
            raise CommandError(str(error)) from error.__cause__
        except KeyboardInterrupt:
            raise CommandError("Interrupted; nothing is written.", returncode=_INTERRUPTED) from None

    def _run(self, **options: Any) -> None:
        transform = _transform(options["name"])
        step = Step.of(transform, options_from_text(transform.options, options["option"]))
        source = MediaFile.opened(options["input"])
        output: Path = options["output"]
        _check_output(output, source, overwrite=options["overwrite"])
        progress = Progress(self.stderr, source.duration_seconds) if options["verbosity"] else None
        report = Report(
            transform=transform.name, messages=self.stdout if options["messages"] else None, progress=progress
        )
        try:
            transform_file(step, source, output, report.add)
        finally:
            if progress:
                progress.clear()
        if options["verbosity"]:
            self.stderr.write(f"{output}: {report.summary}", str)


def _import_urlconf() -> None:
    """A project's transforms are registered by the modules of its streams, which its views import."""
    name = getattr(settings, "ROOT_URLCONF", None)
    try:
        if name:
            import_module(name)
    except Exception as error:
        raise _refusal(f"The URLconf {name} cannot be imported: {type(error).__name__}: {error}") from error


def _transform(name: str) -> Transform:
    known = every_transform()
    if "." in name and name not in known:
        return _imported(name)
    try:
        return resolve([name])[name]
    except UnknownTransform as error:
        raise _refusal(error) from error


def _imported(path: str) -> Transform:
    try:
        source = import_string(path)
    except ImportError as error:
        raise _refusal(f"{path} cannot be imported: {error}.") from error
    found = next((known for known in every_transform().values() if known.source is source), None)
    if found is None:
        raise _refusal(f"{path} is no transform: decorate it with @djinar.transform.")
    return found


def _check_output(output: Path, source: MediaFile, *, overwrite: bool) -> None:
    """What is there is kept unless somebody says otherwise: two names in the wrong order would cost the original, and
    a question would stop a script.
    """
    if output.exists() and output.samefile(source.path):
        raise _refusal(f"{output} is the file to read. Name another one to write.")
    if output.is_dir():
        raise _refusal(f"{output} is a folder. Name a file in it.")
    if output.exists() and not overwrite:
        raise _refusal(f"{output} exists already. Add --overwrite to replace it.")


def _refusal(reason: object) -> CommandError:
    return CommandError(str(reason), returncode=_WRONG_USE)
