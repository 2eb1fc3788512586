// Submission to a real Postfix that asks for TLS and for a login, which a real Dovecot checks.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "channels/party.hpp"
#include "channels/smtp.hpp"
#include "channels/temporary.hpp"
#include "channels/wait.hpp"

using namespace dialogd;
using namespace dialogd::channels;
using namespace dialogd::tests;
namespace fs = std::filesystem;

namespace {

bool no_parties() {
    const bool there = !parties_folder().empty() && !program("postfix").empty() && !program("dovecot").empty() &&
                       !program("openssl").empty() && ::geteuid() == 0;
    if (!there) MESSAGE("skipped: no postfix, no dovecot, no openssl, no folder with parties, or not root");
    return !there;
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void append(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::app) << text;
}

// Dovecot as the one who knows passwords, and nothing else.
struct Passwords {
    explicit Passwords(const fs::path& folder) {
        fs::create_directories(folder / "run");
        append(folder / "users", "dialogd:{PLAIN}secret\n");
        append(folder / "dovecot.conf",
               "base_dir = " + folder.string() + "/run\nstate_dir = " + folder.string() + "/run\nlog_path = " +
                   folder.string() + "/dovecot.log\nprotocols =\nssl = no\nauth_mechanisms = plain login\n" +
                   "passdb {\n  driver = passwd-file\n  args = " + folder.string() + "/users\n}\n" +
                   "userdb {\n  driver = static\n  args = uid=mail gid=mail home=/tmp\n}\n" +
                   "service auth {\n  inet_listener passwords {\n    address = 127.0.0.1\n    port = " +
                   std::to_string(port) + "\n  }\n}\n");
        party.emplace(std::vector<std::string>{program("dovecot"), "-F", "-c", (folder / "dovecot.conf").string()},
                      port, (folder / "dovecot.out").string());
        REQUIRE(party->ready());
    }
    int port = free_port();
    std::optional<Party> party;
};

// The parties' private instance, with TLS and AUTH; what it takes goes nowhere.
struct Postfix {
    Postfix() : folder(temporary.path), passwords(folder) {
        REQUIRE(make_certificate(folder));
        REQUIRE(dialogd::tests::run({"/bin/bash", parties_folder() + "/postfix-setup.sh", folder.string()}, log()));
        append(folder / "etc/main.cf",
               "smtpd_tls_cert_file = " + (folder / "cert.pem").string() + "\nsmtpd_tls_key_file = " +
                   (folder / "key.pem").string() + "\nsmtpd_tls_auth_only = yes\nsmtpd_sasl_auth_enable = yes\n" +
                   "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:127.0.0.1:" + std::to_string(passwords.port) +
                   "\nmynetworks =\nsmtpd_relay_restrictions = permit_sasl_authenticated, reject\n" +
                   "smtpd_tls_security_level = may\n");
        std::string master = text_of(folder / "etc/master.cf");
        master.replace(master.find("127.0.0.1:10030"), 15, "127.0.0.1:" + std::to_string(port));
        std::ofstream(folder / "etc/master.cf")
            << "127.0.0.1:" << smtps << " inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n"
            << master;
        REQUIRE(dialogd::tests::run({program("postfix"), "-c", (folder / "etc").string(), "start"}, log()));
    }
    ~Postfix() { (void)dialogd::tests::run({program("postfix"), "-c", (folder / "etc").string(), "stop"}, log()); }
    std::string log() const { return (folder / "setup.log").string(); }

    Receipt send(SmtpSettings settings, int count = 1) const {
        settings.user = settings.user == "-" ? "" : "dialogd";
        auto channel = make_smtp(settings);
        REQUIRE(channel);
        std::vector<Outcome> outcomes;
        for (int i = 1; i <= count; ++i) (*channel)->submit(mail_to(static_cast<MessageNumber>(i), "a@ok.example"));
        outcomes = outcomes_of(**channel, static_cast<std::size_t>(count));
        REQUIRE(outcomes.size() == static_cast<std::size_t>(count));
        for (const Outcome& outcome : outcomes) CHECK(outcome.receipt.kind == outcomes[0].receipt.kind);
        return outcomes[0].receipt;
    }
    SmtpSettings settings() const {
        SmtpSettings settings;
        settings.url = "smtp://127.0.0.1:" + std::to_string(port);
        settings.tls = Tls::required;
        settings.ca_file = (folder / "cert.pem").string();
        settings.password = "secret";
        settings.connections = 2;
        return settings;
    }

    TemporaryFolder temporary;
    fs::path folder;
    Passwords passwords;
    int port = free_port(), smtps = free_port();
};

}  // namespace

TEST_CASE("postfix: STARTTLS and AUTH as it asks for them, and what it says without") {
    if (no_parties()) return;
    const Postfix postfix;
    CHECK(postfix.send(postfix.settings(), 40).kind == ReceiptKind::accepted);
    SmtpSettings wrapped = postfix.settings();
    wrapped.url = "smtps://127.0.0.1:" + std::to_string(postfix.smtps);
    CHECK(postfix.send(wrapped, 3).kind == ReceiptKind::accepted);
    SmtpSettings wrong = postfix.settings();
    wrong.password = "wrong";
    const Receipt denied = postfix.send(wrong);
    CHECK(denied.kind == ReceiptKind::deferred);  // not the mail's fault: it waits until the password is mended
    CHECK_FALSE(denied.address_is_bad);
    SmtpSettings unknown_ca = postfix.settings();
    unknown_ca.ca_file.clear();
    CHECK(postfix.send(unknown_ca).kind == ReceiptKind::deferred);
    SmtpSettings anonymous = postfix.settings();
    anonymous.user = "-";
    const Receipt refused = postfix.send(anonymous);
    CHECK(refused.kind == ReceiptKind::failed);  // 554 5.7.1 Relay access denied
    CHECK_FALSE(refused.address_is_bad);
    SmtpSettings in_clear = postfix.settings();
    in_clear.tls = Tls::none;
    const Receipt clear = postfix.send(in_clear);  // AUTH is offered over TLS only
    CHECK(clear.kind == ReceiptKind::deferred);
    CHECK(clear.detail.find("AUTH") != std::string::npos);
}
