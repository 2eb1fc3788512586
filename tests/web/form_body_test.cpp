// Bodies of forms: both encodings, and whatever else may come.
#include <doctest/doctest.h>

#include <random>

#include "web/forms.hpp"

namespace dialogd::web {

namespace {

constexpr const char* kUrlencoded = "application/x-www-form-urlencoded";
constexpr const char* kMultipart = "multipart/form-data; boundary=xx";

std::string part(const std::string& name, const std::string& value) {
    return "--xx\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

}  // namespace

TEST_CASE("form body: urlencoded fields are decoded in their order") {
    const auto form =
        read_form("Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=1+2&b=%C3%B8&&c&a=%zz&d=x%0D%0Ay");
    REQUIRE(form.has_value());
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"a", "1 2"}, {"b", "ø"}, {"c", ""}, {"a", "%zz"}, {"d", "x\ny"}};
    CHECK(form->fields == wanted);
    CHECK(form->text("a") == "1 2");
    CHECK(form->has("a", "%zz"));
    CHECK(form->find("e") == nullptr);
}

TEST_CASE("form body: multipart says the same as urlencoded") {
    const auto form =
        read_form(kMultipart, part("a", "1 2") + part("b", "") + part("text", "x\r\n--y\r\nz") + "--xx--\r\n");
    REQUIRE(form.has_value());
    const std::vector<std::pair<std::string, std::string>> wanted{{"a", "1 2"}, {"b", ""}, {"text", "x\n--y\nz"}};
    CHECK(form->fields == wanted);
    const auto none = read_form("multipart/form-data; boundary=\"xx\"", "--xx--\r\n");
    REQUIRE(none.has_value());
    CHECK(none->fields.empty());
}

TEST_CASE("form body: what is no form of ours is refused") {
    CHECK_FALSE(read_form("application/json", "{}").has_value());
    CHECK_FALSE(read_form("", "a=1").has_value());
    CHECK_FALSE(read_form(kUrlencoded, "a=%FF").has_value());
    CHECK_FALSE(read_form(kUrlencoded, "a=%00").has_value());
    CHECK_FALSE(read_form(kUrlencoded, "a=%ED%A0%80").has_value());  // a surrogate
    CHECK_FALSE(read_form(kUrlencoded, "a=%C0%AF").has_value());     // an overlong slash
    CHECK_FALSE(read_form("multipart/form-data", "--xx--").has_value());
    CHECK_FALSE(read_form(kMultipart, part("a", "1")).has_value());
    CHECK_FALSE(read_form(kMultipart, "--xx\r\nX: y\r\n\r\n1\r\n--xx--").has_value());
    CHECK_FALSE(
        read_form(kMultipart, "--xx\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1\r\n--xx--")
            .has_value());
}

TEST_CASE("form body: size, number and length of fields are bounded") {
    CHECK_FALSE(read_form(kUrlencoded, std::string(kMostFormOctets + 1, 'a')).has_value());
    CHECK_FALSE(read_form(kUrlencoded, "a=" + std::string(kMostTextOctets + 1, 'b')).has_value());
    CHECK(read_form(kUrlencoded, "a=" + std::string(kMostTextOctets, 'b')).has_value());
    std::string many, parts;
    for (std::size_t i = 0; i <= kMostFormFields; ++i) {
        many += "a=1&";
        parts += part("a", "1");
    }
    CHECK_FALSE(read_form(kUrlencoded, many).has_value());
    CHECK_FALSE(read_form(kMultipart, parts + "--xx--").has_value());
}

TEST_CASE("form body: any bytes give a form or an error") {
    std::mt19937 random(7);
    const std::string pieces[] = {"--xx", "\r\n",    "--",       "=", "&", "%",
                                  "%C3",  "name=\"", "\"",       ";", "a", "Content-Disposition: form-data; name=a",
                                  "\\",   "\xC3",    "boundary="};
    int read = 0;
    for (int i = 0; i < 4'000; ++i) {
        std::string body, kind = i % 2 == 0 ? kUrlencoded : "multipart/form-data; boundary=xx";
        for (unsigned k = 0; k < random() % 20; ++k) body += pieces[random() % std::size(pieces)];
        if (random() % 5 == 0) kind += pieces[random() % std::size(pieces)];
        const auto form = read_form(kind, body);
        read += form.has_value() ? 1 : 0;
        if (!form) CHECK(form.error().code == ErrorCode::invalid);
    }
    CHECK(read > 100);
}

}  // namespace dialogd::web
