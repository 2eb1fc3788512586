// What a mail server's words mean: RFC 3463 status, and hard or soft.
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "message/mail_kind.hpp"

namespace dialogd::message {
namespace {

bool matches(std::string_view text, const RE2& pattern) {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

// Why it failed, as far as it changes what we do.
// Refused for what stands before the recipient: who we are, where we come from.
const RE2& sender_refused() {
    static const RE2 pattern(
        R"((?i)reverse dns|reverse lookup|\bptr\b|after MAIL FROM|in reply to MAIL FROM|my name was rejected|sender was rejected|sender (?:address )?(?:rejected|domain)|recipient preferences|couldn't create|procmail|\b5\.1\.[78]\b|\b501[ -]5\.0\.0 invalid domain)");
    return pattern;
}

enum class Cause { unclear, unknown_user, unknown_host, no_mail_there, moved, full, elsewhere };

const RE2& full() {
    static const RE2 pattern(
        R"((?i)(?:mailbox|mail box|account|inbox|user|recipient|storage|disk|maildir)[^.\n]{0,40}(?:is |was |are )?(?:full|over ?quota|over (?:its |the )?(?:quota|limit|storage)|exceed)|)"
        R"(over ?quota|quota (?:exceed|full|limit)|exceed(?:ed|s|ing)?[^.\n]{0,30}(?:quota|storage|mailbox size)|quota[^.\n]{0,20}exceed|insufficient (?:disk|storage|mailbox)|not enough (?:disk|storage) space|)"
        R"(mailfolder is full|mailbox full|out of storage|no (?:available )?(?:space|storage)|too many messages on this mailbox|MailboxFull)");
    return pattern;
}
const RE2& no_mail_there() {
    static const RE2 pattern(
        R"((?i)(?:does|do|did) not accept (?:any )?(?:incoming )?(?:e-?mail|mail)|no smtp service|null ?mx|nullMX|mx record[^.\n]{0,30}(?:null|\.$|empty)|system not accepting network messages|smtp protocol[^.\n]{0,30}returned (?:a )?permanent)");
    return pattern;
}
const RE2& moved() {
    static const RE2 pattern(
        R"((?i)has (?:moved|changed)[^.\n]{0,40}(?:address|to\b|e-?mail)|recipient has moved|has been replaced by|new e-?mail address|\b5\.1\.6\b)");
    return pattern;
}
const RE2& unknown_host() {
    static const RE2 pattern(
        R"((?i)(?:host|domain|mail server|server)[^.\n]{0,30}(?:unknown|not found|does not exist|doesn't exist|not exist)|(?:unknown|no such|bad|invalid|unrout[ea]+ble) (?:mail )?(?:host|domain|server)|)"
        R"(host or domain name not found|name or service not known|name service error|name lookup fail|hostname? lookup fail|couldn't find any host|could not find (?:any )?(?:host|mx)|nxdomain|dns error|dns lookup|no (?:mx|dns) (?:records?|entry)|)"
        R"(unrouteable (?:mail )?domain|name server[^.\n]{0,20}not found|malformed or unexpected name server|domain must exist|recipient address rejected: domain|can't find a valid|nodename nor servname|domain is not reachable)");
    return pattern;
}
const RE2& unknown_user() {
    static const RE2 pattern(
        R"((?i)(?:user|recipient|mailbox|account|address|addressee|login|member|e-?mail|customer)(?: name| address)?[^\n.;]{0,60}?(?:is |was |were )?(?:unknown|not (?:be )?(?:found|exist|known|recogni[sz]ed|valid|listed|a valid|here)|does not exist|doesn'?t exist|does not have|do not exist|doesn’t exist|didn't exist|no longer (?:exist|valid|available|active)|invalid|not valid|is not in)|)"
        R"((?:unknown|no such|invalid|bad|non-?existent|nonexistent|undefined|unrecogni[sz]ed|incorrect) (?:local )?(?:user|recipient|mailbox|account|address|addressee|local[ -]?part|alias|person|destination mailbox)|)"
        R"(user not found|not (?:a |our )(?:known|valid|customer|user)[^.\n]{0,20}|no mailbox (?:here|by that name|found|with that name)|no account by that name|doesn't have (?:a |an )[^.\n]{0,40}account|)"
        R"(unrouteable address|address (?:unknown|error)|recipient not (?:found|known)|not listed in|not our customer|nobody (?:here )?by that name|this (?:user|account|address) (?:doesn't|does not|doesn’t)|there is no (?:one|user|such)|)"
        R"(no valid recipients?|unknown or illegal|address rejected\.?\s*$|address rejected: access denied|invalid (?:final )?(?:delivery )?userid|inactive email address|unknown in (?:local|virtual|relay)|vrfy failed|name is not recognized|550 unknown|RESOLVER\.ADR\.(?:RecipNotFound|ExRecipNotFound|RecipientNotFound)|could not be found|was not found|wasn't found|wasn’t found|)"
        R"(ユーザ|宛先不明|見つかりません)");
    return pattern;
}
// Refused for what we are or what we sent: the address may be fine.
const RE2& elsewhere() {
    static const RE2 pattern(
        R"((?i)\bspf\b|\bdkim\b|\bdmarc\b|authenticat|unauthenticated|reverse (?:dns|lookup|hostname|mapping)|ptr\b|rdns|blacklist|block(?:ed|ing|list)|black ?hole|spam|virus|malware|phish|reputation|poor|)"
        R"(denied|not permitted|not allowed|prohibited|policy|polic(?:y|ies)|banned|relay|too (?:large|big|many|long)|size|timed? ?out|timeout|expired|retry time|deferred|temporar|try again|greylist|rate limit|throttl|)"
        R"(disabled|suspended|inactive|deactivated|not active|locked|frozen|restricted|sender|from address|return address|hop count|loop|certificate|starttls|tls\b|rejected by|message content|attachment|)"
        R"(mail system is|system error|internal error|i/o error|configuration|connection (?:refused|reset|timed|lost)|unable to connect|no route|unreachable|filtered|filter|administrative)");
    return pattern;
}

Cause cause_of(std::string_view text) {
    if (matches(text, full())) return Cause::full;
    if (matches(text, sender_refused())) return Cause::elsewhere;
    if (matches(text, no_mail_there())) return Cause::no_mail_there;
    if (matches(text, moved())) return Cause::moved;
    if (matches(text, unknown_host())) return Cause::unknown_host;
    if (matches(text, unknown_user())) return Cause::unknown_user;
    if (matches(text, elsewhere())) return Cause::elsewhere;
    return Cause::unclear;
}

// A status in running text: not a part of an address such as 192.5.1.1.
std::string status_in(std::string_view text) {
    static const RE2 pattern(R"((?:^|[^\d.])([245]\.[0-9]\.[0-9]{1,3})(?:$|[^\d.]|\.(?:$|[^\d])))");
    std::string status;
    RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &status);
    return status;
}

// "550 5.1.1", "550-'5.7.1": the status that the other server gave beside its reply code.
std::string status_after_code(std::string_view text) {
    static const RE2 pattern(R"re((?:^|[^\d.])[245]\d\d[ -][#'(\["]?([245]\.[0-9]\.[0-9]{1,3})(?:$|[^\d.]))re");
    std::string status;
    RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &status);
    return status;
}

