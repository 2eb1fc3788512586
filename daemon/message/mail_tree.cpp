// Takes a mail apart with GMime and gives back plain values; the only file that sees GMime.
#include "message/mail_tree.hpp"

#include <gmime/gmime.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <mutex>

namespace dialogd::message {
namespace {

// A quoted newsletter may be long; what a customer wrote is at its beginning.
constexpr std::size_t kMaxTextBytes = std::size_t{2} * 1024 * 1024;

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

struct Free {
    void operator()(void* memory) const { g_free(memory); }
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string text_of(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

void start_gmime() {
    static std::once_flag once;
    std::call_once(once, [] { g_mime_init(); });
}

// The headers before the first empty line, without an mbox "From " line. Empty when it does not begin with one.
std::string_view header_block(std::string_view bytes) {
    while (!bytes.empty() && (bytes.front() == '\n' || bytes.front() == '\r')) bytes.remove_prefix(1);
    if (bytes.substr(0, 5) == "From ") bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
    static const RE2 field(R"(^>?[!-9;-~]+[ \t]*:)");
    if (!RE2::PartialMatch(re2::StringPiece(bytes.data(), std::min<std::size_t>(bytes.size(), 1000)), field)) return {};
    const std::size_t end = std::min(bytes.find("\n\n"), bytes.find("\n\r\n"));
    return bytes.substr(0, end);
}

std::string decoded(GMimePart* part) {
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (content == nullptr) return {};
    const Owned<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    if (bytes == nullptr || bytes->data == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, kMaxTextBytes)};
}

void read_fields(GMimeObject* object, std::vector<MailField>& fields) {
    GMimeHeaderList* list = g_mime_object_get_header_list(object);
    const int count = list == nullptr ? 0 : g_mime_header_list_get_count(list);
    for (int i = 0; i < count; ++i) {
        GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
        if (header == nullptr) continue;
        std::string value = to_utf8(text_of(g_mime_header_get_value(header)), "");
        std::replace_if(
            value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
        fields.push_back({lower(text_of(g_mime_header_get_name(header))), std::move(value)});
    }
}

// Reports say what they say in fields of text, whatever their type is called.
bool is_readable(std::string_view type) {
    return type.substr(0, 5) == "text/" || type.substr(0, 8) == "message/" || type.empty();
}

class TreeReader {
public:
    explicit TreeReader(MailTree& tree) : tree_(tree) {}

    // Empty when it went well, else what there is too much of.
    std::string read(GMimeObject* object, std::size_t depth, std::size_t inside, std::size_t choice) {
        if (object == nullptr) return {};
        if (depth > kMaxMailDepth) return "more than 20 parts inside each other";
        if (++seen_ > kMaxMailParts) return "more than 1,000 parts";
        if (GMIME_IS_MULTIPART(object)) return read_multipart(object, depth, inside, choice);
        if (GMIME_IS_MESSAGE_PART(object)) return read_message(object, depth, inside);
        if (GMIME_IS_PART(object)) read_leaf(object, inside, choice);
        return {};
    }

private:
    std::string read_multipart(GMimeObject* object, std::size_t depth, std::size_t inside, std::size_t choice) {
        const std::string type = type_of(object);
        if (type == "multipart/report" && tree_.report_type.empty() && inside == 0)
            tree_.report_type = lower(text_of(g_mime_object_get_content_type_parameter(object, "report-type")));
        if (type == "multipart/alternative") choice = ++choices_;
        const int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
        for (int i = 0; i < count; ++i) {
            std::string wrong = read(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1, inside, choice);
            if (!wrong.empty()) return wrong;
        }
        return {};
    }

    std::string read_message(GMimeObject* object, std::size_t depth, std::size_t inside) {
        GMimeMessage* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        MailPart part;
        part.type = type_of(object);
        part.inside = inside;
        part.attachment = true;
        if (message != nullptr) {
            std::vector<MailField> fields;
            read_fields(GMIME_OBJECT(message), fields);
            for (const MailField& field : fields) part.text += field.name + ": " + field.value + "\n";
        }
        tree_.parts.push_back(std::move(part));
        if (message == nullptr) return {};
        return read(g_mime_message_get_mime_part(message), depth + 1, inside + 1, 0);
    }

    void read_leaf(GMimeObject* object, std::size_t inside, std::size_t choice) {
        MailPart part;
        part.type = type_of(object);
        part.inside = inside;
        part.choice = choice;
        GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(object);
        part.attachment = disposition != nullptr && g_mime_content_disposition_is_attachment(disposition) != 0;
        if (is_readable(part.type)) {
            const char* charset = g_mime_object_get_content_type_parameter(object, "charset");
            part.text = to_utf8(decoded(GMIME_PART(object)), text_of(charset));
        }
        tree_.parts.push_back(std::move(part));
    }

    static std::string type_of(GMimeObject* object) {
        GMimeContentType* type = g_mime_object_get_content_type(object);
        if (type == nullptr) return {};
        return lower(text_of(g_mime_content_type_get_media_type(type)) + "/" +
                     text_of(g_mime_content_type_get_media_subtype(type)));
    }

    MailTree& tree_;
    std::size_t seen_ = 0;
    std::size_t choices_ = 0;
};

bool is_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; });
}

bool looks_like_html(const MailPart& part) {
    if (part.type == "text/html") return true;
    static const RE2 pattern(R"((?i)^\s*<(?:!doctype html|html|head|body)\b)");
    return part.type == "text/plain" && RE2::PartialMatch(part.text, pattern);
}

// Text parts in order; of alternatives the plain one, unless it is empty.
std::string written_text(const std::vector<MailPart>& parts) {
    std::string text;
    std::vector<std::size_t> chosen;
    for (const bool attachments : {false, true}) {
        for (const MailPart& part : parts) {
            const bool html = looks_like_html(part);
            if (part.inside > 0 || part.attachment != attachments || (part.type != "text/plain" && !html)) continue;
            if (part.choice != 0 && std::find(chosen.begin(), chosen.end(), part.choice) != chosen.end()) continue;
            const std::string shown = html ? html_to_text(part.text) : part.text;
            if (is_blank(shown)) continue;
            if (part.choice != 0) chosen.push_back(part.choice);
            if (!text.empty()) text += "\n\n";
            text += shown;
        }
        if (!text.empty()) break;  // an attached text counts only where nothing else was written
    }
    return text;
}

std::string from_windows_1252(std::string_view bytes) {
    std::unique_ptr<char, Free> text(g_convert_with_fallback(bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8",
                                                             "WINDOWS-1252", "?", nullptr, nullptr, nullptr));
    if (text != nullptr) return text.get();
    // Five octets have no meaning there; Latin-1 knows them all.
    std::string out;
    for (const char c : bytes) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0U | (octet >> 6U));
            out += static_cast<char>(0x80U | (octet & 0x3FU));
        }
    }
    return out;
}

}  // namespace

