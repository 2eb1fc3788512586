// Reads the form on /p/TOKEN: the whole wish, or every field that is wrong.
#include <algorithm>
#include <charconv>

#include "web/forms.hpp"
#include "web/page_words.hpp"
#include "web/preference_fields.hpp"

namespace dialogd::web {

namespace {

constexpr const char* kSource = "page";

// The digits of `text` as a number; nothing when anything else is in it.
std::optional<int> digits(std::string_view text) {
    int value = 0;
    const bool all = !text.empty() && text.size() <= 4 &&
                     std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!all) return std::nullopt;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// "08:00", also "08:00:00" as some browsers send it.
std::optional<std::int32_t> minute_of(std::string_view text) {
    if (text.size() == 8 && text.ends_with(":00")) text.remove_suffix(3);
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const std::optional<int> hours = digits(text.substr(0, 2));
    const std::optional<int> minutes = digits(text.substr(3));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return *hours * 60 + *minutes;
}

int days_of(int year, int month) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[month - 1];
}

std::optional<LocalTime> day_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::optional<int> year = digits(text.substr(0, 4));
    const std::optional<int> month = digits(text.substr(5, 2));
    const std::optional<int> day = digits(text.substr(8));
    if (!year || !month || !day || *year < 1970 || *month < 1 || *month > 12) return std::nullopt;
    if (*day < 1 || *day > days_of(*year, *month)) return std::nullopt;
    LocalTime local;
    local.year = *year;
    local.month = *month;
    local.day = *day;
    return local;
}

class Reading {
public:
    Reading(const Form& form, const PreferenceModel& model)
        : model_(model),
          holds_(fields_of(model)),
          typed_(fields_of(model, form)),
          was_(fields_shown(model, form).value_or(holds_)) {}

    std::variant<PreferenceWish, FieldErrors> read() {
        wish_.preference.source = kSource;
        channels();
        topics();
        limit();
        pause();
        quiet();
        language();
        if (!errors_.empty()) return std::move(errors_);
        return std::move(wish_);
    }

private:
    void wrong(const char* field, const char* problem) { errors_.push_back({field, problem}); }

    void channels() {
        if (model_.channels.empty()) return;
        for (const std::string& name : typed_.channels) {
            const bool known = std::any_of(model_.channels.begin(), model_.channels.end(),
                                           [&](const ChannelLine& line) { return to_text(line.kind) == name; });
            if (!known) return wrong("channel", "error_channel");
        }
        if (typed_.channels.empty()) return wrong("channel", "error_no_channel");
        if (!typed_.first.empty() && !parse_channel(typed_.first)) return wrong("channel", "error_channel");
        if (typed_.channels == was_.channels && typed_.first == was_.first) return;
        std::vector<ChannelKind> wanted;
        for (const ChannelLine& line : model_.channels)
            if (typed_.channels.contains(to_text(line.kind))) wanted.push_back(line.kind);
        // A first one that is not ticked says nothing.
        std::stable_partition(wanted.begin(), wanted.end(),
                              [&](ChannelKind kind) { return to_text(kind) == typed_.first; });
        std::vector<ChannelKind> now;
        for (const ChannelLine& line : model_.channels)
            if (line.used) now.push_back(line.kind);
        if (wanted != now) wish_.preference.channels = std::move(wanted);
    }

    void topics() {
        for (const std::string& name : typed_.topics) {
            const bool known = std::any_of(model_.topics.begin(), model_.topics.end(),
                                           [&](const TopicLine& line) { return line.name == name; });
            if (!known) return wrong("topic", "error_topic");
        }
        for (const TopicLine& line : model_.topics) {
            const bool wanted = typed_.topics.contains(line.name);
            const bool touched = wanted != was_.topics.contains(line.name);
            if (!line.marketing || !touched || wanted == line.on) continue;
            if (wanted && line.switched_off) wish_.preference.topics_on.push_back(line.name);
            // A yes that was only switched off holds again by itself.
            if (wanted && line.consented.value_or(false)) continue;
            wish_.consents.push_back({line.name, std::nullopt, wanted, consent_words(line), kSource, model_.frame.now});
        }
    }

    void limit() {
        if (typed_.limit == was_.limit || typed_.limit == holds_.limit) return;
        for (const LimitChoice& choice : kLimits)
            if (typed_.limit == choice.value) {
                wish_.preference.limit = choice.limit;
                return;
            }
        wrong("limit", "error_limit");
    }

