// HMAC-SHA256 of channel and address; lines appended and synced.
#include "app/suppressed.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>

#include "app/config.hpp"

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyOctets = 32;
constexpr std::size_t kMostOctets = 1U << 30U;  // some nine million erased addresses

std::string hex(const unsigned char* octets, std::size_t count) {
    constexpr const char* kDigits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text.push_back(kDigits[octets[i] >> 4U]);
        text.push_back(kDigits[octets[i] & 15U]);
    }
    return text;
}

// As everywhere: nobody means two people by Anna@ and anna@.
std::string lower(std::string_view address) {
    std::string text(address);
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::optional<AddressState> parse_state(std::string_view text) {
    for (const AddressState state :
         {AddressState::usable, AddressState::suppressed, AddressState::opted_out, AddressState::no_marketing})
        if (to_text(state) == text) return state;
    return std::nullopt;
}

Error failed(const fs::path& path, const char* doing) {
    return {
        ErrorCode::unavailable, std::string("can't ") + doing + " " + path.string() + ": " + std::strerror(errno), {}};
}

// Behind what is there, in one piece, and on disk. A line that a crash has cut off is ended first.
Result<void> append(const fs::path& path, std::string text) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return failed(path, "open");
    char last = '\n';
    const off_t size = ::lseek(file, 0, SEEK_END);
    if (size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n') text.insert(0, "\n");
    bool good = true;
    for (std::string_view rest = text; good && !rest.empty();) {
        const ssize_t count = ::write(file, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        good = count > 0;
        if (good) rest.remove_prefix(static_cast<std::size_t>(count));
    }
    good = good && ::fdatasync(file) == 0;
    const Error error = good ? Error{} : failed(path, "write");
    ::close(file);
    if (!good) return error;
    return {};
}

// A new file is there after a power cut only when its folder is on disk too.
void sync_folder(const fs::path& folder) {
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

Result<std::string> read_if_there(const fs::path& path, std::size_t most) {
    std::error_code problem;
    if (!fs::exists(path, problem)) return std::string();
    return read_file(path, most);
}

}  // namespace

Result<Suppressed> Suppressed::open(const fs::path& folder) {
    Suppressed list;
    list.folder_ = folder;
    Result<std::string> key = read_if_there(folder / "suppression-key", 4'096);
    if (!key) return key.error();
    while (key->ends_with('\n')) key->pop_back();
    if (!key->empty() && key->size() != kKeyOctets * 2)
        return Error{
            ErrorCode::invalid, (folder / "suppression-key").string() + " is no key: restore it from a backup", {}};
    list.key_ = std::move(*key);
    const Result<std::string> text = read_if_there(folder / "suppressed", kMostOctets);
    if (!text) return text.error();
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string time, channel, state, hash;
        words >> time >> channel >> state >> hash;
        const auto known = parse_state(state);
        if (!known || hash.size() != kKeyOctets * 2) continue;  // cut off by a crash: it was never answered
        if (*known == AddressState::usable)
            list.states_.erase(hash);
        else
            list.states_[hash] = *known;
    }
    return list;
}

Result<void> Suppressed::make_key() {
    unsigned char octets[kKeyOctets];
    if (RAND_bytes(octets, sizeof octets) != 1) return Error{ErrorCode::internal, "no random numbers to be had", {}};
    std::string key = hex(octets, sizeof octets);
    if (Result<void> written = append(folder_ / "suppression-key", key + "\n"); !written) return written;
    key_ = std::move(key);
    return {};
}

std::string Suppressed::hash(ChannelKind channel, std::string_view address) const {
    const std::string text = std::string(to_text(channel)) + ":" + lower(address);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest, &length);
    return hex(digest, length);
}

Result<void> Suppressed::say(std::span<const Address> addresses, Instant now) {
    if (addresses.empty()) return {};
    if (key_.empty())
        if (Result<void> made = make_key(); !made) return made;
    std::string lines;
    for (const Address& address : addresses)
        lines += to_text(now) + " " + std::string(to_text(address.channel)) + " " +
                 std::string(to_text(address.state)) + " " + hash(address.channel, address.value) + "\n";
    if (Result<void> written = append(folder_ / "suppressed", std::move(lines)); !written) return written;
    sync_folder(folder_);
    for (const Address& address : addresses) {
        if (address.state == AddressState::usable)
            states_.erase(hash(address.channel, address.value));
        else
            states_[hash(address.channel, address.value)] = address.state;
    }
    return {};
}

// With the reasons that START and the page know: the way back is the same as after any opt-out.
std::optional<Address> Suppressed::find(ChannelKind channel, std::string_view address) const {
    if (states_.empty()) return std::nullopt;
    const auto known = states_.find(hash(channel, address));
    if (known == states_.end()) return std::nullopt;
    const bool said_no = known->second != AddressState::suppressed;
    const char* reason = !said_no ? "erased" : channel == ChannelKind::email ? "unsubscribed" : "STOP";
    return Address{channel, std::string(address), known->second, reason};
}

}  // namespace dialogd::app
