// The customers' pages behind signed links: /u/ unsubscribes, /p/ sets preferences, /a/ answers a question; what we
// know about them, /k/, stands in knowledge_pages.
#pragma once

#include <memory>

#include "app/knowledge_pages.hpp"

namespace dialogd::app {

// Answers on the loop's thread, which owns the states. A GET changes nothing (scanners follow links); what a
// POST wishes is committed before the page says that it holds.
class CustomerPages {
public:
    CustomerPages(Loop& loop, const Clock& clock, Rights& rights, std::unique_ptr<const web::Pages> pages)
        : loop_(loop), clock_(clock), pages_(std::move(pages)), knowledge_(loop, clock, rights, *pages_) {}

    // Answers through `respond` exactly once, perhaps later and from the loop's thread.
    void serve(const intake::HttpRequest& request, intake::Respond respond);

private:
    struct Visit;  // who came by which link, with what
    enum class Kind : std::uint8_t { unsubscribe, preferences, answer };

    void open(Kind kind, const std::shared_ptr<Visit>& visit);
    void unsubscribe(const std::shared_ptr<Visit>& visit);
    void preferences(const std::shared_ptr<Visit>& visit);
    void answer(const std::shared_ptr<Visit>& visit);
    void take_answer(const std::shared_ptr<Visit>& visit, const web::AnswerModel& model);
    Steering steering_in(const Visit& visit, const std::string& words) const;
    std::vector<Input> replies_of(const Visit& visit, const web::AnswerWish& wish, const Steering& said) const;
    web::PreferenceModel preference_model(const Visit& visit) const;
    // Hands the inputs to the engine; `show` runs on the loop's thread once they are committed.
    void commit(const std::shared_ptr<Visit>& visit, std::vector<Input> inputs, std::function<void()> show);
    void trouble(const Visit& visit, web::Trouble trouble) const;
    web::Frame frame(std::string language, std::string time_zone) const;

    Loop& loop_;
    const Clock& clock_;
    std::unique_ptr<const web::Pages> pages_;
    KnowledgePages knowledge_;
    PostLimit posts_{30};  // of one customer's links; on the loop's thread
};

}  // namespace dialogd::app
