"""What the recordings say, language by language. `sounds/make.py` speaks them; an operator can record her own.

Nobody's name, no place and no alarm is in them: whoever picks up hears them, and so does an answering machine.
"""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("sv", "nb", "en")

SPOKEN: Final[Mapping[str, Mapping[str, str]]] = {
    "call": {
        "sv": "Det här är Trygg. Du behövs nu. Tryck ett om du kommer. Tryck två om du inte kan.",
        "nb": "Dette er Trygg. Du trengs nå. Tast en hvis du kommer. Tast to hvis du ikke kan.",
        "en": "This is Trygg. You are needed now. Press one if you are coming. Press two if you cannot.",
    },
    "outside": {
        "sv": "Det här är ett automatiskt samtal från larmtjänsten Trygg. Ett larm är utlöst på ett kontor, och hjälp "
        "behövs. Tryck ett om ni har uppfattat det och kommer. Tryck två om ni inte kan.",
        "nb": "Dette er en automatisk oppringning fra alarmtjenesten Trygg. En alarm er utløst på et kontor, og det "
        "trengs hjelp. Tast en hvis dere har oppfattet det og kommer. Tast to hvis dere ikke kan.",
        "en": "This is an automatic call from the alarm service Trygg. An alarm was raised at an office, and help is "
        "needed. Press one if you have understood it and are coming. Press two if you cannot.",
    },
    "drill": {
        "sv": "Detta är en övning.",
        "nb": "Dette er en øvelse.",
        "en": "This is a drill.",
    },
    "again": {
        "sv": "Vi ringer igen om samma sak.",
        "nb": "Vi ringer igjen om det samme.",
        "en": "We call again about the same thing.",
    },
    "noted_coming": {
        "sv": "Tack. Ditt svar är mottaget: du kommer.",
        "nb": "Takk. Svaret ditt er mottatt: du kommer.",
        "en": "Thank you. Your answer has been received: you are coming.",
    },
    "noted_cannot": {
        "sv": "Tack. Ditt svar är mottaget: du kan inte.",
        "nb": "Takk. Svaret ditt er mottatt: du kan ikke.",
        "en": "Thank you. Your answer has been received: you cannot.",
    },
    "not_noted": {
        "sv": "Ditt svar kunde inte tas emot. Svara på en skärm, eller ring kontoret.",
        "nb": "Svaret ditt kunne ikke tas imot. Svar på en skjerm, eller ring kontoret.",
        "en": "Your answer could not be received. Answer on a screen, or ring the office.",
    },
    "no_answer": {
        "sv": "Du har inte svarat. Svara på en skärm eller i din telefon.",
        "nb": "Du har ikke svart. Svar på en skjerm eller på telefonen din.",
        "en": "You have not answered. Answer on a screen or on your telephone.",
    },
    "done": {
        "sv": "Det här är Trygg. Det du kallades till är redan besvarat eller över. Du behöver inte göra något.",
        "nb": "Dette er Trygg. Det du ble kalt til er allerede besvart eller over. Du trenger ikke å gjøre noe.",
        "en": "This is Trygg. What you were called for has been answered or is over. There is nothing for you to do.",
    },
    "over": {
        "sv": "Det här är Trygg. Det är över. Tack.",
        "nb": "Dette er Trygg. Det er over. Takk.",
        "en": "This is Trygg. It is over. Thank you.",
    },
    "follow_up": {
        "sv": "Det här är Trygg. Det finns något för dig att följa upp.",
        "nb": "Dette er Trygg. Det er noe du må følge opp.",
        "en": "This is Trygg. There is something for you to follow up.",
    },
}
"""Recording → language → what it says."""
