"""Errors of Blob Storage: XML, with the code in a header, too."""

from xml.sax.saxutils import escape

from arm.local.wire import Refusal, Response


class StorageError(Refusal):
    """What Blob Storage answers when it refuses.

    https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def response(self) -> Response:
        """The error as XML."""
        text = (
            '<?xml version="1.0" encoding="utf-8"?>'
            f"<Error><Code>{self.code}</Code><Message>{escape(self.message)}</Message></Error>"
        )
        headers = {"Content-Type": "application/xml", "x-ms-error-code": self.code}
        return Response(self.status, text.encode(), headers)
