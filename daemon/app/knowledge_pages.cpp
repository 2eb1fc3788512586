// Who may look, and what they do there.
#include "app/knowledge_pages.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/erasure.hpp"
#include "app/link_mail.hpp"
#include "app/who.hpp"

namespace dialogd::app {

struct KnowledgePages::Look {
    intake::HttpRequest request;
    intake::Respond respond;
    Token token{};
    Customer customer;
    web::Frame frame;

    bool posts() const { return request.method == "POST"; }
    void show(web::Page page) const { respond(to_answer(std::move(page))); }
};

void KnowledgePages::trouble(const Look& look, web::Trouble trouble) const {
    look.show(pages_.trouble(look.frame, trouble, link_path(*loop_.rules())));
}

void KnowledgePages::serve(const intake::HttpRequest& request, intake::Respond respond) {
    auto look = std::make_shared<Look>();
    look->request = request;
    look->respond = std::move(respond);
    const bool asked = loop_.ask([this, look] {
        look->frame = frame_of(loop_.rules()->household, clock_.now(), asked_language(look->request), {});
        const std::string& method = look->request.method;
        if (method != "GET" && method != "HEAD" && method != "POST") return trouble(*look, web::Trouble::not_allowed);
        if (look->request.body.size() > web::kMostFormOctets) return trouble(*look, web::Trouble::too_large);
        if (look->request.path == "/link") return send_link(look);
        open(look);
    });
    if (!asked) answer_busy(look->respond);
}

void KnowledgePages::open(const std::shared_ptr<Look>& look) {
    const Signer& signer = *loop_.rules()->services.signer;
    const std::string text = look->request.path.substr(3);
    const std::optional<Token> token = signer.verify("knowledge", text);
    if (!token) {
        constexpr const char* kOthers[] = {"unsubscribe", "preferences", "answer", "message"};
        const bool ours = std::any_of(std::begin(kOthers), std::end(kOthers),
                                      [&](const char* purpose) { return signer.verify(purpose, text).has_value(); });
        return trouble(*look, ours ? web::Trouble::other_use : web::Trouble::altered);
    }
    if (look->frame.now - made_at(*token) > kLinkHolds) return trouble(*look, web::Trouble::expired);
    Result<Customer> customer = loop_.store().load(token->customer);
    if (!customer) return trouble(*look, web::Trouble::unavailable);
    if (customer->created == Instant{} || customer->joined_into != CustomerNumber::nobody)
        return trouble(*look, web::Trouble::not_found);
    look->token = *token;
    look->customer = std::move(*customer);
    look->frame = frame_of(loop_.rules()->household, look->frame.now,
                           look->customer.language.empty() ? look->frame.language : look->customer.language,
                           look->customer.time_zone);
    if (!look->posts()) {
        if (is_used(loop_.store(), *token)) return trouble(*look, web::Trouble::used);
        return look->show(pages_.open_knowledge(look->frame, look->request.path));
    }
    if (!posts_.admits(to_integer(token->customer), look->frame.now)) return trouble(*look, web::Trouble::too_often);
    act(look);
}

void KnowledgePages::act(const std::shared_ptr<Look>& look) {
    using Wished = web::KnowledgeWish::Act;
    const Result<web::Form> form = web::read_form(header_of(look->request, "content-type"), look->request.body);
    if (!form) return trouble(*look, web::Trouble::unreadable);
    // Whoever has only the link has opened nothing yet.
    const Signer& signer = *loop_.rules()->services.signer;
    const bool visits = signer.verify("visit", form->text("visit")) == std::optional<Token>(look->token);
    auto read = web::read_knowledge(*form, look->customer.attributes);
    if (auto* errors = std::get_if<web::FieldErrors>(&read)) {
        if (!visits) return trouble(*look, web::Trouble::used);
        if (form->text("act") == "erase_confirmed")
            return look->show(pages_.erase_confirm(look->frame, model_of(*look), *errors));
        return show(look, {}, std::move(*errors));
    }
    web::KnowledgeWish& wish = std::get<web::KnowledgeWish>(read);
    if (wish.act != Wished::open && !visits) return trouble(*look, web::Trouble::used);
    switch (wish.act) {
        case Wished::open: return use(*look) ? show(look, {}, {}) : void();
        case Wished::show: return show(look, {}, {});
        case Wished::correct:
        case Wished::remove: return change(look, std::move(wish.profile));
        case Wished::download: return download(look);
        case Wished::erase: return look->show(pages_.erase_confirm(look->frame, model_of(*look), {}));
        case Wished::erase_confirmed: return erase(look);
    }
}

bool KnowledgePages::use(const Look& look) {
    Store& store = loop_.store();
    if (is_used(store, look.token)) return trouble(look, web::Trouble::used), false;
    const Result<void> noted = note_used(store, look.token, look.frame.now);
    if (!noted) return trouble(look, web::Trouble::unavailable), false;
    return true;
}

web::KnowledgeModel KnowledgePages::model_of(const Look& look) const {
    web::KnowledgeModel model;
    model.path = look.request.path;
    model.visit = loop_.rules()->services.signer->sign("visit", look.token);
    model.attributes = look.customer.attributes;
    for (const Address& address : look.customer.addresses) model.addresses.emplace_back(address.channel, address.value);
    return model;
}

void KnowledgePages::show(const std::shared_ptr<Look>& look, std::string saved, web::FieldErrors errors) {
    web::KnowledgeModel model = model_of(*look);
    model.saved = std::move(saved);
    rights_.read(look->token.customer, [this, look, model, errors](const Result<Kept>& kept) {
        if (!kept) return look->show(pages_.trouble(look->frame, web::Trouble::unavailable, {}));
        web::KnowledgeModel shown = model;
        const auto words = [&](MessageNumber number) -> const Message* {
            const auto& messages = kept->whole.messages;
            const auto at = std::lower_bound(messages.begin(), messages.end(), number,
                                             [](const Message& m, MessageNumber wanted) { return m.number < wanted; });
            return at != messages.end() && at->number == number ? &*at : nullptr;
        };
        shown.dialogue = web::conversation_of(kept->whole.entries, words);
        look->show(pages_.knowledge(look->frame, shown, errors));
    });
}

void KnowledgePages::change(const std::shared_ptr<Look>& look, Profile profile) {
    const Value::Map* changed = profile.attributes.map();
    std::string name = changed == nullptr || changed->empty() ? std::string() : to_text(changed->front().first);
    std::vector<intake::Arrival> arrivals(1);
    arrivals.front().about.number = look->token.customer;
    arrivals.front().input = std::move(profile);
    const auto committed = [this, look, name](const std::vector<intake::Taken>& taken) {
        const bool done = !taken.empty() && !taken.front().error;
        const bool asked = loop_.ask([this, look, name, done] {
            Result<Customer> now = loop_.store().load(look->token.customer);
            if (!done || !now) return trouble(*look, web::Trouble::unavailable);
            look->customer = std::move(*now);
            show(look, name, {});
        });
        if (!asked) answer_busy(look->respond);
    };
    if (!loop_.take(std::move(arrivals), committed)) trouble(*look, web::Trouble::unavailable);
}

void KnowledgePages::download(const std::shared_ptr<Look>& look) {
    rights_.copy(look->token.customer, [this, look](const Result<std::string>& copy) {
        look->show(copy ? pages_.download(*copy) : pages_.trouble(look->frame, web::Trouble::unavailable, {}));
    });
}

void KnowledgePages::erase(const std::shared_ptr<Look>& look) {
    rights_.forget(look->token.customer, [this, look](const Result<Erased>& erased) {
        look->show(erased ? pages_.erased(look->frame) : pages_.trouble(look->frame, web::Trouble::unavailable, {}));
    });
}

// The same words, at once, whether the address is known or not.
void KnowledgePages::send_link(const std::shared_ptr<Look>& look) {
    const auto rules = loop_.rules();
    if (!offers_link(*rules) || !look->posts()) return trouble(*look, web::Trouble::not_found);
    const Result<web::Form> form = web::read_form(header_of(look->request, "content-type"), look->request.body);
    if (!form) return trouble(*look, web::Trouble::unreadable);
    const auto read = web::read_link_request(*form);
    if (const auto* errors = std::get_if<web::FieldErrors>(&read))
        return look->show(pages_.link_request_wrong(look->frame, "/link", *form, *errors));
    std::string address = std::get<std::string>(read);
    for (char& c : address)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const Instant now = look->frame.now;
    if (!asked_of_all_.admits(0, now)) return trouble(*look, web::Trouble::too_often);
    intake::About about;
    about.email = address;
    const CustomerNumber number = find_customer(loop_.store(), about);
    const Result<Customer> customer =
        number == CustomerNumber::nobody ? Result<Customer>(Customer{}) : loop_.store().load(number);
    const bool theirs = customer && find_address(*customer, ChannelKind::email) != nullptr &&
                        find_address(*customer, ChannelKind::email)->value == address;
    if (theirs && can_send_link(*rules, *customer) && admits_link(address, now)) {
        std::vector<intake::Arrival> arrivals(1);
        arrivals.front().about.number = customer->number;
        arrivals.front().input = link_wanted(*rules, customer->number, now);
        // Who is not served now asks again: the page says so in any case.
        if (!loop_.take(std::move(arrivals), [](const std::vector<intake::Taken>&) {}))
            spdlog::warn("a link that was asked for is not sent: too much waits");
    }
    look->show(pages_.link_requested(look->frame));
}

}  // namespace dialogd::app
