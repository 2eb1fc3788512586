// The page behind List-Unsubscribe (RFC 8058) and the links at the foot of every mail.
#pragma once

#include "intake/intake.hpp"

namespace dialogd::app {

// GET shows a page with one button and changes nothing (scanners follow links); POST opts the address
// out, and `done` says so once that is committed.
intake::HttpAnswer unsubscribe_page(const std::string& language, const std::string& company, bool done);
// How to steer by answering: what one can write, in that language.
intake::HttpAnswer preference_page(const std::string& language, const std::string& company,
                                   const std::string& unsubscribe_path);
// A link that we did not make, or that was altered.
intake::HttpAnswer bad_link_page(const std::string& company);

}  // namespace dialogd::app
