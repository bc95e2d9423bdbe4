"""The tables, as an ordered tuple of migrations; a migration that was released never changes."""

from __future__ import annotations

_KEY = "run_id TEXT NOT NULL REFERENCES run(id), phase_id TEXT NOT NULL"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE run (
            id TEXT PRIMARY KEY, plan_path TEXT NOT NULL, title TEXT NOT NULL, plan TEXT NOT NULL,
            model TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT, exit_code INTEGER)""",
        f"""CREATE TABLE phase (
            {_KEY}, position INTEGER NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 0, attempt INTEGER NOT NULL DEFAULT 0,
            first_attempt INTEGER NOT NULL DEFAULT 1, assumed INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL DEFAULT '', since TEXT NOT NULL, PRIMARY KEY (run_id, phase_id))""",
        f"""CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, {_KEY}, at TEXT NOT NULL, trigger TEXT NOT NULL,
            source TEXT NOT NULL, dest TEXT NOT NULL, version INTEGER NOT NULL,
            attempt INTEGER NOT NULL, reason TEXT NOT NULL, UNIQUE (run_id, phase_id, version))""",
        f"""CREATE TABLE attempt (
            {_KEY}, number INTEGER NOT NULL, token TEXT NOT NULL, started_at TEXT NOT NULL,
            ended_at TEXT, decision TEXT, reason TEXT, PRIMARY KEY (run_id, phase_id, number))""",
        f"""CREATE TABLE session (
            {_KEY}, attempt INTEGER NOT NULL, ordinal INTEGER NOT NULL, claude_id TEXT NOT NULL,
            continues INTEGER NOT NULL, started_at TEXT NOT NULL, ended_at TEXT, ending TEXT, reason TEXT,
            resumable INTEGER, exit_code INTEGER, summary TEXT, left_behind TEXT,
            input_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0,
            cache_read_tokens INTEGER NOT NULL DEFAULT 0, cache_creation_tokens INTEGER NOT NULL DEFAULT 0,
            cost_usd REAL, PRIMARY KEY (run_id, phase_id, attempt, ordinal))""",
        f"""CREATE TABLE gate_result (
            {_KEY}, attempt INTEGER NOT NULL, ordinal INTEGER NOT NULL, name TEXT NOT NULL,
            command TEXT NOT NULL, exit_code INTEGER, seconds REAL NOT NULL, output_path TEXT NOT NULL,
            left_behind TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (run_id, phase_id, attempt, ordinal))""",
        f"""CREATE TABLE finding (
            {_KEY}, attempt INTEGER NOT NULL, ordinal INTEGER NOT NULL, kind TEXT NOT NULL,
            severity TEXT NOT NULL, message TEXT NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (run_id, phase_id, attempt, ordinal))""",
        f"""CREATE TABLE signal (
            {_KEY}, attempt INTEGER NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, status TEXT NOT NULL,
            reason TEXT NOT NULL, report TEXT, PRIMARY KEY (run_id, phase_id, attempt, name))""",
    ),
    (
        "ALTER TABLE attempt ADD COLUMN base_tree TEXT",  # digest of the workspace before the first session
        "ALTER TABLE attempt ADD COLUMN tree TEXT",  # and of what was judged
        "ALTER TABLE attempt ADD COLUMN protected TEXT",  # digest of the list of protected files before it
        "ALTER TABLE attempt ADD COLUMN ignores TEXT",  # JSON: the ignore rules before it, as latin-1
        "ALTER TABLE attempt ADD COLUMN tampered TEXT",  # JSON: frozen files found changed, before put back
        "ALTER TABLE attempt ADD COLUMN evidence TEXT",  # JSON: every file and table of the attempt -> sha256
        "ALTER TABLE attempt ADD COLUMN chain TEXT",  # sha256 of the link before and of `evidence`
        "ALTER TABLE session ADD COLUMN notes TEXT",  # JSON: how the notes files were before it
        "ALTER TABLE gate_result ADD COLUMN tree TEXT",  # digest of the tree in which the gate ran
        "ALTER TABLE finding ADD COLUMN accepted TEXT NOT NULL DEFAULT ''",  # why an allowance accepts it
        f"""CREATE TABLE baseline (
            {_KEY}, ordinal INTEGER NOT NULL, name TEXT NOT NULL, command TEXT NOT NULL,
            exit_code INTEGER, seconds REAL NOT NULL, output_path TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (run_id, phase_id, ordinal))""",
        """CREATE TABLE plan_file (
            run_id TEXT NOT NULL REFERENCES run(id), path TEXT NOT NULL, sha256 TEXT NOT NULL,
            content BLOB NOT NULL, PRIMARY KEY (run_id, path))""",
    ),
    (
        "ALTER TABLE run ADD COLUMN paused TEXT",  # why it was stopped on purpose; NULL when it goes on
        "ALTER TABLE run ADD COLUMN cleaned_at TEXT",  # when its evidence was removed
        "ALTER TABLE session ADD COLUMN seconds REAL",  # how long it ran; NULL in older records
        "ALTER TABLE session ADD COLUMN trouble TEXT",  # JSON: what kept it from working
        "ALTER TABLE session ADD COLUMN retry_at REAL",  # seconds since the epoch: no other one before that
        "ALTER TABLE session ADD COLUMN estimated INTEGER",  # 1: tokens and cost follow from a cut stream
    ),
)
