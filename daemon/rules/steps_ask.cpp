// Steps that say something: send, and ask with its answers.
#include <algorithm>

#include "rules/scalars.hpp"
#include "rules/step_reader.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

constexpr std::string_view kContentExample = "`content`: what is said? write {content: NAME}";

}  // namespace

std::optional<StepReader::What> StepReader::read_send(const YamlNode& node, const At& at) {
    if (node.kind == YamlNode::Kind::scalar) {
        findings_.error(node.where, "write `send: {content: " + node.text + "}`");
        return std::nullopt;
    }
    if (!check_keys(node, "send", {"content", "pick", "channel", "expires", "on_failed", "not_sent"}, findings_))
        return std::nullopt;
    step::Send send;
    read_sending(node, send);
    if (const YamlNode* pick = node.find("pick")) {
        if (pick->text == "all")
            findings_.error(pick->where,
                            "`pick: all` is for the answers of an `ask`; a send says one content: best or even");
        else
            read_pick(*pick, send, {"best", "even"});
    }
    check_words(node, send, false);
    send.not_sent = branch(node, "not_sent", at, at.next);
    return send;
}

std::optional<StepReader::What> StepReader::read_ask(const YamlNode& node, const At& at) {
    if (!check_keys(node, "ask",
                    {"content", "pick", "channel", "expires", "on_failed", "not_sent", "timeout", "known_for",
                     "answers", "no_answer", "late", "again"},
                    findings_))
        return std::nullopt;
    step::Ask ask;
    read_sending(node, ask.send);
    if (const YamlNode* pick = node.find("pick")) {
        ask.pick_all = pick->text == "all";
        if (!ask.pick_all) read_pick(*pick, ask.send, {"best", "even", "all"});
    }
    check_words(node, ask.send, true);
    read_asking(node, ask);
    ask.send.not_sent = branch(node, "not_sent", at, -1);
    if (const YamlNode* answers = node.find("answers"))
        read_answers(*answers, at, ask);
    else
        findings_.error(node.where, "`ask` without `answers`: write what customers may answer, or `send` it");
    ask.no_answer = branch(node, "no_answer", at, at.next);
    const bool saved =
        std::any_of(ask.answers.begin(), ask.answers.end(), [](const Answer& a) { return !a.save.empty(); });
    if (ask.known_for && !saved)
        findings_.error(node.find("known_for")->where,
                        "`known_for` looks at what was saved: give an answer `save: customer.NAME`");
    return ask;
}

void StepReader::read_sending(const YamlNode& node, step::Send& send) {
    if (const YamlNode* content = node.find("content"))
        read_contents(*content, send);
    else
        findings_.error(node.where, std::string(kContentExample));
    if (const YamlNode* channel = node.find("channel"); channel != nullptr && channel->text != "preferred")
        read_channels(*channel, send);
    if (const YamlNode* on_failed = node.find("on_failed")) read_on_failed(*on_failed, send);
    if (const YamlNode* expires = node.find("expires"))
        send.expires = read_duration(*expires, "expires", findings_).value_or(send.expires);
}

void StepReader::read_pick(const YamlNode& node, step::Send& send, std::initializer_list<std::string_view> choices) {
    const auto pick = read_choice(node, "pick", choices, findings_);
    if (pick == "even") send.pick = step::Pick::even;
    if (pick && send.contents.size() == 1)
        findings_.warning(node.where,
                          "`pick` chooses among several contents, and there is one: add another, or leave `pick` out");
}

void StepReader::read_on_failed(const YamlNode& node, step::Send& send) {
    send.next_on_failure = read_choice(node, "on_failed", {"next"}, findings_).has_value();
    if (send.next_on_failure && send.channels.size() < 2)
        findings_.error(node.where,
                        "`on_failed: next` wants a list of channels to go on to: write "
                        "`channel: [email, sms]`");
}

void StepReader::read_contents(const YamlNode& node, step::Send& send) {
    for (const std::string& name : read_texts(node, "content", findings_, true)) {
        if (const auto known = in_.contents.find(name); known != in_.contents.end()) {
            known->second.used = true;
        } else {
            std::vector<std::string> names;
            for (const auto& [content, note] : in_.contents)
                if (!content.starts_with('_')) names.push_back(content);
            findings_.error(node.where, "no content `" + name + "` in the templates" + did_you_mean(name, names));
        }
        if (std::find(send.contents.begin(), send.contents.end(), name) != send.contents.end())
            findings_.error(node.where, "`" + name + "` stands here twice: leave one out");
        send.contents.push_back(name);
    }
}

