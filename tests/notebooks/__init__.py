"""The notebooks as files: how they are stored, and that nothing in them is broken."""
