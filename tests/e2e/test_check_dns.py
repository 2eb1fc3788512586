#!/usr/bin/env python3
"""`dialogd check-dns` against a made-up DNS server on loopback."""
import json
import subprocess
import time
import unittest

from dns_server import DnsServer
from support import PROGRAM

GOOD = {
    ("shop.example", "TXT"): ["other=1", "v=spf1 include:_spf.relay.example ~all"],
    ("_spf.relay.example", "TXT"): ["v=spf1 ip4:192.0.2.0/24 -all"],
    ("dialogd._domainkey.shop.example", "TXT"): ["v=DKIM1; k=rsa; p=" + "A" * 392],
    ("_dmarc.shop.example", "TXT"): ["v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.example"],
    ("shop.example", "MX"): [(10, "mail.shop.example"), (20, "mail2.shop.example")],
    ("mail.shop.example", "A"): ["192.0.2.10"],
    ("mail2.shop.example", "AAAA"): ["2001:db8::2"],
    ("_mta-sts.shop.example", "TXT"): ["v=STSv1; id=20260101"],
    ("10.2.0.192.in-addr.arpa", "PTR"): ["mail.shop.example"],
}


class CheckDns(unittest.TestCase):
    def check(self, records, *arguments, silent=False):
        server = DnsServer(records, silent)
        self.addCleanup(server.stop)
        self.server = server
        done = subprocess.run([PROGRAM, "check-dns", "--resolver", server.address, *arguments],
                              capture_output=True, text=True, timeout=60)
        return done

    def standings(self, records, *arguments):
        done = self.check(records, "--json", *arguments)
        return done.returncode, {one["check"]: one for one in json.loads(done.stdout)}

    def test_a_domain_that_has_everything_is_good(self):
        code, looks = self.standings(GOOD, "shop.example", "--selector", "dialogd", "--ip", "192.0.2.10")
        self.assertEqual(code, 0, looks)
        self.assertEqual({look["standing"] for look in looks.values()}, {"good"}, looks)
        self.assertEqual(set(looks), {"SPF", "DKIM", "DMARC", "MX", "TLS", "PTR"})
        self.assertIn("pass", looks["SPF"]["why"])

    def test_a_domain_that_has_nothing_gets_records_to_copy(self):
        done = self.check({}, "shop.example", "--ip", "192.0.2.10")
        self.assertEqual(done.returncode, 1)
        for record in ('shop.example.  3600  IN  TXT  "v=spf1 ip4:192.0.2.10 ~all"',
                       'dialogd._domainkey.shop.example.  3600  IN  TXT  "v=DKIM1; k=rsa; p=',
                       '_dmarc.shop.example.  3600  IN  TXT  "v=DMARC1; p=quarantine',
                       "shop.example.  3600  IN  MX  10 mail.shop.example.",
                       "10.2.0.192.in-addr.arpa.  3600  IN  PTR  mail.shop.example."):
            self.assertIn(record, done.stdout)
        self.assertIn("5 things are missing", done.stdout)
        self.assertNotIn("\x1b", done.stdout)

    def test_spf_is_worked_out_for_the_host(self):
        code, looks = self.standings(GOOD, "shop.example", "--ip", "198.51.100.7")
        self.assertEqual(code, 1)
        self.assertEqual(looks["SPF"]["standing"], "missing")
        self.assertIn("softfail", looks["SPF"]["why"])
        self.assertIn("v=spf1 include:_spf.relay.example ip4:198.51.100.7 ~all", looks["SPF"]["publish"][0])

    def test_two_spf_records_or_a_circle_of_them_are_errors(self):
        two = {**GOOD, ("shop.example", "TXT"): ["v=spf1 mx ~all", "v=spf1 a ~all"]}
        self.assertIn("two records", self.standings(two, "shop.example")[1]["SPF"]["why"])
        circle = {**GOOD, ("shop.example", "TXT"): ["v=spf1 include:shop.example ~all"]}
        _, looks = self.standings(circle, "shop.example", "--ip", "192.0.2.10")
        self.assertIn("permerror", looks["SPF"]["why"])
        self.assertLess(len(self.server.asked), 60)

    def test_weak_things_are_advice_and_not_missing(self):
        weak = {**GOOD, ("_dmarc.shop.example", "TXT"): ["v=DMARC1;p=none"],
                ("dialogd._domainkey.shop.example", "TXT"): ["v=DKIM1; p=" + "A" * 216]}
        del weak[("_mta-sts.shop.example", "TXT")]
        code, looks = self.standings(weak, "shop.example")
        self.assertEqual(code, 0, looks)
        for name in ("DKIM", "DMARC", "TLS"):
            self.assertEqual(looks[name]["standing"], "advice")

    def test_a_name_that_does_not_lead_back_is_missing(self):
        wrong = {**GOOD, ("10.2.0.192.in-addr.arpa", "PTR"): ["host.provider.example"]}
        code, looks = self.standings(wrong, "shop.example", "--ip", "192.0.2.10")
        self.assertEqual((code, looks["PTR"]["standing"]), (1, "missing"))

    def test_a_dead_resolver_ends_in_time(self):
        begin = time.monotonic()
        done = self.check({}, "shop.example", silent=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no answer", done.stderr)
        self.assertLess(time.monotonic() - begin, 20)

    def test_what_is_no_domain_is_usage(self):
        for wrong in (["hej@shop.example"], ["localhost"], ["shop.example", "--ip", "mail.shop.example"]):
            self.assertEqual(self.check({}, *wrong).returncode, 2, wrong)


if __name__ == "__main__":
    unittest.main(verbosity=2)
