"""How long 10,000 statements take to be parsed and verified (issue bound: 10 seconds).

    python -m benchmarks.review.statements [--count 10000]
"""

import argparse
import json
import sys
import time
from datetime import timedelta

from plugins.review.sshsig import STATEMENT_NAMESPACE, parse, verify
from plugins.review.statements import Kind, Side, Transition, read_statement, write_statement
from tests.review.world import REPOSITORY, START, Signer

BOUND = 10.0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    count, signer, made = parser.parse_args().count, Signer("mem"), []
    for number in range(count):
        change = Transition(f"content/tinh/news/tin-{number}.vi.md", None, Side("100644", f"{number:040x}"))
        payload = write_statement(Kind.APPROVE, REPOSITORY, "mem", f"{number:032x}", "f" * 40, START,
                                  START + timedelta(days=30), (change,))
        made.append((payload, signer.sign(payload)))
    start, before = time.monotonic(), time.process_time()
    sound = sum(read_statement(payload).person == "mem" and verify(parse(signature), payload, STATEMENT_NAMESPACE)
                for payload, signature in made)
    wall, processor = time.monotonic() - start, time.process_time() - before
    print(json.dumps({"statements": count, "sound": sound, "wall_s": round(wall, 2), "processor_s": round(processor, 2)}))
    return 0 if sound == count and processor < BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