std::string_view MailTree::field(std::string_view name) const {
    for (const MailField& f : fields)
        if (f.name == name) return f.value;
    return {};
}

bool MailTree::has(std::string_view name) const {
    return std::any_of(fields.begin(), fields.end(), [&](const MailField& f) { return f.name == name; });
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    std::string clean;
    if (bytes.find('\0') != std::string_view::npos && charset.substr(0, 4) != "utf-" &&
        charset.substr(0, 4) != "UTF-") {
        std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(clean), [](char c) { return c != '\0'; });
        bytes = clean;
    }
    std::string name = lower(charset);
    if (name == "iso-8859-1" || name == "latin1") name = "windows-1252";  // what it is, when it is not UTF-8
    const bool utf8 = g_utf8_validate(bytes.data(), static_cast<gssize>(bytes.size()), nullptr) != 0;
    const bool plain = name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" ||
                       name == "default" || name == "unknown-8bit" || name == "x-unknown";
    if (plain) return utf8 ? std::string(bytes) : from_windows_1252(bytes);
    std::unique_ptr<char, Free> text(g_convert_with_fallback(bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8",
                                                             name.c_str(), "?", nullptr, nullptr, nullptr));
    if (text != nullptr) return text.get();
    return utf8 ? std::string(bytes) : from_windows_1252(bytes);
}

std::vector<std::string> addresses_in(std::string_view text) {
    static const RE2 pattern(R"re(([^\s<>()"',;:@\[\]\\]+)@([A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9])?))re");
    std::vector<std::string> found;
    re2::StringPiece rest(text.data(), text.size());
    std::string local, domain;
    while (found.size() < 1000 && RE2::FindAndConsume(&rest, pattern, &local, &domain))
        found.push_back(local + "@" + lower(domain));
    return found;
}

Result<MailTree> read_mail(std::string_view bytes) {
    if (bytes.size() > kMaxMailBytes) return Error{ErrorCode::invalid, "the mail is larger than 25 MiB"};
    const std::string_view headers = header_block(bytes);
    if (headers.empty()) return Error{ErrorCode::invalid, "this is no mail: it does not begin with a header"};
    if (headers.size() > kMaxHeaderBytes) return Error{ErrorCode::invalid, "the headers are larger than 64 KiB"};

    start_gmime();
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_format(parser.get(), bytes.substr(0, 5) == "From " ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (message == nullptr) return Error{ErrorCode::invalid, "this is no mail: its headers can't be read"};

    MailTree tree;
    read_fields(GMIME_OBJECT(message.get()), tree.fields);
    if (GMimeObject* body = g_mime_message_get_mime_part(message.get())) {
        if (GMimeContentType* type = g_mime_object_get_content_type(body))
            tree.type = lower(text_of(g_mime_content_type_get_media_type(type)) + "/" +
                              text_of(g_mime_content_type_get_media_subtype(type)));
        const std::string too_much = TreeReader(tree).read(body, 1, 0, 0);
        if (!too_much.empty()) return Error{ErrorCode::invalid, "the mail has " + too_much};
    }
    // Boundaries that were lost on the way leave no parts: then the body is read as it is.
    const bool unreadable =
        std::all_of(tree.parts.begin(), tree.parts.end(), [](const MailPart& p) { return is_blank(p.text); });
    if (unreadable && (tree.type.empty() || tree.type.substr(0, 10) == "multipart/")) {
        const auto body = static_cast<std::size_t>(headers.data() + headers.size() - bytes.data());
        MailPart part;
        part.type = "text/plain";
        part.text = to_utf8(bytes.substr(body, kMaxTextBytes), "");
        tree.parts.push_back(std::move(part));
    }
    if (InternetAddressList* from = g_mime_message_get_from(message.get())) {
        for (int i = 0; i < internet_address_list_length(from); ++i) {
            InternetAddress* address = internet_address_list_get_address(from, i);
            if (!INTERNET_ADDRESS_IS_MAILBOX(address)) continue;
            const auto found =
                addresses_in(text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))));
            tree.from.insert(tree.from.end(), found.begin(), found.end());
        }
    }
    if (tree.from.empty()) tree.from = addresses_in(tree.field("from"));
    tree.text = written_text(tree.parts);
    return tree;
}

}  // namespace dialogd::message
