// Recognises how mail programs introduce what they quote, by the language of mail: dates, verbs, header names.
#include "message/quoting.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace dialogd::message {
namespace {

// An attribution wraps over a few lines at most; a longer text is prose that happens to look like one.
constexpr std::size_t kMaxAttributionLines = 6;
constexpr std::size_t kMaxAttributionBytes = 600;
constexpr std::size_t kMaxHeaderBlockLines = 12;

// "wrote" in the languages of mail.
const std::string kWrote =
    R"((?:wrote|writes|sent|skrev|skreiv|skriver|schrieb|schreef|kirjoitti|escribi[óo]|escreveu|scrisse|napisał\(a\)|)"
    R"(napisała|napisał|napsal\(a\)|napsala?|написала?|пишет|пише|rakstīja|rašė|írta|a écrit|ha scritto|het volgende geschreven|)"
    R"(geschreven|geschrieben|έγραψε|đã viết|va escriure|a scris|yazdı|yazmış|je napisao|napisao|napisala|写道|書きました))";

// A day of a month with its year or month's name, or a time of the day.
const std::string kDate = R"((?:\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{2,4}|\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b|)"
                          R"(\b\d{1,2}\.?(?: de| tháng)?[ -]\pL{3,}|\b\pL{3,9}\.?[ -]\d{1,2}\b))";

const std::string kAddress = R"re([^\s<>()"@]+@[^\s<>()"@]+\.[^\s<>()"@]+)re";

// How the line before a quotation begins: a preposition or a day.
const std::string kLead =
    R"((?:[Oo]n|Den|[Pp]å|Am|Le|El|Il|Op|Em|No dia|W dniu|Dnia|Vào|In data|Il giorno|A|Dne|Vào lúc|Στις|I|Kl\.?|Am|)"
    R"(\d{1,4}[-./, ]|\d{1,2}[:.]\d{2}|(?:mon|tue|wed|thu|fri|sat|sun|man|tir|ons|tor|fre|lør|søn|mån|tis|lör|sön|)"
    R"(måndag|tisdag|ma|ti|ke|to|pe|la|su|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|gio|sab|seg|ter|qua|qui|)"
    R"(sex|di|mi|do|sa|so|wo|vr|za|zo|pon|wt|śr|czw|pt|sob|niedz|пн|вт|ср|чт|пт|сб|вс)(?:\pL{0,9})[., ]))";

