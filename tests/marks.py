"""Marks for tests of more than one file."""

import pytest

#: Whatever warns fails the test; but for a file that an earlier test forgot to close, which Python
#: may notice only now.
SILENT = pytest.mark.filterwarnings("error", "ignore::ResourceWarning")
