"""All decisions that a user can make, one frozen dataclass each: name, confirm, merge, tag, delete and so on.

A command carries values only (ids, words, dates, boxes, the plan of a takeover), so the window, the terminal or a test
can build it. `photoface.library.handlers` has one handler for each. Running one makes exactly one decision in the
ledger.

A command with a `name` means the one person who has it. Where several have it, or somebody's name looks the same,
`NameTaken` is raised, unless `another` is set: then a new person is created. `#7` means the person with that number.
"""
