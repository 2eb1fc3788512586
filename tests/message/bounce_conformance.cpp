// Bounces, complaints and automatic answers that others collected: kind, recipient, status, hard or soft.
// bounce_conformance [-v]: prints what differs, last the shares; fails below the shares that the design asks for.
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "message/parse_mail.hpp"

using dialogd::message::MailKind;
using dialogd::message::MailReport;
using dialogd::message::ParsedMail;

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::filesystem::path shared_folder() {
    const char* named = std::getenv("DIALOGD_SHARED");
    return named != nullptr ? std::filesystem::path(named)
                            : std::filesystem::path(DIALOGD_SOURCE_DIR) / ".." / "shared";
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// Codes of the form 5.0.9xx are the collector's own, for mails that give none: then only the class is to agree.
bool same_status(const std::string& expected, const std::string& given) {
    if (expected.empty()) return true;
    if (expected.substr(1, 4) == ".0.9" || expected.substr(1) == ".0.0")
        return !given.empty() && given[0] == expected[0];
    return expected == given;
}

struct Share {
    int right = 0, of = 0;
    void count(bool ok) {
        ++of;
        if (ok) ++right;
    }
    double percent() const { return of == 0 ? 0.0 : 100.0 * right / of; }
};

class Judge {
public:
    explicit Judge(bool verbose) : verbose_(verbose) {}

    void judge(const std::string& name, const nlohmann::json& expected, const ParsedMail& mail) {
        const std::string wanted = expected.at(0).at("kind").get<std::string>();
        const MailKind kind = wanted == "bounce"      ? MailKind::bounce
                              : wanted == "complaint" ? MailKind::complaint
                                                      : MailKind::automatic;
        kind_.count(mail.kind == kind);
        if (mail.kind != kind) say(name, "kind", wanted, std::string(to_text(mail.kind)));
        for (const auto& one : expected) report(name, one, mail);
    }

    bool good_enough() const {
        std::printf("kind %.1f%%  recipient %.1f%%  status %.1f%%  hard/soft %.1f%%  of %d mails\n", kind_.percent(),
                    recipient_.percent(), status_.percent(), hard_.percent(), kind_.of);
        return kind_.percent() >= 98 && recipient_.percent() >= 95 && status_.percent() >= 95 && hard_.percent() >= 95;
    }

private:
    void report(const std::string& name, const nlohmann::json& one, const ParsedMail& mail) {
        const auto wanted = lower(one.at("recipient").get<std::string>());
        if (mail.kind == MailKind::automatic) {
            recipient_.count(lower(mail.from) == wanted);
            if (lower(mail.from) != wanted) say(name, "from", wanted, mail.from);
            return;
        }
        const MailReport* found = nullptr;
        for (const MailReport& r : mail.reports)
            if (lower(r.recipient) == wanted) found = &r;
        recipient_.count(found != nullptr);
        if (found == nullptr) {
            std::string all;
            for (const MailReport& r : mail.reports) all += r.recipient + " ";
            say(name, "recipient", wanted, all);
            if (mail.reports.size() == 1) found = &mail.reports.front();
        }
        if (one.at("kind") != "bounce") return;
        const auto dsn = one.at("dsn").get<std::string>();
        const bool status_ok = found != nullptr && same_status(dsn, found->status);
        status_.count(status_ok);
        if (!status_ok) say(name, "status", dsn, found == nullptr ? "" : found->status, found);
        const bool hard = one.at("hardbounce").get<bool>();
        const bool hard_ok = found != nullptr && found->hard == hard;
        hard_.count(hard_ok);
        if (!hard_ok)
            say(name, one.at("reason").get<std::string>(), hard ? "hard" : "soft", hard ? "soft" : "hard", found);
    }

    void say(const std::string& name, const std::string& what, const std::string& wanted, const std::string& given,
             const MailReport* report = nullptr) {
        if (!verbose_) return;
        std::printf("%s: %s: wanted %s, given %s\n", name.c_str(), what.c_str(), wanted.c_str(), given.c_str());
        if (report != nullptr)
            std::printf("    %s | %s\n", report->status.c_str(), report->diagnostic.substr(0, 300).c_str());
    }

    bool verbose_;
    Share kind_, recipient_, status_, hard_;
};

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path folder = shared_folder() / "conformance" / "mail";
    if (!std::filesystem::exists(folder / "bounces.json")) {
        std::printf("skipped: there is no %s\n", (folder / "bounces.json").c_str());
        return 77;
    }
    Judge judge(argc > 1 && std::string_view(argv[1]) == "-v");
    const auto cases = nlohmann::json::parse(read_file(folder / "bounces.json"));
    for (const auto& [name, expected] : cases.items()) {
        const auto mail = dialogd::message::parse_mail(read_file(folder / "bounces" / name), {});
        judge.judge(name, expected, mail ? mail.value() : ParsedMail{});
    }
    return judge.good_enough() ? 0 : 1;
}
