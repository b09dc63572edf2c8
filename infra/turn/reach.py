#!/usr/bin/env python3
"""Tries to reach every special-purpose range through the TURN server; only the media address may open.

Allocates by UDP, asks for a permission and for a channel towards an address of every range of the
IANA special-purpose registries (RFC 6890) and its mapped, compatible, translated and 6to4 forms,
with valid credentials. Ends with 0 when all but the media address were refused.
"""

import argparse
import asyncio
import base64
import hashlib
import hmac
import ipaddress
import time

from aioice import stun

FORBIDDEN, FAMILY_MISMATCH, UNAUTHORIZED, STALE_NONCE = 403, 443, 401, 438

V4 = [
    "0.0.0.0", "0.0.0.1", "10.0.0.1", "10.255.255.254", "100.64.0.1", "127.0.0.1", "127.0.0.53", "127.255.255.254",
    "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.0.8", "192.0.0.170",
    "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.168.255.254", "192.175.48.1",
    "198.18.0.1", "198.19.255.254", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "8.8.8.8",
]
V6 = [
    "::", "::1", "::2", "64:ff9b:1::1", "100::1", "2001::1", "2001:1::1", "2001:2::1", "2001:3::1", "2001:4:112::1",
    "2001:10::1", "2001:20::1", "2001:db8::1", "2002::1", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1",
    "fd00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "ff05::1:3", "2606:4700::1111",
]


def forms_of_v4(address):
    """How a v4 address can be written as one of v6."""
    value = int(ipaddress.IPv4Address(address))
    yield ipaddress.IPv6Address((0xFFFF << 32) | value)  # mapped
    yield ipaddress.IPv6Address(value)  # compatible, RFC 4291
    yield ipaddress.IPv6Address((0xFFFF << 48) | value)  # translated, RFC 2765
    yield ipaddress.IPv6Address((0x64FF9B << 96) | value)  # NAT64, RFC 6052
    yield ipaddress.IPv6Address((0x2002 << 112) | (value << 80))  # 6to4, RFC 3056


class Wire(asyncio.DatagramProtocol):
    def __init__(self):
        self.answers = asyncio.Queue()

    def datagram_received(self, data, _address):
        self.answers.put_nowait(data)


class Client:
    """A TURN client (RFC 8656) with the credentials of one user."""

    def __init__(self, transport, wire, secret):
        self.transport, self.wire, self.secret = transport, wire, secret
        self.username = f"{int(time.time()) + 600}:reach"
        digest = hmac.new(secret.encode(), self.username.encode(), hashlib.sha1).digest()
        self.password = base64.b64encode(digest).decode()
        self.realm = self.nonce = None
        self.channel = 0x4000

    async def ask(self, method, attributes):
        """The error code of the answer, 0 when it is a success; and the answer."""
        for _ in range(3):
            request = stun.Message(message_method=method, message_class=stun.Class.REQUEST)
            request.attributes.update(attributes)
            key = None
            if self.nonce:
                request.attributes.update(USERNAME=self.username, REALM=self.realm, NONCE=self.nonce)
                key = hashlib.md5(f"{self.username}:{self.realm}:{self.password}".encode()).digest()
                request.add_message_integrity(key)
            answer = await self.exchange(request)
            if answer.message_class == stun.Class.RESPONSE:
                return 0, answer
            code = answer.attributes["ERROR-CODE"][0]
            if code not in (UNAUTHORIZED, STALE_NONCE) or "NONCE" not in answer.attributes:
                return code, answer
            self.realm, self.nonce = answer.attributes["REALM"], answer.attributes["NONCE"]
        return code, answer

    async def exchange(self, request):
        for _ in range(5):
            self.transport.sendto(bytes(request))
            try:
                while True:
                    data = await asyncio.wait_for(self.wire.answers.get(), 0.5)
                    answer = stun.parse_message(data)
                    if answer.transaction_id == request.transaction_id:
                        return answer
            except asyncio.TimeoutError:
                continue
        raise SystemExit("the TURN server does not answer")

    async def allocate(self, family):
        # 17 is UDP; a family of 2 is IPv6 (RFC 8656 §18.7).
        attributes = {"REQUESTED-TRANSPORT": 17 << 24}
        if family == 6:
            attributes["REQUESTED-ADDRESS-FAMILY"] = 2 << 24
        return await self.ask(stun.Method.ALLOCATE, attributes)

    async def permission(self, address):
        return (await self.ask(stun.Method.CREATE_PERMISSION, {"XOR-PEER-ADDRESS": (address, 9)}))[0]

    async def bind(self, address):
        self.channel += 1
        attributes = {"CHANNEL-NUMBER": self.channel, "XOR-PEER-ADDRESS": (address, 9)}
        return (await self.ask(stun.Method.CHANNEL_BIND, attributes))[0]


