// A preview at the terminal, and as a value for programs.
#include <algorithm>

#include "app/preview.hpp"
#include "app/terminal.hpp"
#include "message/segments.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kWidth = 76;
constexpr std::size_t kNameWidth = 24;

std::string header_line(std::string_view name, std::string_view value, const Paint& paint) {
    return "  " + paint.dim(padded(name, 21)) + " " + std::string(value) + "\n";
}

// For machines only: what a reader wants to see stands above.
bool is_shown(std::string_view name) {
    return name != "MIME-Version" && name != "Content-Type" && name != "X-Auto-Response-Suppress";
}

// Characters outside GSM-7, each once: one of them halves what a segment holds.
std::string outside_gsm7(std::string_view text) {
    std::string found;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
        const std::string_view one = text.substr(at, end - at);
        if (!message::sms_shape(one).gsm7 && found.find(one) == std::string::npos)
            found += (found.empty() ? "" : " ") + std::string(one);
        at = end;
    }
    return found;
}

std::string shape_line(const Message& message) {
    const message::SmsShape shape = message::sms_shape(message.text);
    std::string line =
        std::string(shape.gsm7 ? "GSM-7" : "UCS-2") + ", " + std::to_string(shape.units) +
        (shape.gsm7 ? " of " : " units of ") +
        std::to_string(shape.segments <= 1 ? (shape.gsm7 ? 160 : 70) : shape.segments * (shape.gsm7 ? 153 : 67)) +
        ", " + std::to_string(shape.segments) + (shape.segments == 1 ? " segment" : " segments");
    if (!shape.gsm7) line += ", because of: " + outside_gsm7(message.text);
    return line;
}

std::string title_of(const Variant& variant) {
    return std::string(to_text(variant.channel)) + " in " + variant.language;
}

std::string show_names(const Variant& variant, const Paint& paint) {
    if (variant.names.empty()) return {};
    std::string out = "\n  " + paint.bold("Where the words came from") + "\n";
    for (const NameInWords& one : variant.names) {
        const std::string value = harmless(one.value);
        std::string line = "  " + padded(one.name, kNameWidth) + " ";
        if (one.needed && one.missing)
            line += paint.red("missing") + "  " + one.from + ": not eligible without it";
        else if (one.missing)
            line += paint.yellow("not there") + "  " + one.from + ": its part is left out";
        else
            line += padded(shortened(value, 26), 26) + " " + paint.dim(shortened(one.from, kWidth));
        out += line + "\n";
    }
    return out;
}

std::string show_variant(const Variant& variant, const Paint& paint) {
    std::string out = "\n" + paint.bold("── " + title_of(variant) + " ") + paint.dim([&] {
        std::string line;
        for (std::size_t i = title_of(variant).size() + 4; i < kWidth; ++i) line += "─";
        return line;
    }()) + "\n";
    if (!variant.message)
        return out + "  " + paint.red("not eligible") + "  " + variant.why + "\n" + show_names(variant, paint);
    const Message& message = *variant.message;
    if (variant.channel == ChannelKind::email) {
        for (const auto& [name, value] : variant.headers) {
            if (is_shown(name)) out += header_line(name, harmless(value), paint);
            if (name == "Subject" && !variant.preheader.empty())
                out += header_line("Preheader", harmless(variant.preheader), paint);
        }
        out += header_line("Return path", variant.return_path, paint);
        out += header_line("HTML part", std::to_string(message.html.size()) + " bytes; --html DIR writes it", paint);
    } else {
        out += header_line("From", message.from, paint);
        out += header_line("To", message.to, paint);
        out += header_line("Shape", shape_line(message), paint);
    }
    return out + "\n" + wrapped(harmless(message.text), kWidth, "    ") + show_names(variant, paint);
}

Value names_value(const Variant& variant) {
    Value::List list;
    for (const NameInWords& one : variant.names)
        list.emplace_back(Value::Map{{Value("name"), Value(one.name)},
                                     {Value("value"), one.missing ? Value() : Value(one.value)},
                                     {Value("from"), Value(one.from)},
                                     {Value("missing"), Value(one.missing)},
                                     {Value("needed"), Value(one.needed)}});
    return Value(std::move(list));
}

Value variant_value(const Variant& variant) {
    Value::Map map{{Value("language"), Value(variant.language)}, {Value("channel"), Value(to_text(variant.channel))}};
    map.emplace_back(Value("eligible"), Value(variant.message.has_value()));
    if (!variant.message) {
        map.emplace_back(Value("why"), Value(variant.why));
    } else if (variant.channel == ChannelKind::email) {
        Value::List headers;
        for (const auto& [name, value] : variant.headers)
            headers.emplace_back(Value::Map{{Value("name"), Value(name)}, {Value("value"), Value(value)}});
        map.emplace_back(Value("to"), Value(variant.message->to));
        map.emplace_back(Value("subject"), Value(variant.message->subject));
        map.emplace_back(Value("preheader"), Value(variant.preheader));
        map.emplace_back(Value("return_path"), Value(variant.return_path));
        map.emplace_back(Value("headers"), Value(std::move(headers)));
        map.emplace_back(Value("text"), Value(variant.message->text));
        map.emplace_back(Value("html"), Value(variant.message->html));
    } else {
        const message::SmsShape shape = message::sms_shape(variant.message->text);
        map.emplace_back(Value("from"), Value(variant.message->from));
        map.emplace_back(Value("to"), Value(variant.message->to));
        map.emplace_back(Value("text"), Value(variant.message->text));
        map.emplace_back(Value("encoding"), Value(shape.gsm7 ? "GSM-7" : "UCS-2"));
        map.emplace_back(Value("units"), Value(static_cast<std::uint64_t>(shape.units)));
        map.emplace_back(Value("segments"), Value(static_cast<std::uint64_t>(shape.segments)));
        if (!shape.gsm7) map.emplace_back(Value("outside_gsm7"), Value(outside_gsm7(variant.message->text)));
    }
    map.emplace_back(Value("names"), names_value(variant));
    return Value(std::move(map));
}

}  // namespace

std::string show_preview(const Preview& preview, const Paint& paint) {
    std::string out = paint.bold(preview.content->name) + "  " + preview.content->about + "\n";
    out +=
        paint.dim(preview.rule.empty() ? "No rule says it yet; shown" : "As the rule " + preview.rule + " says it,") +
        paint.dim(" on the topic " + preview.topic + (preview.marketing ? " (marketing)" : " (service)") + ", after " +
                  preview.event.name + ", to " + preview.customer + ".") +
        "\n";
    if (!preview.now_not.empty())
        out += paint.yellow("This customer would not get it now: " + preview.now_not + ".") + "\n";
    for (const Variant& variant : preview.variants) out += show_variant(variant, paint);
    return out;
}

Value preview_value(const Preview& preview) {
    Value::List variants;
    for (const Variant& variant : preview.variants) variants.push_back(variant_value(variant));
    Value::Map map{{Value("content"), Value(preview.content->name)}, {Value("rule"), Value(preview.rule)},
                   {Value("topic"), Value(preview.topic)},           {Value("marketing"), Value(preview.marketing)},
                   {Value("event"), Value(preview.event.name)},      {Value("customer"), Value(preview.customer)}};
    if (!preview.now_not.empty()) map.emplace_back(Value("not_now"), Value(preview.now_not));
    map.emplace_back(Value("variants"), Value(std::move(variants)));
    return Value(std::move(map));
}

}  // namespace dialogd::app
