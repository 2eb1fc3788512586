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

// Appends to a string, which has its bytes when the writer is gone. This is the hot path of every turn: it
// looks for room once for each field, and all of it is to be inlined.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) { grow(out.size(), 0); }
    Writer(const Writer&) = delete;
    ~Writer() { out_.resize(size()); }

    std::size_t size() const { return static_cast<std::size_t>(at_ - out_.data()); }
    // Back to an earlier size().
    void cut(std::size_t size) { at_ = out_.data() + size; }

    [[gnu::always_inline]] void byte(std::uint8_t v) {
        room(1);
        *at_++ = static_cast<char>(v);
    }
    [[gnu::always_inline]] void varint(std::uint64_t v) {
        room(kVarint);
        put(v);
    }
    [[gnu::always_inline]] void key(int tag, Shape shape) {
        varint(static_cast<std::uint64_t>(tag) << 2U | static_cast<std::uint64_t>(shape));
    }
    [[gnu::always_inline]] void key_and_varint(int tag, std::uint64_t v) {
        room(2 * kVarint);
        put(static_cast<std::uint64_t>(tag) << 2U | static_cast<std::uint64_t>(Shape::varint));
        put(v);
    }
    [[gnu::always_inline]] void word(std::uint64_t v) {
        room(sizeof v);
        std::memcpy(at_, &v, sizeof v);
        at_ += sizeof v;
    }
    void block(std::string_view bytes) {
        room(kVarint + bytes.size());
        put(bytes.size());
        std::memcpy(at_, bytes.data() != nullptr ? bytes.data() : "", bytes.size());
        at_ += bytes.size();
    }
    // A block whose length is known only when it is written: one byte is kept for it, more are made room
    // for in the rarer case that it needs them.
    std::size_t begin_block() {
        byte(0);
        return size();
    }
    // The block's length.
    std::size_t end_block(std::size_t begin) {
        const std::size_t length = size() - begin;
        if (length < 0x80)
            out_[begin - 1] = static_cast<char>(length);
        else
            end_long_block(begin, length);
        return length;
    }

private:
    static constexpr std::size_t kVarint = 10;  // bytes at most

    [[gnu::always_inline]] void room(std::size_t bytes) {
        if (static_cast<std::size_t>(end_ - at_) < bytes) grow(size(), bytes);
    }
    [[gnu::always_inline]] void put(std::uint64_t v) {
        while (v >= 0x80) {
            *at_++ = static_cast<char>(v | 0x80U);
            v >>= 7U;
        }
        *at_++ = static_cast<char>(v);
    }
    void grow(std::size_t used, std::size_t bytes);
    void end_long_block(std::size_t begin, std::size_t length);

    std::string& out_;
    char* at_ = nullptr;
    char* end_ = nullptr;
};

// Reads forward; after a failure it is at its end and stays there, and what it gives is zero or empty.
class Reader {
public:
    explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

    bool at_end() const { return at_ == end_; }
    bool failed() const { return failed_; }
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    [[gnu::always_inline]] std::uint64_t varint() {
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
    [[gnu::always_inline]] std::string_view block() {
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
    std::uint64_t long_varint();

    const char* at_;
    const char* end_;
    bool failed_ = false;
};

}  // namespace dialogd::store::wire
