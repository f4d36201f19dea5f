"""What the appliance does when a mail server does what it should not."""

import socket
import tempfile
import unittest
from pathlib import Path

from appliance import Appliance, Refused, until
from certificates import Authority
from fault_server import FaultServer
from postfix import free_port

# What could become a line of a header, or of the conversation with the server.
HOSTILE = [
    "Petra\r\nBcc: eve@example.com",
    "Petra\nBcc: eve@example.com",
    "Petra\rBcc: eve@example.com",
    "Petra\r\n\r\n<p>body</p>",
    "Petra\r\n.\r\nMAIL FROM:<eve@example.com>",
    "Petra\x00",
    "Petra\u2028Bcc: eve@example.com",
]


class Faults(unittest.TestCase):
    def setUp(self):
        self.appliance = Appliance()
        self.addCleanup(self.appliance.close)

    def serve(self, script=None, **settings) -> FaultServer:
        server = FaultServer(script, **settings)
        self.addCleanup(server.close)
        return server

    def start(self, script=None) -> FaultServer:
        """An appliance that sends to a server with this script."""
        server = self.serve(script)
        self.appliance.mail(server.port)
        self.appliance.start()
        return server

    def once(self, step: str, fault: str):
        """A script with one fault."""
        left = [fault]
        return lambda now, to: left.pop() if now == step and left else None

    def authority(self) -> Authority:
        folder = tempfile.TemporaryDirectory(prefix="farhand-mail-")
        self.addCleanup(folder.cleanup)
        return Authority(Path(folder.name))

    def test_later_means_later(self):
        for step in ("rcpt", "data", "message"):
            with self.subTest(step=step):
                server = self.start(self.once(step, "451 4.7.1 greylisted, try again later"))
                key = self.appliance.invite("petra@example.com")
                state = self.appliance.until_state(key, "delayed")
                self.assertEqual(state["words"], "451 4.7.1 greylisted, try again later")
                self.assertGreater(state["next_at"], 0)
                self.appliance.until_state(key, "sent")
                self.assertEqual(len(server.messages), 1)
                self.appliance.stop()

    def test_never_means_never_for_that_recipient_alone(self):
        refused = "550 5.1.1 no such mailbox here"
        server = self.start(lambda step, to: refused if step == "rcpt" and to.startswith("gone") else None)
        key = self.appliance.invite("gone@example.com", "petra@example.com", "gone2@example.com")
        for number in (1, 3):
            state = self.appliance.until_state(key, "bounced", number)
            self.assertEqual(state["words"], refused)
        self.appliance.until_state(key, "sent", 2)
        self.assertEqual([to for to, _ in server.messages], ["petra@example.com"])
        self.assertEqual(server.steps["rcpt"], 3, "what has bounced is not tried again")

    def test_a_lost_250_is_sent_again_under_the_same_id(self):
        server = self.start(self.once("taken", "drop"))
        key = self.appliance.invite("petra@example.com")
        self.appliance.until_state(key, "sent")
        self.assertEqual(len(server.messages), 2)
        (_, count), = server.ids().items()
        self.assertEqual(count, 2, "both have the same Message-ID")

    def test_a_server_that_stalls_after_the_message_is_left(self):
        server = self.start(self.once("taken", "stall"))
        key = self.appliance.invite("petra@example.com", "noor@example.com")
        until("the message that is not stalled", lambda: any(s["kind"] == "sent" for s in self.appliance.states(key)))
        words = until("the delay", lambda: [s["words"] for s in self.appliance.states(key) if s["kind"] == "delayed"])
        self.assertEqual(words, ["the mail server did not say within 2 s whether it has taken the message"])
        for number in (1, 2):
            self.appliance.until_state(key, "sent", number)
        self.assertEqual(sorted(server.ids().values()), [1, 2])

    def test_a_server_that_stalls_earlier_is_left_too(self):
        for step in ("connect", "rcpt", "data"):
            with self.subTest(step=step):
                self.start(self.once(step, "stall"))
                key = self.appliance.invite("petra@example.com")
                state = self.appliance.until_state(key, "delayed")
                self.assertIn("3 s", state["words"])
                self.appliance.until_state(key, "sent")
                self.appliance.stop()

    def test_dropped_connections_are_made_again(self):
        for step in ("connect", "rcpt", "data", "message"):
            with self.subTest(step=step):
                server = self.start(self.once(step, "drop"))
                key = self.appliance.invite("petra@example.com")
                state = self.appliance.until_state(key, "delayed")
                self.assertIn("broken the connection off", state["words"])
                self.appliance.until_state(key, "sent")
                self.assertEqual(len(server.messages), 1)
                self.appliance.stop()

    def test_a_kept_connection_that_the_server_has_closed_costs_nothing(self):
        server = self.start(self.once("rcpt", "421 4.3.2 going down"))
        first = self.appliance.invite("petra@example.com")
        self.assertEqual(self.appliance.until_state(first, "delayed")["words"], "421 4.3.2 going down")
        self.appliance.until_state(first, "sent")
        second = self.appliance.invite("noor@example.com")
        self.appliance.until_state(second, "sent")
        self.assertEqual(server.steps["rcpt"], 3)

    def test_a_server_that_is_not_there_is_said_and_tried_again(self):
        port = free_port()
        self.appliance.mail(port)
        self.appliance.start()
        key = self.appliance.invite("petra@example.com")
        state = self.appliance.until_state(key, "delayed")
        self.assertEqual(state["words"], "no connection to the mail server: it is refused")
        server = self.serve()
        self.appliance.mail(server.port)
        self.appliance.until_state(key, "sent", limit=5)

    def test_a_server_that_greets_with_a_no_is_not_asked_for_each_message(self):
        refused = "554 5.7.1 no service for you"
        server = self.start(lambda step, to: refused if step == "connect" else None)
        keys = [self.appliance.invite(*[f"c{n}-{m}@example.com" for m in range(10)]) for n in range(10)]
        for key in keys:
            for number in (1, 10):
                self.assertIn("no service for you", self.appliance.until_state(key, "delayed", number)["words"])
        self.assertLess(server.steps["connect"], 15, "a hundred messages wait together")

    def test_a_bad_certificate_is_refused_and_nothing_said_in_plain_text(self):
        trusted, other = self.authority(), self.authority()
        for kind in ("starttls", "implicit"):
            for words, issuer, name in (
                ("its certificate is not from an authority that is trusted here", other, "IP:127.0.0.1"),
                ("its certificate is for another name", trusted, "DNS:mail.example.com"),
            ):
                with self.subTest(kind=kind, words=words):
                    context = issuer.server("server", name)
                    server = self.serve(**{"tls" if kind == "implicit" else kind: context})
                    options = ["--tls", kind, "--authorities", trusted.file]
                    self.appliance.mail(server.port, *options)
                    if not self.appliance.process:
                        self.appliance.start()
                    key = self.appliance.invite("petra@example.com")
                    state = self.appliance.until_state(key, "delayed")
                    self.assertEqual(state["words"], f"no connection to the mail server: {words}")
                    test = self.appliance.run("admin", "--data", self.appliance.data, "mail", "test", "a@example.com")
                    self.assertNotEqual(test.returncode, 0)
                    self.assertIn(words, test.stderr)
                    self.assertEqual((server.messages, server.in_plain_text), ([], 0))

    def test_a_server_without_starttls_hears_nothing(self):
        server = self.serve()
        self.appliance.mail(server.port, "--tls", "starttls")
        self.appliance.start()
        key = self.appliance.invite("petra@example.com")
        self.assertIn("STARTTLS", self.appliance.until_state(key, "delayed")["words"])
        self.assertEqual((server.messages, server.in_plain_text), ([], 0))

    def test_signing_in(self):
        authority = self.authority()
        server = self.serve(starttls=authority.server("server", "IP:127.0.0.1"), password="right one")
        options = ["--tls", "starttls", "--user", "farhand", "--authorities", authority.file]
        self.appliance.mail(server.port, *options, environment={"FARHAND_MAIL_PASSWORD": "wrong one"})
        self.appliance.start()
        keys = [self.appliance.invite(f"c{n}@example.com") for n in range(8)]
        for key in keys:
            self.assertIn("does not let us in: 535", self.appliance.until_state(key, "delayed")["words"])
        self.assertLess(server.steps["auth"], 6, "a wrong password is not tried for each message")
        self.appliance.mail(server.port, *options, environment={"FARHAND_MAIL_PASSWORD": "right one"})
        for key in keys:
            self.appliance.until_state(key, "sent")
        self.assertEqual(set(server.users), {"farhand"})
        self.assertNotIn("right one", self.appliance.logged())
        database = b"".join(path.read_bytes() for path in self.appliance.data.glob("farhand.sqlite3*"))
        self.assertNotIn(b"right one", database)
        self.assertEqual((self.appliance.data / "mail-password").stat().st_mode & 0o777, 0o600)

    def test_nothing_that_is_typed_becomes_a_line_of_its_own(self):
        server = self.start()
        taken = 0
        for text in HOSTILE:
            for field in ("name", "external_reference"):
                with self.assertRaises(Refused, msg=f"{field}: {text!r}") as refused:
                    self.appliance.make_key(**{field: text})
                self.assertEqual(refused.exception.status, 422)
            key = self.appliance.make_key()
            for body in (
                {"recipients": [text.replace("Petra", "petra@example.com")]},
                {"recipients": ["petra@example.com"], "template": text},
                {"recipients": ["petra@example.com"], "language": text},
            ):
                with self.assertRaises(Refused, msg=str(body)) as refused:
                    self.appliance.ask("POST", f"/keys/{key['id']}/invitations", body)
                self.assertEqual(refused.exception.status, 422)
            try:
                body = {"recipients": ["petra@example.com"], "line": text}
                key = self.appliance.ask("POST", f"/keys/{key['id']}/invitations", body)
            except Refused as refused:
                self.assertEqual(refused.status, 422)
                continue
            taken += 1
            self.appliance.until_state(key, "sent")
        self.assertEqual({to for to, _ in server.messages}, {"petra@example.com"})
        self.assertGreater(taken, 0, "a personal line may have line breaks")
        for message in server.parsed():
            self.assertNotIn("Bcc", message)
            self.assertEqual([part.get_content_type() for part in message.iter_parts()], ["text/plain", "text/html"])

    def test_at_most_ten_recipients(self):
        server = self.start()
        key = self.appliance.make_key()
        path = f"/keys/{key['id']}/invitations"
        for count in (200, 11):
            with self.assertRaises(Refused) as refused:
                self.appliance.ask("POST", path, {"recipients": [f"c{n}@example.com" for n in range(count)]})
            self.assertEqual(refused.exception.status, 422)
            self.assertIn("10", refused.exception.body["message"])
        key = self.appliance.ask("POST", path, {"recipients": [f"c{n}@example.com" for n in range(10)]})
        for number in range(1, 11):
            self.appliance.until_state(key, "sent", number)
        self.assertEqual(len(server.ids()), 10)

    def test_what_is_revoked_while_it_waits_does_not_go(self):
        server = self.start(lambda step, to: "451 later" if step == "rcpt" else None)
        key = self.appliance.invite("petra@example.com")
        self.appliance.until_state(key, "delayed")
        self.appliance.ask("POST", f"/keys/{key['id']}/revoke", {})
        self.assertEqual(self.appliance.states(key), [{"kind": "withdrawn"}])
        server.script = lambda step, to: None
        other = self.appliance.invite("noor@example.com")
        self.appliance.until_state(other, "sent")
        self.assertEqual([to for to, _ in server.messages], ["noor@example.com"])

    def test_it_stops_at_once_while_nothing_is_on_its_way(self):
        self.start()
        key = self.appliance.invite("petra@example.com")
        self.appliance.until_state(key, "sent")
        self.assertLess(self.appliance.stop(), 3)

    def test_without_a_mail_server_nothing_is_queued(self):
        self.appliance.start()
        key = self.appliance.make_key()
        with self.assertRaises(Refused) as refused:
            self.appliance.ask("POST", f"/keys/{key['id']}/invitations", {"recipients": ["petra@example.com"]})
        self.assertEqual(refused.exception.status, 409)
        self.assertIsNone(self.appliance.ask("GET", "/keys/setup")["from"])
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.appliance.mail(listener.getsockname()[1])
        setup = self.appliance.ask("GET", "/keys/setup")
        self.assertEqual(setup["from"], "Example Support <no-reply@example.com>")
        self.assertEqual(setup["templates"][0]["languages"], ["en", "de"])
