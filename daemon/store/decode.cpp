// The codec's way in: bytes to structs, by each_field. Bytes may be damaged: nothing here trusts them.
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "store/codec.hpp"
#include "store/fields.hpp"
#include "store/wire.hpp"

namespace dialogd::store {

namespace {

using wire::Reader;
using wire::Shape;

// What one decode shares: the names, what may still be allocated, and the first thing that was wrong.
struct Reading {
    const NameTable& names;
    std::size_t room;
    const char* why = nullptr;

    void fail(Reader& in, const char* reason) {
        if (why == nullptr) why = reason;
        in.fail();
    }
    // Items of lists are larger in memory than in bytes (an empty struct is one byte): what they take is
    // counted, so that a few hostile bytes can't ask for gigabytes.
    bool take(Reader& in, std::size_t bytes) {
        if (bytes > room) return fail(in, "it unpacks to more than it could hold"), false;
        room -= bytes;
        return true;
    }
};
constexpr std::size_t kRoomAtLeast = 1U << 20U;
constexpr std::size_t kRoomPerByte = 64;

Value read_value(Reader& in, Reading& reading, int depth);

template <class Item, class ReadItem>
std::vector<Item> read_items(Reader& in, Reading& reading, ReadItem&& read_item) {
    std::vector<Item> items;
    const std::uint64_t count = in.varint();
    if (count > in.left()) return reading.fail(in, "a list is cut off"), items;  // each item has a byte
    if (!reading.take(in, static_cast<std::size_t>(count) * sizeof(Item))) return items;
    items.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count && !in.failed() && reading.why == nullptr; ++i) items.push_back(read_item());
    return items;
}

std::string_view read_name(Reader& in, Reading& reading, std::uint64_t number) {
    if (number == 0 || number > reading.names.size()) return reading.fail(in, "a name that was never given"), "";
    return reading.names.text(static_cast<std::uint32_t>(number));
}

std::int32_t read_nanos(Reader& in, Reading& reading) {
    const std::int64_t nanos = wire::unzigzag(in.varint());
    if (nanos <= -1'000'000'000 || nanos >= 1'000'000'000) return reading.fail(in, "a fraction of a second"), 0;
    return static_cast<std::int32_t>(nanos);
}

Value read_list(Reader& in, Reading& reading, int depth) {
    return read_items<Value>(in, reading, [&] { return read_value(in, reading, depth + 1); });
}

Value read_map(Reader& in, Reading& reading, int depth) {
    return read_items<std::pair<Value, Value>>(in, reading, [&] {
        Value key = read_value(in, reading, depth + 1);
        return std::pair(std::move(key), read_value(in, reading, depth + 1));
    });
}

Value read_value(Reader& in, Reading& reading, int depth) {
    // One deeper than the bound is the null that encode() puts there.
    if (in.at_end() || depth > kMaxValueDepth + 1) return reading.fail(in, "a value is cut off or too deep"), Value();
    switch (static_cast<Mark>(in.byte())) {
        case Mark::null: return {};
        case Mark::no: return false;
        case Mark::yes: return true;
        case Mark::integer: return wire::unzigzag(in.varint());
        case Mark::unsigned_integer: return in.varint();
        case Mark::number: return std::bit_cast<double>(in.word());
        case Mark::whole_number: return static_cast<double>(wire::unzigzag(in.varint()));
        case Mark::text: return in.block();
        case Mark::bytes: return Bytes{std::string(in.block())};
        case Mark::timestamp: {
            const std::int64_t seconds = wire::unzigzag(in.varint());
            return Timestamp{seconds, read_nanos(in, reading)};
        }
        case Mark::span: {
            const std::int64_t seconds = wire::unzigzag(in.varint());
            return Span{seconds, read_nanos(in, reading)};
        }
        case Mark::list: return read_list(in, reading, depth);
        case Mark::map: return read_map(in, reading, depth);
        case Mark::name: return read_name(in, reading, in.varint());
    }
    return reading.fail(in, "a value of a kind that is not known"), Value();
}

template <class T>
T from_varint(Reader& in, Reading& reading, std::uint64_t v) {
    if constexpr (std::is_same_v<T, Instant>) {
        return Instant(Duration(wire::unzigzag(v)));
    } else if constexpr (std::is_same_v<T, Duration>) {
        return Duration(wire::unzigzag(v));
    } else if constexpr (std::is_enum_v<T>) {
        return static_cast<T>(from_varint<std::underlying_type_t<T>>(in, reading, v));
    } else if constexpr (std::is_same_v<T, bool>) {
        if (v > 1) reading.fail(in, "a yes or no that is neither");
        return v == 1;
    } else if constexpr (std::is_signed_v<T>) {
        const std::int64_t number = wire::unzigzag(v);
        if (!std::in_range<T>(number)) return reading.fail(in, "a number that is too large"), T{};
        return static_cast<T>(number);
    } else {
        if (!std::in_range<T>(v)) return reading.fail(in, "a number that is too large"), T{};
        return static_cast<T>(v);
    }
}

// Reads one struct's fields. They come in order of tags, as each_field names them, so one pass does.
class Decoder {
public:
    Decoder(Reader in, Reading& reading) : in_(in), reading_(reading) { next_key(); }

    template <class T>
    [[gnu::always_inline]] void operator()(int tag, const char*, T& field) {
        if (comes(tag)) read_field(field);
        if (read_) next_key();
    }

    [[gnu::always_inline]] void name(int tag, const char*, std::string& field) {
        if (comes(tag)) field = shape_ == Shape::varint ? read_name(in_, reading_, in_.varint()) : block();
        if (read_) next_key();
    }

