// One request to a gateway, as libcurl is told of it.
#include "channels/gateway_transfer.hpp"

#include <algorithm>

namespace dialogd::channels {

namespace {

constexpr std::size_t kLongestAnswer = 64U << 10U;              // what is longer says nothing more
constexpr std::int64_t kLongestWait = std::int64_t{24} * 3600;  // seconds; who asks for more means something else

}  // namespace

std::size_t GatewayTransfer::take_answer(char* bytes, std::size_t size, std::size_t count, void* self) {
    std::string& text = static_cast<GatewayTransfer*>(self)->answer_;
    text.append(bytes, std::min(size * count, kLongestAnswer - std::min(kLongestAnswer, text.size())));
    return size * count;
}

int GatewayTransfer::status() const {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

bool GatewayTransfer::has_asked() const {
    curl_off_t asked = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &asked);
    return asked != 0;
}

TickSpan GatewayTransfer::asked_to_wait() const {
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &seconds);
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kLongestWait));
}

bool GatewayTransfer::set_up(const GatewaySettings& settings, const GatewayTimes& times, GatewayRequest request) {
    request_ = std::move(request);
    easy_.reset(curl_easy_init());
    CURL* easy = easy_.get();
    if (easy == nullptr) return false;
    set_common(easy, settings.ca_file);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));  // HTTP/2 may retry too
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(times.connect.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(times.answer.count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &GatewayTransfer::take_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    if (settings.provider.auth == "basic") {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(easy, CURLOPT_USERNAME, settings.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, settings.password.c_str());
    }
    if (request_.method == "POST") {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.c_str());
    }
    request_.headers.emplace_back("Expect:");
    for (const std::string& line : request_.headers) {
        curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
        if (longer == nullptr) return false;
        (void)headers_.release();
        headers_.reset(longer);
    }
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get()) == CURLE_OK;
}

}  // namespace dialogd::channels
