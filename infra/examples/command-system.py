#!/usr/bin/env python3
"""A command system [通信指令システム] in small: announces a call, and takes events of reports.

  command-system.py announce --url https://HOST:8443 --number 09012345678 --case 2026-0123
  command-system.py listen --certificate CERT.pem --key KEY.pem [--port 0]

The token comes from the environment as GENBA_TOKEN, the webhook's secret as GENBA_SECRET: a chief of
the headquarters makes both. GENBA_CA names a certificate authority beside the public ones.
`listen` prints its port, then each event as a line of JSON. Standard library only.
"""
import argparse
import base64
import hashlib
import hmac
import http.server
import json
import os
import ssl
import sys
import time
import urllib.request

# An event that was signed longer ago may have been recorded and sent again by somebody.
OLDEST_S = 5 * 60


def announce(options):
    body = json.dumps({"number": options.number, "case_number": options.case})
    request = urllib.request.Request(
        options.url.rstrip("/") + "/api/v1/command/calls",
        data=body.encode(),
        headers={
            "content-type": "application/json",
            "authorization": "Bearer " + os.environ["GENBA_TOKEN"],
        },
    )
    trust = ssl.create_default_context()
    if "GENBA_CA" in os.environ:
        trust.load_verify_locations(os.environ["GENBA_CA"])
    try:
        with urllib.request.urlopen(request, context=trust, timeout=10) as answer:
            print(answer.read().decode())
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        sys.exit(f"{problem['code']}: {problem['message_ja']}")


def is_genuine(secret, headers, body):
    """Standard Webhooks: HMAC-SHA256 over ID.TIMESTAMP.BODY, and not too old."""
    event, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdigit() or abs(time.time() - int(at)) > OLDEST_S:
        return False
    signed = f"{event}.{at}.".encode() + body
    tag = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    offered = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one, "v1," + tag) for one in offered)


def listen(options):
    secret = base64.b64decode(os.environ["GENBA_SECRET"].removeprefix("whsec_"))
    seen = set()

    class Events(http.server.BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self):
            body = self.rfile.read(min(int(self.headers.get("content-length", 0)), 65536))
            if not is_genuine(secret, self.headers, body):
                self.answer(401)
                return
            # At least once: what is known already is taken and not done again.
            event = json.loads(body)
            if event["id"] not in seen:
                seen.add(event["id"])
                print(json.dumps(event, ensure_ascii=False), flush=True)
            self.answer(204)

        def answer(self, status):
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Events)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description="A command system in small.")
    commands = parser.add_subparsers(required=True)
    call = commands.add_parser("announce", help="announce an incoming call")
    call.add_argument("--url", required=True)
    call.add_argument("--number")
    call.add_argument("--case", required=True)
    call.set_defaults(run=announce)
    events = commands.add_parser("listen", help="take events")
    events.add_argument("--certificate", required=True)
    events.add_argument("--key", required=True)
    events.add_argument("--port", type=int, default=0)
    events.set_defaults(run=listen)
    options = parser.parse_args()
    options.run(options)


main()
