// The fakes, and the world that the engine's tests share.
#include "engine/support.hpp"

#include <algorithm>
#include <charconv>

#include "engine/calendar.hpp"

namespace dialogd::testing {

namespace {

class FakeExpression : public Expression {
public:
    FakeExpression(Evaluate evaluate, std::vector<Needs::Window> needs)
        : evaluate_(std::move(evaluate)), needs_(std::move(needs)) {}
    Result<Value> evaluate(const Scope& scope) const override { return evaluate_(scope); }
    const std::string& text() const override { return text_; }
    const std::vector<Needs::Window>& needs() const override { return needs_; }

private:
    Evaluate evaluate_;
    std::vector<Needs::Window> needs_;
    std::string text_ = "a test";
};

class FakeTemplate : public Template {
public:
    explicit FakeTemplate(std::string source) : source_(std::move(source)) {}
    Rendered render(const Scope& scope) const override {
        Rendered out;
        std::size_t from = 0;
        for (;;) {
            const std::size_t open = source_.find("{{", from);
            out.text += source_.substr(from, open == std::string::npos ? open : open - from);
            if (open == std::string::npos) return out;
            const std::size_t close = source_.find("}}", open);
            const std::string name = source_.substr(open + 2, close - open - 2);
            const std::size_t dot = name.find('.');
            const auto value =
                dot == std::string::npos ? scope.find(name) : scope.select(name.substr(0, dot), name.substr(dot + 1));
            if (value)
                out.text += to_text(*value);
            else
                out.missing.push_back(name);
            from = close + 2;
        }
    }
    std::uint64_t hash() const override { return hash_text(source_); }
    const std::string& source() const override { return source_; }

private:
    std::string source_;
};

class FakeSigner : public Signer {
public:
    std::string sign(std::string_view purpose, Token token) const override {
        return std::string(purpose) + "-" + std::to_string(to_integer(token.customer)) + "-" +
               std::to_string(token.number);
    }
    std::optional<Token> verify(std::string_view, std::string_view) const override { return std::nullopt; }
};

// Whole texts only: "8", "no", "STOP", "STOP 8", "only sms".
class FakeReader : public ReplyReader {
public:
    bool says(std::span<const std::string> words, std::string_view text) const override {
        return std::find(words.begin(), words.end(), text) != words.end();
    }
    AnswerReading read_answer(std::span<const AnswerMatcher> answers, std::string_view text,
                              const Circumstances&) const override {
        if (text.starts_with("STOP ")) text.remove_prefix(5);
        AnswerReading reading;
        if (text == "unsure") {
            reading.unsure = true;
            reading.why = "two answers fit";
            return reading;
        }
        double number = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_number = failed == std::errc{} && end == text.data() + text.size();
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const AnswerMatcher& one = answers[i];
            const bool in_range = one.number && is_number && number >= one.number->min && number <= one.number->max;
            const bool word = std::find(one.words.begin(), one.words.end(), text) != one.words.end();
            const bool refuses = one.is == AnswerMatcher::Is::refuse && text == "no";
            if (!in_range && !word && !refuses) continue;
            reading.all.push_back(static_cast<int>(i));
            if (reading.matched >= 0) continue;
            reading.matched = static_cast<int>(i);
            if (in_range) reading.value = Value(number);
        }
        return reading;
    }
    Steering read_steering(std::string_view text, ChannelKind, bool, Instant, std::string_view) const override {
        Steering said;
        if (text == "STOP" || text.starts_with("STOP ")) said.opt_out = Steering::OptOut::channel;
        if (text == "STOP ALL") said.opt_out = Steering::OptOut::marketing;
        if (text == "EVERYTHING") said.opt_out = Steering::OptOut::everything;
        said.opt_in = text == "START";
        said.help = text == "HELP";
        if (text == "only sms") {
            said.preference.emplace();
            said.preference->channels = {ChannelKind::sms};
        }
        return said;
    }
};

Step step_of(auto what) {
    Step step;
    step.what = std::move(what);
    return step;
}

}  // namespace

