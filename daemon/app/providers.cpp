// Reads a provider file: its keys are the members of channels::Provider and intake::GatewayShape.
#include "app/providers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "app/config.hpp"
#include "app/keys.hpp"
#include "intake/text.hpp"

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;
using rules::YamlNode;

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(const YamlNode* node) {
    Pairs pairs;
    if (node != nullptr)
        for (const auto& [name, value] : node->entries) pairs.emplace_back(name.text, value.text);
    return pairs;
}

std::map<std::string, std::string> map_of(const YamlNode* node) {
    const Pairs pairs = pairs_of(node);
    return {pairs.begin(), pairs.end()};
}

void read_statuses(Keys& keys, std::string_view key, int least, int most, std::vector<int>& into) {
    const YamlNode* node = keys.find(key);
    if (node == nullptr) return;
    into.clear();
    for (const YamlNode& item : node->items) {
        int status = 0;
        const auto [stopped, problem] = std::from_chars(item.text.data(), item.text.data() + item.text.size(), status);
        if (problem != std::errc{} || status < least || status > most)
            keys.wrong(item, std::string(key) + " is a list of HTTP statuses from " + std::to_string(least) + " to " +
                                 std::to_string(most));
        else
            into.push_back(status);
    }
}

// How its webhooks prove that they are its own.
void read_proof(const YamlNode& top, Keys& keys, intake::GatewayShape& shape) {
    using intake::GatewayProof;
    constexpr std::pair<std::string_view, GatewayProof> kProofs[] = {{"machine", GatewayProof::machine},
                                                                     {"secret", GatewayProof::secret},
                                                                     {"twilio", GatewayProof::twilio},
                                                                     {"jwt", GatewayProof::jwt},
                                                                     {"standard", GatewayProof::standard}};
    std::string proof = "machine";
    keys.text("proof", proof);
    const auto known =
        std::find_if(std::begin(kProofs), std::end(kProofs), [&](const auto& pair) { return pair.first == proof; });
    if (known == std::end(kProofs))
        keys.wrong(top, "`proof: " + proof + "` must be machine, secret, twilio, jwt or standard");
    else
        shape.proof = known->second;
    keys.text("secret_parameter", shape.secret_parameter);
    keys.text("signature_header", shape.signature_header);
    shape.signature_header = intake::lower_case(shape.signature_header);
    if (shape.proof == GatewayProof::jwt && shape.signature_header.empty())
        keys.wrong(top, "`proof: jwt` needs `signature_header`, the header that holds the token");
}

std::optional<ReceiptKind> receipt_kind(std::string_view text) {
    for (const ReceiptKind kind : {ReceiptKind::accepted, ReceiptKind::deferred, ReceiptKind::failed,
                                   ReceiptKind::delivered, ReceiptKind::bounced})
        if (to_text(kind) == text) return kind;
    return std::nullopt;
}

void read_message(const YamlNode& node, intake::GatewayShape& shape, std::vector<Error>& errors) {
    Keys keys(node, "message", errors);
    keys.required_text("from", shape.message.from, "from");
    keys.text("to", shape.message.to);
    keys.required_text("text", shape.message.text, "text");
    keys.text("charset", shape.message.charset);
    keys.text("id", shape.message.id);
    keys.text("time", shape.message.time);
    keys.finish();
}

void read_receipt(const YamlNode& node, intake::GatewayShape& shape, std::vector<Error>& errors) {
    Keys keys(node, "receipt", errors);
    keys.required_text("token", shape.receipt.token, "token");
    keys.required_text("status", shape.receipt.status, "status");
    keys.text("detail", shape.receipt.detail);
    keys.text("reference", shape.receipt.reference);
    keys.text("code", shape.receipt.code);
    if (const YamlNode* bad = keys.find("bad_address"))
        for (const YamlNode& item : bad->items) shape.receipt.bad_address.insert(item.text);
    if (const YamlNode* kinds = keys.required("kinds", "{\"1\": delivered}"))
        for (const auto& [status, name] : kinds->entries) {
            if (const auto kind = receipt_kind(name.text))
                shape.receipt.kinds[status.text] = *kind;
            else
                keys.wrong(name, "`" + name.text + "` is no outcome: accepted, deferred, failed, delivered or bounced");
        }
    keys.finish();
}

ProviderFile read_all(const YamlNode& top, std::vector<Error>& errors) {
    ProviderFile file;
    channels::Provider& provider = file.provider;
    Keys keys(top, "the provider", errors);
    keys.required_text("name", provider.name, "kannel");
    keys.text("method", provider.method);
    keys.text("url", provider.url);
    provider.query = pairs_of(keys.find("query"));
    provider.form = pairs_of(keys.find("form"));
    keys.text("json", provider.json);
    provider.headers = map_of(keys.find("headers"));
    keys.text("auth", provider.auth);
    read_statuses(keys, "accepted_status", 200, 299, provider.accepted_status);
    read_statuses(keys, "deferred_status", 400, 599, provider.deferred_status);
    keys.text("accepted_body", provider.accepted_body);
    keys.text("failed_body", provider.failed_body);
    keys.text("bad_address_body", provider.bad_address_body);
    keys.text("deferred_body", provider.deferred_body);
    keys.text("code_body", provider.code_body);
    keys.text("reference_body", provider.reference_body);
    provider.settings = map_of(keys.find("settings"));
    file.shape.name = provider.name;
    if (const YamlNode* message = keys.find("message")) read_message(*message, file.shape, errors);
    if (const YamlNode* receipt = keys.find("receipt")) read_receipt(*receipt, file.shape, errors);
    read_proof(top, keys, file.shape);
    keys.finish();
    return file;
}

}  // namespace

Result<ProviderFile> read_provider(const std::string& name, const fs::path& config_folder) {
    if (name.find_first_of("/.") != std::string::npos)
        return Error{ErrorCode::invalid,
                     "channels.sms: `provider: " + name + "` is the name of a file, without folder and ending",
                     {}};
    const std::array<fs::path, 3> folders{config_folder / "providers", DIALOGD_PROVIDERS, DIALOGD_SOURCE_PROVIDERS};
    for (const fs::path& folder : folders) {
        const fs::path path = folder / (name + ".yaml");
        std::error_code problem;
        if (!fs::exists(path, problem)) continue;
        const Result<std::string> text = read_file(path, 256U << 10U);
        if (!text) return text.error();
        const Result<YamlNode> top = rules::parse_yaml(path.string(), *text);
        if (!top) return top.error();
        std::vector<Error> errors;
        ProviderFile file = read_all(*top, errors);
        if (!errors.empty()) return errors.front();
        return file;
    }
    return Error{ErrorCode::not_found,
                 "channels.sms: there is no provider `" + name + "`: looked for " + name + ".yaml in " +
                     folders[0].string() + " and " + folders[1].string(),
                 {}};
}

}  // namespace dialogd::app
