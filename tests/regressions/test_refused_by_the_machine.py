"""A folder that may not be written and a full disk are the operator's to mend: a sentence and exit code 2."""

import errno

import pytest

from plugins import cli


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_no_right_to_write(number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    def refused(**_):
        raise OSError(number, "refused here", "/somewhere")

    monkeypatch.setattr(cli.root, "main", refused)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    told = capsys.readouterr().err
    assert stop.value.code == 2 and "/somewhere" in told and "Traceback" not in told
