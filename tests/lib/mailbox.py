#!/usr/bin/python3
"""The demonstration's mail receiver: a real SMTP server, a folder of .eml files, a small web page to read them.

    mailbox.py --dir DIR --smtp PORT --web PORT

Every mail becomes DIR/received/<time>-<n>.eml, byte for byte as it came. Tests may order faults:

    POST /faults  {"at": "rcpt", "reply": "451 4.7.1 later", "count": 2, "delay_s": 0, "drop": false}
    DELETE /faults

`at` is one of connect mail rcpt data queued (queued: the mail is kept, then the reply is the fault's: the answer that got lost).
"""
import argparse
import asyncio
import email
import email.policy
import html
import json
import os
import pathlib
import re
import signal
import ssl
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP, AuthResult

lock = threading.Lock()
faults = []
received = None
counter = 0


def fault_for(at):
    """The fault ordered for this moment, counted down; None when there is none."""
    with lock:
        for f in faults:
            if f["at"] == at and f["count"] > 0:
                f["count"] -= 1
                return f
    return None


async def apply_fault(server, at):
    f = fault_for(at)
    if not f:
        return None
    if f["delay_s"]:
        await asyncio.sleep(f["delay_s"])
    if f["drop"]:
        server.transport.abort()
        return "421 4.3.0 gone"
    return f["reply"] or None


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        reply = await apply_fault(server, "connect")
        return [reply] if reply else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        reply = await apply_fault(server, "mail")
        if reply:
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = await apply_fault(server, "rcpt")
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        global counter
        reply = await apply_fault(server, "data")
        if reply:
            return reply
        with lock:
            counter += 1
            name = "%s-%05d.eml" % (time.strftime("%Y%m%dT%H%M%S", time.gmtime()), counter)
        part = received / (name + ".part")
        with open(part, "wb") as f:
            f.write(envelope.original_content)
            f.flush()
            os.fsync(f.fileno())
        part.rename(received / name)
        reply = await apply_fault(server, "queued")
        return reply or "250 2.0.0 OK " + name


PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%s</title><link rel="stylesheet" href="/style.css"></head>
<body><header><a href="/">Courriels reçus</a> <span>Boîte de la démonstration : aucun de ces messages n’a quitté cette machine.</span></header><main>%s</main></body></html>
"""
STYLE = """body{font-family:system-ui,sans-serif;margin:0;color:#161616;line-height:1.5}header{background:#f6f6f6;border-bottom:1px solid #ddd;padding:.75rem 1.5rem}
header a{font-weight:700;color:#000091;margin-right:1rem}main{max-width:60rem;margin:1.5rem auto;padding:0 1.5rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.5rem;border-bottom:1px solid #ddd;vertical-align:top}iframe{width:100%;height:40rem;border:1px solid #929292}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f6;padding:1rem}dt{font-weight:700;float:left;width:7rem;clear:left}dd{margin:0 0 .25rem 7rem;overflow-wrap:anywhere}
"""
CSP_OWN = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
CSP_MAIL = "default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; sandbox allow-popups allow-popups-to-escape-sandbox"


def load(name):
    with open(received / name, "rb") as f:
        return email.message_from_binary_file(f, policy=email.policy.default)


def names():
    return sorted((p.name for p in received.glob("*.eml")), reverse=True)


def body_of(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else None


def linked(text):
    out = html.escape(text)
    return re.sub(r"https?://[^\s<>&]+(?:&amp;[^\s<>&]+)*", lambda m: '<a href="%s" rel="noreferrer">%s</a>' % (m.group(0), m.group(0)), out)


def list_page():
    rows = []
    for name in names():
        m = load(name)
        rows.append('<tr><td>%s</td><td>%s</td><td><a href="/m/%s">%s</a></td></tr>' % (
            html.escape(str(m["date"] or "")), html.escape(str(m["to"] or "")), urllib.parse.quote(name), html.escape(str(m["subject"] or "(sans objet)"))))
    body = "<h1>Courriels reçus</h1><p><a href=\"/\">Actualiser</a></p>"
    if rows:
        body += "<table><thead><tr><th scope=\"col\">Date</th><th scope=\"col\">Destinataire</th><th scope=\"col\">Objet</th></tr></thead><tbody>%s</tbody></table>" % "".join(rows)
    else:
        body += "<p>Aucun courriel pour l’instant.</p>"
    return PAGE % ("Courriels reçus", body)


def mail_page(name):
    m = load(name)
    quoted = urllib.parse.quote(name)
    parts = ["<h1>%s</h1><dl>" % html.escape(str(m["subject"] or "(sans objet)"))]
    for label, header in (("De", "from"), ("À", "to"), ("Date", "date"), ("Répondre à", "reply-to")):
        if m[header]:
            parts.append("<dt>%s</dt><dd>%s</dd>" % (label, html.escape(str(m[header]))))
    parts.append("</dl>")
    text = body_of(m, "plain")
    if text is not None:
        parts.append("<h2>Texte</h2><pre>%s</pre>" % linked(text))
    if body_of(m, "html") is not None:
        parts.append('<h2>Mise en forme</h2><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="Message mis en forme" src="/m/%s/html"></iframe>' % quoted)
    files = list(m.iter_attachments())
    if files:
        parts.append("<h2>Pièces jointes</h2><ul>%s</ul>" % "".join(
            '<li><a href="/m/%s/%d">%s</a></li>' % (quoted, i, html.escape(a.get_filename() or "pièce %d" % (i + 1))) for i, a in enumerate(files)))
    parts.append('<p><a href="/m/%s/source">Source du message</a></p>' % quoted)
    return PAGE % (html.escape(str(m["subject"] or "Courriel")), "".join(parts))


class Web(BaseHTTPRequestHandler):
    server_version = "mailbox"

    def log_message(self, *args):
        pass

    def answer(self, status, kind, body, csp=CSP_OWN, extra=()):
        if isinstance(body, str):
            body = body.encode("utf-8", "replace")
        self.send_response(status)
        for k, v in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Security-Policy", csp), ("X-Content-Type-Options", "nosniff"),
                     ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"), *extra):
            self.send_header(k, v)
        self.end_headers()
        self.wfile.write(body)

    def ours(self):
        """Another site's page must neither read nor order anything here."""
        return re.fullmatch(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", self.headers.get("Host", "")) or ARGS.any_host

    def do_GET(self):
        if not self.ours():
            return self.answer(403, "text/plain", "host")
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if path == "/":
            return self.answer(200, "text/html; charset=utf-8", list_page())
        if path == "/style.css":
            return self.answer(200, "text/css", STYLE)
        if path == "/favicon.ico":
            return self.answer(204, "image/x-icon", b"")
        if path == "/faults":
            return self.answer(200, "application/json", json.dumps(faults))
        if path == "/api/mails":
            return self.answer(200, "application/json", json.dumps([{"name": n, "to": str(m["to"]), "subject": str(m["subject"])} for n in names() for m in [load(n)]]))
        match = re.fullmatch(r"/m/([0-9TZ-]+\.eml)(?:/(html|source|\d+))?", path)
        if not match or not (received / match.group(1)).exists():
            return self.answer(404, "text/html; charset=utf-8", PAGE % ("Introuvable", "<h1>Introuvable</h1>"))
        name, what = match.groups()
        if what is None:
            return self.answer(200, "text/html; charset=utf-8", mail_page(name))
        if what == "html":
            text = body_of(load(name), "html") or ""
            return self.answer(200, "text/html; charset=utf-8", '<base target="_blank">' + text, CSP_MAIL)
        if what == "source":
            return self.answer(200, "text/plain; charset=utf-8", (received / name).read_bytes(), CSP_MAIL)
        files = list(load(name).iter_attachments())
        if int(what) >= len(files):
            return self.answer(404, "text/plain", "none")
        a = files[int(what)]
        return self.answer(200, "application/octet-stream", a.get_payload(decode=True) or b"", CSP_MAIL,
                           [("Content-Disposition", "attachment; filename*=UTF-8''" + urllib.parse.quote(a.get_filename() or "piece"))])

    def do_POST(self):
        if not self.ours() or self.path != "/faults" or self.headers.get("Origin"):
            return self.answer(403, "text/plain", "no")
        order = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        if order.get("at") not in ("connect", "mail", "rcpt", "data", "queued"):
            return self.answer(400, "text/plain", "at")
        with lock:
            faults.append({"at": order["at"], "reply": str(order.get("reply", "")), "count": int(order.get("count", 1)),
                           "delay_s": float(order.get("delay_s", 0)), "drop": bool(order.get("drop", False))})
        return self.answer(200, "application/json", json.dumps(faults))

    def do_DELETE(self):
        if not self.ours() or self.path != "/faults" or self.headers.get("Origin"):
            return self.answer(403, "text/plain", "no")
        with lock:
            faults.clear()
        return self.answer(200, "application/json", "[]")


async def main():
    global received
    received = pathlib.Path(ARGS.dir) / "received"
    received.mkdir(parents=True, exist_ok=True)
    web = ThreadingHTTPServer((ARGS.host, ARGS.web), Web)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    loop = asyncio.get_running_loop()
    handler = Handler()
    more = {}
    if ARGS.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*ARGS.tls)
        more.update(tls_context=context, require_starttls=True)
    if ARGS.auth:
        user, password = ARGS.auth.encode().split(b":", 1)
        more.update(auth_required=True, authenticator=lambda server, session, envelope, mechanism, data: AuthResult(success=(data.login, data.password) == (user, password)))
    server = await loop.create_server(lambda: SMTP(handler, hostname="mailbox.localhost", enable_SMTPUTF8=True, data_size_limit=20 << 20, **more), "127.0.0.1", ARGS.smtp)
    print("mailbox: smtp 127.0.0.1:%d, web %s:%d" % (ARGS.smtp, ARGS.host, ARGS.web), flush=True)
    end = asyncio.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sig, end.set)
    await end.wait()
    server.close()
    web.shutdown()


parser = argparse.ArgumentParser()
parser.add_argument("--dir", required=True)
parser.add_argument("--smtp", type=int, required=True)
parser.add_argument("--web", type=int, required=True)
parser.add_argument("--host", default="0.0.0.0", help="address of the web page")
parser.add_argument("--any-host", action="store_true", help="answer under any host name")
parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="ask for STARTTLS")
parser.add_argument("--auth", metavar="USER:PASSWORD", help="ask for this login")
ARGS = parser.parse_args()
asyncio.run(main())
