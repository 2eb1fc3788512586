// One of each page, for a customer with a long dialogue: what the tests read and the browser is shown.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "web/pages.hpp"

namespace dialogd::web {

// UTC for every zone but "+2", which is two hours ahead: enough for pages.
class PlainCalendar : public Calendar {
public:
    bool knows(std::string_view) const override { return true; }
    LocalTime local(Instant instant, std::string_view zone) const override;
    Instant instant(const LocalTime& local, std::string_view zone) const override;
    Instant start_of(CalendarUnit unit, Instant instant, std::string_view zone) const override;
};

// The room as app/ makes it, kept for the whole program.
const Pages& pages();
const Calendar& calendar();

inline constexpr const char* kHostile = "\"><script>alert('x')</script>&amp;{{t.yes}}{company}";

// `word` stands in everything that a customer or the shop wrote: "" for the friendly sample.
struct Samples {
    std::string language = "en";
    std::string word;

    Instant now() const;
    Frame frame() const;
    Household household() const;
    Customer customer() const;
    PreferenceModel preferences() const;
    KnowledgeModel knowledge() const;
    AnswerModel answer() const;
    AnswerModel numbers() const;
};

struct NamedPage {
    std::string name;  // "preferences_saved"
    Page page;
};
std::vector<NamedPage> sample_pages(const Samples& samples);

}  // namespace dialogd::web
