"""Which types of the stream need no reading. What is neither here nor read by `decode` is unknown to us."""

from __future__ import annotations

QUIET_TYPES = frozenset(
    {
        *("auth_status", "control_cancel_request", "control_request", "control_response", "keep_alive"),
        *("prompt_suggestion", "stream_event", "tool_progress", "tool_use_summary", "ui_invalidate"),
    }
)

QUIET_SUBTYPES = frozenset(  # of `system`
    {
        *("background_tasks_changed", "commands_changed", "compact_boundary", "elicitation_complete"),
        *("files_persisted", "hook_progress", "hook_response", "hook_started", "informational"),
        *("memory_recall", "mirror_error", "model_fallback", "model_refusal_no_fallback", "notification"),
        *("permission_denied", "plugin_install", "post_turn_summary", "session_state_changed", "status"),
        *("task_progress", "thinking_tokens"),
    }
)

QUIET_BLOCKS = frozenset(  # of a message's content
    {
        *("document", "image", "redacted_thinking", "search_result", "server_tool_use", "text", "thinking"),
        *("tool_reference", "web_fetch_tool_result", "web_search_tool_result"),
    }
)

END_STATUSES = frozenset({"completed", "failed", "stopped", "killed", "cancelled", "error"})  # of a task
