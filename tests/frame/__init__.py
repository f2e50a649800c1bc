"""The project's frame: its commands, its requirements, its tools."""
