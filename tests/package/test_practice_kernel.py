"""In a real kernel: a runaway ends in a verdict, and the kernel goes on as if nothing had been."""

import nbformat
import pytest
from nbclient import NotebookClient

CELLS = [
    """
import threading
import numpy as np
from optlearn.practice import check, limits
limits.SECONDS = 1.0
""",
    """
def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    while True:
        W = W - alpha
check(my_momentum, "momentum")
""",
    """
def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    return np.ones(25 * 10**8), v_dW
check(my_momentum, "momentum")
""",
    """
def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    path = []
    while True:
        path.append(np.empty(10**6))
check(my_momentum, "momentum")
""",
    """
def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    print("hello")
    return W / (1 // 0), v_dW
check(my_momentum, "momentum")
""",
    """
def helper(W):
    print("here")
    return W[0][0][0][0]
""",
    """
def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    return helper(W), v_dW
check(my_momentum, "momentum")
""",
    "my_momentum = ...\ncheck(my_momentum, 'momentum')",
    """
verdicts = []
def my_momentum(W, dW, v_dW, *, t, alpha, beta):
    while True:
        pass
thread = threading.Thread(target=lambda: verdicts.append(check(my_momentum, "momentum")))
thread.start()
thread.join()
print(verdicts[0].finding)
""",
    """
import signal, sys, threading
if sys.platform == "linux":
    import resource
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
print(len(np.empty(3 * 10**8)), threading.active_count() < 20)
""",
]


@pytest.fixture(scope="module")
def outputs():
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60).execute()
    return [
        "".join(
            output.get("text", "") or output.get("data", {}).get("text/plain", "")
            for output in cell.outputs
        )
        for cell in notebook.cells
    ]


def test_an_endless_loop_ends_in_a_verdict(outputs):
    assert "had not finished after 1 seconds" in outputs[1]


@pytest.mark.skipif("sys.platform != 'linux'", reason="memory is capped on Linux alone")
@pytest.mark.parametrize("cell", [2, 3])
def test_an_enormous_allocation_ends_in_a_verdict(outputs, cell):
    assert "more memory than it may have (1 GB)" in outputs[cell]


def test_an_exception_is_shown_with_the_line_of_the_cell(outputs):
    assert outputs[4] == (
        "✗ Not yet: momentum\n"
        "Your function raised `ZeroDivisionError`: integer division or modulo by zero.\n"
        "What it prints is not shown here: call it in a cell of its own to see that.\n"
        "line 3:  return W / (1 // 0), v_dW"
    )


def test_an_exception_in_a_helper_of_another_cell_is_shown_where_it_was_called(outputs):
    assert outputs[6].endswith("line 2:  return helper(W), v_dW")


def test_an_unwritten_exercise_is_no_error(outputs):
    assert outputs[7].startswith("… Not written yet")


def test_a_check_on_another_thread_ends_too(outputs):
    assert outputs[8] == "never ends\n"


def test_the_kernel_goes_on_with_all_its_memory(outputs):
    assert outputs[9] == "300000000 True\n"