const RE2& wrote_at_end() {
    static const RE2 pattern(R"re((?i)(?:\b|\s|[>)"']))re" + kWrote + R"(\s*(?::|-{2,})?[\s*-]*$)");
    return pattern;
}
const RE2& wrote_inside() {
    static const RE2 pattern(R"re((?i)(?:^|\s|[>)"'/\pL\d.,]\s?))re" + kWrote + R"((?:\s|:|$))");
    return pattern;
}
const RE2& date() {
    static const RE2 pattern(kDate);
    return pattern;
}
const RE2& address() {
    static const RE2 pattern(kAddress);
    return pattern;
}
const RE2& lead() {
    static const RE2 pattern(R"((?i)^[\s*_-]*)" + kLead);
    return pattern;
}
// "reply On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:": the program joined the lines.
const RE2& shared_line() {
    static const RE2 pattern(
        R"(^(.*?\S)\s*?(?:-{2,}\s*|\s)(?:On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d)|)"
        R"(Den \d|Den (?:man|tir|ons|tor|fre|lør|søn|mån|tis|lör|sön)\pL{0,4}\.? \d|Am \d|Le \d|Op \d).*\d.*)" +
        kWrote + R"(.{0,120}:$)");
    return pattern;
}

bool matches(std::string_view text, const RE2& pattern) {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool ends_with_colon(std::string_view text) {
    while (!text.empty() && (text.back() == '*' || text.back() == ' ')) text.remove_suffix(1);
    return !text.empty() && text.back() == ':';
}

bool next_is_quoted(const Lines& lines, std::size_t at) {
    while (at < lines.size() && trimmed(lines[at]).empty()) ++at;
    return at < lines.size() && is_quoted(lines[at]);
}

// Whether the joined lines read as an attribution. `quoted_below` supports the weaker forms.
bool reads_as_attribution(std::string_view text, bool quoted_below) {
    const bool at_end = matches(text, wrote_at_end());
    const bool colon = ends_with_colon(text);
    if (!at_end && !colon) return false;
    const bool verb = at_end || matches(text, wrote_inside());
    const bool dated = matches(text, date());
    const bool addressed = matches(text, address()) || text.find("mailto:") != std::string_view::npos;
    const bool led = matches(text, lead());
    if (verb && dated && (led || addressed || quoted_below)) return true;
    if (dated && addressed && colon && led) return true;
    if (at_end && addressed && (colon || quoted_below)) return true;
    if (at_end && quoted_below && colon && text.size() < 80) return true;
    // "---- John Smith wrote ----"
    return at_end && text.size() > 4 && text.substr(0, 2) == "--" && text.substr(text.size() - 2) == "--";
}

enum class HeaderName { none, from, sent, to, subject, other };

HeaderName header_name(std::string_view line) {
    static const RE2 pattern(
        R"((?i)^[\s*_>]*(?:)"
        R"((from|fra|från|frå|von|de|da|van|od|lähettäjä|от|від|expéditeur|remitente|mittente|afzender|nadawca)|)"
        R"((sent|sendt|skickat|gesendet|envoyé(?: le)?|enviado(?: el| em)?|inviato|verzonden|wysłano|wysłane|lähetetty|date|dato|datum|)"
        R"(data|fecha|päivämäärä|päiväys|отправлено|дата)|)"
        R"((to|til|till|an|à|a|para|aan|do|vastaanottaja|кому|destinataire|destinatario)|)"
        R"((subject|emne|ämne|betreff|objet|asunto|oggetto|onderwerp|temat|aihe|assunto|тема)|)"
        R"((cc|bcc|kopi|kopia|kopie|copie|copia|reply-to|svar til|svara till|antwort an|svar-til|vigtighed|prioritet|importance|prioritet))"
        R"()\s?\*?\s?:\*?(?:\s|$|.))");
    re2::StringPiece from, sent, to, subject, other;
    if (!RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), pattern, &from, &sent, &to, &subject, &other))
        return HeaderName::none;
    if (!from.empty()) return HeaderName::from;
    if (!sent.empty()) return HeaderName::sent;
    if (!to.empty()) return HeaderName::to;
    if (!subject.empty()) return HeaderName::subject;
    return HeaderName::other;
}

}  // namespace

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
    for (;;) {
        if (!line.empty() && (line.front() == ' ' || line.front() == '\t' || line.front() == '\r')) {
            line.remove_prefix(1);
        } else if (line.substr(0, 2) == kNoBreakSpace) {
            line.remove_prefix(2);
        } else {
            break;
        }
    }
    for (;;) {
        if (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
            line.remove_suffix(1);
        } else if (line.size() >= 2 && line.substr(line.size() - 2) == kNoBreakSpace) {
            line.remove_suffix(2);
        } else {
            return line;
        }
    }
}

bool is_quoted(std::string_view line) {
    const std::string_view text = trimmed(line);
    return !text.empty() && text.front() == '>' && text.back() != '<';
}

bool is_ruler(std::string_view line) {
    const std::string_view text = trimmed(line);
    if (text.size() < 2) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == '-' || c == '_' || c == '=' || c == '*' || c == ' '; });
}

