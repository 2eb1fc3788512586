// The form on /p/TOKEN: the whole wish, or what is wrong.
#include <doctest/doctest.h>

#include <random>

#include "web/preference_fields.hpp"
#include "web/samples.hpp"

namespace dialogd::web {

namespace {

// The sample's form as the page shows it: nothing changes.
Form untouched() {
    return {{{"act", "save"},
             {"topic", "offers"},
             {"channel", "email"},
             {"channel", "sms"},
             {"first", "email"},
             {"limit", "week"},
             {"pause", "none"},
             {"pause_date", ""},
             {"quiet", "on"},
             {"quiet_from", "20:00"},
             {"quiet_to", "08:00"},
             {"language", "en"}}};
}

Form with(std::string_view name, std::string value) {
    Form form = untouched();
    for (auto& [field, text] : form.fields)
        if (field == name) {
            text = std::move(value);
            return form;
        }
    form.fields.emplace_back(name, std::move(value));
    return form;
}

Form without(std::string_view name, std::string_view value) {
    Form form = untouched();
    std::erase_if(form.fields, [&](const auto& field) { return field.first == name && field.second == value; });
    return form;
}

PreferenceWish wish_of(const Form& form, const PreferenceModel& model = Samples{}.preferences()) {
    auto outcome = read_preferences(form, model);
    REQUIRE(std::holds_alternative<PreferenceWish>(outcome));
    return std::get<PreferenceWish>(std::move(outcome));
}

std::string problem_of(const Form& form, const PreferenceModel& model = Samples{}.preferences()) {
    const auto outcome = read_preferences(form, model);
    const auto* errors = std::get_if<FieldErrors>(&outcome);
    return errors == nullptr || errors->size() != 1 ? std::string() : errors->front().problem;
}

}  // namespace

TEST_CASE("preferences: a form that changes nothing wishes nothing") {
    const PreferenceWish wish = wish_of(untouched());
    CHECK(wish.consents.empty());
    CHECK_FALSE(wish.says_preference());
    CHECK_FALSE(wish.address.has_value());
}

TEST_CASE("preferences: ticking a topic is a consent with the words beside the box") {
    Form form = untouched();
    form.fields.emplace_back("topic", "surveys");
    const PreferenceWish wish = wish_of(form);
    REQUIRE(wish.consents.size() == 1);
    CHECK(wish.consents[0].topic == "surveys");
    CHECK(wish.consents[0].given);
    CHECK(wish.consents[0].text == "Questions: A single question when you have bought something.");
    CHECK(wish.consents[0].source == "page");
    CHECK(wish.consents[0].time == Samples{}.now());
}

TEST_CASE("preferences: unticking a topic withdraws the consent") {
    const PreferenceWish wish = wish_of(without("topic", "offers"));
    REQUIRE(wish.consents.size() == 1);
    CHECK(wish.consents[0].topic == "offers");
    CHECK_FALSE(wish.consents[0].given);
}

TEST_CASE("preferences: a topic that was only switched off is switched on again, without a new consent") {
    Customer customer = Samples{}.customer();
    customer.topics_off = {"offers"};
    const PreferenceModel model =
        preference_model(Samples{}.frame(), Samples{}.household(), calendar(), customer, "/p/x");
    const PreferenceWish wish = wish_of(untouched(), model);
    CHECK(wish.consents.empty());
    CHECK(wish.preference.topics_on == std::vector<std::string>{"offers"});
}

TEST_CASE("preferences: an old form takes back nothing that was switched off meanwhile") {
    const Samples samples;
    Form form = untouched();
    for (const auto& field : hidden_fields(fields_of(samples.preferences()))) form.fields.push_back(field);
    Customer customer = samples.customer();
    customer.consents = {{"offers", std::nullopt, false, samples.now()}};
    customer.paused_until = samples.now() + kDay * 30;
    customer.limit = {1, kDay * 30};
    customer.quiet_hours = QuietHours{0, 12 * 60};
    customer.channels = {ChannelKind::email};
    customer.language = "da";
    const PreferenceModel now = preference_model(samples.frame(), samples.household(), calendar(), customer, "/p/x");
    const PreferenceWish nothing = wish_of(form, now);
    CHECK(nothing.consents.empty());
    CHECK_FALSE(nothing.says_preference());
    // What was changed in it holds, and nothing else.
    form.fields.emplace_back("topic", "surveys");
    const PreferenceWish wish = wish_of(form, now);
    REQUIRE(wish.consents.size() == 1);
    CHECK(wish.consents[0].topic == "surveys");
    CHECK_FALSE(wish.says_preference());
}

TEST_CASE("preferences: an old page's start takes back what it showed, and no later stop") {
    const Samples samples;
    Customer customer = samples.customer();
    customer.marketing_stopped = customer.all_stopped = true;
    customer.stopped_by = customer.silenced_by = "page";
    const PreferenceModel model = preference_model(samples.frame(), samples.household(), calendar(), customer, "/p/x");
    const Form old{{{"act", "start"}, {"was_stopped", "marketing"}}};
    const PreferenceWish wish = wish_of(old, model);
    CHECK(wish.preference.stop_marketing == false);
    CHECK_FALSE(wish.preference.stop_all.has_value());
    const Form both{{{"act", "start"}, {"was_stopped", "marketing"}, {"was_stopped", "all"}}};
    CHECK(wish_of(both, model).preference.stop_all == false);
}

TEST_CASE("preferences: the page's own form carries what it shows, also when it comes back with an error") {
    const Samples samples;
    const PreferenceModel model = samples.preferences();
    const std::string body = pages().preferences(model, false).body;
    for (const auto& [name, value] : hidden_fields(fields_of(model)))
        CHECK(body.find("name=\"" + name + "\" value=\"" + value + "\"") != std::string::npos);
    Form typed = with("limit", "hourly");
    typed.fields.emplace_back("was_limit", "month");
    const std::string wrong = pages().preferences_wrong(model, typed, {{"limit", "error_limit"}}).body;
    CHECK(wrong.find("name=\"was_limit\" value=\"month\"") != std::string::npos);
}

TEST_CASE("preferences: channels come in the order chosen") {
    using Channels = std::vector<ChannelKind>;
    CHECK(wish_of(with("first", "sms")).preference.channels == Channels{ChannelKind::sms, ChannelKind::email});
    CHECK(wish_of(without("channel", "sms")).preference.channels == Channels{ChannelKind::email});
    CHECK(wish_of(without("channel", "email")).preference.channels == Channels{ChannelKind::sms});
    Form none = without("channel", "email");
    std::erase_if(none.fields, [](const auto& field) { return field.first == "channel"; });
    CHECK(problem_of(none) == "error_no_channel");
    CHECK(problem_of(with("channel", "fax")) == "error_channel");
    CHECK(problem_of(with("first", "fax")) == "error_channel");
}

TEST_CASE("preferences: how often, and back to no limit") {
    CHECK(wish_of(with("limit", "month")).preference.limit == Limit{1, kDay * 30});
    CHECK(wish_of(with("limit", "none")).preference.limit == Limit{});
    CHECK(problem_of(with("limit", "hourly")) == "error_limit");
    CHECK(problem_of(with("limit", "keep")) == "error_limit");  // it is once a week: there is nothing else to keep
}

TEST_CASE("preferences: a pause of a week, a month or until a day, in the customer's zone") {
    const Instant now = Samples{}.now();
    CHECK(wish_of(with("pause", "1w")).preference.paused_until == now + kDay * 7);
    CHECK(to_text(*wish_of(with("pause", "3m")).preference.paused_until).starts_with("2027-02-25"));
    Form day = with("pause", "date");
    for (auto& [name, value] : day.fields)
        if (name == "pause_date") value = "2026-12-01";
    CHECK(*wish_of(day).preference.paused_until == *parse_instant("2026-11-30T22:00:00Z"));
}

TEST_CASE("preferences: a pause in the past, on no day, or for ever is refused") {
    const std::pair<const char*, const char*> kDays[] = {
        {"2026-11-24", "error_pause_past"}, {"2026-11-25", "error_pause_past"}, {"", "error_pause_no_date"},
        {"2027-02-29", "error_pause_date"}, {"tomorrow", "error_pause_date"},   {"2027-13-01", "error_pause_date"},
        {"2031-01-01", "error_pause_long"}};
    for (const auto& [day, problem] : kDays) {
        Form form = with("pause", "date");
        for (auto& [name, value] : form.fields)
            if (name == "pause_date") value = day;
        CHECK(problem_of(form) == problem);
    }
    CHECK(problem_of(with("pause", "2w")) == "error_pause");
}

TEST_CASE("preferences: a pause is ended, or left as it is") {
    PreferenceModel paused = Samples{}.preferences();
    paused.paused_until = Samples{}.now() + kDay;
    CHECK(wish_of(with("pause", "none"), paused).preference.paused_until == Instant{});
    CHECK_FALSE(wish_of(with("pause", "keep"), paused).preference.paused_until.has_value());
    CHECK(problem_of(with("pause", "keep")) == "error_pause");
}

TEST_CASE("preferences: quiet hours of their own, none, and odd ones") {
    CHECK(wish_of(with("quiet_from", "21:30")).preference.quiet_hours == QuietHours{21 * 60 + 30, 8 * 60});
    CHECK(wish_of(without("quiet", "on")).preference.quiet_hours == QuietHours{0, 0});
    CHECK(problem_of(with("quiet_from", "08:00")) == "error_quiet_same");
    for (const char* odd : {"", "24:00", "8", "08:60", "ab:cd"})
        CHECK(problem_of(with("quiet_from", odd)) == "error_quiet");
}

TEST_CASE("preferences: one wrong field holds back the whole form, and each is named") {
    Form form = with("language", "xx");
    form.fields.emplace_back("topic", "surveys");
    form.fields.emplace_back("topic", "no-such");
    const auto outcome = read_preferences(form, Samples{}.preferences());
    const FieldErrors wanted{{"topic", "error_topic"}, {"language", "error_language"}};
    REQUIRE(std::holds_alternative<FieldErrors>(outcome));
    CHECK(std::get<FieldErrors>(outcome) == wanted);
}

TEST_CASE("preferences: everything off, and back") {
    CHECK(wish_of({{{"act", "stop_marketing"}}}).preference.stop_marketing == true);
    CHECK(wish_of({{{"act", "stop_all"}}}).preference.stop_all == true);
    CHECK(wish_of({{{"act", "send_link"}}}).act == PreferenceWish::Act::send_link);
    Customer customer = Samples{}.customer();
    customer.marketing_stopped = true;
    customer.stopped_by = "page";
    customer.addresses[0].state = AddressState::no_marketing;
    customer.addresses[0].reason = "unsubscribed";
    const PreferenceModel model =
        preference_model(Samples{}.frame(), Samples{}.household(), calendar(), customer, "/p/x");
    const PreferenceWish wish = wish_of({{{"act", "start"}}}, model);
    CHECK(wish.preference.stop_marketing == false);
    CHECK_FALSE(wish.preference.stop_all.has_value());
    REQUIRE(wish.address.has_value());
    CHECK(wish.address->state == AddressState::usable);
    CHECK(problem_of({{{"act", "erase"}}}) == "error_act");

    // A forwarded link does not take back a complaint.
    customer.stopped_by = "complaint";
    customer.addresses[0].reason = "complaint";
    const PreferenceModel complained =
        preference_model(Samples{}.frame(), Samples{}.household(), calendar(), customer, "/p/x");
    const PreferenceWish none = wish_of({{{"act", "start"}}}, complained);
    CHECK_FALSE(none.says_preference());
    CHECK_FALSE(none.address.has_value());
}

TEST_CASE("preferences: any form gives a wish within bounds, or errors of known fields") {
    std::mt19937 random(11);
    const std::string names[] = {"act",        "topic", "channel",    "first",    "limit",   "pause",
                                 "pause_date", "quiet", "quiet_from", "quiet_to", "language"};
    const std::string values[] = {"save",  "offers", "surveys", "service", "email",      "sms",        "week",
                                  "none",  "keep",   "1m",      "date",    "2026-12-24", "2026-01-01", "on",
                                  "20:00", "08:00",  "da",      "",        "\xC3\xB8"};
    const PreferenceModel model = Samples{}.preferences();
    int wishes = 0;
    for (int i = 0; i < 5'000; ++i) {
        Form form = untouched();
        for (unsigned k = 0; k < 1 + random() % 4; ++k)
            form.fields[random() % form.fields.size()] = {names[random() % std::size(names)],
                                                          values[random() % std::size(values)]};
        const auto outcome = read_preferences(form, model);
        if (const auto* errors = std::get_if<FieldErrors>(&outcome)) {
            CHECK_FALSE(errors->empty());
            continue;
        }
        ++wishes;
        const auto& wish = std::get<PreferenceWish>(outcome);
        const Preference& p = wish.preference;
        if (p.channels) CHECK_FALSE(p.channels->empty());
        if (p.paused_until) CHECK((*p.paused_until == Instant{} || *p.paused_until > model.frame.now));
        for (const Consent& consent : wish.consents) CHECK(consent.topic != "service");
    }
    CHECK(wishes > 200);
}

}  // namespace dialogd::web
