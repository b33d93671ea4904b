"""A headless browser without a driver: a page in a frame of a chosen width, and a script that looks at it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
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

#: The page in a frame; what the script returns is written into the document, which the browser prints.
_WRAPPER = """<!doctype html><meta charset="utf-8"><body><pre id="found"></pre>
<iframe id="frame" src="{address}" style="width:{width}px;height:900px;border:0"></iframe>
<script>
const frame = document.getElementById("frame");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
frame.addEventListener("load", async () => {{
  const page = frame.contentWindow, doc = frame.contentDocument;
  await wait(500);
  let found;
  try {{ found = await (async () => {{ {script} }})(); }} catch (error) {{ found = {{ error: String(error) }}; }}
  document.getElementById("found").textContent = JSON.stringify(found);
}});
</script>"""


def program() -> str:
    """Chromium's program; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


def look(page: Path, width: int, script: str) -> Any:
    """What a script finds on a page that is `width` pixels wide.

    Parameters
    ----------
    page : Path
        A page of the built book.
    width : int
        Of the frame, in pixels.
    script : str
        Body of an asynchronous JavaScript function that sees ``page`` (the window), ``doc`` and ``wait(ms)``.
    """
    with tempfile.TemporaryDirectory() as folder:
        wrapper = Path(folder, "wrapper.html")
        wrapper.write_text(_WRAPPER.format(address=page.as_uri(), width=width, script=script), encoding="utf-8")
        command = [program(), *FLAGS, f"--user-data-dir={folder}/profile", f"--window-size={width + 40},1000"]
        command += ["--virtual-time-budget=15000", "--dump-dom", wrapper.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    text = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert text is not None
    assert text[1], "the script gave no answer"
    return json.loads(text[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
