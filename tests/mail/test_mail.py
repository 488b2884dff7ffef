"""The real binary against a real mail server. `CLOSEOUT_BIN` names the binary; `scripts/test mail` runs it."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from smtp import Server

BINARY = os.environ["CLOSEOUT_BIN"]
ADMIN = "ada@harbor.example"
QUESTIONS = 30


def run(*arguments, code=0, **environment):
    done = subprocess.run(
        [BINARY, *map(str, arguments)],
        env={**os.environ, "CLOSEOUT_PASSWORD": "a pass phrase of some length", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    if code is not None and done.returncode != code:
        raise AssertionError(f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Mail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.place.name)
        cls.authority = cls.folder / "localhost.pem"
        cls.key = cls.folder / "localhost.key"
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        command += ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        command += ["-addext", "basicConstraints=critical,CA:FALSE"]
        subprocess.run([*command, "-keyout", cls.key, "-out", cls.authority], check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        self.data = self.home / "record"
        self.server = None

    def tearDown(self):
        if self.server:
            self.server.stop()

    def encrypted(self, pause=0.0):
        self.server = Server(self.home / "mail", self.authority, self.key, pause)
        return self.by(self.server)

    def by(self, server):
        return {
            "CLOSEOUT_SMTP": server.url,
            "CLOSEOUT_SMTP_FROM": "Closeout <closeout@harbor.example>",
            "CLOSEOUT_SMTP_CA": str(self.authority),
            "CLOSEOUT_PAGES": "https://poam.harbor.example",
        }

    def begin(self, approvers=1):
        """A record in which an item waits for the approval of several people."""
        data = ["--data", self.data]
        run("init", *data, "--organization", "Harbor Tool Works", "--system", "Shop", "--admin", ADMIN)
        for number in range(approvers):
            address = f"approver{number}@harbor.example"
            run("person", "add", *data, address, "--name", f"Approver {number}", "--role", "executive")
        drafted = run("item", "draft", *data, "--source", "audit", "--weakness", "The secret weakness")
        self.assertIn("POAM-0001", drafted)

    def raise_questions(self, count):
        for _ in range(count):
            run("item", "draft", "--data", self.data, "--source", "audit", "--weakness", "Another secret")
        for number in range(1, count + 1):
            item = f"POAM-{number:04}"
            run("escalation", "raise", "--data", self.data, item, "--to", "executive", "--reason", "why")

    def notices(self):
        return json.loads(run("notice", "list", "--data", self.data, "--output", "json"))["notices"]

    def test_a_test_mail_arrives_encrypted(self):
        mail = self.encrypted()
        self.begin()
        run("notice", "test", "--data", self.data, **mail)
        [got] = self.server.mails()
        self.assertEqual((got["To"], got["From"]), (ADMIN, "Closeout <closeout@harbor.example>"))
        self.assertIn("https://poam.harbor.example/", got.get_body(("plain",)).get_content())

    def test_a_server_without_encryption_gets_nothing(self):
        self.begin()
        self.server = Server(self.home / "mail")
        told = run("notice", "test", "--data", self.data, code=5, **self.by(self.server))
        self.assertIn("STARTTLS", told)
        self.assertEqual(self.server.mails(), [])

    def test_an_authority_that_nobody_believes_gets_nothing(self):
        mail = self.encrypted()
        self.begin()
        mail.pop("CLOSEOUT_SMTP_CA")
        run("notice", "test", "--data", self.data, code=5, **mail)
        self.assertEqual(self.server.mails(), [])

    def test_a_question_arrives_once_and_says_no_more_than_its_number(self):
        mail = self.encrypted()
        self.begin()
        self.raise_questions(1)
        for _ in range(3):
            run("tick", "--data", self.data, **mail)
        subjects = [got["Subject"] for got in self.server.mails()]
        self.assertEqual(subjects.count("Closeout: POAM-0001 was laid before you"), 1, subjects)
        for got in self.server.mails():
            self.assertNotIn("secret", got.as_string().lower())

    def test_what_is_refused_for_now_waits_and_what_is_refused_for_good_is_given_up(self):
        mail = self.encrypted()
        self.begin()
        self.raise_questions(2)
        self.server.handler.answers = ["451 try later", "550 no such mailbox"]
        run("tick", "--data", self.data, **mail)
        rows = {row["stage"]: row for row in self.notices() if row["why"]}
        self.assertIn("451", rows["waiting"]["why"])
        self.assertIn("550", rows["dead"]["why"])
        run("notice", "replay", "--data", self.data, rows["dead"]["key"])
        run("tick", "--data", self.data, **mail)
        self.assertEqual({row["key"]: row["stage"] for row in self.notices()}[rows["dead"]["key"]], "sent")

    def test_three_servers_one_of_them_killed_send_nothing_twice(self):
        mail = self.encrypted(pause=0.15)
        self.begin()
        self.raise_questions(QUESTIONS)
        # All is put before the servers start, so that they share it. The first is tried, in vain, and waits a minute.
        run("tick", "--data", self.data, **{**mail, "CLOSEOUT_SMTP": "smtp://localhost:9"})
        self.assertEqual({row["stage"] for row in self.notices()}, {"waiting"})
        environment = {**os.environ, **mail}
        command = [BINARY, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        servers = [subprocess.Popen(command, env=environment, **quiet) for _ in range(3)]
        try:
            deadline = time.monotonic() + 60
            while len(self.server.mails()) < 3 and time.monotonic() < deadline:
                time.sleep(0.02)
            servers[0].send_signal(signal.SIGKILL)
            # What the killed one held and had not begun to hand over is free after three minutes.
            deadline = time.monotonic() + 300
            while any(row["stage"] in ("waiting", "sending") for row in self.notices()) and time.monotonic() < deadline:
                time.sleep(1)
        finally:
            for server in servers:
                server.kill()
                server.wait()
        ids = [got["Message-ID"] for got in self.server.mails()]
        rows = self.notices()
        self.assertGreaterEqual(len(rows), QUESTIONS)
        self.assertEqual(len(ids), len(set(ids)), "nothing twice")
        self.assertEqual({row["stage"] for row in rows} - {"sent", "unknown"}, set())
        unknown = [row for row in rows if row["stage"] == "unknown"]
        self.assertLessEqual(len(unknown), 1)
        # What is unknown may have arrived or not; everything else has.
        self.assertIn(len(ids), range(len(rows) - len(unknown), len(rows) + 1))


if __name__ == "__main__":
    unittest.main(verbosity=2)
