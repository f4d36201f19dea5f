"""Checks the appliance that runs against the description that it serves of itself.

    python tests/openapi/check.py APPLIANCE

APPLIANCE is the built farhand-appliance. It serves a demonstration on a free port of loopback;
schemathesis, which has to be installed beside this Python, makes up requests from the description
and compares the answers with it. What it may expect stands in appliance/schemathesis.toml.
"""

import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "appliance" / "schemathesis.toml"
# Beside this Python and not where its link leads: that is another installation.
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")

# In place of the caps for people: made-up requests come faster than anybody types.
CAPS = "[caps]\nsign_ins_per_minute = 1000000\nrequests_per_second = 1000000\n"
EXAMPLES_PER_OPERATION = 40
# Seconds. The time for making up requests; what is under way may end after it.
AT_MOST = 60
OVERDUE = 180
# The same requests each time, so that a failure can be looked at again.
SEED = 20


def serve(program: str, folder: Path, log) -> subprocess.Popen:
    caps = folder / "caps.toml"
    caps.write_text(CAPS)
    data = folder / "data"
    made_up = {**os.environ, "FARHAND_DEMO_PASSWORD": secrets.token_urlsafe(12)}
    demo = [program, "demo", "--data", data, "--waiting"]
    said = subprocess.run(demo, env=made_up, check=True, capture_output=True, text=True).stdout
    serving = [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--config", caps]
    process = subprocess.Popen(serving, stdout=subprocess.PIPE, stderr=log, text=True)
    process.account = fields(said)
    adding = [program, "admin", "--data", data, "add-account", "Tickets"]
    process.program = fields(subprocess.run(adding, check=True, capture_output=True, text=True).stdout)
    return process


def fields(said: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in said.splitlines())


def address(process: subprocess.Popen) -> str:
    line = process.stdout.readline()
    if not line.startswith("listening on "):
        raise SystemExit(f"the appliance does not listen: {line!r}")
    return line.removeprefix("listening on ").strip()


def sign_in(url: str, account: dict[str, str]) -> str:
    body = {"user_name": account["user name"], "password": account["password"]}
    request = urllib.request.Request(f"{url}/api/v1/sign-in", json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["token"]


def program_signs_in(url: str, account: dict[str, str]) -> dict[str, str]:
    """What appliance/schemathesis.toml takes from the environment."""
    pair = f"{account['client id']}:{account['client secret']}".encode()
    basic = base64.b64encode(pair).decode()
    request = urllib.request.Request(f"{url}/oauth2/token", b"grant_type=client_credentials")
    request.add_header("Authorization", f"Basic {basic}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        token = json.load(answer)["access_token"]
    return {"FARHAND_PROGRAM_TOKEN": token, "FARHAND_PROGRAM_BASIC": basic}


def compare(url: str, token: str, program: dict[str, str], folder: Path) -> int:
    command = [SCHEMATHESIS, "--config-file", EXPECTED, "run", f"{url}/api/v1/openapi.json"]
    command += ["--header", f"Authorization: Bearer {token}", "--no-color"]
    command += ["--max-examples", str(EXAMPLES_PER_OPERATION), "--max-time", str(AT_MOST)]
    command += ["--seed", str(SEED)]
    # There, so that what it keeps for another run is gone with the folder.
    env = {**os.environ, **program}
    return subprocess.run(command, cwd=folder, env=env, timeout=OVERDUE).returncode


def check(appliance: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="farhand-openapi-") as temporary:
        folder = Path(temporary)
        with open(folder / "appliance.log", "w+") as log:
            process = serve(appliance, folder, log)
            try:
                url = address(process)
                program = program_signs_in(url, process.program)
                passed = compare(url, sign_in(url, process.account), program, folder) == 0
                if process.poll() is not None:
                    print(f"the appliance has ended with {process.returncode}")
                    passed = False
            finally:
                process.kill()
                process.wait()
            if not passed:
                log.seek(0)
                print("The appliance's log ends with:", *log.readlines()[-40:], sep="\n")
    return passed


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    good = check(str(Path(sys.argv[1]).resolve()))
    print("1 passed" if good else "1 failed", flush=True)
    raise SystemExit(0 if good else 1)
