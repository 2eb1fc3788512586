// Understands answers and what customers say about the dialogue itself, in da, sv, nb and en.
#pragma once

#include <memory>

#include "dialogd/reply.hpp"

namespace dialogd::message {

std::unique_ptr<const ReplyReader> make_reply_reader();

}  // namespace dialogd::message
