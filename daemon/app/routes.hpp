// The requests that intake hands on: health, metrics, what is known about a customer, unsubscribing.
#pragma once

#include "app/api_keys.hpp"
#include "app/loop.hpp"

namespace dialogd::app {

class Routes {
public:
    Routes(Loop& loop, ApiKeys& keys, const Metrics& metrics, std::string company)
        : loop_(loop), keys_(keys), metrics_(metrics), company_(std::move(company)) {}

    // Answers through `respond` exactly once, perhaps later and from the loop's thread.
    void serve(intake::HttpRequest request, intake::Respond respond);
    // From then on GET /readyz says 503: nothing new is to be sent here.
    void stopping() { stopping_ = true; }

private:
    void serve_web(const intake::HttpRequest& request, intake::Respond respond);
    void serve_unsubscribe(const intake::HttpRequest& request, const std::string& token, intake::Respond respond);
    void serve_preferences(const std::string& token, intake::Respond respond);
    void serve_customer(const intake::HttpRequest& request, intake::Respond respond);
    void serve_rules(intake::Respond respond);
    void serve_message(const intake::HttpRequest& request, intake::Respond respond);
    bool may(const intake::HttpRequest& request, std::string_view scope);

    Loop& loop_;
    ApiKeys& keys_;
    const Metrics& metrics_;
    std::string company_;
    std::atomic<bool> stopping_{false};
};

}  // namespace dialogd::app