std::unique_ptr<const Expression> expression(Evaluate evaluate, std::vector<Needs::Window> needs) {
    return std::make_unique<FakeExpression>(std::move(evaluate), std::move(needs));
}
std::unique_ptr<const Expression> path(std::string root, std::string field) {
    return expression([root, field](const Scope& scope) -> Result<Value> {
        if (auto value = scope.select(root, field)) return *value;
        return Error{ErrorCode::not_found, root + "." + field + " is not there"};
    });
}
std::unique_ptr<const Expression> constant(Value value) {
    return expression([value](const Scope&) -> Result<Value> { return value; });
}
std::unique_ptr<const Template> words(std::string text) {
    return std::make_unique<FakeTemplate>(std::move(text));
}

const Calendar& calendar() {
    static const std::unique_ptr<const Calendar> loaded = std::move(engine::load_calendar()).value();
    return *loaded;
}

Step wait_step(Duration duration) {
    step::Wait wait;
    wait.duration = duration;
    return step_of(std::move(wait));
}
Step wait_event_step(std::string event, std::optional<Duration> timeout, std::unique_ptr<const Expression> condition) {
    step::Wait wait;
    wait.event = std::move(event);
    wait.timeout = timeout;
    wait.event_if = std::move(condition);
    return step_of(std::move(wait));
}
Step send_step(std::vector<std::string> contents, Duration expires) {
    step::Send send;
    send.contents = std::move(contents);
    send.expires = expires;
    return step_of(std::move(send));
}
Step ask_step(std::string content, Duration timeout) {
    step::Ask ask;
    ask.send.contents = {std::move(content)};
    ask.timeout = timeout;
    Answer score;
    score.match.name = "score";
    score.match.number = AnswerMatcher::Range{0, 10};
    score.save = "customer.nps";
    Answer no;
    no.match.name = "no";
    no.match.is = AnswerMatcher::Is::refuse;
    Answer other;
    other.match.name = "other";
    other.match.any = true;
    other.save = "customer.said";
    ask.answers.push_back(std::move(score));
    ask.answers.push_back(std::move(no));
    ask.answers.push_back(std::move(other));
    return step_of(std::move(ask));
}
Step emit_step(std::string event) {
    step::Emit emit;
    emit.event = std::move(event);
    return step_of(std::move(emit));
}
Step handover_step(std::string queue) {
    return step_of(step::HandOver{std::move(queue), "a note"});
}
Step set_step(std::string name, Value value) {
    step::Set set;
    set.assignments.push_back({std::move(name), std::move(value), nullptr});
    return step_of(std::move(set));
}
Step end_step(std::string reason) {
    return step_of(step::End{std::move(reason)});
}

Rule event_rule(std::string name, std::string topic, std::string event, std::vector<Step> main) {
    Rule rule;
    rule.name = std::move(name);
    rule.topic = std::move(topic);
    rule.version = hash_text(rule.name);
    rule.reenter.kind = Reenter::Kind::always;
    Trigger trigger;
    trigger.event = std::move(event);
    rule.triggers.push_back(std::move(trigger));
    for (std::size_t i = 0; i < main.size(); ++i) {
        const std::int32_t next = i + 1 < main.size() ? static_cast<std::int32_t>(i + 1) : -1;
        Step& step = main[i];
        step.next = next;
        step.key = hash_text(rule.name, i + 1);
        if (auto* wait = std::get_if<step::Wait>(&step.what)) wait->then = wait->otherwise = next;
        if (auto* send = std::get_if<step::Send>(&step.what)) send->not_sent = next;
        if (auto* ask = std::get_if<step::Ask>(&step.what)) ask->no_answer = next;
    }
    rule.steps = std::move(main);
    return rule;
}
std::vector<Step> steps(Step a) {
    std::vector<Step> list;
    list.push_back(std::move(a));
    return list;
}
std::vector<Step> steps(Step a, Step b) {
    std::vector<Step> list = steps(std::move(a));
    list.push_back(std::move(b));
    return list;
}
std::vector<Step> steps(Step a, Step b, Step c) {
    std::vector<Step> list = steps(std::move(a), std::move(b));
    list.push_back(std::move(c));
    return list;
}
std::int32_t add_branch(Rule& rule, Step step, std::int32_t next) {
    step.next = next;
    step.key = hash_text(rule.name, rule.steps.size() + 1);
    if (auto* send = std::get_if<step::Send>(&step.what)) send->not_sent = next;
    rule.steps.push_back(std::move(step));
    return static_cast<std::int32_t>(rule.steps.size()) - 1;
}
step::Ask& ask_of(Rule& rule, std::size_t step) {
    return std::get<step::Ask>(rule.steps.at(step).what);
}

