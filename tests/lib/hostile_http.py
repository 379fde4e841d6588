#!/usr/bin/python3
"""A small HTTP server that lies: /good, /slow, /huge, /html, /moved, /500, /404, /hang, /headers, /cut, /echo; with CERT and KEY as arguments over TLS.
usage: hostile_http.py [CERT KEY]; writes its port on stdout. Ends when stdin is closed."""
import http.server, os, socketserver, ssl, sys, threading, time


class Liar(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def say(self, status, kind, body, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self):
        path = self.path.split("?")[0]
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length).decode()
        if path == "/good":
            self.say(200, "application/json; charset=utf-8", b'{"good":true}')
        elif path == "/echo":
            seen = [self.command, self.path, sent, self.headers.get("Authorization") or "", self.headers.get("Accept") or "", self.headers.get("Cookie") or ""]
            self.say(200, "application/json", "\n".join(seen).encode(), [("Set-Cookie", "a=b")])
        elif path == "/slow":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        elif path == "/huge":
            self.say(200, "application/json", b" " * (10 * 1024 * 1024))
        elif path == "/html":
            self.say(200, "text/html", b"<!DOCTYPE html><title>Maintenance</title>")
        elif path == "/moved":
            self.say(302, "application/json", b"{}", [("Location", "/good")])
        elif path == "/500":
            self.say(500, "application/json", b"{}")
        elif path == "/404":
            self.say(404, "application/json", b'{"error":"none"}')
        elif path == "/headers":
            self.say(200, "application/json", b"{}", [("X-%d" % i, "x" * 1000) for i in range(90)])
        elif path == "/cut":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"{")
        elif path == "/hang":
            time.sleep(10)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Liar)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)
