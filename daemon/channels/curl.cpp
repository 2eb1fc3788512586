// libcurl's handles, and what every transfer has set.
#include "channels/curl.hpp"

namespace dialogd::channels {

namespace {

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
    std::string copy = text;
    curl_free(text);
    return copy;
}

}  // namespace

Result<Multi> make_multi() {
    // Once for the process, by whichever channel is made first; C++ makes it safe between threads.
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) return Error{ErrorCode::internal, std::string("libcurl: ") + curl_easy_strerror(ready)};
    Multi multi(curl_multi_init());
    if (!multi) return Error{ErrorCode::internal, "libcurl: no multi handle"};
    return multi;
}

Result<UrlParts> split_url(const std::string& url) {
    const std::unique_ptr<CURLU, EndUrl> parsed(curl_url());
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return Error{ErrorCode::invalid, "url: \"" + url + "\" is no URL with a scheme and a host"};
    }
    UrlParts parts;
    parts.scheme = part_of(parsed.get(), CURLUPART_SCHEME);
    parts.host = part_of(parsed.get(), CURLUPART_HOST);
    parts.port = part_of(parsed.get(), CURLUPART_PORT);
    parts.bare = part_of(parsed.get(), CURLUPART_USER).empty() && part_of(parsed.get(), CURLUPART_QUERY).empty() &&
                 part_of(parsed.get(), CURLUPART_FRAGMENT).empty();
    parts.loopback = parts.host == "localhost" || parts.host.starts_with("127.") || parts.host == "[::1]";
    return parts;
}

void set_common(CURL* easy, const std::string& ca_file) {
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // the environment decides nothing about where messages go
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
}

}  // namespace dialogd::channels
