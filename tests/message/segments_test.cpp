// How an SMS is cut, against the tables of 3GPP TS 23.038.
#include <doctest/doctest.h>

#include <string>

#include "message/segments.hpp"

using dialogd::message::sms_shape;

namespace {
std::string times(std::size_t n, const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += text;
    return out;
}
}  // namespace

TEST_CASE("sms: an empty text has no segment") {
    CHECK(sms_shape("").segments == 0);
    CHECK(sms_shape("").units == 0);
}

TEST_CASE("sms: the letters of Danish, Swedish, Norwegian and German fit GSM-7") {
    for (const char* text : {"æøåÆØÅ", "äöåÄÖÅ", "éèàüßñÑÜ", "@£$¥èéùìòÇ\nΔ_ΦΓΛΩΠΨΣΘΞ", "¡¤!\"#%&'()*+,-./:;<=>?§¿"})
        CHECK_MESSAGE(sms_shape(text).gsm7, text);
    for (const char* text : {"ç", "–", "’", "ê", "ā", "`", "\xC2\xA0", "日"})
        CHECK_FALSE_MESSAGE(sms_shape(text).gsm7, text);
}

TEST_CASE("sms: characters of the extension table take two septets") {
    CHECK(sms_shape("€").units == 2);
    CHECK(sms_shape("[]{}\\^|~€\f").units == 20);
    CHECK(sms_shape("abc").units == 3);
}

TEST_CASE("sms: 160 septets are one segment, more are cut at 153") {
    CHECK(sms_shape(times(160, "a")).segments == 1);
    CHECK(sms_shape(times(161, "a")).segments == 2);
    CHECK(sms_shape(times(306, "a")).segments == 2);
    CHECK(sms_shape(times(307, "a")).segments == 3);
    CHECK(sms_shape(times(80, "€")).segments == 1);
}

TEST_CASE("sms: an escape and its character stay in one segment") {
    // 152 septets, then a pair that does not fit into the 153rd.
    CHECK(sms_shape(times(152, "a") + "€" + times(151, "b")).segments == 2);
    CHECK(sms_shape(times(152, "a") + "€" + times(152, "b")).segments == 3);
    CHECK(sms_shape(times(152, "a") + "€" + times(152, "b")).units == 306);
}

TEST_CASE("sms: 70 units of UCS-2 are one segment, more are cut at 67, and no pair is cut in two") {
    CHECK(sms_shape(times(70, "日")).segments == 1);
    CHECK(sms_shape(times(71, "日")).segments == 2);
    CHECK(sms_shape(times(134, "日")).segments == 2);
    CHECK(sms_shape(times(135, "日")).segments == 3);
    CHECK(sms_shape(times(35, "😀")).segments == 1);
    CHECK(sms_shape(times(35, "😀")).units == 70);
    CHECK(sms_shape(times(66, "日") + "😀" + times(65, "日")).segments == 2);
    CHECK(sms_shape(times(66, "日") + "😀" + times(66, "日")).segments == 3);
}

TEST_CASE("sms: octets that are no UTF-8 count as one odd character each") {
    CHECK(sms_shape("a\xFF\xC3").units == 3);
    CHECK_FALSE(sms_shape("a\xFF").gsm7);
}
