// `dialogd consents export` and `import`: the log of who agreed to what, with its proof.
#include <fstream>
#include <iostream>

#include "app/ask_daemon.hpp"
#include "app/copy.hpp"
#include "app/customer_commands.hpp"
#include "app/json_value.hpp"
#include "app/terminal.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kPage = 10'000;
constexpr std::size_t kMostLines = 5'000;       // of one request: the daemon takes 10,000
constexpr std::size_t kMostOctets = 2U << 20U;  // it takes 4 MiB

struct Sent {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
};

// One request. Lines that the daemon refuses are named on stderr by their place in the file.
Result<void> send(const Config& config, const std::string& key, const std::string& lines, std::uint64_t first,
                  Sent& sent) {
    const auto answer = ask_daemon(config, {"/v1/consents", lines, key, "POST", 64U << 20U, "application/x-ndjson"});
    if (!answer) return answer.error();
    if (!*answer) return Error{ErrorCode::unavailable, "no daemon answers at " + config.http + ": start it first", {}};
    const bool none_taken = (*answer)->status == 400;
    const Result<std::string> body = none_taken ? (*answer)->body : answer_body(**answer, "write");
    if (!body) return body.error();
    const Result<Value> said = parse_json(*body, "the answer");
    if (!said) return said.error();
    if (const Value* accepted = said->find("accepted"))
        sent.accepted += static_cast<std::uint64_t>(accepted->as_double().value_or(0));
    const Value* errors = said->find("errors");
    if (errors == nullptr || errors->list() == nullptr) {
        if (none_taken) return Error{ErrorCode::invalid, *body, {}};
        return {};
    }
    for (const Value& error : *errors->list()) {
        ++sent.refused;
        const Value* index = error.find("index");
        const auto place = index == nullptr ? 0 : static_cast<std::uint64_t>(index->as_double().value_or(0));
        const Value* why = error.find("error");
        std::cerr << "line " << first + place << ": " << (why == nullptr ? to_json(error) : to_text(*why)) << "\n";
    }
    return {};
}

}  // namespace

int export_consents(const ConsentOptions& options) {
    const std::optional<Config> config = config_or_say(options.config);
    if (!config) return kConfigExit;
    store::Settings settings;
    settings.folder = config->data;
    settings.read_only = true;
    const Result<std::unique_ptr<Store>> store = store::open(settings);
    if (!store) return complain(store.error());
    for (Position after = Position::none;;) {
        const auto page = store::consents(**store, after, kPage);
        if (!page) return complain(page.error());
        if (page->empty()) return 0;
        for (const store::LoggedConsent& line : *page)
            if (!line.customer.empty()) std::cout << consent_json(line) << "\n";
        after = page->back().position;
    }
}

int import_consents(const ConsentOptions& options) {
    const std::optional<Config> config = config_or_say(options.config);
    if (!config) return kConfigExit;
    const Result<std::string> key = read_key(options.key_file);
    if (!key) return complain(key.error());
    std::ifstream file(options.file, std::ios::binary);
    if (!file) return complain("can't read " + options.file.string() + ": is it there, and may it be read?");
    Sent sent;
    std::string lines;
    std::string line;
    std::uint64_t number = 0;
    std::uint64_t first = 1;
    std::size_t count = 0;
    for (bool more = true; more;) {
        more = static_cast<bool>(std::getline(file, line));
        if (more) {
            ++number;
            lines += line + "\n";
            ++count;
        }
        if (count == 0 || (more && count < kMostLines && lines.size() < kMostOctets)) continue;
        if (const Result<void> done = send(*config, *key, lines, first, sent); !done) return complain(done.error());
        lines.clear();
        count = 0;
        first = number + 1;
    }
    std::cout << sent.accepted << " consents taken, " << sent.refused << " refused\n";
    return sent.refused == 0 ? 0 : kFoundExit;
}

}  // namespace dialogd::app