void StepReader::read_channels(const YamlNode& node, step::Send& send) {
    for (const std::string& text : read_texts(node, "channel", findings_, true)) {
        const auto kind = parse_channel(text);
        if (!kind) {
            findings_.error(node.where,
                            "no channel `" + text + "`" + did_you_mean(text, {"email", "sms", "preferred"}));
            continue;
        }
        const auto& channels = in_.household.channels;
        if (std::none_of(channels.begin(), channels.end(), [&](const ChannelSettings& c) { return c.kind == *kind; }))
            findings_.error(node.where, "no channel `" + text + "` in the config");
        if (std::find(send.channels.begin(), send.channels.end(), *kind) != send.channels.end())
            findings_.error(node.where, "`" + text + "` stands here twice: leave one out");
        send.channels.push_back(*kind);
    }
}

// Each content has words for one of the channels; a question goes only where an answer can come back.
void StepReader::check_words(const YamlNode& node, const step::Send& send, bool asks) {
    const YamlNode* content = node.find("content");
    const YamlNode* channel = node.find("channel");
    bool by_sms = false;
    for (const std::string& name : send.contents) {
        const auto known = in_.contents.find(name);
        if (known == in_.contents.end()) continue;
        const ContentNote& note = known->second;
        by_sms = by_sms || note.sms;
        const bool said = std::any_of(send.channels.begin(), send.channels.end(), [&](ChannelKind kind) {
            return kind == ChannelKind::email ? note.email : note.sms;
        });
        if (!send.channels.empty() && !said)
            findings_.error(content->where,
                            "`" + name + "` has no words for the channel that is asked for: add " +
                                (send.channels.front() == ChannelKind::email ? "email.LANG.md" : "sms.LANG.txt"));
    }
    const bool sms_allowed = send.channels.empty() || std::find(send.channels.begin(), send.channels.end(),
                                                                ChannelKind::sms) != send.channels.end();
    if (!asks || !sms_allowed || !by_sms) return;
    for (const ChannelSettings& settings : in_.household.channels)
        if (settings.kind == ChannelKind::sms && !settings.can_receive)
            findings_.error(channel != nullptr ? channel->where : node.where,
                            "a question by SMS from `" + settings.from +
                                "`, which can't receive answers: write `channel: email`, or send from a number");
}

void StepReader::read_asking(const YamlNode& node, step::Ask& ask) {
    if (const YamlNode* timeout = node.find("timeout"))
        ask.timeout = read_duration(*timeout, "timeout", findings_).value_or(ask.timeout);
    if (const YamlNode* known_for = node.find("known_for"))
        ask.known_for = read_duration(*known_for, "known_for", findings_);
    if (const YamlNode* late = node.find("late")) {
        const auto what = read_choice(*late, "late", {"save", "run", "handover"}, findings_);
        if (what == "run") ask.late = step::Ask::Late::run;
        if (what == "handover") ask.late = step::Ask::Late::handover;
    }
    if (const YamlNode* again = node.find("again"))
        ask.again_runs = read_choice(*again, "again", {"save", "run"}, findings_) == "run";
}

void StepReader::read_answers(const YamlNode& node, const At& at, step::Ask& ask) {
    if (node.kind != YamlNode::Kind::list || node.items.empty()) {
        findings_.error(node.where, "`answers` wants a list, as in `- {name: price, words: [price, expensive]}`");
        return;
    }
    std::set<std::string> languages;
    for (const std::string& name : ask.send.contents)
        if (const auto known = in_.contents.find(name); known != in_.contents.end())
            languages.insert(known->second.languages.begin(), known->second.languages.end());
    for (const YamlNode& item : node.items) {
        auto answer = read_answer(item, languages, in_);
        if (!answer) continue;
        const At here{at.next, at.path + ".answers." + answer->match.name};
        // An empty list is no step of its own: goes on, as without the key.
        if (const YamlNode* then = item.find("then");
            then != nullptr && (then->kind != YamlNode::Kind::list || !then->items.empty()))
            answer->then = branch(item, "then", here, -1);
        ask.answers.push_back(std::move(*answer));
    }
    check_answers(node, ask.answers, findings_);
}

}  // namespace dialogd::rules
