// Sample customers and their pages.
#include "web/samples.hpp"

#include <cstdio>
#include <cstdlib>

#include "message/words.hpp"

namespace dialogd::web {

namespace {

Duration offset_of(std::string_view zone) {
    return zone == "+2" ? kHour * 2 : Duration{};
}

Instant at(const char* text) {
    const Result<Instant> instant = parse_instant(text);
    return instant ? *instant : Instant{};
}

Topic topic(const char* name, bool marketing, std::string title) {
    return {name, marketing, {{"en", std::move(title)}}};
}

}  // namespace

LocalTime PlainCalendar::local(Instant instant, std::string_view zone) const {
    const Instant there = instant + offset_of(zone);
    const auto day = std::chrono::floor<std::chrono::days>(there);
    const std::chrono::year_month_day date(day);
    LocalTime local;
    local.year = static_cast<int>(date.year());
    local.month = static_cast<int>(static_cast<unsigned>(date.month()));
    local.day = static_cast<int>(static_cast<unsigned>(date.day()));
    local.minute = static_cast<int>((there - day) / kMinute);
    return local;
}

Instant PlainCalendar::instant(const LocalTime& local, std::string_view zone) const {
    using namespace std::chrono;
    const year_month month = year(local.year) / local.month;
    const auto last = static_cast<int>(static_cast<unsigned>((month / std::chrono::last).day()));
    const sys_days day(month / std::min(local.day, last));
    return Instant(day) + kMinute * local.minute - offset_of(zone);
}

Instant PlainCalendar::start_of(CalendarUnit, Instant instant, std::string_view) const {
    return std::chrono::floor<std::chrono::days>(instant);
}

const Calendar& calendar() {
    static const PlainCalendar kCalendar;
    return kCalendar;
}

const Pages& pages() {
    static const std::unique_ptr<const Formats> kFormats = message::load_formats();
    static const auto kPages = [] {
        auto made = make_pages(*message::make_words_compiler(), calendar(), *kFormats);
        if (!made) {
            std::fprintf(stderr, "%s\n", to_string(made.error()).c_str());
            std::abort();
        }
        return std::move(*made);
    }();
    return *kPages;
}

Instant Samples::now() const {
    return at("2026-11-25T09:30:00Z");
}

Frame Samples::frame() const {
    return {language, "Nordlys Garn" + word, "Havnegade 12, 8000 Aarhus C" + word, "+2", now()};
}

Household Samples::household() const {
    const bool danish = language == "da";
    Household house;
    house.company = frame().company;
    house.channels = {{ChannelKind::email, "", true, {}}, {ChannelKind::sms, "", true, {}}};
    house.topics = {{"offers", topic("offers", true, (danish ? "Tilbud" : "Offers") + word)},
                    {"surveys", topic("surveys", true, (danish ? "Spørgsmål" : "Questions") + word)},
                    {"service", topic("service", false, (danish ? "Service" : "Service") + word)}};
    house.quiet_hours = QuietHours{20 * 60, 8 * 60};
    return house;
}

Customer Samples::customer() const {
    Customer customer;
    customer.id = "c-1";
    customer.language = language;
    customer.addresses = {{ChannelKind::email, "astrid" + word + "@example.dk", AddressState::usable, {}},
                          {ChannelKind::sms, "+4520304078", AddressState::usable, {}}};
    customer.consents = {{"offers", std::nullopt, true, at("2026-05-03T12:00:00Z")}};
    customer.limit = {1, kDay * 7};
    customer.attributes = {
        {"first_name", Value("Astrid" + word), "api", at("2026-03-02T10:00:00Z")},
        {"newsletter", Value(true), "segment" + word, at("2026-03-02T10:00:00Z")},
        {"nps", Value(9.0), "rule:after-purchase" + word, at("2026-10-11T17:25:00Z")},
        {"sizes", Value(Value::List{Value("38" + word), Value("40")}), "api", at("2026-06-01T08:00:00Z")},
    };
    return customer;
}

PreferenceModel Samples::preferences() const {
    const bool danish = language == "da";
    return preference_model(frame(), household(), calendar(), customer(), "/p/" + (word.empty() ? "sample" : word),
                            {{"offers", (danish ? "Nyt garn, nedsatte priser og dage i butikken."
                                                : "New yarn, lower prices and days in the shop.") +
                                            word},
                             {"surveys", (danish ? "Et enkelt spørgsmål, når du har købt noget."
                                                 : "A single question when you have bought something.") +
                                             word}});
}

KnowledgeModel Samples::knowledge() const {
    const Customer known = customer();
    KnowledgeModel model;
    model.path = "/k/" + (word.empty() ? "sample" : word);
    model.visit = "visit" + word;
    for (const Address& address : known.addresses) model.addresses.emplace_back(address.channel, address.value);
    model.attributes = known.attributes;
    model.dialogue = {
        {true, at("2026-10-10T08:00:00Z"), ChannelKind::email, "How did the yarn turn out?" + word,
         "Hi Astrid,\n\nA week ago you bought six skeins of Havgus. How likely are you to recommend us, from 0 to "
         "10?\n\nYou can just answer this email." +
             word,
         "outcome_delivered"},
        {false, at("2026-10-11T17:25:00Z"), ChannelKind::email, "Re: How did the yarn turn out?" + word,
         "9! The colour is lovely, but one skein had a knot." + word, "outcome_understood"},
        {true, at("2026-10-11T17:25:04Z"), ChannelKind::email, "Re: How did the yarn turn out?",
         "Thank you, Astrid. A knot is not good enough: a new skein is on its way." + word, "outcome_clicked"},
        {true, at("2026-11-20T08:00:00Z"), ChannelKind::sms, "",
         "Nordlys Garn: your order 4711 is ready in Havnegade. Reply STOP to end texts." + word, "outcome_sent"},
        {false, at("2026-11-20T08:14:00Z"), ChannelKind::sms, "", "can my sister pick it up" + word, "outcome_aside"},
    };
    return model;
}

AnswerModel Samples::answer() const {
    AnswerModel model;
    model.path = "/a/" + (word.empty() ? "sample" : word);
    model.question = {"What kept you from buying?" + word,
                      "You left the blue Havgus in your basket. We would like to learn from it." + word};
    model.choices = {
        {"price" + word, "Too expensive" + word}, {"later", "I buy it later"}, {"colour", "The colour was not right"}};
    model.chosen = "price" + word;
    return model;
}

AnswerModel Samples::numbers() const {
    AnswerModel model;
    model.path = "/a/sample";
    model.question = {"How likely are you to recommend us to a friend?" + word};
    model.numbers = NumberRow{"score", 0, 10};
    model.chosen = "9";
    return model;
}

std::vector<NamedPage> sample_pages(const Samples& samples) {
    const Pages& p = pages();
    const Frame frame = samples.frame();
    const std::string to = "astrid" + samples.word + "@example.dk";
    const std::string path = "/p/" + (samples.word.empty() ? "sample" : samples.word);
    PreferenceModel paused = samples.preferences();
    paused.paused_until = samples.now() + kDay * 40;
    paused.limit = {3, kDay * 10};
    PreferenceModel stopped = samples.preferences();
    stopped.marketing_stopped = true;
    stopped.may_start = true;
    const Form bad{{{"act", "save"},
                    {"limit", "week"},
                    {"pause", "date"},
                    {"pause_date", "2026-01-01" + samples.word},
                    {"quiet", "on"},
                    {"quiet_from", "08:00"},
                    {"quiet_to", "08:00"},
                    {"language", samples.language}}};
    const FieldErrors wrong = std::get<FieldErrors>(read_preferences(bad, samples.preferences()));
    KnowledgeModel saved = samples.knowledge();
    saved.saved = "first_name";
    std::vector<NamedPage> all{
        {"unsubscribe", p.unsubscribe(frame, "/u/sample" + samples.word, ChannelKind::email, to, path)},
        {"unsubscribed", p.unsubscribed(frame, ChannelKind::email, to, path)},
        {"preferences", p.preferences(samples.preferences(), false)},
        {"preferences_saved", p.preferences(paused, true)},
        {"preferences_stopped", p.preferences(stopped, false)},
        {"preferences_wrong", p.preferences_wrong(samples.preferences(), bad, wrong)},
        {"link_sent", p.link_sent(samples.preferences())},
        {"open_knowledge", p.open_knowledge(frame, "/k/sample" + samples.word)},
        {"knowledge", p.knowledge(frame, samples.knowledge(), {})},
        {"knowledge_saved", p.knowledge(frame, saved, {})},
        {"knowledge_wrong", p.knowledge(frame, samples.knowledge(), {{"value_nps", "error_value"}})},
        {"erase_confirm", p.erase_confirm(frame, samples.knowledge(), {})},
        {"erase_wrong", p.erase_confirm(frame, samples.knowledge(), {{"sure", "error_sure"}})},
        {"erased", p.erased(frame)},
        {"answer", p.answer(frame, samples.answer())},
        {"answer_numbers", p.answer(frame, samples.numbers())},
        {"answer_wrong",
         p.answer_wrong(frame, samples.answer(), {{{"text", samples.word}}}, {{"choice", "error_no_answer"}})},
        {"answered", p.answered(frame, path)},
        {"start_elsewhere", p.start_elsewhere(frame, "/p/sample")},
        {"answered_already", p.answered_already(frame, samples.now())},
        {"answered_too_late", p.answered_too_late(frame)},
        {"link_request_wrong", p.link_request_wrong(frame, "/link", {{{"address", "astrid" + samples.word}}},
                                                    {{"address", "error_address"}})},
        {"link_requested", p.link_requested(frame)},
    };
    constexpr const char* kTroubles[] = {"altered",   "other_use",   "expired",   "used",        "not_found",
                                         "too_often", "unavailable", "too_large", "not_allowed", "unreadable"};
    for (std::size_t i = 0; i < std::size(kTroubles); ++i)
        all.push_back({std::string("trouble_") + kTroubles[i], p.trouble(frame, static_cast<Trouble>(i), "/link")});
    return all;
}

}  // namespace dialogd::web