std::optional<Attribution> attribution_at(const Lines& lines, std::size_t at) {
    const std::string_view first = trimmed(lines[at]);
    if (first.empty() || first.size() > kMaxAttributionBytes) return std::nullopt;
    const bool dashed = first.substr(0, 2) == "--";
    const bool begins = dashed || matches(first, date()) || matches(first, address()) || ends_with_colon(first) ||
                        (matches(first, lead()) && matches(first, wrote_inside()));
    if (!begins) return std::nullopt;

    std::string joined;
    bool blank_seen = false;
    for (std::size_t n = 0; n < kMaxAttributionLines && at + n < lines.size(); ++n) {
        const std::string_view part = trimmed(lines[at + n]);
        if (part.empty()) {
            // A program that breaks the line between name and address leaves one blank line, never two.
            if (blank_seen || !matches(joined, lead())) return std::nullopt;
            blank_seen = true;
            continue;
        }
        if (n > 0 && part.front() == '>' && !wrote_inside().ok()) return std::nullopt;
        if (!joined.empty()) joined += ' ';
        joined += part;
        if (joined.size() > kMaxAttributionBytes) return std::nullopt;
        if (n == 0) {
            re2::StringPiece before;
            if (!matches(first, lead()) &&
                RE2::FullMatch(re2::StringPiece(first.data(), first.size()), shared_line(), &before)) {
                return Attribution{1, trimmed(std::string_view(before.data(), before.size()))};
            }
        }
        if (reads_as_attribution(joined, next_is_quoted(lines, at + n + 1))) return Attribution{n + 1, {}};
        // What goes on over a line begins with a day and has not come to its verb or address yet.
        if (n == 0 && !matches(joined, lead()) && !dashed) return std::nullopt;
    }
    return std::nullopt;
}

bool is_original_separator(std::string_view line) {
    static const RE2 pattern(
        R"((?i)^[>\s]*(?:[-_=*–—]{2,}\s*(?:)"
        R"(original (?:message|e-?mail|appointment)|reply message|forwarded (?:message|mail|by .*)|)"
        R"(opr?indelig (?:meddelelse|besked|mail|e-?mail)|original (?:meddelelse|besked|mail)|videresendt (?:besked|meddelelse|melding|mail|e-?post)|)"
        R"(ursprungligt? (?:meddelande|mejl|mail|e-?post)|originalmeddelande|ursprungsmeddelande|vidarebefordrat (?:meddelande|brev|mejl)|)"
        R"(opprinn?el[ei]g (?:melding|e-?post|beskjed)|originalmelding|opphavleg melding|)"
        R"((?:ursprüngliche|originale?|antwort|weitergeleitete) ?(?:nachricht|e-?mail|mail)|originalnachricht|)"
        R"(message (?:d['’]origine|original|transféré|transmis)|mensaje (?:original|reenviado)|messaggio (?:originale|inoltrato)|)"
        R"((?:oorspronkelijk|doorgestuurd|origineel) bericht|mensagem (?:original|encaminhada)|alkuperäinen viesti|välitetty viesti|)"
        R"(wiadomość (?:oryginalna|przekazana)|oryginalna wiadomość|původní zpráva|исходное сообщение|пересылаемое сообщение|mesaj original|eredeti üzenet)"
        R"()\s*[-_=*–—]*)\s*$)");
    static const RE2 undashed(
        R"((?i)^\s*(?:begin forwarded message|start på videresendt (?:besked|meddelelse)|(?:videresendt|vidarebefordrat) (?:besked|melding|meddelande|brev)|)"
        R"(vidarebefordrat brev|börja på vidarebefordrat|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:réexpédié|transféré)):\s*$)");
    return matches(line, pattern) || matches(line, undashed);
}

bool is_header_block_at(const Lines& lines, std::size_t at) {
    const HeaderName first = header_name(lines[at]);
    if (first == HeaderName::none || first == HeaderName::other) return false;
    bool from = false, sent = false, to = false, subject = false;
    std::size_t strange = 0;
    for (std::size_t n = at; n < lines.size() && n < at + kMaxHeaderBlockLines; ++n) {
        if (trimmed(lines[n]).empty()) break;
        switch (header_name(lines[n])) {
            case HeaderName::from: from = true; break;
            case HeaderName::sent: sent = true; break;
            case HeaderName::to: to = true; break;
            case HeaderName::subject: subject = true; break;
            case HeaderName::other: break;
            case HeaderName::none: ++strange; break;  // a folded header
        }
        if (strange > 2) break;
    }
    const int known = int(from) + int(sent) + int(to) + int(subject);
    // "Date: Wednesday / To: the office" may be an appointment that the customer writes about.
    if (from) return known >= 2;
    static const RE2 time(R"(\d{1,2}:\d{2})");
    return sent && to && (subject || matches(lines[at], time));
}

}  // namespace dialogd::message
