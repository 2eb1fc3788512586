// Reads dates: in digits, written out, by the name of a feast.
#include <algorithm>
#include <charconv>

#include "message/named_days.hpp"

namespace dialogd::message {

using std::chrono::days;
using std::chrono::year_month_day;

namespace {

// The next such day after today, or in that year; nothing where there is no such day.
std::optional<Day> exact(int day, int month, std::optional<int> year, Day today) {
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const auto in = [&](std::chrono::year which) {
        return which / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::day(static_cast<unsigned>(day));
    };
    if (year) {
        const year_month_day date = in(std::chrono::year(*year));
        return date.ok() ? std::optional<Day>(date) : std::nullopt;
    }
    // 29 February comes within eight years at the latest.
    for (int ahead = 0; ahead <= 8; ++ahead) {
        const year_month_day date = in(year_month_day(today).year() + std::chrono::years(ahead));
        if (date.ok() && Day(date) >= today) return Day(date);
    }
    return std::nullopt;
}

// "2026", or "26" behind a date of digits.
std::optional<int> year_at(const WordList& words, std::size_t at, char mark) {
    if (at >= words.size() || !words[at].number || words[at].before == Break::comma) return std::nullopt;
    const auto value = integer_at(words, at);
    if (!value) return std::nullopt;
    if (words[at].text.size() == 4 && *value >= 1900 && *value <= 2199) return value;
    if (mark != '\0' && words[at].mark == mark && words[at].text.size() == 2) return 2000 + *value;
    return std::nullopt;
}

// "2026-05-03", "3/5", "3/5-26", "3.5.2026", "03-05-2026".
std::optional<Named> digits_at(const WordList& words, std::size_t at, Day today, bool month_first) {
    if (!words[at].number) return std::nullopt;
    const std::string& text = words[at].text;
    int first = 0, second = 0;
    std::size_t next = at + 1;
    char mark = '.';
    if (const std::size_t point = text.find('.'); point != std::string::npos) {
        std::from_chars(text.data(), text.data() + point, first);
        std::from_chars(text.data() + point + 1, text.data() + text.size(), second);
    } else if (next < words.size() && words[next].number && (words[next].mark == '/' || words[next].mark == '-')) {
        const auto left = integer_at(words, at), right = integer_at(words, next);
        if (!left || !right) return std::nullopt;
        first = *left, second = *right, mark = words[next].mark;
        ++next;
        if (text.size() == 4) {
            const auto day = next < words.size() && words[next].mark == mark ? integer_at(words, next) : std::nullopt;
            if (!day) return std::nullopt;
            return Named{exact(*day, second, first, today), at, next + 1};
        }
    } else {
        return std::nullopt;
    }
    std::optional<int> year = year_at(words, next, mark);
    if (!year) year = year_at(words, next, '-');
    if (!year && mark == '-') return std::nullopt;  // "3-5" is a range
    if (month_first && mark == '/') std::swap(first, second);
    if (!year && (second > 12 || first > 31 || first < 1 || second < 1)) return std::nullopt;
    return Named{exact(first, second, year, today), at, year ? next + 1 : next};
}

// "3", "3rd", "tredje": the day of a month, and how many words it takes.
std::pair<int, std::size_t> ordinal_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return {0, 0};
    static const PhraseSet kOrdinals[] = {PhraseSet("foerste | foersta | fyrste | first"),
                                          PhraseSet("anden | andra | andre | second"),
                                          PhraseSet("tredje | third"),
                                          PhraseSet("fjerde | fjaerde | fourth"),
                                          PhraseSet("femte | fifth"),
                                          PhraseSet("sjette | sjaette | sixth"),
                                          PhraseSet("syvende | sjuende | sjunde | seventh"),
                                          PhraseSet("ottende | aattonde | aattende | eighth"),
                                          PhraseSet("niende | nionde | ninth"),
                                          PhraseSet("tiende | tionde | tenth"),
                                          PhraseSet("ellevte | elfte | eleventh"),
                                          PhraseSet("tolvte | tolfte | twelfth"),
                                          PhraseSet("trettende | trettonde | thirteenth"),
                                          PhraseSet("fjortende | fjortonde | fourteenth"),
                                          PhraseSet("femtende | femtonde | fifteenth"),
                                          PhraseSet("sekstende | sextonde | sixteenth"),
                                          PhraseSet("syttende | sjuttonde | seventeenth"),
                                          PhraseSet("attende | artonde | eighteenth"),
                                          PhraseSet("nittende | nittonde | nineteenth"),
                                          PhraseSet("tyvende | tjuende | tjugonde | twentieth"),
                                          PhraseSet("enogtyvende | tjuefoerste | tjugofoersta"),
                                          PhraseSet("toogtyvende | tjueandre | tjugoandra"),
                                          PhraseSet("treogtyvende | tjuetredje | tjugotredje"),
                                          PhraseSet("fireogtyvende | tjuefjerde | tjugofjaerde"),
                                          PhraseSet("femogtyvende | tjuefemte | tjugofemte"),
                                          PhraseSet("seksogtyvende | tjuesjette | tjugosjaette"),
                                          PhraseSet("syvogtyvende | tjuesjuende | tjugosjunde"),
                                          PhraseSet("otteogtyvende | tjueaattende | tjugoaattonde"),
                                          PhraseSet("niogtyvende | tjueniende | tjugonionde"),
                                          PhraseSet("tredivte | trettiende | trettionde | thirtieth"),
                                          PhraseSet("enogtredivte | trettifoerste | trettiofoersta")};
    constexpr int kMonthsLongest = 31;
    static const PhraseSet twenty("twenty | tjugo | tjue | tyve"), thirty("thirty | trettio | tretti");
    const int tens = twenty.match_at(words, at) > 0 ? 20 : thirty.match_at(words, at) > 0 ? 30 : 0;
    if (tens > 0) {
        for (int day = 1; day <= 9 && tens + day <= kMonthsLongest; ++day)
            if (kOrdinals[day - 1].match_at(words, at + 1) > 0) return {tens + day, 2};
        return {0, 0};
    }
    if (!words[at].number) {
        for (int day = 1; day <= kMonthsLongest; ++day)
            if (kOrdinals[day - 1].match_at(words, at) > 0) return {day, 1};
        return {0, 0};
    }
    const auto value = integer_at(words, at);
    if (!value || *value < 1 || *value > 31) return {0, 0};
    static const PhraseSet ending("st | nd | rd | th | e | a | te");
    const bool ends = at + 1 < words.size() && ending.match_at(words, at + 1) > 0 &&
                      (words[at + 1].before == Break::glued || words[at + 1].before == Break::comma);
    return {*value, ends ? 2 : 1};
}

// "3. maj 2026", "the 3rd of May", "May 3", "den 3."
std::optional<Named> written_at(const WordList& words, std::size_t at, Day today) {
    const auto [day, length] = ordinal_at(words, at);
    if (day > 0) {
        static const PhraseSet of("of | i | in");
        std::size_t next = at + length;
        next += of.match_at(words, next);
        if (const int month = month_at(words, next))
            return Named{exact(day, month, year_at(words, next + 1, '\0'), today), at,
                         next + 1 + (year_at(words, next + 1, '\0') ? 1 : 0)};
        static const PhraseSet article("den | d | the");
        if (at == 0 || words[at].before == Break::stop) return std::nullopt;
        // "fredag 27", "friday 27th", and not "fredag 10-14".
        const bool hours = next < words.size() && words[next].number && words[next].mark == '-';
        const bool named = weekday_at(words, at - 1) > 0 && !hours;
        if (article.match_at(words, at - 1) == 0 && !named) return std::nullopt;
        // "friday 11" may be the hour.
        constexpr int kHours = 24;
        if (named && length == 1 && words[at].number && day <= kHours) return Named{std::nullopt, at, at + 1};
        if (!words[at].number && !named && next < words.size() && words[next].before == Break::none)
            return std::nullopt;  // "den første ting"
        static const PhraseSet counted(
            "time | timer | gang | stk | am | pm | o clock | dag | dage | uge | uger | days | weeks | sofa | ting | kr "
            "| kl");
        if (counted.match_at(words, at + length) > 0) return std::nullopt;
        const year_month_day now(today);
        for (int ahead = 0; ahead <= 2; ++ahead) {
            const auto month = now.year() / now.month() + std::chrono::months(ahead);
            const year_month_day date = month / std::chrono::day(static_cast<unsigned>(day));
            if (date.ok() && Day(date) > today) return Named{Day(date), at, at + length};
        }
        return std::nullopt;
    }
    if (const int month = month_at(words, at)) {
        const auto [late, size] = ordinal_at(words, at + 1);
        if (late == 0 || words[at + 1].before == Break::stop) return std::nullopt;
        const auto year = year_at(words, at + 1 + size, '\0');
        return Named{exact(late, month, year, today), at, at + 1 + size + (year ? 1 : 0)};
    }
    return std::nullopt;
}

// "juleaften", "nyårsafton", "boxing day".
std::optional<Named> feast_at(const WordList& words, std::size_t at, Day today) {
    struct Feast {
        PhraseSet names;
        int day, month;
    };
    static const Feast kFeasts[] = {
        {PhraseSet("lille juleaften | lille julaften | lillejuleaften | lillejulaften | veslejulaftan"), 23, 12},
        {PhraseSet("juleaften | julaften | julafton | juleaftensdag | julaftan | christmas eve"), 24, 12},
        {PhraseSet("anden juledag | andre juledag | annandag jul | annandagen | boxing day"), 26, 12},
        {PhraseSet("foerste juledag | juledag | juldagen | christmas day"), 25, 12},
        {PhraseSet("nytaarsaften | nyttaarsaften | nyaarsafton | nyttaarsaftan | new years eve"), 31, 12},
        {PhraseSet("nytaarsdag | nyttaarsdag | foerste nyttaarsdag | nyaarsdagen | new years day"), 1, 1},
    };
    for (const Feast& feast : kFeasts) {
        const std::size_t length = feast.names.match_at(words, at);
        if (length == 0) continue;
        // "2. juledag"
        const auto which = at > 0 && words[at - 1].number ? integer_at(words, at - 1) : std::nullopt;
        if (which && (*which < 1 || *which > 2 || feast.day != 25)) return Named{std::nullopt, at, at + length};
        return Named{exact(feast.day + (which ? *which - 1 : 0), feast.month, std::nullopt, today), at, at + length};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Named> date_at(const WordList& words, std::size_t at, Day today, bool month_first) {
    std::optional<Named> named = digits_at(words, at, today, month_first);
    if (!named) named = written_at(words, at, today);
    if (!named) named = feast_at(words, at, today);
    return named;
}

}  // namespace dialogd::message
