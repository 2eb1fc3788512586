// Header fields of RFC 5322 with the encoded words of RFC 2047. Nothing that is put into one can end
// it, begin another one or name a further recipient.
#pragma once

#include <string>
#include <string_view>

namespace dialogd::message {

// A display name and an addr-spec, both as a person reads them. The address is empty when it is none.
struct Mailbox {
    std::string name;
    std::string address;
};

// "Shop <hej@shop.example>", "\"Shop, Ltd\" <…>" or an address alone.
Mailbox parse_mailbox(std::string_view text);

// An addr-spec fit for a header: the local part quoted when it needs to be; empty when `text` is no
// single address.
std::string safe_address(std::string_view text);

// What is left of `text` when only letters, digits and `also` may stay.
std::string only(std::string_view text, std::string_view also);

// Appends "Name: value" CRLF: folded at 76, in encoded words when it is not plain ASCII.
void append_unstructured(std::string_view name, std::string_view value, std::string& out);

// Appends "Name: display name <address>" CRLF.
void append_mailbox(std::string_view name, const Mailbox& mailbox, std::string& out);

}  // namespace dialogd::message
