"""Benchmarks: how long the package takes, beside libraries that do the same.

Each module here with a function ``report()`` is a benchmark; it returns its section as Markdown.
"""
