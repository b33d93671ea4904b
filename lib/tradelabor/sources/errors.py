"""What a reader or a fetch says when it cannot do its work: one line, for the person at the keyboard."""


class SourceError(ValueError):
    """A file or a source that cannot be used; the message is one line that names it and the problem."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))
