// The commands of a session.
#include "app/try_session.hpp"

#include <algorithm>
#include <iostream>

#include "app/json_value.hpp"
#include "app/sample.hpp"
#include "engine/taking.hpp"
#include "rules/suggest.hpp"

namespace dialogd::app {

namespace {

constexpr std::string_view kHelp =
    "  TEXT                     the customer answers, the way the last message came\n"
    "  sms: TEXT  mail: TEXT    ... by SMS or by e-mail\n"
    "  /wait 3d                 time passes (2h, 30m, 1w); /wait alone: until something happens\n"
    "  /event NAME key=value    something happens: /event order.placed total=300\n"
    "  /stop                    the customer writes STOP\n"
    "  /why                     the last decision: what was considered, what blocked\n"
    "  /state                   who the customer is now, and what is open\n"
    "  /quit                    the end (Ctrl-D does the same)\n";

const std::vector<std::string> kCommands{"/wait", "/event", "/stop", "/why", "/state", "/help", "/quit"};

}  // namespace

void Session::show(const Result<void>& outcome) {
    news_ = conversation_.take_news();
    std::cout << view_.news(news_);
    if (!outcome) {
        failed_ = true;
        complain(outcome.error());
    }
}

void Session::take(const Input& input) {
    show(conversation_.take(input));
    if (story_ != nullptr) story_->step(input, conversation_, news_);
}

void Session::say_how_it_starts() const {
    for (const Trigger& trigger : rule_.triggers) {
        switch (trigger.kind) {
            case Trigger::Kind::event:
                std::cout << "  It starts with " << trigger.event;
                if (trigger.condition != nullptr) std::cout << " if " << trigger.condition->text();
                break;
            case Trigger::Kind::absent:
                std::cout << "  It starts when " << to_text(trigger.absent_for) << " pass without " << trigger.event
                          << ": /wait " << to_text(trigger.absent_for);
                break;
            case Trigger::Kind::keyword: {
                std::cout << "  It starts when the customer writes";
                for (const std::string& word : trigger.words) std::cout << " \"" << word << "\"";
                break;
            }
            case Trigger::Kind::becomes:
                std::cout << "  It starts when this becomes true: " << trigger.condition->text();
                break;
            case Trigger::Kind::date:
            case Trigger::Kind::schedule: std::cout << "  It starts by the calendar: /wait"; break;
        }
        std::cout << "\n";
    }
}

void Session::begin() {
    std::cout << paint_.bold(rule_.name) << "  " << rule_.about << "\n";
    const std::string name = starting_event(rule_);
    if (!name.empty()) {
        Event event = sample_event(shop_, name, {}, conversation_.now());
        event.id = "try-" + std::to_string(++events_);
        event.source = "try";
        std::cout << "  " << paint_.blue("→ " + name + " " + shortened(to_json(event.properties), 100)) << "\n";
        take(event);
    }
    const bool started = std::any_of(conversation_.customer().runs.begin(), conversation_.customer().runs.end(),
                                     [&](const Run& run) { return run.rule == rule_.name; });
    if (!started) say_how_it_starts();
    if (engine::in_holdout(conversation_.customer(), rule_))
        std::cout << paint_.yellow(
            "  This customer is held out: the rule decides and sends nothing. Leave `holdout` out of "
            "the rule to try it.\n");
    std::cout << paint_.dim(view_.next());
}

bool Session::take_line(const std::string& line) {
    const std::size_t from = line.find_first_not_of(" \t\r");
    if (from == std::string::npos) return true;
    const std::string text = line.substr(from, line.find_last_not_of(" \t\r") - from + 1);
    if (echoes_) std::cout << "\n" << prompt() << harmless(text) << "\n";
    if (text.front() == '#') return true;
    if (text.front() == '/') return take_command(text);
    reply(text);
    return true;
}

bool Session::take_command(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "/quit" || command == "/exit") return false;
    if (command == "/wait") return wait(words), true;
    if (command == "/event") return event(words), true;
    if (command == "/stop") return reply("STOP"), true;
    if (command == "/why")
        std::cout << view_.why();
    else if (command == "/state")
        std::cout << view_.state();
    else if (command == "/help")
        std::cout << kHelp;
    else
        std::cout << paint_.red("  no command " + command) << rules::did_you_mean(command, kCommands) << " (/help)\n";
    return true;
}

