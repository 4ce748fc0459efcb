"""The pages' modules in one file each: in the order in which a browser runs them, and nothing that cannot be joined."""

import shutil
import subprocess

import pytest

from service.web.assets import STATIC, read_assets
from service.web.joined import imports, join_modules

TOLD = {
    "page.js": "import {twice} from './sub/twice.js';\nimport {\n  said as told,\n} from './said.js';\n\n"
    "told(twice(21));\n",
    "sub/twice.js": "import {said} from '../said.js';\n\nsaid('twice');\nexport const twice = (n) => plus(n, n);\n"
    "function plus(a, b) { return a + b; }\n",
    "said.js": "const plus = [];\nexport function said(word) { plus.push(word); console.log(plus.join(' ')); }\n",
}


def test_a_page_has_all_that_it_imports_in_front_of_it_once() -> None:
    """Only what nobody imports is a page, and every module stands in it once, after what it imports."""
    joined = join_modules(TOLD)
    assert list(joined) == ["page.js"]
    text = joined["page.js"]
    assert text.count("// said.js") == 1
    assert text.index("// said.js") < text.index("// sub/twice.js") < text.index("told(twice(21))")
    assert "import" not in text
    assert "export" not in text


def test_it_runs_as_its_modules_would() -> None:
    """Each module keeps its own names, and what one of them remembers is the same for all who import it."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("not here: node, which runs what was joined")
    text = join_modules(TOLD)["page.js"]
    ran = subprocess.run(
        [node, "--input-type=module"], input=text, capture_output=True, text=True, timeout=30, check=False
    )
    assert (ran.stdout, ran.stderr) == ("twice\ntwice 42\n", "")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"said.js": "import {twice} from './sub/twice.js';\n"}, "imports itself"),
        ({"said.js": "import {gone} from './gone.js';\n"}, "not in service/web/static"),
        ({"said.js": "export default 1;\n"}, "cannot be joined"),
        ({"said.js": "import * as all from './sub/other.js';\n"}, "cannot be joined"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_its_name(change: dict[str, str], why: str) -> None:
    """A circle, a module that is not there and a way of saying it that is not known stop the service at its start."""
    with pytest.raises(ValueError, match=why):
        join_modules({**TOLD, **change})


def test_every_page_is_one_file() -> None:
    """No page's own module asks for another file, and the modules that others import are served as they are."""
    assets = read_assets()
    sources = {path.relative_to(STATIC).as_posix(): path.read_text() for path in STATIC.rglob("*.js")}
    imported = {needed for name, text in sources.items() for needed in imports(name, text)}
    for name, text in sources.items():
        served = assets.files[name].content.decode()
        assert (served == text) is (name in imported or name == "phone-worker.js")
        if name not in imported:
            assert list(imports(name, served)) == []
