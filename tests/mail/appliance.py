"""The built appliance with a site of its own, and what a console asks of it."""

import json
import os
import secrets
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PROGRAM = os.environ.get("FARHAND_APPLIANCE", "farhand-appliance")
PASSWORD = "correct horse battery staple"
# Seconds: longer than anything takes on a busy machine.
SOON = 30.0
# In place of the times and caps for the real world.
CONFIGURATION = """\
[caps]
requests_per_second = 1000000
sign_ins_per_minute = 1000000
[mail]
connect_s = 3
answer_s = 3
accept_s = 2
retry_s = 1
"""


class Refused(Exception):
    """The appliance has refused a request."""

    def __init__(self, status: int, body: dict):
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body


def until(what: str, found, limit: float = SOON):
    """Asks `found` until it answers something."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {limit} s")


class Appliance:
    """A site with one representative, Ines. It keeps its port over its deaths."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="farhand-mail-")
        self.folder = Path(self.temporary.name)
        self.data = self.folder / "data"
        self.log = open(self.folder / "appliance.log", "w+")
        self.address = "127.0.0.1:0"
        self.process = None
        self.token = None
        self.admin("site", "--name", "Example Support", "--help-address", "help@example.com")
        self.admin("add-representative", "ines", "Ines", environment={"FARHAND_PASSWORD": PASSWORD})
        (self.folder / "appliance.toml").write_text(CONFIGURATION)

    def run(self, *arguments, environment=None) -> subprocess.CompletedProcess:
        command = [PROGRAM, *map(str, arguments)]
        return subprocess.run(
            command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, timeout=60
        )

    def admin(self, *arguments, environment=None) -> str:
        done = self.run("admin", "--data", self.data, *arguments, environment=environment)
        if done.returncode:
            raise AssertionError(f"admin {arguments}: {done.stderr}")
        return done.stdout

    def mail(self, port: int, *arguments, environment=None):
        """Sets the mail server on the loopback."""
        server = ["127.0.0.1", "--port", port, "--from", "no-reply@example.com", "--time-zone", "Europe/Berlin"]
        self.admin("mail", "set", *server, *(arguments or ["--tls", "none"]), environment=environment)

    def start(self):
        command = [PROGRAM, "serve", "--data", self.data, "--listen", self.address]
        command += ["--config", self.folder / "appliance.toml"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on http://"):
            raise AssertionError(f"the appliance does not listen: {line!r}\n{self.logged()}")
        self.address = line.rsplit("/", 1)[1].strip()
        if self.token is None:
            signed_in = self.ask("POST", "/sign-in", {"user_name": "ines", "password": PASSWORD})
            self.token = signed_in["token"]
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def stop(self) -> float:
        """Stops it in good order, and answers how many seconds that took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(timeout=SOON)
        self.process.stdout.close()
        self.process = None
        return time.monotonic() - began

    def close(self):
        if self.process:
            self.kill()
        self.log.close()
        self.temporary.cleanup()

    def logged(self) -> str:
        return (self.folder / "appliance.log").read_text()

    def ask(self, method: str, path: str, body=None, key: str | None = None):
        request = urllib.request.Request(f"http://{self.address}/api/v1{path}", method=method)
        request.data = None if body is None else json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
        request.add_header("Idempotency-Key", key or secrets.token_hex(16))
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=SOON) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, json.load(error)) from None

    def make_key(self, **fields) -> dict:
        return self.ask("POST", "/keys", {"queue": "rep:1", **fields})

    def invite(self, *recipients: str, name: str | None = "Petra", **fields) -> dict:
        """Makes a key and sends it to these."""
        key = self.make_key(name=name)
        body = {"recipients": list(recipients), **fields}
        return self.ask("POST", f"/keys/{key['id']}/invitations", body)

    def states(self, key: dict) -> list[dict]:
        return [invitation["state"] for invitation in self.ask("GET", f"/keys/{key['id']}")["invitations"]]

    def until_state(self, key: dict, kind: str, number: int = 1, limit: float = SOON) -> dict:
        def found():
            state = self.states(key)[number - 1]
            return state if state["kind"] == kind else None

        try:
            return until(f"{kind}", found, limit)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.states(key)}\n{self.logged()[-2000:]}") from None
