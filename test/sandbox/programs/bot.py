"""A bot on the official SDK for Python and its channel: it answers by text, by a card, and by a stream."""

import asyncio
import os

from lark_oapi.channel import FeishuChannel

channel = FeishuChannel(
    app_id=os.environ["APP_ID"], app_secret=os.environ["APP_SECRET"], domain=os.environ["DOMAIN"]
)
BUTTON = {
    "tag": "button",
    "text": {"tag": "plain_text", "content": "Good"},
    "behaviors": [{"type": "callback", "value": {"good": True}}],
}
CARD = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "a card"}, BUTTON]}}


async def produce(stream):
    for piece in ["Three ", "approvals ", "wait."]:
        await stream.append(piece)


async def on_message(message):
    options = {"reply_to": message.id}
    if "card" in message.content_text:
        await channel.send(message.chat_id, {"card": CARD}, options)
    elif "stream" in message.content_text:
        await channel.stream(message.chat_id, {"markdown": produce}, options)
    else:
        await channel.send(message.chat_id, {"text": f"heard: {message.content_text}"}, options)


async def on_press(event):
    await channel.send(event.chat_id, {"text": "pressed"})


channel.on("message", on_message)
channel.on("cardAction", on_press)
asyncio.run(channel.connect())
