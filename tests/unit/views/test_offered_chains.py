"""The transforms that an offer names to begin with."""

from __future__ import annotations

import json

import pytest

from djinar.transforms.chain import Choice
from tests.unit.views.offering import OFFER, FakeBackend, post, refusal

pytestmark = pytest.mark.urls("tests.site.urls")


async def test_options_alone_are_those_of_the_streams_first_transform(backend: FakeBackend) -> None:
    await post(OFFER | {"options": {"low": 5}}, "/offer")

    assert backend.asked[0].chains == {"video": [Choice("none", {"low": 5})]}


@pytest.mark.parametrize(
    ("chains", "asked"),
    [
        (None, {}),
        ({}, {}),
        ({"video": [{"name": "edges", "options": {"low": 5}}]}, {"video": (Choice("edges", {"low": 5}),)}),
        ({"audio": [{"name": "echo"}]}, {"audio": (Choice("echo"),)}),
        (
            {"video": [{"name": "edges"}, {"name": "edges"}], "audio": [{"name": "echo"}]},
            {"video": (Choice("edges"), Choice("edges")), "audio": (Choice("echo"),)},
        ),
    ],
    ids=str,
)
async def test_chains_may_be_named_for_picture_and_sound(
    backend: FakeBackend, chains: object, asked: dict[str, object]
) -> None:
    response = await post(OFFER | {"chains": chains})

    assert response.status_code == 200
    assert backend.asked[0].chains == asked


async def test_a_chain_counts_before_the_transform_that_old_pages_name(backend: FakeBackend) -> None:
    await post(OFFER | {"video_transform": "cartoon", "chains": {"audio": [{"name": "echo"}]}})
    await post(OFFER | {"video_transform": "cartoon", "chains": {"video": [{"name": "edges"}]}})

    assert [asked.chains for asked in backend.asked] == [
        {"video": [Choice("cartoon")], "audio": (Choice("echo"),)},
        {"video": (Choice("edges"),)},
    ]


@pytest.mark.parametrize(
    "chains",
    [
        [],
        "edges",
        5,
        {"sound": [{"name": "echo"}]},
        {"video": None},
        {"video": []},
        {"video": {"name": "edges"}},
        {"video": ["edges"]},
        {"video": [{"options": {}}]},
        {"video": [{"name": 5}]},
        {"video": [{"name": "edges", "options": None}]},
        {"video": [{"name": "edges"}], "audio": [[]]},
    ],
    ids=str,
)
async def test_what_is_no_chain_is_refused(backend: FakeBackend, chains: object) -> None:
    response = await post(OFFER | {"chains": chains})

    assert refusal(response) == (400, "not-json")
    assert '"chains"' in json.loads(response.content)["detail"]
    assert not backend.asked