// Without addresses and links: "mailboxfull@", ".../reason/#userunknown" say nothing about what happened.
std::string without_names(std::string_view text) {
    static const RE2 link(R"((?i)\bhttps?://[^\s<>]+)"), address(R"re([^\s<>()"':;,]+@[^\s<>()"':;,]+)re");
    std::string plain(text);
    RE2::GlobalReplace(&plain, link, "LINK");
    RE2::GlobalReplace(&plain, address, "ADDRESS");
    return plain;
}

char class_of_reply_code(std::string_view text) {
    static const RE2 pattern(R"((?:^|[^\d.\[-])([45])[0-5]\d(?:[ \-#:;,.)]|$))");
    std::string digit;
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &digit) ? digit[0] : '\0';
}

std::string status_for(Cause cause, char klass) {
    const std::string first(1, klass);
    switch (cause) {
        case Cause::unknown_user: return first + ".1.1";
        case Cause::unknown_host: return first + ".1.2";
        case Cause::no_mail_there: return "5.1.10";
        case Cause::moved: return "5.1.6";
        case Cause::full: return first + ".2.2";
        default: return first + ".0.0";
    }
}

}  // namespace

Verdict judge_diagnostic(std::string_view said, std::string_view status) {
    const std::string diagnostic = without_names(said);
    Verdict verdict;
    verdict.status = std::string(status);
    const bool vague = verdict.status.empty() || verdict.status.substr(1) == ".0.0";
    if (vague) {
        const std::string own = status_in(diagnostic);
        if (!own.empty()) verdict.status = own;
    }
    const std::string given = status_after_code(diagnostic);
    if (!given.empty() && given.substr(1) != ".0.0") verdict.status = given;
    const Cause cause = cause_of(diagnostic);
    if (verdict.status.empty()) {
        static const RE2 later(
            R"((?i)delay|deferred|will (?:be )?(?:retr|try|continue)|still being|temporar|failing for a long time|transient|expired|retry timeout|for \d+ (?:days|hours))");
        const char code = class_of_reply_code(diagnostic);
        char klass = code;
        if (klass == '\0' && (cause != Cause::unclear || !diagnostic.empty()))
            klass = matches(diagnostic, later) ? '4' : '5';
        if (klass != '\0') verdict.status = status_for(cause, klass);
    }
    const std::string_view s = verdict.status;
    if (s.empty()) return verdict;
    const bool permanent = s.front() == '5';
    switch (cause) {
        case Cause::unknown_user:
        case Cause::unknown_host:
        case Cause::no_mail_there:
        case Cause::moved: {
            // RFC 3463: x.2.x speaks of a mailbox that is there, x.7.x of policy.
            const std::string_view subject = s.substr(1, std::min<std::size_t>(3, s.size() - 1));
            verdict.hard = permanent && subject != ".2." && subject != ".7.";
            break;
        }
        case Cause::full:
        case Cause::elsewhere: verdict.hard = false; break;
        case Cause::unclear: {
            constexpr std::array<std::string_view, 6> kHard = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4"};
            verdict.hard = std::find(kHard.begin(), kHard.end(), s) != kHard.end();
        }
    }
    return verdict;
}

}  // namespace dialogd::message
