// Request bodies that come compressed, through zlib.
#include "intake/inflate.hpp"

#include <zlib.h>

#include <algorithm>

namespace dialogd::intake {

namespace {

// Owns zlib's state, so that every way out frees it.
class Inflater {
public:
    Inflater() { ready_ = inflateInit2(&stream_, 15 + 32) == Z_OK; }  // 32: gzip or zlib, by its first bytes
    ~Inflater() {
        if (ready_) inflateEnd(&stream_);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    bool ready() const { return ready_; }
    z_stream& stream() { return stream_; }

private:
    z_stream stream_{};
    bool ready_ = false;
};

}  // namespace

Result<std::string> inflated(std::string_view body, std::size_t longest) {
    Inflater inflater;
    if (!inflater.ready()) return Error{ErrorCode::unavailable, "no memory to inflate the body"};
    z_stream& stream = inflater.stream();
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(body.size());
    std::string out;
    std::size_t filled = 0;
    while (true) {
        if (filled == out.size()) {
            // One byte beyond what is allowed tells "exactly as long" from "longer".
            if (filled > longest) return Error{ErrorCode::refused, "the body is larger than allowed when inflated"};
            out.resize(std::min(longest + 1, std::max<std::size_t>(out.size() * 2, body.size() * 4 + 256)));
        }
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
        stream.avail_out = static_cast<uInt>(out.size() - filled);
        const int outcome = inflate(&stream, Z_NO_FLUSH);
        filled = out.size() - stream.avail_out;
        if (outcome == Z_STREAM_END) {
            if (stream.avail_in == 0) break;
            if (inflateReset(&stream) != Z_OK) return Error{ErrorCode::invalid, "the compressed body is broken"};
            continue;
        }
        if (outcome == Z_BUF_ERROR && stream.avail_out == 0) continue;
        if (outcome == Z_BUF_ERROR || (outcome == Z_OK && stream.avail_in == 0 && stream.avail_out != 0))
            return Error{ErrorCode::invalid, "the compressed body is cut short"};
        if (outcome != Z_OK) return Error{ErrorCode::invalid, "the compressed body is broken"};
    }
    if (filled > longest) return Error{ErrorCode::refused, "the body is larger than allowed when inflated"};
    out.resize(filled);
    return out;
}

}  // namespace dialogd::intake
