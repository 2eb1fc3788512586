// Reads and checks `imap`.
#include "app/imap_config.hpp"

#include "app/config_reading.hpp"
#include "channels/curl.hpp"

namespace dialogd::app {

namespace {

constexpr Duration kShortest = std::chrono::seconds(1);

// Names beyond ASCII go over IMAP in a coding of their own, which few servers still need and none of us can read.
bool is_plain(const std::string& name) {
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) return false;
    return !name.empty();
}

void check_url(const ImapConfig& imap, const rules::YamlNode& node, Keys& keys) {
    if (imap.url.empty()) return;
    const auto url = channels::split_url(imap.url);
    const bool path = imap.url.find('/', imap.url.find("://") + 3) != std::string::npos;
    if (!url || (url->scheme != "imap" && url->scheme != "imaps") || !url->bare || path)
        return keys.wrong(
            node, "imap: `url: " + imap.url + "` must be imap://HOST:PORT or imaps://HOST:PORT, and nothing else");
    const bool secured = imap.tls == "required" || url->scheme == "imaps";
    if (!secured && !url->loopback)
        keys.wrong(node, "imap: a user and password go over a secured connection only: `tls: required`");
}

}  // namespace

void read_imap(const rules::YamlNode& node, Reading& reading) {
    ImapConfig& imap = reading.report.config.imap;
    Keys keys(node, "imap", reading.report.errors);
    std::string ca_file;
    keys.required_text("url", imap.url, "imaps://mail.shop.example");
    keys.text("tls", imap.tls);
    keys.required_text("user", imap.user, "replies@dialog.shop.example");
    if (node.find("password_file") == nullptr)
        keys.wrong(node, "imap: `password_file` is missing, such as password_file: imap-password");
    imap.password = reading.secret(keys, "password_file");
    keys.text("ca_file", ca_file);
    imap.ca_file = reading.path_of(ca_file);
    keys.text("mailbox", imap.mailbox);
    keys.text("processed", imap.processed);
    keys.duration("every", imap.every);
    keys.finish();
    imap.reply_domain = reading.report.config.household.reply_domain;
    imap.taken_file = reading.report.config.data / "imap-taken";
    if (imap.tls != "none" && imap.tls != "opportunistic" && imap.tls != "required")
        keys.wrong(node, "imap: `tls: " + imap.tls + "` must be none, opportunistic or required");
    if (imap.every < kShortest) keys.wrong(node, "imap: `every` must be a second at least; 1m is usual");
    for (const std::string* name : {&imap.mailbox, &imap.processed})
        if (!is_plain(*name)) keys.wrong(node, "imap: `" + *name + "` must be a mailbox's name in plain ASCII");
    if (imap.mailbox == imap.processed)
        keys.wrong(node, "imap: `processed` must be another mailbox than `mailbox`: what is taken goes there");
    if (has_control(imap.user)) keys.wrong(node, "imap: `user` must be one line without control characters");
    check_url(imap, node, keys);
}

}  // namespace dialogd::app
