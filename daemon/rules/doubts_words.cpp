// What the words of contents lack: a language, brevity, a way out.
#include <algorithm>
#include <set>

#include "rules/doubts.hpp"

namespace dialogd::rules {

namespace {

constexpr std::size_t kSegments = 3;  // more is a letter, and costs like several messages
constexpr std::string_view kSampleWord = "Alexandrine";
constexpr std::size_t kLinkLength = 45;  // behind the address of our pages: "/l/", a signed token

// The text with every name filled in as long as they come: sections stay, tags go.
std::string sample(const std::string& source, const Household& household) {
    std::string text;
    for (std::size_t at = 0; at < source.size();) {
        const std::size_t open = source.find("{{", at);
        if (open == std::string::npos) return text + source.substr(at);
        const std::size_t close = source.find("}}", open);
        if (close == std::string::npos) return text + source.substr(at);
        text += source.substr(at, open - at);
        const std::string tag = source.substr(open + 2, close - open - 2);
        if (tag.find("links.") != std::string::npos && tag.find_first_of("#^/!>") != 0)
            text += household.public_url + std::string(kLinkLength, 'x');
        else if (tag.find("company.name") != std::string::npos)
            text += household.company;
        else if (tag.find_first_of("#^/!>") != 0)
            text += kSampleWord;
        at = close + 2;
    }
    return text;
}

void check_sms(const Words& words, const Household& household, SegmentsOf segments, Findings& findings) {
    if (segments == nullptr || words.text == nullptr) return;
    const std::size_t count = segments(sample(words.text->source(), household));
    if (count > kSegments)
        findings.warning(words.where, "this SMS has about " + std::to_string(count) +
                                          " segments, each paid for: three are plenty, so make it shorter");
}

void check_languages(const Content& content, Findings& findings) {
    std::set<std::string> by_email;
    std::set<std::string> by_sms;
    for (const Words& words : content.words)
        (words.channel == ChannelKind::email ? by_email : by_sms).insert(words.language);
    if (by_email.empty() || by_sms.empty()) return;
    const auto say = [&](const std::set<std::string>& has, const std::set<std::string>& lacks, const char* which) {
        for (const std::string& language : has)
            if (lacks.count(language) == 0)
                findings.warning(content.where, "`" + content.name + "` has no " + which + " in `" + language +
                                                    "`, which its other channel has");
    };
    say(by_email, by_sms, "SMS");
    say(by_sms, by_email, "e-mail");
}

// The contents that a rule of a marketing topic says.
std::set<std::string> said_as_marketing(const std::vector<Rule>& rules, const Household& household) {
    std::set<std::string> said;
    for (const Rule& rule : rules) {
        const auto topic = household.topics.find(rule.topic);
        if (topic == household.topics.end() || !topic->second.marketing) continue;
        for (const Step& step : rule.steps) {
            if (const auto* send = std::get_if<step::Send>(&step.what))
                said.insert(send->contents.begin(), send->contents.end());
            if (const auto* ask = std::get_if<step::Ask>(&step.what))
                said.insert(ask->send.contents.begin(), ask->send.contents.end());
        }
    }
    return said;
}

}  // namespace

void check_words(const std::vector<Content>& contents, const std::vector<Rule>& rules, const Reading& in,
                 SegmentsOf segments, Findings& findings) {
    const std::set<std::string> marketing = said_as_marketing(rules, in.household);
    for (const Content& content : contents) {
        check_languages(content, findings);
        const auto note = in.contents.find(content.name);
        for (const Words& words : content.words) {
            if (words.channel == ChannelKind::sms) check_sms(words, in.household, segments, findings);
            if (words.channel == ChannelKind::email && marketing.count(content.name) > 0 && note != in.contents.end() &&
                note->second.no_unsubscribe.count(words.language) > 0)
                findings.warning(words.where,
                                 "this mail is marketing and shows no way to unsubscribe: put "
                                 "{{links.unsubscribe}} into it, or into _layouts/email.html");
        }
    }
}

}  // namespace dialogd::rules
