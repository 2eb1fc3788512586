// What a person at the terminal asks: results on stdout, errors on stderr.
#include "app/commands.hpp"

#include <algorithm>
#include <iostream>

#include "app/api_keys.hpp"
#include "app/house.hpp"
#include "app/json.hpp"
#include "app/show.hpp"
#include "engine/calendar.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

constexpr int kFound = 1;
constexpr int kConfigExit = 78;

int fail(const Error& error, int code = kFound) {
    std::cerr << to_string(error) << "\n";
    return code;
}

// The configuration, or nothing after having said what is wrong with it.
std::optional<Config> config_or_complain(const std::filesystem::path& file) {
    ConfigReport report = read_config(file);
    for (const Error& error : report.errors) std::cerr << to_string(error) << "\n";
    if (!report.errors.empty()) return std::nullopt;
    return std::move(report.config);
}

void print_json(const std::vector<Error>& errors, const char* kind, bool& first) {
    for (const Error& error : errors) {
        std::cout << (first ? "\n" : ",\n") << " {\"kind\":\"" << kind << "\",\"file\":" << json_text(error.where.file)
                  << ",\"line\":" << error.where.line << ",\"column\":" << error.where.column
                  << ",\"message\":" << json_text(error.message) << "}";
        first = false;
    }
}

std::string count_of(std::size_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

struct Look {
    std::vector<Entry> entries;
    std::unique_ptr<const Calendar> calendar;
    std::string zone;
};

Result<Look> look_up(const Config& config, const LookOptions& options) {
    store::Settings settings;
    settings.folder = config.data;
    settings.read_only = true;
    Result<std::unique_ptr<Store>> store = store::open(settings);
    if (!store) return store.error();
    const CustomerNumber number = (*store)->find(options.customer);
    if (number == CustomerNumber::nobody)
        return Error{
            ErrorCode::not_found, "there is no customer `" + options.customer + "` in " + config.data.string(), {}};
    Result<std::vector<Entry>> entries = (*store)->history(number, options.limit);
    if (!entries) return entries.error();
    Result<std::unique_ptr<const Calendar>> calendar = engine::load_calendar();
    if (!calendar) return calendar.error();
    return Look{std::move(*entries), std::move(*calendar), config.household.time_zone};
}

int show(const LookOptions& options, bool decisions_only) {
    const std::optional<Config> config = config_or_complain(options.config);
    if (!config) return kConfigExit;
    Result<Look> look = look_up(*config, options);
    if (!look) return fail(look.error());
    if (options.json) {
        if (decisions_only)
            std::erase_if(look->entries, [](const Entry& e) { return !std::holds_alternative<Decision>(e.what); });
        std::cout << to_json(look->entries) << "\n";
    } else if (decisions_only) {
        const std::string text = show_decisions(look->entries, *look->calendar, look->zone);
        std::cout << (text.empty() ? "no decision yet\n" : text);
    } else {
        std::cout << show_history(look->entries, *look->calendar, look->zone);
    }
    return 0;
}

}  // namespace

int check(const std::filesystem::path& file, bool json) {
    ConfigReport report = read_config(file);
    rules::LoadReport found;
    std::size_t rules = 0;
    std::size_t contents = 0;
    found.errors = report.errors;
    if (report.errors.empty()) {
        const Result<Tools> tools = load_tools(report.config, false);
        const Result<rules::Sources> sources = read_sources(report.config);
        if (!tools) found.errors.push_back(tools.error());
        if (!sources) found.errors.push_back(sources.error());
        if (tools && sources) {
            Loaded loaded = load_rules(report.config, *tools, *sources, {}, Instant{});
            found = std::move(loaded.report);
            if (loaded.rules) rules = loaded.rules->rules.size(), contents = loaded.rules->contents.size();
        }
    }
    if (json) {
        bool first = true;
        std::cout << "[";
        print_json(found.errors, "error", first);
        print_json(found.warnings, "warning", first);
        std::cout << "\n]\n";
    } else {
        for (const Error& error : found.errors) std::cout << to_string(error) << "\n";
        for (const Error& warning : found.warnings) std::cout << "warning: " << to_string(warning) << "\n";
        if (found.errors.empty())
            std::cout << count_of(rules, "rule", "rules") << " and " << count_of(contents, "content", "contents")
                      << ": no mistakes"
                      << (found.warnings.empty() ? "" : ", " + count_of(found.warnings.size(), "warning", "warnings"))
                      << "\n";
        else
            std::cout << count_of(found.errors.size(), "mistake", "mistakes") << "\n";
    }
    if (!report.errors.empty()) return kConfigExit;
    return found.errors.empty() ? 0 : kFound;
}

int history(const LookOptions& options) {
    return show(options, false);
}
int explain(const LookOptions& options) {
    return show(options, true);
}

int add_key(const std::filesystem::path& file, const std::string& name, const std::vector<std::string>& scopes) {
    const std::optional<Config> config = config_or_complain(file);
    if (!config) return kConfigExit;
    const Result<std::string> key = ApiKeys(config->data / "api-keys").add(name, scopes);
    if (!key) return fail(key.error());
    std::cout << *key << "\n";
    std::cerr << "This is the only time that the key is shown; a hash of it is kept.\n";
    return 0;
}

int revoke_key(const std::filesystem::path& file, const std::string& name) {
    const std::optional<Config> config = config_or_complain(file);
    if (!config) return kConfigExit;
    const Result<void> revoked = ApiKeys(config->data / "api-keys").revoke(name);
    return revoked ? 0 : fail(revoked.error());
}

int list_keys(const std::filesystem::path& file) {
    const std::optional<Config> config = config_or_complain(file);
    if (!config) return kConfigExit;
    const Result<std::vector<ApiKey>> keys = ApiKeys(config->data / "api-keys").list();
    if (!keys) return fail(keys.error());
    for (const ApiKey& key : *keys) {
        std::cout << key.name;
        for (const std::string& scope : key.scopes) std::cout << " " << scope;
        std::cout << "\n";
    }
    return 0;
}

}  // namespace dialogd::app
