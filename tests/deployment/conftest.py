from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deployment.site import NGINX, Site, deployed
from tests.postgresql import PostgreSQL


@pytest.fixture(scope="session")
def site(postgresql: PostgreSQL) -> Iterator[Site]:
    if NGINX is None:
        pytest.skip("there is no nginx (on Debian: apt-get install nginx)")
    with deployed(postgresql.created("deployed")) as running:
        yield running
