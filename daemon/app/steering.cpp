// Each is done on the loop's thread, between two rounds, and is on disk before it is answered.
#include "app/steering.hpp"

#include <spdlog/spdlog.h>

#include "app/json.hpp"

namespace dialogd::app {

namespace {

using intake::HttpAnswer;
using intake::HttpRequest;
using intake::Respond;

HttpAnswer json(int status, std::string body) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(body) + "\n";
    return answer;
}

HttpAnswer refused(const Error& error) {
    if (error.code == ErrorCode::invalid) return json(400, error_json(error));
    if (error.code == ErrorCode::not_found) return json(404, error_json(error));
    HttpAnswer answer = json(503, error_json(error));
    answer.headers["Retry-After"] = "1";
    return answer;
}

std::string mistakes_json(const std::vector<Error>& mistakes) {
    std::string list;
    for (const Error& mistake : mistakes)
        list += (list.empty() ? "{\"file\":" : ",{\"file\":") + json_text(mistake.where.file) +
                ",\"line\":" + std::to_string(mistake.where.line) +
                ",\"column\":" + std::to_string(mistake.where.column) + ",\"message\":" + json_text(mistake.message) +
                "}";
    return "{\"error\":\"the old rules stay\",\"mistakes\":[" + list + "]}";
}

const char* verb(Act act) {
    return act == Act::pause ? "paused" : act == Act::resume ? "resumed" : "dropped";
}

std::optional<Act> act_of(const std::string& path) {
    if (path == "/v1/pause") return Act::pause;
    if (path == "/v1/resume") return Act::resume;
    if (path == "/v1/drop") return Act::drop;
    return std::nullopt;
}

}  // namespace

void log(const Reloaded& reloaded) {
    for (const Error& mistake : reloaded.mistakes) spdlog::error("the old rules stay: {}", to_string(mistake));
    if (reloaded.mistakes.empty())
        spdlog::info("rules and templates read again: {} rules, {} contents", reloaded.rules, reloaded.contents);
}

std::optional<std::string_view> Steering::scope_of(const HttpRequest& request) {
    if (request.method == "GET" && request.path == "/v1/paused") return "read";
    if (request.method == "POST" && (act_of(request.path) || request.path == "/v1/reload")) return "admin";
    return std::nullopt;
}

void Steering::serve(const HttpRequest& request, std::string by, Respond respond) {
    if (const std::optional<Act> asked = act_of(request.path)) return act(*asked, request, std::move(by), respond);
    if (request.path == "/v1/reload") return reload(respond);
    ask(respond, [this, respond] { respond(json(200, to_json(read_paused(loop_.store())))); });
}

void Steering::act(Act act, const HttpRequest& request, std::string by, const Respond& respond) {
    const Result<Named> named = read_named(request.body);
    if (!named) return respond(refused(named.error()));
    ask(respond, [this, act, named = *named, by = std::move(by), respond] {
        Store& store = loop_.store();
        if (const Result<void> kept = keep_act(store, *loop_.rules(), act, {named, clock_.now(), by}); !kept)
            return respond(refused(kept.error()));
        const std::vector<ByHand> pauses = read_paused(store);
        loop_.change_by_hand(paused_of(pauses), read_drops(store));
        spdlog::warn("{} {} by {}", describe(named), verb(act), by);
        respond(json(200, to_json(pauses)));
    });
}

void Steering::reload(const Respond& respond) {
    reload_([respond](const Reloaded& reloaded) {
        if (reloaded.mistakes.empty())
            return respond(json(200, "{\"rules\":" + std::to_string(reloaded.rules) +
                                         ",\"contents\":" + std::to_string(reloaded.contents) + "}"));
        const Error& first = reloaded.mistakes.front();
        const bool of_files = first.code == ErrorCode::invalid || first.code == ErrorCode::not_found;
        respond(of_files ? json(422, mistakes_json(reloaded.mistakes)) : refused(first));
    });
}

void Steering::ask(const Respond& respond, Inbox::Task task) {
    if (loop_.ask(std::move(task))) return;
    respond(refused({ErrorCode::unavailable, "too many requests wait; try again", {}}));
}

}  // namespace dialogd::app
