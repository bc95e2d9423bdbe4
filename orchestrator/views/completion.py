"""What completes the words of a command line: the same table as a script for bash, for zsh and for fish."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

NAME = "orchestrate"
LATER = "completion --words"  # asks for what only the project knows, while somebody types


class Kind(Enum):
    """What stands behind an option or at an argument's place."""

    NOTHING = "nothing"  # the option is complete
    TEXT = "text"  # something that only the user knows
    WORDS = "words"
    RUNS = "runs"
    PHASES = "phases"
    PLANS = "plans"  # files of Markdown
    FOLDERS = "folders"


class Value(NamedTuple):
    """What can be written at one place."""

    kind: Kind
    shown: str = ""  # as the help calls it: RUN_ID
    words: tuple[str, ...] = ()  # of Kind.WORDS


class Option(NamedTuple):
    """One option of a command."""

    names: tuple[str, ...]
    what: str
    value: Value


class Command(NamedTuple):
    """One command; its arguments in their order."""

    name: str
    what: str
    options: tuple[Option, ...]
    arguments: tuple[Value, ...]


BASH = """\
# Completes orchestrate in bash; in ~/.bashrc: eval "$(orchestrate completion bash)"
_orchestrate_takes() { # command, and an option or the place of an argument; sets $takes
    case "$1 $2" in
@TAKES@
        *) takes= ;;
    esac
}

_orchestrate_options() { # command; sets $takes
    case $1 in
@OPTIONS@
        *) takes= ;;
    esac
}

_orchestrate_words() { # program, what is taken, the word begun
    case $2 in
        @runs | @phases) "$1" @LATER@ "${2#@}" 2>/dev/null ;;
        @plans) compgen -f -X '!*.md' -- "${3//\\\\/}"; compgen -d -- "${3//\\\\/}" ;;
        @folders) compgen -d -- "${3//\\\\/}" ;;
        @text) ;;
        *) printf '%s\\n' $2 ;;
    esac
}

_orchestrate() {
    local word=$2 command=${COMP_WORDS[1]} takes='@COMMANDS@' open= place=0 at line
    [[ $word == = ]] && word=
    if ((COMP_CWORD > 1)); then
        for ((at = 2; at < COMP_CWORD; at++)); do
            line=${COMP_WORDS[at]}
            if [[ $line == = ]]; then # --run=ID comes as three words
                continue
            elif [[ $open ]]; then
                open=
            elif [[ $line == -* ]]; then
                _orchestrate_takes "$command" "$line"
                [[ $takes ]] && open=$line
            else
                ((place += 1))
            fi
        done
        _orchestrate_takes "$command" "${open:-$place}"
        if [[ ! $open && ( $word == -* || ! $takes ) ]]; then
            _orchestrate_options "$command"
        fi
    fi
    COMPREPLY=()
    case $takes in
        @plans | @folders)
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done
            ;;
        *)
            while IFS= read -r line; do
                [[ $line == "$word"* ]] && COMPREPLY+=("$line")
            done
            ;;
    esac < <(_orchestrate_words "$1" "$takes" "$word")
}

complete -F _orchestrate orchestrate
"""


def bash(commands: tuple[Command, ...]) -> str:
    """For bash from 3.2 on."""
    takes, options = [], []
    for command in commands:
        names = " ".join(name for option in command.options for name in option.names)
        options.append(f"        {command.name}) takes='{names}' ;;")
        values = [(option.names, option.value) for option in command.options]
        values += [((str(place),), value) for place, value in enumerate(command.arguments)]
        for keys, value in values:
            if value.kind is not Kind.NOTHING:
                pattern = " | ".join(f"'{command.name} {key}'" for key in keys)
                words = " ".join(value.words) or f"@{value.kind.value}"
                takes.append(f"        {pattern}) takes='{words}' ;;")
    first = " ".join((*(command.name for command in commands), "--help", "--version"))
    return _filled(BASH, TAKES=takes, OPTIONS=options, LATER=[LATER], COMMANDS=[first])


ZSH = """\
#compdef orchestrate
# Completes orchestrate in zsh; in ~/.zshrc, behind compinit: eval "$(orchestrate completion zsh)"
_orchestrate_words() { # what compadd is to know, then runs or phases
    local -a found
    found=(${(f)"$(_call_program words ${(q)program} @LATER@ $argv[-1] 2>/dev/null)"})
    compadd "${(@)argv[1,-2]}" -a found
}

_orchestrate() {
    local program=${(Q)words[1]} command=$words[2]
    local -a commands
    commands=(
@COMMANDS@
    )
    if ((CURRENT == 2)); then
        _describe -t commands command commands
        return
    fi
    shift words
    ((CURRENT--))
    case $command in
@OPTIONS@
    esac
}

if [[ $funcstack[1] == _orchestrate ]]; then
    _orchestrate "$@"
else
    compdef _orchestrate orchestrate
fi
"""
IN_ZSH = {
    Kind.TEXT: " ",
    Kind.RUNS: "_orchestrate_words runs",
    Kind.PHASES: "_orchestrate_words phases",
    Kind.PLANS: '_files -g "*.md"',
    Kind.FOLDERS: "_files -/",
}


