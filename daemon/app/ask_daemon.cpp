// Through libcurl, one request and no redirects.
#include "app/ask_daemon.hpp"

#include <curl/curl.h>

#include <memory>

namespace dialogd::app {

namespace {

constexpr long kSeconds = 60;                     // the daemon may be reading rules
constexpr std::size_t kMostAnswered = 4U << 20U;  // names of paused rules

std::size_t take(char* octets, std::size_t one, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + one * count > kMostAnswered) return 0;
    body.append(octets, one * count);
    return one * count;
}

// Where to reach what listens on every address.
std::string reachable(std::string address) {
    for (const auto& [all, loopback] : {std::pair<std::string, std::string>{"0.0.0.0:", "127.0.0.1:"},
                                        std::pair<std::string, std::string>{"[::]:", "[::1]:"}})
        if (address.starts_with(all)) return loopback + address.substr(all.size());
    return address;
}

}  // namespace

Result<std::optional<DaemonAnswer>> ask_daemon(const Config& config, const std::string& path, const std::string& body,
                                               const std::string& key) {
    constexpr std::string_view kUnix = "unix:";
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return Error{ErrorCode::internal, "libcurl can't begin", {}};
    const bool is_unix = config.http.starts_with(kUnix);
    const std::string url = "http://" + (is_unix ? std::string("localhost") : reachable(config.http)) + path;
    DaemonAnswer answer;
    curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/json");
    if (!key.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + key).c_str());
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, curl_slist_free_all);
    if (is_unix) curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, config.http.substr(kUnix.size()).c_str());
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kSeconds);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &take);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    const CURLcode outcome = curl_easy_perform(curl.get());
    if (outcome == CURLE_COULDNT_CONNECT) return std::optional<DaemonAnswer>();
    if (outcome != CURLE_OK)
        return Error{
            ErrorCode::unavailable, "asking the daemon at " + config.http + ": " + curl_easy_strerror(outcome), {}};
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return std::optional<DaemonAnswer>(std::move(answer));
}

}  // namespace dialogd::app
