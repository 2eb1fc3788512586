// Finds where the signature of a mail begins.
#include "message/signature.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace dialogd::message {
namespace {

// Longer than this it is text that somebody wrote under a dash.
constexpr std::size_t kMaxSignatureLines = 20;
constexpr std::size_t kMaxNameLines = 8;
constexpr std::size_t kMaxNameLineBytes = 80;

bool matches(std::string_view text, const RE2& pattern) {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_closing(std::string_view line) {
    static const RE2 pattern(
        R"((?i)^\s*(?:(?:med|mange|de|mvh|vänlig|bästa|beste|venlig|kærlig|kær|hjertelig|varme?|bedste|all)?\s?)"
        R"((?:(?:de )?(?:venlige?|vennlige?|vänlig[at]?|bästa|beste|bedste|kærlige?|kjærlige?|varme?|mange|hjertelige?|allra bästa|fortsat god dag)?\s?)"
        R"((?:hilsn?er|hilsen|hilsener|hälsning(?:ar)?|hälsn|hilsing))|mvh|m\.?v\.?h\.?|v\.?h\.?|bedste hilsner|hälsar|)"
        R"((?:(?:best|kind|warm|kindest|warmest|many|with (?:best|kind|warm)) )?(?:regards|wishes)|regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|)"
        R"((?:mit )?(?:freundlichen|besten|herzlichen|vielen|liebe|viele|schöne|beste) grü(?:ße|ss|ß|sse)n?|mfg|lg|vg|)"
        R"(ystävällisin terveisin|terveisin|cordialement|bien à vous|saludos(?: cordiales)?|cordiali saluti|met vriendelijke groet(?:en)?|)"
        R"(pozdrawiam|z poważaniem|atenciosamente|cumprimentos)\s*[,.!]*\s*$)");
    return matches(trimmed(line), pattern);
}

// What stands under a closing: a name, a title, a number, an address; no sentence.
bool reads_as_name(std::string_view line) {
    const std::string_view text = trimmed(line);
    if (text.size() > kMaxNameLineBytes) return false;
    return text.empty() || (text.back() != '?' && text.find(". ") == std::string_view::npos);
}

bool ends_in_names(const Lines& lines, std::size_t from, std::size_t end) {
    std::size_t filled = 0;
    for (std::size_t n = from; n < end; ++n) {
        if (!reads_as_name(lines[n])) return false;
        if (!trimmed(lines[n]).empty()) ++filled;
    }
    return filled <= kMaxNameLines;
}

bool is_list_footer(const Lines& lines, std::size_t at, std::size_t end) {
    static const RE2 list(R"((?i)(?:mailing list|mailinglist|postliste|e-postlista))");
    const std::string_view rule = trimmed(lines[at]);
    if (rule.size() < 2 || rule.find_first_not_of('_') != std::string_view::npos) return false;
    return end - at <= 8 && at + 1 < end && matches(lines[at + 1], list);
}

}  // namespace

bool is_outlook_line(std::string_view line) {
    static const RE2 pattern(
        R"((?i)^\s*(?:\[?(?:get|hent|hämta|skaff|last ned|få|obtenez|télécharger|holen sie sich|laden sie|hanki|download|pobierz|ottieni|obtener|baixe)\b.{0,20}\boutlook\b)"
        R"(|(?:sent from|sendt fra|skickat från|gesendet von|envoyé (?:à partir de|depuis)|enviado desde|inviato da|verzonden (?:van|vanuit|met)|lähetetty)\b.{0,20}\boutlook\b).{0,80}$)");
    return matches(line, pattern);
}

bool is_device_line(std::string_view line) {
    const std::string_view text = trimmed(line);
    if (text.size() > 160) return false;
    static const RE2 known(
        R"(^[\s*_\[]*(?:)"
        R"((?:Sent|Skickat|Skickad|Sendt|Sendt|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Verstuurd|Lähetetty|Wysłano|Wysłane|Отправлено))"
        R"((?:\s\S+){1,6}?\s?(?:iPhone|iPad|iOS|Samsung|Galaxy|Android|BlackBerry|Huawei|Xiaomi|OnePlus|Nokia|Sony|Xperia|Pixel|HTC|LG|Windows|)"
        R"(Yahoo|Proton|ProtonMail|Outlook|Gmail|Mail|Mailbird|Spark|TypeApp|BlueMail|Acompli|Sparrow|Thunderbird|mobil|mobile|phone|telefon|Telia|Telenor|smartphone|enhet|enhed|tablet|matkapuhelin\S*)\b[^,]{0,60})$)");
    if (matches(text, known)) return true;
    // An unknown device: few words, no sentence ("Sent from my desk, is much easier ..." is one).
    static const RE2 any(
        R"(^\s*(?:Sent (?:from|via|with|using)|Sendt (?:fra|via|med|frå)|Skickat (?:från|via|med)|Gesendet (?:von|mit|über)|Envoyé (?:de|depuis|par)|Enviado (?:desde|do|de|via)|Inviato (?:da|dal)|Verzonden (?:vanaf|met|van)|Lähetetty) )"
        R"((?:my|min|mitt|meinem|mein|mon|mi|meu|mio|mijn|a|an|en|et|ett)? ?\S+(?: \S+){0,4}$)");
    return matches(text, any) && text.find(',') == std::string_view::npos && text.back() != '.' && text.back() != ':';
}

std::size_t signature_start(const Lines& lines, std::size_t end) {
    // From the end upwards, and not further than a signature is long.
    const std::size_t lowest = end > kMaxSignatureLines ? end - kMaxSignatureLines : 0;
    std::size_t start = end;
    for (std::size_t at = end; at-- > lowest;) {
        const std::string_view text = trimmed(lines[at]);
        if (text == "--" || text == "– " || text == "- -") start = at;
        if (is_closing(text) && at > 0 && ends_in_names(lines, at + 1, start)) start = at;
        if (is_list_footer(lines, at, end)) start = at;
    }
    return start;
}

}  // namespace dialogd::message
