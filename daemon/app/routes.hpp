// The requests that intake hands on: health, metrics, what is known about a customer; customers' pages.
#pragma once

#include "app/api_keys.hpp"
#include "app/customer_pages.hpp"
#include "app/loop.hpp"
#include "app/rights.hpp"
#include "app/steering.hpp"

namespace dialogd::app {

class Routes {
public:
    // Phone numbers as E.164; nothing when it is none.
    using Phone = std::function<std::optional<std::string>(std::string_view)>;

    Routes(Loop& loop, ApiKeys& keys, const Metrics& metrics, Phone phone, CustomerPages& pages, Steering& steering,
           Rights& rights, const Clock& clock)
        : loop_(loop),
          keys_(keys),
          metrics_(metrics),
          phone_(std::move(phone)),
          pages_(pages),
          steering_(steering),
          rights_(rights),
          clock_(clock) {}

    // Answers through `respond` exactly once, perhaps later and from the loop's thread.
    void serve(intake::HttpRequest request, intake::Respond respond);
    // From then on GET /readyz says 503: nothing new is to be sent here.
    void stopping() { stopping_ = true; }

private:
    void serve_customer(const intake::HttpRequest& request, intake::Respond respond);
    void serve_erase(const intake::HttpRequest& request, const intake::Respond& respond);
    // Finds who is meant by the path; `found` runs on the loop's thread. What can't be found is answered.
    void find_customer(const intake::HttpRequest& request, const intake::Respond& respond,
                       std::function<void(CustomerNumber, const std::string& part)> found);
    void serve_rules(intake::Respond respond);
    void serve_handovers(const intake::Respond& respond);
    void serve_message(const intake::HttpRequest& request, intake::Respond respond);
    // Runs it on the loop's thread; answers 503 when too many wait for that.
    void ask_loop(const intake::Respond& respond, Inbox::Task task);
    // The name of the request's key, if that is good for the scope; else it has been answered.
    std::optional<std::string> who(const intake::HttpRequest& request, std::string_view scope,
                                   const intake::Respond& respond);

    Loop& loop_;
    ApiKeys& keys_;
    const Metrics& metrics_;
    Phone phone_;
    CustomerPages& pages_;
    Steering& steering_;
    Rights& rights_;
    const Clock& clock_;
    std::atomic<bool> stopping_{false};
};

}  // namespace dialogd::app
