// /k/TOKEN, what we know about a customer, and /link, where a new link is asked for.
#pragma once

#include <memory>

#include "app/page_answers.hpp"
#include "app/rights.hpp"

namespace dialogd::app {

// A link opens once, within half an hour of its making; whoever opened it has a visit until that half hour is over.
// A GET changes nothing: the link is opened by a POST.
class KnowledgePages {
public:
    KnowledgePages(Loop& loop, const Clock& clock, Rights& rights, const web::Pages& pages)
        : loop_(loop), clock_(clock), rights_(rights), pages_(pages) {}

    static bool serves(std::string_view path) { return path.starts_with("/k/") || path == "/link"; }
    // On the loop's thread. Counts a link to that address; false when there were too many within the hour.
    bool admits_link(std::string_view address, Instant now) { return asked_.admits(hash_text(address), now); }
    // Answers through `respond` exactly once, perhaps later and from another thread.
    void serve(const intake::HttpRequest& request, intake::Respond respond);

private:
    struct Look;  // who looks, by which link, with what

    void open(const std::shared_ptr<Look>& look);
    void act(const std::shared_ptr<Look>& look);
    // The link is used from then on; false, having answered, when it was before or can't be noted.
    bool use(const Look& look);
    void change(const std::shared_ptr<Look>& look, Profile profile);
    void show(const std::shared_ptr<Look>& look, std::string saved, web::FieldErrors errors);
    void download(const std::shared_ptr<Look>& look);
    void erase(const std::shared_ptr<Look>& look);
    void send_link(const std::shared_ptr<Look>& look);
    void trouble(const Look& look, web::Trouble trouble) const;
    web::KnowledgeModel model_of(const Look& look) const;

    Loop& loop_;
    const Clock& clock_;
    Rights& rights_;
    const web::Pages& pages_;
    PostLimit posts_{60};            // of one customer; on the loop's thread, as the next two
    PostLimit asked_{3};             // links to one address
    PostLimit asked_of_all_{1'000};  // links at all: who guesses addresses is no way to send many mails
};

}  // namespace dialogd::app
