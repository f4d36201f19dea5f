"""The commands that set mail up, and templates with faults in them."""

import unittest

from appliance import Appliance, Refused
from fault_server import FaultServer


class Admin(unittest.TestCase):
    def setUp(self):
        self.appliance = Appliance()
        self.addCleanup(self.appliance.close)

    def refused(self, *arguments, environment=None) -> str:
        done = self.appliance.run("admin", "--data", self.appliance.data, *arguments, environment=environment)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        return done.stderr

    def template(self, subject="{{representative}}", text="{{link}}", html='<p><a href="{{link}}">Start</a></p>'):
        folder = self.appliance.folder / "template"
        folder.mkdir(exist_ok=True)
        for name, content in (("subject.txt", subject), ("text.txt", text), ("message.html", html)):
            (folder / name).write_text(content)
        return folder

    def test_the_mail_server_is_set_shown_and_forgotten(self):
        self.assertIn("mail: off", self.appliance.admin("mail", "show"))
        self.appliance.admin(
            "mail", "set", "mail.example.com", "--from", "no-reply@example.com", "--from-name", "Help desk",
            "--user", "farhand", "--reply-to", "help@example.com", environment={"FARHAND_MAIL_PASSWORD": "a b"},
        )
        shown = self.appliance.admin("mail", "show")
        for said in ("mail.example.com port 587, STARTTLS", "Help desk <no-reply@example.com>", "farhand"):
            self.assertIn(said, shown)
        self.assertNotIn("a b", shown)
        self.assertEqual((self.appliance.data / "mail-password").read_text(), "a b")
        self.appliance.admin("mail", "off")
        self.assertIn("mail: off", self.appliance.admin("mail", "show"))
        self.assertFalse((self.appliance.data / "mail-password").exists())

    def test_what_cannot_be_used_is_refused(self):
        sender = ["--from", "no-reply@example.com"]
        for words, arguments in (
            ("plain text", ["mail.example.com", *sender, "--tls", "none"]),
            ("has no @", ["mail.example.com", "--from", "no-reply"]),
            ("must be one line", ["mail.example.com", *sender, "--from-name", "a\r\nBcc: eve@example.com"]),
            ("line breaks", ["mail.example.com", "--from", "a@example.com\r\nBcc: eve@example.com"]),
            ("not the name of a host", ["mail example", *sender]),
            ("time zone", ["mail.example.com", *sender, "--time-zone", "Nowhere/Land"]),
            ("no certificates", ["mail.example.com", *sender, "--authorities", __file__]),
        ):
            self.assertIn(words, self.refused("mail", "set", *arguments))
        self.assertIn("no mail server is set", self.refused("mail", "test", "a@example.com"))

    def test_the_test_message_says_what_the_server_said(self):
        server = FaultServer(lambda step, to: "550 5.7.1 not from you" if to.startswith("gone") else None)
        self.addCleanup(server.close)
        self.appliance.mail(server.port)
        self.assertIn("has taken the message: 250 taken", self.appliance.admin("mail", "test", "a@example.com"))
        self.assertIn("550 5.7.1 not from you", self.refused("mail", "test", "gone@example.com"))
        self.assertIn("line breaks", self.refused("mail", "test", "a@example.com\r\nBcc: eve@example.com"))

    def test_faults_in_a_template_have_their_file_and_line(self):
        for file, line, words, parts in (
            ("subject.txt", 1, "must be one line", {"subject": "a\nBcc: eve@example.com"}),
            ("text.txt", 2, "there is no macro {{kye}}", {"text": "{{link}}\n{{kye}}"}),
            ("text.txt", 3, "{{#line}} has no {{/line}}", {"text": "{{link}}\n\n{{#line}}"}),
            ("text.txt", 1, "{{link}} must be in it", {"text": "Hello"}),
            ("message.html", 1, '<a href="{{link}}"> must be in it', {"html": "<p>{{link}}</p>"}),
            ("message.html", 2, "<script> must not", {"html": '<a href="{{link}}">a</a>\n<script>1</script>'}),
            ("message.html", 1, "must not be fetched", {"html": '<img src="https://example.com/a.png">'}),
            ("text.txt", 1, "more than 65536 bytes", {"text": "{{link}}" + "a" * 70_000}),
            ("text.txt", 1, "more than 100 macros", {"text": "{{link}}" * 200}),
            ("text.txt", 1, "more than 4 sections", {"text": "{{#line}}" * 9 + "{{/line}}" * 9}),
        ):
            folder = self.template(**parts)
            said = self.refused("mail-template", "put", "standard", "en", folder)
            self.assertIn(f"{folder / file}, line {line}: ", said)
            self.assertIn(words, said)
        self.assertIn("standard: Standard invitation, en, de", self.appliance.admin("mail-template", "list"))

    def test_a_template_of_one_s_own(self):
        server = FaultServer()
        self.addCleanup(server.close)
        self.appliance.mail(server.port)
        self.appliance.start()
        folder = self.template(subject="{{site}}: {{representative}}", text="Bonjour {{key}}\n{{link}}\n{{expires}}")
        self.appliance.admin("mail-template", "put", "short", "fr", folder, "--name", "Short one")
        self.appliance.admin("mail-template", "put", "standard", "fr", folder)
        templates = self.appliance.ask("GET", "/keys/setup")["templates"]
        self.assertEqual([template["code"] for template in templates], ["standard", "short"])
        self.assertEqual([template["languages"] for template in templates], [["en", "de", "fr"], ["fr"]])
        key = self.appliance.invite("petra@example.com", template="short")
        self.appliance.until_state(key, "sent")
        message, = server.parsed()
        self.assertEqual(message["Subject"], "Example Support: Ines")
        text = next(message.iter_parts()).get_content().replace("\r\n", "\n")
        self.assertRegex(text, r"^Bonjour \d{3} \d{3} \d{3}\nhttp://\S+\n20\d\d-\d\d-\d\d \d\d:\d\d \(Europe/Berlin")
        preview = self.appliance.ask("POST", "/keys/preview", {"template": "short", "name": "Petra"})
        self.assertTrue(preview["text"].startswith("Bonjour ••• ••• •••\n"), preview)
        preview = self.appliance.ask("POST", "/keys/preview", {"key": key["id"], "template": "short"})
        self.assertIn(key["link"], preview["html"])
        self.appliance.admin("mail-template", "remove", "short")
        self.assertIn("there is no such", self.refused("mail-template", "remove", "short"))
        with self.assertRaises(Refused):
            self.appliance.invite("noor@example.com", template="short")
        written = self.appliance.folder / "written"
        self.appliance.admin("mail-template", "show", "standard", "fr", "--to", written)
        self.assertEqual((written / "text.txt").read_text(), (folder / "text.txt").read_text())
