// `dialogd pause`, `resume` and `drop`: through the running daemon, else straight into its store.
#include <pwd.h>
#include <unistd.h>

#include <iostream>

#include "app/ask_daemon.hpp"
#include "app/json.hpp"
#include "app/json_value.hpp"
#include "app/operating.hpp"
#include "app/own_house.hpp"
#include "app/terminal.hpp"

namespace dialogd::app {

namespace {

std::string path_of(Act act) {
    return act == Act::pause ? "/v1/pause" : act == Act::resume ? "/v1/resume" : "/v1/drop";
}

std::string body_of(const Named& named) {
    if (named.all) return R"({"all":true})";
    return named.rule.empty() ? "{\"content\":" + json_text(named.content) + "}"
                              : "{\"rule\":" + json_text(named.rule) + "}";
}

std::string who_asks() {
    const passwd* user = ::getpwuid(::geteuid());
    return user == nullptr ? "the command line" : user->pw_name;
}

const Value* field(const Value& value, std::string_view name) {
    if (const Value::Map* map = value.map())
        for (const auto& [key, what] : *map)
            if (const std::string* text = key.text(); text != nullptr && *text == name) return &what;
    return nullptr;
}

std::string text_of(const Value& value, std::string_view name) {
    const Value* found = field(value, name);
    const std::string* text = found == nullptr ? nullptr : found->text();
    return text == nullptr ? std::string() : *text;
}

Result<std::string> leave_for_next_start(const Config& config, const SteerOptions& options) {
    const Result<OwnHouse> house = open_own_house(config);
    if (!house) return house.error();
    Store& store = *house->store;
    if (const Result<void> kept = keep_act(store, *house->rules, options.act, {options.named, house->now, who_asks()});
        !kept)
        return kept.error();
    return to_json(read_paused(store));
}

void show_list(const Value& paused, std::string_view list, std::string_view name) {
    const Value* things = field(paused, list);
    if (things == nullptr || things->list() == nullptr) return;
    for (const Value& thing : *things->list())
        std::cout << "paused: " << name << " `" << text_of(thing, name) << "`, since " << text_of(thing, "since")
                  << ", by " << text_of(thing, "by") << "\n";
}

void show(const SteerOptions& options, const std::string& json, bool runs) {
    if (options.json) {
        std::cout << json << (json.ends_with('\n') ? "" : "\n");
        return;
    }
    if (options.act == Act::drop)
        std::cout << describe(options.named) << (runs ? " is being dropped\n" : " is dropped when the daemon starts\n");
    const Result<Value> paused = parse_json(json, "the answer");
    if (!paused) return;
    if (const Value* all = field(*paused, "all"); all != nullptr && all->map() != nullptr)
        std::cout << "paused: everything, since " << text_of(*all, "since") << ", by " << text_of(*all, "by") << "\n";
    show_list(*paused, "rules", "rule");
    show_list(*paused, "contents", "content");
    if (json.find("\"since\"") == std::string::npos) std::cout << "nothing is paused\n";
}

}  // namespace

int steer(const SteerOptions& options) {
    const ConfigReport report = read_config(options.config);
    for (const Error& error : report.errors) std::cerr << to_string(error) << "\n";
    if (!report.errors.empty()) return kConfigExit;
    const auto fail = [](const Error& error) { return std::cerr << to_string(error) << "\n", kFoundExit; };
    const Result<std::string> key = read_key(options.key_file);
    if (!key) return fail(key.error());
    const auto answer = ask_daemon(report.config, {path_of(options.act), body_of(options.named), *key});
    if (!answer) return fail(answer.error());
    const bool runs = answer->has_value();
    const Result<std::string> paused =
        runs ? answer_body(**answer, "admin") : leave_for_next_start(report.config, options);
    if (!paused) return fail(paused.error());
    show(options, *paused, runs);
    return 0;
}

}  // namespace dialogd::app
