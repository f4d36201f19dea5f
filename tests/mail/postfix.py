"""A Postfix of one's own: its configuration, queue and mailboxes are in a folder, it listens on the
loopback only, and it delivers everything to one mailbox.

As a program it prints its port, and ends when its input does.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from email import message_from_bytes, policy
from pathlib import Path

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/lib
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:inbox/
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
# Nothing goes anywhere else.
default_transport = error:nothing leaves this computer
relay_transport = error:nothing leaves this computer
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/rejected, permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_tls_security_level = {security}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_loglevel = 1
default_process_limit = 20
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{implicit} inet n - n - - smtpd
  -o smtpd_tls_wrappermode={wrapper}
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
proxymap  unix  - - n - - proxymap
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
"""


def missing() -> str | None:
    """Why there can be no Postfix here, if so."""
    if os.geteuid() != 0:
        return "Postfix starts for root only"
    return None if shutil.which("postfix") else "Postfix is not installed"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Postfix:
    def __init__(self, certificate: tuple[Path, Path] | None = None, rejected: str | None = None):
        self.temporary = tempfile.TemporaryDirectory(prefix="farhand-postfix-")
        self.folder = Path(self.temporary.name)
        self.folder.chmod(0o755)
        self.port, self.implicit = free_port(), free_port()
        owner = pwd.getpwnam("postfix")
        for name in ("queue", "lib", "mail"):
            (self.folder / name).mkdir()
        for name in ("lib", "mail"):
            os.chown(self.folder / name, owner.pw_uid, owner.pw_gid)
        (self.folder / "rejected").write_text(f"{rejected} 550 5.1.1 there is no such mailbox\n" if rejected else "")
        certificate, key = self._readable(certificate) if certificate else ("", "")
        values = {
            "folder": self.folder, "uid": owner.pw_uid, "gid": owner.pw_gid,
            "daemons": subprocess.run(
                ["postconf", "-d", "-h", "daemon_directory"], capture_output=True, text=True, check=True
            ).stdout.strip(),
            "security": "may" if certificate else "none", "certificate": certificate, "key": key,
        }
        (self.folder / "main.cf").write_text(MAIN.format(**values))
        wrapper = "yes" if certificate else "no"
        (self.folder / "master.cf").write_text(
            MASTER.format(port=self.port, implicit=self.implicit, wrapper=wrapper)
        )
        self._control("start")
        try:
            self._wait()
        except AssertionError:
            self.close()
            raise

    def _readable(self, certificate: tuple[Path, Path]) -> list[Path]:
        copies = [self.folder / path.name for path in certificate]
        for path, copy in zip(certificate, copies):
            shutil.copy(path, copy)
        return copies

    def _control(self, command: str):
        done = subprocess.run(
            ["postfix", "-c", self.folder, command], capture_output=True, text=True, timeout=60
        )
        if done.returncode:
            raise AssertionError(f"postfix {command}: {done.stderr}{self.logged()}")

    def _wait(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0 and probe.recv(64).startswith(b"220"):
                    return
            time.sleep(0.05)
        raise AssertionError(f"Postfix does not listen\n{self.logged()}")

    def logged(self) -> str:
        log = self.folder / "maillog"
        return log.read_text() if log.exists() else ""

    def stored(self) -> list[bytes]:
        """What lies in the mailbox."""
        return [path.read_bytes() for path in sorted((self.folder / "mail" / "inbox" / "new").glob("*"))]

    def parsed(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.stored()]

    def close(self):
        self._control("stop")
        # It says that it stops before it has: its folder must not go before that.
        pid = self.folder / "queue" / "pid" / "master.pid"
        end = time.monotonic() + 20
        while time.monotonic() < end and running(pid):
            time.sleep(0.05)
        self.temporary.cleanup()


def running(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    if why := missing():
        raise SystemExit(why)
    own = Postfix()
    try:
        print(own.port, flush=True)
        sys.stdin.read()
    finally:
        own.close()
