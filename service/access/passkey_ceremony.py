"""What a browser is asked for a passkey, and what its answer proves. It asks nobody and keeps nothing.

py_webauthn reads and checks; it is loaded where somebody first uses a passkey, and beside the loop, because presses go
through the loop. Attestation, by which an authenticator would say who made it, is not asked for.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from service.access.passkey_place import Place
from service.store.access_port import Account
from service.store.passkey_port import Passkey
from service.store.passkey_tables import LONGEST_CREDENTIAL, LONGEST_PUBLIC_KEY

SERVICE: Final = "Trygg"
"""What an authenticator calls the service."""
TRANSPORTS: Final = ("ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb")
"""All that is kept of what a browser says of how it reaches an authenticator."""


class CeremonyError(Exception):
    """An answer that proves nothing; the text says why, for the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Created:
    """What a browser answers that has made a passkey; everything as base64url."""

    id: str
    client_data: str
    attestation: str
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """What a browser answers by which somebody logs in; everything as base64url."""

    id: str
    client_data: str
    authenticator_data: str
    signature: str
    handle: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What is kept of a passkey that was made."""

    credential: str
    public_key: str
    sign_count: int
    transports: tuple[str, ...]


def asked_to_make(
    place: Place, account: Account, handle: str, challenge: str, *, have: Iterable[Passkey], lasts_ms: int
) -> dict[str, Any]:
    """Return what a browser is asked, to make a passkey that can be found by itself and asks who its person is."""
    from webauthn import base64url_to_bytes, generate_registration_options  # noqa: PLC0415 - as above
    from webauthn.helpers import options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import (  # noqa: PLC0415
        AttestationConveyancePreference,
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=place.name,
        rp_name=SERVICE,
        user_id=base64url_to_bytes(handle),
        user_name=account.login,
        user_display_name=account.name,
        challenge=base64url_to_bytes(challenge),
        timeout=lasts_ms,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in have],
    )
    told: dict[str, Any] = json.loads(options_to_json(options))
    return told


def asked_to_sign(place: Place, challenge: str, lasts_ms: int) -> dict[str, Any]:
    """Return what a browser is asked where somebody logs in; whose passkeys there are is not said."""
    from webauthn import base64url_to_bytes, generate_authentication_options  # noqa: PLC0415 - as above
    from webauthn.helpers import options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    options = generate_authentication_options(
        rp_id=place.name,
        challenge=base64url_to_bytes(challenge),
        timeout=lasts_ms,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    told: dict[str, Any] = json.loads(options_to_json(options))
    return told


def made_by(answer: Created, place: Place, challenge: str) -> Made:
    """Return the passkey that an answer brings.

    Raises:
        CeremonyError: it answers something else, comes from another page, nobody was verified, or it is too long.
    """
    from webauthn import base64url_to_bytes, verify_registration_response  # noqa: PLC0415 - as above
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415

    content = {"clientDataJSON": answer.client_data, "attestationObject": answer.attestation}
    try:
        verified = verify_registration_response(
            credential={"id": answer.id, "rawId": answer.id, "type": "public-key", "response": content},
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.name,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception as wrong:  # whatever bytes make the library stumble: they prove nothing
        raise CeremonyError(f"{type(wrong).__name__}: {wrong}") from wrong
    made = Made(
        credential=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        transports=tuple(one for one in TRANSPORTS if one in answer.transports),
    )
    if made.credential != answer.id:
        raise CeremonyError("the credential that was made has another id than was said")
    if len(made.credential) > LONGEST_CREDENTIAL or len(made.public_key) > LONGEST_PUBLIC_KEY:
        raise CeremonyError("the credential or its key is too long to be kept")
    return made


def counted_by(answer: Signed, place: Place, challenge: str, kept: Passkey) -> int:
    """Return the authenticator's count of signatures, once it is proven that the kept passkey has signed.

    Raises:
        CeremonyError: it answers something else, comes from another page, nobody was verified, or another key signed.
    """
    from webauthn import base64url_to_bytes, verify_authentication_response  # noqa: PLC0415 - as above

    content = {
        "clientDataJSON": answer.client_data,
        "authenticatorData": answer.authenticator_data,
        "signature": answer.signature,
        "userHandle": answer.handle,
    }
    if answer.handle != kept.handle:
        raise CeremonyError("the passkey calls its person something else")
    if kept.place != place.name:
        raise CeremonyError("the passkey was made for another address")
    try:
        verified = verify_authentication_response(
            credential={"id": answer.id, "rawId": answer.id, "type": "public-key", "response": content},
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.name,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(kept.public_key),
            # The library looks at the count before it looks at the signature, so that anybody could have it say that
            # a passkey was copied. `has_counted_back` is asked when it is proven who counts.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as wrong:  # as above
        raise CeremonyError(f"{type(wrong).__name__}: {wrong}") from wrong
    return verified.new_sign_count


def has_counted_back(before: int, now: int) -> bool:
    """Tell whether an authenticator has not counted on since its last use, though it counts: there may be a copy.

    WebAuthn level 3, section 7.2, step 22. Passkeys that are carried from device to device say 0 each time.
    """
    return (before > 0 or now > 0) and now <= before
