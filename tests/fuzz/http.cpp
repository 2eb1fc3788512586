// HTTP on the wire: complete requests are the same whatever pieces they come in, and keep to their bounds.
// When one is refused may differ: Beast looks further, and counts the header's bytes later, when it has more.
#include "fuzz/property.hpp"
#include "intake/http_wire.hpp"

using namespace dialogd;

namespace {

constexpr std::size_t kMaxHeader = 2048;
constexpr std::size_t kMaxBody = 4096;

struct Read {
    std::string requests;
    bool refused = false;
};

Read read_in(std::string_view bytes, std::size_t step) {
    intake::RequestReader reader(kMaxHeader, kMaxBody);
    Read read;
    std::string kept;  // given and not taken
    while (!bytes.empty() || !kept.empty()) {
        const std::string_view more = bytes.substr(0, step);
        kept += more;
        bytes.remove_prefix(more.size());
        const std::size_t taken = reader.take(kept);
        fuzz::must(taken <= kept.size(), "no more is taken than was given");
        kept.erase(0, taken);
        if (reader.state() == intake::RequestReader::State::failed) {
            fuzz::must(reader.status() >= 400 && reader.status() < 600, "a refusal has its status");
            read.refused = true;
            return read;
        }
        if (reader.state() == intake::RequestReader::State::complete) {
            const intake::WireRequest whole = reader.finish();
            fuzz::must(whole.request.body.size() <= kMaxBody, "a body is not longer than is allowed");
            read.requests += whole.request.method + " " + whole.request.path + "\n" + whole.request.body + "\n";
        } else if (taken == 0 && bytes.empty()) {
            break;  // it wants more than there is
        }
    }
    return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = fuzz::text_of(bytes, size);
    const Read whole = read_in(text, size + 1);
    const Read pieces = read_in(text, 7);
    fuzz::must(whole.requests.starts_with(pieces.requests) || pieces.requests.starts_with(whole.requests),
               "in pieces, requests are what they are in one");
    fuzz::must(whole.refused || pieces.refused || whole.requests == pieces.requests, "none is lost in pieces");
    return 0;
}
