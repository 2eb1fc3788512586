// libcurl's handles as values that clean up, and the poll that all channels wait in.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "dialogd/result.hpp"
#include "dialogd/time.hpp"

namespace dialogd::channels {

struct EndEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct EndMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct EndList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct EndUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Easy = std::unique_ptr<CURL, EndEasy>;
using Multi = std::unique_ptr<CURLM, EndMulti>;
using HeaderList = std::unique_ptr<curl_slist, EndList>;

// A multi handle, with libcurl made ready for the process. `internal` when libcurl can't.
Result<Multi> make_multi();

// The parts of a URL that a channel's settings name.
struct UrlParts {
    std::string scheme, host, port;  // port empty: the scheme's own
    bool bare = true;                // no user, query or fragment
    bool loopback = false;           // the host is this machine, by name or literal address
};
Result<UrlParts> split_url(const std::string& url);

// Settings that every transfer has: no proxy from the environment, no signals, TLS 1.2 or later, the
// server's certificate checked against `ca_file` (empty: the system's).
void set_common(CURL* easy, const std::string& ca_file);

}  // namespace dialogd::channels
