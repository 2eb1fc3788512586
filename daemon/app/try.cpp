// Who is tried with what: the customer, the rule, the clock; then a session.
#include "app/try.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "app/json_value.hpp"
#include "app/sample.hpp"
#include "app/try_session.hpp"
#include "rules/suggest.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kLongestLine = 10'000;

// Attributes that a rule sets or saves are not known beforehand: a question would be skipped.
std::set<std::string> set_by_rules(const Ruleset& rules) {
    std::set<std::string> names;
    const auto add = [&](std::string name) {
        if (name.starts_with("customer.")) name.erase(0, 9);
        names.insert(std::move(name));
    };
    for (const Rule& rule : rules.rules)
        for (const Step& step : rule.steps) {
            if (const auto* set = std::get_if<step::Set>(&step.what))
                for (const step::Assignment& assignment : set->assignments) add(assignment.name);
            if (const auto* ask = std::get_if<step::Ask>(&step.what))
                for (const Answer& answer : ask->answers) add(answer.save);
        }
    return names;
}

Result<Profile> made_up_profile(const Workshop& shop, const TryOptions& options, Instant now) {
    Value::Map given;
    for (const std::string& each : options.attributes) {
        const std::size_t equals = each.find('=');
        if (equals == std::string::npos || equals == 0)
            return Error{ErrorCode::invalid, "--attribute " + each + ": write name=value, as in first_name=Anna", {}};
        const std::string name = each.substr(0, equals);
        if (shop.vocabulary.declared && !shop.vocabulary.customer.contains(name)) {
            std::vector<std::string> names;
            for (const auto& [known, type] : shop.vocabulary.customer) names.push_back(known);
            complain("warning: vocabulary.yaml has no attribute `" + name + "`" + rules::did_you_mean(name, names));
        }
        const auto type = shop.vocabulary.customer.find(name);
        const bool text = type != shop.vocabulary.customer.end() && type->second == rules::Type::text;
        given.emplace_back(Value(name), text ? Value(each.substr(equals + 1)) : loose_value(each.substr(equals + 1)));
    }
    const Customer sample = sample_customer(shop, Value(given), now);
    const std::set<std::string> later = set_by_rules(*shop.rules);
    Profile profile;
    profile.source = "api";
    profile.language = options.language;
    profile.email = find_address(sample, ChannelKind::email)->value;
    profile.phone = find_address(sample, ChannelKind::sms)->value;
    Value::Map attributes;
    for (const Attribute& attribute : sample.attributes)
        if (attribute.source == "given" || !later.contains(attribute.name))
            attributes.emplace_back(Value(attribute.name), attribute.value);
    profile.attributes = Value(std::move(attributes));
    return profile;
}

// Today at ten in the shop's zone: no quiet hours are in the way.
Instant today_at_ten(const Workshop& shop) {
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const std::string& zone = shop.config.household.time_zone;
    LocalTime local = shop.tools.calendar->local(now, zone);
    local.minute = 600;
    local.second = 0;
    return shop.tools.calendar->instant(local, zone);
}

std::vector<std::string> marketing_topics(const Workshop& shop) {
    std::vector<std::string> topics;
    for (const auto& [name, topic] : shop.config.household.topics)
        if (topic.marketing) topics.push_back(name);
    return topics;
}

int converse(Session& session) {
    const bool asks = is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
    session.begin();
    if (asks) std::cout << "\nType what the customer would answer; /wait, /event, /why, /state, /help, /quit.\n";
    for (std::string line;;) {
        if (asks) std::cout << "\n" << session.prompt() << std::flush;
        if (!std::getline(std::cin, line)) break;
        if (line.size() > kLongestLine) line.resize(kLongestLine);
        if (!session.take_line(line) || session.failed()) break;
    }
    std::cout << std::flush;
    return session.failed() ? kFoundExit : 0;
}

// A customer who is in the store, as they stand; nothing is written back.
int try_with_customer(const Workshop& shop, const Rule& rule, const TryOptions& options, Instant now) {
    Result<Customer> customer = load_customer(shop, options.customer);
    if (!customer) return complain(customer.error());
    const Instant begin = std::max(now, customer->last_turn);
    Conversation conversation(*shop.rules, std::move(*customer), begin);
    Session session(shop, rule, conversation, nullptr);
    return converse(session);
}

int try_made_up(const Workshop& shop, const Rule& rule, bool draft, const TryOptions& options, Instant now) {
    const Result<Profile> profile = made_up_profile(shop, options, now);
    if (!profile) return complain(profile.error(), kUsageExit);
    Customer nobody;
    nobody.number = CustomerNumber{1};
    nobody.id = "try";
    Conversation conversation(*shop.rules, nobody, now);
    StoryWriter story(shop, rule.name, draft);
    const std::vector<std::string> topics = marketing_topics(shop);
    story.begin(*profile, nobody.id, topics, now);
    std::vector<Input> inputs{*profile};
    for (const std::string& topic : topics)
        inputs.emplace_back(Consent{topic, std::nullopt, true, "I agree", "api", now});
    for (const Input& input : inputs)
        if (const Result<void> taken = conversation.take(input); !taken) return complain(taken.error());
    conversation.take_news();
    Session session(shop, rule, conversation, options.save.empty() ? nullptr : &story);
    const int code = converse(session);
    if (options.save.empty()) return code;
    if (const Result<void> saved = story.save(options.save); !saved) return complain(saved.error());
    std::cout << "\n" << options.save.string() << " has it as a story.\n";
    return code;
}

}  // namespace

int try_rule(const TryOptions& options) {
    int code = 0;
    const std::unique_ptr<Workshop> shop = open_workshop(options.config, code);
    if (shop == nullptr) return code;
    if (find_rule_or_say(*shop->rules, options.rule, shop->config.rules) == nullptr) return kFoundExit;
    Instant now = today_at_ten(*shop);
    if (!options.at.empty()) {
        const Result<Instant> at = parse_instant(options.at);
        if (!at) return complain("--at: " + at.error().message, kUsageExit);
        now = *at;
    }
    const auto rule = std::find_if(shop->rules->rules.begin(), shop->rules->rules.end(),
                                   [&](const Rule& one) { return one.name == options.rule; });
    const bool draft = !rule->live;
    if (draft)
        std::cout << "`" << rule->name << "` is a draft and sends nothing yet: here it speaks as if it were live.\n";
    rule->live = true;
    return options.customer.empty() ? try_made_up(*shop, *rule, draft, options, now)
                                    : try_with_customer(*shop, *rule, options, now);
}

}  // namespace dialogd::app
