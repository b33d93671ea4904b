"""Sources: files as their publishers make them, read into tidy frames. They know formats and no economics."""

from tradelabor.sources.raw import SourceError
from tradelabor.sources.reading import read_persons

__all__ = ["SourceError", "read_persons"]
