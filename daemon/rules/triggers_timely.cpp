// Triggers that no event sets off by itself: a date, a schedule, a condition that turns true, a word. And
// what a rule does about those who fit already, and how often it may start.
#include <algorithm>
#include <array>
#include <chrono>

#include "dialogd/reply.hpp"
#include "rules/fold_case.hpp"
#include "rules/rule.hpp"
#include "rules/scalars.hpp"
#include "rules/schedule.hpp"

namespace dialogd::rules {

namespace {

constexpr std::size_t kMaxKeywords = 100;  // of one trigger; each first word of a customer is compared with all
constexpr std::size_t kMaxPhrase = 200;    // bytes

// What customers write to steer the dialogue, in the four languages; the message reader knows more of them.
constexpr std::array<std::string_view, 22> kSteering{
    "stop", "stopall", "stop alt", "stop alle", "stopp",        "stoppa", "unsubscribe", "cancel",
    "end",  "quit",    "afmeld",   "avmeld",    "avregistrera", "start",  "unstop",      "yes stop",
    "help", "info",    "hjælp",    "hjälp",     "hjelp",        "opt out"};

Place place_without_event(const RuleReading& rule) {
    return Place(rule.in.vocabulary, rule.in.segments);
}

void read_date(const YamlNode& node, RuleReading& rule, Trigger& trigger) {
    Findings& findings = rule.in.findings;
    if (!check_keys(node, "a trigger by date", {"date", "every", "offset", "at", "if"}, findings)) return;
    const Place place = place_without_event(rule);
    trigger.date = read_time(*node.find("date"), "date", place, findings);
    if (const YamlNode* every = node.find("every"))
        trigger.every_year = read_choice(*every, "every", {"year"}, findings).has_value();
    if (const YamlNode* offset = node.find("offset")) {
        trigger.offset = read_duration(*offset, "offset", findings, Sign::any).value_or(Duration{});
        if (trigger.offset % kDay != Duration{})
            findings.error(offset->where, "`offset` is whole days as in -3d, not `" + offset->text +
                                              "`: the time of the day is what `at` says");
    }
    if (const YamlNode* at = node.find("at"))
        trigger.at_minute = read_time_of_day(*at, "at", findings).value_or(0);
    else
        findings.warning(node.where, "a date without `at` comes at midnight: write `at: \"09:00\"`");
    if (const YamlNode* condition = node.find("if"))
        trigger.condition = read_condition(*condition, "if", place, findings);
}

// In every time zone: the last is twelve hours behind UTC.
bool is_past(const Schedule& schedule, Instant now) {
    const Schedule::Once& once = *schedule.once;
    const std::chrono::year_month_day day{std::chrono::year(once.year),
                                          std::chrono::month(static_cast<unsigned>(once.month)),
                                          std::chrono::day(static_cast<unsigned>(once.day))};
    const Instant last = Instant(std::chrono::sys_days(day).time_since_epoch()) + kMinute * once.minute + kHour * 12;
    return last + schedule.spread < now;
}

void read_schedule_trigger(const YamlNode& node, RuleReading& rule, Trigger& trigger) {
    Findings& findings = rule.in.findings;
    if (const YamlNode* spread = node.find("spread")) {
        findings.error(spread->where,
                       "`spread` stands beside `once`: write `schedule: {once: \"2026-12-01 09:00\", "
                       "spread: 4h}`");
        return;
    }
    if (!check_keys(node, "a trigger by schedule", {"schedule", "if"}, findings)) return;
    if (auto schedule = read_schedule(*node.find("schedule"), findings)) trigger.schedule = std::move(*schedule);
    if (rule.in.now != Instant{} && trigger.schedule.once && is_past(trigger.schedule, rule.in.now))
        findings.warning(
            node.where,
            "`once` is past, and the rule starts nobody any more: write a day to come, or take the file away");
    if (const YamlNode* condition = node.find("if"))
        trigger.condition = read_condition(*condition, "if", place_without_event(rule), findings);
}

void read_becomes(const YamlNode& node, RuleReading& rule, Trigger& trigger) {
    Findings& findings = rule.in.findings;
    if (const YamlNode* condition = node.find("if")) {
        findings.error(condition->where, "`becomes` is the condition itself: join the two with &&");
        return;
    }
    if (!check_keys(node, "a trigger by becomes", {"becomes"}, findings)) return;
    const YamlNode& what = *node.find("becomes");
    trigger.condition = read_condition(what, "becomes", place_without_event(rule), findings);
    if (trigger.condition != nullptr && (what.text == "true" || what.text == "false"))
        findings.error(what.where, "`becomes: " + what.text +
                                       "` never turns from false to true: write a condition, as in `segment.NAME`");
}

// Why the reader would take that word for something else; empty when it wouldn't.
bool steers(const std::string& word, const Services& services) {
    const std::string folded = fold_case(word);
    if (std::find(kSteering.begin(), kSteering.end(), folded) != kSteering.end()) return true;
    if (services.reader == nullptr) return false;
    return services.reader->read_steering(word, ChannelKind::sms, false, Instant{}, "UTC").says_something();
}

void read_keyword(const YamlNode& node, RuleReading& rule, Trigger& trigger) {
    Findings& findings = rule.in.findings;
    if (!check_keys(node, "a trigger by keyword", {"keyword", "if"}, findings)) return;
    const YamlNode& words = *node.find("keyword");
    trigger.words = read_texts(words, "keyword", findings, true);
    if (trigger.words.size() > kMaxKeywords) findings.error(words.where, "more than 100 words for one trigger");
    for (const std::string& word : trigger.words) {
        const auto again = std::count(trigger.words.begin(), trigger.words.end(), word);
        if (word.size() > kMaxPhrase)
            findings.error(words.where,
                           "`" + word.substr(0, 40) + "…` is longer than 200 letters: a few words are enough");
        else if (fold_case(word).empty() || !has_letter(word))
            findings.error(words.where, "`" + word + "` has no letter or digit: nobody writes it first");
        else if (again > 1 && &word == &*std::find(trigger.words.begin(), trigger.words.end(), word))
            findings.error(words.where, "`" + word + "` stands here twice: leave one out");
        else if (steers(word, rule.in.services))
            findings.error(words.where, "`" + word +
                                            "` steers the dialogue itself (stop, start, help and the like), and "
                                            "that goes first: choose another word");
    }
    if (const YamlNode* condition = node.find("if")) {
        Place place = place_without_event(rule);
        place.with_reply();
        trigger.condition = read_condition(*condition, "if", place, findings);
    }
}

bool looks_at_who_fits(const Trigger& trigger) {
    return trigger.kind == Trigger::Kind::absent || trigger.kind == Trigger::Kind::date ||
           trigger.kind == Trigger::Kind::becomes;
}

}  // namespace

void read_timely_trigger(const YamlNode& node, std::string_view kind, RuleReading& rule, Rule& out) {
    Trigger trigger;
    if (kind == "date") {
        trigger.kind = Trigger::Kind::date;
        read_date(node, rule, trigger);
    } else if (kind == "schedule") {
        trigger.kind = Trigger::Kind::schedule;
        read_schedule_trigger(node, rule, trigger);
    } else if (kind == "becomes") {
        trigger.kind = Trigger::Kind::becomes;
        read_becomes(node, rule, trigger);
    } else {
        trigger.kind = Trigger::Kind::keyword;
        read_keyword(node, rule, trigger);
    }
    rule.started_otherwise = true;
    out.triggers.push_back(std::move(trigger));
}

void read_existing(const YamlNode& node, Rule& out, Findings& findings) {
    if (node.kind != YamlNode::Kind::map) {
        if (node.text == "start")
            findings.error(node.where, "write `existing: {start: true, spread: 7d}`: all at once is a burst");
        else
            read_choice(node, "existing", {"ignore"}, findings);
        return;
    }
    if (!check_keys(node, "existing", {"start", "spread"}, findings)) return;
    const YamlNode* start = node.find("start");
    const YamlNode* spread = node.find("spread");
    if (start == nullptr) {
        findings.error(node.where, "`existing` wants `start: true`, or is just `ignore`");
        return;
    }
    out.existing.start = read_boolean(*start, "start", findings).value_or(false);
    if (spread != nullptr) out.existing.spread = read_duration(*spread, "spread", findings).value_or(Duration{});
    if (out.existing.start && spread == nullptr)
        findings.warning(node.where,
                         "`existing: {start: true}` without `spread` writes to everybody at once: add "
                         "`spread: 7d`");
    if (!out.existing.start && spread != nullptr)
        findings.error(spread->where, "`spread` without `start: true` spreads nothing: leave it out");
    if (out.existing.start && std::none_of(out.triggers.begin(), out.triggers.end(), looks_at_who_fits))
        findings.error(node.where, "nobody fits such a trigger already: `existing` is for absent, date and becomes");
}

void read_at_most(const YamlNode& node, Rule& out, Findings& findings) {
    if (!check_keys(node, "at_most", {"starts", "per"}, findings)) return;
    const YamlNode* starts = node.find("starts");
    const YamlNode* per = node.find("per");
    if (starts == nullptr || per == nullptr) {
        findings.error(node.where, "`at_most` wants both `starts` and `per`, as in {starts: 2000, per: 1h}");
        return;
    }
    constexpr std::int64_t kMostStarts = 1'000'000'000;
    out.at_most.starts =
        static_cast<std::uint32_t>(read_integer(*starts, "starts", 1, kMostStarts, findings).value_or(0));
    out.at_most.per = read_duration(*per, "per", findings).value_or(kDay);
    if (out.at_most.per > kDay * 31) findings.error(per->where, "`per` is at most 31d, not `" + per->text + "`");
}

}  // namespace dialogd::rules
