// The bytes below the codec: varints, fixed words, counted texts, and the key before each field.
//
//   key     varint: tag << 2 | shape
//   varint  little end first, seven bits a byte, at most ten bytes; signed numbers zigzag
//   word    eight bytes, little end first: hashes and doubles, which varints would make longer
//   block   varint length, then as many bytes: texts, lists, structs, values
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace dialogd::store::wire {

enum class Shape : std::uint8_t { varint = 0, word = 1, block = 2 };

static_assert(std::endian::native == std::endian::little, "words are copied as they lie in memory");

constexpr std::uint64_t zigzag(std::int64_t v) {
    return (static_cast<std::uint64_t>(v) << 1U) ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t v) {
    return static_cast<std::int64_t>((v >> 1U) ^ (0 - (v & 1U)));
}

inline void put_varint(std::string& out, std::uint64_t v) {
    if (v < 0x80) {
        out.push_back(static_cast<char>(v));
        return;
    }
    char bytes[10];
    std::size_t n = 0;
    for (; v >= 0x80; v >>= 7U) bytes[n++] = static_cast<char>(v | 0x80U);
    bytes[n++] = static_cast<char>(v);
    out.append(bytes, n);
}

inline void put_word(std::string& out, std::uint64_t v) {
    char bytes[8];
    std::memcpy(bytes, &v, sizeof v);
    out.append(bytes, sizeof bytes);
}

inline void put_block(std::string& out, std::string_view bytes) {
    put_varint(out, bytes.size());
    out.append(bytes);
}

inline void put_key(std::string& out, int tag, Shape shape) {
    put_varint(out, static_cast<std::uint64_t>(tag) << 2U | static_cast<std::uint64_t>(shape));
}

// A block whose length is known only when it is written: one byte is kept for it, more are made room
// for in the rarer case that it needs them.
inline std::size_t begin_block(std::string& out) {
    out.push_back(0);
    return out.size();
}
inline std::size_t end_block(std::string& out, std::size_t begin) {
    const std::size_t length = out.size() - begin;
    if (length < 0x80) {
        out[begin - 1] = static_cast<char>(length);
        return length;
    }
    std::string prefix;  // at most ten bytes: held in place
    put_varint(prefix, length);
    out.replace(begin - 1, 1, prefix);
    return length;
}

// Reads forward; after a failure it is at its end and stays there, and what it gives is zero or empty.
class Reader {
public:
    explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

    bool at_end() const { return at_ == end_; }
    bool failed() const { return failed_; }
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    std::uint64_t varint() {
        if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) return static_cast<unsigned char>(*at_++);
        return long_varint();
    }
    std::uint8_t byte() {  // only when not at_end()
        return static_cast<std::uint8_t>(*at_++);
    }
    std::uint64_t word() {
        std::uint64_t v = 0;
        if (left() < sizeof v) return fail();
        std::memcpy(&v, at_, sizeof v);
        at_ += sizeof v;
        return v;
    }
    std::string_view block() {
        const std::uint64_t length = varint();
        if (length > left()) return fail(), std::string_view();
        const std::string_view bytes(at_, static_cast<std::size_t>(length));
        at_ += length;
        return bytes;
    }
    std::uint64_t fail() {
        failed_ = true;
        at_ = end_;
        return 0;
    }

private:
    std::uint64_t long_varint() {
        std::uint64_t v = 0;
        for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at_++);
            if (shift == 63 && byte > 1) break;  // more than 64 bits
            v |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) return v;
        }
        return fail();
    }

    const char* at_;
    const char* end_;
    bool failed_ = false;
};

}  // namespace dialogd::store::wire