void Session::wait(std::istringstream& words) {
    std::string text;
    words >> text;
    Duration duration{};
    if (text.empty()) {
        const Instant due = conversation_.next_due();
        if (due == kNever) {
            std::cout << "  Nothing is waiting: time alone changes nothing here.\n";
            return;
        }
        duration = std::max(Duration{}, due - conversation_.now());
    } else {
        const Result<Duration> parsed = parse_duration(text);
        if (!parsed) {
            std::cout << paint_.red("  " + parsed.error().message) << "\n";
            return;
        }
        duration = *parsed;
    }
    show(conversation_.wait(duration));
    if (story_ != nullptr) story_->wait(duration, conversation_, news_);
    std::cout << paint_.dim(view_.next());
}

Value Session::property(const std::string& event, const std::string& name, const std::string& text) const {
    const rules::EventFields* fields = shop_.vocabulary.find_event(event);
    if (fields == nullptr) return loose_value(text);
    const auto type = fields->properties.find(name);
    if (type == fields->properties.end()) {
        std::vector<std::string> names;
        for (const auto& [known, _] : fields->properties) names.push_back(known);
        std::cout << paint_.yellow("  vocabulary.yaml gives " + event + " no `" + name + "`")
                  << rules::did_you_mean(name, names) << "\n";
        return loose_value(text);
    }
    return type->second == rules::Type::text ? Value(text) : loose_value(text);
}

void Session::event(std::istringstream& words) {
    Event event;
    words >> event.name;
    if (event.name.empty()) {
        std::cout << "  Which? As in: /event order.placed total=300\n";
        return;
    }
    const auto& aliases = shop_.rules->aliases.events;
    if (const auto ours = aliases.find(event.name); ours != aliases.end()) event.name = ours->second;
    if (shop_.vocabulary.declared && shop_.vocabulary.find_event(event.name) == nullptr) {
        std::cout << paint_.red("  vocabulary.yaml has no event " + event.name)
                  << rules::did_you_mean(event.name, shop_.vocabulary.event_names()) << "\n";
        return;
    }
    Value::Map properties;
    for (std::string word; words >> word;) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) {
            std::cout << paint_.red("  " + word + ": write name=value, as in total=300") << "\n";
            return;
        }
        const std::string name = word.substr(0, equals);
        properties.emplace_back(Value(name), property(event.name, name, word.substr(equals + 1)));
    }
    event.id = "try-" + std::to_string(++events_);
    event.source = "try";
    event.time = conversation_.now();
    event.properties = Value(std::move(properties));
    take(event);
    if (news_.empty()) std::cout << "  Nothing comes of it: no rule waits for " << event.name << " now.\n";
    std::cout << paint_.dim(view_.next());
}

void Session::reply(const std::string& line) {
    const Message* last = conversation_.last_sent();
    ChannelKind channel = last == nullptr ? ChannelKind::email : last->channel;
    std::string text = line;
    for (const auto& [start, kind] :
         {std::pair{"sms:", ChannelKind::sms}, {"mail:", ChannelKind::email}, {"email:", ChannelKind::email}}) {
        if (!text.starts_with(start)) continue;
        channel = kind;
        text = text.substr(std::string_view(start).size());
        text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
        break;
    }
    if (find_address(conversation_.customer(), channel) == nullptr) {
        std::cout << paint_.red("  This customer has no address for that.") << "\n";
        return;
    }
    std::cout << "  "
              << paint_.green("◂ " + std::string(channel == ChannelKind::email ? "by e-mail: " : "by SMS: ") + text)
              << "\n";
    take(conversation_.reply(channel, text));
    std::cout << paint_.dim(view_.next());
}

}  // namespace dialogd::app
