// Events, and consents to import: one, an array, or newline-separated.
#include "intake/events.hpp"
#include "fuzz/batches.hpp"
#include "intake/customers.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static intake::JsonReader json;
    std::string body(fuzz::text_of(bytes, size));
    fuzz::check(intake::read_events(json, body, fuzz::sender()));
    body = fuzz::text_of(bytes, size);
    fuzz::check(intake::read_consent_import(json, body, fuzz::sender()));
    return 0;
}
