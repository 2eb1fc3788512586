// The codec's way out: structs to bytes, by each_field.
#include <bit>
#include <cmath>
#include <type_traits>

#include "store/codec.hpp"
#include "store/fields.hpp"
#include "store/wire.hpp"

namespace dialogd::store {

namespace {

using wire::Shape;

void put_value(std::string& out, NameTable& names, const Value& value, int depth);

void put_text_value(std::string& out, Mark mark, std::string_view text) {
    out.push_back(static_cast<char>(mark));
    wire::put_block(out, text);
}

void put_number(std::string& out, double v) {
    // Most numbers in events are whole: prices, counts. Minus zero and what is not finite stay as they are.
    constexpr double kWhole = 9.007199254740992e15;
    if (std::abs(v) < kWhole && std::trunc(v) == v && !(v == 0 && std::signbit(v))) {
        out.push_back(static_cast<char>(Mark::whole_number));
        wire::put_varint(out, wire::zigzag(static_cast<std::int64_t>(v)));
        return;
    }
    out.push_back(static_cast<char>(Mark::number));
    wire::put_word(out, std::bit_cast<std::uint64_t>(v));
}

void put_key_value(std::string& out, NameTable& names, const Value& key, int depth) {
    const std::string* text = key.text();
    const std::uint32_t number = text != nullptr ? names.intern(*text, kMaxKeyNames) : 0;
    if (number == 0) return put_value(out, names, key, depth);
    out.push_back(static_cast<char>(Mark::name));
    wire::put_varint(out, number);
}

void put_moment(std::string& out, Mark mark, std::int64_t seconds, std::int32_t nanos) {
    out.push_back(static_cast<char>(mark));
    wire::put_varint(out, wire::zigzag(seconds));
    wire::put_varint(out, wire::zigzag(nanos));
}

void put_value(std::string& out, NameTable& names, const Value& value, int depth) {
    using Kind = Value::Kind;
    const auto mark = [&](Mark m) { out.push_back(static_cast<char>(m)); };
    if (depth > kMaxValueDepth) return mark(Mark::null);
    switch (value.kind()) {
        case Kind::null: return mark(Mark::null);
        case Kind::boolean: return mark(*value.boolean() ? Mark::yes : Mark::no);
        case Kind::integer: mark(Mark::integer); return wire::put_varint(out, wire::zigzag(*value.integer()));
        case Kind::unsigned_integer: mark(Mark::unsigned_integer); return wire::put_varint(out, *value.unsigned_integer());
        case Kind::number: return put_number(out, *value.number());
        case Kind::text: return put_text_value(out, Mark::text, *value.text());
        case Kind::bytes: return put_text_value(out, Mark::bytes, value.bytes()->octets);
        case Kind::timestamp: return put_moment(out, Mark::timestamp, value.timestamp()->seconds, value.timestamp()->nanos);
        case Kind::span: return put_moment(out, Mark::span, value.span()->seconds, value.span()->nanos);
        case Kind::list:
            mark(Mark::list);
            wire::put_varint(out, value.list()->size());
            for (const Value& item : *value.list()) put_value(out, names, item, depth + 1);
            return;
        case Kind::map:
            mark(Mark::map);
            wire::put_varint(out, value.map()->size());
            for (const auto& [key, item] : *value.map()) {
                put_key_value(out, names, key, depth + 1);
                put_value(out, names, item, depth + 1);
            }
            return;
    }
}

// Writes one struct's fields. `always`: tags that are written even when they hold nothing, because
// nothing is not their default; `leave_out`: tags that are not written at all.
class Encoder {
public:
    Encoder(std::string& out, NameTable& names, std::uint64_t always, std::uint64_t leave_out = 0)
        : out_(out), names_(names), always_(always), leave_out_(leave_out) {}

    template <class T>
    void operator()(int tag, const char*, const T& field) {
        if ((leave_out_ & bit_of(tag)) != 0) return;
        if (holds_nothing(field) && (always_ & bit_of(tag)) == 0) return;
        const std::size_t before = out_.size();
        put_field(tag, field);
        if constexpr (HasFields<T>)
            if (out_.back() == 0 && out_.size() == before + kEmptyStruct) out_.resize(before);
    }

    void name(int tag, const char*, const std::string& field) {
        if (field.empty()) return;
        if (const std::uint32_t number = names_.intern(field); number != 0) {
            wire::put_key(out_, tag, Shape::varint);
            wire::put_varint(out_, number);
        } else {
            wire::put_key(out_, tag, Shape::block);
            wire::put_block(out_, field);
        }
    }

    void names(int tag, const char*, const std::vector<std::string>& field) {
        if (field.empty()) return;
        const std::size_t begin = begin_list(tag, field.size());
        for (const std::string& item : field) {
            const std::uint32_t number = names_.intern(item);
            wire::put_varint(out_, number);
            if (number == 0) wire::put_block(out_, item);
        }
        wire::end_block(out_, begin);
    }

private:
    static constexpr std::size_t kEmptyStruct = 2;  // a key of one byte (tags up to 31), a length of 0

    std::size_t begin_list(int tag, std::size_t count) {
        wire::put_key(out_, tag, Shape::block);
        const std::size_t begin = wire::begin_block(out_);
        wire::put_varint(out_, count);
        return begin;
    }

    template <class T>
    void put_field(int tag, const T& field) {
        if constexpr (is_optional<T>) {
            put_field(tag, *field);
        } else if constexpr (is_vector<T>) {
            const std::size_t begin = begin_list(tag, field.size());
            for (const auto& item : field) put_item(item);
            wire::end_block(out_, begin);
        } else if constexpr (std::is_same_v<T, Value>) {
            wire::put_key(out_, tag, Shape::block);
            const std::size_t begin = wire::begin_block(out_);
            put_value(out_, names_, field, 0);
            wire::end_block(out_, begin);
        } else if constexpr (HasFields<T>) {
            wire::put_key(out_, tag, Shape::block);
            put_item(field);
        } else if constexpr (std::is_same_v<T, std::string>) {
            wire::put_key(out_, tag, Shape::block);
            wire::put_block(out_, field);
        } else if constexpr (is_word<T>) {
            wire::put_key(out_, tag, Shape::word);
            wire::put_word(out_, std::bit_cast<std::uint64_t>(field));
        } else {
            wire::put_key(out_, tag, Shape::varint);
            wire::put_varint(out_, to_varint(field));
        }
    }

    template <class T>
    void put_item(const T& item) {
        if constexpr (HasFields<T>) {
            const std::size_t begin = wire::begin_block(out_);
            T::each_field(item, Encoder(out_, names_, always_written<T>()));
            wire::end_block(out_, begin);
        } else {
            wire::put_varint(out_, to_varint(item));
        }
    }

    std::string& out_;
    NameTable& names_;
    std::uint64_t always_;
    std::uint64_t leave_out_;
};

template <class T>
void encode_struct(const T& value, NameTable& names, std::string& out, std::uint64_t leave_out = 0) {
    T::each_field(value, Encoder(out, names, always_written<T>(), leave_out));
}

}  // namespace

void encode(const Customer& customer, NameTable& names, std::string& out) {
    encode_struct(customer, names, out);
}

void encode(const EntryBody& what, NameTable& names, std::string& out) {
    std::visit([&](const auto& body) { encode_struct(body, names, out); }, what);
}

void encode(const Message& message, NameTable& names, std::string& out) {
    encode_struct(message, names, out);
}

void encode_head(const Message& message, NameTable& names, std::string& out) {
    encode_struct(message, names, out, bit_of(kMessageTextTag) | bit_of(kMessageHtmlTag));
}

}  // namespace dialogd::store