House::House() {
    static const FakeSigner signer;
    static const FakeReader reader;
    rules.services = {&calendar(), nullptr, &signer, &reader};
    Household& household = rules.household;
    household.company = "Shop";
    household.public_url = "https://shop.example";
    household.reply_domain = "shop.example";
    household.time_zone = "Europe/Copenhagen";
    household.channels = {{ChannelKind::email, "Shop <hi@shop.example>", true, std::nullopt},
                          {ChannelKind::sms, "1234", true, std::nullopt}};
    household.gather = Duration{};
    household.topics = {
        {"offers", {"offers", true, {}}}, {"surveys", {"surveys", true, {}}}, {"service", {"service", false, {}}}};
    household.unmatched_queue = "service";
    for (const char* name : {"note", "news", "question", "_stopped", "_started", "_help", "_changed"})
        add_content(name);
}

Content& House::add_content(std::string name, std::string text) {
    Content content;
    content.name = std::move(name);
    for (const ChannelKind channel : {ChannelKind::email, ChannelKind::sms}) {
        Words one;
        one.language = "en";
        one.channel = channel;
        if (channel == ChannelKind::email) {
            one.subject = words("About " + content.name);
            one.html = words("<p>" + text + "</p>");
        }
        one.text = words(text);
        content.words.push_back(std::move(one));
    }
    rules.contents.push_back(std::move(content));
    return rules.contents.back();
}

House& House::ready() {
    index(rules);
    return *this;
}

World::World(const House& house, bool consents) : rules(house.rules) {
    customer.number = CustomerNumber{7};
    customer.id = "c7";
    Profile profile;
    profile.email = "anna@example.com";
    profile.phone = "+4520123456";
    take(profile);
    for (const char* topic : {"offers", "surveys"})
        if (consents) take(Consent{topic, std::nullopt, true, "yes", "api", now});
    forget();
}

const Turn& World::take(const Input& input) {
    turn = take_turn(rules, customer, input, now);
    for (const EntryBody& entry : turn.entries) {
        apply(rules.needs, customer, entry, now);
        entries.push_back(entry);
    }
    return turn;
}

const Turn& World::event(std::string name, Value::Map properties) {
    return take(Event{std::move(name), "e" + std::to_string(++inputs_), "test", now, Value(std::move(properties)), 0});
}

const Turn& World::reply(ChannelKind channel, std::string text, MessageNumber message) {
    Reply reply;
    reply.channel = channel;
    reply.from = channel == ChannelKind::email ? "anna@example.com" : "+4520123456";
    reply.id = "r" + std::to_string(++inputs_);
    reply.text = std::move(text);
    reply.message = message;
    reply.matched_by = message == 0 ? MatchedBy::address : MatchedBy::token;
    reply.time = now;
    return take(reply);
}

const Turn& World::receipt(MessageNumber message, ReceiptKind kind, bool address_is_bad) {
    Receipt receipt;
    receipt.message = message;
    receipt.kind = kind;
    receipt.address_is_bad = address_is_bad;
    receipt.time = now;
    return take(receipt);
}

void World::pass(Duration duration) {
    const Instant until = now + duration;
    for (int i = 0; next_wake(rules, customer, now) <= until; ++i) {
        REQUIRE(i < 2'000);
        now = std::max(now, next_wake(rules, customer, now));
        const bool wrote = !take(Wake{}).entries.empty();
        REQUIRE((wrote || next_wake(rules, customer, now) > now));
    }
    now = until;
}

void World::send_all() {
    const std::vector<OpenMessage> open = customer.messages;
    for (const OpenMessage& message : open) {
        claim(message.number);
        receipt(message.number, ReceiptKind::accepted);
    }
}

Decision World::last_decision() const {
    const std::vector<Decision> decisions = all<Decision>();
    REQUIRE_FALSE(decisions.empty());
    return decisions.back();
}

}  // namespace dialogd::testing
