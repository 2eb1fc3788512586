// Who an input is about, out of JSON or a path.
#include "intake/about.hpp"

#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

bool wrong(std::string& problem, std::string_view name, std::string_view what) {
    problem = std::string(name) + ": " + std::string(what);
    return false;
}

bool set_email(std::string_view text, std::string_view name, std::string& out, std::string& problem) {
    if (!is_email(text)) return wrong(problem, name, quoted(text) + " is no e-mail address");
    out = text;
    return true;
}

bool set_phone(std::string_view text, std::string_view name, const Sender& sender, std::string& out,
               std::string& problem) {
    auto number = sender.e164(text);
    if (!number) return wrong(problem, name, quoted(text) + " is no phone number; write it as in +4520123456");
    out = std::move(*number);
    return true;
}

bool set_id(std::string_view text, std::string_view name, std::string& out, std::string& problem) {
    if (!is_name(text, kLongestId))
        return wrong(problem, name, "must be text of 1 to " + std::to_string(kLongestId) + " bytes");
    out = text;
    return true;
}

}  // namespace

bool read_customer_name(std::string_view text, const Sender& sender, About& about, std::string& problem) {
    const auto after = [&](std::string_view prefix) {
        if (!text.starts_with(prefix)) return false;
        text.remove_prefix(prefix.size());
        return true;
    };
    if (after("email:")) return set_email(text, "customer", about.email, problem);
    if (after("phone:")) return set_phone(text, "customer", sender, about.phone, problem);
    if (after("anonymous:")) return set_id(text, "customer", about.anonymous_id, problem);
    return set_id(text, "customer", about.id, problem);
}

bool read_customer(const JsonElement& element, const Sender& sender, About& about, std::string& problem) {
    if (std::string_view text; to_text(element, text)) return read_customer_name(text, sender, about, problem);
    JsonObject object;
    if (element.get(object) != simdjson::SUCCESS)
        return wrong(problem, "customer", "must be an object with id, email, phone or anonymous_id");
    for (const auto field : object) {
        bool good = false;
        if (field.key == "id")
            good = read_name(field.value, "customer.id", kLongestId, about.id, problem);
        else if (field.key == "anonymous_id")
            good = read_name(field.value, "customer.anonymous_id", kLongestId, about.anonymous_id, problem);
        else if (field.key == "email")
            good = read_email(field.value, "customer.email", about.email, problem);
        else if (field.key == "phone")
            good = read_phone(field.value, "customer.phone", sender, about.phone, problem);
        else
            return wrong(
                problem, "customer",
                "unknown key " + quoted(field.key) + "; a customer is named by id, email, phone or anonymous_id");
        if (!good) return false;
    }
    if (about.id.empty() && about.anonymous_id.empty() && about.email.empty() && about.phone.empty())
        return wrong(problem, "customer", "names nobody; give id, email, phone or anonymous_id");
    return true;
}

bool read_email(const JsonElement& element, std::string_view name, std::string& out, std::string& problem) {
    std::string_view text;
    if (!to_text(element, text)) return wrong(problem, name, "must be text");
    return set_email(text, name, out, problem);
}

bool read_phone(const JsonElement& element, std::string_view name, const Sender& sender, std::string& out,
                std::string& problem) {
    std::string_view text;
    if (!to_text(element, text)) return wrong(problem, name, "must be text");
    return set_phone(text, name, sender, out, problem);
}

bool read_name(const JsonElement& element, std::string_view name, std::size_t longest, std::string& out,
               std::string& problem) {
    std::string_view text;
    if (!to_text(element, text) || !is_name(text, longest))
        return wrong(problem, name,
                     "must be text of 1 to " + std::to_string(longest) + " bytes without control characters");
    out = text;
    return true;
}

bool read_time(const JsonElement& element, std::string_view name, Instant& out, std::string& problem) {
    std::string_view text;
    if (!to_text(element, text)) return wrong(problem, name, "must be text, as in \"2026-12-01T09:00:00Z\"");
    const Result<Instant> time = parse_instant(text.substr(0, 64));
    if (!time) return wrong(problem, name, time.error().message);
    out = *time;
    return true;
}

}  // namespace dialogd::intake
