"""What a notebook cell calls to show or report."""

from tradelabor.page.recording import record

__all__ = ["record"]
