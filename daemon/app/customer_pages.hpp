// The customers' pages behind signed links: /u/ unsubscribes, /p/ sets preferences, /a/ answers a question.
#pragma once

#include <memory>
#include <unordered_map>

#include "app/clock.hpp"
#include "app/loop.hpp"
#include "web/pages.hpp"

namespace dialogd::app {

// Answers on the loop's thread, which owns the states. A GET changes nothing (scanners follow links); what a
// POST wishes is committed before the page says that it holds.
class CustomerPages {
public:
    CustomerPages(Loop& loop, const Clock& clock, std::unique_ptr<const web::Pages> pages)
        : loop_(loop), clock_(clock), pages_(std::move(pages)) {}

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
    web::PreferenceModel preference_model(const Visit& visit) const;
    // Hands the inputs to the engine; `show` runs on the loop's thread once they are committed.
    void commit(const std::shared_ptr<Visit>& visit, std::vector<Input> inputs, std::function<void()> show);
    void trouble(const Visit& visit, web::Trouble trouble) const;
    // Counts a POST of that customer's links; false when there were too many within the hour.
    bool admits(CustomerNumber customer);
    web::Frame frame(std::string language, std::string time_zone) const;

    Loop& loop_;
    const Clock& clock_;
    std::unique_ptr<const web::Pages> pages_;
    // On the loop's thread.
    std::unordered_map<CustomerNumber, std::uint32_t> posts_;
    Instant window_{};
};

}  // namespace dialogd::app
