"""The `api` and `mcp` commands: the archive for other programs, over HTTP, and as tools of an assistant."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import ExitStack
from importlib.util import find_spec

from indexer.errors import NotInstalled, ServiceRefused
from search_app import INDEX_VARIABLE
from search_app.command.serve import LOCAL_HOST, check_port, served_address

DEFAULT_API_PORT = 8502
DEFAULT_MCP_PORT = 8503
_FACTORY = "search_app.service.http:make_app"


def add_api_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only this command has."""
    command.add_argument(
        "--host", default=LOCAL_HOST, metavar="NAME", help=f"default: {LOCAL_HOST}, this machine alone"
    )
    command.add_argument("--port", type=int, default=DEFAULT_API_PORT, metavar="N", help=f"default: {DEFAULT_API_PORT}")
    command.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes that answer (default: 1)")
    command.add_argument("--no-keys", action="store_true", help="with another --host, answer anyone without a key")
    command.add_argument(
        "--new-key", metavar="NAME", help="print a new key and its line for the file of keys, and stop"
    )


def run_api(options: Namespace) -> int:
    """Serves until it is interrupted. Raises ServiceRefused, NotInstalled, PortInUse."""
    if options.new_key is not None:
        return _show_new_key(options.new_key)
    require_service()
    import uvicorn

    from search_app.service.logs import log_config
    from search_app.service.metrics import MULTIPROCESS_VARIABLE
    from search_app.service.settings import HOSTS_VARIABLE, KEYS_FILE_VARIABLE, Settings

    os.environ[INDEX_VARIABLE] = str(served_address(options.index))
    settings = Settings.from_environment()
    elsewhere = options.host not in (LOCAL_HOST, "localhost", "::1")
    if elsewhere and not settings.keys and not options.no_keys:
        raise ServiceRefused(
            f"Anyone who can reach {options.host} could search this archive.",
            hint=f"Name a file of keys in ${KEYS_FILE_VARIABLE} (`precedent api --new-key NAME`), or use --no-keys.",
        )
    if elsewhere and HOSTS_VARIABLE not in os.environ:
        os.environ[HOSTS_VARIABLE] = "*"  # the names under which a machine is reached are its owner's to say
    check_port(options.host, options.port)
    with ExitStack() as kept:
        if options.workers > 1 and MULTIPROCESS_VARIABLE not in os.environ:
            os.environ[MULTIPROCESS_VARIABLE] = kept.enter_context(tempfile.TemporaryDirectory(prefix="precedent-"))
        print(f"The API is at http://{options.host}:{options.port}/api/ (Ctrl-C stops it).", flush=True)
        uvicorn.run(
            _FACTORY,
            factory=True,
            host=options.host,
            port=options.port,
            workers=options.workers,
            log_config=log_config(),
            access_log=False,
            server_header=False,
            date_header=True,
        )
    return 0


def require_service() -> None:
    """Raises NotInstalled where the parts of the service are not there."""
    if any(find_spec(name) is None for name in ("fastapi", "uvicorn", "prometheus_client", "mcp")):
        raise NotInstalled.part("service", "The service")


def _show_new_key(name: str) -> int:
    from search_app.service.settings import KEYS_FILE_VARIABLE, make_key

    if not name.strip() or any(character in name for character in " \t\n,#"):
        raise ServiceRefused(f"{name!r} cannot name a key.", hint="Use a name without spaces, commas or #.")
    key, line = make_key(name)
    print(f"The key for {name}, shown only this once: {key}\nIts line for the file in ${KEYS_FILE_VARIABLE}: {line}")
    return 0


def _workers(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 64:
        raise ArgumentTypeError(f"{text} is not a number from 1 to 64")
    return value


# An assistant, over the standard streams or over HTTP.


def add_mcp_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only this command has."""
    command.add_argument(
        "--http", action="store_true", help="over HTTP on this machine, at /mcp, instead of the standard streams"
    )
    command.add_argument("--port", type=int, default=DEFAULT_MCP_PORT, metavar="N", help=f"default: {DEFAULT_MCP_PORT}")


def run_mcp(options: Namespace) -> int:
    """Answers until the assistant leaves, or until it is interrupted. Raises NotInstalled, PortInUse."""
    require_service()
    from search_app.service.assistant import make_server
    from search_app.service.opened import OpenedArchive

    opened = OpenedArchive(options.index)
    server = make_server(lambda: opened.archive)
    if options.http:
        check_port(LOCAL_HOST, options.port)
        print(f"The tools are at http://{LOCAL_HOST}:{options.port}/mcp (Ctrl-C stops it).", flush=True)
        server.run("streamable-http", host=LOCAL_HOST, port=options.port, stateless_http=True, json_response=True)
    else:
        server.run("stdio")
    return 0
