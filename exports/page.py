from pathlib import Path

from exports.edition import Edition


def write(edition: Edition, folder: Path) -> None:
    pass
