"""The `mcp` command: the archive as tools of an assistant, over the standard streams or over HTTP."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from search_app.command.serve import LOCAL_HOST, check_port
from search_app.command.serving.api import require_service

DEFAULT_MCP_PORT = 8503


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
