"""The page and its tag, as Django renders them."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.http import HttpResponse
from django.template import Context, Template
from django.template.response import TemplateResponse
from django.test import RequestFactory, override_settings
from django.utils import translation

from djinar import BgrImage, Stream, transform
from djinar.views.page import StreamPageView


@transform
def warm_light(image: BgrImage) -> BgrImage:
    """As if by a <candle> & "fire"."""
    return image


class Studio(Stream):
    transforms = [warm_light, "edges", "none"]


class Page(StreamPageView):
    stream = Studio


def show(view: type[StreamPageView], **initkwargs: object) -> TemplateResponse:
    response = view.as_view(**initkwargs)(RequestFactory().get("/"))
    assert isinstance(response, TemplateResponse)
    response.render()
    return response


def test_the_page_offers_the_transforms_of_the_stream_with_the_first_chosen() -> None:
    page = show(Page).content.decode()

    radios = re.findall(r'<input type="radio" name="transform" value="(\w+)"[^>]*?( checked)?>', page)
    assert radios == [("warm_light", " checked"), ("edges", ""), ("none", "")]
    assert "<span>Warm light</span>" in page


def test_the_words_of_a_transform_are_text_not_markup() -> None:
    page = show(Page).content.decode()

    [summary] = re.findall(r'value="warm_light" data-summary="([^"]*)"', page)
    assert unescape(summary) == 'As if by a <candle> & "fire".'


def test_the_page_has_the_options_of_each_transform_ready() -> None:
    page = show(Page).content.decode()

    assert re.findall(r'<template data-transform="(\w+)">', page) == ["edges"]
    assert re.findall(r'<div class="djinar-option" data-option="(\w+)" data-default="(\d+)">', page) == [
        ("low", "100"),
        ("high", "200"),
    ]
    assert "data-adjustable" in page


def test_sound_is_a_choice_where_there_is_one() -> None:
    class Band(Studio):
        audio = ["echo", "volume"]

    class Reader(Studio):
        audio = "mute"

    assert "<legend>Sound</legend>" in show(Page, stream=Band).content.decode()
    assert "<legend>Sound</legend>" not in show(Page, stream=Reader).content.decode()


def test_a_stream_without_options_shows_nothing_of_them() -> None:
    class Plain(Stream):
        transforms = [warm_light, "none"]

    page = show(Page, stream=Plain).content.decode()

    assert "data-adjustable" not in page
    assert re.search(r'data-part="add" hidden', page)


def test_the_options_of_one_transform_stand_where_a_template_puts_them() -> None:
    template = Template(
        '{% load djinar %}{% djinar_options transform="edges" %}{% djinar_options "edges" prefix="b" %}'
    )

    page = template.render(Context({"csp_nonce": "Zm9v"}))

    assert page.count('<djinar-options transform="edges" kind="video">') == 2
    assert 'options-element.js" nonce="Zm9v"></script>' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) > 0


def test_the_offers_go_where_the_view_says() -> None:
    page = show(StreamPageView, stream=Studio, offer_url="/studio/offer?room=1&seat=2").content.decode()

    assert 'offer-url="/studio/offer?room=1&amp;seat=2"' in page


def test_a_page_without_a_stream_says_both_ways_to_give_one() -> None:
    class Empty(StreamPageView):
        pass

    with pytest.raises(ImproperlyConfigured, match=r"Empty\.stream.*Empty\.get_stream\(\)"):
        show(Empty)


def test_the_page_may_run_nothing_but_its_own_files() -> None:
    response = show(Page)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_the_page_may_use_camera_and_microphone_but_not_the_screen() -> None:
    response = show(Page)

    assert response.headers["Permissions-Policy"] == "camera=(self), microphone=(self), display-capture=()"


def test_a_view_that_sets_its_own_headers_keeps_them() -> None:
    class Own(Page):
        def render_to_response(self, context: dict[str, object], **response_kwargs: object) -> HttpResponse:
            headers = {"Content-Security-Policy": "default-src 'none'"}
            return super().render_to_response(context, headers=headers, **response_kwargs)

    response = show(Own)

    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


def test_somebody_who_is_not_logged_in_is_sent_to_the_login_page() -> None:
    class Members(LoginRequiredMixin, Page):
        login_url = "/login"

    request = RequestFactory().get("/studio")
    request.user = AnonymousUser()

    response = Members.as_view()(request)

    assert response.status_code == 302
    assert response.headers["Location"] == "/login?next=/studio"


def test_a_page_of_ones_own_names_the_stream_by_its_path() -> None:
    template = Template('{% load djinar %}{% djinar_stream stream="streams.Studio" offer_url="/offer" %}')

    page = template.render(Context())

    assert '<djinar-stream offer-url="/offer"' in page
    assert 'value="cartoon"' in page


@override_settings(
    DJINAR={
        "ICE_SERVERS": [
            "stun:stun.example.org",
            {"urls": "turn:turn.example.org", "username": "me", "credential": '"secret"'},
        ]
    }
)
def test_the_page_learns_the_ice_servers_of_the_settings() -> None:
    page = show(Page).content.decode()

    [attribute] = re.findall(r'ice-servers="([^"]*)"', page)
    assert json.loads(unescape(attribute)) == [
        {"urls": ["stun:stun.example.org"]},
        {"urls": ["turn:turn.example.org"], "username": "me", "credential": '"secret"'},
    ]


@override_settings(DJINAR={"ICE_SERVERS": ["stun:a", {"urls": "turn:turn.example.org", "secret": "hush"}]})
def test_a_page_asks_for_what_does_not_last() -> None:
    page = show(Page).content.decode()

    assert "asks-for-ice-servers" in page
    assert "turn.example.org" not in page
    assert "hush" not in page


@override_settings(DJINAR={"ICE_SERVERS": ["stun:a"], "BROWSER_ICE_SERVERS": []})
def test_the_page_learns_nothing_of_what_the_server_alone_asks() -> None:
    page = show(Page).content.decode()

    assert 'ice-servers="[]"' in page


def test_a_policy_with_nonces_lets_the_script_in() -> None:
    template = Template('{% load djinar %}{% djinar_stream stream="streams.Studio" %}')

    page = template.render(Context({"csp_nonce": "Zm9v"}))

    assert 'stream-element.js" nonce="Zm9v"></script>' in page


def test_the_page_says_in_which_language_it_is_written() -> None:
    with translation.override("ar"):
        page = show(Page).content.decode()

    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.parametrize(
    "storage",
    ["config.storage.ModuleManifestStorage", "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"],
)
def test_every_module_that_the_page_imports_is_there_once_collected(storage: str, tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={"staticfiles": {"BACKEND": storage}}):
        call_command("collectstatic", interactive=False, verbosity=0)

    modules = list(tmp_path.glob("djinar/*.js"))
    assert modules
    for module in modules:
        for imported in re.findall(r'from "(\./[^"]+)"', module.read_text()):
            assert (module.parent / imported).is_file(), f"{module.name} imports {imported}"


def test_the_modules_import_one_another_by_hashed_names_where_the_storage_can(tmp_path: Path) -> None:
    storages = {"staticfiles": {"BACKEND": "config.storage.ModuleManifestStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)

    [entry] = tmp_path.glob("djinar/controls.*.js")
    imports = re.findall(r'^import .* from "([^"]+)"', entry.read_text(), re.MULTILINE)
    assert len(imports) >= 5
    assert all(re.fullmatch(r"\./[\w-]+\.[0-9a-f]{12}\.js", name) for name in imports)
