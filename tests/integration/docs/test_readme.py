"""README.md: its ten lines, and the test that it shows of them."""

from __future__ import annotations

from docs.pages import blocks, running


async def test_the_ten_lines_pass_the_test_that_is_shown_with_them() -> None:
    stream, _, test = blocks("../README.md")

    with running(stream + test) as module:
        await module.test_soften_is_gentle()
