// SMS segments: enough of them for the text, and no more than its code units need.
#include "fuzz/property.hpp"
#include "message/segments.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const message::SmsShape shape = message::sms_shape(fuzz::text_of(bytes, size));
    fuzz::must((shape.segments == 0) == (shape.units == 0), "only an empty text has no segment");
    const std::size_t room = shape.gsm7 ? 160 : 70;
    const std::size_t least = shape.gsm7 ? 152 : 66;  // a character of two units is not cut
    fuzz::must(shape.units <= shape.segments * room, "the segments have room for the text");
    fuzz::must(shape.segments <= 1 + shape.units / least, "there is no segment too many");
    fuzz::must(shape.units <= 2 * size, "a byte is at most one character, of two units");
    return 0;
}
