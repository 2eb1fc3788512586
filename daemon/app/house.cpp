// Reads keys, rules and templates, and makes the Ruleset that the loop runs on.
#include "app/house.hpp"

#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <sstream>

#include "engine/calendar.hpp"
#include "message/reader.hpp"
#include "message/segments.hpp"
#include "message/token.hpp"
#include "message/words.hpp"

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSecretOctets = 32;
constexpr std::size_t kMaxFiles = 20'000;  // of one folder: more is a mistake in the configuration

std::optional<std::string> from_hex(std::string_view hex) {
    if (hex.size() != kSecretOctets * 2) return std::nullopt;
    std::string octets;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        unsigned value = 0;
        const auto [stopped, problem] = std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
        if (problem != std::errc{} || stopped != hex.data() + i + 2) return std::nullopt;
        octets.push_back(static_cast<char>(value));
    }
    return octets;
}

// One key a line, the newest first: its number (1..255) and 64 hexadecimal digits.
Result<std::vector<message::Key>> parse_keys(const fs::path& path, const std::string& text) {
    std::vector<message::Key> keys;
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words(line);
        int id = 0;
        std::string hex;
        words >> id >> hex;
        const auto secret = from_hex(hex);
        if (!secret || id < 1 || id > 255)
            return Error{ErrorCode::invalid,
                         "a key is its number (1 to 255) and 64 hexadecimal digits, such as from: openssl rand -hex 32",
                         {path.string(), number, 1}};
        keys.push_back({static_cast<std::uint8_t>(id), *secret});
    }
    if (keys.empty()) return Error{ErrorCode::invalid, "no key in it", {path.string(), 1, 1}};
    return keys;
}

Result<void> make_keys(const fs::path& path) {
    unsigned char octets[kSecretOctets];
    if (RAND_bytes(octets, sizeof octets) != 1) return Error{ErrorCode::internal, "no random numbers to be had", {}};
    std::string text =
        "# Signs links and reply addresses. Keep it in your backups: with a lost key old links break.\n1 ";
    for (const unsigned char octet : octets) {
        constexpr const char* kDigits = "0123456789abcdef";
        text.push_back(kDigits[octet >> 4U]);
        text.push_back(kDigits[octet & 15U]);
    }
    text.push_back('\n');
    std::error_code problem;
    fs::create_directories(path.parent_path(), problem);
    const mode_t before = umask(0077);
    std::ofstream file(path, std::ios::binary);
    umask(before);
    file << text;
    file.close();
    if (!file) return Error{ErrorCode::unavailable, "can't write " + path.string(), {}};
    return {};
}

Result<std::vector<message::Key>> read_keys(const Config& config, bool may_make_keys) {
    const fs::path path = config.keys_file.empty() ? config.data / "link-keys" : config.keys_file;
    std::error_code problem;
    if (config.keys_file.empty() && !fs::exists(path, problem)) {
        if (!may_make_keys) return std::vector<message::Key>{{1, std::string(kSecretOctets, 'x')}};
        if (Result<void> made = make_keys(path); !made) return made.error();
    }
    Result<std::string> text = read_file(path, 64U << 10U);
    if (!text) {
        Error error = text.error();
        error.message = "keys_file: " + error.message;
        return error;
    }
    return parse_keys(path, *text);
}

Instant instant_of(fs::file_time_type time) {
    return std::chrono::time_point_cast<Duration>(std::chrono::file_clock::to_sys(time));
}

Result<std::vector<rules::SourceFile>> read_folder(const fs::path& folder, bool deep, const char* key) {
    std::error_code problem;
    if (!fs::is_directory(folder, problem))
        return Error{ErrorCode::not_found, std::string(key) + ": there is no folder " + folder.string(), {}};
    std::vector<fs::path> paths;
    for (auto entry = fs::recursive_directory_iterator(folder, problem); entry != fs::recursive_directory_iterator();
         entry.increment(problem)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with(".") || (!deep && entry->is_directory())) {
            if (entry->is_directory()) entry.disable_recursion_pending();
            continue;
        }
        const std::string ending = entry->path().extension().string();
        const bool ours = deep ? name != "README.md" : ending == ".yaml" || ending == ".yml";
        if (entry->is_regular_file() && ours) paths.push_back(entry->path());
        if (paths.size() > kMaxFiles)
            return Error{ErrorCode::invalid, folder.string() + " holds more than 20,000 files", {}};
    }
    std::sort(paths.begin(), paths.end());
    std::vector<rules::SourceFile> files;
    for (const fs::path& path : paths) {
        Result<std::string> text = read_file(path, 2U << 20U);
        if (!text) return text.error();
        const fs::path shown = folder.filename() / fs::relative(path, folder);
        const fs::file_time_type changed = fs::last_write_time(path, problem);
        files.push_back({shown.string(), std::move(*text), problem ? Instant{} : instant_of(changed)});
    }
    return files;
}

void set_live_since(Rule& rule, const LiveSince* known, Instant now) {
    rule.live_since = known == nullptr ? now : known->rule;
    for (Trigger& trigger : rule.triggers) {
        trigger.live_since = now;
        if (known == nullptr) continue;
        const auto since = known->triggers.find(trigger.hash);
        if (since != known->triggers.end()) trigger.live_since = since->second;
        if (known->triggers.empty()) trigger.live_since = known->rule;
    }
}

}  // namespace

Result<Tools> load_tools(const Config& config, bool may_make_keys) {
    Tools tools;
    Result<std::unique_ptr<const Calendar>> calendar = engine::load_calendar();
    if (!calendar) return calendar.error();
    Result<std::vector<message::Key>> keys = read_keys(config, may_make_keys);
    if (!keys) return keys.error();
    tools.calendar = std::move(*calendar);
    tools.formats = message::load_formats();
    tools.signer = message::make_signer(std::move(*keys));
    tools.reader = message::make_reply_reader(tools.calendar.get(), config.country);
    tools.words = message::make_words_compiler();
    const std::string& zone = config.household.time_zone;
    if (!tools.calendar->knows(zone))
        return Error{ErrorCode::invalid,
                     "time_zone: `" + zone + "` is no time zone; an IANA name such as Europe/Copenhagen is needed",
                     {config.file.string(), 0, 0}};
    return tools;
}

Result<rules::Sources> read_sources(const Config& config) {
    rules::Sources sources;
    Result<std::vector<rules::SourceFile>> rules = read_folder(config.rules, false, "rules");
    if (!rules) return rules.error();
    Result<std::vector<rules::SourceFile>> templates = read_folder(config.templates, true, "templates");
    if (!templates) return templates.error();
    sources.rules = std::move(*rules);
    sources.templates = std::move(*templates);
    // The files are of today, also when the daemon's clock is made up.
    sources.now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    sources.segments = [](std::string_view text) -> std::size_t { return message::sms_shape(text).segments; };
    return sources;
}

Loaded load_rules(const Config& config, const Tools& tools, const rules::Sources& sources,
                  const std::map<std::string, LiveSince>& live_since, Instant now) {
    Loaded loaded;
    auto ruleset = std::make_shared<Ruleset>();
    ruleset->household = config.household;
    ruleset->services = tools.services();
    loaded.report = rules::load(sources, *tools.words, *ruleset);
    for (Rule& rule : ruleset->rules) {
        const auto known = live_since.find(rule.name);
        set_live_since(rule, known == live_since.end() ? nullptr : &known->second, now);
    }
    if (loaded.report.errors.empty()) loaded.rules = std::move(ruleset);
    return loaded;
}

}  // namespace dialogd::app
