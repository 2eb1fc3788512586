"""Rules and templates of two or three steps, for tests that are about the ways in and out."""

ORDER = {
    "order.yaml": """\
rule: order
about: A receipt, and how it was.
topic: service
trigger:
  event: order.placed
key: event.order_id
reenter: always
steps:
  - send: {content: receipt, channel: email}
""",
    "ask.yaml": """\
rule: ask
about: How was it?
topic: surveys
trigger:
  event: order.delivered
key: event.order_id
reenter: always
steps:
  - ask:
      content: score
      channel: %(channel)s
      timeout: 3d
      answers:
        - name: score
          number: {min: 0, max: 10}
          save: customer.nps
          then:
            - send: {content: thanks, channel: %(channel)s}
        - name: other
          any: true
          then:
            - handover: {queue: service, note: other words}
""",
    "news.yaml": """\
rule: news
about: What is new.
topic: offers
trigger:
  event: news.due
reenter: always
steps:
  - send: {content: news, channel: email}
""",
}

TEMPLATES = {
    "receipt/content.yaml": "about: A receipt.\n",
    "receipt/email.en.md": "Subject: Your order {{run.event.order_id}}\n\nThank you for order {{run.event.order_id}}.\n",
    "score/content.yaml": "about: A question.\n",
    "score/email.en.md": "Subject: How was it?\n\nFrom 0 to 10, how was it? æøå\n",
    "score/sms.en.txt": "From 0 to 10, how was it? Reply with a number.\n",
    "thanks/content.yaml": "about: Thanks.\n",
    "thanks/email.en.md": "Subject: Thank you\n\nThank you for the {{run.answers.score.value}}.\n",
    "thanks/sms.en.txt": "Thank you for the {{run.answers.score.value}}.\n",
    "_stopped/content.yaml": "about: The answer to an opt-out.\n",
    "_stopped/email.en.md": "Subject: You are unsubscribed\n\nNo more offers come here. Reply start to undo it.\n",
    "_stopped/sms.en.txt": "No more texts come to this number. START undoes it.\n",
    "news/content.yaml": "about: News.\n",
    "news/email.en.md": "Subject: News\n\nSomething is new.\n",
}


def rules(channel="email"):
    return {name: text.replace("%(channel)s", channel) for name, text in ORDER.items()}