def zsh(commands: tuple[Command, ...]) -> str:
    """For zsh with its completion system."""
    described = [f"        {_quoted(f'{command.name}:{command.what}')}" for command in commands]
    cases = []
    for command in commands:
        specs = [spec for option in command.options for spec in _zsh_option(option)]
        specs += [f"{place + 1}{_zsh_value(value)}" for place, value in enumerate(command.arguments)]
        listed = " \\\n".join(f"                {_quoted(spec)}" for spec in specs)
        cases.append(f"        {command.name})\n            _arguments -s -S \\\n{listed}\n            ;;")
    return _filled(ZSH, COMMANDS=described, OPTIONS=cases, LATER=[LATER])


def _zsh_option(option: Option) -> list[str]:
    """One line for each of its names, each of which excludes the others."""
    what = option.what.replace("[", "(").replace("]", ")")
    specs = []
    for name in option.names:
        value = _zsh_value(option.value)
        joint = "" if not value else "=" if name.startswith("--") else "+"
        specs.append(f"({' '.join(option.names)}){name}{joint}[{what}]{value}")
    return specs


def _zsh_value(value: Value) -> str:
    if value.kind is Kind.NOTHING:
        return ""
    action = f"({' '.join(value.words)})" if value.words else IN_ZSH[value.kind]
    return f":{value.shown}:{action}"


FISH = """\
# Completes orchestrate in fish; in config.fish: orchestrate completion fish | source
function __orchestrate_in # a command: whether it is the one that is typed
    set -l typed (commandline -opc)
    test (count $typed) -ge 2; and test $typed[2] = $argv[1]
end

function __orchestrate_at # command, place of an argument, options with a value: whether it comes next
    __orchestrate_in $argv[1]; or return 1
    set -l place 0
    set -l open 0
    for word in (commandline -opc)[3..-1]
        if test $open = 1
            set open 0
        else if string match -q -- '-*' $word
            contains -- $word $argv[3..-1]; and set open 1
        else
            set place (math $place + 1)
        end
    end
    test $open = 0 -a $place = $argv[2]
end

function __orchestrate_words # runs or phases
    set -l typed (commandline -opc)
    $typed[1] @LATER@ $argv[1] 2>/dev/null
end

complete -c orchestrate -f
complete -c orchestrate -n 'test (count (commandline -opc)) = 1' -l help -d 'show the commands'
complete -c orchestrate -n 'test (count (commandline -opc)) = 1' -l version -d 'show the version'
@COMMANDS@
@OPTIONS@
"""
IN_FISH = {
    Kind.NOTHING: "",
    Kind.TEXT: " -x",
    Kind.RUNS: " -x -a '(__orchestrate_words runs)'",
    Kind.PHASES: " -x -a '(__orchestrate_words phases)'",
    Kind.PLANS: " -x -a '(__fish_complete_suffix .md)'",
    Kind.FOLDERS: " -x -a '(__fish_complete_directories)'",
}


def fish(commands: tuple[Command, ...]) -> str:
    """For fish from 3.4 on."""
    begin = f"complete -c {NAME} -n "
    first = [
        f"{begin}'test (count (commandline -opc)) = 1' -a {command.name} -d {_fish(command.what)}"
        for command in commands
    ]
    lines = []
    for command in commands:
        valued = [n for o in command.options if o.value.kind is not Kind.NOTHING for n in o.names]
        for option in command.options:
            names = "".join(f" -l {n[2:]}" if n.startswith("--") else f" -s {n[1:]}" for n in option.names)
            where, value = f"'__orchestrate_in {command.name}'", _fish_value(option.value)
            lines.append(f"{begin}{where}{names}{value} -d {_fish(option.what)}")
        for place, taken in enumerate(command.arguments):
            where = " ".join(("__orchestrate_at", command.name, str(place), *valued))
            lines.append(f"{begin}'{where}'{_fish_value(taken)}")
    return _filled(FISH, COMMANDS=first, OPTIONS=lines, LATER=[LATER])


def _fish_value(value: Value) -> str:
    return f" -x -a '{' '.join(value.words)}'" if value.words else IN_FISH[value.kind]


def _fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _filled(script: str, **parts: list[str]) -> str:
    for name, lines in parts.items():
        script = script.replace(f"@{name}@", "\n".join(lines))
    return script
