// Ties the pages of web/ to the store and the loop.
#include "app/customer_pages.hpp"

#include <algorithm>

#include "app/link_mail.hpp"
#include "app/page_answers.hpp"
#include "dialogd/reply.hpp"

namespace dialogd::app {

namespace {

// The question that the message asked; null when it is forgotten, or the message asked none.
const AskedQuestion* find_question(const Customer& customer, MessageNumber message) {
    const auto& questions = customer.questions;
    const auto at = std::find_if(questions.begin(), questions.end(),
                                 [message](const AskedQuestion& question) { return question.message == message; });
    return at == questions.end() ? nullptr : &*at;
}

// The step that asked, as it was asked.
const step::Ask* find_ask(const Ruleset& rules, const AskedQuestion& question) {
    const Rule* rule = rules.find_version(question.rule, question.version);
    const bool there =
        rule != nullptr && question.step >= 0 && static_cast<std::size_t>(question.step) < rule->steps.size();
    return there ? std::get_if<step::Ask>(&rule->steps[static_cast<std::size_t>(question.step)].what) : nullptr;
}

bool is_usable(const Customer& customer, const Message& message) {
    return std::none_of(customer.addresses.begin(), customer.addresses.end(), [&](const Address& address) {
        return address.channel == message.channel && address.value == message.to &&
               address.state != AddressState::usable;
    });
}

}  // namespace

struct CustomerPages::Visit {
    intake::HttpRequest request;
    intake::Respond respond;
    std::string text;  // the token, as it stands in the path
    Token token{};
    Message message;
    Customer customer;
    web::Frame frame;

