"""Speak the recordings that come with Trygg: `python service/notify/voice/sounds/make.py`.

It needs the programs `espeak-ng` and `lame`, and no network. What it makes is committed: nobody who installs Trygg
needs them. A person's voice is better; how one is put in is told in docs/how-to/call-and-text-over-46elks.md.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4]))
from service.notify.voice.words import SPOKEN

HERE = Path(__file__).parent
VOICES = {"sv": "sv", "nb": "nb", "en": "en-gb"}
SPEED = 145
"""Words a minute: slow enough to be understood by somebody who was just woken."""


def main() -> None:
    """Make every recording, and write down what each was made of."""
    made = {}
    for name, languages in SPOKEN.items():
        for language, text in languages.items():
            folder = HERE / language
            folder.mkdir(exist_ok=True)
            speak(text, VOICES[language], folder / f"{name}.mp3")
            made[f"{language}/{name}.mp3"] = hashlib.sha256(text.encode()).hexdigest()
    (HERE / "made.json").write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def speak(text: str, voice: str, file: Path) -> None:
    """Speak one text into a file: one channel, 16 kHz, 24 kbit/s, with half a second of silence before it."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "spoken.wav"
        said = f'<speak><break time="500ms"/>{text}</speak>'
        subprocess.run(["espeak-ng", "-m", "-v", voice, "-s", str(SPEED), "-w", str(wave), said], check=True)  # noqa: S603, S607
        subprocess.run(["lame", "--quiet", "-m", "m", "--resample", "16", "-b", "24", str(wave), str(file)], check=True)  # noqa: S603, S607


if __name__ == "__main__":
    main()
