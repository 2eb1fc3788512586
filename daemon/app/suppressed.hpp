// Where nothing is to begin again of itself: the addresses of customers who were erased, as keyed hashes.
//
// DATA/suppressed is only appended to, a line for each word: TIME CHANNEL STATE HASH; the last one about an
// address counts. It stands beside the store, so that a store that is restored from a backup meets it as it is.
// The key stands in DATA/suppression-key, and belongs into backups: without it nobody is recognised.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dialogd/customer.hpp"

namespace dialogd::app {

std::optional<AddressState> parse_address_state(std::string_view text);
// The reasons that START and the page know, so that the way back is the same as after any opt-out.
std::string_view reason_of(ChannelKind channel, AddressState state);

// Belongs to the thread that owns the store.
class Suppressed {
public:
    // Reads the list, if there is one. Errors: `unavailable`, `invalid` (a key that is none).
    static Result<Suppressed> open(const std::filesystem::path& folder);

    // On disk when it returns. What is `usable` is lifted: whoever is there has said so.
    Result<void> say(std::span<const Address> addresses, Instant now);
    // What is to hold for that address when somebody comes with it; nothing: it is not on the list.
    std::optional<Address> find(ChannelKind channel, std::string_view address) const;
    bool empty() const { return states_.empty(); }

    // What stands for somebody in a file beside the store, so that it says nothing about anybody: 64 hex digits, a
    // keyed hash of that text, or of an address. Makes the key when there is none yet.
    Result<std::string> hash_of(std::string_view text);
    Result<std::string> hash_of(ChannelKind channel, std::string_view address);
    // The same as above for addresses of which only the hash is known.
    struct Word {
        ChannelKind channel = ChannelKind::email;
        AddressState state = AddressState::usable;
        std::string hash;
    };
    Result<void> say(std::span<const Word> words, Instant now);

private:
    Result<void> make_key();
    std::string hash(std::string_view text) const;
    std::string hash(ChannelKind channel, std::string_view address) const;

    std::filesystem::path folder_;
    std::string key_;  // empty: not made yet
    std::unordered_map<std::string, AddressState> states_;
};

}  // namespace dialogd::app
