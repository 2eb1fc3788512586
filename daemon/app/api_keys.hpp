// The keys of the HTTP API: a name, scopes and the SHA-256 of the key itself, in DATA/api-keys.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/result.hpp"

namespace dialogd::app {

struct ApiKey {
    std::string name;
    std::vector<std::string> scopes;  // events, read, write, admin (admin may do everything)
    std::string hash;                 // SHA-256, 64 hexadecimal digits
};

// The file, read and written whole. Each call reads it anew, so that `key add` works beside a running daemon.
class ApiKeys {
public:
    explicit ApiKeys(std::filesystem::path file) : file_(std::move(file)) {}

    // Makes a key and gives it back: it is shown once and kept only as a hash.
    Result<std::string> add(const std::string& name, const std::vector<std::string>& scopes);
    Result<void> revoke(const std::string& name);
    Result<std::vector<ApiKey>> list() const;

    // The key's name, when it is good for that scope. Any thread; looks at the file at most once a second.
    std::optional<std::string> check(std::string_view key, std::string_view scope);

private:
    Result<void> write(const std::vector<ApiKey>& keys) const;

    std::filesystem::path file_;
    std::mutex mutex_;
    std::vector<ApiKey> known_;  // guarded by mutex_, as the two below
    std::filesystem::file_time_type changed_{};
    std::int64_t looked_at_ = 0;
};

}  // namespace dialogd::app
