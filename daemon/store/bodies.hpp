// Texts of messages, compressed; against the text of the template that they were made from, where it is known.
//
// Packed: one byte (how), then the bytes. A template's text is a good dictionary for what was rendered
// from it: 1,450 bytes of mail become 100. So a text that was once a dictionary is kept for ever.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dialogd/result.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;
struct ZSTD_CDict_s;
struct ZSTD_DDict_s;

namespace dialogd::store {

// Prepared dictionaries take a hundred kilobytes: so many are at hand, the least recently used one goes.
inline constexpr std::size_t kDictionariesAtHand = 64;
// More than any message that intake or rendering lets through; what claims to be longer is damaged.
inline constexpr std::size_t kMaxBody = 64U << 20U;

// The text of a template by its hash; nothing when it was never given.
using SourceText = std::function<std::optional<std::string>(std::uint64_t hash)>;

// At most kDictionariesAtHand of them, by hash; also that there is none.
template <class Dictionary>
class Shelf {
public:
    template <class Make>
    const Dictionary* find(std::uint64_t hash, Make&& make) {
        if (const auto known = places_.find(hash); known != places_.end()) {
            order_.splice(order_.begin(), order_, known->second);
            return known->second->second.get();
        }
        if (places_.size() >= kDictionariesAtHand) {
            places_.erase(order_.back().first);
            order_.pop_back();
        }
        order_.emplace_front(hash, make());
        places_[hash] = order_.begin();
        return order_.front().second.get();
    }
    void forget(std::uint64_t hash) {
        if (const auto known = places_.find(hash); known != places_.end()) {
            order_.erase(known->second);
            places_.erase(known);
        }
    }

private:
    using Order = std::list<std::pair<std::uint64_t, std::shared_ptr<const Dictionary>>>;
    Order order_;
    std::unordered_map<std::uint64_t, typename Order::iterator> places_;
};

// Each belongs to one thread at a time.
class Packer {
public:
    explicit Packer(SourceText source);
    // Appends to `out`. `source`: hash of the template's text, 0 for none.
    void pack(std::string_view body, std::uint64_t source, std::string& out);
    void forget(std::uint64_t source) { shelf_.forget(source); }  // its text has become known

private:
    SourceText source_;
    std::shared_ptr<ZSTD_CCtx_s> context_;
    Shelf<ZSTD_CDict_s> shelf_;
};

class Unpacker {
public:
    explicit Unpacker(SourceText source);
    Result<std::string> unpack(std::string_view packed, std::uint64_t source);

private:
    SourceText source_;
    std::shared_ptr<ZSTD_DCtx_s> context_;
    Shelf<ZSTD_DDict_s> shelf_;
};

}  // namespace dialogd::store
