"""The running app in Debian's Chromium: no browser download. All browser tests share a worker of pytest-xdist, and so one server."""
import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.shots import CHROMIUM, FLAGS, settle

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@pytest.hookimpl(tryfirst=True)      # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> str:
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip(f"no Chromium at {CHROMIUM}; name one with CHROMIUM=/path/to/chromium")
    return CHROMIUM


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium):
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "locale": "en-US"}


@pytest.fixture(scope="session")
def app_url(chromium, tmp_path_factory):
    """The address of the app, one server for all tests of the session."""
    with served(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture
def cold_url(chromium, tmp_path):
    """The address of a server that nobody has opened yet."""
    with served(tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def settled():
    """settled(page) waits until the script's run is over and the charts are drawn. After a click wait for the result itself: the
    state is still that of the run before."""
    return settle


@contextlib.contextmanager
def served(folder: Path):
    """A Streamlit server whose saved work and log are in `folder`; ended by its own id, and wrong if its log has a traceback."""
    port, log = free_port(), folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", "--server.port", str(port),
               "--server.headless", "true", "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]  # fmt: skip
    with log.open("w") as output:
        environment = {name: value for name, value in os.environ.items() if name != "TIERLAB_WORKERS"} | {"TIERLAB_HOME": str(folder)}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, server, log)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    said = log.read_text()
    assert "Traceback" not in said, f"the server's log has a traceback:\n{said}"


def wait_until_healthy(url: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended by itself:\n{log.read_text()}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            if answer.read() == b"ok":
                return
        time.sleep(0.1)
    raise RuntimeError(f"no health from the server in {START_SECONDS} seconds:\n{log.read_text()}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
