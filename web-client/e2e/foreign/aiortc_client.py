#!/usr/bin/env python3
"""A WHIP publisher or WHEP viewer on aiortc, which shares no code with browsers or this server.

Ends after SECONDS and prints what it got as JSON: frames decoded and their sizes.
"""

import argparse
import asyncio
import json
import urllib.request

from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer
from aiortc.mediastreams import MediaStreamError


def post(endpoint, token, sdp):
    headers = {"authorization": f"Bearer {token}", "content-type": "application/sdp"}
    request = urllib.request.Request(endpoint, sdp.encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode(), answer.headers["location"]


async def publish(peer, codec):
    player = MediaPlayer("testsrc=size=640x480:rate=15", format="lavfi", options={"pix_fmt": "yuv420p"})
    transceiver = peer.addTransceiver(player.video, direction="sendonly")
    codecs = RTCRtpSender.getCapabilities("video").codecs
    transceiver.setCodecPreferences([c for c in codecs if c.mimeType in (f"video/{codec}", "video/rtx")])


async def count(track, got):
    try:
        while True:
            frame = await track.recv()
            got["frames"] += 1
            got["height"] = frame.height
    except MediaStreamError:
        pass


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("direction", choices=["publish", "view"])
    parser.add_argument("endpoint")
    parser.add_argument("token")
    parser.add_argument("--codec", default="VP8")
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    peer, got = RTCPeerConnection(), {"frames": 0, "height": 0}
    if options.direction == "publish":
        await publish(peer, options.codec)
    else:
        peer.addTransceiver("video", direction="recvonly")
        peer.on("track", lambda track: asyncio.ensure_future(count(track, got)))
    await peer.setLocalDescription(await peer.createOffer())
    answer, location = await asyncio.to_thread(post, options.endpoint, options.token, peer.localDescription.sdp)
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await asyncio.sleep(options.seconds)
    state = peer.connectionState
    await peer.close()
    print(json.dumps({**got, "state": state, "location": location}))


asyncio.run(main())
