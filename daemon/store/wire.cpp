// The rarer paths of the bytes below the codec.
#include "store/wire.hpp"

#include <algorithm>

namespace dialogd::store::wire {

void Writer::grow(std::size_t used, std::size_t bytes) {
    // The string itself grows its memory by doubling; here it only gets some more of it to write into.
    out_.resize(used + std::max<std::size_t>(512, bytes * 2));
    at_ = out_.data() + used;
    end_ = out_.data() + out_.size();
}

void Writer::end_long_block(std::size_t begin, std::size_t length) {
    std::size_t prefix = 1;
    for (std::size_t rest = length >> 7U; rest != 0; rest >>= 7U) ++prefix;
    room(prefix);
    char* first = out_.data() + begin;
    std::memmove(first + prefix - 1, first, length);
    at_ = first - 1;
    put(length);
    at_ += length;
}

std::uint64_t Reader::long_varint() {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
        const auto byte = static_cast<unsigned char>(*at_++);
        if (shift == 63 && byte > 1) break;  // more than 64 bits
        v |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) return v;
    }
    return fail();
}

}  // namespace dialogd::store::wire
