"""The templates: what the phases of a plan are, for projects in general, for backends and for frontends."""

from __future__ import annotations

from orchestrator.scaffold.stages import Kind, Stage

_FOUNDATION = Stage(
    "foundation",
    "Foundation",
    "Know what is there, prepare what comes",
    "Low",
    2,
    "Before anything is built it is known what is there, how it is checked, and where the new parts belong.",
    """\
Look
- Read the overview in the master plan, the README and the code that the goal touches
- Run every gate of this phase as it is; note what is green, what is red and why
Prepare
- Create the folders and modules that are missing, each with a sentence on what it is for
- Write one test for the smallest thing that the goal asks for, and make it pass
- Put into the notes what the next phase builds on: places, names, decisions
""",
)
_FURTHER = Stage(
    "increment-{number}",
    "Increment {number}",
    "The next part of the goal",
    "Medium",
    0,
    "One more part of the goal works, with tests, and nothing that worked before is broken.",
    """\
Choose
- Read the previous notes; name the next part of the goal that is still missing, and note it
Build
- Write tests for this part, among them one for wrong input
- Implement it until they pass, without changing what earlier tests demand
- Remove what it made superfluous
""",
)
_FINISH = Stage(
    "finish",
    "Review and finish",
    "Read it again, describe it",
    "Low",
    3,
    "Somebody who has not seen the work can use it and go on with it.",
    """\
Review
- Read all that the earlier phases changed beside the overview; note what is missing or wrong
- Mend what can be mended without a new test; leave the rest in the notes as open points
Describe
- Bring the README up to date: what it does, how it is started, how it is checked
- Remove leftovers: dead code, debugging output, files that nothing uses
""",
    keeps_tests=True,
)
_IMPLEMENTATION = Stage(
    "implementation",
    "Implementation",
    "The heart of the goal",
    "Medium",
    1,
    "What the overview of the master plan asks for works from one end to the other, with tests.",
    """\
Build
- Implement the smallest part that works from one end to the other, with a test
- Implement the rest in small steps, each with its test
Edges
- Test what happens with empty, wrong and very large input, and handle it
- Make every error message say what is wrong and what to do
""",
)
_INTEGRATION = Stage(
    "integration",
    "Integration",
    "Join the new parts with the rest",
    "Medium",
    4,
    "The new parts are used by the rest of the project, and old ways of doing the same are gone.",
    """\
Join
- Use the new parts wherever the overview asks for it
- Write a test that goes through the whole, from its entry to its result
- Remove what the new parts replace
""",
)
_HARDENING = Stage(
    "hardening",
    "Hardening",
    "What goes wrong, and how fast it is",
    "Medium",
    5,
    "Failures that are to be expected are handled and tested.",
    """\
Failures
- List in the notes what can fail from outside: files, network, other programs, time
- Write a test for each of them that matters, and make it pass
Speed
- Measure the slowest thing that a user waits for, note the figure, remove waste
""",
)
_DATA_MODEL = Stage(
    "data-model",
    "Data model",
    "What is stored, and how it changes",
    "High",
    3,
    "All that the service keeps has a place, rules that hold, and a way from the old to the new.",
    """\
Model
- Write down entities, keys and rules that must always hold, in code or schema
- Create the migration from what is there now; test it on an empty store and on an old one
Access
- Write the functions that read and change the data, the only place that does so
- Test each rule with data that breaks it
""",
)
_SERVICE = Stage(
    "service",
    "Service and API",
    "What callers can ask for",
    "Medium",
    1,
    "Every request that the overview names is answered rightly, and wrong ones are refused clearly.",
    """\
Requests
- Implement one request from outside to the data and back, with a test that goes the same way
- Implement the other requests, each with tests for success and for refusal
Contract
- Validate every input where it enters; answer errors in one shape with the right status
- Describe the API where its callers will look for it
""",
)
_ACCESS = Stage(
    "access",
    "Access and limits",
    "Who may do what, and how much",
    "High",
    5,
    "Nobody can read or change what is not theirs, and nobody can ask for too much.",
    """\
Access
- Note who may call what, and test each line of it, refusals included
- Keep secrets out of code, logs and error messages, with a test for the logs
Limits
- Bound sizes, pages and times of requests, with a test for each bound
""",
)
_OPERATION = Stage(
    "operation",
    "Operation",
    "Start, stop, look at it",
    "Medium",
    6,
    "The service starts, stops and tells how it is without anybody reading its code.",
    """\
Run it
- Take every setting from the environment or one file, and refuse wrong ones at the start
- Answer a health check; finish open requests on a stop signal; test both
- Log one line for each request and each failure, with what leads to the cause
""",
)
_COMPONENTS = Stage(
    "components",
    "Components",
    "The parts that views are made of",
    "Low",
    3,
    "The parts that several views need exist once, look as agreed, and are tested alone.",
    """\
Parts
- List in the notes the parts that the views in the overview share
- Build each of them with its states: empty, loading, filled, wrong, switched off
- Test each state as a user sees it, not as the code is written
""",
)
_VIEWS = Stage(
    "views",
    "Views",
    "What users see and do",
    "Medium",
    1,
    "A user can do what the overview names, from the first page to the result.",
    """\
Pages
- Build one view completely, with a test that uses it as a person would
- Build the other views, each with its test, and the ways between them
Edges
- Show something helpful where there is no data, no network, or no permission; test it
""",
)
_DATA = Stage(
    "data",
    "State and data",
    "Where the data comes from",
    "Medium",
    4,
    "Views show the data as it is, and what a user enters is not lost.",
    """\
Data
- Read and write data in one place of the code; views only use it
- Handle slow, failed and outdated answers, each with a test
- Validate forms where they are filled in, and keep what was entered after an error
""",
)
_ACCESSIBILITY = Stage(
    "accessibility",
    "Accessibility and sizes",
    "Everybody, on every screen",
    "Medium",
    5,
    "Every view can be used with the keyboard alone, with a screen reader and on a small screen.",
    """\
Use
- Give every control a name and every picture a text; keep the order of focus; test both
- Test the views at the widths of a phone, a tablet and a desk, and mend what breaks
""",
)

GENERIC = Kind((_FOUNDATION, _IMPLEMENTATION, _INTEGRATION, _HARDENING, _FINISH), _FURTHER, "implementation")
BACKEND = Kind(
    (_FOUNDATION, _DATA_MODEL, _SERVICE, _ACCESS, _OPERATION, _FINISH._replace(since=4)), _FURTHER, "service"
)
FRONTEND = Kind(
    (_FOUNDATION, _COMPONENTS, _VIEWS, _DATA, _ACCESSIBILITY, _FINISH._replace(since=6)), _FURTHER, "views"
)
KINDS = {"generic": GENERIC, "backend": BACKEND, "frontend": FRONTEND}
