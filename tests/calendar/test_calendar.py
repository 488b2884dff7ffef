"""Calendars of the real binary, read by two readers that are not ours. `scripts/test calendar` runs it."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

import icalendar
import vobject

BINARY = os.environ["CLOSEOUT_BIN"]
NAME = "phone; shop, floor \\ 漢字 " + "a long name " * 9
UNTIL = (datetime.date.today() + datetime.timedelta(days=200)).isoformat()
DUE = datetime.date.today() + datetime.timedelta(days=40)


class Calendar(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.data = pathlib.Path(cls.place.name) / "record"
        cls.environment = {**os.environ, "CLOSEOUT_PASSWORD": "a pass phrase of some length"}
        cls.run_("init", "--organization", "Harbor Tool Works", "--system", "Shop", "--admin", "ada@harbor.example")
        cls.run_("item", "draft", "--source", "audit", "--weakness", "The secret weakness")
        cls.run_("item", "milestone", "add", "POAM-0001", "The secret step", "--due", DUE)
        command = [BINARY, "serve", "--data", str(cls.data), "--listen", "127.0.0.1:0"]
        cls.log = open(pathlib.Path(cls.place.name) / "log", "w+b")
        cls.server = subprocess.Popen(command, env=cls.environment, stdout=cls.log, stderr=cls.log)
        cls.base = cls.listening()

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.server.wait()
        cls.log.close()
        cls.place.cleanup()

    @classmethod
    def listening(cls):
        for _ in range(600):
            said = pathlib.Path(cls.log.name).read_text()
            found = re.search(r"http://127\.0\.0\.1:\d+", said)
            if found:
                return found.group(0)
            if cls.server.poll() is not None:
                raise AssertionError(said)
            try:
                cls.server.wait(0.05)
            except subprocess.TimeoutExpired:
                pass
        raise AssertionError("the server did not say where it listens")

    @classmethod
    def run_(cls, *arguments):
        command = [BINARY, *map(str, arguments), "--data", str(cls.data)]
        done = subprocess.run(command, env=cls.environment, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise AssertionError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def opened(self):
        made = self.run_("calendar", "new", NAME, "--all", "--until", UNTIL, "--output", "json")
        return self.base + json.loads(made)["address"]

    def fetched(self, address, **headers):
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return answer.headers, answer.read()

    def test_two_readers_see_the_same_days(self):
        _, text = self.fetched(self.opened())
        self.assertNotIn(b"secret", text.lower())
        for line in text.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
        read = icalendar.Calendar.from_ical(text)
        # The reader leaves names that no standard has as they stand, escapes and all.
        name = re.sub(r"\\(.)", r"\1", str(read["X-WR-CALNAME"]))
        self.assertEqual(name, f"Closeout: {NAME.strip()}")
        theirs = {(str(e["UID"]), str(e["SUMMARY"]), e["DTSTART"].dt, e["DTEND"].dt) for e in read.walk("VEVENT")}
        self.assertTrue(all(not event.errors for event in read.walk("VEVENT")))
        others = vobject.readOne(text.decode())
        mine = {(e.uid.value, e.summary.value, e.dtstart.value, e.dtend.value) for e in others.vevent_list}
        self.assertEqual(theirs, mine)
        day = datetime.timedelta(days=1)
        self.assertIn(("POAM-0001 milestone 1", DUE, DUE + day), {event[1:] for event in theirs})
        self.assertEqual(len(theirs), len({event[0] for event in theirs}))

    def test_it_is_not_sent_twice_and_ends(self):
        address = self.opened()
        headers, _ = self.fetched(address)
        with self.assertRaises(urllib.error.HTTPError) as same:
            self.fetched(address, **{"If-None-Match": headers["ETag"]})
        self.assertEqual(same.exception.code, 304)
        rows = json.loads(self.run_("calendar", "list", "--output", "json"))["calendars"]
        self.assertIsNotNone(max(row["used"] or "" for row in rows) or None)
        for row in rows:
            self.run_("calendar", "revoke", row["id"])
        with self.assertRaises(urllib.error.HTTPError) as gone:
            self.fetched(address)
        self.assertEqual(gone.exception.code, 404)


if __name__ == "__main__":
    unittest.main(verbosity=2)
