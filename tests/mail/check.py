"""Mail from the built appliance, taken by servers of others. See README.md.

    python tests/mail/check.py APPLIANCE [TEST...]
"""

import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> bool:
    os.environ["FARHAND_APPLIANCE"] = str(Path(sys.argv[1]).resolve())
    sys.path.insert(0, str(HERE))
    loader = unittest.TestLoader()
    named = sys.argv[2:]
    suite = loader.loadTestsFromNames(named) if named else loader.discover(str(HERE), "test_*.py")
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    bad = len(result.failures) + len(result.errors)
    for test, why in result.skipped:
        print(f"left out: {test}: {why}")
    print(f"{max(0, result.testsRun - bad - len(result.skipped))} passed")
    if bad:
        print(f"{bad} failed")
    return bad == 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    sys.exit(0 if main() else 1)
