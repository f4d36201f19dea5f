"""A real mail server receives and stores, and what it has stored is read."""

import re
import tempfile
import unittest
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

import postfix
from appliance import Appliance, until
from certificates import Authority
from postfix import Postfix


class Seen(HTMLParser):
    """What of a message in HTML is seen, and where its links lead."""

    def __init__(self, html: str):
        super().__init__()
        self.words, self.links, self.hidden = [], [], 0
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("head", "style", "title")
        self.links += [value for name, value in attributes if name == "href"]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("head", "style", "title")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def parts(message) -> tuple[str, str]:
    """Text and HTML of a message."""
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"], kinds
    text, html = message.iter_parts()
    return text.get_content(), html.get_content()


def received(relay: Postfix, address: str):
    """The message to `address`, once it is stored."""
    def found():
        return [message for message in relay.parsed() if message["Delivered-To"] == address]

    message, = until(f"the message to {address}", found)
    return message


@unittest.skipIf(postfix.missing(), postfix.missing())
class Relay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="farhand-mail-")
        cls.addClassCleanup(folder.cleanup)
        authority = Authority(Path(folder.name))
        cls.authority = authority.file
        cls.postfix = Postfix(authority.certificate("relay", "IP:127.0.0.1"), rejected="nobody@example.com")
        cls.addClassCleanup(cls.postfix.close)
        cls.appliance = Appliance()
        cls.addClassCleanup(cls.appliance.close)
        cls.appliance.mail(cls.postfix.port, "--authorities", cls.authority)
        cls.appliance.start()

    def received(self, address: str):
        return received(self.postfix, address)

    def test_both_parts_say_the_same(self):
        line = "It is about the mail sync\nwe spoke about <this> morning & more."
        key = self.appliance.invite("petra@example.com", line=line)
        self.appliance.until_state(key, "sent")
        message = self.received("petra@example.com")
        text, html = parts(message)
        seen = Seen(html)
        link, = [link for link in seen.links if link.startswith("http")]
        digits = " ".join(re.findall("...", key["key"]))
        self.assertIn(f"\n{link}\n", text)
        self.assertRegex(link, rf"^http://{self.appliance.address}/i/[A-Za-z0-9_-]{{32}}$")
        self.assertNotEqual(link, key["link"], "each invitation has a link of its own")
        spoken = " ".join(text.replace(link, "").split())
        expiry = re.search(r"until (.*?\(Europe/Berlin, UTC\+[12]\))", spoken)
        self.assertIsNotNone(expiry, spoken)
        for said in ("Hello Petra,", "Ines from Example Support would like to help you.", f"key {digits}",
                     expiry[1], "It is about the mail sync we spoke about <this> morning & more.",
                     "tell us at help@example.com", "We never ask for passwords or payment."):
            for part in (spoken, seen.text.replace(" ,", ",").replace(" .", ".")):
                self.assertIn(" ".join(said.split()), part)

    def test_the_header_is_that_of_a_program_s_mail(self):
        key = self.appliance.invite("odile@example.com", name="Odile Ærø", language="de")
        self.appliance.until_state(key, "sent")
        message = self.received("odile@example.com")
        self.assertEqual(message["From"], "Example Support <no-reply@example.com>")
        self.assertEqual(message["To"].addresses[0].display_name, "Odile Ærø")
        self.assertEqual(message["Return-Path"], "<no-reply@example.com>")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message["Content-Language"], "de")
        self.assertRegex(message["Message-ID"], r"^<[A-Za-z0-9_-]{22}@example\.com>$")
        self.assertEqual(message["Subject"], "Ines lädt Sie zu einer Support-Sitzung ein")
        self.assertFalse(message.defects)
        text, _ = parts(message)
        self.assertTrue(text.startswith("Guten Tag Odile Ærø,\n\nInes von Example Support möchte Ihnen helfen."))
        self.assertRegex(text, r"bis (heute, )?\d+\. \w+ 20\d\d, \d\d:\d\d Uhr \(Europe/Berlin, UTC\+[12]\)")
        received = "".join(message.get_all("Received"))
        self.assertIn("with ESMTPS", received, "STARTTLS was used")

    def test_the_link_leads_to_the_page_that_names_who_invites(self):
        key = self.appliance.invite("noor@example.com")
        self.appliance.until_state(key, "sent")
        text, _ = parts(self.received("noor@example.com"))
        link = re.search(r"^http.*$", text, re.M)[0]
        with urllib.request.urlopen(link, timeout=10) as page:
            self.assertIn("Ines", page.read().decode())

    def test_a_recipient_that_the_server_does_not_know_bounces_alone(self):
        key = self.appliance.invite("nobody@example.com", "gideon@example.com")
        self.appliance.until_state(key, "sent", 2)
        state = self.appliance.until_state(key, "bounced", 1)
        self.assertIn("550 5.1.1", state["words"])
        self.assertIn("there is no such mailbox", state["words"])

    def test_it_is_sent_again_as_another_message_with_the_same_link(self):
        key = self.appliance.invite("amara@example.com")
        self.appliance.until_state(key, "sent")
        self.appliance.ask("POST", f"/keys/{key['id']}/invitations/again", {"numbers": [1]})

        def both():
            found = [m for m in self.postfix.parsed() if m["Delivered-To"] == "amara@example.com"]
            return found if len(found) == 2 else None

        first, second = until("the second message", both)
        self.assertNotEqual(first["Message-ID"], second["Message-ID"])
        self.assertEqual(parts(first)[0], parts(second)[0])

    def test_tls_from_the_first_byte(self):
        appliance = Appliance()
        self.addCleanup(appliance.close)
        appliance.mail(self.postfix.implicit, "--tls", "implicit", "--authorities", self.authority)
        said = appliance.admin("mail", "test", "test@example.com")
        self.assertIn("has taken the message: 250", said)
        message = self.received("test@example.com")
        self.assertEqual(message["Subject"], "Test message from Example Support")
