"""Bad configuration files, and what is said about each."""

from __future__ import annotations

from tests.bad_input.case import configured

CONFIGURATIONS = (
    configured(
        "a secret in the place of the name of its variable",
        "redact: [sk-ant-api03-x]\n",
        (
            ".orchestrator/config.yaml:1: `redact` is no list of variables: 'sk-ant-api03-x'; write names "
            "only, never their values: [MY_TOKEN, OTHER_TOKEN]"
        ),
    ),
    configured(
        "a key that is misspelt",
        "time_out: 5\n",
        (
            ".orchestrator/config.yaml:1: there is no key 'time_out'; did you mean 'timeout' or "
            "'tool_timeout' or 'idle_timeout'?"
        ),
    ),
    configured(
        "a key that is misspelt in a section",
        "claude:\n  comand: claude\n",
        (".orchestrator/config.yaml:2: there is no key 'comand' in `claude`; did you mean 'command'?"),
    ),
    configured(
        "a section that is a value",
        "claude: /usr/bin/claude\n",
        (
            ".orchestrator/config.yaml:1: `claude` is '/usr/bin/claude', not a section; write its "
            "keys below it, indented: command, arguments, permission_mode, result_grace"
        ),
    ),
    configured(
        "a list in the place of the mapping",
        "- timeout\n",
        (".orchestrator/config.yaml:1: a configuration is a mapping, not a list; write `key: value` lines"),
    ),
    configured(
        "a number in quotes",
        "timeout: '1800'\n",
        (".orchestrator/config.yaml:1: `timeout` is '1800', not a number; write it without quotes: 1800"),
    ),
    configured(
        "a number out of range",
        "max_retries: -1\n",
        ".orchestrator/config.yaml:1: `max_retries` is -1; write a whole number from 0 to 100",
    ),
    configured(
        "a number that is none",
        "timeout: .nan\n",
        (
            ".orchestrator/config.yaml:1: .nan means different things to different readers of YAML; "
            "quote it if it is text; write a number as 1800 or 0.5"
        ),
    ),
    configured(
        "a whole number with a fraction",
        "max_retries: 2.5\n",
        (
            ".orchestrator/config.yaml:1: `max_retries` is 2.5, not a whole number; write a whole "
            "number from 0 to 100"
        ),
    ),
    configured(
        "a flag in quotes",
        'strict_compliance: "yes"\n',
        (".orchestrator/config.yaml:1: `strict_compliance` is 'yes'; write true or false, without quotes"),
    ),
    configured(
        "a choice that is misspelt",
        "gates_in: workspce\n",
        ".orchestrator/config.yaml:1: `gates_in` is 'workspce'; did you mean 'workspace'?",
    ),
    configured(
        "a model that is misspelt",
        "model: sonet\n",
        (
            ".orchestrator/config.yaml:1: `model` is 'sonet'; did you mean 'sonnet'? (a full name "
            "contains 'claude')"
        ),
    ),
    configured(
        "a command without a value",
        "gates:\n  lint:\n",
        ".orchestrator/config.yaml:2: `gates: 'lint'` has no value; write one, or delete the line",
    ),
    configured(
        "a command that is empty",
        'gates:\n  lint: "  "\n',
        (".orchestrator/config.yaml:2: `gates: 'lint'` is empty; write the command, or delete the line"),
    ),
    configured(
        "a configured command with a terminal escape",
        'gates:\n  lint: "make \\e[2J"\n',
        (
            ".orchestrator/config.yaml:2: `gates: 'lint'` has a character in it that does not show: "
            "'make \\x1b[2J'; keep it on one line of ordinary text"
        ),
    ),
    configured(
        "a launcher with an open quote",
        'launcher: docker run "x\n',
        (
            ".orchestrator/config.yaml:1: `launcher` cannot be split into words (no closing "
            "quotation); close the quotes, or write a list of words"
        ),
    ),
    configured(
        "a program that starts with a tilde",
        "claude:\n  command: ~/bin/claude\n",
        (
            ".orchestrator/config.yaml:2: `claude.command` starts with '~/bin/claude', which is no "
            "program; write a name on PATH or a full path; `~` is not expanded"
        ),
    ),
    configured(
        "a server that is no URL",
        "notifications:\n  server: ntfy.sh\n",
        (
            ".orchestrator/config.yaml:2: `notifications.server` is 'ntfy.sh', which is no url; "
            "write http:// or https://, a host, and nothing secret"
        ),
    ),
    configured(
        "a provider without a topic",
        "notifications:\n  provider: ntfy\n",
        (
            ".orchestrator/config.yaml:2: ntfy does not know whom to tell; write "
            "notifications.topic, a name that nobody guesses, or choose another provider"
        ),
    ),
    configured(
        "a pattern outside of the project",
        "protect: [/etc/**]\n",
        (
            ".orchestrator/config.yaml:1: `protect` is no list of patterns: pattern '/etc/**' is "
            "absolute; write it relative to the project, such as 'tests/'"
        ),
    ),
    configured(
        "a key twice",
        "timeout: 5\ntimeout: 6\n",
        (".orchestrator/config.yaml:2: the key 'timeout' is there twice, first in line 1; keep one of them"),
    ),
    configured(
        "tabs",
        "gates:\n\tlint: make\n",
        ".orchestrator/config.yaml:2: the line starts with a tab; indent with spaces",
    ),
    configured(
        "an anchor",
        "timeout: &t 5\n",
        (
            ".orchestrator/config.yaml:1: `&` here is an anchor, which a configuration does not "
            "need; quote it if it is text"
        ),
    ),
    configured(
        "an alias",
        "timeout: *t\n",
        (
            ".orchestrator/config.yaml:1: `*` here is an alias, which a configuration does not need; "
            "quote it if it is text"
        ),
    ),
    configured(
        "a merge key",
        "<<: x\n",
        ".orchestrator/config.yaml:1: merge keys are not supported; write the keys out",
    ),
    configured(
        "a block of text",
        "gates:\n  lint: |\n    make\n",
        (
            ".orchestrator/config.yaml:2: `|` here is a block of text, which a configuration does "
            "not need; write it on one line, or quote it if it is text"
        ),
    ),
    configured(
        "a list over lines",
        "protect: [a,\n  b]\n",
        (
            ".orchestrator/config.yaml:1: this is no list of plain or quoted words that ends on its "
            'line; write `[one, "two"]`, or one `- item` a line'
        ),
    ),
    configured(
        "a word that readers take for different numbers",
        "timeout: 1_000\n",
        (
            ".orchestrator/config.yaml:1: 1_000 means different things to different readers of YAML; "
            "quote it if it is text; write a number as 1800 or 0.5"
        ),
    ),
    configured(
        "a key that is a number",
        "gates:\n  1: make\n",
        '.orchestrator/config.yaml:2: the key 1 is no text to YAML; quote it: "1"',
    ),
    configured(
        "a line that fits nowhere",
        "gates:\n  lint: make\n test: make\n",
        (
            ".orchestrator/config.yaml:3: this line fits neither the block above nor its parent; "
            "give all keys of a block the same indentation, keep a value on one line, and quote long "
            "text"
        ),
    ),
    configured(
        "no blank behind the colon",
        "timeout:5\n",
        (
            ".orchestrator/config.yaml:1: there is no key here; write `key: value` on one line, with "
            "a space behind the colon"
        ),
    ),
    configured(
        "two colons on a line",
        "gates: lint: make\n",
        (
            ".orchestrator/config.yaml:1: there is a second `: ` on this line; quote the value, or "
            "put the inner key on a line of its own, indented"
        ),
    ),
    configured(
        "a quote that is not closed",
        'model: "sonnet\n',
        '.orchestrator/config.yaml:1: the quotes are not closed on this line; close them with "',
    ),
    configured(
        "text behind a quote",
        'model: "sonnet" or haiku\n',
        (
            ".orchestrator/config.yaml:1: there is more text behind the value: 'or haiku'; quote the "
            "whole value, or put ` #` before a comment"
        ),
    ),
    configured(
        "an escape that YAML does not know",
        'gates:\n  a: "\\q"\n',
        (
            ".orchestrator/config.yaml:2: '\\\\q' is no character; double a backslash that is meant as "
            "such, or use single quotes"
        ),
    ),
    configured(
        "two documents",
        "timeout: 5\n---\ntimeout: 6\n",
        (
            ".orchestrator/config.yaml:2: there is more than one document here; keep one; `---` may "
            "stand alone on its first line and `...` on its last"
        ),
    ),
    configured(
        "a key of a thousand characters",
        "x" * 1000 + ": 1\n",
        ".orchestrator/config.yaml:1: the key is too long; use at most 200 characters",
    ),
    configured(
        "levels without end",
        "\n".join(" " * n + "a:" for n in range(20)),
        ".orchestrator/config.yaml:17: more than 16 levels; nest less",
    ),
    configured(
        "a NUL",
        b"timeout: 5\x00\n",
        (
            ".orchestrator/config.yaml:1: there is a character that YAML does not allow here, "
            'U+0000; remove it, or write it in double quotes as "\\u...."'
        ),
    ),
    configured(
        "another encoding",
        "model: sonnet".encode("utf-16"),
        ".orchestrator/config.yaml:1: this is not UTF-8; save the file as UTF-8",
    ),
    configured(
        "a configuration of a megabyte and more",
        "#" * (1024 * 1024 + 1),
        (".orchestrator/config.yaml: File is larger than 1 MiB; put a readable file there, or remove it"),
    ),
)