    void names(int tag, const char*, std::vector<std::string>& field) {
        if (comes(tag)) {
            Reader list(block());
            field = read_items<std::string>(list, reading_, [&]() -> std::string {
                const std::uint64_t number = list.varint();
                return std::string(number == 0 ? list.block() : read_name(list, reading_, number));
            });
            settle(list);
        }
        if (read_) next_key();
    }

    // After the last known field: what is left are fields of a newer version.
    void finish() {
        while (next_ != kNone) {
            skip();
            next_key();
        }
        if (in_.failed()) reading_.fail(in_, "it is cut off");
    }

private:
    static constexpr int kNone = std::numeric_limits<int>::max();

    // Is this field there? Skips what lies before it: fields that this version does not know (any more).
    [[gnu::always_inline]] bool comes(int tag) {
        if (next_ < tag) skip_to(tag);
        return read_ = next_ == tag;
    }

    void skip_to(int tag) {
        while (next_ < tag) {
            skip();
            next_key();
        }
    }

    void next_key() {
        read_ = false;
        if (in_.at_end()) {
            next_ = kNone;
            return;
        }
        const std::uint64_t key = in_.varint();
        const std::uint64_t tag = key >> 2U;
        shape_ = static_cast<Shape>(key & 3U);
        if (in_.failed() || tag <= static_cast<std::uint64_t>(last_) || tag >= static_cast<std::uint64_t>(kNone)) {
            reading_.fail(in_, "its fields are cut off or out of order");
            next_ = kNone;
            return;
        }
        next_ = last_ = static_cast<int>(tag);
    }

    void skip() {
        switch (shape_) {
            case Shape::varint: in_.varint(); return;
            case Shape::word: in_.word(); return;
            case Shape::block: in_.block(); return;
        }
        reading_.fail(in_, "a field of a shape that is not known");
    }

    bool shaped(Shape wanted) {
        if (shape_ != wanted) reading_.fail(in_, "a field of another shape than it should have");
        return shape_ == wanted;
    }
    std::string_view block() { return shaped(Shape::block) ? in_.block() : std::string_view(); }

    // What lies in a block ends with it, neither before nor after.
    void settle(Reader& inner) {
        if (inner.failed() || !inner.at_end()) reading_.fail(in_, "a part is cut off or has too much in it");
    }

    template <class T>
    void read_field(T& field) {
        if constexpr (is_optional<T>) {
            read_field(field.emplace());
        } else if constexpr (is_vector<T>) {
            using Item = typename T::value_type;
            Reader list(block());
            field = read_items<Item>(list, reading_, [&] { return read_item<Item>(list); });
            settle(list);
        } else if constexpr (std::is_same_v<T, Value>) {
            Reader inner(block());
            field = read_value(inner, reading_, 0);
            settle(inner);
        } else if constexpr (HasFields<T>) {
            read_struct(block(), field);
        } else if constexpr (std::is_same_v<T, std::string>) {
            field = block();
        } else if constexpr (is_word<T>) {
            if (shaped(Shape::word)) field = std::bit_cast<T>(in_.word());
        } else {
            if (shaped(Shape::varint)) field = from_varint<T>(in_, reading_, in_.varint());
        }
    }

    template <class Item>
    Item read_item(Reader& list) {
        if constexpr (HasFields<Item>) {
            Item item;
            read_struct(list.block(), item);
            return item;
        } else {
            return from_varint<Item>(list, reading_, list.varint());
        }
    }

    template <class T>
    void read_struct(std::string_view bytes, T& value) {
        Decoder inner{Reader(bytes), reading_};
        T::each_field(value, inner);
        inner.finish();
        if (reading_.why != nullptr) in_.fail();
    }

    Reader in_;
    Reading& reading_;
    int next_ = kNone;
    int last_ = 0;
    Shape shape_ = Shape::varint;
    bool read_ = false;
};

template <class T>
Result<T> decode(std::string_view bytes, const NameTable& names, const char* what) {
    Reading reading{names, kRoomAtLeast + kRoomPerByte * bytes.size()};
    Result<T> result{T{}};  // filled in place: a Customer is large to move
    Decoder decoder{Reader(bytes), reading};
    T::each_field(*result, decoder);
    decoder.finish();
    if (reading.why != nullptr)
        result = Error{ErrorCode::internal, std::string("a stored ") + what + " can't be read: " + reading.why};
    return result;
}

template <std::size_t Kind>
Result<EntryBody> decode_body(std::string_view bytes, const NameTable& names) {
    auto body = decode<std::variant_alternative_t<Kind, EntryBody>>(bytes, names, "entry");
    if (!body) return body.error();
    return EntryBody(std::in_place_index<Kind>, std::move(*body));
}

using DecodeBody = Result<EntryBody> (*)(std::string_view, const NameTable&);
template <std::size_t... Kinds>
constexpr std::array<DecodeBody, sizeof...(Kinds)> each_kind(std::index_sequence<Kinds...>) {
    return {decode_body<Kinds>...};
}
constexpr auto kDecodeBody = each_kind(std::make_index_sequence<std::variant_size_v<EntryBody>>());

}  // namespace

Result<Customer> decode_customer(std::string_view bytes, const NameTable& names) {
    return decode<Customer>(bytes, names, "state");
}

Result<EntryBody> decode_entry(std::uint8_t kind, std::string_view bytes, const NameTable& names) {
    if (kind >= kDecodeBody.size())
        return Error{ErrorCode::newer, "an entry of kind " + std::to_string(kind) + " was written by a newer dialogd"};
    return kDecodeBody[kind](bytes, names);
}

Result<Message> decode_message(std::string_view bytes, const NameTable& names) {
    return decode<Message>(bytes, names, "message");
}

}  // namespace dialogd::store
