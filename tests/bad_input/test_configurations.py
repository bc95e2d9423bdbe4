"""Whatever happens to a configuration or a variable, it is settings or complaints."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.configuration.settings import merge
from orchestrator.configuration.table import BY_VARIABLE
from orchestrator.errors import InputError
from orchestrator.model.configuration import Settings
from orchestrator.model.plan import Complaint
from tests.bad_input.effort import effort
from tests.bad_input.harmless import harmful
from tests.bad_input.mutation import FRAGMENTS, mutants

SOUND = b"""# what is usual here
timeout: 1800
max_retries: 2
model: sonnet
strict_compliance: yes
gate_timeout: 0.5
gates:
  lint: "make lint # all"
  'unit tests': pytest -q
launcher: ["docker", 'run', --rm]
protect:
  - tests/
  - "*.snap"
verify_in_session: off
claude:
  command: claude
  arguments: []
  result_grace: 1.5e+1
notifications: # for the night
  enabled: true
  provider: ntfy
  topic: nobody-guesses
"""
VARIABLE = st.sampled_from([*BY_VARIABLE, "ORCHESTRATE_", "ORCHESTRATE_GATES", "ORCHESTRATE_\udcff\x1b"])
VALUE = (
    st.text(max_size=20) | st.sampled_from(FRAGMENTS).map(lambda odd: odd.decode("utf-8", "surrogateescape"))
).map(lambda text: text.replace("\0", ""))


def merged(file: bytes | None, environment: dict[str, str]) -> Settings | tuple[Complaint, ...]:
    try:
        return merge(file, "c.yaml", environment, {})
    except InputError as error:
        return error.complaints


def check(file: bytes | None, environment: dict[str, str]) -> None:
    settings = merged(file, environment)
    if not isinstance(settings, Settings):
        assert settings
        for one in settings:
            assert one.cure
            assert not harmful(str(one))
            assert len(str(one)) < 2_000
        return
    assert 0 < settings.timeout < 1e9
    assert settings.claude.command
    assert all(
        command.strip() and not harmful(command.replace("\t", "")) for command in settings.gates.values()
    )


def test_the_sample_is_sound() -> None:
    assert merge(SOUND, "c.yaml", {}, {}).gates["unit tests"] == "pytest -q"


@effort(250)
@given(mutants([SOUND]))
def test_what_was_a_configuration_is_one_or_is_complained_about(file: bytes) -> None:
    check(file, {})


@effort(100)
@given(st.dictionaries(VARIABLE, VALUE, max_size=4))
def test_any_variables_are_settings_or_complained_about(environment: dict[str, str]) -> None:
    check(None, environment)
