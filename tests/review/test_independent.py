"""OpenSSH agrees on every statement that the gate accepted, in every honest flow."""

import subprocess
from pathlib import Path


from plugins.review.sshsig import STATEMENT_NAMESPACE
from plugins.review.statements import FOLDER, read_statement
from tests.review.flows import FLOWS
from tests.review.scenarios import Stage


def test_ssh_keygen_agrees_on_every_accepted_statement(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    checked = set()
    for name, flow in FLOWS.items():
        case = stage.case(name, flow)
        tree = case.world.gate(case.runs()[0], case.now, case.tip, case.roots)
        allowed = tmp_path / f"{name}.allowed"
        allowed.write_text("".join(f"{person.id} {key.line}\n" for person in tree.policy.people.values()
                                   for key in person.keys))
        wanted = {id_ for receipt in tree.receipts.values() for id_ in receipt.statements} - checked
        for id_ in wanted:
            path = f"{FOLDER}{id_[:2]}/{id_}.json"
            (payload,) = set(case.world.brought(path))

            def agrees(signature: bytes) -> bool:
                (tmp_path / "signature").write_bytes(signature)
                return subprocess.run(["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", read_statement(payload).person,
                                       "-n", STATEMENT_NAMESPACE, "-s", tmp_path / "signature"], input=payload,
                                      capture_output=True).returncode == 0

            assert any(map(agrees, case.world.brought(f"{path}.sig"))), (name, id_)
        checked |= wanted
    assert len(checked) >= 100
