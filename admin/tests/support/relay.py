# A mail relay for tests: demands TLS and a login, and writes each mail as a line of JSON.
# Usage: relay.py CERTIFICATE KEY; says its port on the first line.
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Keep:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        kept = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "header_from": str(mail["from"]),
            "subject": str(mail["subject"]),
            "text": mail.get_body(("plain",)).get_content(),
            "attached": [
                {"name": part.get_filename(), "text": part.get_content()}
                for part in mail.iter_attachments()
            ],
            "tls": session.ssl is not None,
        }
        print(json.dumps(kept), flush=True)
        return "250 kept"


def login(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"genba", b"secret of the relay")
    return AuthResult(success=right)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])

    def relay():
        return SMTP(
            Keep(),
            tls_context=context,
            require_starttls=True,
            authenticator=login,
            auth_required=True,
        )

    server = await asyncio.get_running_loop().create_server(relay, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
