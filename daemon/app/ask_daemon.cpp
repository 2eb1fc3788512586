// Through libcurl, one request and no redirects.
#include "app/ask_daemon.hpp"

#include <curl/curl.h>

#include <memory>

#include "app/json_value.hpp"

namespace dialogd::app {

namespace {

constexpr long kSeconds = 60;  // the daemon may be reading rules

struct Taken {
    std::string& body;
    std::size_t most;
};

std::size_t take(char* octets, std::size_t one, std::size_t count, void* into) {
    const Taken& taken = *static_cast<Taken*>(into);
    if (taken.body.size() + one * count > taken.most) return 0;
    taken.body.append(octets, one * count);
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

Result<std::optional<DaemonAnswer>> ask_daemon(const Config& config, const DaemonRequest& request) {
    constexpr std::string_view kUnix = "unix:";
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return Error{ErrorCode::internal, "libcurl can't begin", {}};
    const bool is_unix = config.http.starts_with(kUnix);
    const std::string url = "http://" + (is_unix ? std::string("localhost") : reachable(config.http)) + request.path;
    DaemonAnswer answer;
    Taken taken{answer.body, request.most_answered};
    curl_slist* list = curl_slist_append(nullptr, ("Content-Type: " + request.content_type).c_str());
    if (!request.key.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + request.key).c_str());
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, curl_slist_free_all);
    if (is_unix) curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, config.http.substr(kUnix.size()).c_str());
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    if (request.method == "POST") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    } else {
        curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kSeconds);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &take);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &taken);
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

Result<std::string> answer_body(const DaemonAnswer& answer, const std::string& scope) {
    if (answer.status / 100 == 2) return answer.body;
    if (answer.status == 401)
        return Error{ErrorCode::invalid,
                     "the daemon runs, and wants a key: make one with `dialogd key add NAME --scope " + scope +
                         " > FILE`, and say --key-file FILE",
                     {}};
    const Result<Value> said = parse_json(answer.body, "the answer");
    const Value* why = said ? said->find("error") : nullptr;
    const std::string text = why != nullptr && why->text() != nullptr ? *why->text() : std::string();
    return Error{answer.status == 404 ? ErrorCode::not_found : ErrorCode::invalid,
                 text.empty() ? "the daemon answers with status " + std::to_string(answer.status) : text,
                 {}};
}

Result<std::string> read_key(const std::filesystem::path& file) {
    if (file.empty()) return std::string();
    Result<std::string> key = read_file(file, 4'096);
    if (!key) return Error{key.error().code, "--key-file: " + key.error().message, {}};
    while (!key->empty() && (key->back() == '\n' || key->back() == '\r')) key->pop_back();
    return key;
}

std::string in_path(const std::string& id) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    std::string text;
    for (const char c : id) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        const auto octet = static_cast<unsigned char>(c);
        if (plain)
            text.push_back(c);
        else
            text.append({'%', kDigits[octet >> 4U], kDigits[octet & 15U]});
    }
    return text;
}

}  // namespace dialogd::app
