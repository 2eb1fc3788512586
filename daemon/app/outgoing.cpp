// Composes e-mail; an SMS is its text.
#include "app/outgoing.hpp"

#include "message/compose.hpp"

namespace dialogd::app {

Outgoing compose(const Attempt& attempt, const Calendar& calendar) {
    const Message& message = attempt.message;
    Outgoing outgoing;
    outgoing.customer = attempt.customer;
    outgoing.message = message.number;
    outgoing.attempt = attempt.attempt;
    outgoing.token = message.token;
    outgoing.to = message.to;
    outgoing.from = message.from;
    outgoing.name = message.content;
    outgoing.date = message.date;
    if (message.channel == ChannelKind::email) {
        outgoing.return_path = message::return_path(message);
        outgoing.bytes = message::compose_mail(message, calendar);
    } else {
        outgoing.bytes = message.text;
    }
    return outgoing;
}

}  // namespace dialogd::app
