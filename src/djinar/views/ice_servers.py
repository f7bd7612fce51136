"""The ICE servers that a client is told of."""

from __future__ import annotations

import time

from django.http import JsonResponse
from django.utils.crypto import salted_hmac

from djinar.conf import get_settings
from djinar.ice_servers import as_rtc_ice_servers
from djinar.sessions.owner import Owner


def lend_ice_servers(owner: Owner) -> JsonResponse:
    """With credentials for this owner, which soon end."""
    servers = get_settings().network.browser_ice_servers
    borrower, now = relay_name(owner), time.time()
    lent = as_rtc_ice_servers(server.lent_to(borrower, now) for server in servers)
    return JsonResponse({"ice_servers": lent}, headers={"Cache-Control": "no-store"})


def relay_name(owner: Owner) -> str:
    """By which a TURN server knows an owner, and counts the owner's relays; it says nothing of them to anybody else."""
    named = f"user {owner.user_id}" if owner.user_id else f"address {owner.address_block}"
    return salted_hmac("djinar.turn", named, algorithm="sha256").hexdigest()[:32]
