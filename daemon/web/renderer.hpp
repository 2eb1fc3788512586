// The one implementation of Pages: compiled templates and texts. Its functions stand in a file for each page.
#pragma once

#include "web/page_words.hpp"
#include "web/pages.hpp"
#include "web/values.hpp"

namespace dialogd::web {

// A page of a few words: what happened, and what can be done now.
struct Notice {
    int status = 200;
    std::string title;
    std::vector<std::string> paragraphs;
    std::string link_path, link_label;      // where to go from here; empty: nowhere
    std::string button_path, button_label;  // a form with one button; empty: none
    std::string tone = "plain";             // "done" or "plain"
};

class Renderer : public Pages {
public:
    Renderer(std::map<std::string, std::unique_ptr<const Template>, std::less<>> templates,
             std::map<std::string, Texts, std::less<>> texts, const Calendar& calendar, const Formats& formats)
        : templates_(std::move(templates)), texts_(std::move(texts)), calendar_(calendar), formats_(formats) {}

    Page unsubscribe(const Frame& frame, const std::string& path, ChannelKind channel, std::string_view address,
                     const std::string& preferences_path) const override;
    Page unsubscribed(const Frame& frame, ChannelKind channel, std::string_view address,
                      const std::string& preferences_path) const override;
    Page preferences(const PreferenceModel& model, bool saved) const override;
    Page preferences_wrong(const PreferenceModel& model, const Form& typed, const FieldErrors& errors) const override;
    Page link_sent(const PreferenceModel& model) const override;
    Page open_knowledge(const Frame& frame, const std::string& path) const override;
    Page knowledge(const Frame& frame, const KnowledgeModel& model, const FieldErrors& errors) const override;
    Page erase_confirm(const Frame& frame, const KnowledgeModel& model, const FieldErrors& errors) const override;
    Page erased(const Frame& frame) const override;
    Page download(const std::string& json) const override;
    Page answer(const Frame& frame, const AnswerModel& model) const override;
    Page answer_wrong(const Frame& frame, const AnswerModel& model, const Form& typed,
                      const FieldErrors& errors) const override;
    Page answered(const Frame& frame, const std::string& preferences_path) const override;
    Page start_elsewhere(const Frame& frame, const std::string& preferences_path) const override;
    Page answered_already(const Frame& frame, Instant at) const override;
    Page answered_too_late(const Frame& frame) const override;
    Page trouble(const Frame& frame, Trouble trouble, const std::string& link_path) const override;
    Page link_request_wrong(const Frame& frame, const std::string& link_path, const Form& typed,
                            const FieldErrors& errors) const override;
    Page link_requested(const Frame& frame) const override;

private:
    Voice voice(const Frame& frame) const;
    Page page(const Voice& voice, std::string_view name, int status, const std::string& title, Values values) const;
    Page notice(const Voice& voice, const Notice& notice) const;
    Page preference_page(const PreferenceModel& model, const struct PreferenceFields& fields,
                         const struct PreferenceFields& was, bool saved, const FieldErrors& errors) const;
    Page answer_page(const Frame& frame, const AnswerModel& model, const std::string& chosen, const std::string& words,
                     const FieldErrors& errors) const;

    std::map<std::string, std::unique_ptr<const Template>, std::less<>> templates_;
    std::map<std::string, Texts, std::less<>> texts_;
    const Calendar& calendar_;
    const Formats& formats_;
};

// The errors of a form for its template: a list for the top of the page, with a link to each field.
Value error_list(const Voice& voice, const FieldErrors& errors);
// What is wrong with one field, as text; false when nothing is.
Value error_at(const Voice& voice, const FieldErrors& errors, std::string_view field);

}  // namespace dialogd::web