    void pause() {
        const std::string& kind = typed_.pause;
        const Instant now = model_.frame.now;
        const bool paused = model_.paused_until > now;
        if (kind == was_.pause && (kind == "keep" || kind == "none")) return;
        if (kind == "keep" && paused) return;
        if (kind == "none") {
            if (paused) wish_.preference.paused_until = Instant{};
            return;
        }
        if (kind == "date") return pause_until_day();
        const int months = kind == "1m" ? 1 : kind == "3m" ? 3 : 0;
        if (months == 0 && kind != "1w") return wrong("pause", "error_pause");
        LocalTime local = model_.calendar->local(now, model_.frame.time_zone);
        local.month += months;
        if (local.month > 12) {
            local.month -= 12;
            ++local.year;
        }
        wish_.preference.paused_until =
            months == 0 ? now + kDay * 7 : model_.calendar->instant(local, model_.frame.time_zone);
    }

    void pause_until_day() {
        if (typed_.pause_date.empty()) return wrong("pause_date", "error_pause_no_date");
        const std::optional<LocalTime> day = day_of(typed_.pause_date);
        if (!day) return wrong("pause_date", "error_pause_date");
        const LocalTime today = model_.calendar->local(model_.frame.now, model_.frame.time_zone);
        if (day->year - today.year > kMostPauseYears) return wrong("pause_date", "error_pause_long");
        const Instant until = model_.calendar->instant(*day, model_.frame.time_zone);
        if (until <= model_.frame.now) return wrong("pause_date", "error_pause_past");
        wish_.preference.paused_until = until;
    }

    void quiet() {
        if (!typed_.quiet) {
            // The same time twice is no time at all, also where the house has quiet hours.
            if (was_.quiet && holds_.quiet) wish_.preference.quiet_hours = QuietHours{0, 0};
            return;
        }
        const std::optional<std::int32_t> from = minute_of(typed_.quiet_from);
        const std::optional<std::int32_t> to = minute_of(typed_.quiet_to);
        if (!from || !to) return wrong("quiet", "error_quiet");
        if (*from == *to) return wrong("quiet", "error_quiet_same");
        const QuietHours wanted{*from, *to};
        const bool as_it_was = was_.quiet && minute_of(was_.quiet_from) == from && minute_of(was_.quiet_to) == to;
        if (as_it_was) return;
        if (holds_.quiet && wanted == model_.quiet.value_or(model_.quiet_default.value_or(QuietHours{}))) return;
        wish_.preference.quiet_hours = wanted;
    }

    void language() {
        if (typed_.language == was_.language || typed_.language == holds_.language) return;
        if (std::find(std::begin(kLanguages), std::end(kLanguages), typed_.language) == std::end(kLanguages))
            return wrong("language", "error_language");
        wish_.preference.language = typed_.language;
    }

    const PreferenceModel& model_;
    const PreferenceFields holds_;  // now
    const PreferenceFields typed_;
    const PreferenceFields was_;  // when the form was shown: what is as it was then wishes nothing
    PreferenceWish wish_;
    FieldErrors errors_;
};

// What was stopped after the page was shown stays so.
PreferenceWish start_again(const Form& form, const PreferenceModel& model) {
    PreferenceWish wish;
    wish.act = PreferenceWish::Act::start;
    wish.preference.source = kSource;
    if (!model.may_start) return wish;
    const std::string shown = std::string(kWas) + "stopped";
    const auto meant = [&](std::string_view what) { return form.find(shown) == nullptr || form.has(shown, what); };
    if (model.marketing_stopped && meant("marketing")) wish.preference.stop_marketing = false;
    if (model.all_stopped && meant("all")) wish.preference.stop_all = false;
    if (!model.unsubscribed_email.empty() && meant("email"))
        wish.address = AddressStatus{ChannelKind::email, model.unsubscribed_email, AddressState::usable, "page"};
    return wish;
}

}  // namespace

bool PreferenceWish::says_preference() const {
    Preference silent;
    silent.source = preference.source;
    return !(preference == silent);
}

std::variant<PreferenceWish, FieldErrors> read_preferences(const Form& form, const PreferenceModel& model) {
    const std::string act = form.text("act");
    if (act == "save") return Reading(form, model).read();
    PreferenceWish wish;
    wish.preference.source = kSource;
    if (act == "start") return start_again(form, model);
    if (act == "stop_marketing") {
        wish.act = PreferenceWish::Act::stop_marketing;
        wish.preference.stop_marketing = true;
        return wish;
    }
    if (act == "stop_all") {
        wish.act = PreferenceWish::Act::stop_all;
        wish.preference.stop_all = true;
        return wish;
    }
    if (act == "send_link" && !model.own_email.empty()) {
        wish.act = PreferenceWish::Act::send_link;
        return wish;
    }
    return FieldErrors{{"act", "error_act"}};
}

}  // namespace dialogd::web
