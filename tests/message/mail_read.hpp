// A mail as GMime reads it: the judge of what is composed.
#pragma once

#include <doctest/doctest.h>
#include <gmime/gmime.h>

#include <cctype>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dialogd::tests {

struct Unref {
    void operator()(void* object) const {
        if (object != nullptr) g_object_unref(object);
    }
};

// What GMime reads.
struct Read {
    std::map<std::string, std::string> headers;  // decoded, unfolded; by lower case name
    std::vector<std::string> names;
    std::string subject, from_name, from_address, to;
    std::vector<std::pair<std::string, std::string>> parts;  // type, text with \n line ends
};

inline std::string text_or_empty(const char* text) {
    return text == nullptr ? "" : text;
}

inline std::string part_text(GMimePart* part) {
    const std::unique_ptr<GMimeStream, Unref> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), stream.get());
    const GByteArray* octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    std::string out;
    for (guint i = 0; i < octets->len; ++i) {
        const bool before_newline = octets->data[i] == '\r' && i + 1 < octets->len && octets->data[i + 1] == '\n';
        if (!before_newline) out += static_cast<char>(octets->data[i]);
    }
    return out;
}

inline void add_part(Read& read, GMimeObject* object) {
    GMimeContentType* type = g_mime_object_get_content_type(object);
    gchar* name = g_mime_content_type_get_mime_type(type);
    read.parts.emplace_back(name, part_text(GMIME_PART(object)));
    g_free(name);
}

inline void read_addresses(GMimeMessage* message, Read& read) {
    InternetAddressList* from = g_mime_message_get_from(message);
    if (internet_address_list_length(from) == 1) {
        InternetAddress* one = internet_address_list_get_address(from, 0);
        read.from_name = text_or_empty(internet_address_get_name(one));
        if (INTERNET_ADDRESS_IS_MAILBOX(one))
            read.from_address = text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
    }
    InternetAddressList* to = g_mime_message_get_to(message);
    for (int i = 0; i < internet_address_list_length(to); ++i) {
        InternetAddress* one = internet_address_list_get_address(to, i);
        if (!INTERNET_ADDRESS_IS_MAILBOX(one)) continue;
        read.to += (read.to.empty() ? "" : ",") +
                   text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
    }
}

inline Read read(const std::string& bytes) {
    static const bool started = (g_mime_init(), true);
    (void)started;
    Read read;
    const std::unique_ptr<GMimeStream, Unref> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    const std::unique_ptr<GMimeParser, Unref> parser(g_mime_parser_new_with_stream(stream.get()));
    const std::unique_ptr<GMimeMessage, Unref> message(g_mime_parser_construct_message(parser.get(), nullptr));
    REQUIRE(message != nullptr);
    GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(message.get()));
    for (int i = 0; i < g_mime_header_list_get_count(headers); ++i) {
        GMimeHeader* header = g_mime_header_list_get_header_at(headers, i);
        std::string name = g_mime_header_get_name(header);
        for (char& c : name) c = static_cast<char>(std::tolower(c));
        read.names.push_back(name);
        read.headers[name] = text_or_empty(g_mime_header_get_value(header));
    }
    read.subject = text_or_empty(g_mime_message_get_subject(message.get()));
    read_addresses(message.get(), read);
    GMimeObject* body = g_mime_message_get_mime_part(message.get());
    if (GMIME_IS_MULTIPART(body)) {
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(body)); ++i)
            add_part(read, g_mime_multipart_get_part(GMIME_MULTIPART(body), i));
    } else {
        add_part(read, body);
    }
    return read;
}

}  // namespace dialogd::tests
