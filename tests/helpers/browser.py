"""A headless browser without a driver: a page in a frame of a chosen width, and a script that looks at it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
)

#: The pages in a frame, one after the other; what the script finds is written into the document, which is printed.
_WRAPPER = """<!doctype html><meta charset="utf-8"><body><pre id="found"></pre>
<iframe id="frame" style="width:{width}px;height:900px;border:0"></iframe>
<script>
const frame = document.getElementById("frame");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const moment = () => fetch("{slow}", {{ mode: "no-cors", cache: "no-store" }});
(async () => {{
  const answers = [];
  for (const address of {addresses}) {{
    await new Promise((done) => {{ frame.onload = done; frame.src = address; }});
    const page = frame.contentWindow, doc = frame.contentDocument;
    await wait(500);
    try {{
      answers.push(await (async () => {{ {script} }})());
    }} catch (error) {{
      answers.push({{ error: String(error) }});
    }}
  }}
  document.getElementById("found").textContent = JSON.stringify(answers);
}})();
</script>"""


def program() -> str:
    """Chromium's program; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


def look(page: Path, width: int, script: str) -> Any:
    """What a script finds on a page that is `width` pixels wide (see `survey`)."""
    return survey([page], width, script)[0]


def survey(pages: Sequence[Path], width: int, script: str) -> list[Any]:
    """What a script finds on each page, in one browser.

    Parameters
    ----------
    pages : sequence of Path
        Pages of the built book.
    width : int
        Of the frame, in pixels.
    script : str
        Body of an asynchronous JavaScript function that sees ``page`` (the window), ``doc``, ``wait(ms)`` and, for
        what has to be drawn first, ``moment()``, for which the browser's own clock stands still: it can run ahead.
    """
    addresses = json.dumps([page.as_uri() for page in pages])
    with tempfile.TemporaryDirectory() as folder, ThreadingHTTPServer(("127.0.0.1", 0), _Slow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        wrapper, slow = Path(folder, "wrapper.html"), f"http://127.0.0.1:{server.server_port}/"
        text = _WRAPPER.format(addresses=addresses, width=width, script=script, slow=slow)
        wrapper.write_text(text, encoding="utf-8")
        command = [program(), *FLAGS, f"--user-data-dir={folder}/profile", f"--window-size={width + 40},1000"]
        command += [f"--virtual-time-budget={15000 * len(pages)}", "--dump-dom", wrapper.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180 + 20 * len(pages), check=True)
        server.shutdown()
    text = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert text is not None
    assert text[1], "the script gave no answer"
    return json.loads(html.unescape(text[1]))


class _Slow(BaseHTTPRequestHandler):
    """An empty answer after a tenth of a second: a browser's virtual clock stands still while it waits for one."""

    def do_GET(self) -> None:
        time.sleep(0.1)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


class _Counting(SimpleHTTPRequestHandler):
    """Serve a folder, and count what is sent."""

    sent = 0

    def copyfile(self, source: Any, outputfile: Any) -> None:
        data = source.read()
        type(self).sent += len(data)
        outputfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


def weight(folder: Path, page: Path) -> int:
    """Bytes, not packed, that a browser with nothing kept loads for one page of the book in `folder`."""
    handler = type("Handler", (_Counting,), {"sent": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory() as profile:
            address = f"http://127.0.0.1:{server.server_port}/{page.relative_to(folder).as_posix()}"
            command = [
                program(),
                *FLAGS,
                f"--user-data-dir={profile}",
                "--virtual-time-budget=8000",
                "--dump-dom",
                address,
            ]
            subprocess.run(command, capture_output=True, timeout=180, check=True)
        server.shutdown()
    return handler.sent
