"""One module an engine: `build` writes its index, `ask` times it. Each runs in a process of its own."""
