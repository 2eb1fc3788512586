// A few sentences in the house's language, and the dialogue as plain text.
#include "app/staff_letter.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace dialogd::app {

namespace {

constexpr std::size_t kMostLines = 20;      // of the dialogue: the newest
constexpr std::size_t kMostOctets = 2'000;  // of one message
constexpr std::size_t kMostAttributes = 40;
constexpr std::size_t kMostNote = 300;

struct Phrases {
    const char* language;
    std::array<const char*, 4> why;  // by StaffLetter::Why
    const char* answer;
    const char* within;
    const char* reason;
    const char* dialogue;
    const char* nothing;
    const char* known;
    const char* we;
    const char* customer;
};

constexpr Phrases kPhrases[] = {
    {"en",
     {"A customer needs a person.", "The customer has written again.", "Nobody has answered yet.",
      "Your answer was not sent."},
     "Answer this mail in your own words: they go to the customer, and the dialogue is closed. The word CLOSE alone "
     "closes it without an answer.",
     "To be answered within",
     "Why:",
     "The dialogue so far",
     "Nothing has been said yet.",
     "What we know",
     "We",
     "Customer"},
    {"da",
     {"En kunde har brug for et menneske.", "Kunden har skrevet igen.", "Ingen har svaret endnu.",
      "Dit svar er ikke sendt."},
     "Svar på denne mail med dine egne ord: de går til kunden, og dialogen lukkes. Ordet LUK alene lukker den uden "
     "svar.",
     "Skal besvares inden",
     "Hvorfor:",
     "Dialogen indtil nu",
     "Der er ikke sagt noget endnu.",
     "Det ved vi",
     "Vi",
     "Kunden"},
    {"sv",
     {"En kund behöver en människa.", "Kunden har skrivit igen.", "Ingen har svarat än.",
      "Ditt svar har inte skickats."},
     "Svara på det här mejlet med egna ord: de går till kunden, och dialogen stängs. Ordet STÄNG ensamt stänger den "
     "utan svar.",
     "Ska besvaras inom",
     "Varför:",
     "Dialogen hittills",
     "Inget har sagts än.",
     "Det vet vi",
     "Vi",
     "Kunden"},
    {"nb",
     {"En kunde trenger et menneske.", "Kunden har skrevet igjen.", "Ingen har svart ennå.",
      "Svaret ditt er ikke sendt."},
     "Svar på denne e-posten med egne ord: de går til kunden, og dialogen lukkes. Ordet LUKK alene lukker den uten "
     "svar.",
     "Skal besvares innen",
     "Hvorfor:",
     "Dialogen så langt",
     "Ingenting er sagt ennå.",
     "Dette vet vi",
     "Vi",
     "Kunden"},
};

const Phrases& phrases_in(std::string_view language) {
    const std::string_view wanted = language.starts_with("no") || language.starts_with("nn") ? "nb" : language;
    for (const Phrases& phrases : kPhrases)
        if (wanted.starts_with(phrases.language)) return phrases;
    return kPhrases[0];
}

// Not inside a character.
std::string shortened(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return text.substr(0, most) + "…";
}

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

std::string indented(std::string text) {
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    std::string out = "    ";
    for (const char c : text) {
        out.push_back(c);
        if (c == '\n') out += "    ";
    }
    return out;
}

std::string time_text(Instant at, const Ruleset& rules) {
    const LocalTime t = rules.services.calendar->local(at, rules.household.time_zone);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d", t.year, t.month, t.day, t.minute / 60,
                  t.minute % 60);
    return text.data();
}

std::string dialogue_text(const Phrases& p, const std::vector<web::Spoken>& dialogue, const Ruleset& rules) {
    if (dialogue.empty()) return std::string(p.nothing) + "\n";
    std::string text;
    for (std::size_t i = dialogue.size() - std::min(dialogue.size(), kMostLines); i < dialogue.size(); ++i) {
        const web::Spoken& line = dialogue[i];
        text += time_text(line.at, rules) + "  " + (line.by_us ? p.we : p.customer) + " (" +
                std::string(to_text(line.channel)) + ")" + (line.subject.empty() ? "" : ": " + one_line(line.subject)) +
                "\n";
        if (!line.text.empty()) text += indented(shortened(line.text, kMostOctets)) + "\n";
    }
    return text;
}

std::string known_text(const Customer& customer) {
    std::string text = "id: " + one_line(customer.id) + "\n";
    for (const Address& address : customer.addresses)
        text += std::string(to_text(address.channel)) + ": " + address.value +
                (address.state == AddressState::usable ? "" : " (" + std::string(to_text(address.state)) + ")") + "\n";
    for (std::size_t i = 0; i < std::min(customer.attributes.size(), kMostAttributes); ++i)
        text += customer.attributes[i].name + ": " +
                shortened(one_line(to_text(customer.attributes[i].value)), kMostNote) + "\n";
    return text;
}

}  // namespace

StaffWords words_for_staff(const StaffLetter& letter, const Customer& customer,
                           const std::vector<web::Spoken>& dialogue, const Ruleset& rules) {
    const Phrases& p = phrases_in(rules.household.language);
    const char* why = p.why.at(static_cast<std::size_t>(letter.why));
    const std::string note = shortened(one_line(letter.note), kMostNote);
    StaffWords words;
    words.subject = "[" + letter.queue + "] " + shortened(one_line(customer.id), 80) +
                    (letter.why == StaffLetter::Why::overdue ? std::string(": ") + why
                     : note.empty()                          ? std::string()
                                                             : ": " + shortened(note, 80));
    words.text = std::string(why) + "\n\n";
    if (!note.empty()) words.text += std::string(p.reason) + " " + note + "\n\n";
    words.text += std::string(p.answer) + "\n";
    if (!letter.within.empty()) words.text += std::string(p.within) + " " + letter.within + ".\n";
    words.text += std::string("\n== ") + p.dialogue + " ==\n\n" + dialogue_text(p, dialogue, rules);
    words.text += std::string("\n== ") + p.known + " ==\n\n" + known_text(customer);
    return words;
}

}  // namespace dialogd::app
