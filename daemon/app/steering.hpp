// What somebody who runs the daemon tells it over HTTP: pause, resume, drop, reload.
#pragma once

#include "app/clock.hpp"
#include "app/loop.hpp"
#include "intake/intake.hpp"

namespace dialogd::app {

// What became of reading rules and templates again.
struct Reloaded {
    std::vector<Error> mistakes;  // with any of these the old rules stay
    std::size_t rules = 0;
    std::size_t contents = 0;
};

void log(const Reloaded& reloaded);

class Steering {
public:
    // Reads them again; `done` is called exactly once, perhaps on the loop's thread.
    using Reload = std::function<void(std::function<void(const Reloaded&)> done)>;

    Steering(Loop& loop, const Clock& clock, Reload reload) : loop_(loop), clock_(clock), reload_(std::move(reload)) {}

    // The scope of the key that such a request needs; nothing when it is not for here.
    static std::optional<std::string_view> scope_of(const intake::HttpRequest& request);
    // `by`: the key's name.
    void serve(const intake::HttpRequest& request, std::string by, intake::Respond respond);

private:
    void act(Act act, const intake::HttpRequest& request, std::string by, const intake::Respond& respond);
    void reload(const intake::Respond& respond);
    void ask(const intake::Respond& respond, Inbox::Task task);

    Loop& loop_;
    const Clock& clock_;
    Reload reload_;
};

}  // namespace dialogd::app
