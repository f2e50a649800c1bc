"""Tests that a person could do by hand: a real JupyterLab in a real browser."""
