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
using wire::Writer;

void put_value(Writer& out, NameTable& names, const Value& value, int depth);

void put_text_value(Writer& out, Mark mark, std::string_view text) {
    out.byte(static_cast<std::uint8_t>(mark));
    out.block(text);
}

void put_number(Writer& out, double v) {
    // Most numbers in events are whole: prices, counts. Minus zero and what is not finite stay as they are.
    constexpr double kWhole = 9.007199254740992e15;
    if (std::abs(v) < kWhole && std::trunc(v) == v && !(v == 0 && std::signbit(v))) {
        out.byte(static_cast<std::uint8_t>(Mark::whole_number));
        out.varint(wire::zigzag(static_cast<std::int64_t>(v)));
        return;
    }
    out.byte(static_cast<std::uint8_t>(Mark::number));
    out.word(std::bit_cast<std::uint64_t>(v));
}

void put_key_value(Writer& out, NameTable& names, const Value& key, int depth) {
    const std::string* text = key.text();
    const std::uint32_t number = text != nullptr ? names.intern(*text, kMaxKeyNames) : 0;
    if (number == 0) return put_value(out, names, key, depth);
    out.byte(static_cast<std::uint8_t>(Mark::name));
    out.varint(number);
}

void put_moment(Writer& out, Mark mark, std::int64_t seconds, std::int32_t nanos) {
    out.byte(static_cast<std::uint8_t>(mark));
    out.varint(wire::zigzag(seconds));
    out.varint(wire::zigzag(nanos));
}

void put_value(Writer& out, NameTable& names, const Value& value, int depth) {
    using Kind = Value::Kind;
    const auto mark = [&](Mark m) { out.byte(static_cast<std::uint8_t>(m)); };
    if (depth > kMaxValueDepth) return mark(Mark::null);
    switch (value.kind()) {
        case Kind::null: return mark(Mark::null);
        case Kind::boolean: return mark(*value.boolean() ? Mark::yes : Mark::no);
        case Kind::integer: mark(Mark::integer); return out.varint(wire::zigzag(*value.integer()));
        case Kind::unsigned_integer: mark(Mark::unsigned_integer); return out.varint(*value.unsigned_integer());
        case Kind::number: return put_number(out, *value.number());
        case Kind::text: return put_text_value(out, Mark::text, *value.text());
        case Kind::bytes: return put_text_value(out, Mark::bytes, value.bytes()->octets);
        case Kind::timestamp:
            return put_moment(out, Mark::timestamp, value.timestamp()->seconds, value.timestamp()->nanos);
        case Kind::span: return put_moment(out, Mark::span, value.span()->seconds, value.span()->nanos);
        case Kind::list:
            mark(Mark::list);
            out.varint(value.list()->size());
            for (const Value& item : *value.list()) put_value(out, names, item, depth + 1);
            return;
        case Kind::map:
            mark(Mark::map);
            out.varint(value.map()->size());
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
    Encoder(Writer& out, NameTable& names, std::uint64_t always, std::uint64_t leave_out = 0)
        : out_(out), names_(names), always_(always), leave_out_(leave_out) {}

    template <class T>
    void operator()(int tag, const char*, const T& field) {
        if ((leave_out_ & bit_of(tag)) != 0) return;
        if (holds_nothing(field) && (always_ & bit_of(tag)) == 0) return;
        if constexpr (HasFields<T>)
            put_struct(tag, field);
        else
            put_field(tag, field);
    }

    void name(int tag, const char*, const std::string& field) {
        if (field.empty()) return;
        if (const std::uint32_t number = names_.intern(field); number != 0) {
            out_.key_and_varint(tag, number);
        } else {
            out_.key(tag, Shape::block);
            out_.block(field);
        }
    }

    void names(int tag, const char*, const std::vector<std::string>& field) {
        if (field.empty()) return;
        const std::size_t begin = begin_list(tag, field.size());
        for (const std::string& item : field) {
            const std::uint32_t number = names_.intern(item);
            out_.varint(number);
            if (number == 0) out_.block(item);
        }
        out_.end_block(begin);
    }

private:
    // One that holds nothing is not written: its block would be empty.
    template <class T>
    void put_struct(int tag, const T& field) {
        const std::size_t before = out_.size();
        out_.key(tag, Shape::block);
        if (put_item(field) == 0) out_.cut(before);
    }

    std::size_t begin_list(int tag, std::size_t count) {
        out_.key(tag, Shape::block);
        const std::size_t begin = out_.begin_block();
        out_.varint(count);
        return begin;
    }

    template <class T>
    void put_field(int tag, const T& field) {
        if constexpr (is_optional<T>) {
            put_field(tag, *field);
        } else if constexpr (is_vector<T>) {
            const std::size_t begin = begin_list(tag, field.size());
            for (const auto& item : field) put_item(item);
            out_.end_block(begin);
        } else if constexpr (std::is_same_v<T, Value>) {
            out_.key(tag, Shape::block);
            const std::size_t begin = out_.begin_block();
            put_value(out_, names_, field, 0);
            out_.end_block(begin);
        } else if constexpr (HasFields<T>) {
            out_.key(tag, Shape::block);
            put_item(field);
        } else if constexpr (std::is_same_v<T, std::string>) {
            out_.key(tag, Shape::block);
            out_.block(field);
        } else if constexpr (is_word<T>) {
            out_.key(tag, Shape::word);
            out_.word(std::bit_cast<std::uint64_t>(field));
        } else {
            out_.key_and_varint(tag, to_varint(field));
        }
    }

    // The length of its block; 0 for what is no struct.
    template <class T>
    std::size_t put_item(const T& item) {
        if constexpr (HasFields<T>) {
            const std::size_t begin = out_.begin_block();
            T::each_field(item, Encoder(out_, names_, kAlwaysWritten<T>));
            return out_.end_block(begin);
        } else {
            out_.varint(to_varint(item));
            return 0;
        }
    }

    Writer& out_;
    NameTable& names_;
    std::uint64_t always_;
    std::uint64_t leave_out_;
};

template <class T>
void encode_struct(const T& value, NameTable& names, std::string& out, std::uint64_t leave_out = 0) {
    Writer writer(out);
    T::each_field(value, Encoder(writer, names, kAlwaysWritten<T>, leave_out));
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
