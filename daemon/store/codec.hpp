// States and entries as bytes: tagged fields, names interned, old versions readable for ever.
//
// The bytes go by each_field of the contract's structs: for each field that differs from nothing (zero,
// empty, none) its tag and value, in order of tags. Unknown tags are skipped, so bytes of a newer version
// are read as far as they are understood; a field that is not there keeps the struct's default.
// So tags, the order of enumerators and the defaults of the contract's structs are for ever.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::store {

inline constexpr std::uint32_t kMaxNames = 65'535;
// Property names come from outside and may be anything: they take at most half of the table.
inline constexpr std::uint32_t kMaxKeyNames = kMaxNames / 2;
// A longer text is hardly one of few.
inline constexpr std::size_t kMaxNameBytes = 128;
// How deep lists and maps of a Value may lie in each other; what is deeper is written as null.
inline constexpr int kMaxValueDepth = 128;

// Names by number, in the order they were first seen; bounded, a full table gives 0 (written out).
// Belongs to one thread.
class NameTable {
public:
    // The name's number; 0: it is empty, too long, or new and the table has `most` names already.
    std::uint32_t intern(std::string_view name, std::uint32_t most = kMaxNames);
    std::string_view text(std::uint32_t number) const {  // empty for a number never given
        return number - 1 < names_.size() ? std::string_view(*names_[number - 1]) : std::string_view();
    }
    std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }

private:
    // Open addressing; a short hash beside the number spares most looks at the names.
    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t number = 0;  // 0: free
    };
    void grow();

    std::vector<std::unique_ptr<const std::string>> names_;  // number - 1
    std::vector<Place> places_;
};

// Each appends to `out`. Equal values give equal bytes (with the same table).
void encode(const Customer& customer, NameTable& names, std::string& out);
void encode(const EntryBody& what, NameTable& names, std::string& out);  // without the kind: what.index()
void encode(const Message& message, NameTable& names, std::string& out);
// The same without `text` and `html`, which the store keeps compressed beside it.
void encode_head(const Message& message, NameTable& names, std::string& out);

// Errors: `internal` for bytes that no encode() wrote (cut off, damaged, names never given), `newer` for a
// kind that this version does not know. Takes memory in proportion to the bytes, whatever they say.
Result<Customer> decode_customer(std::string_view bytes, const NameTable& names);
Result<EntryBody> decode_entry(std::uint8_t kind, std::string_view bytes, const NameTable& names);
Result<Message> decode_message(std::string_view bytes, const NameTable& names);

}  // namespace dialogd::store
