// The pages of a few words: unsubscribing, thanks, and links that do not do.
#include "web/renderer.hpp"

namespace dialogd::web {

namespace {

struct TroubleWords {
    int status;
    const char* text;  // trouble_NAME_title and trouble_NAME
    bool new_link;     // a new one would help
};

TroubleWords words_of(Trouble trouble) {
    switch (trouble) {
        case Trouble::altered: return {403, "altered", true};
        case Trouble::other_use: return {403, "other_use", true};
        case Trouble::expired: return {410, "expired", true};
        case Trouble::used: return {410, "used", true};
        case Trouble::not_found: return {404, "not_found", true};
        case Trouble::too_often: return {429, "too_often", false};
        case Trouble::unavailable: return {503, "unavailable", false};
        case Trouble::too_large: return {413, "too_large", false};
        case Trouble::not_allowed: return {405, "not_allowed", false};
        case Trouble::unreadable: return {400, "unreadable", false};
    }
    return {404, "not_found", true};
}

constexpr const char* kRetryAfter = "60";  // seconds: a person's patience, and longer than a restart takes

}  // namespace

Page Renderer::notice(const Voice& voice, const Notice& notice) const {
    Value::List paragraphs(notice.paragraphs.begin(), notice.paragraphs.end());
    Values values;
    values.set("paragraphs", Value(std::move(paragraphs)))
        .set("done", notice.tone == "done")
        .maybe("link_path", notice.link_path)
        .maybe("link_label", notice.link_label)
        .maybe("button_path", notice.button_path)
        .maybe("button_label", notice.button_label);
    return page(voice, "notice", notice.status, notice.title, std::move(values));
}

Page Renderer::unsubscribe(const Frame& frame, const std::string& path, ChannelKind channel, std::string_view address,
                           const std::string& preferences_path) const {
    const Voice v = voice(frame);
    const std::string to = masked(channel, address);
    Values values;
    values.set("path", path)
        .set("ask", v.t(channel == ChannelKind::email ? "unsubscribe_ask" : "unsubscribe_ask_sms",
                        {{"company", frame.company}, {"address", to}}))
        .maybe("preferences_path", preferences_path);
    return page(v, "unsubscribe", 200, v.t("unsubscribe_title"), std::move(values));
}

Page Renderer::unsubscribed(const Frame& frame, ChannelKind channel, std::string_view address,
                            const std::string& preferences_path) const {
    const Voice v = voice(frame);
    const bool mail = channel == ChannelKind::email;
    const std::string to = masked(channel, address);
    Notice n;
    n.tone = "done";
    n.title = v.t("unsubscribed_title");
    n.paragraphs = {v.t(mail ? "unsubscribed" : "unsubscribed_sms", {{"company", frame.company}, {"address", to}}),
                    v.t(mail ? "unsubscribed_undo" : "unsubscribed_undo_sms")};
    n.link_path = preferences_path;
    n.link_label = v.t("to_preferences");
    return notice(v, n);
}

Page Renderer::erased(const Frame& frame) const {
    const Voice v = voice(frame);
    Notice n;
    n.tone = "done";
    n.title = v.t("erased_title");
    n.paragraphs = {v.t("erased", {{"company", frame.company}}), v.t("erased_backups")};
    return notice(v, n);
}

Page Renderer::link_sent(const PreferenceModel& model) const {
    const Voice v = voice(model.frame);
    Notice n;
    n.tone = "done";
    n.title = v.t("link_sent_title");
    n.paragraphs = {v.t("link_sent", {{"address", model.own_email}}), v.t("link_sent_once")};
    n.link_path = model.path;
    n.link_label = v.t("back_to_preferences");
    return notice(v, n);
}

Page Renderer::answered(const Frame& frame, const std::string& preferences_path) const {
    const Voice v = voice(frame);
    Notice n;
    n.tone = "done";
    n.title = v.t("answered_title");
    n.paragraphs = {v.t("answered", {{"company", frame.company}})};
    n.link_path = preferences_path;
    n.link_label = v.t("to_preferences");
    return notice(v, n);
}

Page Renderer::start_elsewhere(const Frame& frame, const std::string& preferences_path) const {
    const Voice v = voice(frame);
    Notice n;
    n.title = v.t("start_elsewhere_title");
    n.paragraphs = {v.t("start_elsewhere"), v.t("start_elsewhere_how")};
    n.link_path = preferences_path;
    n.link_label = v.t("to_preferences");
    return notice(v, n);
}

Page Renderer::answered_already(const Frame& frame, Instant at) const {
    const Voice v = voice(frame);
    Notice n;
    n.title = v.t("answered_already_title");
    n.paragraphs = {v.t("answered_already", {{"when", v.date_time(at)}}), v.t("answered_write")};
    return notice(v, n);
}

Page Renderer::answered_too_late(const Frame& frame) const {
    const Voice v = voice(frame);
    Notice n;
    n.title = v.t("answered_late_title");
    n.paragraphs = {v.t("answered_late"), v.t("answered_write")};
    return notice(v, n);
}

Page Renderer::open_knowledge(const Frame& frame, const std::string& path) const {
    const Voice v = voice(frame);
    Values values;
    values.set("path", path).set("about", v.t("open_about", {{"company", frame.company}}));
    return page(v, "open", 200, v.t("knowledge_title"), std::move(values));
}

Page Renderer::trouble(const Frame& frame, Trouble what, const std::string& link_path) const {
    const Voice v = voice(frame);
    const TroubleWords words = words_of(what);
    const std::string name = std::string("trouble_") + words.text;
    Values values;
    values.set("what", v.t(name)).maybe("link_path", words.new_link ? link_path : std::string());
    values.set("errors", false).set("address_error", false).maybe("address", {});
    Page answer = page(v, "trouble", words.status, v.t(name + "_title"), std::move(values));
    if (words.status == 429 || words.status == 503) answer.headers["Retry-After"] = kRetryAfter;
    if (words.status == 405) answer.headers["Allow"] = "GET, HEAD, POST";
    return answer;
}

Page Renderer::link_request_wrong(const Frame& frame, const std::string& link_path, const Form& typed,
                                  const FieldErrors& errors) const {
    const Voice v = voice(frame);
    Values values;
    values.set("what", v.t("new_link_about")).set("link_path", link_path);
    values.set("errors", error_list(v, errors)).set("address_error", error_at(v, errors, "address"));
    values.maybe("address", typed.text("address"));
    return page(v, "trouble", 400, v.t("new_link_title"), std::move(values));
}

Page Renderer::link_requested(const Frame& frame) const {
    const Voice v = voice(frame);
    Notice n;
    n.title = v.t("link_requested_title");
    n.paragraphs = {v.t("link_requested", {{"company", frame.company}}), v.t("link_requested_hint")};
    return notice(v, n);
}

}  // namespace dialogd::web
