from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator._vendor.pages import script, style
from tests.packaging.build import ROOT

SCRIPTS = sorted((ROOT / "orchestrator").rglob("*.js"))


def test_a_style_sheet_loses_comments_and_blanks_that_mean_nothing() -> None:
    text = """
        /* Colours; { of } all */
        :root { --mono: "SF  Mono", 'a: b;}', serif; --tint: 9%; }
        a , b:hover > .c [d=e] :not(.f, .g) {
          margin: 0 max(24px, calc((100vw - 2px) / 2)); content: "; }  /* no */";
        }

        @media (min-width: 3px) and (hover) { p { color: red !important } }
    """
    assert style(text) == (
        ":root{--mono:\"SF  Mono\",'a: b;}',serif;--tint:9%}"
        "a ,b:hover > .c [d=e] :not(.f,.g){"
        'margin:0 max(24px,calc((100vw - 2px) / 2));content:"; }  /* no */"}'
        "@media (min-width:3px) and (hover){p{color:red !important}}"
    )


def test_a_comment_parts_words() -> None:
    assert style("a/* x */b { c: d/**/e }") == "a b{c:d e}"


def test_a_script_keeps_its_lines_but_not_those_that_say_something_to_people() -> None:
    text = "// What it does.\nconst a = `x  ${b}`; // kept\n\n  // Why.\n  if (a)\n    f(' // no')\n"
    assert script(text) == "const a = `x  ${b}`; // kept\nif (a)\nf(' // no')\n"


@pytest.mark.parametrize("text", ["a = `x\n  y`", "a = 1 /* x\n y */", "a = 'x\\\n  y'"])
def test_a_script_in_which_a_line_means_more_than_it_says_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write this in one line"):
        script(text)


@pytest.mark.skipif(not SCRIPTS, reason="there is no page")
@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_every_script_of_ours_can_still_be_read(tmp_path: Path) -> None:
    for path in SCRIPTS:
        shorter = tmp_path / path.name
        shorter.write_text(script(path.read_text("utf-8")), "utf-8")
        subprocess.run(["node", "--check", shorter], check=True)
