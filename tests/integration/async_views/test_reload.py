"""Working on the demo with ``uvicorn --reload``."""

import shutil
from pathlib import Path

from tests.integration.async_views.plain_http import post
from tests.integration.server import DEMO_FOLDER, STARTED, DemoServer


async def test_a_changed_view_answers_anew_without_a_restart(tmp_path: Path) -> None:
    folder = shutil.copytree(
        DEMO_FOLDER, tmp_path / "demo", ignore=shutil.ignore_patterns("*.sqlite3*", "static_collected", "__pycache__")
    )
    view = folder / "async_views" / "waiting.py"
    with DemoServer("--reload", folder=folder) as server:
        before = await post(f"{server.base_url}/async/wait", {"seconds": 0})

        view.write_text(view.read_text().replace("...This was run asynchronously", "...This was changed"))
        server.wait_for_output(STARTED, times=2)
        after = await post(f"{server.base_url}/async/wait", {"seconds": 0})

    assert before.text == "...This was run asynchronously"
    assert after.text == "...This was changed"
