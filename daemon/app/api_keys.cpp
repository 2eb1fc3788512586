// Keys are random; what is kept of them is a hash, compared in constant time.
#include "app/api_keys.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

namespace dialogd::app {

namespace {

constexpr const char* kHex = "0123456789abcdef";
constexpr std::string_view kScopes[] = {"events", "read", "write", "admin"};

std::string hex(const unsigned char* octets, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text.push_back(kHex[octets[i] >> 4U]);
        text.push_back(kHex[octets[i] & 15U]);
    }
    return text;
}

std::string sha256(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
    return hex(digest, length);
}

bool is_plain(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    });
}

bool may(const ApiKey& key, std::string_view scope) {
    return std::any_of(key.scopes.begin(), key.scopes.end(),
                       [&](const std::string& has) { return has == scope || has == "admin"; });
}

}  // namespace

Result<std::string> ApiKeys::add(const std::string& name, const std::vector<std::string>& scopes) {
    if (!is_plain(name))
        return Error{ErrorCode::invalid, "a key's name is letters, digits, - _ and . only: `" + name + "`", {}};
    for (const std::string& scope : scopes)
        if (std::find(std::begin(kScopes), std::end(kScopes), scope) == std::end(kScopes))
            return Error{ErrorCode::invalid, "unknown scope `" + scope + "`: events, read, write or admin", {}};
    Result<std::vector<ApiKey>> keys = list();
    if (!keys) return keys.error();
    for (const ApiKey& key : *keys)
        if (key.name == name)
            return Error{ErrorCode::conflict, "there is a key `" + name + "` already: revoke it first", {}};
    unsigned char octets[24];
    if (RAND_bytes(octets, sizeof octets) != 1) return Error{ErrorCode::internal, "no random numbers to be had", {}};
    const std::string key = "dk_" + hex(octets, sizeof octets);
    keys->push_back({name, scopes, sha256(key)});
    if (Result<void> written = write(*keys); !written) return written.error();
    return key;
}

Result<void> ApiKeys::revoke(const std::string& name) {
    Result<std::vector<ApiKey>> keys = list();
    if (!keys) return keys.error();
    if (std::erase_if(*keys, [&](const ApiKey& key) { return key.name == name; }) == 0)
        return Error{ErrorCode::not_found, "there is no key `" + name + "`", {}};
    return write(*keys);
}

// A line a key: name, scopes with commas, hash.
Result<std::vector<ApiKey>> ApiKeys::list() const {
    std::vector<ApiKey> keys;
    std::ifstream file(file_);
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream words(line);
        ApiKey key;
        std::string scopes;
        if (!(words >> key.name >> scopes >> key.hash) || key.hash.size() != 64) continue;
        std::istringstream list(scopes);
        for (std::string scope; std::getline(list, scope, ',');) key.scopes.push_back(scope);
        keys.push_back(std::move(key));
    }
    return keys;
}

Result<void> ApiKeys::write(const std::vector<ApiKey>& keys) const {
    std::error_code problem;
    std::filesystem::create_directories(file_.parent_path(), problem);
    const std::filesystem::path fresh = file_.string() + ".new";
    const mode_t before = umask(0077);
    std::ofstream file(fresh, std::ios::trunc);
    umask(before);
    for (const ApiKey& key : keys) {
        std::string scopes;
        for (const std::string& scope : key.scopes) scopes += (scopes.empty() ? "" : ",") + scope;
        file << key.name << ' ' << scopes << ' ' << key.hash << '\n';
    }
    file.close();
    if (file) std::filesystem::rename(fresh, file_, problem);
    if (!file || problem) return Error{ErrorCode::unavailable, "can't write " + file_.string(), {}};
    return {};
}

std::optional<std::string> ApiKeys::check(std::string_view key, std::string_view scope) {
    const std::string hash = sha256(key);
    const std::lock_guard lock(mutex_);
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    if (seconds != looked_at_) {
        looked_at_ = seconds;
        std::error_code problem;
        const auto changed = std::filesystem::last_write_time(file_, problem);
        if (problem)
            known_.clear();
        else if (changed != changed_)
            if (Result<std::vector<ApiKey>> keys = list()) known_ = std::move(*keys);
        changed_ = problem ? std::filesystem::file_time_type{} : changed;
    }
    std::optional<std::string> found;
    for (const ApiKey& candidate : known_)
        if (CRYPTO_memcmp(candidate.hash.data(), hash.data(), hash.size()) == 0 && may(candidate, scope))
            found = candidate.name;
    return found;
}

}  // namespace dialogd::app
