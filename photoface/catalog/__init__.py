"""Everything that is SQL: tables, database, migrations, and the reads and writes of each subject.

`tables` has the schema, `database` the file and its transactions, `ledger` the decisions and their undo.
"""
