"""Errors that stop a command. What an author got wrong is a Finding, never an exception."""


class CongMoError(Exception):
    """Base of the engine's own exceptions."""


class OperatorError(CongMoError):
    """The person at the command line must act: a wrong option, a missing folder, an unreadable repository.

    `hint` says how to mend it, in one sentence.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
