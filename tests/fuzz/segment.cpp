// Segment's calls: the same body as each of them.
#include <array>

#include "fuzz/batches.hpp"
#include "intake/segment.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    constexpr std::array<std::string_view, 6> kCalls{"batch", "track", "identify", "alias", "group", "page"};
    static intake::JsonReader json;
    std::string body(fuzz::text_of(bytes, size));
    intake::segment_write_key(json, body);
    for (const std::string_view call : kCalls) {
        body = fuzz::text_of(bytes, size);
        const auto batch = intake::read_segment(json, call, body, fuzz::sender());
        if (!batch) fuzz::must(!batch.error().message.empty(), "an error says what is wrong");
        if (batch) fuzz::must(batch->arrivals.size() == batch->places.size(), "each arrival has its place");
    }
    return 0;
}