    bool posts() const { return request.method == "POST"; }
    void show(web::Page page) const { respond(to_answer(std::move(page))); }
};

web::Frame CustomerPages::frame(std::string language, std::string time_zone) const {
    return frame_of(loop_.rules()->household, clock_.now(), std::move(language), std::move(time_zone));
}

void CustomerPages::trouble(const Visit& visit, web::Trouble trouble) const {
    visit.show(pages_->trouble(visit.frame, trouble, link_path(*loop_.rules())));
}

void CustomerPages::serve(const intake::HttpRequest& request, intake::Respond respond) {
    if (KnowledgePages::serves(request.path)) return knowledge_.serve(request, std::move(respond));
    auto visit = std::make_shared<Visit>();
    visit->request = request;
    visit->respond = std::move(respond);
    const std::string& path = request.path;
    std::optional<Kind> kind;
    if (path.starts_with("/u/")) kind = Kind::unsubscribe;
    if (path.starts_with("/p/")) kind = Kind::preferences;
    if (path.starts_with("/a/")) kind = Kind::answer;
    if (kind) visit->text = path.substr(3);
    const bool asked = loop_.ask([this, kind, visit] {
        visit->frame = frame(asked_language(visit->request), {});
        if (!kind) return trouble(*visit, web::Trouble::not_found);
        open(*kind, visit);
    });
    if (asked) return;
    answer_busy(visit->respond);
}

// Finds out who came; from here on the page speaks their language.
void CustomerPages::open(Kind kind, const std::shared_ptr<Visit>& visit) {
    constexpr const char* kPurposes[] = {"unsubscribe", "preferences", "answer"};
    const Signer& signer = *loop_.rules()->services.signer;
    const auto place = static_cast<std::size_t>(kind);
    const std::optional<Token> token = signer.verify(kPurposes[place], visit->text);
    if (!token) {
        const bool ours = std::any_of(std::begin(kPurposes), std::end(kPurposes), [&](const char* purpose) {
            return signer.verify(purpose, visit->text).has_value();
        });
        return trouble(*visit, ours ? web::Trouble::other_use : web::Trouble::altered);
    }
    if (!visit->posts() && visit->request.method != "GET" && visit->request.method != "HEAD")
        return trouble(*visit, web::Trouble::not_allowed);
    if (visit->request.body.size() > web::kMostFormOctets) return trouble(*visit, web::Trouble::too_large);
    const Result<std::optional<Message>> message = loop_.store().message(token->customer, token->number);
    Result<Customer> customer = loop_.store().load(token->customer);
    if (!message || !customer) return trouble(*visit, web::Trouble::unavailable);
    if (!*message) return trouble(*visit, web::Trouble::not_found);  // erased: links never expire
    // Whoever was joined to somebody else is that somebody: their wishes are shown and set.
    if (customer->joined_into != CustomerNumber::nobody) {
        if (kind == Kind::answer) return visit->show(pages_->answered_too_late(visit->frame));
        customer = loop_.store().load(customer->joined_into);
        if (!customer) return trouble(*visit, web::Trouble::unavailable);
    }
    if (visit->posts() && !posts_.admits(to_integer(token->customer), clock_.now()))
        return trouble(*visit, web::Trouble::too_often);
    visit->token = *token;
    visit->message = **message;
    visit->customer = std::move(*customer);
    visit->frame = frame(visit->customer.language.empty() ? visit->message.language : visit->customer.language,
                         visit->customer.time_zone);
    switch (kind) {
        case Kind::unsubscribe: return unsubscribe(visit);
        case Kind::preferences: return preferences(visit);
        case Kind::answer: return answer(visit);
    }
}

void CustomerPages::commit(const std::shared_ptr<Visit>& visit, std::vector<Input> inputs, std::function<void()> show) {
    std::vector<intake::Arrival> arrivals;
    for (Input& input : inputs) {
        intake::Arrival arrival;
        arrival.about.number = visit->token.customer;
        arrival.about.message = visit->token.number;
        arrival.input = std::move(input);
        arrivals.push_back(std::move(arrival));
    }
    const auto committed = [this, visit, show = std::move(show)](const std::vector<intake::Taken>& outcome) {
        const bool done =
            !outcome.empty() && std::none_of(outcome.begin(), outcome.end(),
                                             [](const intake::Taken& taken) { return taken.error.has_value(); });
        const bool asked = loop_.ask([this, visit, show, done] {
            Result<Customer> now = loop_.store().load(visit->customer.number);
            if (!done || !now) return trouble(*visit, web::Trouble::unavailable);
            visit->customer = std::move(*now);
            show();
        });
        if (!asked) trouble(*visit, web::Trouble::unavailable);
    };
    if (!loop_.take(std::move(arrivals), committed)) trouble(*visit, web::Trouble::unavailable);
}

// RFC 8058: the POST needs no form, no cookie, and may come twice.
void CustomerPages::unsubscribe(const std::shared_ptr<Visit>& visit) {
    const Message& message = visit->message;
    const std::string other = "/p/" + loop_.rules()->services.signer->sign("preferences", visit->token);
    if (!visit->posts())
        return visit->show(pages_->unsubscribe(visit->frame, visit->request.path, message.channel, message.to, other));
    const auto show = [this, visit, other] {
        visit->show(pages_->unsubscribed(visit->frame, visit->message.channel, visit->message.to, other));
    };
    // An address that takes less already, or nothing at all, is not to take more because of this.
    if (!is_usable(visit->customer, message)) return show();
    commit(visit, {AddressStatus{message.channel, message.to, AddressState::no_marketing, "unsubscribed"}}, show);
}

web::PreferenceModel CustomerPages::preference_model(const Visit& visit) const {
    const auto rules = loop_.rules();
    web::PreferenceModel model = web::preference_model(visit.frame, rules->household, *rules->services.calendar,
                                                       visit.customer, visit.request.path);
    if (!can_send_link(*rules, visit.customer)) model.own_email.clear();
    return model;
}

void CustomerPages::preferences(const std::shared_ptr<Visit>& visit) {
    const web::PreferenceModel model = preference_model(*visit);
    if (!visit->posts()) return visit->show(pages_->preferences(model, false));
    const Result<web::Form> form = web::read_form(header_of(visit->request, "content-type"), visit->request.body);
    if (!form) return trouble(*visit, web::Trouble::unreadable);
    const auto read = web::read_preferences(*form, model);
    if (const auto* errors = std::get_if<web::FieldErrors>(&read))
        return visit->show(pages_->preferences_wrong(model, *form, *errors));
    const web::PreferenceWish& wish = std::get<web::PreferenceWish>(read);
    if (wish.act == web::PreferenceWish::Act::send_link &&
        !knowledge_.admits_link(find_address(visit->customer, ChannelKind::email)->value, clock_.now()))
        return trouble(*visit, web::Trouble::too_often);
    if (wish.act == web::PreferenceWish::Act::send_link)
        return commit(visit, {link_wanted(*loop_.rules(), visit->customer.number, clock_.now())},
                      [this, visit] { visit->show(pages_->link_sent(preference_model(*visit))); });
    std::vector<Input> inputs(wish.consents.begin(), wish.consents.end());
    if (wish.says_preference()) inputs.emplace_back(wish.preference);
    if (wish.address) inputs.emplace_back(*wish.address);
    if (inputs.empty()) return visit->show(pages_->preferences(model, true));
    commit(visit, std::move(inputs), [this, visit] {
        // The page goes on in the language that was just chosen.
        if (!visit->customer.language.empty()) visit->frame.language = visit->customer.language;
        visit->show(pages_->preferences(preference_model(*visit), true));
    });
}

void CustomerPages::answer(const std::shared_ptr<Visit>& visit) {
    const AskedQuestion* question = find_question(visit->customer, visit->token.number);
    const step::Ask* ask = question == nullptr ? nullptr : find_ask(*loop_.rules(), *question);
    if (ask == nullptr) return visit->show(pages_->answered_too_late(visit->frame));
    const std::string chosen =
        query_of(visit->request, "v").empty() ? query_of(visit->request, "b") : query_of(visit->request, "v");
    const web::AnswerModel model =
        web::answer_model(*ask, visit->message.subject, visit->frame.language, visit->request.path, chosen);
    if (!visit->posts()) return visit->show(pages_->answer(visit->frame, model));
    take_answer(visit, model);
}

void CustomerPages::take_answer(const std::shared_ptr<Visit>& visit, const web::AnswerModel& model) {
    const Result<web::Form> form = web::read_form(header_of(visit->request, "content-type"), visit->request.body);
    if (!form) return trouble(*visit, web::Trouble::unreadable);
    const auto read = web::read_answer(*form, model);
    if (const auto* errors = std::get_if<web::FieldErrors>(&read))
        return visit->show(pages_->answer_wrong(visit->frame, model, *form, *errors));
    const web::AnswerWish& wish = std::get<web::AnswerWish>(read);
    const std::string preferences = "/p/" + loop_.rules()->services.signer->sign("preferences", visit->token);
    const Steering said = steering_in(*visit, wish.own_words);
    if (wish.answer.empty() && said.opt_in) return visit->show(pages_->start_elsewhere(visit->frame, preferences));
    commit(visit, replies_of(*visit, wish, said),
           [this, visit, preferences] { visit->show(pages_->answered(visit->frame, preferences)); });
}

// What their own words say about the dialogue itself.
Steering CustomerPages::steering_in(const Visit& visit, const std::string& words) const {
    const AskedQuestion* question = find_question(visit.customer, visit.token.number);
    const bool waits = question != nullptr && question->open;
    if (words.empty()) return {};
    return loop_.rules()->services.reader->read_steering(words, visit.message.channel, waits, visit.frame.now,
                                                         visit.frame.time_zone);
}

std::vector<Input> CustomerPages::replies_of(const Visit& visit, const web::AnswerWish& wish,
                                             const Steering& said) const {
    Reply reply;
    reply.channel = visit.message.channel;
    reply.from = visit.message.to;
    // The same answer sent twice is one answer.
    const std::string same = wish.answer + "\n" + wish.text + "\n" + wish.comment;
    reply.id = "page:" + visit.text + ":" + std::to_string(hash_text(same));
    reply.subject = visit.message.subject;
    reply.text = wish.text;
    reply.comment = wish.comment;
    reply.message = visit.token.number;
    reply.matched_by = MatchedBy::token;
    reply.answer = wish.answer;
    reply.time = visit.frame.now;
    if (wish.answer.empty() || said.opt_out == Steering::OptOut::none) return {std::move(reply)};
    // STOP beside a choice is a STOP like any other: read by itself, as a choice is never read for it.
    Reply stop = reply;
    stop.id += ":stop";
    stop.answer.clear();
    stop.comment.clear();
    stop.text = wish.own_words;
    return {std::move(reply), std::move(stop)};
}

}  // namespace dialogd::app
