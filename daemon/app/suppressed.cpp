// HMAC-SHA256 of channel and address; lines appended and synced.
#include "app/suppressed.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <sstream>

#include "app/synced_file.hpp"

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

}  // namespace

std::optional<AddressState> parse_address_state(std::string_view text) {
    for (const AddressState state :
         {AddressState::usable, AddressState::suppressed, AddressState::opted_out, AddressState::no_marketing})
        if (to_text(state) == text) return state;
    return std::nullopt;
}

std::string_view reason_of(ChannelKind channel, AddressState state) {
    if (state == AddressState::suppressed) return "erased";
    return channel == ChannelKind::email ? "unsubscribed" : "STOP";
}

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
        const auto known = parse_address_state(state);
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
    if (Result<void> written = append_synced(folder_ / "suppression-key", key + "\n"); !written) return written;
    key_ = std::move(key);
    return {};
}

std::string Suppressed::hash(std::string_view text) const {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest, &length);
    return hex(digest, length);
}

std::string Suppressed::hash(ChannelKind channel, std::string_view address) const {
    return hash(std::string(to_text(channel)) + ":" + lower(address));
}

Result<std::string> Suppressed::hash_of(std::string_view text) {
    if (key_.empty())
        if (Result<void> made = make_key(); !made) return made.error();
    return hash(text);
}

Result<std::string> Suppressed::hash_of(ChannelKind channel, std::string_view address) {
    return hash_of(std::string(to_text(channel)) + ":" + lower(address));
}

Result<void> Suppressed::say(std::span<const Address> addresses, Instant now) {
    std::vector<Word> words;
    for (const Address& address : addresses) {
        Result<std::string> hash = hash_of(address.channel, address.value);
        if (!hash) return hash.error();
        words.push_back({address.channel, address.state, std::move(*hash)});
    }
    return say(words, now);
}

Result<void> Suppressed::say(std::span<const Word> words, Instant now) {
    if (words.empty()) return {};
    std::string lines;
    for (const Word& word : words)
        lines += to_text(now) + " " + std::string(to_text(word.channel)) + " " + std::string(to_text(word.state)) +
                 " " + word.hash + "\n";
    if (Result<void> written = append_synced(folder_ / "suppressed", std::move(lines)); !written) return written;
    for (const Word& word : words) {
        if (word.state == AddressState::usable)
            states_.erase(word.hash);
        else
            states_[word.hash] = word.state;
    }
    return {};
}

std::optional<Address> Suppressed::find(ChannelKind channel, std::string_view address) const {
    if (states_.empty()) return std::nullopt;
    const auto known = states_.find(hash(channel, address));
    if (known == states_.end()) return std::nullopt;
    return Address{channel, std::string(address), known->second, std::string(reason_of(channel, known->second))};
}

}  // namespace dialogd::app