def teach_families():
    """The library knows no attribute to ask for IPv6."""
    attribute = (0x0017, "REQUESTED-ADDRESS-FAMILY", stun.pack_unsigned, stun.unpack_unsigned)
    stun.ATTRIBUTES_BY_TYPE[attribute[0]] = attribute
    stun.ATTRIBUTES_BY_NAME[attribute[1]] = attribute


async def connect(server, secret):
    loop = asyncio.get_running_loop()
    transport, wire = await loop.create_datagram_endpoint(Wire, remote_addr=server)
    return Client(transport, wire, secret)


async def attempts(client, addresses, media):
    """Addresses that answered otherwise than they should, and how many were tried."""
    wrong, tried = [], 0
    for address in addresses:
        for name, attempt in (("permission", client.permission), ("channel", client.bind)):
            code = await attempt(str(address))
            tried += 1
            if str(address) in media:
                if code != 0:
                    wrong.append(f"{name} to the media address {address}: {code}")
            elif code not in (FORBIDDEN, FAMILY_MISMATCH):
                wrong.append(f"{name} to {address}: {code}, not refused")
    return wrong, tried


async def refused_without_right(server, secret):
    """Neither a foreign secret nor an expired name allocates."""
    wrong = []
    stranger = await connect(server, "not the secret")
    late = await connect(server, secret)
    late.username = f"{int(time.time()) - 60}:reach"
    late.password = base64.b64encode(hmac.new(secret.encode(), late.username.encode(), hashlib.sha1).digest()).decode()
    for name, client in (("a foreign secret", stranger), ("an expired name", late)):
        code, _ = await client.allocate(4)
        if code != UNAUTHORIZED:
            wrong.append(f"{name} was answered with {code}")
    tcp = await connect(server, secret)
    code, _ = await tcp.ask(stun.Method.ALLOCATE, {"REQUESTED-TRANSPORT": 6 << 24})
    if code == 0:
        wrong.append("a TCP relay was allocated")
    return wrong


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True, metavar="HOST:PORT")
    parser.add_argument("--secret-file", required=True)
    parser.add_argument("--media", action="append", required=True, help="addresses that are relayed to")
    options = parser.parse_args()
    host, port = options.server.rsplit(":", 1)
    server = (host, int(port))
    with open(options.secret_file, encoding="ascii") as file:
        secret = file.read().strip()
    teach_families()
    v4 = [ipaddress.IPv4Address(a) for a in V4 + [a for a in options.media if ":" not in a]]
    mapped = [form for address in v4 for form in forms_of_v4(address)]
    v6 = [ipaddress.IPv6Address(a) for a in V6 + [a for a in options.media if ":" in a]] + mapped
    wrong, tried = await refused_without_right(server, secret), 0
    for family in sorted({6 if ":" in address else 4 for address in options.media}):
        client = await connect(server, secret)
        code, _ = await client.allocate(family)
        if code != 0:
            raise SystemExit(f"no allocation of IPv{family}: {code}")
        found, count = await attempts(client, [*v4, *v6], [a for a in options.media if (":" in a) == (family == 6)])
        wrong += [f"IPv{family} relay: {line}" for line in found]
        tried += count
    print(f"tried {tried}, open {len(options.media)}, wrong {len(wrong)}")
    for line in wrong:
        print(line)
    raise SystemExit(1 if wrong else 0)


asyncio.run(main())
