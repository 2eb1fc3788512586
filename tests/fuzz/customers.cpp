// What is said about one customer: profile, preference, consents.
#include "intake/customers.hpp"
#include "fuzz/batches.hpp"

using namespace dialogd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static intake::JsonReader json;
    std::string body(fuzz::text_of(bytes, size));
    intake::About about;
    if (const auto profile = intake::read_profile(json, body, fuzz::sender(), about); profile)
        fuzz::must(profile->attributes.map() != nullptr, "attributes are a map");
    body = fuzz::text_of(bytes, size);
    if (const auto preference = intake::read_preference(json, body, fuzz::sender());
        preference && preference->quiet_hours)
        fuzz::must(preference->quiet_hours->from >= 0 && preference->quiet_hours->from < 24 * 60 &&
                       preference->quiet_hours->to >= 0 && preference->quiet_hours->to < 24 * 60,
                   "quiet hours are minutes of a day");
    body = fuzz::text_of(bytes, size);
    if (const auto consents = intake::read_consents(json, body, fuzz::sender()); consents)
        for (const Consent& consent : *consents)
            fuzz::must(!consent.topic.empty() && !consent.text.empty(), "a consent has its topic and its words");
    return 0;
}
