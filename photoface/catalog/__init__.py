"""Everything that is SQL: tables, database, migrations, and the reads and writes of each subject."""
