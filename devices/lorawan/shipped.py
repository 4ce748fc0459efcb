"""The profiles that Trygg brings: what makers' own codecs put into a decoded message.

Sources, 2026-07 to 2026-11: Milesight's SensorDecoders in its three generations and the codecs of the public device
repository (WS101, WS136, WS156, WS523, WS558, TBPB100), Dragino's TrackerD codec, Abeeway's AT2 and AT3 drivers.
"""

from types import MappingProxyType
from typing import Final

from devices.lorawan.profile import ANY, BatteryAt, FlagAt, FrameAt, HeardAt, PlaceAt, PressAt, Profile
from devices.path import Path

_at = Path.parse
_SOS_LEVEL: Final = MappingProxyType({"1": "sos", "true": "sos", "TRUE": "sos", "True": "sos"})
_SINGLE: Final = MappingProxyType({"1": "single", "true": "single"})
_PERCENT: Final = (BatteryAt(path=_at("$.battery")),)

# The same press has four shapes: an object with a random msgid, a word, a number, and the word of the makers' page.
# A value that nobody has described yet is a press all the same: the button says nothing but presses there.
_WS101 = Profile(
    name="ws101",
    models=("ws101-sos", "ws101 sos"),
    ports=(85,),
    press=(
        PressAt(
            paths=(_at("$.button_event.status"), _at("$.button"), _at("$.press"), _at("$.button_event")),
            means=MappingProxyType(
                {
                    "short press": "single",
                    "long press": "long",
                    "double press": "double",
                    "short": "single",
                    "long": "long",
                    "double": "double",
                    "1": "single",
                    "2": "long",
                    "3": "double",
                    ANY: "single",
                }
            ),
        ),
    ),
    frames=(
        *(
            FrameAt(pattern=f"{battery}ff2e0{number}", gesture=gesture, port=85)
            for battery in ("", "0175??")
            for number, gesture in ((1, "single"), (2, "long"), (3, "double"))
        ),
        FrameAt(pattern="0175??", gesture=None, port=85),
    ),
    battery=_PERCENT,
)

# Two, four or six keys, each a field of its own. Older codecs do not say how long a key was pressed.
_SCENE_PANEL = Profile(
    name="ws136",
    models=("ws156",),
    ports=(85,),
    press=tuple(
        PressAt(
            paths=(_at(f"$.button_{key}_event"), _at(f"$.button_{key}")),
            means=MappingProxyType(
                {
                    "double_press": f"double_{key}",
                    "long_press": f"long_{key}",
                    "double press": f"double_{key}",
                    "long press": f"long_{key}",
                    ANY: f"single_{key}",
                }
            ),
        )
        for key in range(1, 7)
    ),
    battery=_PERCENT,
)

_SOCKET = Profile(
    name="ws523",
    models=("ws521", "ws525"),
    ports=(85,),
    outputs=MappingProxyType({"socket_status": FlagAt(path=_at("$.socket_status"), on=("on", "1"))}),
)

_LIGHT_CONTROLLER = Profile(
    name="ws558",
    ports=(85,),
    outputs=MappingProxyType(
        {f"switch_{number}": FlagAt(path=_at(f"$.switch_{number}"), on=("on", "1")) for number in range(1, 9)}
    ),
)

_TRACKERD = Profile(
    name="trackerd",
    ports=(2, 3, 4, 6, 7, 8),
    press=(PressAt(paths=(_at("$.ALARM_status"),), means=_SOS_LEVEL, level="ALARM_status"),),
    battery=(BatteryAt(path=_at("$.BatV"), unit="volts"),),
    places=(
        PlaceAt(latitude=_at("$.Latitude"), longitude=_at("$.Longitud")),
        PlaceAt(latitude=_at("$.Latitude"), longitude=_at("$.Longitude")),
    ),
    heard=(
        HeardAt(name=(_at("$.WIFISSID"),), rssi=_at("$.RSSI")),
        HeardAt(name=(_at("$.UUID"), _at("$.MAJOR"), _at("$.MINOR")), rssi=_at("$.RSSI")),
    ),
)

# What this codec calls batteryLevel is no percentage in every firmware: above 100 it is left to what stands beside it.
_ABEEWAY_2 = Profile(
    name="abeeway-at2",
    models=("at2", "abeeway asset tracker 2"),
    ports=(18,),
    press=(PressAt(paths=(_at("$.sosFlag"),), means=_SOS_LEVEL, level="sosFlag"),),
    battery=(
        BatteryAt(path=_at("$.batteryLevel")),
        BatteryAt(path=_at("$.batteryVoltage"), unit="volts"),
        BatteryAt(path=_at("$.batteryStatus"), unit="text"),
    ),
    places=(
        PlaceAt(latitude=_at("$.gpsLatitude"), longitude=_at("$.gpsLongitude"), accuracy=_at("$.horizontalAccuracy")),
    ),
)

_ABEEWAY_3 = Profile(
    name="abeeway-at3",
    models=("at3", "abeeway asset tracker 3"),
    ports=(19,),
    press=(
        PressAt(
            paths=(_at("$.header.sos"), _at("$.position.triggers.geoTriggerSos")), means=_SOS_LEVEL, level="header.sos"
        ),
    ),
    battery=(BatteryAt(path=_at("$.header.batteryLevel")),),
    places=(
        PlaceAt(
            latitude=_at("$.position.gnssFix.latitude"),
            longitude=_at("$.position.gnssFix.longitude"),
            accuracy=_at("$.position.gnssFix.EHPE"),
        ),
    ),
)

# Its `status` would fit anybody's message, so it is only guessed on its own port. Every frame that says 1 is a press: a
# second one may come before any frame says 0 again.
_TABS_BUTTON = Profile(
    name="tbpb100",
    models=("tabs-push-button", "push-button-tbpb100"),
    ports=(147,),
    only_on_ports=True,
    press=(
        PressAt(
            paths=(_at("$.status"), _at("$.action.button.pressed")),
            means=MappingProxyType({"1": "single", "true": "single"}),
        ),
    ),
    frames=(FrameAt(pattern="01??*", gesture="single", port=147), FrameAt(pattern="00??*", gesture=None, port=147)),
    battery=(BatteryAt(path=_at("$.battery"), unit="volts"),),
)

SHIPPED: Final[tuple[Profile, ...]] = (
    _WS101,
    _SCENE_PANEL,
    _SOCKET,
    _LIGHT_CONTROLLER,
    _TRACKERD,
    _ABEEWAY_2,
    _ABEEWAY_3,
    _TABS_BUTTON,
)
"""In the order in which two that fit equally well are taken."""
