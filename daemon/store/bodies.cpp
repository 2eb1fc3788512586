// zstd around the texts of messages.
#include "store/bodies.hpp"

#include <zstd.h>

namespace dialogd::store {

namespace {

// The first byte of a packed text. Stored: numbers are for ever.
enum class Packing : char { plain = 0, zstd = 1, zstd_with_source = 2 };

// Level 3 is a tenth smaller with a dictionary than level 1, and as fast on texts of this size.
constexpr int kLevel = 3;
// Shorter texts (an SMS) gain nothing without a dictionary.
constexpr std::size_t kWorthwhile = 96;

Error damaged(const char* why) {
    return {ErrorCode::internal, std::string("the stored text of a message can't be read: ") + why};
}

}  // namespace

Packer::Packer(SourceText source) : source_(std::move(source)), context_(ZSTD_createCCtx(), ZSTD_freeCCtx) {}

void Packer::pack(std::string_view body, std::uint64_t source, std::string& out) {
    const std::size_t begin = out.size();
    const auto plain = [&] {
        out.resize(begin);
        out.push_back(static_cast<char>(Packing::plain));
        out.append(body);
    };
    const ZSTD_CDict_s* dictionary = source == 0 || body.empty() ? nullptr : shelf_.find(source, [&] {
        const auto text = source_(source);
        return text ? std::shared_ptr<const ZSTD_CDict_s>(ZSTD_createCDict(text->data(), text->size(), kLevel),
                                                          ZSTD_freeCDict)
                    : nullptr;
    });
    if (dictionary == nullptr && body.size() < kWorthwhile) return plain();
    out.resize(begin + 1 + ZSTD_compressBound(body.size()));
    out[begin] = static_cast<char>(dictionary != nullptr ? Packing::zstd_with_source : Packing::zstd);
    char* to = out.data() + begin + 1;
    const std::size_t room = out.size() - begin - 1;
    const std::size_t length =
        dictionary != nullptr ? ZSTD_compress_usingCDict(context_.get(), to, room, body.data(), body.size(), dictionary)
                              : ZSTD_compressCCtx(context_.get(), to, room, body.data(), body.size(), kLevel);
    if (ZSTD_isError(length) != 0 || length >= body.size()) return plain();
    out.resize(begin + 1 + length);
}

Unpacker::Unpacker(SourceText source) : source_(std::move(source)), context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {}

Result<std::string> Unpacker::unpack(std::string_view packed, std::uint64_t source) {
    if (packed.empty()) return std::string();
    const auto how = static_cast<Packing>(packed.front());
    packed.remove_prefix(1);
    if (how == Packing::plain) return std::string(packed);
    if (how != Packing::zstd && how != Packing::zstd_with_source)
        return damaged("it is packed in a way that is not known");
    const unsigned long long length = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (length == ZSTD_CONTENTSIZE_ERROR || length == ZSTD_CONTENTSIZE_UNKNOWN || length > kMaxBody)
        return damaged("its length is damaged");
    const ZSTD_DDict_s* dictionary = how == Packing::zstd ? nullptr : shelf_.find(source, [&] {
        const auto text = source_(source);
        return text ? std::shared_ptr<const ZSTD_DDict_s>(ZSTD_createDDict(text->data(), text->size()), ZSTD_freeDDict)
                    : nullptr;
    });
    if (how == Packing::zstd_with_source && dictionary == nullptr) return damaged("its template's text is not there");
    std::string body(static_cast<std::size_t>(length), '\0');
    const std::size_t got =
        ZSTD_decompress_usingDDict(context_.get(), body.data(), body.size(), packed.data(), packed.size(), dictionary);
    if (ZSTD_isError(got) != 0 || got != body.size()) return damaged("it is damaged");
    return body;
}

}  // namespace dialogd::store
