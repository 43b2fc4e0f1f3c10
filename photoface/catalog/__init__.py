"""The SQLite catalog: tables, migrations, transactions, the ledger of decisions, and all reads and writes by subject.

No other package contains SQL for it. `tables` has the schema, `database` the file and its transactions, `ledger` the
decisions and their undo, `search` the search language.
"""
